"""Dossiers: YAML files that people write and review, read as one corpus.

Strict: unknown keys, unknown words and broken references are faults. All faults of all files come at once, each as
`file:line:column: sentence (remedy)`.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from claims import checks
from claims.errors import InputFault
from claims.exchange import yaml_tree
from claims.exchange.yaml_tree import Mark
from claims.model import Corpus, Finding, Link, Record
from claims.vocabulary import Kind
from claims.wire import record as wire
from claims.wire import shape

UNREADABLE = "F001"
NOT_YAML = "F002"
REPEATED_KEY = "F007"

_DEFAULTS = {"recorded_at": shape.INSTANT, "lang": shape.LANG}
_LISTS = {kind.plural: kind for kind in Kind}
_LARGEST_IN_BYTES = 64 * 1024 * 1024


class _Place(NamedTuple):
    """Where an entry stands: its file, and the path in that file from which paths of findings go on."""

    file: Path
    tree: yaml_tree.Tree
    path: yaml_tree.Path


class _Fault(NamedTuple):
    file: Path
    mark: Mark
    code: str
    message: str
    remedy: str | None

    def __str__(self) -> str:
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{self.file}:{self.mark.line}:{self.mark.column}: {self.code} {self.message}{remedy}"


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.records: dict[Kind, list[Record]] = {kind: [] for kind in Kind}
        self.places: dict[tuple[Kind, str], _Place] = {}
        self.faults: list[_Fault] = []

    def corpus(self) -> Corpus:
        return Corpus(**{kind.plural: tuple(records) for kind, records in self.records.items()})  # type: ignore[arg-type]


def read(paths: Sequence[Path]) -> Corpus:
    """The corpus in these files and folders (a folder gives its `*.yaml` and `*.yml`, by name), checked and anchored.

    Raises `InputFault` with every fault there is.
    """
    reading = _Reading()
    files = _files(paths)
    for file in files:
        _read_file(file, reading)
    corpus = reading.corpus()
    if not reading.faults:
        # References into a file that could not be read would only repeat its faults.
        reading.faults.extend(_placed(finding, reading.places) for finding in checks.findings(corpus))
    if reading.faults:
        # Rules look at one kind of fault after the other, a curator at one file from its top.
        raise _refusal(sorted(reading.faults, key=lambda fault: (files.index(fault.file), fault.mark)))
    return checks.anchored(corpus)


def _refusal(faults: Sequence[_Fault]) -> InputFault:
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    files = len({fault.file for fault in faults})
    where = str(faults[0].file) if files == 1 else f"{files} files"
    return InputFault(f"{many} in {where}; nothing was taken over", [str(fault) for fault in faults])


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.glob("*.y*ml") if p.suffix in (".yaml", ".yml")) if path.is_dir() else [path]
        if not inside:
            raise InputFault(f"there is no dossier in {path}", [], "dossiers are files named *.yaml")
        found.extend(inside)
    return found


def _read_file(file: Path, reading: _Reading) -> None:
    text = _text(file, file, Mark(1, 1), reading)
    if text is None:
        return
    try:
        tree = yaml_tree.read(text.removeprefix("\ufeff"))
    except yaml_tree.YamlFault as fault:
        reading.faults.append(_Fault(file, fault.mark, NOT_YAML, fault.message, fault.remedy))
        return
    for path in tree.repeated:
        message = f"“{path[-1]}” stands twice in one record"
        reading.faults.append(_Fault(file, tree.keys[path], REPEATED_KEY, message, "keep one of them"))
    _read_lists(file, tree, reading)


def _text(path: Path, file: Path, mark: Mark, reading: _Reading) -> str | None:
    """The text of `path`, named at `mark` of `file`; None after a fault."""
    try:
        _require_readable(path)
        return path.read_bytes().decode()
    except UnicodeDecodeError as fault:
        message = f"{path.name} is not encoded in UTF-8 (byte {fault.start})"
        reading.faults.append(_Fault(file, mark, UNREADABLE, message, "save it as UTF-8"))
    except OSError as fault:
        reason = fault.strerror or str(fault)
        message = f"{path.name} can't be read: {reason[:1].lower()}{reason[1:]}"
        reading.faults.append(_Fault(file, mark, UNREADABLE, message, None))
    return None


def _require_readable(path: Path) -> None:
    # Reading a device may never end, and a huge file is no dossier.
    if not path.is_file():
        raise FileNotFoundError(2, "it is no file" if path.exists() else "there is no such file")
    if path.stat().st_size > _LARGEST_IN_BYTES:
        raise OSError(27, f"it is larger than {_LARGEST_IN_BYTES >> 20} MiB")


def _read_lists(file: Path, tree: yaml_tree.Tree, reading: _Reading) -> None:
    if not isinstance(tree.value, dict):
        message = f"a dossier is a mapping with the keys {', '.join(_LISTS)}"
        reading.faults.append(_Fault(file, tree.marks.get((), Mark(1, 1)), shape.WRONG_TYPE, message, None))
        return
    defaults = _defaults(file, tree, reading)
    for key, entries in tree.value.items():
        place = _Place(file, tree, (key,))
        if key in _LISTS and isinstance(entries, list):
            for index, entry in enumerate(entries):
                _read_entry(_LISTS[key], entry, place._replace(path=(key, index)), defaults, reading)
        elif key in _LISTS:
            reading.faults.append(_fault(place, (), shape.WRONG_TYPE, f"{key}: expected a list", None))
        elif key not in _DEFAULTS:
            problem = shape.unknown_key(key, (*_DEFAULTS, *_LISTS), ())
            reading.faults.append(_fault(place, (), problem.code, f"“{key}” is no key of a dossier", problem.remedy))


def _defaults(file: Path, tree: yaml_tree.Tree, reading: _Reading) -> dict[str, Any]:
    """What the file states once for all its records; a fault in it is told once."""
    found = {}
    for key, type in _DEFAULTS.items():
        given = tree.value.get(key)
        problems: list[shape.Problem] = []
        if given is not None and type.read(given, (key,), problems) is not None:
            found[key] = given
        place = _Place(file, tree, ())
        reading.faults.extend(_fault(place, each.path, each.code, each.message, each.remedy) for each in problems)
    return found


def _read_entry(kind: Kind, entry: Any, place: _Place, defaults: Mapping[str, Any], reading: _Reading) -> None:
    before = len(reading.faults)
    given = _with_text(entry, place, reading) if kind is Kind.SOURCE else entry
    if isinstance(given, dict) and "recorded_at" in defaults:
        given.setdefault("recorded_at", defaults["recorded_at"])
    if kind is Kind.CLAIM and isinstance(given, dict) and "lang" in defaults:
        given.setdefault("lang", defaults["lang"])
    if len(reading.faults) > before:
        return
    found = wire.read(kind, given)
    for finding in found.findings:
        reading.faults.append(_fault(place, finding.path, finding.code, finding.message, finding.remedy))
    for index, one in enumerate(found.records):
        _keep(kind, one, index, place, defaults, reading)


def _keep(kind: Kind, one: Record, index: int, place: _Place, defaults: Mapping[str, Any], reading: _Reading) -> None:
    own_kind = Kind.LINK if isinstance(one, Link) else kind
    if kind is Kind.CLAIM and isinstance(one, Link):
        place = place._replace(path=(*place.path, "links", index - 1))
        one = one if one.recorded_at else one._replace(recorded_at=defaults.get("recorded_at"))
    reading.records[own_kind].append(one)
    # The second of two records with one id is the one to complain about.
    reading.places[own_kind, one.id] = place


def _with_text(entry: Any, place: _Place, reading: _Reading) -> Any:
    """The entry of a source with its `text_file` read; the file must lie in the dossier's folder."""
    if not isinstance(entry, dict) or not isinstance(entry.get("text_file"), str):
        return entry
    name = entry["text_file"]
    path = place.file.parent / name
    fault = None
    if entry.get("text") is not None:
        fault = (shape.MALFORMED, "text and text_file both give the text", "keep one of them")
    elif not path.resolve().is_relative_to(place.file.parent.resolve()):
        fault = (UNREADABLE, f"{name} lies outside of the dossier's folder", "keep texts beside the dossier")
    if fault:
        reading.faults.append(_fault(place, ("text_file",), *fault))
        return entry
    text = _text(path, place.file, _mark(place, ("text_file",)), reading)
    rest = {key: value for key, value in entry.items() if key != "text_file"}
    return rest if text is None else {**rest, "text": text}


def _placed(finding: Finding, places: Mapping[tuple[Kind, str], _Place]) -> _Fault:
    # Rules over records name the record.
    assert finding.kind is not None
    assert finding.record is not None
    place = places[finding.kind, finding.record]
    return _fault(place, finding.path, finding.code, finding.message, finding.remedy)


def _fault(place: _Place, path: yaml_tree.Path, code: str, message: str, remedy: str | None) -> _Fault:
    key = place.tree.keys.get((*place.path, *path)) if code == shape.UNKNOWN_KEY else None
    return _Fault(place.file, key or _mark(place, path), code, message, remedy)


def _mark(place: _Place, path: yaml_tree.Path) -> Mark:
    """The mark of the deepest part of `path` that the file holds."""
    whole = (*place.path, *path)
    while whole and whole not in place.tree.marks:
        whole = whole[:-1]
    return place.tree.marks.get(whole, Mark(1, 1))
