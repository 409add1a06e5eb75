"""The curator's linter: every rule finds its bad example, lets a good neighbour pass, and says why it matters."""

import random
import re
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import checks
from claims.checks import decisive, graph, language, likeness, wording
from claims.exchange import yaml_tree
from claims.labels import states
from claims.model import Claim, Corpus, Finding, Link, Record, Source
from claims.vocabulary import Act, Basis, Kind, Relation, Severity, Status
from claims.wire import record as wire

# What the examples leave out because it does not matter there.
COMMON = """
sides:
  - {id: us, name: United States}
  - {id: china, name: China}
  - {id: eu, name: European Union}
speakers:
  - {id: wang, name: Wang Yi, kind: person, side: china, posts: [{title: Director, from: "2023-01-01"}]}
  - {id: blinken, name: Antony Blinken, kind: person, side: us, posts: [{title: Secretary, from: "2021-01-26"}]}
  - {id: borrell, name: Josep Borrell, kind: person, side: eu}
sources:
  - {id: paper, title: A paper, kind: article, wording: original, published: "2023-02-24"}
disputes:
  - {id: balloon, title: The balloon, parties: [us, china], covers: "2023-02"}
"""
# What is true of nearly every record that is too small to be one.
OF_SMALL_RECORDS = {"C001", "C002", "D001", "R006", "S003"}


def corpus_of(text: str) -> Corpus:
    """The corpus of a dossier's text, whatever the rules find in it, completed by the lists of `COMMON`."""
    lists = {**yaml_tree.read(COMMON).value, **yaml_tree.read(text).value}
    records: dict[Kind, list[Record]] = {kind: [] for kind in Kind}
    for kind in Kind:
        for entry in lists.get(kind.plural, []):
            reading = wire.read(kind, entry)
            assert not reading.findings
            for one in reading.records:
                records[Kind.LINK if isinstance(one, Link) else kind].append(one)
    return Corpus(**{kind.plural: tuple(found) for kind, found in records.items()})  # type: ignore[arg-type]


def found(code: str, corpus: Corpus) -> list[Finding]:
    rule = checks.rule(code)
    assert rule is not None
    return checks.findings(corpus, [rule])


def messages(code: str, text: str) -> list[str]:
    return [f"{one.record} {one.message}" for one in found(code, corpus_of(text))]


# Every rule.


def test_rules__have_codes_and_names_of_their_own() -> None:
    codes = [rule.code for rule in checks.RULES]
    names = [rule.name for rule in checks.RULES]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[RQLCSDW][0-9]{3}", code) for code in codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_rules__of_writing_are_all_errors() -> None:
    assert {rule.code for rule in checks.ON_WRITE} == {rule.code for rule in checks.RULES if rule.severity == "error"}
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


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_rules__find_their_bad_example_and_little_else(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    codes = {one.code for one in checks.findings(corpus, checks.RULES)}
    assert rule.code in codes
    assert codes - {rule.code} <= OF_SMALL_RECORDS | ALONG.get(rule.code, set())


ALONG = {"L003": {"L010"}}
"""What else is wrong with an example."""


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_rules__let_a_good_neighbour_pass(rule: checks.Rule) -> None:
    bad, good = GOOD[rule.code]
    assert bad in rule.example
    assert found(rule.code, corpus_of(rule.example.replace(bad, good))) == []


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_rules__name_a_place_that_the_record_has(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    for one in checks.findings(corpus, [rule]):
        assert (one.code, one.severity) == (rule.code, rule.severity)
        assert one.kind is not None
        written: Any = next(wire.write(each) for each in corpus.of(one.kind) if each.id == one.record)
        for part in one.path:
            written = written[part]


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_rules__mend_what_they_can(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    fixable = [one for one in checks.findings(corpus, [rule]) if one.fix]
    assert bool(fixable) is rule.fixes
    mended = with_mended(corpus, [rule])
    assert not [one for one in checks.findings(mended, [rule]) if one.fix]
    assert (mended == corpus) is not rule.fixes


def with_mended(corpus: Corpus, rules: list[checks.Rule]) -> Corpus:
    return checks.with_records(corpus, checks.mended(corpus, rules))


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_rules__of_content_pass_over_what_is_retracted(rule: checks.Rule) -> None:
    corpus = corpus_of(rule.example)
    retracted = Corpus(*(tuple(one._replace(status=Status.RETRACTED) for one in each) for each in corpus))
    codes = {one.code for one in checks.findings(retracted, [rule])}
    assert codes <= {"R001", "R002", "R003", "Q001", "Q002", "Q003", "Q004", "Q005", "Q007", "L001"}


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
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
    (mended,) = with_mended(corpus, list(checks.RULES)).claims
    assert [(one.start, one.end) for one in mended.citations] == [(4, 7), (15, 19), (0, 3)]


def test_q007__white_space_of_the_text_makes_no_difference() -> None:
    source = Source("paper", "A", *_paper(), text="He said:\n   no, never.")
    claim = corpus_of(CLAIM % ", citations: [{source: paper, quote: 'no', start: 12, end: 14}]").claims[0]
    for prefix, suffix, expected in (("said: ", ", never", 0), ("says: ", None, 1), (None, " ever", 1), ("a", "b", 2)):
        citation = claim.citations[0]._replace(prefix=prefix, suffix=suffix)
        corpus = Corpus(sources=(source,), claims=(claim._replace(citations=(citation,)),))
        assert len(found("Q007", corpus)) == expected


def _paper() -> tuple[Any, Any]:
    (source,) = corpus_of("claims: []").sources
    return source.kind, source.wording


# Links.

CLAIM = "claims:\n  - {id: us-a, text: T., speaker: blinken, side: us, act: denial%s}\n"


def linked(*links: str, said: dict[str, str] | None = None) -> Corpus:
    """Claims named in links such as `us-a rebuts china-b`, all explicit; the first word of an id is its side."""
    records = tuple(
        Link(words[0], Relation(words[1]), words[2], Basis.EXPLICIT if len(words) < 4 else Basis(words[3]))
        for words in (link.split() for link in links)
    )
    ids = dict.fromkeys(id for one in records for id in (one.from_id, one.to_id))
    claims = (Claim(id, "T.", "x", id.partition("-")[0], Act.DENIAL, said=(said or {}).get(id)) for id in ids)
    return Corpus(claims=tuple(claims), links=records)


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


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_rings__one_for_each_component_and_each_is_a_ring(edges: list[tuple[int, int]]) -> None:
    successors: dict[str, list[str]] = {}
    for a, b in edges:
        successors.setdefault(str(a), []).append(str(b))
    reach = _closure({(str(a), str(b)) for a, b in edges})
    groups = {frozenset(b for b in map(str, range(7)) if {(a, b), (b, a)} <= reach) for a in map(str, range(7))}
    rings = graph.rings(successors)
    assert len(rings) == len([group for group in groups if len(group) > 1])
    for ring in rings:
        assert len(set(ring)) == len(ring) > 1
        assert all(after in successors[one] for one, after in zip(ring, (*ring[1:], ring[0]), strict=True))


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
def test_decisions__name_a_claim_that_changes_and_its_last_word(corpus: Corpus) -> None:
    labels = _labels(corpus)
    for one in decisive.decisions({claim.id: claim.side for claim in corpus.claims}, corpus.links):
        assert one.last_word is labels[one.claim]
        assert _labels(corpus, without=one.link)[one.claim] is not one.last_word


def test_l010__answers_that_are_no_denials_decide_nothing() -> None:
    for relation in Relation:
        decides = relation.term.attacks
        assert bool(found("L010", linked(f"us-a {relation} china-b inferred"))) is decides
    (one,) = found("L010", linked("us-a rebuts china-b inferred"))
    assert one.message == "the last word on china-b lies with a reply by this inferred link alone"


def _chain(many: int) -> Corpus:
    """Every claim denies the one before."""
    return linked(
        *(f"{('us', 'china')[n % 2]}-{n} rebuts {('china', 'us')[n % 2]}-{n - 1} inferred" for n in range(1, many))
    )


def _star(many: int) -> Corpus:
    """A claim that is said again and again, and as often denied."""
    again = (f"us-{n} restates us-0 inferred" for n in range(1, many))
    denied = (f"china-{n} rebuts us-{n // 2} inferred" for n in range(1, many))
    return linked(*again, *denied)


def _tangle(many: int) -> Corpus:
    """Two sides that say again what they said and deny one another all the time."""
    rng = random.Random(3)
    links = []
    for n in range(2, many):
        side, other = ("us", "china")[n % 2], ("china", "us")[n % 2]
        links.append(f"{side}-{n} rebuts {other}-{(rng.randrange(n) | 1) - n % 2} inferred")
        links.append(
            f"{side}-{n} restates {side}-{max(0, n - 2 * rng.randrange(1, 40)) if n % 2 == 0 else n - 2} inferred"
        )
    return linked(*links)


@pytest.mark.parametrize("made", [_chain, _star, _tangle])
def test_l010__a_hundred_times_the_claims_take_no_ten_thousand_times_as_long(made: Any) -> None:
    few, many = _seconds(made(200)), _seconds(made(20_000))
    assert many < 0.5 + 1_000 * few


def _seconds(corpus: Corpus) -> float:
    start = perf_counter()
    found("L010", corpus)
    return perf_counter() - start


# Claims and speakers.


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The craft over Montana was a balloon.", "The craft over Montana was a baloon.", True),
        ("The craft over Montana was a balloon.", "The craft over Montana was a balloon", True),
        ("THE CRAFT OVER MONTANA WAS A BALLOON.", "The craft over Montana was a balloon.", True),
        ("China will send arms to Russia soon.", "China will not send arms to Russia soon.", False),
        ("They flew over China 10 times since 2022.", "They flew over China 12 times since 2022.", False),
        ("The talks are put off.", "The craft was a balloon.", False),
        ("中国不会向俄罗斯提供武器。", "中国不会向俄罗斯提供武器", True),
        ("中国将向俄罗斯提供武器。", "中国将不向俄罗斯提供武器。", False),
    ],
)
def test_pairs__nearly_the_same(one: str, other: str, expected: bool) -> None:
    assert list(likeness.pairs(["Something else.", one, other])) == ([(1, 2)] if expected else [])


def test_pairs__finds_its_pairs_among_many_of_one_template() -> None:
    texts = [f"The aircraft number {word} crossed the line of the strait at noon." for word in _words(3_000)]
    start = perf_counter()
    list(likeness.pairs(texts))
    assert perf_counter() - start < 5


def _words(many: int) -> Iterator[str]:
    rng = random.Random(1)
    return ("".join(rng.choices("abcdefghijklmnop", k=9)) for _ in range(many))


def test_c004__claims_that_are_linked_have_been_looked_at() -> None:
    double = checks.rule("C004").example  # type: ignore[union-attr]
    corpus = corpus_of(double)
    for relation in Relation:
        link = Link("us-b", relation, "us-a", Basis.INFERRED)
        assert found("C004", corpus._replace(links=(link,))) == []
    by_way_of = Claim("us-c", "Quite another sentence of theirs.", "blinken", "us", Act.ASSERTION)
    links = (
        Link("us-c", Relation.RESTATES, "us-a", Basis.INFERRED),
        Link("us-b", Relation.RESTATES, "us-c", Basis.INFERRED),
    )
    assert found("C004", corpus._replace(claims=(*corpus.claims, by_way_of), links=links)) == []


def test_c007__says_what_differs() -> None:
    (said,) = messages("C007", checks.rule("C007").example)  # type: ignore[union-attr]
    assert said == "us-b us-a is of the same statement, briefing, and has another value for said"


@pytest.mark.parametrize(
    ("said", "expected"),
    [("2020-06", 1), ("2020-06/2021-02", 0), ("../2020-06", 1), ("2020-06/..", 1), ("../..", 0)],
)
def test_s002__the_last_known_day_counts(said: str, expected: int) -> None:
    assert len(messages("S002", CLAIM % f', said: "{said}"')) == expected


def test_s002__asks_only_persons_with_posts() -> None:
    text = CLAIM % ", said: 1999, with: [borrell]"
    assert messages("S002", text.replace("blinken", "borrell")) == []
    joint = CLAIM % ", said: 1999, with: [blinken]"
    assert len(messages("S002", joint.replace("speaker: blinken", "speaker: borrell"))) == 1


def test_d002__every_citation_of_every_claim_counts() -> None:
    example: str = checks.rule("D002").example  # type: ignore[union-attr]
    assert len(messages("D002", example)) == 1
    assert messages("D002", example + "      - {source: paper}\n") == []
    assert messages("D002", example.replace("[blinken]", "[blinken, wang]")) == []
    assert messages("D002", example.replace("    citations:\n      - {source: paper, via: [blinken]}\n", "")) == []


# Words.


@pytest.mark.parametrize(
    ("text", "act", "words"),
    [
        ("China admitted that the craft was its own.", Act.ACKNOWLEDGEMENT, ["admitted"]),
        ("China falsely said that it was a weather balloon.", Act.ASSERTION, ["falsely"]),
        ("China said falsely that it was a weather balloon.", Act.ASSERTION, ["falsely"]),
        ("The spy balloon was shot down.", Act.ANNOUNCEMENT, ["spy balloon"]),
        ("Beijing deflects questions about its spy-balloons.", Act.ACCUSATION, ["deflects", "spy-balloons"]),
        ("The United States pushes back against a false narrative.", Act.ACCUSATION, ["false narrative"]),
        ("The intelligence is a smear.", Act.DENIAL, []),
        ("The intelligence is a smear.", Act.ASSERTION, ["smear"]),
        ("Beijing began a propaganda campaign.", Act.ACCUSATION, []),
        ("Beijing began a propaganda campaign.", Act.EXPLANATION, ["propaganda"]),
        ("The United States says that China is lying about it.", Act.ASSERTION, []),
        ("China accuses the United States of spreading disinformation.", Act.ASSERTION, []),
        ("China calls the charge a smear. It was baseless.", Act.ASSERTION, ["baseless"]),
        ("According to Beijing the charge is baseless.", Act.ASSERTION, []),
        ("China dismissed the charge as absurd.", Act.ASSERTION, []),
        ("It was, he said, a “spy balloon”.", Act.ASSERTION, []),
        ('The "so-called" craft, the so-called airship.', Act.ASSERTION, ["so-called"]),
        ("The balloon was China’s, and the island lies to the east.", Act.ASSERTION, ["lies to"]),
        ("The last word lies with nobody; admission is free.", Act.ASSERTION, []),
        ("Admitted.", Act.ASSERTION, ["Admitted"]),
        ("A false alarm was raised.", Act.ASSERTION, []),
    ],
)
def test_verdicts__the_curators_own_words(text: str, act: Act, words: list[str]) -> None:
    assert [one.word for one in wording.verdicts(text, act)] == words


@pytest.mark.parametrize("pattern", [*wording.COLOURED, *wording.CHARGING])
def test_verdicts__every_word_has_another_in_its_place(pattern: str) -> None:
    assert re.compile(pattern)
    assert (wording.COLOURED | wording.CHARGING)[pattern]


def test_w001__reads_disputes_and_english_alone() -> None:
    dispute = "disputes:\n  - {id: x, title: The spy balloon, summary: China admitted it. It is called a smear.}\n"
    assert messages("W001", dispute) == ["x “spy balloon” passes a verdict", "x “admitted” passes a verdict"]
    text = (CLAIM % ", lang: %s").replace("T.", "Admitted.")
    assert [len(messages("W001", text % lang)) for lang in ("en", "EN-gb", "fr", "~")] == [1, 1, 0, 1]


@pytest.mark.parametrize(
    ("tag", "usual"),
    [
        ("EN", "en"), ("zh-hans", "zh-Hans"), ("ZH-HANS-cn", "zh-Hans-CN"), ("sr-LATN-rs", "sr-Latn-RS"),
        ("EN-u-CA-GREGORY", "en-u-ca-gregory"), ("en-X-ABCD-EF", "en-x-abcd-ef"), ("X-Mine", "x-mine"),
        ("es-419", "es-419"), ("de-1996", "de-1996"),
    ],
)  # fmt: skip
def test_in_usual_case(tag: str, usual: str) -> None:
    assert language.in_usual_case(tag) == usual


USE = "use the tag of BCP 47: en, zh, zh-Hans, en-GB"


@pytest.mark.parametrize(
    ("tag", "remedy"),
    [
        ("en", None), ("zh-Hans", None), ("yue", None), ("x-mine", None), ("sr-Latn-RS", None), ("EN-gb", None),
        ("de-1996", None), ("xx", USE), ("en-Abcd", USE), ("de-1997", USE),
        ("en-UK", "did you mean en-GB?"), ("eng", "did you mean en?"), ("chi", "did you mean zh?"),
    ],
)  # fmt: skip
def test_w002__knows_the_registry(tag: str, remedy: str | None) -> None:
    assert [one.remedy for one in found("W002", corpus_of(CLAIM % f", lang: {tag}"))] == ([remedy] if remedy else [])


def test_w003__mends_every_tag_of_a_record() -> None:
    citations = "citations: [{source: paper, lang: EN, translations: [{lang: ZH-hans, text: T}]}]"
    corpus = corpus_of(CLAIM % f", lang: En, {citations}")
    paths = [one.path for one in found("W003", corpus)]
    assert paths == [("lang",), ("citations", 0, "lang"), ("citations", 0, "translations", 0, "lang")]
    (claim,) = with_mended(corpus, list(checks.RULES)).claims
    assert (claim.lang, claim.citations[0].lang, claim.citations[0].translations[0].lang) == ("en", "en", "zh-Hans")


# All together.


def test_mended__fixes_of_several_rules_add_up() -> None:
    text = checks.rule("Q003").example.replace("side: us", "side: us\n    lang: EN")  # type: ignore[union-attr]
    corpus = corpus_of(text)
    ((kind, fix),) = checks.mended(corpus, checks.RULES)
    assert kind is Kind.CLAIM
    assert isinstance(fix, Claim)
    assert (fix.lang, fix.citations[0].start) == ("en", 18)


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
