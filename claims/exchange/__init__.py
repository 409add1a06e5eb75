"""Files in which the record travels: one module a file format, both ways, found through `FORMATS`."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from claims.exchange.faults import Entry, Report

FORMATS = {"yaml": "claims.exchange.dossier:YAML", "jsonl": "claims.exchange.jsonl:JSON_LINES"}
"""Where each format is, by the word that the command line has for it."""

Read = Callable[[Iterable[bytes], Report], Iterator[Entry]]
"""What reads the lines of a file: it returns the entries that have no fault of form, and reports the others."""


class FileFormat(NamedTuple):
    """A format of files. One that is only written has no `read`.

    `write` makes the pieces of a file of rows of the store, each a JSON object that begins with its key `record`.

    `suffixes` are those by which its files are known, and `beginning` is how each starts that an export wrote.
    `has_log` says whether revisions stand in it beside the records.
    """

    suffixes: tuple[str, ...]
    beginning: str
    write: Callable[[Iterable[str]], Iterator[str]]
    read: Read | None = None
    has_log: bool = False


def file_format(name: str) -> FileFormat:
    """Return the format that `FORMATS` has under a name."""
    module, _, attribute = FORMATS[name].partition(":")
    format: FileFormat = getattr(import_module(module), attribute)
    return format


def name_by_suffix(path: Path) -> str | None:
    """Return the name of the format of which a path has the suffix, None where it has none of any."""
    suffix = path.suffix.lower()
    return next((name for name in FORMATS if suffix in file_format(name).suffixes), None)
