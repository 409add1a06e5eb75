"""Rows of JSON: the one place where a record becomes the text that is printed, exported and read.

SQLite makes the text from the keys that `claims.json` declares. Whatever is not a column by the key's own name has its
SQL in `_VALUES`. A row has the reader's form, with all that follows from the rest of the record, or the curator's
form, as dossiers hold it. Records go by the alias `r`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from claims.json.record import (
    CITATION_FIELDS,
    FIELDS,
    LINK_KEYS,
    POST_FIELDS,
    TRANSLATION_FIELDS,
    VOICE_FIELDS,
    WRITTEN,
)
from claims.json.schemas import PLACE_FIELDS, row_fields
from claims.json.shape import Field
from claims.query import Window
from claims.store.conditions import LIVE, Condition, counted
from claims.store.connection import Connection
from claims.vocabulary import Kind, Relation

Pair = tuple[str, str]
"""A key of an object and the SQL of its value."""


def in_order(claim: str) -> str:
    """The one order of claims, for claims by that alias."""
    return ", ".join(f"{claim}.{key}" for key in ("sort_day", "sort_end", "sort_time", "id"))


def key_of(kind: Kind, alias: str = "r") -> str:
    """The SQL of the id of a record by that alias."""
    return f"{alias}.from_id || '/' || {alias}.relation || '/' || {alias}.to_id" if kind is Kind.LINK else f"{alias}.id"


def _object(pairs: Iterable[Pair]) -> str:
    arguments = [argument for key, value in pairs for argument in (f"'{key}'", value)]
    return f"json_object({', '.join(arguments)})"


def _list(value: str, rest: str) -> str:
    """The SQL of an array of plain values: one for each row of `rest`, in its order."""
    return f"json((SELECT json_group_array(v) FROM (SELECT {value} v FROM {rest})))"


def _array(pairs: Iterable[Pair], rest: str) -> str:
    """The SQL of an array of objects: one for each row of `rest`, in its order."""
    return f"json((SELECT json_group_array(json(v)) FROM (SELECT {_object(pairs)} v FROM {rest})))"


def _truth(condition: str) -> str:
    return f"json(iif({condition}, 'true', 'false'))"


def _pairs(fields: Iterable[Field], alias: str, values: Mapping[str, str]) -> list[Pair]:
    """The keys of some fields, each with its SQL in `values` or else the column that has it."""
    return [(field.key, values.get(field.key, f'{alias}."{field.attribute}"')) for field in fields]


def _several(table: str, column: str) -> str:
    """The SQL of what a record has several of: the column of a table of its own."""
    owner = table.partition("_")[0]
    return _list(f"a.{column}", f"{table} a WHERE a.{owner} = r.id ORDER BY a.ord")


_DAY = "coalesce(r.latest, r.earliest)"
"""The day on which a claim `r` was said. Of a span the last known day counts, since the curator wrote the span knowing
who spoke at its end."""
_POST = f"""(SELECT p.title FROM posts p WHERE p.speaker = s.id
AND coalesce(p.earliest, '') <= {_DAY} AND coalesce(p.latest, '~') >= {_DAY} ORDER BY p.ord LIMIT 1)"""
_VOICE = _pairs(VOICE_FIELDS, "s", {"post": _POST})
_OF_CITATION = "x.claim = t.claim AND x.number = t.number ORDER BY x.ord"
_CITATION = [
    ("id", "t.claim || '#' || t.number"),
    *_pairs(
        CITATION_FIELDS,
        "t",
        {
            "via": _list("x.speaker", f"citation_via x WHERE {_OF_CITATION}"),
            "translations": _array(
                _pairs(TRANSLATION_FIELDS, "x", {}), f"citation_translations x WHERE {_OF_CITATION}"
            ),
        },
    ),
]


_INVERSE = " ".join(f"WHEN '{relation}' THEN '{relation.inverse}'" for relation in Relation)
_OTHER = "o.sort_day, o.sort_end, o.sort_time FROM links l CROSS JOIN claims o"
_AHEAD = f"{_OTHER} ON o.id = l.to_id WHERE l.from_id = r.id AND l.{LIVE} AND o.{LIVE}"
_BACK = f"{_OTHER} ON o.id = l.from_id WHERE l.to_id = r.id AND l.{LIVE} AND o.{LIVE}"
_INFERRED = f"SELECT 'inferred', {key_of(Kind.LINK, 'l')}"
_ENDS = f"""(SELECT json_group_object(key, json(others)) FROM (SELECT key, json_group_array(other) others FROM (
SELECT l.relation key, o.id other, {_AHEAD} UNION ALL SELECT CASE l.relation {_INVERSE} END, o.id, {_BACK} UNION ALL
{_INFERRED}, {_AHEAD} AND l.basis = 'inferred' UNION ALL {_INFERRED}, {_BACK} AND l.basis = 'inferred'
ORDER BY sort_day, sort_end, sort_time, other) GROUP BY key))"""
"""The SQL of the claims on record at the other ends of a claim's links on record, by key, and of the links among them
that are inferred, in date order of those claims."""

_ALIASES = {kind: _several(f"{kind.value}_aliases", "alias") for kind in (Kind.SIDE, Kind.SPEAKER, Kind.DISPUTE)}
_VALUES: Mapping[Kind, Mapping[str, str]] = {
    Kind.SIDE: {"aliases": _ALIASES[Kind.SIDE]},
    Kind.SPEAKER: {
        "aliases": _ALIASES[Kind.SPEAKER],
        "posts": _array(_pairs(POST_FIELDS, "a", {}), "posts a WHERE a.speaker = r.id ORDER BY a.ord"),
    },
    Kind.DISPUTE: {"aliases": _ALIASES[Kind.DISPUTE], "parties": _several("dispute_parties", "side")},
    Kind.SOURCE: {
        "authors": _several("source_authors", "author"),
        "text": "(SELECT x.text FROM source_texts x WHERE x.source = r.id)",
    },
    Kind.CLAIM: {
        "with": _several("claim_with", "speaker"),
        "addressees": _several("claim_addressees", "side"),
        "disputes": _several("claim_disputes", "dispute"),
        "citations": _array(_CITATION, "citations t WHERE t.claim = r.id ORDER BY t.ord"),
        "unanswered": _truth("r.unanswered"),
        **dict.fromkeys((*LINK_KEYS, "inferred"), "json('[]')"),
    },
    Kind.LINK: {"id": key_of(Kind.LINK)},
}
"""The SQL of the keys that are no column, by kind of record."""

_SHOWN = {
    **_VALUES[Kind.CLAIM],
    "speaker": _object(_VOICE),
    "with": _array(_VOICE, "claim_with w JOIN speakers s ON s.id = w.speaker WHERE w.claim = r.id ORDER BY w.ord"),
}
"""The same of a claim as readers get it; its speaker is `s`."""

_OF_CITED = f"JOIN claims c ON c.id = t.claim WHERE t.source = r.id AND c.{LIVE}"
_OF_DISPUTE = f"claim_disputes d JOIN claims c ON c.id = d.claim WHERE d.dispute = r.id AND c.{LIVE}"
_OF_RELAYED = f"JOIN claims c ON c.id = v.claim WHERE v.speaker = r.id AND c.{LIVE}"
_COUNTS: Mapping[Kind, Mapping[str, str]] = {
    Kind.SIDE: {
        "claims": f"SELECT count(*) FROM claims c WHERE c.side = r.id AND c.{LIVE}",
        "unanswered": f"SELECT count(*) FROM claims c WHERE c.side = r.id AND c.{LIVE} AND c.unanswered",
        "speakers": f"SELECT count(*) FROM speakers s WHERE s.side = r.id AND s.{LIVE}",
    },
    Kind.SPEAKER: {
        "claims": f"SELECT count(*) FROM claims c WHERE c.speaker = r.id AND c.{LIVE}",
        "relayed": f"SELECT count(DISTINCT v.claim) FROM citation_via v {_OF_RELAYED}",
    },
    Kind.DISPUTE: {
        "claims": f"SELECT count(*) FROM {_OF_DISPUTE}",
        "unanswered": f"SELECT count(*) FROM {_OF_DISPUTE} AND c.unanswered",
    },
    Kind.SOURCE: {
        "claims": f"SELECT count(DISTINCT t.claim) FROM citations t {_OF_CITED}",
        "quotes": f"SELECT count(t.quote) FROM citations t {_OF_CITED}",
    },
}
"""How each of `claims.json.schemas.COUNTS` is counted for a record `r`."""


def claims(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    """The claims with these ids as readers get them, in this order; ids of no claim are passed over."""
    return _chosen(db, _claims(()), ([id] for id in ids))


def hits(db: Connection, snippets: Iterable[tuple[str, Mapping[str, Any] | None]]) -> Iterator[str]:
    """Claims by id that a search has found, each with the passage in which words were found, None without one."""
    return _chosen(db, _claims((("snippet", "json_extract(t.value, '$[1]')"),)), snippets)


def nodes(db: Connection, places: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The claims of a thread in reading order, each with its place (`claims.json.schemas.PLACE_FIELDS`)."""
    extra = [(field.key, f"json_extract(t.value, '$[{n}]')") for n, field in enumerate(PLACE_FIELDS, 1)]
    return _chosen(db, _claims((*extra[:-1], ("match", _truth(extra[-1][1])))), places)


def _claims(extra: tuple[Pair, ...]) -> str:
    # Asked for once a claim, and not once for each of its eighteen keys.
    row = f"json_patch({_object([*_pairs(FIELDS[Kind.CLAIM], 'r', _SHOWN), *extra])}, {_ENDS})"
    return f"SELECT {row} FROM {_by_id(Kind.CLAIM)} CROSS JOIN speakers s ON s.id = r.speaker ORDER BY t.key"


def records(db: Connection, kind: Kind, ids: Iterable[str], *, marked: bool = False) -> Iterator[str]:
    """The records of one kind with these ids in the curator's form, in this order; ids of none are passed over.

    `marked`: the first key is `record`, the word for the kind, as in JSON Lines.
    """
    statement = f"SELECT {_written(kind, marked=marked)} FROM {_by_id(kind)} ORDER BY t.key"
    return _chosen(db, statement, (id.split("/") for id in ids))


def entries(db: Connection, kind: Kind, *, marked: bool = False) -> Iterator[str]:
    """All records of one kind in the curator's form, by id; for `marked` see `records`."""
    statement = f"SELECT {_written(kind, marked=marked)} FROM {kind.plural} r ORDER BY {ID_ORDER[kind]}"
    return (row[0] for row in db.execute(statement))


def entries_told(db: Connection, kind: Kind) -> Iterator[tuple[str, str | None]]:
    """The same, each with what its newest revision says of it, None where no revision tells of it."""
    of_it = f"revisions x WHERE x.kind = '{kind}' AND x.id = {key_of(kind)}"
    text = f"(SELECT iif(json_valid(after), json(after), after) FROM {of_it} ORDER BY seq DESC LIMIT 1)"
    return db.execute(f"SELECT {_written(kind, marked=False)}, {text} FROM {kind.plural} r ORDER BY {ID_ORDER[kind]}")


def _written(kind: Kind, *, marked: bool) -> str:
    mark = [("record", f"'{kind.value}'")] if marked else []
    return _object([*mark, *_pairs(WRITTEN[kind], "r", _VALUES[kind])])


ID_ORDER = {**dict.fromkeys(Kind, "r.id"), Kind.LINK: "r.from_id, r.relation, r.to_id"}


def directory(
    db: Connection, kind: Kind, chosen: Condition, part: Window, *, with_texts: bool = False
) -> Iterator[str]:
    """Sides, speakers, disputes or sources with their counts, by id; `chosen` is a condition on the record `r`."""
    counts = _object((key, f"({count})") for key, count in _COUNTS[kind].items())
    fields = [field for field in row_fields(kind) if with_texts or not field.on_request]
    row = _object(_pairs(fields, "r", {**_VALUES[kind], "counts": counts}))
    found = db.execute(
        f"SELECT {row} FROM {kind.plural} r WHERE {chosen.sql} ORDER BY r.id LIMIT ? OFFSET ?",
        (*chosen.values, -1 if part.limit is None else part.limit, part.offset),
    )
    return (row[0] for row in found)


def count(db: Connection, kind: Kind, chosen: Condition, part: Window) -> int:
    """How many such records there are in that part of the list."""
    return counted(db, f"SELECT 1 FROM {kind.plural} r WHERE {chosen.sql}", chosen.values, part.limit, part.offset)


def sources(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    """The sources with these ids in this order, without their texts, which may be long."""
    fields = [field for field in WRITTEN[Kind.SOURCE] if field.key != "text"]
    row = _object(_pairs(fields, "r", _VALUES[Kind.SOURCE]))
    return _chosen(db, f"SELECT {row} FROM {_by_id(Kind.SOURCE)} ORDER BY t.key", ([id] for id in ids))


def link(alias: str = "r") -> str:
    """The SQL of a link by that alias."""
    return _object(_pairs(FIELDS[Kind.LINK], alias, {"id": key_of(Kind.LINK, alias)}))


def _by_id(kind: Kind) -> str:
    """Where the records are looked for whose ids, each in an array of its parts, are the parameter `t`."""
    columns = ("from_id", "relation", "to_id") if kind is Kind.LINK else ("id",)
    same = " AND ".join(f"r.{column} = json_extract(t.value, '$[{n}]')" for n, column in enumerate(columns))
    return f"json_each(?) t CROSS JOIN {kind.plural} r ON {same}"


_FIRST_BATCH, _LARGEST_BATCH = 125, 1_000
"""Records that are read at a time: few at first, so that the first of them is out at once."""


def _chosen(db: Connection, statement: str, wanted: Iterable[Sequence[Any]]) -> Iterator[str]:
    rest, size = iter(wanted), _FIRST_BATCH
    while batch := list(islice(rest, size)):
        size = min(2 * size, _LARGEST_BATCH)
        for row in db.execute(statement, (json.dumps(batch, ensure_ascii=False),)):
            yield row[0]
