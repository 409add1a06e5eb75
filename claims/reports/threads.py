"""`claims thread`: a dispute or a claim, side against side, with what answers what."""

from collections.abc import Iterator
from json import dumps

from claims import thread
from claims.command import COMMON, Argument, Call, Option
from claims.errors import UsageFault
from claims.query import Filter
from claims.render import markdown_text, thread_view
from claims.render.line import Line
from claims.render.value import Frame, Page, Row, View
from claims.reports import options
from claims.reports.filters import filter_of, named, possible
from claims.reports.listing import CLAIM_COLUMNS, references_of
from claims.reports.report import Report
from claims.store import graph, names, rows
from claims.store.connection import Connection
from claims.store.graph import Shown
from claims.vocabulary import Kind

_COLUMNS = ("depth", "parent", "relation", "basis", "match", *CLAIM_COLUMNS)


def _answer(db: Connection, call: Call) -> View:
    deepest = call.number("depth")
    target, asked, shown = _shown(db, call)
    links = graph.links_among(db, shown.ids)
    bases = {link[:3]: link.basis for link in links}
    roots, arranged = thread.arrange(shown.ids, bases, shown.matches)
    places = [
        (id, depth, parent, relation, bases.get((id, relation or "", parent or "")), is_match)
        for id, depth, parent, relation, is_match in arranged
    ]
    is_dispute = target.kind is Kind.DISPUTE
    frame = Frame(
        {
            "dispute": next(rows.records(db, target.kind, [target.id])) if is_dispute else "null",
            "claim": dumps(None if is_dispute else target.id),
            "roots": dumps(roots, separators=(",", ":")),
        },
        "nodes",
        {"links": [link.json for link in links]},
    )

    def draw(nodes: Iterator[Row], page: Page) -> Iterator[Line]:
        document = frame.document(nodes)
        references = references_of(db, document["nodes"])
        return thread_view.lines(document, references, page.width, is_full=call.flag("full"), deepest=deepest)

    def prose(nodes: Iterator[Row]) -> Iterator[str]:
        document = frame.document(nodes)
        return markdown_text.thread(document, references_of(db, document["nodes"]))

    return View(
        "node", rows.nodes(db, places), _COLUMNS, draw=draw, prose=prose, frame=frame, notes=possible(db, asked)
    )


def _total(db: Connection, call: Call) -> int:
    return len(_shown(db, call)[-1].ids)


def _shown(db: Connection, call: Call) -> tuple[names.Named, Filter, Shown]:
    """Return what is asked for, the filter of its claims, and those of its thread.

    Disputes go first at each step of looking up.
    """
    asked = filter_of(call, db)
    target = named(db, (Kind.DISPUTE, Kind.CLAIM), call.values["target"], "dispute or claim")
    if target.kind is Kind.DISPUTE:
        asked = asked._replace(within=target.id)
        return target, asked, graph.around_filter(db, asked)
    if asked != Filter():
        raise UsageFault(
            f"{target.id} is a claim, whose thread is always whole", "filters narrow the thread of a dispute"
        )
    return target, asked, graph.around_claim(db, target.id)


_DEPTH = Option("--depth", "Show replies to this depth, 0 for none, and count what lies deeper.", "NUMBER")
THREAD = Report(
    "thread",
    "Show a dispute or what surrounds a claim, side against side: who said it, when, in which words, "
    "what answers it.\n\n"
    "Of a dispute every claim is shown, and claims from outside on a path of links between two of them as context. "
    "Of a claim, what it answers up to the roots, and all that answers it. "
    "Filters narrow a dispute's thread; a claim's is always whole.",
    _answer,
    _total,
    arguments=(
        Argument(
            "target",
            "A dispute or a claim: its id, a name or a word of it, or the beginning of the id.",
            completes="thread",
        ),
    ),
    options=(
        options.FULL,
        _DEPTH,
        options.ABOUT,
        *options.FILTERS,
        options.RECORDED_BY,
        options.COUNT,
        *options.OUTPUT,
        *COMMON,
    ),
    examples=(
        "claims thread balloon",
        "claims thread arms --since 2023-02-20",
        "claims thread balloon --json | jq -r '.nodes[] | [.depth, .side, .text] | @tsv'",
    ),
)
