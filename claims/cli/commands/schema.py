"""`claims schema`."""

import json
import sys

from claims.command import COMMON, Argument, Call, Command
from claims.errors import UsageFault, quoted
from claims.reports.report import every_schema


def _run(call: Call) -> None:
    """Print one schema, or all by name."""
    name = call.values["record"]
    known = every_schema()
    if name is not None and name not in known:
        raise UsageFault(f"there is no schema {quoted(name)}", f"one of {', '.join(known)}")
    shown = known[name] if name else known
    sys.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")


SCHEMA = Command(
    "schema",
    "Print the JSON Schema (2020-12) of a record as it is printed, or all of them by name.\n\n"
    f"Names: {', '.join(every_schema())}. `…-row` is a record in a list, `entry-…` what dossiers hold.",
    _run,
    arguments=(Argument("record", "Whose schema; all without it.", required=False, words=tuple(every_schema())),),
    options=COMMON,
    examples=("claims schema claim",),
)
