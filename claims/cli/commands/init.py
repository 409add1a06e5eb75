"""`claims init`."""

import json
import sys

from claims.cli import making
from claims.cli.messages import tell
from claims.cli.store_file import path_of
from claims.command import Call, Command, Option
from claims.errors import StoreUnusable
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
