"""A link as `rebut`, `link` and `edit` take it."""

from typing import Any

from claims.cli import fields
from claims.command import Call, Option
from claims.errors import UnknownRecord, UsageFault, quoted
from claims.reports.filters import checked
from claims.store import links
from claims.store.connection import Connection
from claims.vocabulary import Basis, Kind, Relation

RELATION_WORDS = tuple(one.value for one in Relation)
BASIS_WORDS = tuple(one.value for one in Basis)
BASIS = Option(
    "--basis",
    "explicit: the source presents it as an answer; inferred: the curator does.",
    "BASIS",
    words=BASIS_WORDS,
)
NOTE = Option("--note", "A remark on the link.")
SOURCE = Option("--source", "The source that shows the link.", "SOURCE", completes="source")


def relation(word: str) -> Relation:
    """The relation that is named; raises `UsageFault`."""
    try:
        return Relation(checked(word, RELATION_WORDS, "relation"))
    except UsageFault as fault:
        raise UsageFault(f"{quoted(word)} is no relation", fault.hint) from fault


def unknown(db: Connection, id: str) -> UnknownRecord:
    """The error of a link that is not there, with those between the same claims."""
    start, *_, end = id.split("/")
    near = [one.id for one in links.of_claim(db, start) if end in (one.from_id, one.to_id)] if start != end else []
    return UnknownRecord("link", id, near)


def about(call: Call, db: Connection, source: str = "source") -> dict[str, Any]:
    """What the options say of a link beside its ends; `source` is the name of the option that gives its source."""
    given: dict[str, Any] = {}
    basis, note, shown_by = call.text("basis"), call.text("note"), call.text(source)
    if basis is not None:
        given["basis"] = checked(basis, BASIS_WORDS, "basis")
    if note is not None:
        given["note"] = note
    if shown_by is not None:
        given["source"] = fields.resolved(db, Kind.SOURCE, shown_by) if shown_by else ""
    return given
