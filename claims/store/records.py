"""Reading sides, speakers, disputes and sources, with counts of what the record holds for each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claims.model import Counted, Dispute, Post, Side, Source, Speaker
from claims.store.connection import Connection
from claims.store.select import Condition, among, counted
from claims.vocabulary import Kind, SourceKind, SpeakerKind, Status, Wording

_LISTS = {
    Kind.SIDE: ("side_aliases", "side", "alias"),
    Kind.SPEAKER: ("speaker_aliases", "speaker", "alias"),
    Kind.DISPUTE: ("dispute_aliases", "dispute", "alias"),
    Kind.SOURCE: ("source_authors", "source", "author"),
}
_OF_CITED = "JOIN claims c ON c.id = t.claim WHERE t.source = r.id AND c.status = 'on-record'"
_OF_DISPUTE = "JOIN claims c ON c.id = d.claim WHERE d.dispute = r.id AND c.status = 'on-record'"
_OF_RELAYED = "JOIN claims c ON c.id = v.claim WHERE v.speaker = r.id AND c.status = 'on-record'"
_COUNTS = {
    Kind.SIDE: {
        "claims": "SELECT count(*) FROM claims c WHERE c.side = r.id AND c.status = 'on-record'",
        "unanswered": "SELECT count(*) FROM claims c WHERE c.side = r.id AND c.status = 'on-record' AND unanswered",
        "speakers": "SELECT count(*) FROM speakers s WHERE s.side = r.id AND s.status = 'on-record'",
    },
    Kind.SPEAKER: {
        "claims": "SELECT count(*) FROM claims c WHERE c.speaker = r.id AND c.status = 'on-record'",
        "relayed": f"SELECT count(DISTINCT v.claim) FROM citation_via v {_OF_RELAYED}",
    },
    Kind.DISPUTE: {
        "claims": f"SELECT count(*) FROM claim_disputes d {_OF_DISPUTE}",
        "unanswered": f"SELECT count(*) FROM claim_disputes d {_OF_DISPUTE} AND c.unanswered",
    },
    Kind.SOURCE: {
        "claims": f"SELECT count(DISTINCT t.claim) FROM citations t {_OF_CITED}",
        "quotes": f"SELECT count(t.quote) FROM citations t {_OF_CITED}",
    },
}
"""How each of `claims.wire.view.COUNTS` is counted for a row `r`."""

_COLUMNS = {
    Kind.SIDE: "name, note, status, recorded_at, revised_at",
    Kind.SPEAKER: "name, kind, side, wikidata, note, status, recorded_at, revised_at",
    Kind.DISPUTE: "title, summary, covers, note, status, recorded_at, revised_at",
    Kind.SOURCE: "title, kind, wording, publisher, published, url, archived_url, accessed, lang, sha256, note,"
    " status, recorded_at, revised_at",
}


def records(
    db: Connection,
    kind: Kind,
    chosen: Condition,
    limit: int | None = None,
    offset: int = 0,
    *,
    with_texts: bool = False,
) -> Iterator[Counted]:
    """The sides, speakers, disputes or sources in order of their ids; `chosen` is a condition on the row `r`."""
    return (
        Counted(one, counts)
        for one, counts in _rows(db, kind, chosen, _COUNTS[kind], limit, offset, with_texts=with_texts)
    )


def record(db: Connection, kind: Kind, id: str) -> Side | Speaker | Dispute | Source:
    """One side, speaker, dispute or source that is known to be there, a source with its text."""
    ((found, _),) = _rows(db, kind, Condition("r.id = ?", (id,)), {}, with_texts=True)
    return found


def _rows(
    db: Connection,
    kind: Kind,
    chosen: Condition,
    counted_by: Mapping[str, str],
    limit: int | None = None,
    offset: int = 0,
    *,
    with_texts: bool = False,
) -> Iterator[tuple[Side | Speaker | Dispute | Source, dict[str, int]]]:
    counts = "".join(f", ({sql})" for sql in counted_by.values())
    columns = ", ".join(f"r.{column}" for column in _COLUMNS[kind].split(", "))
    rows = db.execute(
        f"SELECT r.id, {columns}{counts} FROM {kind.plural} r WHERE {chosen.sql} ORDER BY r.id LIMIT ? OFFSET ?",
        (*chosen.values, -1 if limit is None else limit, offset),
    )
    width = len(_COLUMNS[kind].split(", ")) + 1
    for row in rows:
        values = dict(zip(("id", *_COLUMNS[kind].split(", ")), row, strict=False))
        one = _record(db, kind, values)
        if with_texts and isinstance(one, Source):
            one = one._replace(text=source_text(db, one.id))
        yield one, dict(zip(counted_by, row[width:], strict=True))


def count(db: Connection, kind: Kind, chosen: Condition, limit: int | None = None, offset: int = 0) -> int:
    """How many such records there are in that part of the list."""
    return counted(db, f"SELECT 1 FROM {kind.plural} r WHERE {chosen.sql}", chosen.values, limit, offset)


def count_keys(kind: Kind) -> tuple[str, ...]:
    """The dotted keys of the counts of such records."""
    return tuple(f"counts.{name}" for name in _COUNTS[kind])


def source_text(db: Connection, source: str) -> str | None:
    """The stored text of a source, None where none is stored."""
    row = db.execute("SELECT text FROM source_texts WHERE source = ?", (source,)).fetchone()
    return row[0] if row else None


def sources(db: Connection, ids: Sequence[str]) -> dict[str, Source]:
    """The sources with these ids, without their texts."""
    found = _rows(db, Kind.SOURCE, among("r.id", ids), {}) if ids else ()
    return {one.id: one for one, _ in found if isinstance(one, Source)}


def speaker_names(db: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of the speakers with these ids."""
    where = among("id", ids)
    return dict(db.execute(f"SELECT id, name FROM speakers WHERE {where.sql}", where.values)) if ids else {}


def side_names(db: Connection) -> dict[str, str]:
    """The names of all sides by id, in order of their ids."""
    return dict(db.execute("SELECT id, name FROM sides ORDER BY id"))


def _record(db: Connection, kind: Kind, values: dict[str, Any]) -> Side | Speaker | Dispute | Source:
    table, owner, column = _LISTS[kind]
    listed = _ordered(db, table, owner, column, values["id"])
    values["status"] = Status(values["status"])
    if kind is Kind.SIDE:
        return Side(**values, aliases=listed)
    if kind is Kind.DISPUTE:
        parties = _ordered(db, "dispute_parties", "dispute", "side", values["id"])
        return Dispute(**values, aliases=listed, parties=parties)
    if kind is Kind.SOURCE:
        values.update(kind=SourceKind(values["kind"]), wording=Wording(values["wording"]))
        return Source(**values, authors=listed)
    values["kind"] = SpeakerKind(values["kind"])
    rows = db.execute("SELECT title, from_on, to_on FROM posts WHERE speaker = ? ORDER BY ord", (values["id"],))
    return Speaker(**values, aliases=listed, posts=tuple(Post(*row) for row in rows))


def _ordered(db: Connection, table: str, owner: str, column: str, id: str) -> tuple[str, ...]:
    rows = db.execute(f"SELECT {column} FROM {table} WHERE {owner} = ? ORDER BY ord", (id,))
    return tuple(row[0] for row in rows)
