"""What an export takes, and exports on the disk: whole or not at all, and never over what no export wrote."""

import filecmp
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from claims.checks import references
from claims.errors import StoreUnusable, UsageFault
from claims.exchange import FORMATS, disk, file_format, yaml_tree
from claims.exchange.folder import SOURCES, File
from claims.exchange.place import Unparsable
from claims.exchange.record_files import LOG
from claims.model import Link, Record
from claims.query import Filter, Sort, Window
from claims.store import claims, curated, graph, revisions, rows
from claims.store.connection import Connection
from claims.vocabulary import Kind

_GIT_ATTRIBUTES = ".gitattributes"


def write_file(
    path: Path, pieces: Iterable[str], *, force: bool = False, by: str = "an export", beginnings: tuple[str, ...] = ()
) -> None:
    """Write the pieces beside the place of the file, then give them its name.

    A file that begins in one of the `beginnings` (none: as exports do) was written `by` the same and is replaced.

    Raises `UsageFault` for a file of others, unless `force`, and for what is no file; `StoreUnusable` where the disk
    refuses.
    """
    if path.exists() and not path.is_file():
        # Whoever may do anything would put a file in the place of a device.
        raise UsageFault(f"{path} is no file", "name another one, or write to standard output")
    if path.exists() and not force and not _is_exported(path, beginnings):
        raise UsageFault(f"{path} is there and was not written by {by}", "name another file, or use --force")
    beside = disk.part_of(path)
    try:
        disk.write(beside, pieces)
        beside.replace(path)
    except OSError as fault:
        raise StoreUnusable(f"can't write {path}: {disk.reason(fault)}", "nothing was written") from fault
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write_folder(target: Path, files: Iterable[File], *, force: bool = False, whole: bool = False) -> list[Path]:
    """Write the files into a folder, which is made where it is not there, and return their paths.

    All are written beside their places first and then renamed, so that a failure leaves the folder as it was. A file
    that no export wrote is not overwritten without `force`. With `whole` the files are all there is to say, and
    dossiers that an earlier export left there and that are no longer among them are taken away.

    Raises `UsageFault` for files that would be overwritten, `StoreUnusable` where the disk refuses.
    """
    if target.exists() and not target.is_dir():
        raise UsageFault(f"{target} is a file, not a folder", "name a folder to export into")
    writing = _Writing(target)
    try:
        writing.begin()
        for file in files:
            writing.add(file)
        writing.require_own(force=force)
        writing.publish(whole=whole)
    except OSError as fault:
        raise StoreUnusable(
            f"can't write to {fault.filename or target}: {disk.reason(fault)}", writing.state
        ) from fault
    finally:
        writing.tidy()
    return list(writing.places)


class _Writing:
    """Files that wait beside their places until all of them are there."""

    def __init__(self, target: Path) -> None:
        self.places: dict[Path, Path] = {}
        self.state = "nothing was written"
        self._target = target
        self._made: list[Path] = []
        self._texts = _exported_texts(target)

    def begin(self) -> None:
        """Make the folder, even where nothing will be in it."""
        self._make_folder(self._target)

    def add(self, file: File) -> None:
        place = self._target / file.path
        self._make_folder(place.parent)
        self.places[place] = disk.part_of(place)
        disk.write(self.places[place], file.parts)

    def require_own(self, *, force: bool) -> None:
        foreign = [str(place) for place in self.places if place.is_dir() or not (force or self._may_replace(place))]
        if foreign:
            many = "1 file there was" if len(foreign) == 1 else f"{len(foreign)} files there were"
            message = f"can't export into {self._target}: {many} not written by an export"
            raise UsageFault(message, "name another folder, or overwrite with --force", foreign)

    def _may_replace(self, place: Path) -> bool:
        if not os.path.lexists(place) or _is_part_of_folder(place):
            return True
        return place in self._texts or filecmp.cmp(place, self.places[place], shallow=False)

    def publish(self, *, whole: bool) -> None:
        stale = [
            path for path in sorted(self._target.iterdir()) if path not in self.places and _is_part_of_folder(path)
        ]
        self.state = "not all files were replaced; export again"
        for place, beside in self.places.items():
            beside.replace(place)
        for path in stale if whole else ():
            path.unlink()
        self._explain_to_git()
        self._made.clear()

    def _explain_to_git(self) -> None:
        """Where two curators have both added to the log, a merge is to keep the lines of both."""
        attributes = self._target / _GIT_ATTRIBUTES
        if self._target / LOG in self.places and not os.path.lexists(attributes):
            attributes.write_text(f"{LOG} merge=union\n", encoding="utf-8")

    def tidy(self) -> None:
        for beside in self.places.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        for path in reversed(self._made):
            with suppress(OSError):
                path.rmdir()

    def _make_folder(self, folder: Path) -> None:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir()
            self._made.append(path)


def _is_part_of_folder(path: Path) -> bool:
    """Return whether an earlier export of a folder wrote the file, or nobody wrote anything into it."""
    return (path.name == LOG or path.suffix == ".yaml") and _is_exported(path)


def _is_exported(path: Path, begin: tuple[str, ...] = ()) -> bool:
    """Return whether an export wrote the file, or what begins so, or nobody wrote anything into it."""
    beginnings = tuple(text.encode() for text in begin or (file_format(name).beginning for name in FORMATS))
    try:
        # A pipe would be waited for.
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            beginning = stream.read(max(map(len, beginnings)))
    except OSError:
        return False
    return not beginning or beginning.startswith(beginnings)


def _exported_texts(target: Path) -> set[Path]:
    """Return the texts that the sources of an earlier export name."""
    sources = target / SOURCES
    if not _is_exported(sources):
        return set()
    try:
        tree = yaml_tree.read(sources.read_text(encoding="utf-8"))
    except (OSError, ValueError, Unparsable):
        return set()
    listed = tree.value.get(Kind.SOURCE.plural) if isinstance(tree.value, dict) else None
    return {target / str(source.get("text_file")) for source in listed or () if isinstance(source, dict)}


class Extract:
    """Records of every status, each kind by id, and their revisions, oldest first; read as they are asked for."""

    def __init__(self, db: Connection, chosen: Filter | None) -> None:
        """`chosen` keeps to these claims, the links between them and what they name; None: everything."""
        self._db = db
        self._ids = None if chosen is None else _closed(db, chosen)

    def size(self) -> int:
        """Return how many records and revisions that is, at most."""
        if self._ids is not None:
            return sum(map(len, self._ids.values()))
        return curated.size(self._db) + revisions.newest(self._db)

    def entries(self) -> Iterator[str]:
        """Return all records, kind by kind, as lines of JSON Lines without their line breaks."""
        for kind in Kind:
            if self._ids is None:
                yield from rows.entries(self._db, kind, marked=True)
            else:
                yield from rows.records(self._db, kind, sorted(self._ids[kind]), marked=True)

    def log(self) -> Iterator[str]:
        """Return the revisions of these records, as such lines."""
        records = tuple((kind, id) for kind, ids in (self._ids or {}).items() for id in ids)
        if self._ids is not None and not records:
            # To ask for the revisions of no record would be to ask for all.
            return iter(())
        chosen = revisions.chosen(revisions.Asked(records))
        return revisions.rows(self._db, chosen, oldest_first=True, marked=True)


def _closed(db: Connection, chosen: Filter) -> Mapping[Kind, set[str]]:
    """Return the ids of the chosen claims, of the links between them, and of all that these name."""
    ids: dict[Kind, set[str]] = defaultdict(set)
    ids[Kind.CLAIM] = set(claims.ids(db, chosen, Window(Sort.ID)))
    ids[Kind.LINK] = set(graph.link_ids_among(db, sorted(ids[Kind.CLAIM])))
    for kind in (Kind.CLAIM, Kind.LINK, Kind.SPEAKER, Kind.DISPUTE):
        _name(ids, curated.some(db, kind, ids[kind]).values())
    return ids


def _name(ids: dict[Kind, set[str]], records: Iterable[Record]) -> None:
    for record in records:
        for reference in references(record):
            if not isinstance(record, Link) or reference.kind is not Kind.CLAIM:
                ids[reference.kind].add(reference.id)
