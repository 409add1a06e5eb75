"""Making a store: what both first use and `claims init` do."""

from pathlib import Path

from claims import curation
from claims.cli import curator
from claims.errors import StoreUnusable
from claims.exchange.record_files import RecordFiles
from claims.model import Side
from claims.vocabulary import BUILT_IN_SIDES, Kind


def make(path: Path, *, empty: bool) -> dict[str, int] | None:
    """Make a store at `path` with the bundled record, or with the built-in sides alone.

    Return how many records of each kind it has; None, and nothing done, where a file is there already.
    """
    stamp = curator.stamp(None)
    counts = dict.fromkeys((kind.plural for kind in Kind), 0)
    if empty:
        sides = built_in_sides()
        return {**counts, "sides": len(sides)} if curation.make_empty_store(path, sides, stamp) else None
    files = RecordFiles([bundled()])
    receipt = curation.make_store(path, files, stamp, refused=files.refuse)
    if receipt is None:
        return None
    return counts | {kind.plural: number for (kind, _, _), number in receipt.counts.items()}


def bundled() -> Path:
    """Return the folder of the curated dossiers: in the package where it is installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "fixtures", package.parent / "fixtures"):
        if folder.is_dir():
            return folder
    raise StoreUnusable("the bundled record is missing from this installation", "install claims again")


def built_in_sides() -> tuple[Side, ...]:
    """Return the sides that every store begins with."""
    return tuple(Side(id, name, aliases) for id, name, aliases in BUILT_IN_SIDES)
