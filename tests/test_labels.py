"""Grounded labels against published solutions and an answer-set oracle, and the states of claims built on them."""

import random
import re
from pathlib import Path
from typing import TypeVar

import clingo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.last_words import State, grounded, states
from claims.vocabulary import LastWord, Relation

_DATA = Path(__file__).parent / "data" / "argsemsat-tests"

CLAIM, REPLY, CONTESTED = LastWord.CLAIM, LastWord.REPLY, LastWord.CONTESTED
Attacks = list[tuple[int, int]]
T = TypeVar("T")

# Complete extensions: conflict-free sets that defend their members and hold whatever they defend (Dung 1995).
_COMPLETE_EXTENSIONS = """
{ in(X) } :- arg(X).
out(X) :- att(Y, X), in(Y).
:- in(X), out(X).
:- in(X), att(Y, X), not out(Y).
:- arg(X), not in(X), out(Y) : att(Y, X).
#show in/1.
#show out/1.
"""


def _oracle(count: int, attacks: Attacks) -> list[LastWord]:
    """The grounded labels by way of all complete extensions.

    The grounded extension is the least complete one (Dung 1995, theorem 25), so what is in (out) in all of them, the
    cautious consequences, is what is in (out) in the grounded labelling. Nothing here works through a graph.
    """
    control = clingo.Control(["--enum-mode=cautious", "--models=0"])
    facts = [f"arg({x})." for x in range(count)] + [f"att({x},{y})." for x, y in attacks]
    control.add("base", [], _COMPLETE_EXTENSIONS + "".join(facts))
    control.ground([("base", [])])
    atoms: list[str] = []
    with control.solve(yield_=True) as models:
        for model in models:
            atoms = [str(atom) for atom in model.symbols(shown=True)]
    return [CLAIM if f"in({x})" in atoms else REPLY if f"out({x})" in atoms else CONTESTED for x in range(count)]


def _closure(reached: set[T], arrows: list[tuple[T, T]]) -> set[T]:
    """Everything that a path of arrows leads to, where it sets out included."""
    while more := {end for start, end in arrows if start in reached} - reached:
        reached = reached | more
    return reached


@st.composite
def _graphs(draw: st.DrawFn, most: int = 9) -> tuple[int, Attacks]:
    count = draw(st.integers(1, most))
    ends = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(ends, ends), max_size=2 * count + 2))


def _published(name: str) -> tuple[list[str], Attacks, set[str]]:
    """Arguments, attacks and the grounded extension of one of ArgSemSAT's test files."""
    text = (_DATA / name).read_text()
    arguments = re.findall(r"arg\((\w+)\)", text)
    attacks = [(arguments.index(x), arguments.index(y)) for x, y in re.findall(r"att\((\w+),\s*(\w+)\)", text)]
    return arguments, attacks, _extension(f"{name}.grounded")


def _extension(name: str) -> set[str]:
    return set(re.findall(r"in\((\w+)\)", (_DATA / name).read_text()))


def _accepted(arguments: list[str], attacks: Attacks) -> set[str]:
    labels = grounded(len(arguments), attacks)
    return {argument for argument, label in zip(arguments, labels, strict=True) if label is CLAIM}


@pytest.mark.parametrize("name", ["input0001.dl", "nixon.dl", "triciclo.dl"])
def test_grounded__is_the_published_extension(name: str) -> None:
    arguments, attacks, extension = _published(name)
    assert attacks
    assert _accepted(arguments, attacks) == extension


def test_grounded__is_not_the_published_wrong_extension() -> None:
    arguments, attacks, _ = _published("triciclo.dl")
    assert _accepted(arguments, attacks) != _extension("triciclo.dl.wrong_grounded")


@pytest.mark.parametrize(
    ("count", "attacks", "labels"),
    [
        (0, [], []),
        (1, [], [CLAIM]),
        (1, [(0, 0)], [CONTESTED]),
        (2, [(0, 1)], [CLAIM, REPLY]),
        (2, [(0, 1), (0, 1), (0, 1)], [CLAIM, REPLY]),
        (3, [(0, 1), (0, 1), (1, 2), (1, 2)], [CLAIM, REPLY, CLAIM]),
        (2, [(0, 1), (1, 0)], [CONTESTED, CONTESTED]),
        (3, [(0, 1), (1, 0), (0, 2), (1, 2)], [CONTESTED, CONTESTED, CONTESTED]),
        (2, [(0, 1), (1, 1)], [CLAIM, REPLY]),
        (4, [(0, 1), (1, 2), (2, 1), (2, 3)], [CLAIM, REPLY, CLAIM, REPLY]),
    ],
)
def test_grounded__follows_the_attacks_to_their_end(count: int, attacks: Attacks, labels: list[LastWord]) -> None:
    assert grounded(count, attacks) == labels


@pytest.mark.parametrize("attack", [(0, 2), (2, 0), (-1, 0), (0, -1)])
def test_grounded__refuses_an_attack_out_of_range(attack: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="leaves the arguments 0 to 1"):
        grounded(2, [attack])


@settings(max_examples=300, deadline=None)
@given(_graphs())
def test_grounded__is_what_all_complete_extensions_share(graph: tuple[int, Attacks]) -> None:
    assert grounded(*graph) == _oracle(*graph)


@pytest.mark.parametrize("seed", [4, 5, 6, 7])
def test_grounded__is_what_all_complete_extensions_share_in_larger_graphs(seed: int) -> None:
    chance = random.Random(seed)
    attacks = [(chance.randrange(60), chance.randrange(60)) for _ in range(100)]
    labels = grounded(60, attacks)
    assert labels == _oracle(60, attacks)
    assert set(labels) == set(LastWord)


@given(_graphs(most=30))
def test_grounded__accepts_no_two_that_conflict_and_defeats_for_a_reason(graph: tuple[int, Attacks]) -> None:
    count, attacks = graph
    labels = grounded(count, attacks)
    assert not any(labels[x] is CLAIM and labels[y] is CLAIM for x, y in attacks)
    defeated = {y for x, y in attacks if labels[x] is CLAIM}
    assert {x for x in range(count) if labels[x] is REPLY} == defeated


@given(_graphs(most=30), st.randoms(use_true_random=False))
def test_grounded__does_not_depend_on_the_order_of_attacks(graph: tuple[int, Attacks], chance: random.Random) -> None:
    count, attacks = graph
    shuffled = chance.sample(attacks, len(attacks)) + attacks[:3]
    assert grounded(count, shuffled) == grounded(count, attacks)


@given(_graphs(most=15), st.data())
def test_grounded__is_directional(graph: tuple[int, Attacks], data: st.DataObject) -> None:
    """Attacks among arguments that don't reach X leave the label of X alone (Baroni and Giacomin 2007)."""
    count, attacks = graph
    watched = data.draw(st.integers(0, count - 1))
    upstream = _closure({watched}, [(attacked, attacker) for attacker, attacked in attacks])
    elsewhere = st.integers(0, count - 1).filter(lambda argument: argument not in upstream)
    more = data.draw(st.lists(st.tuples(elsewhere, elsewhere), max_size=5)) if len(upstream) < count else []
    assert grounded(count, attacks + more)[watched] is grounded(count, attacks)[watched]


def test_grounded__follows_a_chain_of_a_million() -> None:
    count = 1_000_000
    labels = grounded(count, ((number, number + 1) for number in range(count - 1)))
    assert labels == [CLAIM, REPLY] * (count // 2)


_BALLOON = [
    ("spy", "us"), ("spy-again", "us"), ("took-back", "us"), ("civilian", "china"), ("airship", "china"),
    ("cameras", "us"), ("regret", "china"), ("border", "china"),
]  # fmt: skip


def _last_words(*links: tuple[str, Relation, str]) -> dict[str, LastWord]:
    return {claim: state.last_word for claim, state in states(_BALLOON, links).items()}


def _unanswered(*links: tuple[str, Relation, str]) -> set[str]:
    return {claim for claim, state in states(_BALLOON, links).items() if state.unanswered}


def test_states__of_a_claim_without_links_is_unanswered_and_has_the_last_word() -> None:
    assert states([("spy", "us")], []) == {"spy": State(CLAIM, unanswered=True)}


def test_states__of_nothing_is_nothing() -> None:
    assert states([], [("spy", Relation.REBUTS, "civilian")]) == {}


def test_states__follows_denials_to_their_end() -> None:
    words = _last_words(("civilian", Relation.REBUTS, "spy"), ("cameras", Relation.UNDERCUTS, "civilian"))
    assert (words["spy"], words["civilian"], words["cameras"]) == (CLAIM, REPLY, CLAIM)


def test_states__has_neither_win_a_flat_contradiction() -> None:
    words = _last_words(("civilian", Relation.REBUTS, "spy"), ("spy", Relation.REBUTS, "civilian"))
    assert (words["spy"], words["civilian"]) == (CONTESTED, CONTESTED)


def test_states__counts_repetition_as_no_reply() -> None:
    """`spy-again` says `spy` again after the denial: the denial still has the last word on both."""
    links = [("civilian", Relation.REBUTS, "spy"), ("spy-again", Relation.RESTATES, "spy")]
    words = _last_words(*links)
    assert (words["spy"], words["spy-again"], words["civilian"]) == (REPLY, REPLY, CLAIM)


def test_states__lets_a_position_attack_by_any_of_its_claims() -> None:
    words = _last_words(
        ("civilian", Relation.REBUTS, "spy"),
        ("spy-again", Relation.RESTATES, "spy"),
        ("spy-again", Relation.REBUTS, "civilian"),
    )
    assert {words["spy"], words["spy-again"], words["civilian"]} == {CONTESTED}


def test_states__joins_restatements_in_a_row_and_across() -> None:
    words = _last_words(
        ("took-back", Relation.RESTATES, "spy-again"),
        ("cameras", Relation.RESTATES, "spy-again"),
        ("spy-again", Relation.RESTATES, "spy"),
        ("civilian", Relation.REBUTS, "cameras"),
    )
    assert {words[claim] for claim in ("spy", "spy-again", "took-back", "cameras")} == {REPLY}


def test_states__does_not_join_claims_of_two_sides() -> None:
    words = _last_words(("spy-again", Relation.RESTATES, "civilian"), ("cameras", Relation.REBUTS, "civilian"))
    assert (words["spy-again"], words["civilian"]) == (CLAIM, REPLY)


def test_states__does_not_join_a_side_through_another() -> None:
    words = _last_words(
        ("spy", Relation.RESTATES, "civilian"),
        ("spy-again", Relation.RESTATES, "civilian"),
        ("airship", Relation.REBUTS, "spy"),
    )
    assert (words["spy"], words["spy-again"]) == (REPLY, CLAIM)


def test_states__leaves_a_position_that_attacks_itself_undecided() -> None:
    links = [("spy-again", Relation.RESTATES, "spy"), ("spy-again", Relation.UNDERCUTS, "spy")]
    assert {_last_words(*links)[claim] for claim in ("spy", "spy-again")} == {CONTESTED}
    words = _last_words(*links, ("civilian", Relation.REBUTS, "spy"))
    assert (words["spy"], words["spy-again"], words["civilian"]) == (REPLY, REPLY, CLAIM)


def test_states__takes_a_withdrawn_claim_out_of_the_way_without_an_answer() -> None:
    """A claim that its own side took back defeats nothing any more, and no other side has answered it."""
    links = [("civilian", Relation.REBUTS, "spy"), ("regret", Relation.WITHDRAWS, "civilian")]
    words = _last_words(*links)
    assert (words["spy"], words["civilian"], words["regret"]) == (CLAIM, REPLY, CLAIM)
    assert "civilian" in _unanswered(*links)


def test_states__has_a_withdrawal_reach_every_restatement() -> None:
    words = _last_words(("spy-again", Relation.RESTATES, "spy"), ("took-back", Relation.WITHDRAWS, "spy"))
    assert (words["spy"], words["spy-again"]) == (REPLY, REPLY)


@pytest.mark.parametrize("relation", Relation)
def test_states__attacks_and_answers_as_the_vocabulary_says(relation: Relation) -> None:
    states_of = states(_BALLOON, [("civilian", relation, "spy")])
    assert states_of["spy"].last_word is (REPLY if relation.term.attacks else CLAIM)
    assert states_of["spy"].unanswered is not relation.term.answers
    assert states_of["civilian"] == State(CLAIM, unanswered=True)


@pytest.mark.parametrize("relation", Relation)
def test_states__has_no_side_answer_itself(relation: Relation) -> None:
    assert "spy" in _unanswered(("cameras", relation, "spy"))


def test_states__counts_answers_claim_by_claim() -> None:
    links = [("spy-again", Relation.RESTATES, "spy"), ("civilian", Relation.COUNTERS, "spy")]
    unanswered = _unanswered(*links)
    assert "spy" not in unanswered
    assert "spy-again" in unanswered


@pytest.mark.parametrize("link", [("gone", Relation.REBUTS, "spy"), ("spy", Relation.REBUTS, "gone")])
def test_states__ignores_a_link_with_an_end_off_the_record(link: tuple[str, Relation, str]) -> None:
    assert states(_BALLOON, [link]) == states(_BALLOON, [])


_NAMES = [claim for claim, _ in _BALLOON]
_LINKS = st.lists(
    st.tuples(
        st.sampled_from(_NAMES),
        st.sampled_from([Relation.REBUTS, Relation.RESTATES, Relation.WITHDRAWS, Relation.COUNTERS]),
        st.sampled_from(_NAMES),
    ),
    max_size=12,
)


@given(_LINKS, st.randoms(use_true_random=False))
def test_states__does_not_depend_on_order(links: list[tuple[str, Relation, str]], chance: random.Random) -> None:
    shuffled = states(chance.sample(_BALLOON, len(_BALLOON)), chance.sample(links, len(links)))
    assert shuffled == states(_BALLOON, links)


@given(_LINKS)
def test_states__are_those_of_the_contracted_graph(links: list[tuple[str, Relation, str]]) -> None:
    """The definition in other words: contract each side's restatements, then label what is left."""
    sides = dict(_BALLOON)
    same = [(x, y) for x, relation, y in links if relation is Relation.RESTATES and sides[x] == sides[y]]
    both_ways = same + [(y, x) for x, y in same]
    position = {claim: _NAMES.index(min(_closure({claim}, both_ways))) for claim in sides}
    attacks = [(position[x], position[y]) for x, relation, y in links if relation.term.attacks]
    labels = _oracle(len(_BALLOON), attacks)
    assert {claim: state.last_word for claim, state in states(_BALLOON, links).items()} == {
        claim: labels[position[claim]] for claim in sides
    }


def test_states__follow_a_long_quarrel_and_a_long_repetition() -> None:
    count = 50_000
    claims = [(f"c{number}", "us" if number % 2 else "china") for number in range(count)]
    denials = [(f"c{number}", Relation.REBUTS, f"c{number + 1}") for number in range(count - 1)]
    assert states(claims, denials)[f"c{count - 1}"] == State(REPLY, unanswered=False)
    repeats = [(f"c{number}", Relation.RESTATES, f"c{number + 2}") for number in range(count - 2)]
    doubt = [("c0", Relation.REBUTS, f"c{count - 1}")]
    assert states(claims, repeats + doubt)["c1"].last_word is REPLY
