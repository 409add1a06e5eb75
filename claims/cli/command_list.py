"""`claims list`."""

from claims.cli import finding, options, past
from claims.cli.declare import Command
from claims.cli.query_words import WORDS

COMMAND = Command(
    "list",
    "List claims. Options of one kind are alternatives, options of different kinds narrow the choice. "
    "With words it is a search, and the best match comes first.\n\n"
    "Piped, each line holds id, side, day, speaker, last word and text, separated by tabs.",
    finding.run,
    arguments=(WORDS,),
    options=(
        *options.FILTERS,
        past.RECORDED_BY,
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
