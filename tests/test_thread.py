"""The reply forest: laws over random links, and the cases that the design names."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import thread
from claims.model import Claim, ClaimView, DateOrder, Dispute, Link, Node, Thread, Voice, date_order
from claims.vocabulary import Act, Basis, LastWord, Relation, SpeakerKind, Status

DISPUTE = Dispute("balloon", "The balloon")


def view(id: str, day: str | None = None, side: str = "us", act: Act = Act.ASSERTION, **rest: object) -> ClaimView:
    values = {"earliest": day, "latest": day, "links": {}, "last_word": LastWord.CLAIM, "unanswered": True, **rest}
    claim = Claim(id, f"Text of {id}.", "someone", side, act, said=day)
    return ClaimView(claim, Voice("someone", "Someone", SpeakerKind.PERSON, None, side), (), **values)


def link(text: str) -> Link:
    """`b rebuts a` as a link."""
    answer, relation, answered = text.split()
    return Link(answer, Relation(relation), answered, Basis.EXPLICIT)


def built(days: Mapping[str, str | None], links: Sequence[str], matches: Sequence[str] | None = None) -> Thread:
    claims = {id: view(id, day) for id, day in days.items()}
    return thread.build(claims, [link(one) for one in links], set(matches if matches is not None else days))


def outline(found: Thread) -> list[str]:
    """One line a node: its indentation shows its depth."""
    return [f"{'  ' * node.depth}{node.relation or 'root'} {node.id}" for node in found.nodes]


def turns(found: Thread) -> dict[str, list[str]]:
    pointed = thread.pointers(found)
    return {
        claim: [f"{'↺' if back else '→'} {one.relation} {one.to_id}" for one, back in ones]
        for claim, ones in pointed.items()
    }


def test_build__replies_in_date_order_under_what_they_answer() -> None:
    found = built(
        {"a": "2023-02-01", "late": "2023-02-09", "early": "2023-02-02", "deep": "2023-02-10", "undated": None},
        ["late rebuts a", "early rebuts a", "deep counters early", "undated responds a"],
    )
    assert outline(found) == [
        "root a",
        "  rebuts early",
        "    counters deep",
        "  rebuts late",
        "  responds undated",
    ]
    assert found.roots == ("a",)


def test_build__the_parent_is_the_earliest_target_and_the_others_are_pointers() -> None:
    found = built(
        {"a": "2023-02-02", "b": "2023-02-01", "c": "2023-02-03"}, ["c rebuts a", "c rebuts b", "c supports a"]
    )
    assert outline(found) == ["root b", "  rebuts c", "root a"]
    assert turns(found) == {"c": ["→ rebuts a", "→ supports a"]}


def test_build__a_target_that_matches_goes_before_an_earlier_one_of_the_context() -> None:
    found = built({"a": "2023-02-01", "b": "2023-02-02", "c": "2023-02-03"}, ["c rebuts a", "c rebuts b"], ["b", "c"])
    assert outline(found) == ["root a", "root b", "  rebuts c"]
    assert [node.match for node in found.nodes] == [False, True, True]


def test_build__same_day_targets_go_by_id() -> None:
    found = built({"b": "2023-02-01", "a": "2023-02-01", "c": "2023-02-03"}, ["c rebuts b", "c rebuts a"])
    assert outline(found) == ["root a", "  rebuts c", "root b"]


def test_build__of_two_relations_to_one_claim_the_tree_shows_the_first_of_the_vocabulary() -> None:
    found = built({"a": "2023-02-01", "b": "2023-02-02"}, ["b supports a", "b undercuts a"])
    assert outline(found) == ["root a", "  undercuts b"]
    assert turns(found) == {"b": ["→ supports a"]}


def test_build__a_ring_is_opened_at_its_first_claim() -> None:
    days = {"a": "2023-02-01", "b": "2023-02-02", "c": "2023-02-03", "d": "2023-02-04"}
    found = built(days, ["a counters c", "b counters a", "c counters b", "d rebuts b"])
    assert outline(found) == ["root a", "  counters b", "    counters c", "    rebuts d"]
    assert turns(found) == {"a": ["↺ counters c"]}


def test_build__a_claim_that_leads_into_a_ring_does_not_open_it() -> None:
    found = built({"z": "2023-01-01", "b": "2023-02-02", "c": "2023-02-03"}, ["z rebuts c", "b rebuts c", "c rebuts b"])
    assert outline(found) == ["root b", "  rebuts c", "    rebuts z"]
    assert turns(found) == {"b": ["↺ rebuts c"]}


def test_build__a_claim_that_answers_itself_is_a_root_with_a_way_back() -> None:
    found = built({"a": "2023-02-01"}, ["a restates a"])
    assert outline(found) == ["root a"]
    assert turns(found) == {"a": ["↺ restates a"]}


def test_build__links_that_leave_the_claims_shown_are_left_out() -> None:
    found = built({"a": "2023-02-01"}, ["a rebuts elsewhere", "elsewhere rebuts a"])
    assert (outline(found), found.links) == (["root a"], ())


def test_build__nothing_to_show() -> None:
    found = thread.build({}, [], (), dispute=DISPUTE)
    assert (found.roots, found.nodes, found.links) == ((), (), ())
    nobody = thread.Last((), 0)
    assert thread.summarise(found) == thread.Summary((), None, None, nobody, nobody, ())


def test_build__a_chain_of_any_depth() -> None:
    count = 100_000
    names = [f"c{number:06}" for number in range(count)]
    claims = {name: view(name, "2023-02-01") for name in names}
    links = [Link(answer, Relation.REBUTS, answered, Basis.INFERRED) for answered, answer in pairwise(names)]
    found = thread.build(claims, links, claims)
    assert [node.id for node in found.nodes] == names
    assert found.nodes[-1].depth == count - 1
    assert thread.pointers(found) == {}


def test_build__a_ring_of_any_length() -> None:
    count = 20_000
    names = [f"c{number:06}" for number in range(count)]
    claims = {name: view(name, "2023-02-01") for name in names}
    links = [Link(names[n], Relation.COUNTERS, names[(n + 1) % count], Basis.INFERRED) for n in range(count)]
    found = thread.build(claims, links, claims)
    assert found.roots == (names[0],)
    assert [node.id for node in found.nodes] == [names[0], *reversed(names[1:])]
    assert {claim: [back for _, back in ones] for claim, ones in thread.pointers(found).items()} == {names[0]: [True]}


_IDS = [f"c{number}" for number in range(8)]
_DAYS = st.sampled_from([None, "2023-02-01", "2023-02-02", "2023-02-03"])


@st.composite
def _forests(draw: st.DrawFn) -> tuple[dict[str, ClaimView], list[Link], set[str]]:
    ids = draw(st.lists(st.sampled_from(_IDS), min_size=1, unique=True))
    claims = {id: view(id, draw(_DAYS)) for id in ids}
    one = st.builds(
        Link, st.sampled_from(_IDS), st.sampled_from(Relation), st.sampled_from(_IDS), st.sampled_from(Basis)
    )
    links = draw(st.lists(one, max_size=14, unique_by=lambda link: link.id))
    return claims, links, draw(st.sets(st.sampled_from(ids)))


def _order(claim: ClaimView) -> DateOrder:
    return date_order(claim.earliest, claim.latest, claim.claim.said_time, claim.claim.id)


@given(_forests())
def test_build__every_claim_once_below_its_parent(
    forest: tuple[dict[str, ClaimView], list[Link], set[str]],
) -> None:
    claims, links, matches = forest
    found = thread.build(claims, links, matches)
    place = {node.id: index for index, node in enumerate(found.nodes)}
    assert sorted(place) == sorted(claims)
    assert len(found.nodes) == len(claims)
    for index, node in enumerate(found.nodes):
        assert node.match == (node.id in matches)
        if node.parent is None:
            assert (node.depth, node.relation, node.id in found.roots) == (0, None, True)
        else:
            above = found.nodes[place[node.parent]]
            assert place[node.parent] < index
            assert node.depth == above.depth + 1
            # Everything between a reply and its parent belongs to that parent: reading order is depth first.
            assert all(other.depth > above.depth for other in found.nodes[place[node.parent] + 1 : index])


@given(_forests())
def test_build__parents_are_chosen_as_the_design_says(
    forest: tuple[dict[str, ClaimView], list[Link], set[str]],
) -> None:
    claims, links, matches = forest
    targets = {
        id: [one.to_id for one in links if one.from_id == id and one.to_id in claims and one.to_id != id]
        for id in claims
    }
    best = {
        id: min(ends, key=lambda end: (end not in matches, _order(claims[end]))) for id, ends in targets.items() if ends
    }
    for node in thread.build(claims, links, matches).nodes:
        ring = _ring(node.id, best)
        is_first = bool(ring) and node.id == min(ring, key=lambda one: _order(claims[one]))
        assert node.parent == (None if is_first else best.get(node.id))


def _ring(start: str, best: Mapping[str, str]) -> list[str]:
    """The claims of the ring of parents that `start` is part of, none where it is in no ring."""
    path = [start]
    while path[-1] in best and len(path) <= len(_IDS):
        path.append(best[path[-1]])
        if path[-1] == start:
            return path[:-1]
    return []


@given(_forests())
def test_build__siblings_and_roots_in_date_order(
    forest: tuple[dict[str, ClaimView], list[Link], set[str]],
) -> None:
    claims, links, matches = forest
    found = thread.build(claims, links, matches)
    for parent in (None, *claims):
        siblings = [node.id for node in found.nodes if node.parent == parent]
        assert siblings == sorted(siblings, key=lambda one: _order(claims[one]))
    assert [node.id for node in found.nodes if node.parent is None] == list(found.roots)


@given(_forests(), st.randoms(use_true_random=False))
def test_build__the_order_of_the_input_changes_nothing(
    forest: tuple[dict[str, ClaimView], list[Link], set[str]], random: Random
) -> None:
    claims, links, matches = forest
    ids, others = list(claims), list(links)
    random.shuffle(ids)
    random.shuffle(others)
    again = thread.build({id: claims[id] for id in ids}, others, matches)
    first = thread.build(claims, links, matches)
    assert (again.roots, again.nodes) == (first.roots, first.nodes)


@given(_forests())
def test_pointers__every_link_is_drawn_once(forest: tuple[dict[str, ClaimView], list[Link], set[str]]) -> None:
    claims, links, matches = forest
    found = thread.build(claims, links, matches)
    drawn = [(node.id, node.relation, node.parent) for node in found.nodes if node.parent]
    pointed = [(one, back) for ones in thread.pointers(found).values() for one, back in ones]
    inside = [one for one in links if one.from_id in claims and one.to_id in claims]
    everything = drawn + [(one.from_id, one.relation, one.to_id) for one, _ in pointed]
    assert sorted(everything) == sorted((one.from_id, one.relation, one.to_id) for one in inside)
    above = {node.id: node.parent for node in found.nodes}
    for one, back in pointed:
        assert back == (one.from_id in _upwards(one.to_id, above)), one.id


def _upwards(start: str, above: Mapping[str, str | None]) -> list[str]:
    path: list[str] = []
    claim: str | None = start
    while claim:
        path.append(claim)
        claim = above[claim]
    return path


def _node(id: str, *, match: bool = True) -> Node:
    return Node(id, 0, None, None, match)


def test_summarise__counts_days_and_who_came_last() -> None:
    claims = {
        "a": view("a", "2023-02-01", "us", Act.ACCUSATION),
        "b": view("b", "2023-02-03", "china", Act.DENIAL),
        "c": view("c", "2023-02-03", "us", Act.DEMAND, unanswered=False),
        "d": view("d", "2023-02-02", "china"),
        "outside": view("outside", "2024-01-01", "eu", Act.DEMAND),
    }
    nodes = (*(_node(id) for id in "abcd"), _node("outside", match=False))
    links = (link("b rebuts a"), link("c counters b"), link("outside rebuts a"))
    summary = thread.summarise(Thread(DISPUTE, None, ("a",), nodes, claims, links))
    assert summary.sides == (("china", 2), ("us", 2))
    assert (summary.earliest, summary.latest) == ("2023-02-01", "2023-02-03")
    assert summary.last_to_speak == thread.Last(("b", "c"), rivals=0)
    assert summary.last_to_deny == thread.Last(("b",), rivals=0)
    assert summary.unreplied == ("a", "b")


def test_summarise__of_a_claim_everything_counts() -> None:
    claims = {"a": view("a", "2023-02-01"), "b": view("b", "2023-02-03")}
    nodes = (_node("a"), _node("b", match=False))
    summary = thread.summarise(Thread(None, "a", ("a",), nodes, claims, (link("b rebuts a"),)))
    assert summary.sides == (("us", 2),)
    assert summary.last_to_deny == thread.Last(("b",), rivals=0)


def test_is_unreplied__says_nothing_of_what_calls_for_no_reply_or_is_retracted() -> None:
    assert thread.is_unreplied(view("a", act=Act.DEMAND))
    assert not thread.is_unreplied(view("a", act=Act.OFFER))
    assert not thread.is_unreplied(view("a", act=Act.DEMAND, unanswered=False))
    retracted = view("a", act=Act.DEMAND)
    retracted = retracted._replace(claim=retracted.claim._replace(status=Status.RETRACTED))
    assert not thread.is_unreplied(retracted)


@pytest.mark.parametrize("relation", Relation)
def test_is_attacked__by_what_denies_undercuts_or_withdraws(relation: Relation) -> None:
    attacked = view("a", links={relation.inverse: ("b",)})
    assert thread.is_attacked(attacked.links) == (relation in {Relation.REBUTS, Relation.UNDERCUTS, Relation.WITHDRAWS})
    assert not thread.is_attacked({relation.value: ("b",)})


def test_summarise__counts_those_that_may_have_spoken_as_late() -> None:
    claims = {
        "a": view("a", "2023-02-03"),
        "b": view("b", "../2023-02-23", "china", earliest=None, latest="2023-02-23"),
        "c": view("c", "2023-01", "china", earliest="2023-01-01", latest="2023-01-31"),
        "d": view("d", None, "china"),
    }
    summary = thread.summarise(Thread(DISPUTE, None, (), tuple(_node(id) for id in "abcd"), claims, ()))
    assert summary.last_to_speak == thread.Last(("a",), rivals=2)
