"""Claims of one side, or of one speaker, that do not go together. A pure function of the links that show it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from claims.model import Link
from claims.tuples import NamedTuple


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


def conflicts(attacks: Iterable[Link]) -> Iterator[Pair]:
    """One pair for all the attacks between two claims, in the order in which the first of them comes."""
    pairs: dict[frozenset[str], list[Link]] = {}
    for link in attacks:
        pairs.setdefault(frozenset((link.from_id, link.to_id)), []).append(link)
    return (Pair(Contradiction.CONFLICT, some[0].from_id, some[0].to_id, None, tuple(some)) for some in pairs.values())


def splits(found: Iterable[tuple[Link, Link]]) -> Iterator[Pair]:
    """One pair for each claim that attacks a target and each that backs it; `found` are both links."""
    pairs: dict[tuple[str, str, str], dict[str, Link]] = {}
    for attack, backing in found:
        key = (attack.from_id, backing.from_id, attack.to_id)
        pairs.setdefault(key, {}).update({attack.id: attack, backing.id: backing})
    return (Pair(Contradiction.SPLIT, *key, tuple(links.values())) for key, links in pairs.items())


def withdrawals(links: Iterable[Link]) -> Iterator[Pair]:
    """One pair for each link by which a side takes its own claim back."""
    return (Pair(Contradiction.WITHDRAWAL, link.from_id, link.to_id, None, (link,)) for link in links)
