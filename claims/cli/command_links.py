"""`claims links`."""

from claims.cli import output, store_file
from claims.command import Argument, Call, Command
from claims.json import view
from claims.render import Listing
from claims.render.value import Column
from claims.reports import options
from claims.reports.filters import filter_of, statuses_of, window_of
from claims.store import links, names
from claims.vocabulary import Kind, Status


def run(call: Call) -> None:
    """Print the links whose answering claim is chosen, or those of certain claims, both ways."""
    with store_file.reading(call) as db:
        ends = tuple(names.resolve(db, (Kind.CLAIM,), name).id for name in call.texts("claims"))
        chosen, window = links.chosen(filter_of(call, db), ends), window_of(call)
        if call.flag("count"):
            output.count(call, links.count(db, chosen, window))
            return
        is_mixed = statuses_of(call) != (Status.ON_RECORD,)
        plain, eyes = ((*_PLAIN, "status"), (*_EYES, Column("status", "Status"))) if is_mixed else (_PLAIN, _EYES)
        rows = (view.link(one) for one in links.links(db, chosen, window, few=bool(ends)))
        output.emit(call, Listing("links", rows, _COLUMNS, plain, eyes), "link")


_COLUMNS = ("id", "from", "relation", "to", "basis", "note", "source", "status", "recorded_at", "revised_at")
_PLAIN = ("from", "relation", "to", "basis", "note")
_EYES = (Column("from", "Claim"), Column("relation", "Relation"), Column("to", "of claim"), Column("basis", "Basis"))
COMMAND = Command(
    "links",
    "List links, by the day of the answer. With claims named, the links that begin or end at one of them.\n\n"
    "Filters choose the answering claim; --relation, --basis and --status choose the link itself.",
    run,
    arguments=(
        Argument("claims", "Only links of these claims, both ways.", repeats=True, required=False, completes="claim"),
    ),
    options=(*options.FILTERS, *options.WINDOW, *options.OUTPUT, *options.COMMON),
    examples=(
        "claims links --dispute balloon --relation rebuts --basis explicit",
        "claims links us-balloon-surveils --json",
    ),
)
