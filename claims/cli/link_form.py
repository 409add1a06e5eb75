"""A link as `rebut`, `link` and `edit` take it."""

from typing import Any

from claims.cli import fields
from claims.cli.call import Call
from claims.cli.chosen import checked
from claims.cli.declare import Option
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
    return Relation(checked(word, RELATION_WORDS, "relation"))


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
