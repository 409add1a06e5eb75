"""A claim as `add` and `rebut` take it: from options, from an editor's form or from lines of JSON."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.cli import fields, writing
from claims.cli.fields import FieldOption
from claims.command import Call, Option
from claims.curation.entry import Form, added, filled_in
from claims.curation.transaction import refuse
from claims.errors import UsageFault
from claims.model import Change, Finding
from claims.store.connection import Connection
from claims.vocabulary import Kind

if TYPE_CHECKING:
    from claims.exchange.jsonl import PipedClaims
    from claims.exchange.place import Place

ID = Option("--id", "The id; else one is made.", "ID")
_CITED = (
    fields.CITATION[0]._replace(option=fields.CITATION[0].option._replace(repeats=True)),
    fields.CITATION[1]._replace(option=fields.CITATION[1].option._replace(repeats=True)),
)
_COMMON = tuple(field for field in fields.CITATION[2:] if field.key in ("attribution", "via", "locator"))
_DETAILS = tuple(field for field in fields.CITATION[2:] if field not in _COMMON)


class Taken(NamedTuple):
    """What a command takes of a claim.

    `own` are the options of the claim itself; `start` gives what is known before, such as the link of a rebuttal.
    """

    own: Sequence[FieldOption]
    start: Callable[[Call, Connection], Form] = lambda _call, _db: {}

    @property
    def options(self) -> tuple[Option, ...]:
        """The options of the command."""
        return (ID, *fields.options((*self.own, *_CITED, *fields.CITATION[2:])), fields.FORM)

    @property
    def fields(self) -> tuple[FieldOption, ...]:
        """All that the options fill in."""
        return (*self.own, *_CITED, *_COMMON, *_DETAILS)


def add(call: Call, taken: Taken) -> None:
    """Add the claims that the call gives."""
    if call.text("input") is not None:
        _from_lines(call, taken)
    elif call.text("form") is None and fields.given(call, taken.fields):
        writing.write(call, lambda db: _from_options(call, db, taken))
    else:
        from claims.cli import editing

        editing.add(call, Kind.CLAIM, lambda call, db: {**taken.start(call, db), **_id_of(call)}, _NEEDED)


_NEEDED = "--speaker and --text"


def _id_of(call: Call) -> dict[str, str]:
    id = call.text("id")
    return {"id": id} if id else {}


def _from_options(call: Call, db: Connection, taken: Taken) -> Sequence[Change]:
    form = {**taken.start(call, db), **fields.form(call, db, taken.own)}
    plan = added(db, Kind.CLAIM, {**form, **_id_of(call), "citations": _citations(call, db)})
    if plan.findings:
        raise fields.usage(plan.findings, taken.fields)
    return plan.changes


def _citations(call: Call, db: Connection) -> list[dict[str, Any]]:
    sources = [fields.resolved(db, Kind.SOURCE, name) for name in call.texts("source")]
    quotes = call.texts("quote")
    common, details = fields.form(call, db, _COMMON), fields.form(call, db, _DETAILS)
    if not sources and (quotes or common or details):
        raise UsageFault("a quote needs the source that it is from", "name it with --source")
    if len(sources) > 1 and quotes:
        raise UsageFault("--quote needs exactly one --source", "add the other sources with: claims edit ID --source …")
    cited = [{"source": sources[0], "quote": quote} for quote in quotes] or [{"source": source} for source in sources]
    if details and len(cited) > 1:
        flags = " and ".join(field.option.flag for field in _DETAILS if fields.given(call, [field]))
        raise UsageFault(f"{flags} can't tell which citation is meant", "give one --source with one --quote")
    return [filled_in({**one, **common, **details}) for one in cited]


def _from_lines(call: Call, taken: Taken) -> None:
    if call.text("input") != "-":
        raise UsageFault(f"claims {call.command} takes options, or - for JSON Lines from standard input")
    if call.text("id") or fields.given(call, taken.fields):
        raise UsageFault("what standard input gives can't be given by options as well")
    from claims.exchange.jsonl import PipedClaims

    lines = _Lines(PipedClaims(sys.stdin.buffer), {})
    writing.write(call, lambda db: lines.planned(db, taken.start(call, db)), lines.refuse)


class _Lines(NamedTuple):
    """Claims from standard input; `places` are those of the records that the lines give."""

    given: "PipedClaims"
    places: dict[str, "Place"]

    def planned(self, db: Connection, start: Form) -> Iterator[Change]:
        for value, place in self.given:
            plan = added(db, Kind.CLAIM, {**start, **value})
            self.given.report(place, plan.findings)
            yield from self._noted(place, plan.changes)
        self.given.refuse()

    def _noted(self, place: "Place", changes: Sequence[Change]) -> Iterator[Change]:
        for number, change in enumerate(changes):
            # The first is the claim, the others are the links that stand under it.
            self.places[change.id] = place.below("links", number - 1) if number else place
            yield change

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Say what the rules found at the lines where it stands."""
        for finding in findings:
            if finding.record in self.places:
                self.given.report(self.places[finding.record], [finding])
        self.given.refuse()
        refuse(findings)
