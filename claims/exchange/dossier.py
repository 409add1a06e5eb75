"""Dossiers: YAML files that people write and review.

Strict: unknown keys and unknown words are faults, each with its line and column. Whether records fit together is not
looked at here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from claims import checks
from claims.exchange import document, yaml_tree
from claims.exchange.fault import NOT_PARSED as NOT_YAML
from claims.exchange.fault import REPEATED_ID, REPEATED_KEY, START, UNREADABLE, Mark, Report
from claims.exchange.fault import Path as Within
from claims.json import record as wire
from claims.json import shape
from claims.model import Claim, Corpus, Record, Revision
from claims.vocabulary import Kind

__all__ = ["NOT_YAML", "REPEATED_KEY", "UNREADABLE", "Spot", "entries", "link_id", "read", "spots"]

_STAMPS = {"recorded_at": shape.INSTANT, "revised_at": shape.INSTANT}
_DEFAULTS = {**_STAMPS, "lang": shape.LANG}
_LISTS = {kind.plural: kind for kind in Kind}


class Spot(NamedTuple):
    """Where an entry stands: the file's tree, and the path in it from which paths of findings go on."""

    tree: yaml_tree.Tree
    path: Within

    @property
    def line(self) -> int:
        """No line holds it alone."""
        return 0

    def mark(self, path: Within) -> Mark:
        """Where the deepest part of `path` that the file holds begins."""
        whole = (*self.path, *path)
        while whole and whole not in self.tree.marks:
            whole = whole[:-1]
        return self.tree.marks.get(whole, START)

    def key_mark(self, path: Within) -> Mark:
        """The same, of the key of the last part."""
        return self.tree.keys.get((*self.path, *path)) or self.mark(path)


def entries(text: str, folder: Path | None, report: Report) -> Iterator[tuple[Record, Spot]]:
    """The records of a dossier, each with its place; `folder` holds its texts, None where there is none."""
    try:
        tree = yaml_tree.read(text.removeprefix("\ufeff"))
    except yaml_tree.YamlFault as fault:
        report.add(fault.mark, NOT_YAML, fault.message, fault.remedy)
        return
    for path in tree.repeated:
        report.add(tree.keys[path], REPEATED_KEY, f"“{path[-1]}” stands twice in one record", "keep one of them")
    if isinstance(tree.value, dict):
        yield from _lists(tree, folder, report)
    else:
        message = f"a dossier is a mapping with the keys {', '.join(_LISTS)}"
        report.add(Spot(tree, ()).mark(()), shape.WRONG_TYPE, message)


def _lists(tree: yaml_tree.Tree, folder: Path | None, report: Report) -> Iterator[tuple[Record, Spot]]:
    defaults = _defaults(tree, report)
    for key, given in tree.value.items():
        if key in _LISTS and isinstance(given, list):
            for index, entry in enumerate(given):
                if report.is_full:
                    return
                _set_defaults(_LISTS[key], entry, defaults)
                yield from _entry(_LISTS[key], entry, Spot(tree, (key, index)), folder, report)
        elif key in _LISTS:
            report.add(Spot(tree, ()).mark((key,)), shape.WRONG_TYPE, f"{key}: expected a list")
        elif key not in _DEFAULTS:
            problem = shape.unknown_key(key, (*_DEFAULTS, *_LISTS), (key,))
            report.add_problem(Spot(tree, ()), problem._replace(message=f"“{key}” is no key of a dossier"))


def _defaults(tree: yaml_tree.Tree, report: Report) -> dict[str, Any]:
    """What the file states once for all its records; a fault in it is told once."""
    found = {}
    for key, type in _DEFAULTS.items():
        given = tree.value.get(key)
        problems: list[shape.Problem] = []
        if given is not None and type.read(given, (key,), problems) is not None:
            found[key] = given
        for problem in problems:
            report.add_problem(Spot(tree, ()), problem)
    return found


def _set_defaults(kind: Kind, entry: Any, defaults: Mapping[str, Any]) -> None:
    # A key that is null says that the record has no such thing, whatever the file states for the others.
    if not isinstance(entry, dict):
        return
    for key, value in defaults.items():
        if key in _STAMPS or kind is Kind.CLAIM:
            entry.setdefault(key, value)
    links = entry.get("links") if kind is Kind.CLAIM else None
    for link in links if isinstance(links, list) else ():
        _set_defaults(Kind.LINK, link, defaults)


def _entry(kind: Kind, entry: Any, place: Spot, folder: Path | None, report: Report) -> Iterator[tuple[Record, Spot]]:
    given = document.with_text(entry, folder, place, report) if kind is Kind.SOURCE else entry
    if given is None and entry is not None:
        return
    found = wire.read(kind, given)
    for finding in found.findings:
        report.add_problem(place, finding)
    for index, one in enumerate(found.records):
        # The links of a claim come after it.
        yield one, place if not index else place._replace(path=(*place.path, "links", index - 1))


def spots(text: str) -> dict[tuple[Kind, str], Spot]:
    """Where each record of a dossier stands that has been read before, the first of those that share an id."""
    tree = yaml_tree.read(text.removeprefix("\ufeff"))
    found: dict[tuple[Kind, str], Spot] = {}
    for kind in Kind:
        for path, entry in _listed(tree.value, kind.plural):
            id = link_id(entry) if kind is Kind.LINK else str(entry.get("id"))
            found.setdefault((kind, id), Spot(tree, path))
            for inner, link in _listed(entry, "links"):
                found.setdefault((Kind.LINK, link_id(link, id)), Spot(tree, (*path, *inner)))
    return found


def _listed(mapping: Mapping[str, Any], key: str) -> Iterator[tuple[Within, dict[str, Any]]]:
    """The mappings in the list under a key, each with its path; other entries have been complained of."""
    given = mapping.get(key)
    for index, entry in enumerate(given if isinstance(given, list) else ()):
        if isinstance(entry, dict):
            yield (key, index), entry


def link_id(entry: Mapping[str, Any], claim: str | None = None) -> str:
    """The id of a link by its entry, which stands under `claim` or names it."""
    return f"{claim or entry.get('from')}/{entry.get('relation')}/{entry.get('to')}"


def read(paths: Sequence[Path]) -> Corpus:
    """The corpus in these files and folders, checked and anchored.

    Raises `InputFault` with every fault there is.
    """
    from claims.exchange.intake import Intake

    intake = Intake(paths)
    records: dict[Kind, list[Record]] = {kind: [] for kind in Kind}
    for one in intake:
        if isinstance(one, Revision):
            continue
        records[wire.kind_of(one)].append(_numbered(one) if isinstance(one, Claim) else one)
    corpus = Corpus(**{kind.plural: tuple(found) for kind, found in records.items()})  # type: ignore[arg-type]
    # References into a file that could not be read would only repeat its faults.
    well_formed = all(fault.code == REPEATED_ID for fault in intake.faults)
    findings = checks.findings(corpus, checks.ON_WRITE) if well_formed else []
    if intake.faults or findings:
        raise intake.refusal(findings)
    return checks.anchored(corpus)


def _numbered(claim: Claim) -> Claim:
    taken = {citation.number for citation in claim.citations}
    free = (number for number in count(1) if number not in taken)
    return claim._replace(
        citations=tuple(one if one.number else one._replace(number=next(free)) for one in claim.citations)
    )
