"""The JSON shape of a revision, both directions: what was done to one record, and the record before and after."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from claims.json import shape
from claims.json.shape import INSTANT, TEXT, Field, Path, Problem, word
from claims.model import Revision
from claims.vocabulary import Kind, Op


def _record_text(value: Any, path: Path, problems: list[Problem]) -> str | None:
    if not isinstance(value, Mapping):
        problems.append(Problem(shape.WRONG_TYPE, path, f"{path[-1]}: expected a record"))
        return None
    written = record_text(value)
    # Nearly always one look at all of it tells that no text in it is out of shape.
    if "\\u0000" in written or TEXT.read(written, path, []) is None:
        for text in _texts(value):
            # The shape of any text, which an empty one may have here.
            TEXT.read(f"{text}.", path, problems)
    return written


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def record_text(value: Mapping[str, object]) -> str:
    """A record as the text in which revisions keep it."""
    return json.dumps(value, ensure_ascii=False)


_RECORD = shape.Type(_record_text, lambda: {"type": "object"})

FIELDS = (
    Field("seq", shape.integer(1), "its place among the revisions of the store, from 1", required=True),
    Field("at", INSTANT, "when it was made", required=True),
    Field("by", TEXT, "who made it", required=True),
    Field("op", word(Op), "what was done", required=True),
    Field("kind", word(Kind), "the kind of the record", required=True),
    Field("id", TEXT, "the record's id", required=True),
    Field("before", _RECORD, "the record as it was, null while there was none"),
    Field("after", _RECORD, "the record as it is since, null where there is none"),
    Field("why", TEXT, "the reason that was given"),
)


TYPE = shape.record(FIELDS, Revision)


def read(data: object) -> tuple[Revision | None, tuple[Problem, ...]]:
    """The revision, or None and the problems that stopped it; their paths lead from the entry to the spot."""
    problems: list[Problem] = []
    found = TYPE.read(data, (), problems)
    return (None if problems else found), tuple(problems)


def write(revision: Revision) -> dict[str, object]:
    """A revision, all keys present, in their order."""
    values = revision._asdict()
    return {**values, **{key: values[key] and json.loads(values[key]) for key in ("before", "after")}}
