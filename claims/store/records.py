"""Reading sides, speakers, disputes and sources, with counts of what the record holds for each."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from claims.model import Counted, Dispute, Post, Side, Source, Speaker
from claims.store.connection import Connection
from claims.store.select import THESE, Condition, counted
from claims.vocabulary import Kind, SourceKind, SpeakerKind, Status, Wording

_CHUNK = 500
_LISTS = {
    Kind.SIDE: {"aliases": "SELECT side, alias FROM side_aliases"},
    Kind.SPEAKER: {
        "aliases": "SELECT speaker, alias FROM speaker_aliases",
        "posts": "SELECT speaker, title, from_on, to_on FROM posts",
    },
    Kind.DISPUTE: {
        "aliases": "SELECT dispute, alias FROM dispute_aliases",
        "parties": "SELECT dispute, side FROM dispute_parties",
    },
    Kind.SOURCE: {"authors": "SELECT source, author FROM source_authors"},
}
"""What each kind of record has several of, by attribute, with its owner first."""

_MAKERS: Mapping[Kind, Callable[..., Side | Speaker | Dispute | Source]] = {
    Kind.SIDE: Side,
    Kind.SPEAKER: Speaker,
    Kind.DISPUTE: Dispute,
    Kind.SOURCE: Source,
}
_WORDS: Mapping[Kind, Mapping[str, Callable[[str], object]]] = {
    Kind.SIDE: {"status": Status},
    Kind.SPEAKER: {"status": Status, "kind": SpeakerKind},
    Kind.DISPUTE: {"status": Status},
    Kind.SOURCE: {"status": Status, "kind": SourceKind, "wording": Wording},
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
"""How each of `claims.json.view.COUNTS` is counted for a row `r`."""

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


def plain(db: Connection, kind: Kind, chosen: Condition) -> Iterator[Side | Speaker | Dispute | Source]:
    """The sides, speakers, disputes or sources in order of their ids, sources with their texts."""
    return (one for one, _ in _rows(db, kind, chosen, {}, with_texts=True))


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
    while chunk := rows.fetchmany(_CHUNK):
        found = _made(db, kind, chunk)
        for one, row in zip(found, chunk, strict=True):
            whole = one._replace(text=source_text(db, one.id)) if with_texts and isinstance(one, Source) else one
            yield whole, dict(zip(counted_by, row[-len(counted_by) :] if counted_by else (), strict=True))


def _made(db: Connection, kind: Kind, rows: Sequence[Sequence[Any]]) -> Iterator[Side | Speaker | Dispute | Source]:
    lists = {name: _listed(db, kind, name, [row[0] for row in rows]) for name in _LISTS[kind]}
    columns = ("id", *_COLUMNS[kind].split(", "))
    for row in rows:
        values = dict(zip(columns, row, strict=False))
        words = {name: word(values[name]) for name, word in _WORDS[kind].items()}
        yield _MAKERS[kind](**{**values, **words}, **{name: tuple(listed[row[0]]) for name, listed in lists.items()})


def _listed(db: Connection, kind: Kind, name: str, ids: Sequence[str]) -> dict[str, list[Any]]:
    owner = kind.value
    rows = db.execute(f"{_LISTS[kind][name]} WHERE {owner} IN {THESE} ORDER BY {owner}, ord", (json.dumps(ids),))
    groups: dict[str, list[Any]] = defaultdict(list)
    for id, *values in rows:
        groups[id].append(Post(*values) if name == "posts" else values[0])
    return groups


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
    found = _rows(db, Kind.SOURCE, Condition(f"r.id IN {THESE}", (json.dumps(ids),)), {})
    return {one.id: one for one, _ in found if isinstance(one, Source)}


def speaker_names(db: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of the speakers with these ids."""
    return dict(db.execute(f"SELECT id, name FROM speakers WHERE id IN {THESE}", (json.dumps(ids),)))
