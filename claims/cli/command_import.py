"""`claims import`."""

import os
import sys
from pathlib import Path

from claims import curation
from claims.cli import progress, store_file, writing
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Option
from claims.curation import Take
from claims.exchange.crew import Crew
from claims.exchange.intake import Intake
from claims.reports.filters import checked

_TAKES = tuple(one.value for one in Take)


def run(call: Call) -> None:
    """Take over the records in files, folders or standard input."""
    take = call.text("take")
    path, stamp = store_file.ready(call), writing.stamp(call)
    in_full = call.flag("dry_run") or call.flag("json")
    given = Intake([Path(name) for name in call.texts("paths")], sys.stdin.buffer)
    # What is listed in full is looked at one by one, as is what may be there already.
    helpers = 0 if in_full or _cores() == 1 or not curation.is_blank(path) else _HELPERS

    with Crew(helpers, stamp.at) as crew, progress.shown("reading", given.batches(crew)) as records:
        receipt = curation.bring(
            path,
            records,
            stamp,
            writing.why(call),
            take=Take(checked(take, _TAKES, "take")) if take else None,
            is_dry=call.flag("dry_run"),
            in_full=in_full,
            refused=given.refuse,
        )
    if call.flag("json") or call.flag("dry_run"):
        writing.show(call, receipt)
    if not call.flag("json"):
        tell(writing.tally(receipt))


_HELPERS = 2
"""Processes that make packs: two of them keep up with the one that writes."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


COMMAND = Command(
    "import",
    "Take over records from dossiers (YAML), JSON Lines, folders of them or standard input (-): all of them or none. "
    "What is there already and says the same is left alone.\n\n"
    "A record that was changed both here and in what is imported is a conflict; conflicts are listed and refuse the "
    "import unless --take says whose version stands.",
    run,
    arguments=(Argument("paths", "Files and folders, or - for standard input.", repeats=True, is_path=True),),
    options=(
        Option("--take", "Whose version stands where both were changed.", "WHOSE", words=_TAKES),
        *writing.WRITING,
    ),
    examples=(
        "claims import dossiers/ --dry-run",
        "claims import dossiers/ --take theirs",
        "claims import - < claims.jsonl",
    ),
)
