"""Claims of one side, or of one speaker, that do not go together. A pure function of the links that show it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby, islice
from typing import NamedTuple

from claims.model import Link


class Contradiction(StrEnum):
    """How two claims of one voice stand against each other."""

    CONFLICT = "conflict"
    SPLIT = "split"
    WITHDRAWAL = "withdrawal"


class Pair(NamedTuple):
    """Two claims of one voice and the links that set them against each other.

    Of a conflict `claim` attacks `other`, and where both attack each other it is the one whose attack comes first.
    Of a split `claim` attacks `target` and `other` backs it, which may be the same claim; otherwise `target` is None.
    Of a withdrawal `claim` takes `other` back.
    """

    kind: Contradiction
    claim: str
    other: str
    target: str | None
    links: tuple[Link, ...]


_Ends = tuple[str, str]
_CHUNK = 250
"""Pairs for which it is looked at a time whether the other claim attacks back."""


def conflicts(attacks: Iterable[Link], between: Callable[[Sequence[_Ends]], Iterable[Link]]) -> Iterator[Pair]:
    """One pair for all the attacks between two claims, in the order in which the first of them comes.

    Attacks of one claim on another come one after the other. `between` gives those of them that run from the first to
    the second claim of some pairs, so that none need be held until it is seen whether the other attacks back.
    """
    told: set[_Ends] = set()
    groups = (list(links) for _, links in groupby(attacks, _ends))
    while chunk := list(islice(groups, _CHUNK)):
        backwards = [(links[0].to_id, links[0].from_id) for links in chunk if links[0].to_id != links[0].from_id]
        answered: dict[_Ends, list[Link]] = defaultdict(list)
        for link in between(backwards):
            answered[_ends(link)].append(link)
        for links in chunk:
            claim, other = ends = _ends(links[0])
            if ends not in told:
                back = answered.get((other, claim), [])
                told.update(map(_ends, back))
                yield Pair(Contradiction.CONFLICT, claim, other, None, (*links, *back))


def _ends(link: Link) -> _Ends:
    return link.from_id, link.to_id


def splits(found: Iterable[tuple[Link, Link]]) -> Iterator[Pair]:
    """One pair for each claim that attacks a target and each that backs it; `found` are both links.

    Those of one claim and target come one after the other.
    """
    for (claim, target), some in groupby(found, lambda both: _ends(both[0])):
        pairs: dict[str, dict[str, Link]] = defaultdict(dict)
        for attack, backing in some:
            pairs[backing.from_id].update({attack.id: attack, backing.id: backing})
        for other, links in pairs.items():
            yield Pair(Contradiction.SPLIT, claim, other, target, tuple(links.values()))


def withdrawals(links: Iterable[Link]) -> Iterator[Pair]:
    """One pair for each link by which a side takes its own claim back."""
    return (Pair(Contradiction.WITHDRAWAL, link.from_id, link.to_id, None, (link,)) for link in links)
