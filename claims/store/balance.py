"""How many claims there are of each side, act, dispute and month, and how well they are documented."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from claims.query import Filter
from claims.store import select
from claims.store.connection import Connection


class Tally(NamedTuple):
    """Claims that share a value; `key` None: they have none of that kind, or it is the tally of all.

    `quoted` have a verbatim quote, `sourced` a source, `answered` an answer of another side.
    """

    group: str
    key: str | None
    claims: int
    quoted: int
    sourced: int
    answered: int


_Counts = Mapping[tuple[Any, ...], int]
"""How many claims there are of some values; the last two are `answered` and `quoted` (None: they have no source)."""


def tallies(db: Connection, chosen: Filter) -> Iterator[Tally]:
    """All the chosen claims, then by side, act, dispute and month; a claim of two disputes counts for both."""
    claims, memberships = _counts(db, chosen)
    yield Tally("all", None, *_measured(claims))
    yield from _by_key("side", claims, 0)
    yield from _by_key("act", claims, 1)
    yield from _by_key("dispute", memberships, 0)
    yield from _by_key("month", claims, 2)


def _counts(db: Connection, chosen: Filter) -> tuple[_Counts, _Counts]:
    """Claims by side, act and month, and claims by dispute, counted in one walk: looking each up is what takes time."""
    claims: Counter[tuple[Any, ...]] = Counter()
    memberships: Counter[tuple[Any, ...]] = Counter()
    where = select.conjunction(chosen)
    for row in db.execute(_CLAIMS.format(where.sql), where.values):
        claims[row[:-1]] += 1
        disputes, answered, quoted = row[-1], row[-3], row[-2]
        for dispute in disputes.split() if disputes else (None,):
            memberships[dispute, answered, quoted] += 1
    return claims, memberships


_CLAIMS = """
SELECT c.side, c.act, substr(coalesce(c.earliest, c.latest), 1, 7), NOT c.unanswered,
(SELECT max(t.quote IS NOT NULL) FROM citations t WHERE t.claim = c.id),
(SELECT group_concat(d.dispute, ' ') FROM claim_disputes d WHERE d.claim = c.id)
FROM claims c WHERE {}
"""


def _by_key(group: str, counts: _Counts, place: int) -> Iterator[Tally]:
    """A tally for each of the values at one place, claims without any last."""
    apart: dict[str | None, dict[tuple[Any, ...], int]] = defaultdict(dict)
    for values, number in counts.items():
        apart[values[place]][values] = number
    for key in sorted(apart, key=lambda key: (key is None, key)):
        yield Tally(group, key, *_measured(apart[key]))


def _measured(counts: _Counts) -> Iterator[int]:
    """The claims in all, and those of them that are quoted, sourced and answered."""
    yield sum(counts.values())
    yield sum(number for values, number in counts.items() if values[-1])
    yield sum(number for values, number in counts.items() if values[-1] is not None)
    yield sum(number for values, number in counts.items() if values[-2])
