"""`claims list`."""

from claims.cli import instant
from claims.command import Call, Command
from claims.reports import options


def run(call: Call) -> None:
    """Print the chosen claims, or how many there are."""
    if not instant.answered(call, instant.listed):
        from claims.cli import finding

        finding.run(call)


COMMAND = Command(
    "list",
    "List claims. Options of one kind are alternatives, options of different kinds narrow the choice. "
    "With words it is a search, and the best match comes first.\n\n"
    "Piped, each line holds id, side, day, speaker, last word and text, separated by tabs.",
    run,
    arguments=(options.WORDS,),
    options=(
        *options.FILTERS,
        options.RECORDED_BY,
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
