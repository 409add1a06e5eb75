"""Records as lines of JSON Lines, put together by SQLite: what a full export writes, without an object in between.

The shapes are those of `claims.json`, with which a test compares every line.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from claims.store.as_json import (
    ADDRESSEES,
    CITATIONS,
    DISPUTE_KEYS,
    DISPUTES,
    LINK_RECORD_KEYS,
    THESE,
    note_and_stamps,
    sql_array,
    sql_list,
    sql_names,
    sql_object,
)
from claims.store.connection import Connection

_CHUNK = 500


def entries(db: Connection, kind: str, ids: Iterable[str | int] | None = None) -> Iterator[str]:
    """The records of one kind as lines of JSON Lines hold them, without their line breaks, in the order of their ids.

    None: all of them. Ids of no record are passed over; those of revisions are their numbers.
    """
    if ids is None:
        yield from (row[0] for row in db.execute(statement(kind)))
        return
    id, table, keys = _ENTRIES[kind]
    entry = sql_object(f"record='{kind}'", *keys)
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        found = dict(db.execute(f"SELECT {id}, {entry} FROM {_found(kind, id, table)}", (_listed(kind, chunk),)))
        yield from (found[one] for one in chunk if one in found)


def statement(kind: str) -> str:
    """The SQL that gives every record of a kind as a line."""
    id, table, keys = _ENTRIES[kind]
    entry = sql_object(f"record='{kind}'", *keys)
    return f"SELECT {entry} FROM {table} ORDER BY {_ORDERS.get(kind, id)}"


def count(db: Connection, kind: str) -> int:
    """How many records of a kind there are."""
    return int(db.execute(f"SELECT count(*) FROM {_ENTRIES[kind][1]}").fetchone()[0])


_POSTS = sql_array(
    sql_object("a.title", "from=a.from_on", "to=a.to_on"), "posts a WHERE a.speaker = r.id ORDER BY a.ord"
)
_ENTRIES = {
    "side": (
        "r.id",
        "sides r",
        ("r.id", "r.name", f"aliases={sql_names('side_aliases', 'alias')}", *note_and_stamps("r")),
    ),
    "speaker": (
        "r.id",
        "speakers r",
        (
            *("r.id", "r.name", "r.kind", "r.side", f"aliases={sql_names('speaker_aliases', 'alias')}"),
            *(f"posts={_POSTS}", "r.wikidata", *note_and_stamps("r")),
        ),
    ),
    "source": (
        "r.id",
        "sources r",
        (
            *("r.id", "r.title", "r.kind", "r.wording", "r.publisher"),
            *(f"authors={sql_names('source_authors', 'author')}", "r.published", "r.url", "r.archived_url"),
            *("r.accessed", "r.lang", "text=(SELECT x.text FROM source_texts x WHERE x.source = r.id)"),
            *("r.sha256", *note_and_stamps("r")),
        ),
    ),
    "dispute": ("r.id", "disputes r", DISPUTE_KEYS),
    "claim": (
        "c.id",
        "claims c",
        (
            *("c.id", "c.text", "c.lang", "c.speaker", "c.side"),
            f"with={sql_list('w.speaker', 'claim_with w WHERE w.claim = c.id ORDER BY w.ord')}",
            *("c.said", "c.said_time", "c.act", "c.venue", ADDRESSEES, "c.statement", DISPUTES, CITATIONS),
            *note_and_stamps("c"),
        ),
    ),
    "link": ("l.from_id || '/' || l.relation || '/' || l.to_id", "links l", LINK_RECORD_KEYS),
    "revision": (
        "r.seq",
        "revisions r",
        ("r.seq", "r.at", "r.by", "r.op", "r.kind", "r.id", "before=json(r.before)", "after=json(r.after)", "r.why"),
    ),
}
"""By kind of record: the SQL of its id, its table, and the keys of its entry."""


def _found(kind: str, id: str, table: str) -> str:
    """Where the records are looked for whose ids are the parameter, as `_listed` gives them."""
    if kind != "link":
        return f"{table} WHERE {id} IN {THESE}"
    ends = " AND ".join(
        f"l.{column} = json_extract(t.value, '$[{number}]')"
        for number, column in enumerate(("from_id", "relation", "to_id"))
    )
    return f"json_each(?) t CROSS JOIN links l ON {ends}"


def _listed(kind: str, ids: Iterable[str | int]) -> str:
    """Ids as a JSON array, those of links in their three parts."""
    return json.dumps([id.split("/") if isinstance(id, str) and kind == "link" else id for id in ids])


_ORDERS = {"link": "l.from_id, l.relation, l.to_id"}
