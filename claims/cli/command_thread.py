"""`claims thread`."""

from claims.cli import instant
from claims.command import Argument, Call, Command
from claims.reports import options


def run(call: Call) -> None:
    """Print the thread of a dispute or a claim."""
    if instant.answered(call, instant.threaded):
        return
    from claims.cli import compose, output, reading
    from claims.reports.filters import filter_of

    with reading.store(call) as db:
        page = compose.thread(db, call.values["target"], filter_of(call, db))
        if call.flag("count"):
            output.count(call, len(page.thread.nodes))
            return
        output.emit(call, page, "node")


COMMAND = Command(
    "thread",
    "Show a dispute or what surrounds a claim, side against side: who said it, when, in which words, "
    "what answers it.\n\n"
    "Of a dispute every claim is shown, and claims from outside on a path of links between two of them as context. "
    "Of a claim, what it answers up to the roots, and all that answers it. "
    "Filters narrow a dispute's thread; a claim's is always whole.",
    run,
    arguments=(
        Argument("target", "A dispute or a claim: its id, an alias or the beginning of the id.", completes="thread"),
    ),
    options=(*options.FILTERS, options.RECORDED_BY, options.COUNT, *options.OUTPUT, *options.COMMON),
    examples=(
        "claims thread balloon",
        "claims thread arms --since 2023-02-20",
        "claims thread balloon --json | jq -r '.nodes[] | [.depth, .side, .text] | @tsv'",
    ),
)
