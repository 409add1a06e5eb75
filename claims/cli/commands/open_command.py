"""`claims open`."""

import sys
from json import loads

from claims import escaping
from claims.cli import store_file
from claims.command import COMMON, Argument, Call, Command, Option
from claims.errors import UsageFault, quoted
from claims.reports.filters import named
from claims.store import rows
from claims.store.connection import Connection
from claims.vocabulary import Kind


def _run(call: Call) -> None:
    """Open a source in the browser, or print its address where nobody looks."""
    with store_file.reading(call) as db:
        address = _address(db, call.text("id") or "", "archived_url" if call.flag("archived") else "url")
    sys.stdout.write(f"{escaping.line(address)}\n")
    if sys.stdout.isatty() and not call.flag("print"):
        if not address.startswith(("https://", "http://")):
            # A file or a program of this machine, which a stranger's store may name as well.
            raise UsageFault(f"only addresses of the web are opened, not {quoted(address)}", "--print prints it")
        import webbrowser

        webbrowser.open(address)


def _address(db: Connection, name: str, key: str) -> str:
    id, _, number = name.partition("#")
    record = named(db, (Kind.CLAIM, Kind.SOURCE), id, "claim or source")
    sources = [record.id] if record.kind is Kind.SOURCE else _cited(db, record.id, number)
    for source in map(loads, rows.sources(db, sources)):
        if source[key]:
            return str(source[key])
    what = "an archived copy" if key == "archived_url" else "an address"
    raise UsageFault(f"no source of {quoted(name)} has {what}", "claims show tells what there is")


def _cited(db: Connection, claim: str, number: str) -> list[str]:
    """Return the sources of a claim in its order, or the one of a citation."""
    (row,) = map(loads, rows.claims(db, [claim]))
    cited = {citation["id"]: citation["source"] for citation in row["citations"]}
    if not number:
        return list(dict.fromkeys(cited.values()))
    if f"{claim}#{number}" not in cited:
        raise UsageFault(f"{claim} has no citation #{number}", f"one of {', '.join(cited) or 'none'}")
    return [cited[f"{claim}#{number}"]]


OPEN = Command(
    "open",
    "Open the source of a claim in the browser, the first that has an address, and print the address. "
    "In a pipe the address is only printed.",
    _run,
    arguments=(Argument("id", "A claim, a citation (CLAIM#2) or a source.", completes="record"),),
    options=(
        Option("--archived", "The archived copy.", is_flag=True),
        Option("--print", "Only print the address.", is_flag=True),
        *COMMON,
    ),
    examples=("claims open china-us-not-qualified", "claims open exbulletin-2023-02-23 --print"),
)
