"""The bytes of an index of sentences, without their text and without empty pages: `index.py FILE program|trigram`."""

import sqlite3
import sys
import tempfile
from pathlib import Path

from claims.query.words import folded
from claims.store.fulltext import TOKENIZER

tokenizer, indexed = {"program": (TOKENIZER, folded), "trigram": ("trigram", str)}[sys.argv[2]]
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "index.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    db.execute(f"CREATE VIRTUAL TABLE f USING fts5(text, content='', tokenize=\"{tokenizer}\")")
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        db.executemany(
            "INSERT INTO f (rowid, text) VALUES (?, ?)", enumerate((indexed(line.rstrip()) for line in lines), 1)
        )
    db.execute("INSERT INTO f (f) VALUES ('optimize')")
    db.commit()
    # What optimizing took apart stays in the file as empty pages, of a trigram index more than of others.
    db.execute("VACUUM")
    db.close()
    print(path.stat().st_size)
