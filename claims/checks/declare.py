"""How a rule is declared: a value with its code, its reason, its remedy, one bad example, and the function that looks.

A rule is a pure function of the corpus. It yields what it found without code or severity, which are the rule's own.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from claims.model import Corpus, Finding, Record
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


class Scope(Enum):
    """What a rule has to see at once, so that it finds in a part of the record what it would find there in the whole.

    Findings of records that stand in a part only because others name them don't count. In this order a store is looked
    through: what takes most memory at once comes first, as long as there are no remains of other things between.
    """

    RING = "all claims that answers and withdrawals join in rings"
    CHAIN = "what inferred links decide among all claims that attacks and restatements join"
    POSITION = "all claims that restatements and withdrawals join, directly or by way of others"
    SLICE = "some records, all that they name, and a proof of their use where there is one"
    NAMES = "all records of a kind that share a name with another"
    VOICE = "all claims of one speaker for one side, and what links say of them"
    INDEX = "what the store keeps beside the records, where it is not as they are"


class Rule(NamedTuple):
    """One rule.

    `message` says what it finds, `reason` why that matters, `remedy` what to do. `example` is a piece of a dossier that
    it complains of. `on_write`: it refuses every change and every import, and is right on a part of the record that
    holds what is changed and all that the changed records name. `alone`: what it finds in a claim or a link it finds in
    that record by itself. `fixes`: some of its findings have a safe remedy.
    `kinds` are those of the records that it complains of, in its order.
    """

    code: str
    severity: Severity
    name: str
    message: str
    reason: str
    remedy: str
    example: str
    check: Callable[[Corpus], Iterator[Found]]
    kinds: tuple[Kind, ...]
    scope: Scope = Scope.SLICE
    on_write: bool = False
    alone: bool = False
    fixes: bool = False

    def findings(self, corpus: Corpus) -> Iterator[Finding]:
        """What the rule finds, in the order of the records."""
        return map(self.finding, self.check(corpus))

    def finding(self, found: Found) -> Finding:
        """What was found, with what is the rule's own."""
        remedy = found.remedy or self.remedy
        return Finding(self.code, self.severity, found.kind, found.record, found.path, found.message, remedy, found.fix)
