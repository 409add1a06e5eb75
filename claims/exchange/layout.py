"""The record as a folder of dossiers, in the layout of the bundled ones: one file a dispute, the rest beside them."""

import filecmp
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from claims.errors import StoreUnusable, UsageFault
from claims.exchange import json_lines, yaml_text, yaml_tree
from claims.exchange.yaml_text import HEADER, TextOf
from claims.exchange.yaml_tree import YamlFault
from claims.model import Claim, Corpus, Link, Revision
from claims.vocabulary import Kind

REVISIONS = "revisions.jsonl"
_SIDES = "sides.yaml"
_SPEAKERS = "speakers.yaml"
_SOURCES = "sources.yaml"
_CLAIMS = "claims.yaml"
_GIT_ATTRIBUTES = ".gitattributes"
_OWN = frozenset({_SIDES, _SPEAKERS, _SOURCES, _CLAIMS})
_FIRST_OF_REVISIONS = b'{"record":"revision"'


class File(NamedTuple):
    """A file of the folder: its path in it, with `/`, and its text in parts, which may be asked for once."""

    path: str
    parts: Iterable[str]


def folder(corpus: Corpus, text_of: TextOf | None = None, revisions: Iterable[Revision] = ()) -> Iterator[File]:
    """The files of the layout, those with nothing in them left out.

    A claim stands in the file of its first dispute, those of none in one of their own. `text_of` gives the texts of
    sources that the corpus leaves out; a source has a text where it has a digest.
    """
    texts = text_of or {source.id: source.text for source in corpus.sources}.get
    text_files = {one.id: f"texts/{one.id}.txt" for one in corpus.sources if one.sha256 or one.text is not None}
    for name, part in _parts(corpus):
        yield File(name, [yaml_text.file(part, texts, text_files)])
    for source, path in sorted(text_files.items()):
        yield File(path, _text(source, texts))
    first = next(written := json_lines.lines(revisions), None)
    if first is not None:
        yield File(REVISIONS, chain([first], written))


def _text(source: str, text_of: TextOf) -> Iterator[str]:
    yield text_of(source) or ""


def _parts(corpus: Corpus) -> Iterator[tuple[str, Corpus]]:
    if corpus.sides:
        yield _SIDES, Corpus(sides=corpus.sides)
    if corpus.speakers:
        yield _SPEAKERS, Corpus(speakers=corpus.speakers)
    if corpus.sources:
        yield _SOURCES, Corpus(sources=corpus.sources)
    claims: dict[str | None, list[Claim]] = defaultdict(list)
    for claim in corpus.claims:
        claims[claim.disputes[0] if claim.disputes else None].append(claim)
    home = {claim.id: dispute for dispute, inside in claims.items() for claim in inside}
    links: dict[str | None, list[Link]] = defaultdict(list)
    for link in corpus.links:
        links[home.get(link.from_id)].append(link)
    disputes = {dispute.id: dispute for dispute in corpus.disputes}
    for id in sorted({*disputes, *(id for id in claims if id is not None)}):
        own = (disputes[id],) if id in disputes else ()
        yield _file_of(id), Corpus(disputes=own, claims=tuple(claims[id]), links=tuple(links[id]))
    if claims[None] or links[None]:
        yield _CLAIMS, Corpus(claims=tuple(claims[None]), links=tuple(links[None]))


def _file_of(dispute: str) -> str:
    name = f"{dispute}.yaml"
    # A slug has no full stop, so that the other name is no dispute's either.
    return f"{dispute}.dispute.yaml" if name in _OWN else name


def write_folder(target: Path, files: Iterable[File], *, force: bool = False, whole: bool = False) -> list[Path]:
    """Write the files into a folder, which is made where it is not there; the paths of the files.

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
        reason = (fault.strerror or str(fault)).lower()
        raise StoreUnusable(f"can't write to {fault.filename or target}: {reason}", writing.state) from fault
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
        beside = place.with_name(f".{place.name}.{os.getpid()}.part")
        self.places[place] = beside
        with beside.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(file.parts)
            stream.flush()
            os.fsync(stream.fileno())

    def require_own(self, *, force: bool) -> None:
        foreign = [str(place) for place in self.places if place.is_dir() or not (force or self._may_replace(place))]
        if foreign:
            many = "1 file there was" if len(foreign) == 1 else f"{len(foreign)} files there were"
            message = f"can't export into {self._target}: {many} not written by an export"
            raise UsageFault(message, "name another folder, or overwrite with --force", foreign)

    def _may_replace(self, place: Path) -> bool:
        if not os.path.lexists(place) or _is_exported(place):
            return True
        return place in self._texts or filecmp.cmp(place, self.places[place], shallow=False)

    def publish(self, *, whole: bool) -> None:
        stale = [path for path in sorted(self._target.iterdir()) if path not in self.places and _is_exported(path)]
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
        if self._target / REVISIONS in self.places and not os.path.lexists(attributes):
            attributes.write_text(f"{REVISIONS} merge=union\n", encoding="utf-8")

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


def _is_exported(path: Path) -> bool:
    """Whether an earlier export wrote the file, or nobody wrote anything into it."""
    if path.name != REVISIONS and path.suffix != ".yaml":
        return False
    try:
        # A pipe would be waited for.
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            beginning = stream.read(len(HEADER))
    except OSError:
        return False
    return not beginning or beginning.startswith(_FIRST_OF_REVISIONS if path.name == REVISIONS else HEADER.encode())


def _exported_texts(target: Path) -> set[Path]:
    """The texts that the sources of an earlier export name."""
    sources = target / _SOURCES
    if not _is_exported(sources):
        return set()
    try:
        tree = yaml_tree.read(sources.read_text(encoding="utf-8"))
    except (OSError, ValueError, YamlFault):
        return set()
    listed = tree.value.get(Kind.SOURCE.plural) if isinstance(tree.value, dict) else None
    return {target / str(one.get("text_file")) for one in listed or () if isinstance(one, dict)}
