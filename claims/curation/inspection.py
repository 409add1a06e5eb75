"""Looking through a whole store with the rules of the linter, a part at a time.

Each rule says what it has to see at once (`claims.checks.Scope`); the parts of each scope together hold every record as
one part's own, so that every finding is made once and none is lost.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple, Self

from claims import checks
from claims.checks import Found, Rule, Scope
from claims.curation import parts
from claims.curation.spool import Spool
from claims.model import Change, Finding
from claims.store.connection import Connection
from claims.store.slices import Slice
from claims.vocabulary import Kind, Op, Severity

_JOINED = (Scope.RING, Scope.CHAIN, Scope.POSITION)
"""Scopes whose parts are in no order of the records."""


class Timing(NamedTuple):
    """What a rule took, in seconds, and how much it found."""

    rule: Rule
    seconds: float
    found: int


class Inspection:
    """What rules find in a store. It holds temporary files until it is left as a context."""

    def __init__(self, rules: Sequence[Rule], clock: Callable[[], float]) -> None:
        """`clock` gives seconds from any beginning."""
        self.reading = 0.0
        """Seconds that reading took."""
        self.counts: Counter[Severity] = Counter()
        """How many findings there are of each severity."""
        self.fixable = 0
        """How many of them have a safe remedy."""
        self._rules = rules
        self._clock = clock
        self._seconds: dict[str, float] = defaultdict(float)
        self._opened = ExitStack()
        self._spools = {
            (rule.code, kind): Spool(self._opened, kind=kind if rule.scope in _JOINED else None)
            for rule in rules
            for kind in rule.kinds
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self._opened.close()

    def look(self, db: Connection, *, mended: bool = False) -> Iterator[int]:
        """Look through the store; yields after each part how many records were its own.

        `mended`: look at the records as the safe remedies of the rules leave them.
        """
        for scope, rules in _by_scope(self._rules).items():
            for part in self._timed(parts.of(db, scope, _kinds(rules))):
                seen = _mended(part, rules) if mended else part
                for rule in rules:
                    if any(kind in part.own for kind in rule.kinds):
                        self._note(rule, seen)
                yield sum(len(ids) for kind, ids in part.own.items() if kind is not Kind.LINK)

    def size(self, db: Connection) -> int:
        """How many records `look` will go through, each as often as it is looked at."""
        return sum(parts.size(db, scope, _kinds(rules)) for scope, rules in _by_scope(self._rules).items())

    def _timed(self, given: Iterator[Slice]) -> Iterator[Slice]:
        while True:
            begin = self._clock()
            part = next(given, None)
            self.reading += self._clock() - begin
            if part is None:
                return
            yield part

    def _note(self, rule: Rule, part: Slice) -> None:
        begin = self._clock()
        for found in _own(rule, part):
            self._spools[rule.code, found.kind].add(found)
            self.counts[rule.severity] += 1
            self.fixable += found.fix is not None
        self._seconds[rule.code] += self._clock() - begin

    def findings(self) -> Iterator[Finding]:
        """What was found, by severity, then code, then in the order of the records."""
        order = list(Severity)
        for rule in sorted(self._rules, key=lambda one: (order.index(one.severity), one.code)):
            for kind in rule.kinds:
                yield from map(rule.finding, self._spools[rule.code, kind])

    def timings(self) -> list[Timing]:
        """What each rule took, the slowest first."""
        timed = [Timing(one, self._seconds[one.code], self._found(one)) for one in self._rules]
        return sorted(timed, key=lambda one: -one.seconds)

    def _found(self, rule: Rule) -> int:
        return sum(self._spools[rule.code, kind].size for kind in rule.kinds)


def _own(rule: Rule, part: Slice) -> list[Found]:
    found = [one for one in rule.check(part.corpus) if part.owns(one.kind, one.record)]
    if found and part.closer:
        return _own(rule, part.closer())
    return found


def remedies(db: Connection, rules: Iterable[Rule]) -> Iterator[Change]:
    """The changes that the safe remedies of the rules make."""
    for scope, fixing in _by_scope(one for one in rules if one.fixes).items():
        for part in parts.of(db, scope, _kinds(fixing)):
            yield from _changes(part, fixing)


def _changes(part: Slice, rules: Sequence[Rule]) -> Iterator[Change]:
    after = [(kind, one) for kind, one in checks.mended(part.corpus, rules) if part.owns(kind, one.id)]
    before = {(kind, one.id): one for kind in {kind for kind, _ in after} for one in part.corpus.of(kind)}
    return (Change(Op.EDIT, kind, before[kind, one.id], one) for kind, one in after)


def _mended(part: Slice, rules: Sequence[Rule]) -> Slice:
    return part._replace(corpus=checks.with_records(part.corpus, checks.mended(part.corpus, rules)))


def _by_scope(rules: Iterable[Rule]) -> Mapping[Scope, Sequence[Rule]]:
    given = list(rules)
    found = {scope: [one for one in given if one.scope is scope] for scope in Scope}
    return {scope: some for scope, some in found.items() if some}


def _kinds(rules: Iterable[Rule]) -> frozenset[Kind]:
    return frozenset(kind for one in rules for kind in one.kinds)
