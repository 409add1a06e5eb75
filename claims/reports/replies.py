"""Who spoke last, who denied last and how long answers took: pure functions of claims and of what replies to them.

Days are those of the bounds of EDTF dates (`claims.dates.Span`), so that what lies in a range is told as a range.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from claims.store.figures import ANSWERS, DENIES, Reply, Utterance


def latest(claims: Iterable[Utterance]) -> list[Utterance]:
    """Return the claims that may be the last of all: those after whose last day none certainly begins.

    Claims of no date are passed over; an open end may reach any day.
    """
    dated = [claim for claim in claims if claim.is_dated]
    bound = max((claim.earliest for claim in dated if claim.earliest), default="")
    return [claim for claim in dated if claim.latest is None or claim.latest >= bound]


def denials(claims: Sequence[Utterance], replies: Iterable[Reply]) -> list[Utterance]:
    """Return the claims among these that deny one of another side among them."""
    sides = {claim.id: claim.side for claim in claims}
    denying = {
        reply.by.id
        for reply in replies
        if reply.relation in DENIES and sides.get(reply.to) not in (None, reply.by.side)
    }
    return [claim for claim in claims if claim.id in denying]


def answers(claim: Utterance, replies: Iterable[Reply]) -> list[Utterance]:
    """Return the claims by which other sides answer, in the order of the replies to the claim."""
    return [reply.by for reply in replies if reply.relation in ANSWERS and reply.by.side != claim.side]


def delay(claim: Utterance, answers: Iterable[Utterance]) -> tuple[int, int | None] | None:
    """Return the least and the most days (None: no bound) from a claim to its first answer; None where no date tells.

    An answer that is dated wholly before the claim is none to it in time (a claim repeated later has such) and does
    not count.
    """
    in_time = [answer for answer in answers if answer.is_dated and not _is_before(answer, claim)]
    if not claim.is_dated or not in_time:
        return None
    begins = [answer.earliest for answer in in_time]
    first = min(day for day in begins if day) if all(begins) else None
    last = min((answer.latest for answer in in_time if answer.latest), default=None)
    return max(_days(claim.latest, first) or 0, 0), _days(claim.earliest, last)


def _is_before(answer: Utterance, claim: Utterance) -> bool:
    return answer.latest is not None and claim.earliest is not None and answer.latest < claim.earliest


def _days(first: str | None, last: str | None) -> int | None:
    if first is None or last is None:
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
