"""The JSON shape of claims of one voice that do not go together."""

from typing import Any

from claims.json import encoded, shape
from claims.json.encoded import Encoded
from claims.json.shape import Field, each

KINDS = ("conflict", "split", "withdrawal")
_KIND = shape.Type(lambda value, _path, _problems: value, lambda: {"type": "string", "enum": list(KINDS)})


def fields(claim: shape.Type, link: shape.Type) -> tuple[Field, ...]:
    """The keys of a row; `claim` and `link` are the types of whole ones."""
    return (
        Field(
            "kind",
            _KIND,
            "conflict: one attacks the other; split: one attacks what the other backs; withdrawal: one takes the "
            "other back",
            required=True,
        ),
        Field("claim", claim, "the claim that attacks or withdraws", required=True),
        Field(
            "other", claim, "the claim attacked or withdrawn, or the one that backs; it may be the same", required=True
        ),
        Field("target", claim, "of a split the claim that is attacked and backed; null otherwise"),
        Field("links", each(link), "the links that show it"),
    )


def row(kind: str, claim: Encoded, other: Encoded, target: Encoded | None, links: list[dict[str, Any]]) -> Encoded:
    """A row."""
    return encoded.joined({"kind": kind, "claim": claim, "other": other, "target": target, "links": links})
