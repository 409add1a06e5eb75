"""A record in seven tables, as sqlite-utils makes them: `insert.py LINES STORE`.

Keys that are lists stay lists, as JSON; citations have a table of their own. Foreign keys, their indexes, and words to
search by come once the rows are in.
"""

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlite_utils

TABLES = {"side": "sides", "speaker": "speakers", "source": "sources", "dispute": "disputes", "claim": "claims"}
KEYS = (
    ("speakers", "side", "sides", "id"),
    ("claims", "speaker", "speakers", "id"),
    ("claims", "side", "sides", "id"),
    ("citations", "claim", "claims", "id"),
    ("citations", "source", "sources", "id"),
    ("links", "from", "claims", "id"),
    ("links", "to", "claims", "id"),
)

lines, store = sys.argv[1:]
db = sqlite_utils.Database(store)
citations: list[dict[str, Any]] = []


def rows(records: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of records, their citations put aside."""
    for record in records:
        citations.extend({"claim": record["id"], **citation} for citation in record.pop("citations", ()))
        yield record


with Path(lines).open(encoding="utf-8") as file:
    for kind, records in groupby(map(json.loads, file), lambda record: record.pop("record")):
        if kind == "link":
            db["links"].insert_all(rows(records), pk=("from", "relation", "to"))
        else:
            db[TABLES[kind]].insert_all(rows(records), pk="id", alter=True)
db["citations"].insert_all(citations)
db.add_foreign_keys(KEYS)
db.index_foreign_keys()
db["claims"].enable_fts(["text"])
db["citations"].enable_fts(["quote"])
