"""Columns of numbers of very many rows, handed over as JSON: to fetch row by row takes longer than to find the rows."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence

from claims.store.connection import Connection


def numbers(db: Connection, statement: str, values: Sequence[str | int] = ()) -> Iterator[array[int]]:
    """The columns of a statement that makes each of them with `json_group_array`."""
    return (array("q", json.loads(column)) for column in db.execute(statement, values).fetchone())
