"""`claims import`."""

import sys
from pathlib import Path

from claims import curation
from claims.cli import progress, store_file, writing
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Option, checked
from claims.curation import Take
from claims.exchange.record_files import RecordFiles


def _run(call: Call) -> None:
    """Take over the records in files, folders or standard input."""
    take = call.text("take")
    path, stamp = store_file.ready(call), writing.stamp(call)
    files = RecordFiles([Path(name) for name in call.texts("paths")], sys.stdin.buffer)
    with progress.shown("reading", files, files.size, lambda: files.done, "checking and labelling") as records:
        receipt = curation.bring(
            path,
            records,
            stamp,
            writing.why(call),
            take=Take(checked(take, tuple(Take), "take")) if take else None,
            is_dry=call.flag("dry_run"),
            refused=files.refuse,
        )
    if call.flag("json") or call.flag("dry_run"):
        writing.show(call, receipt)
    if not call.flag("json"):
        tell(writing.tally(receipt))


IMPORT = Command(
    "import",
    "Take over records from dossiers (YAML), JSON Lines, folders of them or standard input (-): all of them or none. "
    "What is there already and says the same is left alone.\n\n"
    "A record that was changed both here and in what is imported is a conflict; conflicts are listed and refuse the "
    "import unless --take says whose version stands.",
    _run,
    arguments=(Argument("paths", "Files and folders, or - for standard input.", repeats=True, is_path=True),),
    options=(
        Option("--take", "Whose version stands where both were changed.", "WHOSE", words=tuple(Take)),
        *writing.WRITING,
    ),
    examples=(
        "claims import dossiers/ --dry-run",
        "claims import dossiers/ --take theirs",
        "claims import - < claims.jsonl",
    ),
)
