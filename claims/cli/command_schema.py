"""`claims schema`."""

import json
import sys

from claims.command import Argument, Call, Command
from claims.errors import UsageFault, quoted
from claims.json import view
from claims.reports import options


def run(call: Call) -> None:
    """Print one schema, or all by name."""
    name = call.values["record"]
    if name is not None and name not in view.SCHEMAS:
        raise UsageFault(f"there is no schema {quoted(name)}", f"one of {', '.join(view.SCHEMAS)}")
    shown = view.schema(name) if name else {one: view.schema(one) for one in view.SCHEMAS}
    sys.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")


COMMAND = Command(
    "schema",
    "Print the JSON Schema (2020-12) of a record as it is printed, or all of them by name.\n\n"
    f"Names: {', '.join(view.SCHEMAS)}. `…-row` is a record in a list, `entry-…` what dossiers hold.",
    run,
    arguments=(Argument("record", "Whose schema; all without it.", required=False, completes="schema"),),
    options=options.COMMON,
    examples=("claims schema claim",),
)
