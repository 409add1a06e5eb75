"""`claims add`, and what `claims rebut` shares with it: claims from options, from a form or from lines of JSON."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.cli import fields, writing
from claims.cli.fields import FieldOption
from claims.command import Argument, Call, Command, Option
from claims.curation.entry import Form, added, filled_in
from claims.curation.transaction import refuse
from claims.errors import UsageFault
from claims.model import Change, Finding
from claims.store.connection import Connection
from claims.vocabulary import Kind

if TYPE_CHECKING:
    from claims.exchange.faults import Place
    from claims.exchange.jsonl import PipedClaims

Start = Callable[[Call, Connection], Form]
"""Returns what is known of a claim before it is given, such as the link of a rebuttal."""

INPUT = Argument("input", "- reads claims from standard input, as JSON Lines.", required=False)
_ID = Option("--id", "The id; else one is made.", "ID")
_CITED = tuple(field._replace(option=field.option._replace(repeats=True)) for field in fields.CITATION[:2])
_COMMON = tuple(field for field in fields.CITATION[2:] if field.key in ("attribution", "via", "locator"))
_DETAILS = tuple(field for field in fields.CITATION[2:] if field not in _COMMON)
_CITATION = (*_CITED, *_COMMON, *_DETAILS)


def options(own: Sequence[FieldOption]) -> tuple[Option, ...]:
    """Return the options of a command that adds a claim; `own` are the fields of the claim itself."""
    return (_ID, *fields.options((*own, *_CITED, *fields.CITATION[2:])), fields.FORM, *writing.WRITING)


def add(call: Call, own: Sequence[FieldOption], start: Start) -> None:
    """Add the claims that the call states."""
    if call.text("input") is not None:
        _from_lines(call, own, start)
    elif call.text("form") is None and fields.are_given(call, (*own, *_CITATION)):
        writing.write(call, lambda db: _from_options(call, db, own, start))
    else:
        # An editor takes modules that options do without.
        from claims.cli import record_form

        record_form.add(call, Kind.CLAIM, lambda db: {**start(call, db), **_id_of(call)}, "--speaker and --text")


def _id_of(call: Call) -> dict[str, str]:
    id = call.text("id")
    return {"id": id} if id else {}


def _from_options(call: Call, db: Connection, own: Sequence[FieldOption], start: Start) -> Sequence[Change]:
    form = {**start(call, db), **fields.form(call, db, own)}
    plan = added(db, Kind.CLAIM, {**form, **_id_of(call), "citations": _citations(call, db)})
    return fields.changes(plan, (*own, *_CITATION))


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
        flags = " and ".join(field.option.flag for field in _DETAILS if fields.are_given(call, [field]))
        raise UsageFault(f"{flags} can't tell which citation is meant", "give one --source with one --quote")
    return [filled_in({**citation, **common, **details}) for citation in cited]


def _from_lines(call: Call, own: Sequence[FieldOption], start: Start) -> None:
    if call.text("input") != "-":
        raise UsageFault(f"claims {call.command} takes options, or - for JSON Lines from standard input")
    if call.text("id") or fields.are_given(call, (*own, *_CITATION)):
        raise UsageFault("what standard input gives can't be given by options as well")
    from claims.exchange.jsonl import PipedClaims

    lines = _Lines(PipedClaims(sys.stdin.buffer), {})
    writing.write(call, lambda db: lines.planned(db, start(call, db)), lines.refuse)


class _Lines(NamedTuple):
    """Claims from standard input; `places` are those of the records that the lines give."""

    lines: "PipedClaims"
    places: dict[str, "Place"]

    def planned(self, db: Connection, start: Form) -> Iterator[Change]:
        """Plan the claims line by line; raises `InputFault` at the end where a line is at fault."""
        for value, place in self.lines:
            plan = added(db, Kind.CLAIM, {**start, **value})
            self.lines.report(place, plan.findings)
            for number, change in enumerate(plan.changes):
                # The first is the claim, the others are the links that stand under it.
                self.places[change.id] = place.below("links", number - 1) if number else place
                yield change
        self.lines.refuse()

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Say what the rules found at the lines where it stands."""
        for finding in findings:
            if finding.record in self.places:
                self.lines.report(self.places[finding.record], [finding])
        self.lines.refuse()
        refuse(findings)


ADD = Command(
    "add",
    "Add a claim: from options, from a form in $VISUAL or $EDITOR (without options, on a terminal), or from standard "
    "input (-), a JSON object a line. Prints the id.\n\n"
    "The id is made from side and text unless it is given; the side is the speaker's. Without --act it is an "
    "assertion.",
    lambda call: add(call, fields.CLAIM, lambda _call, _db: {}),
    arguments=(INPUT,),
    options=options(fields.CLAIM),
    examples=(
        (
            "claims add --speaker wang-wenbin --said 2023-02-13 --act denial --dispute balloon "
            '--text "China has no further balloons over the United States."'
        ),
        "claims add",
        "jq -c '.[]' claims.json | claims add -",
    ),
)
