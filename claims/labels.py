"""The state of every claim, a pure function of the claims and links on record.

The last word on a claim is the label of its position in the grounded labelling of the attack graph. The grounded
extension is Dung's (1995, "On the acceptability of arguments", Artificial Intelligence 77, definition 20); its three
labels are Caminada's (2006, "On the issue of reinstatement in argumentation"; Modgil and Caminada 2009, "Proof theories
and algorithms for abstract argumentation frameworks"). A label says where the denials end, not who is right.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from claims.tuples import NamedTuple
from claims.vocabulary import LastWord, Relation

Answer = tuple[str, Relation, str]
"""A link as the labelling sees it: from, relation, to."""


class State(NamedTuple):
    """What the links on record say of one claim.

    `last_word`: with whom the last word on its position lies. `unanswered`: no claim of another side answers it.
    """

    last_word: LastWord
    unanswered: bool


def states(claims: Iterable[tuple[str, str]], links: Iterable[Answer]) -> dict[str, State]:
    """Give the state of each claim, by id.

    `claims` are (id, side), each id once, and `links` (from, relation, to), all of them on record; a link with an end
    that is not among the claims is ignored. The order of either changes nothing. Answers count claim by claim; for
    last words see `last_words`.
    """
    sides = dict(claims)
    among = [link for link in links if link[0] in sides and link[2] in sides]
    words = last_words(sides, among)
    answered = {
        target for source, relation, target in among if relation.term.answers and sides[source] != sides[target]
    }
    return {claim: State(word, claim not in answered) for claim, word in words.items()}


def last_words(
    sides: Mapping[str, str], links: Iterable[Answer], beyond: Iterable[tuple[LastWord, str]] = ()
) -> dict[str, LastWord]:
    """Give the last word on each claim, by id; `sides` are the sides of the claims, both ends of `links` among them.

    Claims of one side joined by `restates` are one position: what attacks one of them attacks all, and what one of
    them attacks all attack. An attack inside a position is an attack of the position on itself, which Dung's
    semantics leaves undecided unless an accepted attack from elsewhere defeats it.

    `beyond` are attacks from claims that are not among these and that none of these reaches: their settled last word,
    and whom they attack. Grounded semantics is directional (Baroni and Giacomin 2007, "On principle-based evaluation
    of extension-based argumentation semantics", Artificial Intelligence 171, definition 20), so that labels which
    nothing reaches may be taken as they are.
    """
    numbers = {claim: number for number, claim in enumerate(sides)}
    inner = ((numbers[source], relation, numbers[target]) for source, relation, target in links)
    outer = ((word, numbers[target]) for word, target in beyond)
    return dict(zip(sides, numbered(tuple(sides.values()), inner, outer), strict=True))


def numbered(
    sides: Sequence[object],
    links: Iterable[tuple[int, Relation, int]],
    beyond: Iterable[tuple[LastWord, int]] = (),
) -> list[LastWord]:
    """Give the last words of `last_words`, of claims that are numbered from 0 in the order of their sides."""
    positions = _Positions(len(sides))
    attackers, attacked = array("q"), array("q")
    for source, relation, target in links:
        if relation.term.attacks:
            attackers.append(source)
            attacked.append(target)
        if relation is Relation.RESTATES and sides[source] == sides[target]:
            positions.join(source, target)
    # Two arguments stand for all attackers from beyond: one that nothing attacks, and one that attacks itself.
    accepted, undecided = len(sides), len(sides) + 1
    settled = {LastWord.CLAIM: accepted, LastWord.CONTESTED: undecided}
    outer = ((settled[word], positions.of(target)) for word, target in beyond if word in settled)
    # A position is argued by its representative alone; its other members stand in the graph without attacks.
    inner = zip(map(positions.of, attackers), map(positions.of, attacked), strict=True)
    labels = grounded(len(sides) + 2, chain([(undecided, undecided)], inner, outer))
    return [labels[positions.of(number)] for number in range(len(sides))]


def grounded(count: int, attacks: Iterable[tuple[int, int]]) -> list[LastWord]:
    """Give the grounded label of each of the arguments 0 to `count` - 1.

    `attacks` are (attacker, attacked), repeats allowed. The labels: `claim` for an argument that is in, `reply` for
    one that is out, `contested` for one that is undecided. Raises ValueError where an attack has an end out of range.

    An argument is in once all its attackers are out, and out once one of them is in. This is unit propagation with
    counters (Dowling and Gallier 1984), as Nofal, Atkinson and Dunne apply it to argumentation (2021, "Computing
    grounded extensions of abstract argumentation frameworks"): time and memory linear in arguments and attacks.
    """
    graph = _AttackGraph(count, attacks)
    labels = [LastWord.CONTESTED] * count
    accepted = [argument for argument in range(count) if not graph.standing[argument]]
    while accepted:
        winner = accepted.pop()
        labels[winner] = LastWord.CLAIM
        for loser in graph.attacked_by(winner):
            if labels[loser] is LastWord.CONTESTED:
                labels[loser] = LastWord.REPLY
                accepted.extend(graph.defeat(loser))
    return labels


class _AttackGraph:
    """Attacks as linked lists in flat arrays, one list for each attacker: built in one pass, no object an argument.

    `standing` counts for each argument the attacks on it whose attacker is not out; a repeated attack counts, and is
    taken off, as often as it is given.
    """

    def __init__(self, count: int, attacks: Iterable[tuple[int, int]]) -> None:
        self.standing = array("q", bytes(8 * count))
        self._newest = array("q", [_END]) * count
        self._older = array("q")
        self._attacked = array("q")
        for attacker, attacked in attacks:
            if not (0 <= attacker < count and 0 <= attacked < count):
                raise ValueError(f"attack {attacker} → {attacked} leaves the arguments 0 to {count - 1}")
            self._older.append(self._newest[attacker])
            self._newest[attacker] = len(self._attacked)
            self._attacked.append(attacked)
            self.standing[attacked] += 1

    def attacked_by(self, attacker: int) -> Iterator[int]:
        attack = self._newest[attacker]
        while attack != _END:
            yield self._attacked[attack]
            attack = self._older[attack]

    def defeat(self, attacker: int) -> Iterator[int]:
        """Take off the attacks of `attacker`; yield each argument that then has none standing against it."""
        for attacked in self.attacked_by(attacker):
            self.standing[attacked] -= 1
            if not self.standing[attacked]:
                yield attacked


_END = -1


class _Positions:
    """Disjoint sets of claims (union by size with path halving, Tarjan and van Leeuwen 1984)."""

    def __init__(self, count: int) -> None:
        self._parents = array("q", range(count))
        self._sizes = array("q", [1]) * count

    def of(self, claim: int) -> int:
        """Give the representative of the position that `claim` belongs to."""
        parents = self._parents
        while parents[claim] != claim:
            parents[claim] = parents[parents[claim]]
            claim = parents[claim]
        return claim

    def join(self, a: int, b: int) -> None:
        """Make the positions of both claims one."""
        small, large = sorted((self.of(a), self.of(b)), key=self._sizes.__getitem__)
        if small != large:
            self._parents[small] = large
            self._sizes[large] += self._sizes[small]
