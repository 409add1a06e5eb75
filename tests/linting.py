"""Small records for the rules of the linter, and what a rule finds in them."""

from collections.abc import Sequence
from typing import Any

from claims import checks
from claims.exchange import yaml_tree
from claims.json import record as wire
from claims.model import Claim, Corpus, Finding, Link, Record
from claims.vocabulary import Act, Basis, Kind, Relation

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
CLAIM = "claims:\n  - {id: us-a, text: T., speaker: blinken, side: us, act: denial%s}\n"
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
    return [f"{finding.record} {finding.message}" for finding in found(code, corpus_of(text))]


# Every rule.


def linked(*links: str, said: dict[str, str] | None = None) -> Corpus:
    """Claims named in links such as `us-a rebuts china-b`, all explicit; the first word of an id is its side."""
    records = tuple(
        Link(words[0], Relation(words[1]), words[2], Basis.EXPLICIT if len(words) < 4 else Basis(words[3]))
        for words in (link.split() for link in links)
    )
    ids = dict.fromkeys(id for one in records for id in (one.from_id, one.to_id))
    claims = (Claim(id, "T.", "x", id.partition("-")[0], Act.DENIAL, said=(said or {}).get(id)) for id in ids)
    return Corpus(claims=tuple(claims), links=records)


def with_fixes(corpus: Corpus, rules: Sequence[checks.Rule] = checks.RULES) -> Corpus:
    return checks.changed(corpus, checks.fixes(corpus, rules))


def paper() -> tuple[Any, Any]:
    (source,) = corpus_of("claims: []").sources
    return source.kind, source.wording
