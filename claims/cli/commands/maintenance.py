"""`claims init` and `claims reindex`: a store made, and its index of words rebuilt."""

import json
import sys

from claims.cli import making, progress, store_file
from claims.cli.messages import tell
from claims.cli.store_file import path_of
from claims.command import Call, Command, Option
from claims.errors import Aborted, StoreUnusable
from claims.reports import options
from claims.store import connection


def _init(call: Call) -> None:
    """Make the store that the call means; one that is there is never replaced."""
    path, _ = path_of(call.text("store"))
    made = None if connection.is_there(path) else making.make(path, empty=call.flag("empty"))
    if made is None:
        raise StoreUnusable(f"there is a file at {path} already", "it was left as it is; name another place")
    if call.flag("json"):
        sys.stdout.write(json.dumps({"store": str(path), "counts": made}) + "\n")
        return
    counts = ", ".join(f"{number} {name}" for name, number in made.items() if number)
    tell(f"made the store {path}: {counts}")


INIT = Command(
    "init",
    "Make a store: with the bundled record, or with the built-in sides alone. A store that is there is never replaced.",
    _init,
    options=(
        Option("--empty", "Without the bundled record.", is_flag=True),
        Option("--json", "Print where the store is and what it holds as JSON.", is_flag=True),
        *options.COMMON,
    ),
    examples=("claims init --store my.db --empty",),
)


def _reindex(call: Call) -> None:
    """Rebuild the index of words."""
    from claims.store import connection, fulltext

    with connection.writing(store_file.ready(call)) as db:
        steps = progress.Counted(fulltext.rebuilding(db), fulltext.size(db))
        try:
            with progress.shown("indexing", steps, "claims") as claims:
                number = sum(1 for _ in claims)
        except KeyboardInterrupt as fault:
            raise Aborted("interrupted; nothing was changed") from fault
    tell(f"indexed the words of {number} claim{'' if number == 1 else 's'}")


REINDEX = Command(
    "reindex",
    "Make the index of words anew, and count the links from side to side. The store keeps both itself; this mends what "
    "other programs that wrote into the store left out. `claims check` tells whether it is due.",
    _reindex,
    options=options.COMMON,
    examples=("claims reindex",),
)
