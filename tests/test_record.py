"""The curated record that every installation carries."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from claims import checks
from claims.cli import store_file
from claims.exchange import yaml_tree
from claims.json import schemas
from claims.model import Corpus
from claims.vocabulary import Basis, Kind, Severity
from tests import reading

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def record(bundled: Path) -> Corpus:
    return reading.corpus_in(bundled)


def test_record__has_no_error_and_something_of_every_kind(record: Corpus) -> None:
    assert [one for one in checks.findings(record, checks.RULES) if one.severity is Severity.ERROR] == []
    assert all(record.of(kind) for kind in Kind)
    assert {dispute.id for dispute in record.disputes} >= {"balloon", "arms"}
    assert {side.id for side in record.sides} >= {"us", "china", "eu", "nato"}


def test_record__every_warning_is_explained_in_its_dossier_and_nothing_else(record: Corpus) -> None:
    found = checks.findings(record, checks.RULES)
    warnings = {(one.code, one.record) for one in found if one.severity is Severity.WARNING}
    texts = (file.read_text(encoding="utf-8") for file in store_file.bundled().glob("*.yaml"))
    explained = {
        each for text in texts for each in re.findall(r"^ *# +check: ([A-Z][0-9]{3}) (\S+)", text, re.MULTILINE)
    }
    assert warnings == explained


def test_record__nothing_in_it_is_to_be_mended(record: Corpus) -> None:
    assert checks.fixes(record) == []


def test_record__the_seed_is_kept_byte_for_byte() -> None:
    (seed,) = (ROOT / "seeds").iterdir()
    stored = store_file.bundled() / "texts" / "exbulletin-2023-02-23.txt"
    assert stored.read_bytes() == seed.read_bytes()
    assert (
        checks.digest(seed.read_bytes().decode()) == "7430e20a764f65c108a3ee0c01238465dd6c64b6594100afda313703992e826f"
    )


def test_record__every_quote_stands_at_its_offsets(record: Corpus) -> None:
    texts = {source.id: source.text for source in record.sources if source.text}
    quotes = [one for claim in record.claims for one in claim.citations if one.quote and one.source in texts]
    assert len(quotes) >= 25
    for one in quotes:
        text = texts[one.source]
        assert text[one.start : one.end] == one.quote
        assert text[: one.start].endswith(one.prefix or "")
        assert text[one.end :].startswith(one.suffix or "")


def test_record__built_in_sides_agree_with_an_empty_store(record: Corpus) -> None:
    names = {side.id: (side.name, side.aliases) for side in record.sides}
    for side in store_file.built_in_sides():
        assert names[side.id] == (side.name, side.aliases)


@pytest.mark.parametrize("file", sorted(store_file.bundled().glob("*.yaml")), ids=lambda file: file.name)
def test_record__fits_the_published_schemas(file: Path) -> None:
    whole = yaml_tree.read(file.read_text(encoding="utf-8")).value
    for kind in Kind:
        validator = Draft202012Validator(schemas.schema(f"entry-{kind.value}"))
        for entry in whole.get(kind.plural, []):
            assert [fault.message for fault in validator.iter_errors(entry)] == []


# Each claim with whom the last word lies on it, and below it all links that run from it; with “!” those that the source
# itself presents as an answer.
QUARRELS = """
# The quarrel over law
us-austin-lawful-shootdown: reply
us-kirby-within-law: reply
    rebuts china-xie-breaks-law !
    restates us-austin-lawful-shootdown
us-kirby-china-broke-law: claim
    counters china-xie-breaks-law !
    restates us-balloon-breaches-law
us-biden-own-airspace: claim
    supports us-kirby-within-law
china-mfa-breaks-practice: claim
    rebuts us-austin-lawful-shootdown
    supports china-mfa-protests
china-xie-breaks-law: claim
    rebuts us-austin-lawful-shootdown
    restates china-mfa-breaks-practice
    supports china-protests-force
china-tan-breaks-practice-feb9: claim
    rebuts us-austin-lawful-shootdown
    restates china-mfa-breaks-practice
china-wang-wenbin-breaks-law-feb15: claim
    rebuts us-austin-lawful-shootdown
    restates china-xie-breaks-law
china-wang-wenbin-breaks-law-feb17: claim
    rebuts us-austin-lawful-shootdown
    restates china-xie-breaks-law
    supports china-us-no-standing-rules
china-wang-yi-chicago: claim
    rebuts us-austin-lawful-shootdown
    supports china-xie-breaks-law
china-wang-yi-to-blinken-balloon: claim
    counters us-blinken-never-again !
    rebuts us-austin-lawful-shootdown
    restates china-wang-yi-chicago
china-spy-label-breaks-chicago: claim
    rebuts us-austin-lawful-shootdown
    restates china-wang-yi-chicago
china-qin-breaks-law: claim
    rebuts us-austin-lawful-shootdown
    restates china-xie-breaks-law
# Force that is criticised and not called unlawful
china-protests-force: claim
    responds us-austin-lawful-shootdown
    restates china-mfa-protests
china-overreaction-feb5: claim
    responds us-austin-lawful-shootdown
    restates china-mfa-overreaction
china-force-though-leaving: claim
    responds us-austin-lawful-shootdown
    supports china-overreaction-feb5
china-us-hysterical: claim
    responds us-austin-lawful-shootdown
    supports china-overreaction-feb5
china-us-diverts-attention: claim
    supports china-us-hysterical
us-no-apology: claim
    responds china-overreaction-feb5
    responds china-protests-force
# The ministry's statement of 5 February, and Xie Feng's words
china-mfa-overreaction: claim
    responds us-austin-lawful-shootdown
    supports china-mfa-protests
china-told-us-civilian: reply
    rebuts us-austin-strategic-sites
    restates china-balloon-weather-feb3
    supports china-mfa-protests
china-told-us-unintended: claim
    rebuts us-austin-strategic-sites
    responds us-blinken-breach-feb3
    supports china-mfa-protests
china-asked-restraint: claim
    supports china-mfa-protests
china-xie-overreaction: claim
    restates china-mfa-overreaction
    supports china-protests-force
# A weather craft, or a surveillance balloon
us-balloon-surveils: claim
china-balloon-weather-feb3: reply
    rebuts us-balloon-surveils
china-verifying-feb3: claim
    responds us-balloon-surveils
us-explanation-not-credible: claim
    rebuts china-balloon-weather-feb3 !
us-watson-no-weather-balloon: claim
    rebuts china-balloon-weather-feb3 !
us-cooper-propaganda: claim
    supports us-cable-false-information
    undercuts china-balloon-weather-feb3
us-austin-strategic-sites: reply
    supports us-knows-surveillance-feb3
china-civilian-airship-feb18: reply
    restates china-balloon-weather-feb3
us-debris-surveillance: reply
    supports us-knows-surveillance-feb3
china-investigation-no-credibility: claim
    undercuts us-debris-surveillance
# Steering and intent
china-balloon-strayed-feb3: reply
    supports china-balloon-weather-feb3
us-balloon-manoeuvres: claim
    undercuts china-balloon-strayed-feb3
us-kirby-propellers: claim
    supports us-balloon-manoeuvres
    undercuts china-balloon-strayed-feb3
us-kirby-jet-stream: claim
    qualifies china-balloon-strayed-feb3
    qualifies us-kirby-propellers
us-biden-not-intentional: claim
    concedes china-told-us-unintended
    qualifies us-austin-strategic-sites
us-biden-off-course: claim
    concedes china-balloon-strayed-feb3
    qualifies us-austin-strategic-sites
    qualifies us-balloon-manoeuvres
us-biden-xi-unaware: claim
    supports us-biden-leaders-unaware
us-biden-dictators: reply
    supports us-biden-xi-unaware
china-political-provocation: claim
    rebuts us-biden-dictators !
    responds us-biden-xi-unaware !
china-unintended-jun21: claim
    responds us-biden-off-course !
    restates china-told-us-unintended
# Three claims of 9 February, and what answers them
china-force-irresponsible-feb9: claim
    responds us-austin-lawful-shootdown
    supports china-overreaction-feb5
china-not-aware-of-fleet: reply
    rebuts us-balloon-programme
china-information-warfare: reply
    undercuts us-balloon-programme
us-antennas-not-weather: claim
    rebuts china-balloon-weather-feb3
    rebuts china-information-warfare !
    rebuts china-weather-feb9
us-forty-countries: claim
    rebuts china-not-aware-of-fleet
    supports us-balloon-programme
us-balloon-programme: claim
# Sanctions, and balloons over China
us-entity-list: reply
china-sanctions-pretext: claim
    supports china-countermeasures
    undercuts us-entity-list !
china-countermeasures: claim
    responds us-entity-list !
china-us-balloons-over-china: contested
    counters us-balloon-programme
us-denies-balloons-over-china: contested
    rebuts china-us-balloons-over-china !
us-kirby-no-balloons-over-china: contested
    rebuts china-us-balloons-over-china !
    restates us-denies-balloons-over-china
us-china-breached-forty: claim
    counters china-us-balloons-over-china !
    restates us-forty-countries
us-watson-damage-control: claim
    counters china-us-balloons-over-china !
china-us-balloons-since-may: contested
    rebuts us-denies-balloons-over-china
    restates china-us-balloons-over-china
us-biden-common-norms: reply
china-us-no-standing-rules: claim
    undercuts us-biden-common-norms !
# NATO's pattern
nato-balloon-pattern: claim
    supports us-balloon-programme
nato-pattern-feb13: claim
    restates nato-balloon-pattern
    supports us-balloon-programme
china-nato-treats-as-threat: claim
    responds nato-pattern-feb13
china-nato-systemic-challenge: claim
    counters nato-pattern-feb13
# The meeting of 18 February, the call, and what calls for no reply
us-blinken-never-again: reply
    responds china-civilian-airship-feb18
china-wang-yi-no-position: claim
    undercuts us-blinken-never-again !
china-wang-yi-mend-damage: claim
    counters us-blinken-never-again !
us-blinken-chapter-closed: claim
    qualifies us-blinken-never-again
us-call-declined-feb7: claim
china-call-atmosphere-feb9: claim
    concedes us-call-declined-feb7
    supports china-call-declined
us-embassy-called-late: claim
    responds china-embassy-weather
us-demands-airship-leave: claim
us-cable-state-media: claim
    supports us-cable-act-quickly
    undercuts china-media-overreaction !
us-push-back-on-balloon: claim
    supports us-cable-false-information
us-sotu-sovereignty: claim
    responds china-reserves-means
# March to June
us-singh-no-real-time: claim
    qualifies us-knows-surveillance-feb3
china-rejects-hype-apr4: claim
    responds us-singh-no-real-time !
us-balloon-collected-nothing: claim
    qualifies us-balloon-surveils
us-balloon-had-capability: reply
    qualifies us-balloon-collected-nothing
    supports us-knows-surveillance-feb3
china-false-accusation-jun30: claim
    rebuts us-balloon-had-capability !
    responds us-balloon-collected-nothing !
    supports china-balloon-weather-feb3
china-accident-jun30: claim
    restates china-told-us-unintended
    supports china-false-accusation-jun30
# Arms: warnings, and Beijing's answers
us-biden-warned-xi: reply
us-blinken-warned-wang: reply
    restates us-biden-warned-xi !
us-china-considers-arms: reply
us-nonlethal-support: claim
    qualifies us-china-considers-arms
us-firms-are-state: claim
    supports us-nonlethal-support
us-serious-consequences: reply
    restates us-biden-warned-xi !
    restates us-blinken-warned-wang !
china-wang-yi-to-blinken-russia: claim
    responds us-blinken-warned-wang !
china-wang-yi-no-coercion: claim
    responds us-blinken-warned-wang !
china-wang-yi-seek-settlement: claim
    counters us-blinken-warned-wang !
china-us-not-qualified: claim
    undercuts us-blinken-warned-wang !
    undercuts us-china-considers-arms !
    undercuts us-serious-consequences !
china-us-false-information: claim
    rebuts us-china-considers-arms !
china-us-spreads-untruths: claim
    rebuts us-china-considers-arms !
    restates china-us-false-information
china-us-first-supplier: claim
    counters us-serious-consequences !
    restates china-us-supplies-weapons
china-intelligence-smear: reply
    rebuts us-china-considers-arms
    supports china-us-false-information
us-burns-confident: claim
    rebuts china-intelligence-smear
    supports us-china-considers-arms
china-false-information-feb27: claim
    counters us-sullivan-real-costs
    rebuts us-china-considers-arms
    restates china-us-false-information
us-push-back-on-arms: claim
    supports us-china-considers-arms
# Arms: the European Union and NATO
eu-told-wang-red-line: claim
    supports eu-asked-wang-not-to-arm
china-will-not-arm-russia: claim
    responds eu-asked-wang-not-to-arm !
    responds eu-told-wang-red-line !
china-wang-yi-no-arms-principle: claim
    responds eu-asked-wang-not-to-arm !
    supports china-will-not-arm-russia
china-wang-yi-eu-arms-ukraine: reply
    counters eu-asked-wang-not-to-arm !
eu-borrell-big-difference: claim
    rebuts china-wang-yi-eu-arms-ukraine !
eu-red-line: claim
    restates eu-told-wang-red-line !
    supports us-blinken-warned-wang
eu-stays-vigilant: claim
    responds china-will-not-arm-russia !
eu-billstrom-with-us: claim
    supports us-serious-consequences !
eu-borrell-would-evaluate: claim
    qualifies eu-red-line !
eu-no-evidence: claim
    qualifies china-will-not-arm-russia
eu-von-der-leyen-no-evidence: claim
    qualifies us-china-considers-arms !
    supports eu-no-evidence
nato-concerned-lethal-aid: claim
    supports eu-red-line !
    supports us-china-considers-arms !
china-nato-speculation: reply
    rebuts nato-concerned-lethal-aid !
china-nato-largest-source: claim
    counters nato-concerned-lethal-aid !
    supports china-us-supplies-weapons
nato-signs-no-deliveries: claim
    rebuts china-nato-speculation
    supports us-china-considers-arms
china-position-paper: reply
nato-china-little-credibility: claim
    undercuts china-position-paper !
eu-von-der-leyen-took-sides: claim
    undercuts china-position-paper !
# Arms: assurance and concession
china-qin-no-weapons: claim
    responds us-china-considers-arms
china-qin-no-ground-for-threats: claim
    undercuts us-serious-consequences
us-line-not-crossed: claim
    concedes china-qin-no-weapons
    qualifies us-china-considers-arms
china-qin-will-not: claim
    rebuts us-china-considers-arms
    restates china-will-not-arm-russia
us-assurances-june: claim
    qualifies us-china-considers-arms
    responds china-qin-will-not
us-nothing-contradicts-june: claim
    concedes china-qin-will-not
"""

# Accusations, demands, denials and warnings to which no claim of another side replies, and such to which one does.
WITHOUT_REPLY = """
us-demands-airship-leave us-maker-tied-to-pla us-firms-are-state us-blinken-warned-evasion nato-activity-in-europe
nato-china-little-credibility china-xie-undoes-bali china-spy-label-breaks-chicago china-wang-yi-consequences
china-us-diverts-attention china-investigation-no-credibility china-us-war-profit china-false-accusation-jun30
"""
WITH_REPLY = """
us-balloon-breaches-law us-blinken-breach-feb3 us-austin-strategic-sites us-balloon-programme us-blinken-never-again
us-denies-balloons-over-china us-blinken-warned-wang us-china-considers-arms us-serious-consequences
china-overreaction-feb5 china-reserves-means china-xie-breaks-law china-information-warfare china-not-aware-of-fleet
china-us-balloons-over-china china-nato-speculation eu-told-wang-red-line nato-pattern-feb13
nato-concerned-lethal-aid
"""

# Who said it, when, and what they did by it, where that was once wrong or is easily taken wrongly.
SAID = """
us-demands-airship-leave us-state-department 2023-01-28/2023-02-04 demand
china-told-us-civilian china-mfa 2023-02-05 assertion
china-asked-restraint china-mfa 2023-02-05 assertion
china-protests-force xie-feng 2023-02-05 complaint
china-xie-breaks-law xie-feng 2023-02-05 accusation
china-force-irresponsible-feb9 mao-ning 2023-02-09 complaint
china-not-aware-of-fleet mao-ning 2023-02-09 denial
china-information-warfare mao-ning 2023-02-09 accusation
us-cable-act-quickly us-state-department 2023-02-05 announcement
us-cable-state-media us-state-department 2023-02-05 accusation
us-embassy-called-late us-official-one-american ../2023-02-23 assertion
us-push-back-on-balloon us-officials-two ../2023-02-23 announcement
us-push-back-on-arms us-officials-two ../2023-02-23 announcement
us-presentations-factual us-state-official ../2023-02-23 assertion
us-no-messaging-exercise us-state-official ../2023-02-23 denial
us-blinken-never-again antony-blinken 2023-02-18 demand
us-china-considers-arms antony-blinken 2023-02-18 accusation
us-serious-consequences antony-blinken 2023-02-18 warning
us-blinken-warned-wang antony-blinken 2023-02-18 warning
us-biden-warned-xi joe-biden 2022-03-18 warning
eu-told-wang-red-line josep-borrell 2023-02-18 warning
"""


@pytest.fixture(scope="module")
def claims(run: Callable[..., Any], bundled: Path) -> dict[str, dict[str, Any]]:
    return {claim["id"]: claim for claim in json.loads(run("list", "--json", store=bundled).out)}


@pytest.fixture(scope="module")
def links(run: Callable[..., Any], bundled: Path) -> dict[str, set[str]]:
    by_claim = defaultdict(set)
    for link in json.loads(run("links", "--json", store=bundled).out):
        explicit = " !" if link["basis"] == "explicit" else ""
        by_claim[link["from"]].add(f"{link['relation']} {link['to']}{explicit}")
    return by_claim


def _quarrels() -> list[tuple[str, str, set[str]]]:
    rows: list[tuple[str, str, set[str]]] = []
    for line in QUARRELS.strip().splitlines():
        if line.startswith("    "):
            rows[-1][2].add(line.strip())
        elif not line.startswith("#"):
            id, _, last_word = line.partition(": ")
            rows.append((id, last_word, set()))
    return rows


@pytest.mark.parametrize(("id", "last_word", "expected"), _quarrels(), ids=[row[0] for row in _quarrels()])
def test_record__has_these_links_and_last_words(
    claims: dict[str, dict[str, Any]], links: dict[str, set[str]], id: str, last_word: str, expected: set[str]
) -> None:
    assert links.get(id, set()) == expected
    assert claims[id]["last_word"] == last_word


@pytest.mark.parametrize(
    ("id", "unanswered"), [*((id, True) for id in WITHOUT_REPLY.split()), *((id, False) for id in WITH_REPLY.split())]
)
def test_record__has_these_replies(claims: dict[str, dict[str, Any]], id: str, unanswered: bool) -> None:
    assert claims[id]["unanswered"] is unanswered


@pytest.mark.parametrize("line", SAID.strip().splitlines(), ids=lambda line: line.partition(" ")[0])
def test_record__says_who_said_it_when_and_in_what_act(claims: dict[str, dict[str, Any]], line: str) -> None:
    id, *expected = line.split()
    assert [claims[id]["speaker"]["id"], claims[id]["said"], claims[id]["act"]] == expected


def test_record__says_of_each_citation_how_the_source_gives_the_words(record: Corpus) -> None:
    assert [claim.id for claim in record.claims for one in claim.citations if one.attribution is None] == []


def test_record__quotes_nothing_but_the_article(record: Corpus) -> None:
    assert {one.source for claim in record.claims for one in claim.citations if one.quote} == {"exbulletin-2023-02-23"}


def test_record__links_that_a_source_presents_name_it(record: Corpus) -> None:
    assert [link.id for link in record.links if link.basis is Basis.EXPLICIT and link.source is None] == []
