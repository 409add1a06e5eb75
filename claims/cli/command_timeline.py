"""`claims timeline`."""

from claims.cli import compose_timeline, output, store_file
from claims.command import Argument, Call, Command
from claims.reports import options
from claims.reports.filters import filter_of, window_of
from claims.store import claims


def run(call: Call) -> None:
    """Print the chosen claims along the days, or how many there are."""
    with store_file.reading(call) as db:
        chosen = compose_timeline.within(db, call.text("dispute_shown"), filter_of(call, db))
        window = window_of(call)
        if call.flag("count"):
            output.count(call, claims.count(db, chosen, window))
            return
        output.emit(call, compose_timeline.page(db, chosen, window), "timeline")


COMMAND = Command(
    "timeline",
    "Show the claims of all sides along the days, in one order of dates, with the gaps between them.\n\n"
    "A gap is the whole days between the latest day of all claims before and the first day of a claim. "
    "Ranges of days count as wholly filled; after a claim with an open end no gap is told.\n\n"
    "Piped, each line holds first day, last day, date as written, gap, id, side, speaker and text, "
    "separated by tabs.",
    run,
    arguments=(
        Argument(
            "dispute_shown",
            "Only claims of this dispute: its id, an alias or the beginning of the id.",
            required=False,
            completes="dispute",
            metavar="DISPUTE",
        ),
    ),
    options=(*options.FILTERS, *options.WINDOW, *options.OUTPUT, *options.COMMON),
    examples=(
        "claims timeline balloon",
        "claims timeline --side china --since 2023-02-15",
        "claims timeline balloon --json | jq '.[] | select(.gap_in_days > 7) | .claim.id'",
    ),
)
