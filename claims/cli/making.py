"""Making a store: what both first use and `claims init` do."""

import os
from datetime import UTC, datetime
from pathlib import Path

from claims import curation
from claims.errors import StoreUnusable
from claims.exchange import dossier
from claims.model import Corpus, Side
from claims.store.write import Stamp
from claims.vocabulary import BUILT_IN_SIDES


def make(path: Path, *, empty: bool) -> curation.Receipt:
    """A store at `path` with the bundled record, or with the built-in sides alone; an existing file is left alone."""
    corpus = Corpus(sides=built_in_sides()) if empty else dossier.read([bundled()])
    return curation.make_store(path, corpus, Stamp(now(), user()))


def bundled() -> Path:
    """The folder of the curated dossiers: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "fixtures", package.parent / "fixtures"):
        if folder.is_dir():
            return folder
    raise StoreUnusable("the bundled record is missing from this installation", "install claims again")


def built_in_sides() -> tuple[Side, ...]:
    """The sides that every store begins with."""
    return tuple(Side(id, name, aliases) for id, name, aliases in BUILT_IN_SIDES)


def now() -> str:
    """The instant, in UTC with microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def user() -> str:
    """Who is at the keyboard: CLAIMS_CURATOR, else the login name."""
    named = os.environ.get("CLAIMS_CURATOR", "").strip()
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # neither a variable nor an entry in the password file
        return "unknown"
