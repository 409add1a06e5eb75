"""`claims export`."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from claims.cli import output, progress, store_file
from claims.cli.extract import Extract
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Option
from claims.errors import Aborted, UsageFault
from claims.query import Filter
from claims.reports import options
from claims.reports.filters import checked, filter_of
from claims.store.connection import Connection
from claims.vocabulary import Status

_FORMS = ("yaml", "jsonl", "folder")
_LINES = (".jsonl", ".ndjson")


def run(call: Call) -> None:
    """Write the record, or a part of it, to standard output, a file or a folder."""
    path = call.text("path")
    form = _form(call, path)
    with store_file.reading(call) as db:
        extract = Extract(db, _chosen(call, db))
        if form == "folder":
            _write_folder(call, Path(path or ""), extract)
        elif path in (None, "-"):
            output.write(_pieces(call, form, extract, is_seen=sys.stdout.isatty()))
        else:
            _write_file(call, Path(path or ""), _pieces(call, form, extract))


def _form(call: Call, path: str | None) -> str:
    """The form that is asked for, else the one that the path tells; raises `UsageFault`."""
    named = call.text("format")
    form = checked(named, _FORMS, "format") if named else _form_of(path)
    if form == "folder" and path in (None, "-"):
        raise UsageFault("a folder needs its path", "claims export PATH --format folder")
    return form


def _form_of(path: str | None) -> str:
    if path in (None, "-"):
        return "yaml"
    given = Path(path or "")
    if given.suffix.lower() in _LINES and not given.is_dir():
        return "jsonl"
    return "yaml" if given.suffix.lower() in (".yaml", ".yml") and not given.is_dir() else "folder"


def _chosen(call: Call, db: Connection) -> Filter | None:
    """The claims to export, those that are retracted too unless --status says otherwise; None: everything."""
    asked = [option for option in options.FILTERS if call.values.get(option.name)]
    if not asked:
        return None
    chosen = filter_of(call, db)
    return chosen if call.texts("status") else chosen._replace(statuses=tuple(Status))


def _pieces(call: Call, form: str, extract: Extract, *, is_seen: bool = False) -> Iterator[str]:
    """The text; unless it `is_seen` as it comes, a bar shows how much is done."""
    if form == "yaml":
        from claims.exchange import yaml_text

        yield yaml_text.dossier(extract.corpus())
        return
    from claims.exchange import escape

    told = () if call.flag("no_revisions") else extract.told()
    entries = chain(extract.entries(), told)
    if is_seen:
        yield from (f"{escape.json(line)}\n" for line in entries)
        return
    lines = progress.Counted(entries, extract.size())
    with progress.shown("writing", lines, "records") as shown:
        for line in shown:
            yield f"{escape.json(line)}\n"


def _write_file(call: Call, path: Path, pieces: Iterator[str]) -> None:
    from claims.exchange import single_file

    try:
        single_file.write(path, pieces, force=call.flag("force"))
    except KeyboardInterrupt as fault:
        raise Aborted("interrupted; nothing was written") from fault
    tell(f"wrote {path}")


def _write_folder(call: Call, path: Path, extract: Extract) -> None:
    from claims.exchange import layout

    revisions = () if call.flag("no_revisions") else extract.revisions()
    files = layout.folder(extract.corpus(), revisions=revisions)
    is_whole = not any(call.values.get(option.name) for option in options.FILTERS)
    written = layout.write_folder(path, files, force=call.flag("force"), whole=is_whole)
    tell(f"wrote {len(written)} file{'' if len(written) == 1 else 's'} into {path}")


COMMAND = Command(
    "export",
    "Write the record as dossiers (YAML) or JSON Lines: to standard output, into a file (PATH.yaml, PATH.jsonl), or "
    "into a folder with one dossier a dispute, sides, speakers, sources with their texts, and revisions.jsonl. "
    "Retracted records go with it. Exporting the same record again writes the same bytes.\n\n"
    "Filters choose claims; the links between them and all that they name go with them.",
    run,
    arguments=(
        Argument(
            "path",
            "A folder, or a file that ends in .yaml or .jsonl; else standard output.",
            required=False,
            is_path=True,
        ),
    ),
    options=(
        *options.FILTERS,
        Option("--format", "The form; else the one that the path tells, and yaml without one.", "FORM", words=_FORMS),
        Option("--no-revisions", "Leave the log out.", is_flag=True),
        Option("--force", "Overwrite files that no export wrote.", is_flag=True),
        *options.COMMON,
    ),
    examples=("claims export dossiers/", "claims export --dispute balloon --format jsonl | jq -r .text"),
)
