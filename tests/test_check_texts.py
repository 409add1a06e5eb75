"""The rules about claims, speakers, words and languages."""

import re

import pytest

from claims import checks
from claims.model import Claim, Corpus, Link
from claims.vocabulary import Act, Basis, Relation
from tests.linting import CLAIM, corpus_of, found, messages, with_fixes

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
def test_c004__nearly_the_same(one: str, other: str, expected: bool) -> None:
    texts = ("Something else.", one, other)
    claims = tuple(Claim(f"us-{n}", text, "x", "us", Act.ASSERTION) for n, text in enumerate(texts))
    messages = [finding.message for finding in found("C004", Corpus(claims=claims))]
    assert messages == ([f"nearly the same as us-1, of the same speaker: “{one}”"] if expected else [])


def test_c004__of_one_speaker_and_side_alone() -> None:
    text = "The craft over Montana was a balloon."
    voices = (("x", "us"), ("x", "china"), ("y", "us"))
    claims = tuple(Claim(f"c-{n}", text, *voice, Act.ASSERTION) for n, voice in enumerate(voices))
    assert found("C004", Corpus(claims=claims)) == []


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
    ("said", "expected"), [("2020-06", 1), ("2020-06/2021-02", 0), ("../2020-06", 1), ("2020-06/..", 1), ("../..", 0)]
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
def test_w001__the_curators_own_words(text: str, act: Act, words: list[str]) -> None:
    findings = found("W001", Corpus(claims=(Claim("us-a", text, "x", "us", act),)))
    assert [finding.message for finding in findings] == [f"“{word}” passes a verdict" for word in words]
    assert all(re.fullmatch(r"instead: .+; or quote whose word it is", finding.remedy or "") for finding in findings)


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
def test_w003__the_case_of_the_standard(tag: str, usual: str) -> None:
    corpus = Corpus(claims=(Claim("us-a", "T.", "x", "us", Act.DENIAL, lang=tag),))
    assert [finding.message for finding in found("W003", corpus)] == (
        [] if tag == usual else [f"“{tag}” is usually written {usual}"]
    )
    assert [claim.lang for claim in with_fixes(corpus).claims] == [usual]


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


def test_w003__fixes_every_tag_of_a_record() -> None:
    citations = "citations: [{source: paper, lang: EN, translations: [{lang: ZH-hans, text: T}]}]"
    corpus = corpus_of(CLAIM % f", lang: En, {citations}")
    paths = [one.path for one in found("W003", corpus)]
    assert paths == [("lang",), ("citations", 0, "lang"), ("citations", 0, "translations", 0, "lang")]
    (claim,) = with_fixes(corpus).claims
    assert (claim.lang, claim.citations[0].lang, claim.citations[0].translations[0].lang) == ("en", "en", "zh-Hans")
