"""`claims side`, `speaker`, `dispute` and `source`: `add`, `edit` and `retract`, declared once for all four."""

from collections.abc import Sequence

from claims.cli import fields, record_form, writing
from claims.cli.commands import retract
from claims.command import Argument, Call, Command, Option
from claims.curation.entry import added, edited
from claims.errors import UsageFault
from claims.model import Change, Record
from claims.store import curated
from claims.store.connection import Connection
from claims.vocabulary import Kind

_ID = Option("--id", "The id; else one is made.", "ID")
_FORCE = Option("--force", "Add it even if another has its name, address, text or Wikidata item.", is_flag=True)
_EXAMPLES = {
    Kind.SIDE: "claims side add russia --name Russia --alias moscow",
    Kind.SPEAKER: 'claims speaker add mao-ning --name "Mao Ning" --kind person --side china '
    '--post "Foreign Ministry spokesperson;2022-09"',
    Kind.SOURCE: 'claims source add --title "Regular press conference" --kind transcript --wording translation '
    '--publisher "Foreign Ministry" --published 2023-02-13 --file conference.txt',
    Kind.DISPUTE: 'claims dispute add chips --title "Export controls on chips" --party us --party china',
}


def _adding(kind: Kind) -> Command:
    word = kind.value
    texts = (fields.FILE,) if kind is Kind.SOURCE else ()
    return Command(
        f"{word} add",
        f"Add a {word}: from options, or without any, on a terminal, from a form in $VISUAL or $EDITOR. Prints the id.",
        lambda call: _add(call, kind),
        arguments=(Argument("given_id", "The id: a-z, 0-9 and -; else one is made.", required=False, metavar="ID"),),
        options=(_ID, *fields.options(fields.RECORDS[kind]), *texts, fields.FORM, _FORCE, *writing.WRITING),
        examples=(_EXAMPLES[kind],),
    )


def _editing(kind: Kind) -> Command:
    word = kind.value
    return Command(
        f"{word} edit",
        f"Change a {word}: what the options give, or without any, on a terminal, in a form. An empty value takes a "
        "value out; an option that repeats gives the whole list anew.",
        lambda call: _edit(call, kind),
        arguments=(Argument("id", f"The {word}.", completes=word),),
        options=(*fields.options(fields.RECORDS[kind]), fields.FORM, *writing.WRITING),
    )


def _retracting(kind: Kind) -> Command:
    word = kind.value
    return Command(
        f"{word} retract",
        f"Take a {word} back that nothing on record names. It is kept, with the reason; claims restore brings it back.",
        lambda call: retract.retract(call, (kind,)),
        arguments=(Argument("ids", "The ids, given whole.", repeats=True, completes=word),),
        options=writing.WRITING,
    )


def _add(call: Call, kind: Kind) -> None:
    start = {**fields.text_of_file(call), **_id_of(call)}
    if _is_form_wanted(call, kind):
        record_form.add(call, kind, lambda _db: start, " and ".join(fields.NEEDED[kind]))
        return
    own = fields.RECORDS[kind]

    def planned(db: Connection) -> Sequence[Change]:
        plan = added(db, kind, {**start, **fields.form(call, db, own)}, is_forced=call.flag("force"))
        return fields.changes(plan, own)

    writing.write(call, planned)


def _edit(call: Call, kind: Kind) -> None:
    if _is_form_wanted(call, kind):
        record_form.edit(call, lambda db: _named(call, db, kind))
        return
    own = fields.RECORDS[kind]
    writing.write(call, lambda db: fields.changes(edited(db, _named(call, db, kind), fields.form(call, db, own)), own))


def _is_form_wanted(call: Call, kind: Kind) -> bool:
    return call.text("form") is not None or not fields.are_given(call, fields.RECORDS[kind])


def _named(call: Call, db: Connection, kind: Kind) -> Record:
    record = curated.one(db, kind, fields.resolved(db, kind, call.text("id") or ""))
    assert record is not None
    return record


def _id_of(call: Call) -> dict[str, str]:
    """Return the id as argument or option, as part of a form; nothing without one."""
    ids = {id for id in (call.text("id"), call.text("given_id")) if id is not None}
    if len(ids) > 1:
        raise UsageFault(f"two ids are given: {' and '.join(sorted(ids))}", "give one")
    return {"id": ids.pop()} if ids else {}


ADD_SIDE, EDIT_SIDE, RETRACT_SIDE = _adding(Kind.SIDE), _editing(Kind.SIDE), _retracting(Kind.SIDE)
ADD_SPEAKER, EDIT_SPEAKER, RETRACT_SPEAKER = _adding(Kind.SPEAKER), _editing(Kind.SPEAKER), _retracting(Kind.SPEAKER)
ADD_DISPUTE, EDIT_DISPUTE, RETRACT_DISPUTE = _adding(Kind.DISPUTE), _editing(Kind.DISPUTE), _retracting(Kind.DISPUTE)
ADD_SOURCE, EDIT_SOURCE, RETRACT_SOURCE = _adding(Kind.SOURCE), _editing(Kind.SOURCE), _retracting(Kind.SOURCE)
