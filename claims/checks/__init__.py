"""The curator's linter: coded rules over the whole corpus in memory, each of which yields what it finds.

Codes are never reused, those of retired rules included: `F` the form of a file (see `claims.exchange`), `R` references
and names, `Q` quotes, `L` links, `C` claims, `S` speakers, `W` wording, `D` disputes, `X` what a store keeps beside the
records. Rules are pure functions; a finding carries the path from the record to the spot, so that a reader of files can
name the line.
"""

from collections.abc import Iterable, Mapping

from claims.checks import (
    claim_rules,
    dispute_rules,
    link_rules,
    quote_rules,
    reference_rules,
    speaker_rules,
    store_rules,
    wording_rules,
)
from claims.checks.quote_rules import digest, with_line_ends
from claims.checks.reference_rules import named, references
from claims.checks.rule import Rule
from claims.json.record import kind_of
from claims.model import Change, Corpus, Finding, Record
from claims.vocabulary import Kind, Op, Severity

__all__ = [
    "DOUBLES",
    "ON_WRITE",
    "RETIRED",
    "RULES",
    "Rule",
    "by_severity",
    "changed",
    "digest",
    "findings",
    "fixes",
    "named",
    "references",
    "rule",
    "with_line_ends",
]

RULES: tuple[Rule, ...] = (
    *reference_rules.RULES,
    *quote_rules.RULES,
    *link_rules.RULES,
    *claim_rules.RULES,
    *speaker_rules.RULES,
    *dispute_rules.RULES,
    *wording_rules.RULES,
    *store_rules.RULES,
)
"""All rules, in the order in which they look."""

RETIRED = {"X002": "stale-count"}
"""The codes and names of rules that there were: X002 looked at counters of links, which stores no longer keep."""

DOUBLES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.code in ("R007", "R008", "S005"))
"""The rules that look for a record that was entered twice; what they find may be in order."""

ON_WRITE: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.on_write)
"""The rules that refuse a change or an import, since with what they find the store would be untrue."""


def findings(corpus: Corpus, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Return everything that the rules find, rule by rule, each in the order of the records."""
    return [finding for rule in rules for finding in rule.findings(corpus)]


def by_severity(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules as readers want their findings: errors first, those of one severity by code."""
    order = list(Severity)
    return sorted(rules, key=lambda rule: (order.index(rule.severity), rule.code))


def rule(code: str) -> Rule | None:
    """Return the rule with this code, None where there is none."""
    return next((rule for rule in RULES if rule.code == code), None)


def fixes(corpus: Corpus, rules: Iterable[Rule] = RULES) -> list[Change]:
    """Return what safe remedies of the rules change: each record once, as it is when all of them are applied."""
    fixed: dict[tuple[Kind, str], Record] = {}
    seen = corpus
    for rule in rules:
        if rule.fixes:
            found = (problem.fix for problem in rule.check(seen) if problem.fix)
            fixed |= {(kind_of(record), record.id): record for record in found}
            seen = _replaced(corpus, fixed)
    return [
        Change(Op.EDIT, kind, record, fixed[kind, record.id])
        for kind in Kind
        for record in corpus.of(kind)
        if (kind, record.id) in fixed
    ]


def changed(corpus: Corpus, changes: Iterable[Change]) -> Corpus:
    """Return the corpus with the changed records in the place of those with their ids."""
    return _replaced(corpus, {(change.kind, change.id): change.after for change in changes})


def _replaced(corpus: Corpus, records: Mapping[tuple[Kind, str], Record]) -> Corpus:
    kinds = {kind for kind, _ in records}
    lists = {kind.plural: tuple(records.get((kind, old.id), old) for old in corpus.of(kind)) for kind in kinds}
    return corpus._replace(**lists)  # type: ignore[arg-type]  # a record is changed into one of its kind
