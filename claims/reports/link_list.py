"""`claims links`: which claim answers which, and how."""

from claims.command import COMMON, Argument, Call
from claims.render.value import Column, View
from claims.reports import options
from claims.reports.filters import filter_of, statuses_of, window_of
from claims.reports.report import Report
from claims.store import links, names
from claims.store.conditions import Condition
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status

_COLUMNS = ("id", "from", "relation", "to", "basis", "note", "source", "status", "recorded_at", "revised_at")
_PLAIN = ("from", "relation", "to", "basis", "note")
_EYES = (Column("from", "Claim"), Column("relation", "Relation"), Column("to", "of claim"), Column("basis", "Basis"))


def _answer(db: Connection, call: Call) -> View:
    rows = links.links(db, _chosen(db, call), window_of(call), few=bool(call.texts("claims")))
    if statuses_of(call) == (Status.ON_RECORD,):
        return View("link", rows, _COLUMNS, _PLAIN, _EYES)
    return View("link", rows, _COLUMNS, (*_PLAIN, "status"), (*_EYES, Column("status", "Status")))


def _total(db: Connection, call: Call) -> int:
    return links.count(db, _chosen(db, call), window_of(call))


def _chosen(db: Connection, call: Call) -> Condition:
    ends = tuple(names.resolve(db, (Kind.CLAIM,), name).id for name in call.texts("claims"))
    return links.chosen(filter_of(call, db), ends)


LINKS = Report(
    "links",
    "List links, by the day of the answer. With claims named, the links that begin or end at one of them.\n\n"
    "Filters choose the answering claim; --relation, --basis and --status choose the link itself.",
    _answer,
    _total,
    arguments=(
        Argument("claims", "Only links of these claims, both ways.", repeats=True, required=False, completes="claim"),
    ),
    options=(*options.FILTERS, *options.WINDOW, *options.OUTPUT, *COMMON),
    examples=(
        "claims links --dispute balloon --relation rebuts --basis explicit",
        "claims links us-balloon-surveils --json",
    ),
)
