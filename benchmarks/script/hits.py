"""The hits of queries in a store: `hits.py STORE PROGRAM QUERY…` counts those of the program that hold the very words,
`hits.py STORE - QUERY…` all sentences that do."""

import sqlite3
import subprocess
import sys

store, program, *queries = sys.argv[1:]
texts = dict(sqlite3.connect(store).execute("SELECT id, text FROM claims"))
found = 0
for query in queries:
    true = {id for id, text in texts.items() if query in text}
    if program != "-":
        command = (program, "search", query, "--store", store)
        lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
        true &= {line.partition("\t")[0] for line in lines}
    found += len(true)
print(found)
