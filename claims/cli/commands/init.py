"""`claims init` makes a store, `claims reindex` works out anew what follows from its records."""

import json
import sys

from claims.cli import progress, store_file
from claims.cli.messages import tell
from claims.command import COMMON, Call, Command, Option
from claims.errors import Aborted, StoreUnusable
from claims.store import connection, curated, fulltext


def _init(call: Call) -> None:
    """Make the store that the call means; one that is there is never replaced."""
    path, _ = store_file.path_of(call.text("store"))
    counts = None if connection.is_there(path) else store_file.make(path, empty=call.flag("empty"))
    if counts is None:
        raise StoreUnusable(f"there is a file at {path} already", "it was left as it is; name another place")
    if call.flag("json"):
        sys.stdout.write(json.dumps({"store": str(path), "counts": counts}) + "\n")
        return
    records = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    tell(f"made the store {path}: {records}")


def _reindex(call: Call) -> None:
    """Work out anew what the store keeps and what follows from its records: days, states, indexes."""
    path = store_file.ready(call)
    with connection.writing(path) as db:
        try:
            with connection.database_faults(path):
                mended = curated.rework(db)
                with progress.shown("indexing", fulltext.rebuilding(db), fulltext.size(db)) as claims:
                    number = sum(1 for _ in claims)
        except KeyboardInterrupt as fault:
            raise Aborted("interrupted; nothing was changed") from fault
    tell(f"indexed the words of {_claims(number)}{f', set the states of {_claims(mended)} right' if mended else ''}")


def _claims(number: int) -> str:
    return f"{number} claim{'' if number == 1 else 's'}"


INIT = Command(
    "init",
    "Make a store: with the bundled record, or with the built-in sides alone. A store that is there is never replaced.",
    _init,
    options=(
        Option("--empty", "Without the bundled record.", is_flag=True),
        Option("--json", "Print where the store is and what it holds as JSON.", is_flag=True),
        *COMMON,
    ),
    examples=("claims init --store my.db --empty",),
)
REINDEX = Command(
    "reindex",
    "Work out anew what the store keeps beside the records: the index of words, the states of claims, the days of "
    "dates, SQLite's indexes. The store does so itself; this mends what other programs that wrote into it left out. "
    "`claims check` tells whether it is due.",
    _reindex,
    options=COMMON,
    examples=("claims reindex",),
)
