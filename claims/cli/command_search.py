"""`claims search`."""

from claims.cli import finding, options
from claims.cli.declare import Command
from claims.cli.query_words import FIELDS

COMMAND = Command(
    "search",
    "Find claims by words of their text, quotes, translations, notes, speakers and venues; the best match first.\n\n"
    "Case, accents and English endings do not matter. A space means “and”. OR between two words means either, -word "
    'leaves out, word* is the beginning of a word, "a phrase" stands as it is. field:value narrows; the fields are '
    f"{', '.join(FIELDS)}.",
    finding.run,
    arguments=(options.WORDS._replace(required=True),),
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
        "claims search weather balloon",
        "claims search 'side:china \"civilian airship\" -regret'",
        "claims search warned said:2023-02-19.. is:unanswered --json | jq -r '.[].snippet.text'",
    ),
)
