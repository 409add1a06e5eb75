"""The JSON shape of a timeline's entries."""

from typing import Any

from claims.model import ClaimView
from claims.wire import shape
from claims.wire.shape import DAY, Field


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


def entry(view: ClaimView, gap_in_days: int | None, claim: dict[str, Any]) -> dict[str, Any]:
    """An entry; `claim` is the JSON shape of the view."""
    return {
        "from": view.earliest,
        "to": view.latest,
        "said": view.claim.said,
        "gap_in_days": gap_in_days,
        "claim": claim,
    }
