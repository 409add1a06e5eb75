"""Reading records as curators write them, of every status: what is compared, changed, checked and exported."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from claims.model import Corpus, Record
from claims.store import claims, fulltext, links, records
from claims.store.connection import Connection
from claims.store.select import THESE, Condition
from claims.vocabulary import Kind

_CHUNK = 500


def some(db: Connection, kind: Kind, wanted: Iterable[str]) -> Mapping[str, Record]:
    """The records of one kind with these ids, by id, sources with their texts; ids of none are passed over."""
    if kind is Kind.CLAIM:
        return claims.records(db, wanted)
    if kind is Kind.LINK:
        return links.records(db, wanted)
    chosen = Condition(f"r.id IN {THESE}", (json.dumps(list(wanted)),))
    return {one.id: one for one in records.plain(db, kind, chosen)}


def one(db: Connection, kind: Kind, id: str) -> Record | None:
    """One record, None where there is none."""
    return some(db, kind, [id]).get(id)


def all_of(db: Connection, kind: Kind) -> Iterator[Record]:
    """Every record of one kind, by id, read as it is asked for."""
    return these(db, kind, ids(db, kind))


def ids(db: Connection, kind: Kind) -> Iterator[str]:
    """The ids of all records of one kind, in order."""
    columns = "from_id || '/' || relation || '/' || to_id" if kind is Kind.LINK else "id"
    order = "from_id, relation, to_id" if kind is Kind.LINK else "id"
    rows = db.execute(f"SELECT {columns} FROM {kind.plural} ORDER BY {order}")
    return (row[0] for row in rows)


def these(db: Connection, kind: Kind, wanted: Iterable[str]) -> Iterator[Record]:
    """The records of one kind with these ids, in this order, read as they are asked for, unknown ids left out."""
    rest = iter(wanted)
    while chunk := list(islice(rest, _CHUNK)):
        found = some(db, kind, chunk)
        yield from (found[id] for id in chunk if id in found)


def corpus(db: Connection) -> Corpus:
    """The whole record, each kind by id."""
    records = Corpus(**{kind.plural: tuple(all_of(db, kind)) for kind in Kind})  # type: ignore[arg-type]
    return records._replace(misindexed=tuple(fulltext.differing(db)))
