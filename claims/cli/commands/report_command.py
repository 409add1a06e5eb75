"""`claims report`."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads
from pathlib import Path

from claims.cli import output, progress, store_file
from claims.cli.messages import tell
from claims.command import COMMON, Call, Command, Option
from claims.errors import Aborted, UsageFault
from claims.reports import options
from claims.reports.filters import within_of
from claims.store import rows
from claims.store.connection import Connection
from claims.vocabulary import Kind

_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))
_BEGINNING = "<!doctype html>\n<!-- made by claims report -->"
_PAGE, _SITE = "claims report DISPUTE -o PATH.html", "claims report -o PATH/"


def _run(call: Call) -> None:
    """Write the page of a dispute to standard output or a file, or the site of the record into a folder."""
    path = _path(call)
    with store_file.reading(call) as db, _interruptible():
        dispute = within_of(call, db)
        if dispute is None:
            _write_site(call, db, path)
        elif path is None:
            output.write(_page(db, dispute))
        else:
            _write_page(call, path, _page(db, dispute))
    if path is not None and call.flag("open"):
        import webbrowser

        shown = path if call.text("within") else path / "index.html"
        webbrowser.open(shown.resolve().as_uri())


def _path(call: Call) -> Path | None:
    """Return where to write, None for standard output; raises `UsageFault` where that does not fit what is written."""
    named, is_page = call.text("output"), call.text("within") is not None
    if named in (None, "-") and call.flag("open"):
        folder = Path(tempfile.mkdtemp(prefix="claims-"))
        return folder / "report.html" if is_page else folder / "site"
    if named in (None, "-"):
        if not is_page:
            raise UsageFault("a site needs a folder", f"{_SITE}, or one page: {_PAGE}")
        return None
    path = Path(named or "")
    is_folder = path.is_dir() or (named or "").endswith(_SEPARATORS)
    if is_page and is_folder:
        raise UsageFault(f"{path} is a folder, and a dispute is one page", f"{_PAGE}; the whole record: {_SITE}")
    if not is_page and not is_folder:
        raise UsageFault(f"{path} is no folder, and the whole record is a site", f"{_SITE}; one page: {_PAGE}")
    return path


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as fault:
        raise Aborted("interrupted; nothing was written") from fault


def _page(db: Connection, id: str) -> Iterator[str]:
    from claims.publish import dispute_page, site
    from claims.publish.shelf import Shelf
    from claims.publish.typesetting import Look

    dispute = loads(next(rows.records(db, Kind.DISPUTE, [id])))
    return dispute_page.page(Shelf(db), Look(site.sides(db), is_site=False), dispute)


def _write_page(call: Call, path: Path, pieces: Iterator[str]) -> None:
    from claims.exchange import export

    export.write_file(path, pieces, None, force=call.flag("force"), by="a report", beginnings=(_BEGINNING,))
    tell(f"wrote {path}")


def _write_site(call: Call, db: Connection, path: Path | None) -> None:
    from claims.publish import site, site_folder

    assert path is not None
    with progress.shown("writing", site.files(db), None) as files:
        number = site_folder.write(path, files, force=call.flag("force"))
    tell(f"wrote {number} files into {path}")


REPORT = Command(
    "report",
    "Write a dispute as one page of HTML, which needs no other file and fetches nothing: a ledger of charges and "
    "answers, the claims day by day, the sources. Or, without a dispute, the whole record as a static site: a page for "
    "each dispute, claim, speaker and source, the data beside them, a feed.\n\n"
    "Retracted records are left out. The same record makes the same bytes again.",
    _run,
    arguments=(options.within("One page, of this dispute", required=False),),
    options=(
        Option(
            "--output", "The page's file, or the site's folder (ends in /); else standard output.", "PATH", is_path=True
        ),
        Option("--open", "Show it in the browser.", is_flag=True),
        Option("--force", "Overwrite files that no report wrote.", is_flag=True),
        *COMMON,
    ),
    examples=("claims report balloon -o balloon.html", "claims report -o site/"),
)
