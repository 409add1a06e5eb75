"""The curator's linter: coded rules over records, each of which looks at the corpus and yields what it found.

Codes are never reused: `F` the form of a file (see `claims.exchange`), `R` references and names, `Q` quotes, `L` links,
`C` claims, `S` speakers, `W` wording, `D` disputes, `X` what a store keeps beside the records. Rules are pure
functions; a finding carries the path from the record to the spot, so that a reader of files can name the line.
"""

from collections.abc import Iterable

from claims.checks import claim, dispute, index, language, link, quote, reference, speaker, wording
from claims.checks.declare import Found, Rule, Scope
from claims.checks.quote import anchored, digest
from claims.checks.reference import Reference, incomplete, named, references
from claims.model import Corpus, Finding, Record
from claims.vocabulary import Kind

__all__ = [
    "ALONE",
    "ON_WRITE",
    "RULES",
    "Found",
    "Reference",
    "Rule",
    "Scope",
    "anchored",
    "digest",
    "findings",
    "incomplete",
    "mended",
    "named",
    "references",
    "rule",
    "with_records",
]

RULES: tuple[Rule, ...] = (
    *reference.RULES,
    *quote.RULES,
    *link.RULES,
    *claim.RULES,
    *speaker.RULES,
    *dispute.RULES,
    *wording.RULES,
    *language.RULES,
    *index.RULES,
)
"""All rules, in the order in which they look."""

ON_WRITE: tuple[Rule, ...] = tuple(one for one in RULES if one.on_write)
"""The rules that refuse a change or an import, since with what they find the store would be untrue."""

ALONE: tuple[Rule, ...] = tuple(one for one in ON_WRITE if one.alone)
"""Those of them that need no other record than the claim or the link that they look at."""


def findings(corpus: Corpus, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Everything that the rules find, rule by rule, in the order of the records."""
    return [finding for one in rules for finding in one.findings(corpus)]


def rule(code: str) -> Rule | None:
    """The rule with this code, None where there is none."""
    return next((one for one in RULES if one.code == code), None)


def mended(corpus: Corpus, rules: Iterable[Rule] = RULES) -> list[tuple[Kind, Record]]:
    """The records that safe remedies of the rules change, each as it is once all of them are applied."""
    changed: dict[tuple[Kind, str], Record] = {}
    for one in (each for each in rules if each.fixes):
        fixes = {(found.kind, found.record): found.fix for found in one.check(corpus) if found.fix}
        corpus = with_records(corpus, [(kind, fix) for (kind, _), fix in fixes.items()])
        changed.update(fixes)
    return [(kind, record) for (kind, _), record in changed.items()]


def with_records(corpus: Corpus, changed: Iterable[tuple[Kind, Record]]) -> Corpus:
    """The corpus with changed records in the place of those with their ids."""
    by_id = {(kind, one.id): one for kind, one in changed}
    touched = {kind for kind, _ in by_id}
    lists = {kind.plural: tuple(by_id.get((kind, one.id), one) for one in corpus.of(kind)) for kind in touched}
    return corpus._replace(**lists)  # type: ignore[arg-type]  # a fix is of the kind of what it mends
