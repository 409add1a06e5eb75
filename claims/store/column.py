"""Columns of numbers of very many rows, handed over as JSON: to fetch row by row takes longer than to find the rows."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence

from claims.store.connection import Connection


def numbers(db: Connection, statement: str, values: Sequence[str | int] = ()) -> Iterator[array[int]]:
    """The columns of a statement that makes each of them with `json_group_array`."""
    return map(_read, db.execute(statement, values).fetchone())


def _read(column: str) -> array[int]:
    # A piece at a time: as a list all the numbers would take five times the room.
    found = array("q")
    start, last = 1, len(column) - 1
    while start < last:
        end = column.find(",", start + _PIECE)
        end = last if end < 0 else end
        found.extend(json.loads(f"[{column[start:end]}]"))
        start = end + 1
    return found


_PIECE = 1 << 18
"""Characters read at once."""
