"""`claims export`."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from claims.cli import output, progress, store_file
from claims.cli.messages import tell
from claims.command import COMMON, Argument, Call, Command, Option, checked
from claims.curation.importing import news
from claims.errors import Aborted, UsageFault, quoted
from claims.exchange import FORMATS, export, file_format, folder, name_by_suffix
from claims.exchange.export import Extract, News
from claims.query import Filter
from claims.reports import options
from claims.reports.filters import filter_of
from claims.store.connection import Connection
from claims.vocabulary import Status

_FOLDER = "folder"
_FORMS = (*FORMATS, _FOLDER)
_ENDINGS = " or ".join(f".{name}" for name in FORMATS)


def _run(call: Call) -> None:
    """Write the record, or a part of it, to standard output, a file or a folder."""
    name = call.text("path")
    path = None if name in (None, "-") else Path(name or "")
    form = _form(call, path, name or "")
    with store_file.reading(call) as db:
        extract = Extract(db, _chosen(call, db))
        if path is None:
            output.write(_pieces(call, form, extract, is_seen=sys.stdout.isatty()))
        elif form == _FOLDER:
            _write_folder(call, path, extract, partial(news, db))
        else:
            _write_file(call, path, _pieces(call, form, extract), partial(news, db))


def _form(call: Call, path: Path | None, typed: str) -> str:
    """Return the form that is asked for, else the one that the path tells; raises `UsageFault`."""
    named = call.text("format")
    form = checked(named, _FORMS, "format") if named else _form_of(path, typed)
    if form == _FOLDER and path is None:
        raise UsageFault("a folder needs its path", "claims export PATH/")
    return form


def _form_of(path: Path | None, typed: str) -> str:
    if path is None:
        return "yaml"
    if path.is_dir() or typed.endswith(_SEPARATORS):
        return _FOLDER
    form = name_by_suffix(path)
    if form is None:
        suffixes = ", ".join(suffix for name in FORMATS for suffix in file_format(name).suffixes)
        raise UsageFault(
            f"no format is known by the name {quoted(path.name)}", f"end it in {suffixes}, or in / for a folder"
        )
    return form


_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def _chosen(call: Call, db: Connection) -> Filter | None:
    """Return the filter of what to export, of retracted claims too unless --status is given; None: everything."""
    asked = [option for option in options.FILTERS if call.values.get(option.name)]
    if not asked:
        return None
    chosen = filter_of(call, db)
    return chosen if call.texts("status") else chosen._replace(statuses=tuple(Status))


def _pieces(call: Call, form: str, extract: Extract, *, is_seen: bool = False) -> Iterator[str]:
    """Return the text; unless it `is_seen` as it comes, a bar shows how much is done."""
    format = file_format(form)
    log = extract.log() if format.has_log and not call.flag("no_revisions") else ()
    rows = chain(extract.entries(), log)
    if is_seen:
        yield from format.write(rows)
        return
    with progress.shown("writing", rows, extract.size()) as counted:
        yield from format.write(counted)


def _write_file(call: Call, path: Path, pieces: Iterator[str], news: News) -> None:
    try:
        export.write_file(path, pieces, news, force=call.flag("force"))
    except KeyboardInterrupt as fault:
        raise Aborted("interrupted; nothing was written") from fault
    tell(f"wrote {path}")


def _write_folder(call: Call, path: Path, extract: Extract, news: News) -> None:
    log = () if call.flag("no_revisions") else extract.log()
    is_whole = not any(call.values.get(option.name) for option in options.FILTERS)
    files = folder.files(extract.entries(), log)
    written = export.write_folder(path, files, news, force=call.flag("force"), whole=is_whole)
    tell(f"wrote {len(written)} file{'' if len(written) == 1 else 's'} into {path}")


EXPORT = Command(
    "export",
    "Write the record as dossiers (YAML) or JSON Lines: to standard output, into a file, or "
    "into a folder with one dossier a dispute, sides, speakers, sources with their texts, and revisions.jsonl. "
    "Retracted records go with it. Exporting the same record again writes the same bytes.\n\n"
    "Nothing is overwritten that no export wrote, or that was changed since and has not been imported.\n\n"
    "Filters choose claims; the links between them and all that they name go with them.",
    _run,
    arguments=(
        Argument(
            "path",
            f"A folder (that is there, or ends in /), or a file that ends in {_ENDINGS}; else standard output.",
            required=False,
            is_path=True,
        ),
    ),
    options=(
        *options.FILTERS,
        Option("--format", "The form; else the one that the path tells, and yaml without one.", "FORM", words=_FORMS),
        Option("--no-revisions", "Leave the log out.", is_flag=True),
        Option("--force", "Overwrite what no export wrote, and changes that were not imported.", is_flag=True),
        *COMMON,
    ),
    examples=("claims export dossiers/", "claims export --dispute balloon --format jsonl | jq -r .text"),
)
