"""Records from a form in an editor: checked against the store before the editor is left, written once they pass."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from claims import curation
from claims.cli import editor, opening, writing
from claims.command import Call
from claims.curation.entry import Form, Planned, added, edited
from claims.errors import CurationRefused, UsageFault
from claims.exchange import disk, form
from claims.json import record as wire
from claims.model import Change, Finding, Record
from claims.store import connection, names, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind

Start = Callable[[Call, Connection], Form]


class _Sheet(NamedTuple):
    """A form to fill in; `plan` says what it makes of the store once it is filled in, `again` is the command."""

    kind: Kind
    start: str
    plan: Callable[[Connection, Form], Planned]
    again: str


def add(call: Call, kind: Kind, start: Start, missing: str) -> None:
    """Add a record from a form; raises `UsageFault` with the options that are `missing` where nobody can edit."""
    _require_terminal(call, f"{missing} must be given")
    with opening.store(call) as db:
        given = dict(start(call, db))
        text = form.text(kind, given, heading=f"A new {kind.value}", known=_known(db))
    _write(call, _Sheet(kind, text, lambda db, filled: added(db, kind, {**given, **filled}), _again(call)))


def edit(call: Call, kind: Kind, id: str) -> None:
    """Edit a record that is there in a form."""
    _require_terminal(call, "what to change must be given")
    with opening.store(call) as db:
        before = whole.one(db, kind, id)
        assert before is not None
        text = form.text(kind, wire.write(before), heading=f"The {kind.value} {id}", known=_known(db))
    _write(call, _Sheet(kind, text, lambda db, filled: _edited(db, before, filled), _again(call)))


def _again(call: Call) -> str:
    """The command that goes on with a kept form."""
    words = ["claims", *call.command.split()]
    words += [call.text("target") or call.text("id") or ""] if call.command not in _ADDING else []
    for flag, value in (("--by", call.text("by")), ("--why", call.text("why"))):
        words += [flag, value] if value else []
    return shlex.join(words)


_ADDING = ("add", *(f"{kind.value} add" for kind in Kind))
"""Commands whose form says itself which record it is."""


def _edited(db: Connection, before: Record, filled: Form) -> Planned:
    if whole.one(db, wire.kind_of(before), before.id) != before:
        raise CurationRefused(f"{before.id} was changed while the form was open", "claims log shows how; edit it anew")
    # What was taken out of the form is taken out of the record.
    kind = wire.kind_of(before)
    emptied = dict.fromkeys(key for key in form.keys(kind) if key not in _KEPT)
    return edited(db, before, {**emptied, **filled})


_KEPT = frozenset({"id", "text_file", "from", "relation", "to"})
"""Keys of forms that are not taken out where they are left empty: they say which record it is."""


def _write(call: Call, sheet: _Sheet) -> None:
    path, stamp, why = opening.ready_store(call), writing.stamp(call), writing.why(call)
    file = connection.identity(path)

    def changes(db: Connection, filled: Form) -> Sequence[Change]:
        # What the form was made from may not be what stands there now.
        connection.require_same(path, file)
        planned = sheet.plan(db, filled)
        if planned.findings:
            raise _Faulty(planned.findings)
        return planned.changes

    def check(filled: Mapping[str, object]) -> Sequence[Finding]:
        try:
            curation.commit(path, lambda db: changes(db, filled), stamp, why, is_dry=True)
        except _Faulty as fault:
            return fault.findings
        return ()

    filled = _filled(call, sheet, check)
    with editor.kept(filled):
        receipt = curation.commit(path, lambda db: changes(db, filled.data), stamp, why, is_dry=call.flag("dry_run"))
    writing.show(call, receipt)


def _filled(call: Call, sheet: _Sheet, check: editor.Check) -> editor.Filled:
    file = call.text("form")
    if file is None:
        return editor.filled(sheet.kind, sheet.start, check, again=sheet.again)
    try:
        text = editor.text_of(Path(file))
    except OSError as fault:
        raise UsageFault(disk.sentence(f"--form: {file}", fault)) from fault
    return editor.filled(sheet.kind, text, check, again=sheet.again, is_typed=True)


class _Faulty(Exception):
    """A form that does not pass; it never leaves this module."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("the form does not pass")
        self.findings = findings


def _require_terminal(call: Call, missing: str) -> None:
    if call.text("form") is None and not editor.can_edit():
        raise UsageFault(f"{missing} where there is no terminal to fill in a form", f"see claims {call.command} --help")


def _known(db: Connection) -> dict[str, Sequence[str]]:
    """The ids that a form may name."""
    kinds = (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE)
    return {kind.value: list(names.beginning(db, kind, "", _MOST_KNOWN)) for kind in kinds}


_MOST_KNOWN = 200
