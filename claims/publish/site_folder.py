"""A site on the disk: built beside its place, then renamed. What no report wrote is neither replaced nor taken away."""

import filecmp
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from claims.errors import StoreUnusable, UsageFault
from claims.exchange import disk
from claims.exchange.folder import File

LISTING = "files.txt"
"""The file that lists the others, one a line, by which the next report knows what it may replace."""

_MOST_NAMED = 8


def write(target: Path, files: Iterable[File], *, force: bool = False) -> int:
    """Write a site into a folder, which is made where it is not there, and return how many files it has.

    A folder that holds other things takes a site with `force` alone; they stay, but for files of the same name.

    Raises `UsageFault` for such a folder, `StoreUnusable` where the disk refuses.
    """
    if target.exists() and not target.is_dir():
        raise UsageFault(f"{target} is a file, not a folder", "name a folder for the site")
    if not force:
        _require_own(target)
    state = "nothing was written"
    try:
        with disk.drafts(target.absolute()) as drafts:
            beside = drafts / "site"
            number = _build(beside, files)
            if not force:
                _require_free(beside, target)
            if target.exists():
                state = "not all files were replaced; make the report again"
                _replace(beside, target)
            else:
                beside.rename(target)
    except OSError as fault:
        raise StoreUnusable(f"can't write to {target}: {disk.reason(fault)}", state) from fault
    return number


def _require_own(target: Path) -> None:
    """Hidden files, such as those of git, are of no account."""
    if target.is_dir() and not (target / LISTING).is_file():
        others = sorted(path.name for path in target.iterdir() if path.name[0] != ".")
        if others:
            shown = [*others[:_MOST_NAMED], *(["…"] if len(others) > _MOST_NAMED else [])]
            hint = "name another folder, or put the site among them with --force"
            raise UsageFault(f"{target} holds other things than a site of this program", hint, shown)


def _require_free(beside: Path, target: Path) -> None:
    """Raise `UsageFault` where the site would replace files that no report wrote."""
    own = set(_listed(target))
    new = (name for name in _listed(beside) if name not in own)
    foreign = list(islice((name for name in new if _differs(beside / name, target / name)), _MOST_NAMED))
    if foreign:
        hint = "name another folder, or overwrite them with --force"
        raise UsageFault(f"{target} holds files that no report wrote", hint, foreign)


def _differs(new: Path, old: Path) -> bool:
    return old.is_dir() or (old.exists() and not filecmp.cmp(new, old, shallow=False))


def _build(beside: Path, files: Iterable[File]) -> int:
    beside.mkdir()
    number = 0
    with (beside / LISTING).open("w", encoding="utf-8") as listing:
        for file in files:
            place = beside / file.path
            place.parent.mkdir(exist_ok=True)
            with place.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(file.parts)
            listing.write(f"{file.path}\n")
            number += 1
    return number


def _replace(beside: Path, target: Path) -> None:
    """Put every file of the new site in its place, and take away those of the old one that the new one lacks."""
    new = set(_listed(beside))
    for name in _listed(target):
        if name not in new:
            (target / name).unlink(missing_ok=True)
            with suppress(OSError):
                (target / name).parent.rmdir()
    for name in (*_listed(beside), LISTING):
        place = target / name
        place.parent.mkdir(exist_ok=True)
        (beside / name).replace(place)


def _listed(folder: Path) -> Iterator[str]:
    """Return the files of a site; a name that leads out of the folder is none of them."""
    with suppress(FileNotFoundError), (folder / LISTING).open(encoding="utf-8") as listing:
        for line in listing:
            parts = Path(line.rstrip("\n")).parts
            if parts and ".." not in parts and not Path(*parts).is_absolute():
                yield line.rstrip("\n")
