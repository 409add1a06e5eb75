"""Making a store: what both first use and `claims init` do."""

import os
from datetime import UTC, datetime
from pathlib import Path

from claims import curation
from claims.errors import StoreUnusable, UsageFault
from claims.exchange import dossier
from claims.model import Side
from claims.store.write import Stamp
from claims.vocabulary import BUILT_IN_SIDES, Kind


def make(path: Path, *, empty: bool) -> dict[str, int] | None:
    """A store at `path` with the bundled record, or with the built-in sides alone.

    Gives how many records of each kind it has; None, and nothing done, where a file is there already.
    """
    stamp = Stamp(now(), curator(None))
    counts = dict.fromkeys((kind.plural for kind in Kind), 0)
    if empty:
        sides = built_in_sides()
        return {**counts, "sides": len(sides)} if curation.make_empty_store(path, sides, stamp) else None
    receipt = curation.make_store(path, dossier.read([bundled()]).records(), stamp)
    if receipt is None:
        return None
    return counts | {kind.plural: number for (kind, _, _), number in receipt.counts.items()}


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


def curator(given: str | None) -> str:
    """Who is at work: whom the option names, else CLAIMS_CURATOR, else git's user, else the login name."""
    named = (given or "").strip()
    if given is not None and not named:
        raise UsageFault("--by is empty", "give a name, or leave it out")
    return named or os.environ.get("CLAIMS_CURATOR", "").strip() or _git_user() or _login()


def _git_user() -> str | None:
    import shutil
    import subprocess

    git = shutil.which("git")
    if git is None:
        return None
    try:
        asked = subprocess.run([git, "config", "user.name"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return asked.stdout.strip() or None


def _login() -> str:
    """Who is logged in."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # neither a variable nor an entry in the password file
        return "unknown"
