"""The curated record that every installation carries."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from claims import checks
from claims.cli import store_file
from claims.exchange import yaml_tree
from claims.json import schemas
from claims.model import Corpus
from claims.vocabulary import Kind, Severity
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
