"""`claims answers`."""

from claims.cli import compose_answers, output, store_file
from claims.cli.compose_answers import Asked
from claims.command import Argument, Call, Command, Option
from claims.reports import options
from claims.reports.filters import bound, filter_of, words_of
from claims.store import names
from claims.store.answers import Scope
from claims.store.connection import Connection
from claims.vocabulary import Basis, Kind


def run(call: Call) -> None:
    """Print who has the last word on what, or how many rows that takes."""
    with store_file.reading(call) as db:
        asked = _asked(call, db)
        if call.flag("count"):
            output.count(call, compose_answers.count(db, asked))
            return
        output.emit(call, compose_answers.page(db, asked), "answers")


def _asked(call: Call, db: Connection) -> Asked:
    named = call.text("dispute_weighed")
    dispute = None if named is None else names.resolve(db, (Kind.DISPUTE,), named).id
    scope = Scope(bound(call, "as_of", 1), words_of(call, "basis", Basis))
    return Asked(dispute, filter_of(call, db)._replace(bases=()), scope)


_CHOOSING = ("side", "speaker", "kind", "act", "addressee", "source", "via", "since", "until")
COMMAND = Command(
    "answers",
    "Tell for each dispute and side with whom the last word on its claims lies, which of them have no reply in this "
    "record, how long the first answer took, who spoke last and who denied last.\n\n"
    "Filters choose the claims that are listed; what answers them and who spoke last is taken from the whole record. "
    "Where dates are ranges, days from a claim to its first answer are a range, and several claims may be the last.\n\n"
    "--as-of takes only claims that may have been said by a day, and last words as they stood then. "
    "--basis explicit counts only links that the sources themselves present as answers, and tells which claims "
    "change by it.\n\n"
    "Piped, each line holds dispute, side, the numbers of claims, of those on which the last word lies with the claim, "
    "with a reply, with neither, of those denied and those without a reply, and which claims spoke and denied last, "
    "separated by tabs.",
    run,
    arguments=(
        Argument(
            "dispute_weighed",
            "Only this dispute: its id, an alias or the beginning of the id.",
            required=False,
            completes="dispute",
            metavar="DISPUTE",
        ),
    ),
    options=(
        Option("--as-of", "Only what had been said by this day (EDTF); undated claims are left out.", "DAY"),
        Option(
            "--basis",
            "Count only links on this basis.",
            "BASIS",
            repeats=True,
            words=options.basis_words,
        ),
        *(option for option in options.FILTERS if option.name in _CHOOSING),
        options.COUNT,
        *options.OUTPUT,
        *options.COMMON,
    ),
    examples=(
        "claims answers balloon",
        "claims answers balloon --basis explicit",
        "claims answers balloon --as-of 2023-02-06 --side us",
        "claims answers --json | jq -r '.[] | [.dispute, .side, .counts.no_reply] | @tsv'",
    ),
)
