"""The curator's linter: every rule finds its bad example, lets a good neighbour pass, and says why it matters."""

import re
from typing import Any

import pytest

from claims import checks
from claims.json import record as wire
from claims.model import Claim, Corpus, Source
from claims.vocabulary import Kind, Op, Severity, Status
from tests.linting import CLAIM, OF_SMALL_RECORDS, corpus_of, found, paper, with_fixes


def test_rules__have_codes_and_names_of_their_own() -> None:
    codes = [rule.code for rule in checks.RULES]
    names = [rule.name for rule in checks.RULES]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[RQLCSDWX][0-9]{3}", code) for code in codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    assert not checks.RETIRED.keys() & {*codes}
    assert not {*checks.RETIRED.values()} & {*names}


def test_rules__of_writing_are_all_errors() -> None:
    errors = {rule.code for rule in checks.RULES if rule.severity == "error"}
    # What is wrong with a store itself is nothing that is written.
    assert {rule.code for rule in checks.ON_WRITE} == {code for code in errors if code[0] != "X"}
    assert {rule.code for rule in checks.ON_WRITE} >= {
        "R001", "R002", "R003", "Q001", "Q002", "Q003", "Q004", "Q005", "L001",
    }  # fmt: skip


def test_rule__by_code() -> None:
    assert [checks.rule(rule.code) for rule in checks.RULES] == list(checks.RULES)
    assert checks.rule("R999") is None


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_rules__say_what_why_and_what_to_do(rule: checks.Rule) -> None:
    assert rule.reason.endswith(".")
    for text in (rule.message, rule.remedy):
        assert text
        assert not text.endswith(".")


OF_DOSSIERS = [rule for rule in checks.RULES if not rule.code.startswith("X")]
"""The rules whose bad example is a dossier; what the others find only a store can have, see `test_search`."""


@pytest.mark.parametrize("rule", OF_DOSSIERS, ids=lambda rule: rule.code)
def test_rules__find_their_bad_example_and_little_else(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    codes = {one.code for one in checks.findings(corpus, checks.RULES)}
    assert rule.code in codes
    assert codes - {rule.code} <= OF_SMALL_RECORDS | ALONG.get(rule.code, set())


ALONG = {"L003": {"L010"}}
"""What else is wrong with an example."""


@pytest.mark.parametrize("rule", OF_DOSSIERS, ids=lambda rule: rule.code)
def test_rules__let_a_good_neighbour_pass(rule: checks.Rule) -> None:
    bad, good = GOOD[rule.code]
    assert bad in rule.example
    assert found(rule.code, corpus_of(rule.example.replace(bad, good))) == []


@pytest.mark.parametrize("rule", OF_DOSSIERS, ids=lambda rule: rule.code)
def test_rules__name_a_place_that_the_record_has(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    for one in checks.findings(corpus, [rule]):
        assert (one.code, one.severity) == (rule.code, rule.severity)
        assert one.kind is not None
        written: Any = next(wire.write(each) for each in corpus.of(one.kind) if each.id == one.record)
        for part in one.path:
            written = written[part]


@pytest.mark.parametrize("rule", OF_DOSSIERS, ids=lambda rule: rule.code)
def test_rules__fix_what_they_can(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    fixable = [one for one in checks.findings(corpus, [rule]) if one.fix]
    assert bool(fixable) is rule.fixes
    fixed = with_fixes(corpus, [rule])
    assert not [one for one in checks.findings(fixed, [rule]) if one.fix]
    assert (fixed == corpus) is not rule.fixes


@pytest.mark.parametrize("rule", OF_DOSSIERS, ids=lambda rule: rule.code)
def test_rules__of_content_pass_over_what_is_retracted(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    retracted = Corpus(*(tuple(one._replace(status=Status.RETRACTED) for one in each) for each in corpus))
    codes = {one.code for one in checks.findings(retracted, [rule])}
    assert codes <= {"R001", "R002", "R003", "Q001", "Q002", "Q003", "Q004", "Q005", "Q007", "L001"}


@pytest.mark.parametrize("rule", OF_DOSSIERS, ids=lambda rule: rule.code)
def test_rules__find_nothing_in_an_empty_record(rule: checks.Rule) -> None:
    assert checks.findings(Corpus(), [rule]) == []


SHOWN = "{from: a, relation: rebuts, to: b, basis: explicit, source: %s}"
GOOD = {
    "R001": ("blinkn", "blinken"),
    "R002": ("us-a, text: The talks", "us-b, text: The talks"),
    "R003": ("[Airship]", "[flight]"),
    "R004": (", status: retracted", ""),
    "R005": ("[Blinken, secretary, Secretary]", "[secretary]"),
    "R006": ("sources:", f"links: [{SHOWN % 'paper'}, {SHOWN % 'leaflet'}]\nsources:"),
    "R007": ("name: Tobias Billstrom", "name: Erik Billstrom"),
    "R008": ("/a/#top", "/b/#top"),
    "Q001": ("The talks were over", "The talks are over"),
    "Q002": ("The talks}", "The talks, suffix: ' failed'}"),
    "Q003": ("start: 0, end: 18", "start: 18, end: 36"),
    "Q004": (f', sha256: "{"0" * 64}"', ""),
    "Q005": ("start: 18", "start: 18, end: 36"),
    "Q006": (", quote: The talks are over.", ""),
    "Q007": ("'We hear: '", "'talks failed.'"),
    "L001": ("to: china-b", "to: us-a"),
    "L002": (", status: retracted", ""),
    "L003": ("2023-02-01", "2023-02-02"),
    "L004": ("rebuts", "withdraws"),
    "L005": ("side: china", "side: us"),
    "L006": ("concedes", "undercuts"),
    "L007": ("{relation: responds, to: us-a", "{relation: supports, to: us-a"),
    "L008": ("side: china", "side: us"),
    "L009": ("2023-02-07", "2023-02-04"),
    "L010": ("inferred", "explicit"),
    "C001": ("act: assertion", "act: assertion, citations: [{source: paper}]"),
    "C002": ("act: assertion", "act: assertion, disputes: [balloon]"),
    "C003": ("2023-02-06", "2023-02-04"),
    "C004": ("over Montana was a weather-balloon", "over Montana was no weather balloon"),
    "C005": ("2023-01-05", "2023-01/2023-02"),
    "C006": ("side: eu", "side: us"),
    "C007": ("2023-02-04", "2023-02-03"),
    "C008": ("side: china", "side: us"),
    "S001": ("kind: person", "kind: person, side: us"),
    "S002": ("2020-02-03", "2021-02/.."),
    "S003": ("speakers:", "claims: [{id: a, text: T., speaker: passer-by, side: us, act: denial}]\nspeakers:"),
    "S004": ("2020-01-20", "2025-01-20"),
    "S005": ("office, side: us, wikidata: Q7821917", "office, side: us"),
    "D001": ("[us, china]", "[us]"),
    "D002": ("[blinken]", "[wang]"),
    "W001": ("admitted that its spy balloon", "said that its balloon"),
    "W002": ("en-UK", "en-GB"),
    "W003": ("EN", "en"),
}  # fmt: skip
"""What to put right in each example, and what to put in its place."""


# References and names.


def test_r002__takes_no_offence_at_citations_that_are_yet_to_be_numbered() -> None:
    (claim,) = corpus_of(CLAIM % ", citations: [{source: paper}, {source: paper}]").claims
    unnumbered = claim._replace(citations=tuple(one._replace(number=0) for one in claim.citations))
    assert found("R002", corpus_of("claims: []")._replace(claims=(unnumbered,))) == []
    twice = claim._replace(citations=tuple(one._replace(number=3) for one in claim.citations))
    (one,) = found("R002", corpus_of("claims: []")._replace(claims=(twice,)))
    assert one.message == "more than one citation of this claim has the number 3"


def test_r005__aliases_that_are_ids_or_names_of_others() -> None:
    text = """
speakers:
  - {id: wang, name: Wang Yi, kind: person, aliases: [blinken, minister, director]}
  - {id: blinken, name: Antony Blinken, kind: person, aliases: [minister]}
  - {id: gone, name: Director, kind: person, status: retracted}
"""
    corpus = corpus_of(text)
    shown = [(one.record, one.path, one.message, one.fix) for one in found("R005", corpus)]
    assert shown == [
        ("wang", ("aliases", 0), "the alias “blinken” is the id of another speaker, which is found instead", None),
        ("wang", ("aliases", 2), "the alias “director” is also a name of gone, which is retracted", None),
    ]


def test_r005__leaves_the_first_of_two_equal_aliases() -> None:
    (fix, *same) = [one.fix for one in found("R005", corpus_of(checks.rule("R005").example))]  # type: ignore[union-attr]
    assert fix is not None
    assert getattr(fix, "aliases", None) == ("secretary",)
    assert same == [fix]


# Quotes.


def test_q001__shows_the_nearest_passage() -> None:
    (one,) = found("Q001", corpus_of(checks.rule("Q001").example))  # type: ignore[union-attr]
    assert one.remedy == "nearest, at 18: “The talks are over”"


def test_q001__gives_up_looking_for_what_is_nearest_in_long_texts() -> None:
    corpus = corpus_of(checks.rule("Q001").example)  # type: ignore[union-attr]
    (source,), (claim,) = corpus.sources, corpus.claims
    long = source._replace(text=f"{source.text}{' and so on' * 1_100_000}")
    claims = tuple(claim._replace(id=f"us-{number}") for number in range(3))
    remedies = [one.remedy for one in found("Q001", corpus._replace(sources=(long,), claims=claims))]
    assert [remedy.startswith("nearest, at 18: ") for remedy in remedies if remedy] == [True, False, False]


def test_q003__puts_all_offsets_of_a_claim_right_at_once() -> None:
    text = """
sources:
  - {id: paper, title: A, kind: article, wording: original, text: One two. Three four.}
claims:
  - id: us-a
    text: T.
    speaker: blinken
    side: us
    act: denial
    citations:
      - {source: paper, quote: two, start: 0, end: 3}
      - {source: paper, quote: four, start: 2, end: 6}
      - {source: paper, quote: One, start: 0, end: 3}
"""
    corpus = corpus_of(text)
    first, second = found("Q003", corpus)
    assert first.fix == second.fix
    (fixed,) = with_fixes(corpus).claims
    assert [(one.start, one.end) for one in fixed.citations] == [(4, 7), (15, 19), (0, 3)]


def test_q007__white_space_of_the_text_makes_no_difference() -> None:
    source = Source("paper", "A", *paper(), text="He said:\n   no, never.")
    claim = corpus_of(CLAIM % ", citations: [{source: paper, quote: 'no', start: 12, end: 14}]").claims[0]
    cases = (("said: ", ", never", 0), ("says: ", None, 1), (None, " ever", 1), ("a", "b", 2), (" ", "", 0))
    for prefix, suffix, expected in cases:
        citation = claim.citations[0]._replace(prefix=prefix, suffix=suffix)
        corpus = Corpus(sources=(source,), claims=(claim._replace(citations=(citation,)),))
        assert len(found("Q007", corpus)) == expected


def test_fixes__of_several_rules_add_up() -> None:
    text = checks.rule("Q003").example.replace("side: us", "side: us\n    lang: EN")  # type: ignore[union-attr]
    corpus = corpus_of(text)
    (change,) = checks.fixes(corpus)
    assert (change.op, change.kind, change.before) == (Op.EDIT, Kind.CLAIM, corpus.claims[0])
    assert isinstance(change.after, Claim)
    assert (change.after.lang, change.after.citations[0].start) == ("en", 18)


@pytest.mark.parametrize("rule", checks.ON_WRITE, ids=lambda rule: rule.code)
def test_rules__of_writing_are_right_on_a_part_of_the_record(rule: checks.Rule) -> None:
    """A part is what is changed, what that names, and all sides and disputes."""
    corpus = corpus_of(rule.example.replace(*GOOD[rule.code]))
    for kind in Kind:
        for one in corpus.of(kind):
            named = {(each.kind, each.id) for each in checks.references(one)} | {(kind, one.id)}
            lists = {
                each.plural: tuple(
                    other for other in corpus.of(each) if each in (Kind.SIDE, Kind.DISPUTE) or (each, other.id) in named
                )
                for each in Kind
            }
            part = Corpus(**lists)  # type: ignore[arg-type]
            assert [
                found
                for found in checks.findings(part, checks.ON_WRITE)
                if (found.kind, found.record) == (kind, one.id)
            ] == []


def test_findings__come_rule_by_rule() -> None:
    corpus = corpus_of(CLAIM % ", lang: EN")
    order = [rule.code for rule in checks.RULES]
    codes = [one.code for one in checks.findings(corpus, checks.RULES)]
    assert codes == sorted(codes, key=order.index)
    assert {one.severity for one in checks.findings(corpus, checks.RULES)} <= set(Severity)
