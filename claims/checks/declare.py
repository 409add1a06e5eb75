"""How a rule is declared: a value with its code, its reason, its remedy, one bad example, and the function that looks.

A rule is a pure function of the corpus. It yields what it found without code or severity, which are the rule's own.
"""

from collections.abc import Callable, Iterator

from claims.model import Corpus, Finding, Record
from claims.tuples import NamedTuple
from claims.vocabulary import Kind, Severity

Path = tuple[str | int, ...]


class Found(NamedTuple):
    """A spot that a rule complains of: the record, the path from it to the spot, and a sentence.

    `remedy` None means the rule's own. `fix` is the record with everything mended that the rule finds in it, so that
    the fixes of one rule and one record are all the same; None where a curator must decide.
    """

    kind: Kind
    record: str
    path: Path
    message: str
    remedy: str | None = None
    fix: Record | None = None


class Rule(NamedTuple):
    """One rule.

    `message` says what it finds, `reason` why that matters, `remedy` what to do. `example` is a piece of a dossier that
    it complains of. `on_write`: it refuses every change and every import, and is right on a part of the record that
    holds what is changed and all that the changed records name. `fixes`: some of its findings have a safe remedy.
    """

    code: str
    severity: Severity
    name: str
    message: str
    reason: str
    remedy: str
    example: str
    check: Callable[[Corpus], Iterator[Found]]
    on_write: bool = False
    fixes: bool = False

    def findings(self, corpus: Corpus) -> Iterator[Finding]:
        """What the rule finds, in the order of the records."""
        for found in self.check(corpus):
            remedy = found.remedy or self.remedy
            yield Finding(
                self.code, self.severity, found.kind, found.record, found.path, found.message, remedy, found.fix
            )
