"""The state of every claim, a pure function of the claims and links on record.

The last word on a claim is the label of its position in the grounded labelling of the attack graph. The grounded
extension is Dung's (1995, "On the acceptability of arguments", Artificial Intelligence 77, definition 20); its three
labels are Caminada's (2006, "On the issue of reinstatement in argumentation"; Modgil and Caminada 2009, "Proof theories
and algorithms for abstract argumentation frameworks"). A label says where the denials end, not who is right.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

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
    """Return the state of each claim, by id.

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
    """Return the last word on each claim, by id; `sides` are the sides of the claims, both ends of `links` among them.

    Claims of one side joined by `restates` are one position: what attacks one of them attacks all, and what one of
    them attacks all attack. An attack inside a position is an attack of the position on itself, which Dung's
    semantics leaves undecided unless an accepted attack from elsewhere defeats it.

    `beyond` are attacks from claims that are not among these and that none of these reaches: their settled last word,
    and whom they attack. Grounded semantics is directional (Baroni and Giacomin 2007, "On principle-based evaluation
    of extension-based argumentation semantics", Artificial Intelligence 171, definition 20), so that labels which
    nothing reaches may be taken as they are.
    """
    numbers = {claim: number for number, claim in enumerate(sides)}
    attacks, joins = [], []
    for source, relation, target in links:
        if relation.term.attacks:
            attacks.append((numbers[source], numbers[target]))
        if relation is Relation.RESTATES and sides[source] == sides[target]:
            joins.append((numbers[source], numbers[target]))
    position = _positions(len(sides), joins)
    # Two arguments stand for all attackers from beyond: one that nothing attacks, and one that attacks itself.
    undecided = len(sides) + _SETTLED[LastWord.CONTESTED]
    outer = ((len(sides) + _SETTLED[word], position[numbers[target]]) for word, target in beyond if word in _SETTLED)
    # A position is argued by its representative alone; its other members stand in the graph without attacks.
    inner = ((position[attacker], position[attacked]) for attacker, attacked in attacks)
    labels = grounded(len(sides) + len(_SETTLED), chain([(undecided, undecided)], inner, outer))
    return {claim: labels[position[number]] for claim, number in numbers.items()}


_SETTLED = {LastWord.CLAIM: 0, LastWord.CONTESTED: 1}
"""Last words of attackers from beyond that make a difference, and by how much their arguments follow all claims."""


Pair = tuple[int, int]


def grounded(count: int, attacks: Iterable[Pair]) -> list[LastWord]:
    """Return the grounded label of each of the arguments 0 to `count` - 1.

    `attacks` are (attacker, attacked), repeats allowed. The labels: `claim` for an argument that is in, `reply` for
    one that is out, `contested` for one that is undecided. Raises ValueError where an attack has an end out of range.

    An argument is in once all its attackers are out, and out once one of them is in. This is unit propagation with
    counters (Dowling and Gallier 1984), as Nofal, Atkinson and Dunne apply it to argumentation (2021, "Computing
    grounded extensions of abstract argumentation frameworks"): time and memory linear in arguments and attacks.
    """
    attacked: list[list[int]] = [[] for _ in range(count)]
    # How many attackers of each argument are not out, repeated attacks as often as they stand there.
    standing = [0] * count
    for attacker, target in attacks:
        if not (0 <= attacker < count and 0 <= target < count):
            raise ValueError(f"attack {attacker} → {target} leaves the arguments 0 to {count - 1}")
        attacked[attacker].append(target)
        standing[target] += 1
    labels = [LastWord.CONTESTED] * count
    accepted = [argument for argument, number in enumerate(standing) if not number]
    while accepted:
        winner = accepted.pop()
        labels[winner] = LastWord.CLAIM
        for loser in attacked[winner]:
            if labels[loser] is LastWord.CONTESTED:
                labels[loser] = LastWord.REPLY
                for defended in attacked[loser]:
                    standing[defended] -= 1
                    if not standing[defended]:
                        accepted.append(defended)
    return labels


def _positions(count: int, joins: Iterable[Pair]) -> list[int]:
    """The representative of each claim's position: disjoint sets with path halving (Tarjan and van Leeuwen 1984)."""
    parents = list(range(count))
    for pair in joins:
        # The lower number leads, so that one pass in order finds every root.
        low, high = sorted(_root(parents, claim) for claim in pair)
        parents[high] = low
    for claim, parent in enumerate(parents):
        parents[claim] = parents[parent]
    return parents


def _root(parents: list[int], claim: int) -> int:
    while parents[claim] != claim:
        parents[claim] = claim = parents[parents[claim]]
    return claim
