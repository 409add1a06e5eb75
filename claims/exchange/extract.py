"""Composing what an export takes: everything, or the chosen claims with all that they name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from claims.checks import references
from claims.model import Link, Record
from claims.query import Filter, Sort, Window
from claims.store import claims, curated, graph, revisions, rows
from claims.store.connection import Connection
from claims.vocabulary import Kind


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
