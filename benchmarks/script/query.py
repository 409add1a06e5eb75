"""Statements on a store, where SQLite's shell is not there: `query.py STORE STATEMENT…`."""

import sqlite3
import sys

for statement in sys.argv[2:]:
    for row in sqlite3.connect(sys.argv[1]).execute(statement):
        print(*row, sep="|")
