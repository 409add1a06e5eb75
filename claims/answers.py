"""What a record says of the answers in a dispute: who has the last word, who spoke last, how long answers took.

A pure function of claims, of the links that arrive at them, and of the last words on them (`claims.labels`). Days are
those of the bounds of EDTF dates (`claims.dates.Span`), so that what lies in a range is told as a range.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from claims.vocabulary import LastWord, Relation


class Uttered(NamedTuple):
    """A claim of a side with the bounds of its date; `is_dated` tells an open end from a claim of no date."""

    id: str
    side: str
    earliest: str | None
    latest: str | None
    is_dated: bool


class Reply(NamedTuple):
    """A link that answers or attacks: `by` is the claim at which it begins."""

    by: Uttered
    relation: Relation
    to: str


class Delay(NamedTuple):
    """Whole days from a claim to its first answer, `least` to `most` as far as the dates tell; None: no bound."""

    least: int
    most: int | None


class FirstAnswer(NamedTuple):
    """The first claim in date order by which another side answers; `delay` None: the dates tell nothing of it."""

    claim: str
    answer: Uttered
    delay: Delay | None


class Balance(NamedTuple):
    """What is on record for the claims of one side; all lists in the order of the claims given.

    `last_words` has the claims by whom the last word on them lies with, `denied` those that another claim attacks,
    `no_reply` those that no other side answers. `spoke_last` and `denied_last` are those that may be the last claim,
    and the last denial, of any side.
    """

    side: str
    last_words: Mapping[LastWord, tuple[str, ...]]
    denied: tuple[str, ...]
    no_reply: tuple[str, ...]
    first_answers: tuple[FirstAnswer, ...]
    spoke_last: tuple[str, ...]
    denied_last: tuple[str, ...]


def voices(parties: Sequence[str], heard: Iterable[str]) -> list[str]:
    """Give the sides of a dispute: its parties in their order, then others that are heard in it by id."""
    return list(dict.fromkeys([*parties, *sorted(heard)]))


def balances(
    every: Sequence[Uttered],
    chosen: Collection[str],
    replies: Sequence[Reply],
    last_words: Mapping[str, LastWord],
    sides: Iterable[str],
) -> Iterator[Balance]:
    """Give the balance of each side, in this order.

    `every` are the claims of the dispute, among which the last ones are looked for; only those whose id is among
    `chosen` are listed otherwise. `replies` arrive at them, in date order of the claims they come from.
    """
    arrived = _arrived(replies)
    denied = {reply.to for reply in replies if reply.relation in _ATTACKS}
    last = {claim.id for claim in latest(every)}
    denials = {claim.id for claim in latest(_denials(every, replies))}
    by_side = _by_side(every)
    for side in sides:
        own = by_side[side]
        listed = [claim for claim in own if claim.id in chosen]
        first = [(claim.id, _first_answer(claim, arrived.get(claim.id, ()))) for claim in listed]
        yield Balance(
            side,
            {word: tuple(one.id for one in listed if last_words[one.id] is word) for word in _WORDS},
            tuple(one.id for one in listed if one.id in denied),
            tuple(claim for claim, answer in first if answer is None),
            tuple(answer for _, answer in first if answer is not None),
            tuple(claim.id for claim in own if claim.id in last),
            tuple(claim.id for claim in own if claim.id in denials),
        )


def _by_side(every: Iterable[Uttered]) -> Mapping[str, list[Uttered]]:
    found: dict[str, list[Uttered]] = defaultdict(list)
    for claim in every:
        found[claim.side].append(claim)
    return found


# Asked of every link and claim of the record; to ask the enumerations takes several times as long.
_WORDS = tuple(LastWord)
_ATTACKS = frozenset(one for one in Relation if one.term.attacks)
_ANSWERS = frozenset(one for one in Relation if one.term.answers)
_DENIALS = _ATTACKS & _ANSWERS


def latest(claims: Iterable[Uttered]) -> Iterator[Uttered]:
    """Give the claims that may be the last of all: those after whose last day none certainly begins.

    Claims of no date are passed over; an open end may reach any day.
    """
    dated = [claim for claim in claims if claim.is_dated]
    bound = max((claim.earliest for claim in dated if claim.earliest), default="")
    return (claim for claim in dated if claim.latest is None or claim.latest >= bound)


def delay(claim: Uttered, answers: Iterable[Uttered]) -> Delay | None:
    """Give the days from a claim to the first of its answers; None where no date tells.

    An answer that is dated wholly before the claim is none to it in time (a claim repeated later has such) and does
    not count.
    """
    if not claim.is_dated:
        return None
    begins, ends = [], []
    for answer in answers:
        if answer.is_dated and not (answer.latest and claim.earliest and answer.latest < claim.earliest):
            begins.append(answer.earliest)
            ends.append(answer.latest)
    if not begins:
        return None
    first = min(day for day in begins if day) if all(begins) else None
    least = _days(claim.latest, first) or 0
    return Delay(max(least, 0), _days(claim.earliest, min((day for day in ends if day), default=None)))


def _days(first: str | None, last: str | None) -> int | None:
    if first is None or last is None:
        return None
    return _number(last) - _number(first)


@lru_cache(maxsize=1 << 12)
def _number(day: str) -> int:
    # A record has many claims of one day.
    return date.fromisoformat(day).toordinal()


def _arrived(replies: Iterable[Reply]) -> Mapping[str, list[Reply]]:
    arrived: dict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        arrived[reply.to].append(reply)
    return arrived


def _denials(every: Iterable[Uttered], replies: Iterable[Reply]) -> Iterator[Uttered]:
    """The claims among these that deny one of another side among them."""
    sides = {claim.id: claim.side for claim in every}
    denying = {reply.by.id for reply in replies if reply.relation in _DENIALS and sides[reply.to] != reply.by.side}
    return (claim for claim in every if claim.id in denying)


def _first_answer(claim: Uttered, arrived: Sequence[Reply]) -> FirstAnswer | None:
    if not arrived:
        return None
    answers = [reply.by for reply in arrived if reply.relation in _ANSWERS and reply.by.side != claim.side]
    return FirstAnswer(claim.id, answers[0], delay(claim, answers)) if answers else None
