"""`claims list`."""

from claims.cli import options, output
from claims.cli.call import Call
from claims.cli.chosen import filter_of, window_of
from claims.cli.declare import Command
from claims.render import Listing
from claims.render.cell import CLAIM_COLUMNS
from claims.render.value import CLAIM, STATE, Column
from claims.store import claims
from claims.wire import view


def run(call: Call) -> None:
    """Print the chosen claims, or how many there are."""
    with call.store() as db:
        chosen, window = filter_of(call, db), window_of(call)
        if call.flag("count"):
            output.count(call, claims.count(db, chosen, window))
            return
        found = claims.claims(db, chosen, window)
        output.emit(call, Listing("claims", map(view.claim, found), CLAIM_COLUMNS, _PLAIN, _EYES), "claim")


_PLAIN = ("id", "side", "said", "speaker.name", "last_word", "text")
_EYES = (
    Column("said", "Said"),
    Column("side", "Side"),
    Column(CLAIM, "Claim"),
    Column(STATE, "In this record"),
)
COMMAND = Command(
    "list",
    "List claims. Options of one kind are alternatives, options of different kinds narrow the choice.\n\n"
    "Piped, each line holds id, side, day, speaker, last word and text, separated by tabs.",
    run,
    options=(
        *options.FILTERS,
        options.SORT,
        options.REVERSE,
        *options.WINDOW,
        *options.OUTPUT,
        *options.COMMON,
    ),
    examples=(
        "claims list --side china --since 2023-02-15",
        "claims list --dispute arms --unanswered --act accusation",
        "claims list --side china --json | jq '.[].text'",
    ),
)
