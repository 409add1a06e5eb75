"""Records from a form in an editor: checked against the store before the editor is left, written once they pass."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from claims import curation
from claims.cli import editor, pager_and_editor, store_file, writing
from claims.command import Call
from claims.curation.entry import Form, Planned, added, edited
from claims.errors import CurationRefused, UsageFault
from claims.exchange import disk, form
from claims.json import record as wire
from claims.model import Change, Finding, Record
from claims.store import connection, curated, names
from claims.store.connection import Connection
from claims.vocabulary import Kind


class _Sheet(NamedTuple):
    """A form to fill in.

    `text` is what it says at first, `plan` returns what it makes of the store once it is filled in, `again` is the
    command that goes on with it.
    """

    kind: Kind
    text: str
    plan: Callable[[Connection, Form], Planned]
    again: str


def add(call: Call, kind: Kind, start: Callable[[Connection], Form], missing: str) -> None:
    """Add a record from a form that says what `start` returns.

    Raises `UsageFault` with the options that are `missing` where nobody can edit.
    """
    _require_terminal(call, f"{missing} must be given")
    with store_file.reading(call) as db:
        known = dict(start(db))
        text = form.text(kind, known, heading=f"A new {kind.value}", known=_ids(db))

    def planned(db: Connection, filled: Form) -> Planned:
        return added(db, kind, {**known, **filled}, is_forced=call.flag("force"))

    _write(call, _Sheet(kind, text, planned, _again(call)))


def edit(call: Call, named: Callable[[Connection], Record]) -> None:
    """Edit the record that `named` returns in a form."""
    with store_file.reading(call) as db:
        before = named(db)
        _require_terminal(call, "what to change must be given")
        kind = wire.kind_of(before)
        text = form.text(kind, wire.write(before), heading=f"The {kind.value} {before.id}", known=_ids(db))
    _write(call, _Sheet(kind, text, lambda db, filled: _edited(db, before, filled), _again(call)))


def _require_terminal(call: Call, missing: str) -> None:
    if call.text("form") is None and not pager_and_editor.can_edit():
        raise UsageFault(f"{missing} where there is no terminal to fill in a form", f"see claims {call.command} --help")


def _ids(db: Connection) -> dict[str, Sequence[str]]:
    """Return ids that a form may name, by kind."""
    kinds = (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE)
    return {kind.value: list(names.beginning(db, kind, "", _MOST_IDS)) for kind in kinds}


_MOST_IDS = 200


def _again(call: Call) -> str:
    """Return the command that goes on with a kept form."""
    words = ["claims", *call.command.split()]
    words += [call.text("target") or call.text("id") or ""] if call.command not in _ADDING else []
    for flag, value in (("--by", call.text("by")), ("--why", call.text("why"))):
        words += [flag, value] if value else []
    words += ["--force"] if call.flag("force") else []
    return shlex.join(words)


_ADDING = ("add", *(f"{kind.value} add" for kind in Kind))
"""Commands whose form says itself which record it is."""


def _edited(db: Connection, before: Record, filled: Form) -> Planned:
    kind = wire.kind_of(before)
    if curated.one(db, kind, before.id) != before:
        raise CurationRefused(f"{before.id} was changed while the form was open", "claims log shows how; edit it anew")
    # What was taken out of the form is taken out of the record.
    emptied = dict.fromkeys(key for key in form.keys(kind) if key not in _KEPT)
    return edited(db, before, {**emptied, **filled})


_KEPT = frozenset({"id", "text_file", "from", "relation", "to"})
"""Keys of forms that are not taken out where they are left empty: they say which record it is."""


def _write(call: Call, sheet: _Sheet) -> None:
    path, stamp, why = store_file.ready(call), writing.stamp(call), writing.why(call)
    file = connection.identity(path)

    def changes(db: Connection, filled: Form) -> Sequence[Change]:
        # What the form was made from may not be what stands there now.
        connection.require_same(path, file)
        plan = sheet.plan(db, filled)
        if plan.findings:
            raise _Faulty(plan.findings)
        return plan.changes

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


class _Faulty(Exception):
    """A form that does not pass; it never leaves this module."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("the form does not pass")
        self.findings = findings


def _filled(call: Call, sheet: _Sheet, check: editor.Check) -> editor.Filled:
    file = call.text("form")
    if file is None:
        return editor.filled(sheet.kind, sheet.text, check, sheet.again)
    try:
        text = editor.text_of(Path(file))
    except OSError as fault:
        raise UsageFault(disk.sentence(f"--form: {file}", fault)) from fault
    return editor.filled(sheet.kind, text, check, sheet.again, is_typed=True)
