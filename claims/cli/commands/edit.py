"""`claims edit`: a claim, one of its citations, or a link."""

from collections.abc import Sequence
from typing import Any

from claims.cli import fields, record_form, writing
from claims.command import Argument, Call, Command, Option
from claims.curation.entry import edited, filled_in
from claims.errors import UnknownRecord, UsageFault
from claims.json import record as wire
from claims.model import Change, Claim, Link, Record
from claims.store import curated, names, references
from claims.store.connection import Connection
from claims.vocabulary import Kind

_DROP = Option("--drop-citation", "Take the citation with this number out.", "NUMBER", repeats=True)
_OWN = (*fields.CLAIM, *fields.CITATION)


def _edit(call: Call) -> None:
    is_given = fields.are_given(call, _OWN) or call.texts("drop_citation") or call.text("basis") is not None
    if is_given:
        writing.write(call, lambda db: _planned(call, db))
    else:
        record_form.edit(call, lambda db: _named(db, call.text("id") or ""))


def _named(db: Connection, name: str) -> Record:
    """Return the claim, the claim of the citation, or the link of this name; raises `UnknownRecord`."""
    id = name.partition("#")[0]
    record = curated.one(db, Kind.LINK, id) if "/" in id else curated.one(db, Kind.CLAIM, _claim(db, id))
    if record is None:
        raise fields.unknown_link(db, id)
    return record


def _claim(db: Connection, name: str) -> str:
    try:
        return names.resolve(db, (Kind.CLAIM,), name).id
    except UnknownRecord as fault:
        for kind in (Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE, Kind.SIDE):
            if curated.one(db, kind, name):
                raise UsageFault(f"{name} is a {kind.value}", f"claims {kind.value} edit {name}") from fault
        raise


def _planned(call: Call, db: Connection) -> Sequence[Change]:
    before = _named(db, call.text("id") or "")
    changed = _of_link(call, db) if isinstance(before, Link) else _of_claim(call, db, before)
    return fields.changes(edited(db, before, changed), _OWN)


def _of_link(call: Call, db: Connection) -> dict[str, Any]:
    own = [field for field in _OWN if field.key not in ("note", "source") and fields.are_given(call, [field])]
    if own or call.texts("drop_citation"):
        flag = own[0].option.flag if own else _DROP.flag
        raise UsageFault(f"a link has no {flag}", "it has --basis, --note and --source")
    return fields.about_link(call, db)


def _of_claim(call: Call, db: Connection, before: Record) -> dict[str, Any]:
    assert isinstance(before, Claim)
    if call.text("basis") is not None:
        raise UsageFault(
            "--basis is of a link, not of a claim", "name the link: claims edit FROM/RELATION/TO --basis …"
        )
    own, cited = fields.form(call, db, fields.CLAIM), fields.form(call, db, fields.CITATION)
    number = (call.text("id") or "").partition("#")[2]
    dropped = call.texts("drop_citation")
    if number:
        return _of_citation(before, number, own, cited, dropped)
    if not cited and not dropped:
        return own
    kept = _without(before, dropped)
    if cited and not cited.get("source"):
        raise UsageFault("a new citation needs its --source", "to change one, name it: claims edit CLAIM#NUMBER …")
    return {**own, "citations": [*kept, _new(db, before, cited)] if cited else kept}


def _of_citation(
    claim: Claim, number: str, own: dict[str, Any], cited: dict[str, Any], dropped: Sequence[str]
) -> dict[str, Any]:
    if dropped:
        raise UsageFault("--drop-citation goes with the id of the claim, not of a citation")
    _require(claim, [number])
    # Of a citation, --note is its own.
    changed = {**({"note": own.pop("note")} if "note" in own else {}), **cited}
    id = f"{claim.id}#{number}"
    citations = [_replaced(entry, changed) if entry["id"] == id else entry for entry in wire.write(claim)["citations"]]
    return {**own, "citations": citations}


def _replaced(citation: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    # What tells where the words stand goes with the words.
    gone = dict.fromkeys(("prefix", "suffix", "start", "end")) if changed.get("quote") == "" else {}
    return {**citation, **gone, **dict.fromkeys(changed), **filled_in(changed)}


def _new(db: Connection, claim: Claim, cited: dict[str, Any]) -> dict[str, Any]:
    # Without its number it might be taken for one that is dropped, and stand under that one's id.
    number = references.numbers_made(db, [claim.id])[claim.id] + 1
    return {"id": f"{claim.id}#{number}", **filled_in(cited)}


def _without(claim: Claim, numbers: Sequence[str]) -> list[dict[str, Any]]:
    _require(claim, numbers)
    dropped = {f"{claim.id}#{number}" for number in numbers}
    return [citation for citation in wire.write(claim)["citations"] if citation["id"] not in dropped]


def _require(claim: Claim, numbers: Sequence[str]) -> None:
    known = [str(citation.number) for citation in claim.citations]
    for number in numbers:
        if number not in known:
            raise UnknownRecord("citation", f"{claim.id}#{number}", [f"{claim.id}#{name}" for name in known])


EDIT = Command(
    "edit",
    "Change a claim, one of its citations (CLAIM#NUMBER) or a link (FROM/RELATION/TO): what the options give, or "
    "without any, on a terminal, in a form in $VISUAL or $EDITOR. An empty value takes a value out; an option that "
    "repeats gives the whole list anew. --source adds a citation to a claim.",
    _edit,
    arguments=(Argument("id", "The claim, citation or link.", completes="claim"),),
    options=(*fields.options(_OWN), fields.BASIS, _DROP, fields.FORM, *writing.WRITING),
    examples=(
        'claims edit us-balloon-surveils --venue "written statement, Washington" --why "The page names the form."',
        'claims edit us-balloon-surveils#1 --locator "third paragraph"',
    ),
)
