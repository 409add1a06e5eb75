"""The JSON shape of who answers whom: one row for each pair of voices between which there are links."""

from collections.abc import Mapping
from typing import Any

from claims.json import shape
from claims.json.shape import SLUG, TEXT, Field
from claims.vocabulary import Relation

_ANSWERS = tuple(one for one in Relation if one.term.answers)


def _object(fields: tuple[Field, ...]) -> shape.Type:
    return shape.Type(lambda value, _path, _problems: value, lambda: shape.schema_of(fields, complete=True))


_VOICE = _object(
    (
        Field("id", SLUG, "the id of the side or speaker", required=True),
        Field("name", TEXT, "the name", required=True),
        Field("side", SLUG, "the side; of a speaker that for which he speaks by default"),
    )
)
_COUNTS = _object(
    (
        Field("links", shape.integer(0), "links of every relation", required=True),
        Field("answers", shape.integer(0), f"those that answer: {', '.join(_ANSWERS)}", required=True),
        *(Field(one.value, shape.integer(0), f"links by which the one {one.term.label} the other") for one in Relation),
    )
)
FIELDS = (
    Field("from", _VOICE, "who answers or takes up", required=True),
    Field("to", _VOICE, "who is answered or taken up", required=True),
    Field("counts", _COUNTS, "how many links there are from claims of the one to claims of the other", required=True),
)
COUNTS = ("links", "answers", *(one.value for one in Relation))
"""The keys of `counts`, in order."""


def row(voice: dict[str, Any], other: dict[str, Any], numbers: Mapping[Relation, int]) -> dict[str, Any]:
    """A row; `numbers` are those of the relations that there are."""
    answers = sum(numbers.get(one, 0) for one in _ANSWERS)
    counts = {
        "links": sum(numbers.values()),
        "answers": answers,
        **{one.value: numbers.get(one, 0) for one in Relation},
    }
    return {"from": voice, "to": other, "counts": counts}


def voice(id: str, name: str, side: str | None) -> dict[str, Any]:
    """A side or a speaker."""
    return {"id": id, "name": name, "side": side}
