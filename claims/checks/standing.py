"""What stands: the claims and links on record, and the days that they may mean."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache, wraps
from operator import attrgetter
from typing import NamedTuple, TypeVar

from claims import dates
from claims.dates import Span
from claims.model import Claim, Corpus, Dispute, Link, Side, Source, Speaker
from claims.vocabulary import Status

Thought = TypeVar("Thought")
Item = TypeVar("Item", Side, Speaker, Source, Dispute, Claim, Link)

UNKNOWN = Span(None, None)


class Standing(NamedTuple):
    """The claims on record by id, and the links on record between them."""

    claims: dict[str, Claim]
    links: tuple[Link, ...]


def kept(think: Callable[[Corpus], Thought]) -> Callable[[Corpus], Thought]:
    """`think` with its last result kept, since rule after rule asks for that of one corpus."""
    last: list[tuple[Corpus, Thought]] = []

    @wraps(think)
    def asked(corpus: Corpus) -> Thought:
        if not last or last[0][0] is not corpus:
            last[:] = [(corpus, think(corpus))]
        return last[0][1]

    return asked


@kept
def standing(corpus: Corpus) -> Standing:
    """The part of the record that states are made of."""
    claims = {claim.id: claim for claim in on_record(corpus.claims)}
    between = (link for link in on_record(corpus.links) if link.from_id in claims and link.to_id in claims)
    return Standing(claims, tuple(between))


def on_record(records: Iterable[Item]) -> Iterable[Item]:
    """Those of the records that are not retracted."""
    given = records if isinstance(records, tuple) else tuple(records)
    # Rule after rule asks it of the same records, of which nearly always none is retracted.
    if Status.RETRACTED not in map(_STATUS, given):
        return given
    return tuple(one for one in given if one.status is Status.ON_RECORD)


_STATUS = attrgetter("status")


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
    last = _shifted(first.latest, allowance_in_days)
    return last is not None and last < second.earliest


@lru_cache(maxsize=65536)
def _shifted(day: str, days: int) -> str | None:
    """So many days later than a day, None behind the year 9999."""
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except OverflowError:
        return None
