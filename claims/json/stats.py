"""The JSON shape of the balance of the record."""

from typing import Any

from claims.json import shape
from claims.json.shape import TEXT, Field

_MEASURES = {
    "quoted": "with a verbatim quote",
    "sourced": "with a source",
    "answered": "that another side answers in this record",
}
_SHARE = shape.Type(
    lambda value, _path, _problems: value, lambda: {"type": ["number", "null"], "minimum": 0, "maximum": 1}
)


def _object(fields: tuple[Field, ...]) -> shape.Type:
    return shape.Type(lambda value, _path, _problems: value, lambda: shape.schema_of(fields, complete=True))


_COUNTS = (
    Field("claims", shape.integer(0), "claims", required=True),
    *(Field(key, shape.integer(0), f"those {about}", required=True) for key, about in _MEASURES.items()),
)
_SHARES = tuple(
    Field(key, _SHARE, f"the share of claims {about}; null where there are none", required=True)
    for key, about in _MEASURES.items()
)
FIELDS = (
    Field("group", TEXT, "by what claims are counted: all, side, act, dispute, month", required=True),
    Field("key", TEXT, "the side, act, dispute or month (YYYY-MM); null: all claims, or those that have none"),
    Field("counts", _object(_COUNTS), "how many there are", required=True),
    Field("shares", _object(_SHARES), "which part of them that is, to three places", required=True),
)


def row(group: str, key: str | None, claims: int, **measured: int) -> dict[str, Any]:
    """A row; `measured` are the numbers of claims by measure."""
    shares = {name: round(number / claims, 3) if claims else None for name, number in measured.items()}
    return {"group": group, "key": key, "counts": {"claims": claims, **measured}, "shares": shares}
