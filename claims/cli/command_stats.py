"""`claims stats`."""

from claims.cli import output, store_file
from claims.command import Argument, Call, Command
from claims.json import stats
from claims.render import Listing
from claims.render.value import Column
from claims.reports import options
from claims.reports.filters import filter_of
from claims.store import balance, names
from claims.vocabulary import Kind


def run(call: Call) -> None:
    """Print how many claims there are of each kind, and how many of them are documented and answered."""
    with store_file.reading(call) as db:
        chosen = filter_of(call, db)
        named = call.text("dispute_counted")
        if named is not None:
            chosen = chosen._replace(within=names.resolve(db, (Kind.DISPUTE,), named).id)
        rows = (stats.row(**one._asdict()) for one in balance.tallies(db, chosen))
        output.emit(call, Listing("stats", rows, _COLUMNS, _COLUMNS, _EYES), "stats")


_COLUMNS = (
    *("group", "key", "counts.claims", "counts.quoted", "counts.sourced", "counts.answered"),
    *("shares.quoted", "shares.sourced", "shares.answered"),
)
_EYES = (
    Column("group", "By"),
    Column("key", ""),
    Column("counts.claims", "Claims"),
    Column("shares.quoted", "Quoted"),
    Column("shares.sourced", "With a source"),
    Column("shares.answered", "Answered"),
)
COMMAND = Command(
    "stats",
    "Count claims by side, act, dispute and month, with the share of them that has a verbatim quote, has a source, and "
    "is answered by another side: the balance of the record itself.\n\n"
    "Piped, each line holds group, key, the numbers of claims, quoted, sourced and answered ones, and the three "
    "shares, separated by tabs.",
    run,
    arguments=(
        Argument(
            "dispute_counted",
            "Only claims of this dispute: its id, an alias or the beginning of the id.",
            required=False,
            completes="dispute",
            metavar="DISPUTE",
        ),
    ),
    options=(*options.FILTERS, *options.OUTPUT, *options.COMMON),
    examples=("claims stats balloon", "claims stats --json | jq '.[] | select(.shares.answered < 0.2)'"),
)
