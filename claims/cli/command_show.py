"""`claims show`."""

from claims.cli import instant
from claims.command import Argument, Call, Command
from claims.reports import options


def run(call: Call) -> None:
    """Print records whole."""
    if instant.answered(call, instant.shown):
        return
    from claims.cli import compose, output, reading

    with reading.store(call) as db:
        cards, record = compose.cards(db, call.texts("ids"))
        output.emit(call, cards, record)


COMMAND = Command(
    "show",
    "Show records whole: a claim with its quotes in their context, its speaker's post on the day, its sources and how "
    "near their words are to what was spoken, and every link both ways; or a dispute, source, speaker, side or link.",
    run,
    arguments=(
        Argument(
            "ids", "Claims, disputes, sources, speakers, sides, links or citations.", repeats=True, completes="record"
        ),
    ),
    options=(options.RECORDED_BY, *options.OUTPUT, *options.COMMON),
    examples=(
        "claims show china-us-not-qualified",
        "claims show exbulletin-2023-02-23 --json | jq -r .text",
    ),
)
