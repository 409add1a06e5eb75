"""The rules about links: who answers whom, when, and what hangs on it."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.last_words import states
from claims.model import Corpus, Link
from claims.vocabulary import Basis, Relation
from tests.linting import found, linked

# Links.


@pytest.mark.parametrize(
    ("answer", "claim", "expected"),
    [
        ("2023-02-03", "2023-02-05", 1),
        ("2023-02-04", "2023-02-05", 0),  # Washington answers Beijing
        ("2023-02-05", "2023-02-05", 0),
        ("2023-02", "2023-03-02", 1),
        ("2023-02", "2023-03-01", 0),
        ("2023-02-01/2023-02-03?", "2023-02-06~", 1),
        ("../2023-02-01", "2023-03", 1),
        ("2023-02-01/..", "2023-03", 0),
        ("2023-02-01", "../2023-03", 0),
        (None, "2023-03", 0),
        ("2023-02-01", None, 0),
        ("9999-12-31", "9999-12-31", 0),
    ],
)
def test_l003__allows_a_day_and_counts_no_unknown_end(answer: str | None, claim: str | None, expected: int) -> None:
    said = {key: day for key, day in (("us-a", answer), ("china-b", claim)) if day}
    assert len(found("L003", linked("us-a rebuts china-b", said=said))) == expected


@pytest.mark.parametrize("relation", Relation)
def test_l003__what_comes_after_what_it_is_linked_to(relation: Relation) -> None:
    corpus = linked(f"us-a {relation} us-b", said={"us-a": "2023-01-01", "us-b": "2023-02-01"})
    assert bool(found("L003", corpus)) is (relation is not Relation.SUPPORTS)


@pytest.mark.parametrize("relation", Relation)
def test_l004_l005__attacks_within_a_side_and_withdrawals_across(relation: Relation) -> None:
    own, foreign = linked(f"us-a {relation} us-b"), linked(f"us-a {relation} china-b")
    assert bool(found("L004", own)) is (relation in (Relation.REBUTS, Relation.UNDERCUTS))
    assert found("L004", foreign) == []
    assert found("L005", own) == []
    assert bool(found("L005", foreign)) is (relation is Relation.WITHDRAWS)


def test_l006__relations_at_odds() -> None:
    def said(*relations: str) -> list[str]:
        return [one.message for one in found("L006", linked(*(f"us-a {each} china-b" for each in relations)))]

    assert said("rebuts", "concedes") == ["us-a rebuts and concedes china-b, which contradict each other"]
    assert said("supports", "restates") == ["us-a supports and restates china-b, which say the same"]
    assert said("rebuts", "undercuts") == []
    assert said("undercuts", "counters") == []
    assert len(said("rebuts", "responds", "qualifies")) == 2


def test_l006_l007__both_ways() -> None:
    mixed = linked("us-a supports us-b", "us-b restates us-a")
    assert [one.message for one in found("L006", mixed)] == ["us-b restates us-a, which supports it"]
    assert found("L007", mixed) == []
    answers = linked("us-a rebuts china-b", "china-b responds us-a")
    assert found("L006", answers) == []
    assert [one.record for one in found("L007", answers)] == ["us-a/rebuts/china-b"]


def test_l007__names_the_ring_and_no_other_claim() -> None:
    corpus = linked(
        "us-x rebuts china-b", "us-a rebuts china-b", "china-b counters us-c", "us-c responds china-d",
        "china-d qualifies us-a", "china-b responds us-y", "us-c supports us-a",
    )  # fmt: skip
    (one,) = found("L007", corpus)
    assert one.message.endswith(": us-a → china-b → us-c → china-d → us-a")
    assert one.record == "us-a/rebuts/china-b"


def test_l007__no_ring_is_too_long() -> None:
    many = 20_000
    links = [f"us-{n} rebuts us-{(n + 1) % many}" for n in range(many)]
    (one,) = found("L007", linked(*links))
    assert one.message.count("→") == many
    assert found("L007", linked(*links[:-1])) == []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14, unique=True))
def test_l007__one_for_each_component_and_each_is_a_ring(edges: list[tuple[int, int]]) -> None:
    pairs = {(f"us-{a}", f"us-{b}") for a, b in edges}
    ids = [f"us-{number}" for number in range(7)]
    reach = _closure(pairs)
    groups = {frozenset(b for b in ids if {(a, b), (b, a)} <= reach) for a in ids}
    findings = found("L007", linked(*(f"{a} responds {b}" for a, b in pairs)))
    assert len(findings) == len([group for group in groups if len(group) > 1])
    for finding in findings:
        *ring, first = finding.message.partition(": ")[2].split(" → ")
        assert len(set(ring)) == len(ring) > 1
        assert first == ring[0]
        assert set(pairwise([*ring, first])) <= pairs
        assert finding.record == f"{ring[0]}/responds/{ring[1]}"


def _closure(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    while more := {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs:
        pairs = pairs | more
    return pairs


def test_l009__a_withdrawal_between_two_that_say_the_same() -> None:
    said = {
        "us-1": "2023-02-01",
        "us-2": "2023-02-02",
        "us-w": "2023-02-03",
        "us-4": "2023-02-05",
        "us-5": "2023-02-06",
    }
    earlier = ("us-2 restates us-1", "us-w withdraws us-1")
    assert found("L009", linked(*earlier, said=said)) == []
    (one,) = found("L009", linked(*earlier, "us-4 restates us-2", "us-5 restates us-4", said=said))
    assert (one.record, one.message) == (
        "us-4/restates/us-2", "us-4 was said after us-w had withdrawn what it restates",
    )  # fmt: skip
    undated = {key: day for key, day in said.items() if key != "us-w"}
    assert found("L009", linked(*earlier, "us-4 restates us-2", said=undated)) == []


# Last words that hang on one inferred link.


def _labels(corpus: Corpus, without: Link | None = None) -> dict[str, Any]:
    links = [(one.from_id, one.relation, one.to_id) for one in corpus.links if one is not without]
    return {id: one.last_word for id, one in states(((one.id, one.side) for one in corpus.claims), links).items()}


def _deciding(corpus: Corpus) -> set[str]:
    """The inferred links whose loss changes a last word, found by leaving out each."""
    labels = _labels(corpus)
    inferred = (one for one in corpus.links if one.basis is Basis.INFERRED)
    return {one.id for one in inferred if _labels(corpus, without=one) != labels}


@st.composite
def _disputes(draw: st.DrawFn) -> Corpus:
    ids = [f"{draw(st.sampled_from(['us', 'us', 'china']))}-{n}" for n in range(draw(st.integers(2, 7)))]
    relations = st.sampled_from(["rebuts", "undercuts", "withdraws", "restates", "restates", "supports"])
    links = st.tuples(st.sampled_from(ids), relations, st.sampled_from(ids), st.sampled_from(["inferred", "explicit"]))
    chosen = draw(st.lists(links, min_size=1, max_size=12, unique_by=lambda link: link[:3]))
    return linked(*(" ".join(link) for link in chosen))


@given(_disputes())
def test_l010__finds_what_leaving_out_each_link_finds(corpus: Corpus) -> None:
    assert {one.record for one in found("L010", corpus)} == _deciding(corpus)


@given(_disputes())
def test_l010__names_a_claim_that_changes_and_its_last_word(corpus: Corpus) -> None:
    labels = _labels(corpus)
    links = {link.id: link for link in corpus.links}
    for finding in found("L010", corpus):
        told = re.fullmatch(r"the last word on (\S+) lies (.+) by this inferred link alone", finding.message)
        assert told is not None
        assert finding.record is not None
        claim, label = told.groups()
        assert labels[claim].term.label == label
        assert _labels(corpus, without=links[finding.record])[claim] is not labels[claim]


def test_l010__no_chain_is_too_long() -> None:
    many = 2_000
    denials = [f"us-{n} rebuts us-{n + 1} inferred" for n in range(many)]
    # Every other one is put out by the one before, and attacks in vain.
    assert len(found("L010", linked(*denials))) == many // 2
    restatements = [f"us-{n} restates us-{n + 1} inferred" for n in range(many)]
    assert found("L010", linked(*restatements)) == []
    assert len(found("L010", linked(*restatements, f"china-a rebuts us-{many // 2}"))) == many


def test_l010__answers_that_are_no_denials_decide_nothing() -> None:
    for relation in Relation:
        decides = relation.term.attacks
        assert bool(found("L010", linked(f"us-a {relation} china-b inferred"))) is decides
    (one,) = found("L010", linked("us-a rebuts china-b inferred"))
    assert one.message == "the last word on china-b lies with a reply by this inferred link alone"
