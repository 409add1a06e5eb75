"""The JSON shape of the rows in which two sides stand opposite each other."""

from claims.json import encoded, shape
from claims.json.encoded import Encoded
from claims.json.shape import Field, word
from claims.model import Link
from claims.vocabulary import Basis, Relation

_COLUMN = shape.Type(lambda value, _path, _problems: value, lambda: {"type": "string", "enum": ["left", "right"]})


def fields(claim: shape.Type) -> tuple[Field, ...]:
    """The keys of a row; `claim` is the type of a whole claim."""
    return (
        Field("left", claim, "the claim of the left side; null where that of the right stands alone"),
        Field("right", claim, "the claim of the right side; null where that of the left stands alone"),
        Field("relation", word(Relation), "the relation of the answer to the other claim; null for a claim alone"),
        Field("answers", _COLUMN, "which of the two is the answer; null for a claim alone"),
        Field("basis", word(Basis), "on what the link rests; null for a claim alone"),
    )


def row(left: Encoded | None, right: Encoded | None, link: Link | None, answers: str | None) -> Encoded:
    """A row; `answers` is the column of the claim at which the link begins."""
    return encoded.joined(
        {
            "left": left,
            "right": right,
            "relation": link.relation if link else None,
            "answers": answers,
            "basis": link.basis if link else None,
        }
    )
