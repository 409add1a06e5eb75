"""What stands: the claims and links on record, and the days that they may mean."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from claims import dates
from claims.dates import Span
from claims.model import Claim, Corpus, Dispute, Link, Side, Source, Speaker
from claims.tuples import NamedTuple
from claims.vocabulary import Status

Item = TypeVar("Item", Side, Speaker, Source, Dispute, Claim, Link)

UNKNOWN = Span(None, None)


class Standing(NamedTuple):
    """The claims on record by id, and the links on record between them."""

    claims: dict[str, Claim]
    links: tuple[Link, ...]


def standing(corpus: Corpus) -> Standing:
    """The part of the record that states are made of."""
    claims = {claim.id: claim for claim in on_record(corpus.claims)}
    between = (link for link in on_record(corpus.links) if link.from_id in claims and link.to_id in claims)
    return Standing(claims, tuple(between))


def on_record(records: Iterable[Item]) -> Iterable[Item]:
    """Those of the records that are not retracted."""
    return (one for one in records if one.status is Status.ON_RECORD)


@lru_cache(maxsize=65536)
def span(day: str | None) -> Span:
    """The bounds of a day as written; unknown ones where none is written, or one that can't be read."""
    try:
        return dates.parse(day) if day else UNKNOWN
    except dates.MalformedDate:
        return UNKNOWN


def is_before(first: Span, second: Span, *, allowance_in_days: int = 0) -> bool:
    """Whether all days of `first` surely lie before those of `second`, by more than the allowance."""
    if first.latest is None or second.earliest is None:
        return False
    try:
        return date.fromisoformat(first.latest) + timedelta(allowance_in_days) < date.fromisoformat(second.earliest)
    except OverflowError:  # the end of the year 9999
        return False
