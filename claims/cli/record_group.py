"""`claims side`, `speaker`, `dispute` and `source`: add, edit and retract, declared once for all four."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claims.cli import fields, opening, taking_back, writing
from claims.command import Argument, Call, Command, Group, Option
from claims.curation.entry import added, edited
from claims.errors import UsageFault
from claims.model import Change
from claims.store import whole
from claims.store.connection import Connection
from claims.vocabulary import Kind

_ID = Option("--id", "The id; else one is made.", "ID")
FILE = Option("--file", "The file with the document's text, stored as it is, with its digest.", "FILE", is_path=True)
_NEEDED = {
    Kind.SIDE: "--name",
    Kind.SPEAKER: "--name and --kind",
    Kind.SOURCE: "--title and --kind",
    Kind.DISPUTE: "--title",
}
_EXAMPLES = {
    Kind.SIDE: "claims side add russia --name Russia --alias moscow",
    Kind.SPEAKER: 'claims speaker add mao-ning --name "Mao Ning" --kind person --side china '
    '--post "Foreign Ministry spokesperson;2022-09"',
    Kind.SOURCE: 'claims source add --title "Regular press conference" --kind transcript --wording translation '
    '--publisher "Foreign Ministry" --published 2023-02-13 --file conference.txt',
    Kind.DISPUTE: 'claims dispute add chips --title "Export controls on chips" --party us --party china',
}


def group(kind: Kind, *more: Command) -> Group:
    """The commands that change records of one kind."""
    word = kind.value
    texts = (FILE,) if kind is Kind.SOURCE else ()
    own = fields.options(fields.RECORDS[kind])
    add = Command(
        f"{word} add",
        f"Add a {word}: from options, or without any, on a terminal, from a form in $VISUAL or $EDITOR. Prints the id.",
        lambda call: _add(call, kind),
        arguments=(Argument("given_id", "The id: a-z, 0-9 and -; else one is made.", required=False, metavar="ID"),),
        options=(_ID, *own, *texts, fields.FORM, *writing.WRITING),
        examples=(_EXAMPLES[kind],),
    )
    edit = Command(
        f"{word} edit",
        f"Change a {word}: what the options give, or without any, on a terminal, in a form. An empty value takes a "
        "value out; an option that repeats gives the whole list anew.",
        lambda call: _edit(call, kind),
        arguments=(Argument("id", f"The {word}.", completes=word),),
        options=(*own, fields.FORM, *writing.WRITING),
    )
    retract = Command(
        f"{word} retract",
        f"Take a {word} back that nothing on record names. It is kept, with the reason; claims restore brings it back.",
        lambda call: taking_back.retract(call, (kind,)),
        arguments=(Argument("ids", "The ids, given whole.", repeats=True, completes=word),),
        options=writing.WRITING,
    )
    return Group(word, f"Add, edit or retract a {word}.", (add, edit, retract, *more))


def _add(call: Call, kind: Kind) -> None:
    start = {**text_of(call), **_id_of(call)}
    if fields.given(call, fields.RECORDS[kind]) and call.text("form") is None:
        writing.write(call, lambda db: _added(call, db, kind, start))
    else:
        from claims.cli import editing

        editing.add(call, kind, lambda _call, _db: start, _NEEDED[kind])


def _id_of(call: Call) -> dict[str, str]:
    """The id as argument or option, as part of a form; nothing without one."""
    given = {id for id in (call.text("id"), call.text("given_id")) if id is not None}
    if len(given) > 1:
        raise UsageFault(f"two ids are given: {' and '.join(sorted(given))}", "give one")
    return {"id": given.pop()} if given else {}


def _added(call: Call, db: Connection, kind: Kind, start: dict[str, Any]) -> Sequence[Change]:
    plan = added(db, kind, {**start, **fields.form(call, db, fields.RECORDS[kind])})
    if plan.findings:
        raise fields.usage(plan.findings, fields.RECORDS[kind])
    return plan.changes


def _edit(call: Call, kind: Kind) -> None:
    with opening.store(call) as db:
        id = fields.resolved(db, kind, call.text("id") or "")
    if fields.given(call, fields.RECORDS[kind]) and call.text("form") is None:
        writing.write(call, lambda db: _edited(call, db, kind, id))
    else:
        from claims.cli import editing

        editing.edit(call, kind, id)


def _edited(call: Call, db: Connection, kind: Kind, id: str) -> Sequence[Change]:
    before = whole.one(db, kind, id)
    assert before is not None
    plan = edited(db, before, fields.form(call, db, fields.RECORDS[kind]))
    if plan.findings:
        raise fields.usage(plan.findings, fields.RECORDS[kind])
    return plan.changes


def text_of(call: Call) -> dict[str, str]:
    """The text in the file that `--file` names, as part of a source's form; nothing without it."""
    file = call.text("file")
    if file is None:
        return {}
    if not file:
        raise UsageFault("--file is empty", "name the file that holds the text")
    from claims.exchange import disk

    return {"text": disk.whole_text(Path(file))}
