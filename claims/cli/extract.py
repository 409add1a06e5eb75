"""Composing what an export takes: everything, or the chosen claims with all that they name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from claims.checks import references
from claims.model import Link, Record
from claims.query import Filter, Sort, Window
from claims.store import claims, entries, graph, revisions, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind


class Extract:
    """Records of every status, each kind by id, and their revisions, oldest first; read as they are asked for."""

    def __init__(self, db: Connection, chosen: Filter | None) -> None:
        """`chosen` keeps to these claims, the links between them and what they name; None: everything."""
        self._db = db
        self._ids = None if chosen is None else _closed(db, chosen)

    def size(self) -> int:
        """How many records and revisions that is, at most."""
        if self._ids is not None:
            return sum(map(len, self._ids.values()))
        return sum(entries.count(self._db, kind) for kind in (*Kind, "revision"))

    def entries(self) -> Iterator[str]:
        """All records, kind by kind, as lines of JSON Lines without their line breaks."""
        for kind in Kind:
            ids = None if self._ids is None else sorted(self._ids[kind])
            yield from entries.entries(self._db, kind.value, ids)

    def log(self) -> Iterator[str]:
        """The revisions of these records, as such lines."""
        if self._ids is None:
            return entries.entries(self._db, "revision")
        told = revisions.revisions(self._db, revisions.chosen(revisions.Asked()), oldest_first=True)
        return entries.entries(self._db, "revision", (one.seq for one in told if one.id in self._ids[one.kind]))


def _closed(db: Connection, chosen: Filter) -> Mapping[Kind, set[str]]:
    """The ids of the chosen claims, of the links between them, and of all that these name."""
    ids: dict[Kind, set[str]] = defaultdict(set)
    ids[Kind.CLAIM] = set(claims.ids(db, chosen, Window(Sort.ID)))
    ids[Kind.LINK] = set(graph.link_ids_among(db, sorted(ids[Kind.CLAIM])))
    for kind in (Kind.CLAIM, Kind.LINK, Kind.SPEAKER, Kind.DISPUTE):
        _name(ids, whole.these(db, kind, sorted(ids[kind])))
    return ids


def _name(ids: dict[Kind, set[str]], records: Iterable[Record]) -> None:
    for one in records:
        for reference in references(one):
            if not isinstance(one, Link) or reference.kind is not Kind.CLAIM:
                ids[reference.kind].add(reference.id)
