"""`claims compare`."""

from claims.cli import compose_compare, output, store_file
from claims.command import Argument, Call, Command, Option
from claims.reports import options
from claims.reports.filters import filter_of, window_of


def run(call: Call) -> None:
    """Print two sides opposite each other, or how many rows that takes."""
    with store_file.reading(call) as db:
        dispute = compose_compare.dispute(db, call.values["dispute_compared"])
        sides = compose_compare.sides(db, dispute, call.text("sides"))
        asked, window = filter_of(call, db), window_of(call)
        end = None if window.limit is None else window.offset + window.limit
        rows = compose_compare.pairs(db, dispute, sides, asked)[window.offset : end]
        if call.flag("count"):
            output.count(call, len(rows))
            return
        output.emit(call, compose_compare.page(db, dispute, sides, rows), "compare")


_FIXED = ("side", "dispute", "status")
COMMAND = Command(
    "compare",
    "Show two sides of a dispute in columns, a claim opposite its answer.\n\n"
    "Each link that answers or denies between the two sides is a row, so that a claim with several answers stands "
    "in several; a claim without one stands alone. Rows go by the date of the earlier claim. "
    "A joint statement counts for the side whose claim it is. Filters choose the claims that are shown, of either "
    "side.\n\n"
    "Piped, each line holds both ids, which one answers, relation, basis, and date and text of both, "
    "separated by tabs.",
    run,
    arguments=(
        Argument(
            "dispute_compared",
            "The dispute: its id, an alias or the beginning of the id.",
            completes="dispute",
            metavar="DISPUTE",
        ),
    ),
    options=(
        Option("--sides", "Left and right side; else the two parties with most claims.", "LEFT,RIGHT"),
        *(option for option in options.FILTERS if option.name not in _FIXED),
        *options.WINDOW,
        *options.OUTPUT,
        *options.COMMON,
    ),
    examples=(
        "claims compare balloon",
        "claims compare arms --sides us,china",
        "claims compare balloon --json | jq '.[] | select(.basis == \"explicit\") | [.left.id, .right.id]'",
    ),
)
