"""The JSON shape of a timeline's entries."""

import re
from typing import NamedTuple

from claims.json import encoded, shape
from claims.json.encoded import Encoded
from claims.json.shape import DAY, Field


def fields(claim: shape.Type) -> tuple[Field, ...]:
    """The keys of an entry; `claim` is the type of a whole claim."""
    return (
        Field("from", DAY, "the first day that the claim's date may mean; null: open, unknown or undated"),
        Field("to", DAY, "the last day that it may mean; null: open, unknown or undated"),
        Field("said", DAY, "the date as written; null: undated"),
        Field(
            "gap_in_days",
            shape.integer(0),
            "whole days between the latest day of all entries before and the first day of this one; null for the "
            "first entry, without a first day, and after a claim with an open end",
        ),
        Field("claim", claim, "the claim", required=True),
    )


class Dated(NamedTuple):
    """A claim as JSON with its date as written and the bounds of that, None as in the claim."""

    said: str | None
    earliest: str | None
    latest: str | None
    claim: Encoded


def dated(text: str) -> Dated:
    """The claim whose JSON this is."""
    found = _DATES.search(text)
    assert found is not None
    said, earliest, latest = found.groups()
    return Dated(said, earliest, latest, Encoded(text))


# In a text every quotation mark has a backslash before it, so that these keys stand nowhere else.
_DATES = re.compile(
    ',"said":(?:null|"([^"]*)"),"said_time":(?:null|"[^"]*"),"earliest":(?:null|"([^"]*)"),"latest":(?:null|"([^"]*)"),'
)


def entry(one: Dated, gap_in_days: int | None) -> Encoded:
    """An entry."""
    return encoded.joined(
        {"from": one.earliest, "to": one.latest, "said": one.said, "gap_in_days": gap_in_days, "claim": one.claim}
    )
