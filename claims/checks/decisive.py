"""Which inferred links decide a last word alone: without the link, the last word on some claim would lie elsewhere.

Labelling everything anew without each link in turn takes the square of the record. Most of it can be known from the
labels as they are (see `claims.labels`; positions are claims of one side joined by `restates`). Take an attack away
that is the only one between its two positions:

- From a position that is out it changes nothing, and on one that is in there is no other.
- From an undecided one it matters only where what it attacks is undecided and has no other undecided attacker, and
  then lets it in.
- From one that is in it matters only if what it attacks can't be put out without it: by another attacker that is in,
  and would be if the attacked position were not out.

Take a `restates` away, and its position falls apart if the link is a bridge. Of a position that is in nothing changes.
Of an undecided one, a part without undecided attackers gets in. Of one that is out, the part that the first accepted
attackers attack stays out, and the other stays out if an attacker of its own puts it out without its help.

What would be if a position were not out is found by following what was accepted because it is: take that back as far
as nothing accepted earlier holds it, and put back what something else holds. So the cost is linear in claims and links,
and for each link in doubt in what hangs on it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from claims.checks.graph import Bridges, connected
from claims.labels import last_words
from claims.model import Link
from claims.tuples import NamedTuple
from claims.vocabulary import Basis, LastWord, Relation


class Decision(NamedTuple):
    """A link without which the last word on `claim` would not be `last_word`."""

    link: Link
    claim: str
    last_word: LastWord


def decisions(sides: Mapping[str, str], links: Iterable[Link]) -> Iterator[Decision]:
    """The inferred links that decide a last word alone, in their order; `sides` are the sides of the claims by id.

    All of them are on record, both ends of the links among the claims.
    """
    case = _Case(sides, [link for link in links if link.relation.term.attacks or _joins(link, sides)])
    for link in case.links:
        if link.basis is Basis.INFERRED:
            claim = case.decided_by_attack(link) if link.relation.term.attacks else case.decided_by_joining(link)
            if claim is not None:
                yield Decision(link, claim, case.labels[claim])


def _joins(link: Link, sides: Mapping[str, str]) -> bool:
    return link.relation is Relation.RESTATES and sides[link.from_id] == sides[link.to_id]


class _Case:
    """The links that attack or join, the labels that they give, and what may hang on one of them."""

    def __init__(self, sides: Mapping[str, str], links: Sequence[Link]) -> None:
        self.links = links
        ends = {id: sides[id] for one in links for id in (one.from_id, one.to_id)}
        self.labels = last_words(ends, ((one.from_id, one.relation, one.to_id) for one in links))
        attacks = [one for one in links if one.relation.term.attacks]
        joints = [one for one in links if not one.relation.term.attacks]
        self._position = connected((one.from_id, one.to_id) for one in joints)
        self._attackers_of_claim: dict[str, list[str]] = defaultdict(list)
        self._targets_of_claim: dict[str, list[str]] = defaultdict(list)
        # Of claims that are a position of their own nobody asks.
        for one in attacks:
            if one.to_id in self._position:
                self._attackers_of_claim[one.to_id].append(self._of(one.from_id))
            if one.from_id in self._position:
                self._targets_of_claim[one.from_id].append(self._of(one.to_id))
        self._graph = _Graph(((self._of(one.from_id), self._of(one.to_id)) for one in attacks), self.labels)
        self._parts = _Parts(joints, self._weights)

    def _of(self, claim: str) -> str:
        return self._position.get(claim, claim)

    def _weights(self, claim: str) -> "_Weights":
        """The attacks on a claim."""
        attackers = self._attackers_of_claim.get(claim, ())
        labels = [self.labels[one] for one in attackers]
        accepted = labels.count(LastWord.CLAIM)
        first = sum(self._graph.is_first(one, self._of(claim)) for one in attackers)
        return _Weights(first, accepted, labels.count(LastWord.CONTESTED))

    def decided_by_attack(self, link: Link) -> str | None:
        """The attacked claim if the attack decides the last word on it alone, None if not."""
        attacker, attacked = self._of(link.from_id), self._of(link.to_id)
        label = self.labels[attacker]
        attackers = self._graph.attackers[attacked]
        if label is LastWord.REPLY or attackers[attacker] > 1:
            return None
        if label is LastWord.CONTESTED:
            is_alone = self._graph.undecided[attacked] == 1
            return link.to_id if self.labels[attacked] is LastWord.CONTESTED and is_alone else None
        if not self._graph.is_first(attacker, attacked) or self._graph.first[attacked] > 1:
            return None
        others = (one for one in attackers if one != attacker and self.labels[one] is label)
        return None if self._graph.holds(others, without=set(self._graph.targets.get(attacked, ()))) else link.to_id

    def decided_by_joining(self, link: Link) -> str | None:
        """A claim whose last word the link decides alone by joining two parts of a position, None if there is none."""
        position = self._of(link.to_id)
        if position not in self._graph.attackers or self.labels[position] is LastWord.CLAIM:
            return None
        for end, part in self._parts.without(link):
            if self.labels[position] is LastWord.CONTESTED:
                is_decided = not part.weights.undecided
            else:
                is_decided = not part.weights.first and not self._stays_out(part)
            if is_decided:
                return end
        return None

    def _stays_out(self, part: "_Part") -> bool:
        """Whether an accepted attacker of its own puts a part of a position out, none of them among the first."""
        if not part.weights.accepted:
            return False
        claims = list(part.claims())
        attackers = {one for claim in claims for one in self._attackers_of_claim.get(claim, ())}
        targets = {one for claim in claims for one in self._targets_of_claim.get(claim, ())}
        return self._graph.holds([one for one in attackers if self.labels[one] is LastWord.CLAIM], without=targets)


class _Graph:
    """Attacks between positions, and the round in which the grounded labelling settles each.

    A position is accepted in the round after its last attacker went out, and goes out in that of its first accepted
    attacker; what is settled in a round rests on earlier ones alone. Undecided positions have no round.
    """

    def __init__(self, attacks: Iterable[tuple[str, str]], labels: Mapping[str, LastWord]) -> None:
        self.attackers: dict[str, dict[str, int]] = {}
        self.targets: dict[str, list[str]] = {}
        for attacker, attacked in attacks:
            known = self.attackers.setdefault(attacked, {})
            if attacker not in known:
                self.targets.setdefault(attacker, []).append(attacked)
            known[attacker] = known.get(attacker, 0) + 1
        self._labels = labels
        self._rounds = self._settled()
        self.first: dict[str, int] = {}
        self.undecided: dict[str, int] = {}
        for attacked, attackers in self.attackers.items():
            self.first[attacked] = sum(self.is_first(one, attacked) for one in attackers)
            self.undecided[attacked] = sum(labels[one] is LastWord.CONTESTED for one in attackers)

    def _settled(self) -> dict[str, int]:
        standing = {target: len(attackers) for target, attackers in self.attackers.items()}
        accepted = [one for one in self.targets if one not in standing]
        rounds = dict.fromkeys(accepted, 0)
        for winner in accepted:  # grows while it is walked through, round by round
            for loser in self.targets.get(winner, ()):
                if loser not in rounds:
                    rounds[loser] = rounds[winner]
                    for freed in self.targets.get(loser, ()):
                        standing[freed] -= 1
                        if not standing[freed]:
                            rounds[freed] = rounds[winner] + 1
                            accepted.append(freed)
        return rounds

    def is_first(self, attacker: str, attacked: str) -> bool:
        """Whether the attacker is accepted without the help of the attacked position's being out, and puts it out."""
        return self._is_accepted(attacker) and self._rounds[attacker] == self._rounds[attacked]

    def holds(self, accepted: Iterable[str], *, without: Collection[str]) -> bool:
        """Whether one of these accepted positions is accepted even if what attacks those in `without` is not out."""
        wanted = set(accepted)
        return bool(wanted) and not wanted <= self._put_back(self._taken_back(without), without)

    def _taken_back(self, direct: Iterable[str]) -> set[str]:
        """What is settled because what attacks `direct` is out, as far as nothing that was settled earlier holds it."""
        lost: set[str] = set()
        waiting = [one for one in direct if self._is_accepted(one)]
        while waiting:
            one = waiting.pop()
            if one not in lost:
                lost.add(one)
                for out in self.targets.get(one, ()):
                    if out not in lost and not self._is_held(out, lost):
                        lost.add(out)
                        waiting.extend(each for each in self.targets.get(out, ()) if self._is_accepted(each))
        return lost

    def _is_held(self, out: str, lost: set[str]) -> bool:
        return any(self.is_first(one, out) and one not in lost for one in self.attackers[out])

    def _put_back(self, lost: set[str], direct: Collection[str]) -> set[str]:
        """What stays lost once everything is put back that something else holds."""
        waiting = list(lost)
        while waiting:
            one = waiting.pop()
            if one in lost and one not in direct and self._is_settled(one, lost):
                lost.remove(one)
                waiting.extend(self.targets.get(one, ()))
        return lost

    def _is_settled(self, one: str, lost: set[str]) -> bool:
        attackers = self.attackers[one]
        if self._is_accepted(one):
            return not any(each in lost for each in attackers)
        return any(self._is_accepted(each) and each not in lost for each in attackers)

    def _is_accepted(self, one: str) -> bool:
        return self._labels[one] is LastWord.CLAIM


class _Weights(NamedTuple):
    """How many attacks there are: from attackers accepted first, from accepted ones in all, from undecided ones."""

    first: int = 0
    accepted: int = 0
    undecided: int = 0

    def plus(self, other: "_Weights") -> "_Weights":
        return _Weights(self.first + other.first, self.accepted + other.accepted, self.undecided + other.undecided)

    def minus(self, other: "_Weights") -> "_Weights":
        return _Weights(self.first - other.first, self.accepted - other.accepted, self.undecided - other.undecided)


class _Part(NamedTuple):
    """A part of a position: the places of its claims in `order`, in two runs, and the attacks on it."""

    order: Sequence[str]
    runs: tuple[range, range]
    weights: _Weights

    def claims(self) -> Iterator[str]:
        return (self.order[place] for run in self.runs for place in run)


class _Parts:
    """The positions, and the two parts into which the loss of a joining link lets one fall."""

    def __init__(self, joints: Sequence[Link], weights: Callable[[str], _Weights]) -> None:
        self._edges = {one.id: edge for edge, one in enumerate(joints)}
        self._bridges = Bridges([(one.from_id, one.to_id) for one in joints])
        self._places = {claim: place for place, claim in enumerate(self._bridges.order)}
        self._before = list(accumulate(map(weights, self._bridges.order), _Weights.plus, initial=_Weights()))

    def without(self, link: Link) -> Iterator[tuple[str, _Part]]:
        """Each end of the link with the part that it is in; nothing where other links hold the position together."""
        split = self._bridges.splits.get(self._edges[link.id])
        if split is None:
            return
        whole, cut = split
        part = self._part(cut, range(0))
        rest = self._part(range(whole.start, cut.start), range(cut.stop, whole.stop))
        for end in (link.to_id, link.from_id):
            yield end, part if self._places[end] in cut else rest

    def _part(self, *runs: range) -> _Part:
        first, second = (self._before[run.stop].minus(self._before[run.start]) for run in runs)
        return _Part(self._bridges.order, (runs[0], runs[1]), first.plus(second))
