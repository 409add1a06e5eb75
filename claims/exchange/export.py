"""What an export takes, and exports on the disk: whole or not at all, and never over what no export wrote."""

import filecmp
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from claims.checks import references
from claims.errors import StoreUnusable, UsageFault
from claims.exchange import FORMATS, disk, file_format, yaml_tree
from claims.exchange.faults import Unparsable
from claims.exchange.folder import SOURCES, File
from claims.exchange.record_files import LOG, TEXTS, RecordFiles
from claims.json.record import kind_of
from claims.model import Link, Record, Revision
from claims.query import Filter, Sort, Window
from claims.store import claims, curated, revisions, rows
from claims.store.connection import Connection
from claims.vocabulary import Kind

_GIT_ATTRIBUTES = ".gitattributes"
_TO_GIT = (f"{LOG} merge=union", f"{TEXTS}/*.txt -text")
"""Where two curators have added to the log, a merge keeps the lines of both; texts keep the bytes of their digests."""

News = Callable[[Iterable[Record | Revision]], Iterable[Record | Revision]]
"""What returns those of some records and revisions that the store does not know."""


def write_file(
    path: Path,
    pieces: Iterable[str],
    news: News | None,
    *,
    force: bool = False,
    by: str = "an export",
    beginnings: tuple[str, ...] = (),
) -> None:
    """Write the pieces beside the place of the file, then give them its name.

    A file that begins in one of the `beginnings` (none: as exports do) was written `by` the same. `news` None: no file
    of the kind says anything that the store may lack.

    Raises `UsageFault` for what is no file and, unless `force`, for a file of others or one that has `news`;
    `StoreUnusable` where the disk refuses.
    """
    if path.exists() and not path.is_file():
        # Whoever may do anything would put a file in the place of a device.
        raise UsageFault(f"{path} is no file", "name another one, or write to standard output")
    if path.exists() and not force and not _is_exported(path, beginnings):
        raise UsageFault(f"{path} is there and was not written by {by}", "name another file, or use --force")
    try:
        with disk.drafts(path) as drafts:
            draft = drafts / "file"
            disk.write(draft, pieces, path)
            if news and not force and path.exists() and not _is_same(path, draft):
                _require_no_news([path], news, path)
            draft.replace(path)
    except OSError as fault:
        raise StoreUnusable(f"can't write {path}: {disk.reason(fault)}", "nothing was written") from fault


def write_folder(
    target: Path, files: Iterable[File], news: News, *, force: bool = False, whole: bool = False
) -> list[Path]:
    """Write the files into a folder, which is made where it is not there, and return their paths.

    All are written into a folder of drafts first and then renamed, so that a failure leaves the folder as it was. A
    file that no export wrote, or that has `news`, is not overwritten without `force`; what is no file is not
    overwritten at all, and no symbolic link is followed. With `whole` the files are all there is to say, and dossiers
    that an earlier export left there and that are no longer among them are taken away.

    Raises `UsageFault` for files that would be overwritten, `StoreUnusable` where the disk refuses.
    """
    if target.exists() and not target.is_dir():
        raise UsageFault(f"{target} is a file, not a folder", "name a folder to export into")
    writing = _Writing(target)
    try:
        # Made even where nothing will be in it.
        writing.make_folder(target)
        with disk.drafts(target / "export") as drafts:
            for number, file in enumerate(files):
                writing.add(file, drafts / str(number))
            stale = writing.stale() if whole else []
            writing.require_own(stale, news, force=force)
            writing.publish(stale)
    except OSError as fault:
        raise StoreUnusable(
            f"can't write to {fault.filename or target}: {disk.reason(fault)}", writing.state
        ) from fault
    finally:
        writing.tidy()
    return list(writing.drafts)


class _Writing:
    """Files that wait among the drafts until all of them are there; `drafts` are by place."""

    def __init__(self, target: Path) -> None:
        self.drafts: dict[Path, Path] = {}
        self.state = "nothing was written"
        self._target = target
        self._made: list[Path] = []
        self._texts = _exported_texts(target)

    def add(self, file: File, draft: Path) -> None:
        place = self._target / file.path
        home = self._target.resolve()
        if place.parent.resolve() not in (home, home / TEXTS):
            raise UsageFault(f"{place} lies outside of {self._target}", "an export follows no symbolic link")
        self.drafts[place] = draft
        disk.write(draft, file.parts, place)

    def stale(self) -> list[Path]:
        """Return the files of an earlier export that are no longer among the drafts."""
        there = sorted(self._target.iterdir())
        return [path for path in there if path not in self.drafts and _is_part_of_folder(path)]

    def require_own(self, stale: Iterable[Path], news: News, *, force: bool) -> None:
        """Raise `UsageFault` where something would be lost."""
        there = (place for place in self.drafts if os.path.lexists(place))
        differing = [place for place in there if not _is_same(place, self.drafts[place])]
        foreign = [str(place) for place in differing if place.is_dir() or not (force or self._is_own(place))]
        if foreign:
            many = "1 file there was" if len(foreign) == 1 else f"{len(foreign)} files there were"
            message = f"can't export into {self._target}: {many} not written by an export"
            raise UsageFault(message, "name another folder, or overwrite with --force", foreign)
        if not force:
            # A text is known by what is said of its source.
            known_by = {self._target / SOURCES if place in self._texts else place for place in differing}
            _require_no_news(sorted(known_by.union(stale)), news, self._target)

    def _is_own(self, place: Path) -> bool:
        return _is_part_of_folder(place) or (place in self._texts and not place.is_symlink())

    def publish(self, stale: Iterable[Path]) -> None:
        self.state = "not all files were replaced; export again"
        for place, draft in self.drafts.items():
            self.make_folder(place.parent)
            draft.replace(place)
        for path in stale:
            path.unlink()
        self._explain_to_git()
        self._made.clear()

    def _explain_to_git(self) -> None:
        attributes = self._target / _GIT_ATTRIBUTES
        if attributes.is_symlink() or not any(place.suffix != ".yaml" for place in self.drafts):
            return
        told = attributes.read_bytes() if attributes.exists() else b""
        patterns = {line.split()[0].decode(errors="replace") for line in told.splitlines() if line.strip()}
        lacking = [f"{line}\n" for line in _TO_GIT if line.split()[0] not in patterns]
        with attributes.open("ab") as stream:
            stream.write(b"" if told.endswith(b"\n") or not told else b"\n")
            stream.write("".join(lacking).encode())

    def tidy(self) -> None:
        for path in reversed(self._made):
            with suppress(OSError):
                path.rmdir()

    def make_folder(self, folder: Path) -> None:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir()
            self._made.append(path)


def _require_no_news(paths: Iterable[Path], news: News, target: Path) -> None:
    """Raise `UsageFault` where files hold something that the store does not know, or can't be read."""
    told = [line for path in paths if path.stat().st_size and (line := _news_in(path, news))]
    if told:
        many = "1 file was" if len(told) == 1 else f"{len(told)} files were"
        raise UsageFault(
            f"can't export: {many} changed since the store last exported or imported {target}",
            f"take the changes over with claims import {target}, or overwrite them with --force",
            told,
        )


def _news_in(path: Path, news: News) -> str:
    """Return where in a file stands what the store does not know, or why it can't be read; nothing for neither."""
    files = RecordFiles([path])
    names = [f"{one.kind if isinstance(one, Revision) else kind_of(one)} {one.id}" for one in news(files)]
    if files.faults:
        return str(files.faults[0])
    if not names and path.suffix == ".yaml":
        # An export's own stands in the first line, and no import could take over the others.
        marks = yaml_tree.comments(path.read_text(encoding="utf-8"))
        return next((f"{path}:{mark.line}:{mark.column}: a comment" for mark in marks if mark.line > 1), "")
    rest = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{path}: {', '.join(names[:_MOST_NAMED])}{rest}" if names else ""


_MOST_NAMED = 5


def _is_same(place: Path, draft: Path) -> bool:
    return place.is_file() and not place.is_symlink() and filecmp.cmp(place, draft, shallow=False)


def _is_part_of_folder(path: Path) -> bool:
    """Return whether an earlier export of a folder wrote the file, or nobody wrote anything into it."""
    return (path.name == LOG or path.suffix == ".yaml") and _is_exported(path)


def _is_exported(path: Path, begin: tuple[str, ...] = ()) -> bool:
    """Return whether an export wrote the file, or what begins so, or nobody wrote anything into it."""
    beginnings = tuple(text.encode() for text in begin or (file_format(name).beginning for name in FORMATS))
    try:
        # A pipe would be waited for.
        if path.is_symlink() or not path.is_file():
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
    """Records of every status, each kind by id, and their revisions in the order of all stores; read as asked for."""

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
        return revisions.shared_rows(self._db, chosen)


def _closed(db: Connection, chosen: Filter) -> Mapping[Kind, set[str]]:
    """Return the ids of the chosen claims, of the links between them, and of all that these name."""
    ids: dict[Kind, set[str]] = defaultdict(set)
    ids[Kind.CLAIM] = set(claims.ids(db, chosen, Window(Sort.ID)))
    ids[Kind.LINK] = {id for id in curated.ids(db, Kind.LINK) if ids[Kind.CLAIM].issuperset(id.split("/")[::2])}
    for kind in (Kind.CLAIM, Kind.LINK, Kind.SPEAKER, Kind.DISPUTE):
        _name(ids, curated.some(db, kind, ids[kind]).values())
    return ids


def _name(ids: dict[Kind, set[str]], records: Iterable[Record]) -> None:
    for record in records:
        for reference in references(record):
            if not isinstance(record, Link) or reference.kind is not Kind.CLAIM:
                ids[reference.kind].add(reference.id)
