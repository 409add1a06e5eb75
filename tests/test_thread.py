"""The reply forest: laws over random links, and the cases that the design names."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import thread
from claims.model import DateOrder, date_order
from claims.vocabulary import Act, Basis, LastWord, Relation, Status

Row = dict[str, Any]

DISPUTE: Row = {"id": "balloon", "title": "The balloon"}


def claim(id: str, day: str | None = None, side: str = "us", act: Act = Act.ASSERTION, **rest: object) -> Row:
    """The row of a claim, as far as threads look at it."""
    values = {"earliest": day, "latest": day, "said_time": None, "status": Status.ON_RECORD.value}
    links = {key: [] for relation in Relation for key in (relation.value, relation.inverse)}
    state = {"last_word": LastWord.CLAIM.value, "unanswered": True}
    return {"id": id, "side": side, "act": act.value, **values, **links, **state, **rest}


def link(text: str) -> Row:
    """`b rebuts a` as the row of a link."""
    answer, relation, answered = text.split()
    return {"from": answer, "relation": relation, "to": answered, "basis": Basis.EXPLICIT.value}


class Forest(NamedTuple):
    """Claims by id, links among them, and which of the claims are asked for."""

    claims: dict[str, Row]
    links: list[Row]
    matches: set[str]


def arranged(forest: Forest, **asked: object) -> Row:
    """The thread of these claims as a document."""
    claims = forest.claims
    ids = sorted(claims, key=lambda one: order(claims[one]))
    links = [one for one in forest.links if one["from"] in claims and one["to"] in claims]
    ends = [(one["from"], one["relation"], one["to"]) for one in links]
    roots, places = thread.arrange(ids, ends, forest.matches)
    keys = ("depth", "parent", "relation", "match")
    nodes = [{**claims[id], **dict(zip(keys, place, strict=True))} for id, *place in places]
    return {"dispute": None, "claim": None, "roots": roots, "nodes": nodes, "links": links, **asked}


def order(row: Row) -> DateOrder:
    return date_order(row["earliest"], row["latest"], row["said_time"], row["id"])


def built(days: Mapping[str, str | None], links: Sequence[str], matches: Sequence[str] | None = None) -> Row:
    claims = {id: claim(id, day) for id, day in days.items()}
    return arranged(Forest(claims, [link(one) for one in links], set(days if matches is None else matches)))


def outline(found: Row) -> list[str]:
    """One line a node: its indentation shows its depth."""
    return [f"{'  ' * node['depth']}{node['relation'] or 'root'} {node['id']}" for node in found["nodes"]]


def turns(found: Row) -> dict[str, list[str]]:
    return {
        id: [f"{'↺' if back else '→'} {one['relation']} {one['to']}" for one, back in ones]
        for id, ones in thread.pointers(found).items()
    }


def test_arrange__replies_in_date_order_under_what_they_answer() -> None:
    found = built(
        {"a": "2023-02-01", "late": "2023-02-09", "early": "2023-02-02", "deep": "2023-02-10", "undated": None},
        ["late rebuts a", "early rebuts a", "deep counters early", "undated responds a"],
    )
    assert outline(found) == ["root a", "  rebuts early", "    counters deep", "  rebuts late", "  responds undated"]
    assert found["roots"] == ["a"]


def test_arrange__the_parent_is_the_earliest_target_and_the_others_are_pointers() -> None:
    found = built(
        {"a": "2023-02-02", "b": "2023-02-01", "c": "2023-02-03"}, ["c rebuts a", "c rebuts b", "c supports a"]
    )
    assert outline(found) == ["root b", "  rebuts c", "root a"]
    assert turns(found) == {"c": ["→ rebuts a", "→ supports a"]}


def test_arrange__a_target_that_matches_goes_before_an_earlier_one_of_the_context() -> None:
    found = built({"a": "2023-02-01", "b": "2023-02-02", "c": "2023-02-03"}, ["c rebuts a", "c rebuts b"], ["b", "c"])
    assert outline(found) == ["root a", "root b", "  rebuts c"]
    assert [node["match"] for node in found["nodes"]] == [False, True, True]


def test_arrange__same_day_targets_go_by_id() -> None:
    found = built({"b": "2023-02-01", "a": "2023-02-01", "c": "2023-02-03"}, ["c rebuts b", "c rebuts a"])
    assert outline(found) == ["root a", "  rebuts c", "root b"]


def test_arrange__of_two_relations_to_one_claim_the_tree_shows_the_first_of_the_vocabulary() -> None:
    found = built({"a": "2023-02-01", "b": "2023-02-02"}, ["b supports a", "b undercuts a"])
    assert outline(found) == ["root a", "  undercuts b"]
    assert turns(found) == {"b": ["→ supports a"]}


def test_arrange__a_ring_is_opened_at_its_first_claim() -> None:
    days = {"a": "2023-02-01", "b": "2023-02-02", "c": "2023-02-03", "d": "2023-02-04"}
    found = built(days, ["a counters c", "b counters a", "c counters b", "d rebuts b"])
    assert outline(found) == ["root a", "  counters b", "    counters c", "    rebuts d"]
    assert turns(found) == {"a": ["↺ counters c"]}


def test_arrange__a_claim_that_leads_into_a_ring_does_not_open_it() -> None:
    found = built({"z": "2023-01-01", "b": "2023-02-02", "c": "2023-02-03"}, ["z rebuts c", "b rebuts c", "c rebuts b"])
    assert outline(found) == ["root b", "  rebuts c", "    rebuts z"]
    assert turns(found) == {"b": ["↺ rebuts c"]}


def test_arrange__a_claim_that_answers_itself_is_a_root_with_a_way_back() -> None:
    found = built({"a": "2023-02-01"}, ["a restates a"])
    assert outline(found) == ["root a"]
    assert turns(found) == {"a": ["↺ restates a"]}


def test_arrange__nothing_to_show() -> None:
    found = arranged(Forest({}, [], set()), dispute=DISPUTE)
    assert (found["roots"], found["nodes"]) == ([], [])
    nobody = thread.Last((), 0)
    assert thread.summarise(found) == thread.Summary((), None, None, nobody, nobody, ())


def test_arrange__a_chain_of_any_depth() -> None:
    count = 20_000
    names = [f"c{number:06}" for number in range(count)]
    found = built(dict.fromkeys(names, "2023-02-01"), [f"{one} rebuts {other}" for other, one in pairwise(names)])
    assert [node["id"] for node in found["nodes"]] == names
    assert found["nodes"][-1]["depth"] == count - 1
    assert thread.pointers(found) == {}


def test_arrange__a_ring_of_any_length() -> None:
    count = 20_000
    names = [f"c{number:06}" for number in range(count)]
    links = [f"{names[n]} counters {names[(n + 1) % count]}" for n in range(count)]
    found = built(dict.fromkeys(names, "2023-02-01"), links)
    assert found["roots"] == [names[0]]
    assert [node["id"] for node in found["nodes"]] == [names[0], *reversed(names[1:])]
    assert {id: [back for _, back in ones] for id, ones in thread.pointers(found).items()} == {names[0]: [True]}


_IDS = [f"c{number}" for number in range(8)]
_DAYS = st.sampled_from([None, "2023-02-01", "2023-02-02", "2023-02-03"])


@st.composite
def _forests(draw: st.DrawFn) -> Forest:
    ids = draw(st.lists(st.sampled_from(_IDS), min_size=1, unique=True))
    claims = {id: claim(id, draw(_DAYS)) for id in ids}
    relations = st.sampled_from([relation.value for relation in Relation])
    ends = st.tuples(st.sampled_from(ids), relations, st.sampled_from(ids))
    links = draw(st.lists(ends, max_size=14, unique=True))
    return Forest(claims, [link(" ".join(one)) for one in links], draw(st.sets(st.sampled_from(ids))))


@given(_forests())
def test_arrange__every_claim_once_below_its_parent(forest: Forest) -> None:
    found = arranged(forest)
    nodes = found["nodes"]
    place = {node["id"]: index for index, node in enumerate(nodes)}
    assert sorted(place) == sorted(forest.claims)
    assert len(nodes) == len(forest.claims)
    for index, node in enumerate(nodes):
        assert node["match"] == (node["id"] in forest.matches)
        if node["parent"] is None:
            assert (node["depth"], node["relation"], node["id"] in found["roots"]) == (0, None, True)
        else:
            start = place[node["parent"]]
            assert start < index
            assert node["depth"] == nodes[start]["depth"] + 1
            # Everything between a reply and its parent belongs to that parent: reading order is depth first.
            assert all(other["depth"] > nodes[start]["depth"] for other in nodes[start + 1 : index])


@given(_forests())
def test_arrange__parents_are_chosen_as_the_design_says(forest: Forest) -> None:
    claims, links, matches = forest
    targets = {id: [one["to"] for one in links if one["from"] == id != one["to"]] for id in claims}
    best = {
        id: min(ends, key=lambda end: (end not in matches, order(claims[end]))) for id, ends in targets.items() if ends
    }
    for node in arranged(forest)["nodes"]:
        ring = _ring(node["id"], best)
        is_first = bool(ring) and node["id"] == min(ring, key=lambda one: order(claims[one]))
        assert node["parent"] == (None if is_first else best.get(node["id"]))


def _ring(start: str, best: Mapping[str, str]) -> list[str]:
    """The claims of the ring of parents that `start` is part of, none where it is in no ring."""
    path = [start]
    while path[-1] in best and len(path) <= len(_IDS):
        path.append(best[path[-1]])
        if path[-1] == start:
            return path[:-1]
    return []


@given(_forests())
def test_arrange__siblings_and_roots_in_date_order(forest: Forest) -> None:
    found = arranged(forest)
    for parent in (None, *forest.claims):
        siblings = [node["id"] for node in found["nodes"] if node["parent"] == parent]
        assert siblings == sorted(siblings, key=lambda one: order(forest.claims[one]))
    assert [node["id"] for node in found["nodes"] if node["parent"] is None] == found["roots"]


@given(_forests(), st.randoms(use_true_random=False))
def test_arrange__the_order_of_links_changes_nothing(forest: Forest, random: Random) -> None:
    links = list(forest.links)
    random.shuffle(links)
    again, first = arranged(forest._replace(links=links)), arranged(forest)
    assert (again["roots"], again["nodes"]) == (first["roots"], first["nodes"])


@given(_forests())
def test_pointers__every_link_is_drawn_once(forest: Forest) -> None:
    found = arranged(forest)
    drawn = [(node["id"], node["relation"], node["parent"]) for node in found["nodes"] if node["parent"]]
    pointed = [(one, back) for ones in thread.pointers(found).values() for one, back in ones]
    everything = drawn + [(one["from"], one["relation"], one["to"]) for one, _ in pointed]
    assert sorted(everything) == sorted((one["from"], one["relation"], one["to"]) for one in forest.links)
    above = {node["id"]: node["parent"] for node in found["nodes"]}
    for one, back in pointed:
        assert back == (one["from"] in _upwards(one["to"], above)), one


def _upwards(start: str, above: Mapping[str, str | None]) -> list[str]:
    path: list[str] = []
    at: str | None = start
    while at:
        path.append(at)
        at = above[at]
    return path


def document(claims: Sequence[Row], links: Sequence[str] = (), **asked: object) -> Row:
    """A thread of claims that stand side by side."""
    nodes = [{"depth": 0, "parent": None, "relation": None, "match": True, **one} for one in claims]
    return {"dispute": None, "claim": None, "nodes": nodes, "links": [link(one) for one in links], **asked}


def test_summarise__counts_days_and_who_came_last() -> None:
    claims = [
        claim("a", "2023-02-01", "us", Act.ACCUSATION),
        claim("b", "2023-02-03", "china", Act.DENIAL),
        claim("c", "2023-02-03", "us", Act.DEMAND, unanswered=False),
        claim("d", "2023-02-02", "china"),
        claim("outside", "2024-01-01", "eu", Act.DEMAND, match=False),
    ]
    links = ["b rebuts a", "c counters b", "outside rebuts a"]
    summary = thread.summarise(document(claims, links, dispute=DISPUTE))
    assert summary.sides == (("china", 2), ("us", 2))
    assert (summary.earliest, summary.latest) == ("2023-02-01", "2023-02-03")
    assert summary.last_to_speak == thread.Last(("b", "c"), rivals=0)
    assert summary.last_to_deny == thread.Last(("b",), rivals=0)
    assert summary.unreplied == ("a", "b")


def test_summarise__of_a_claim_everything_counts() -> None:
    claims = [claim("a", "2023-02-01"), claim("b", "2023-02-03", match=False)]
    summary = thread.summarise(document(claims, ["b rebuts a"], claim="a"))
    assert summary.sides == (("us", 2),)
    assert summary.last_to_deny == thread.Last(("b",), rivals=0)


def test_is_unreplied__says_nothing_of_what_calls_for_no_reply_or_is_retracted() -> None:
    assert thread.is_unreplied(claim("a", act=Act.DEMAND))
    assert not thread.is_unreplied(claim("a", act=Act.OFFER))
    assert not thread.is_unreplied(claim("a", act=Act.DEMAND, unanswered=False))
    assert not thread.is_unreplied(claim("a", act=Act.DEMAND, status=Status.RETRACTED.value))


@pytest.mark.parametrize("relation", Relation)
def test_attackers__deny_undercut_or_withdraw(relation: Relation) -> None:
    attacks = relation in {Relation.REBUTS, Relation.UNDERCUTS, Relation.WITHDRAWS}
    assert thread.attackers(claim("a", **{relation.inverse: ["b"]})) == (["b"] if attacks else [])
    assert thread.attackers(claim("a", **{relation.value: ["b"]})) == []


def test_summarise__counts_those_that_may_have_spoken_as_late() -> None:
    claims = [
        claim("a", "2023-02-03"),
        claim("b", None, "china", latest="2023-02-23"),
        claim("c", "2023-01-01", "china", latest="2023-01-31"),
        claim("d", None, "china"),
    ]
    summary = thread.summarise(document(claims, dispute=DISPUTE))
    assert summary.last_to_speak == thread.Last(("a",), rivals=2)
