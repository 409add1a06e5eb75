"""`claims search`."""

from claims.cli import instant
from claims.command import Call, Command
from claims.reports import options


def run(call: Call) -> None:
    """Print the claims that have the words, or how many there are."""
    if not instant.answered(call, instant.listed):
        from claims.cli import finding

        finding.run(call)


COMMAND = Command(
    "search",
    "Find claims by words of their text, quotes, translations, notes, speakers and venues; the best match first.\n\n"
    "Case, accents and English endings do not matter. A space means “and”. OR between two words means either, -word "
    'leaves out, word* is the beginning of a word, "a phrase" stands as it is. field:value narrows; the fields are '
    f"{', '.join(options.FIELDS)}.",
    run,
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
