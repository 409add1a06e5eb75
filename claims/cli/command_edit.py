"""`claims edit`."""

from collections.abc import Sequence
from typing import Any

from claims.cli import fields, link_form, opening, writing
from claims.command import Argument, Call, Command, Option
from claims.curation.entry import edited, filled_in
from claims.errors import UnknownRecord, UsageFault
from claims.json import record as wire
from claims.model import Change, Claim, Link, Record
from claims.store import names, references, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind

_DROP = Option("--drop-citation", "Take the citation with this number out.", "NUMBER", repeats=True)
_OWN = (*fields.CLAIM, *fields.CITATION)


def run(call: Call) -> None:
    """Change a claim, one of its citations, or a link."""
    id, _, number = (call.text("id") or "").partition("#")
    with opening.store(call) as db:
        kind = Kind.LINK if "/" in id else Kind.CLAIM
        found = id if kind is Kind.LINK else _claim(db, id)
        before = whole.one(db, kind, found)
        if before is None:
            raise link_form.unknown(db, id)
    if not _is_given(call):
        from claims.cli import editing

        editing.edit(call, kind, found)
    else:
        writing.write(call, lambda db: _planned(call, db, kind, found, number))


def _claim(db: Connection, name: str) -> str:
    try:
        return names.resolve(db, (Kind.CLAIM,), name).id
    except UnknownRecord as fault:
        for kind in (Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE, Kind.SIDE):
            if whole.one(db, kind, name):
                raise UsageFault(f"{name} is a {kind.value}", f"claims {kind.value} edit {name}") from fault
        raise


def _is_given(call: Call) -> bool:
    return (
        fields.given(call, _OWN)
        or any(call.values.get(name) for name in ("drop_citation",))
        or call.text("basis") is not None
    )


def _planned(call: Call, db: Connection, kind: Kind, id: str, number: str) -> Sequence[Change]:
    before = whole.one(db, kind, id)
    assert before is not None
    plan = edited(db, before, _changed(call, db, before, number))
    if plan.findings:
        raise fields.usage(plan.findings, _OWN)
    return plan.changes


def _changed(call: Call, db: Connection, before: Record, number: str) -> dict[str, Any]:
    if isinstance(before, Link):
        return _link(call, db)
    assert isinstance(before, Claim)
    if call.text("basis") is not None:
        raise UsageFault(
            "--basis is of a link, not of a claim", "name the link: claims edit FROM/RELATION/TO --basis …"
        )
    own, cited = fields.form(call, db, fields.CLAIM), fields.form(call, db, fields.CITATION)
    dropped = call.texts("drop_citation")
    if number:
        if dropped:
            raise UsageFault("--drop-citation goes with the id of the claim, not of a citation")
        # Of a citation, --note is its own.
        note = {"note": own.pop("note")} if "note" in own else {}
        return {**own, "citations": _with_changed(before, number, {**note, **cited})}
    if not cited and not dropped:
        return own
    kept = _without(before, dropped)
    if cited and not cited.get("source"):
        raise UsageFault("a new citation needs its --source", "to change one, name it: claims edit CLAIM#NUMBER …")
    return {**own, "citations": [*kept, _new(db, before, cited)] if cited else kept}


def _new(db: Connection, claim: Claim, cited: dict[str, Any]) -> dict[str, Any]:
    # Without its number it might be taken for one that is dropped, and stand under that one's id.
    number = references.numbers_made(db, [claim.id])[claim.id] + 1
    return {"id": f"{claim.id}#{number}", **filled_in(cited)}


def _link(call: Call, db: Connection) -> dict[str, Any]:
    own = [field for field in _OWN if field.key not in ("note", "source") and fields.given(call, [field])]
    if own or call.texts("drop_citation"):
        flag = own[0].option.flag if own else _DROP.flag
        raise UsageFault(f"a link has no {flag}", "it has --basis, --note and --source")
    return link_form.about(call, db)


def _with_changed(claim: Claim, number: str, changed: dict[str, Any]) -> list[dict[str, Any]]:
    citations = wire.citations(claim)
    _require(claim, [number])
    return [_changed_one(one, changed) if one["id"] == f"{claim.id}#{number}" else one for one in citations]


def _changed_one(citation: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    # What tells where the words stand goes with the words.
    gone = dict.fromkeys(("prefix", "suffix", "start", "end")) if changed.get("quote") == "" else {}
    return {**citation, **gone, **dict.fromkeys(changed), **filled_in(changed)}


def _without(claim: Claim, numbers: Sequence[str]) -> list[dict[str, Any]]:
    _require(claim, numbers)
    dropped = {f"{claim.id}#{number}" for number in numbers}
    return [one for one in wire.citations(claim) if one["id"] not in dropped]


def _require(claim: Claim, numbers: Sequence[str]) -> None:
    known = [str(citation.number) for citation in claim.citations]
    for number in numbers:
        if number not in known:
            raise UnknownRecord("citation", f"{claim.id}#{number}", [f"{claim.id}#{one}" for one in known])


COMMAND = Command(
    "edit",
    "Change a claim, one of its citations (CLAIM#NUMBER) or a link (FROM/RELATION/TO): what the options give, or "
    "without any, on a terminal, in a form in $VISUAL or $EDITOR. An empty value takes a value out; an option that "
    "repeats gives the whole list anew. --source adds a citation to a claim.",
    run,
    arguments=(Argument("id", "The claim, citation or link.", completes="claim"),),
    options=(
        *fields.options(_OWN),
        link_form.BASIS,
        _DROP,
        fields.FORM,
        *writing.WRITING,
    ),
    examples=(
        'claims edit us-balloon-surveils --venue "written statement, Washington" --why "The page names the form."',
        'claims edit us-balloon-surveils#1 --locator "third paragraph"',
    ),
)
