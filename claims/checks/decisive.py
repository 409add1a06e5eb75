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

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from claims.checks.graph import Arrows, Bridges, connected
from claims.labels import numbered
from claims.model import Decision, Link
from claims.vocabulary import Basis, LastWord, Relation


class Tied(NamedTuple):
    """Links between claims that go by numbers: where each begins, where it ends, and whether it attacks.

    Those that don't attack make one position of claims of one side.
    """

    sources: Sequence[int]
    targets: Sequence[int]
    attacks: Sequence[int]


def decisions(sides: Mapping[str, str], links: Iterable[Link]) -> Iterator[Decision]:
    """The inferred links that decide a last word alone, in their order; `sides` are the sides of the claims by id.

    All of them are on record, both ends of the links among the claims.
    """
    tied = [link for link in links if link.relation.term.attacks or _joins(link, sides)]
    ids = list(dict.fromkeys(id for one in tied for id in (one.from_id, one.to_id)))
    numbers = {id: number for number, id in enumerate(ids)}
    ends = ([numbers[one.from_id] for one in tied], [numbers[one.to_id] for one in tied])
    doubtful = (place for place, one in enumerate(tied) if one.basis is Basis.INFERRED)
    for place, claim, word in deciding(len(ids), Tied(*ends, [one.relation.term.attacks for one in tied]), doubtful):
        yield Decision(tied[place], ids[claim], word)


def _joins(link: Link, sides: Mapping[str, str]) -> bool:
    return link.relation is Relation.RESTATES and sides[link.from_id] == sides[link.to_id]


def deciding(count: int, links: Tied, doubtful: Iterable[int]) -> Iterator[tuple[int, int, LastWord]]:
    """Which of the doubtful links decide a last word alone: the place of each, the claim, and the last word on it.

    The claims are numbered from 0 to `count` - 1; `doubtful` are places of links.
    """
    case = _Case(count, links)
    for place in doubtful:
        claim = case.decided_by_attack(place) if links.attacks[place] else case.decided_by_joining(place)
        if claim is not None:
            yield place, claim, case.labels[claim]


class _Case:
    """The links that attack or join, the labels that they give, and what may hang on one of them."""

    def __init__(self, count: int, links: Tied) -> None:
        self._links = links
        joints = [place for place, attacks in enumerate(links.attacks) if not attacks]
        joined = [(links.sources[place], links.targets[place]) for place in joints]
        self.labels = numbered(count, self._attacks(), joined)
        self._position = connected(joined)
        self._attackers_of_claim: dict[int, list[int]] = defaultdict(list)
        self._targets_of_claim: dict[int, list[int]] = defaultdict(list)
        # Of claims that are a position of their own nobody asks.
        for source, target in self._attacks():
            if target in self._position:
                self._attackers_of_claim[target].append(self._of(source))
            if source in self._position:
                self._targets_of_claim[source].append(self._of(target))
        positions = ((self._of(source), self._of(target)) for source, target in self._attacks())
        self._graph = _Graph(count, positions, self.labels)
        self._parts = _Parts(joints, joined, self._weights)

    def _attacks(self) -> Iterator[tuple[int, int]]:
        return ((source, target) for source, target, attacks in zip(*self._links, strict=True) if attacks)

    def _of(self, claim: int) -> int:
        return self._position.get(claim, claim)

    def _weights(self, claim: int) -> "_Weights":
        """The attacks on a claim."""
        attackers = self._attackers_of_claim.get(claim, ())
        labels = [self.labels[one] for one in attackers]
        accepted = labels.count(LastWord.CLAIM)
        first = sum(self._graph.is_first(one, self._of(claim)) for one in attackers)
        return _Weights(first, accepted, labels.count(LastWord.CONTESTED))

    def decided_by_attack(self, place: int) -> int | None:
        """The attacked claim if the attack decides the last word on it alone, None if not."""
        claim = self._links.targets[place]
        attacker, attacked = self._of(self._links.sources[place]), self._of(claim)
        label = self.labels[attacker]
        if label is LastWord.REPLY or self._graph.is_repeated(attacker, attacked):
            return None
        if label is LastWord.CONTESTED:
            is_alone = self._graph.undecided[attacked] == 1
            return claim if self.labels[attacked] is LastWord.CONTESTED and is_alone else None
        if not self._graph.is_first(attacker, attacked) or self._graph.first[attacked] > 1:
            return None
        attackers = self._graph.attackers.of(attacked)
        others = [one for one in attackers if one != attacker and self.labels[one] is label]
        return None if self._graph.holds(others, without=set(self._graph.targets.of(attacked))) else claim

    def decided_by_joining(self, place: int) -> int | None:
        """A claim whose last word the link decides alone by joining two parts of a position, None if there is none."""
        source, target = self._links.sources[place], self._links.targets[place]
        position = self._of(target)
        if not self._graph.attackers.of(position) or self.labels[position] is LastWord.CLAIM:
            return None
        for end, part in self._parts.without(place, (target, source)):
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

    def __init__(self, count: int, attacks: Iterable[tuple[int, int]], labels: Sequence[LastWord]) -> None:
        self._count = count
        codes = sorted(attacked * count + attacker for attacker, attacked in attacks)
        self._repeated = {code for code, following in pairwise(codes) if code == following}
        self.attackers = Arrows(count, (divmod(code, count) for code in codes))
        self.targets = Arrows(count, (divmod(code, count)[::-1] for code in codes))
        self._labels = labels
        self._rounds = self._settled()
        self.first, self.undecided = array("i"), array("i")
        for attacked in range(count):
            attackers = self.attackers.of(attacked)
            self.first.append(sum(self.is_first(one, attacked) for one in attackers))
            self.undecided.append(sum(labels[one] is LastWord.CONTESTED for one in attackers))

    def _settled(self) -> Sequence[int]:
        standing = array("i", (len(self.attackers.of(one)) for one in range(self._count)))
        accepted = array("i", (one for one, number in enumerate(standing) if not number))
        rounds = array("i", (-1 if number else 0 for number in standing))
        for winner in accepted:  # grows while it is walked through, round by round
            for loser in self.targets.of(winner):
                if rounds[loser] < 0:
                    rounds[loser] = rounds[winner]
                    for freed in self.targets.of(loser):
                        standing[freed] -= 1
                        if not standing[freed]:
                            rounds[freed] = rounds[winner] + 1
                            accepted.append(freed)
        return rounds

    def is_repeated(self, attacker: int, attacked: int) -> bool:
        """Whether there are several attacks from the one position on the other."""
        return attacked * self._count + attacker in self._repeated

    def is_first(self, attacker: int, attacked: int) -> bool:
        """Whether the attacker is accepted without the help of the attacked position's being out, and puts it out."""
        return self._is_accepted(attacker) and self._rounds[attacker] == self._rounds[attacked]

    def holds(self, accepted: Iterable[int], *, without: Collection[int]) -> bool:
        """Whether one of these accepted positions is accepted even if what attacks those in `without` is not out."""
        wanted = set(accepted)
        return bool(wanted) and not wanted <= self._put_back(self._taken_back(without), without)

    def _taken_back(self, direct: Iterable[int]) -> set[int]:
        """What is settled because what attacks `direct` is out, as far as nothing that was settled earlier holds it."""
        lost: set[int] = set()
        waiting = [one for one in direct if self._is_accepted(one)]
        while waiting:
            one = waiting.pop()
            if one not in lost:
                lost.add(one)
                for out in self.targets.of(one):
                    if out not in lost and not self._is_held(out, lost):
                        lost.add(out)
                        waiting.extend(each for each in self.targets.of(out) if self._is_accepted(each))
        return lost

    def _is_held(self, out: int, lost: set[int]) -> bool:
        return any(self.is_first(one, out) and one not in lost for one in self.attackers.of(out))

    def _put_back(self, lost: set[int], direct: Collection[int]) -> set[int]:
        """What stays lost once everything is put back that something else holds."""
        waiting = list(lost)
        while waiting:
            one = waiting.pop()
            if one in lost and one not in direct and self._is_settled(one, lost):
                lost.remove(one)
                waiting.extend(self.targets.of(one))
        return lost

    def _is_settled(self, one: int, lost: set[int]) -> bool:
        attackers = self.attackers.of(one)
        if self._is_accepted(one):
            return not any(each in lost for each in attackers)
        return any(self._is_accepted(each) and each not in lost for each in attackers)

    def _is_accepted(self, one: int) -> bool:
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

    order: Sequence[int]
    runs: tuple[range, range]
    weights: _Weights

    def claims(self) -> Iterator[int]:
        return (self.order[place] for run in self.runs for place in run)


class _Parts:
    """The positions, and the two parts into which the loss of a joining link lets one fall."""

    def __init__(
        self, joints: Iterable[int], joined: Sequence[tuple[int, int]], weights: Callable[[int], _Weights]
    ) -> None:
        """`joints` are the places of the joining links, `joined` what each joins."""
        self._edges = {place: edge for edge, place in enumerate(joints)}
        self._bridges = Bridges(joined)
        self._places = {claim: place for place, claim in enumerate(self._bridges.order)}
        self._before = list(accumulate(map(weights, self._bridges.order), _Weights.plus, initial=_Weights()))

    def without(self, joint: int, ends: Iterable[int]) -> Iterator[tuple[int, _Part]]:
        """Each end of a link with the part that it is in; nothing where other links hold the position together."""
        split = self._bridges.splits.get(self._edges[joint])
        if split is None:
            return
        whole, cut = split
        part = self._part(cut, range(0))
        rest = self._part(range(whole.start, cut.start), range(cut.stop, whole.stop))
        for end in ends:
            yield end, part if self._places[end] in cut else rest

    def _part(self, *runs: range) -> _Part:
        first, second = (self._before[run.stop].minus(self._before[run.start]) for run in runs)
        return _Part(self._bridges.order, (runs[0], runs[1]), first.plus(second))
