"""Claims as JSON text, put together by SQLite: what `list`, `show` and `thread` print, without an object in between.

The shapes are those of `claims.json`, which a test compares with what is made here, key by key and byte by byte. This
module is on the way of the commands that people type most, so that it imports nothing that takes time.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from claims.store.heard import Voices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from claims.passage import Snippet

Connection = sqlite3.Connection

_FIRST_CHUNK, _CHUNK = 125, 1_000
"""Claims that are read at a time: few at first, so that the first of them is out at once."""
THESE = "(SELECT value FROM json_each(?))"
Ends = Sequence[tuple[int, str]]
"""The other ends of a claim's links on record, in date order, each with the number of its key in `LINK_KEYS`."""


def views(db: Connection, wanted: Iterable[str], ends: Mapping[str, Ends] | None = None) -> Iterator[tuple[str, str]]:
    """Id and JSON of the claims with these ids, in this order, with links both ways; ids of no claim are passed over.

    `ends` has the links of all of them, None: they are looked up. The JSON may hold characters that upset a terminal.
    """
    voices = Voices(db)
    rest, size = iter(wanted), _FIRST_CHUNK
    while chunk := list(islice(rest, size)):
        these, size = array(chunk), min(2 * size, _CHUNK)
        found = {row[0]: row for row in db.execute(_statement(db, min(chunk), max(chunk)), (these,))}
        voices.fetch({speaker for row in found.values() for speaker in (row[1], *row[2].split())})
        links = _ends(db, these) if ends is None else ends
        yield from ((id, _view(found[id], voices, links.get(id, ()))) for id in chunk if id in found)


def array(ids: Iterable[str]) -> str:
    """Ids as a JSON array; they hold nothing that wants escaping."""
    joined = '","'.join(ids)
    return f'["{joined}"]' if joined else "[]"


def _view(row: Sequence[str], voices: Voices, ends: Ends) -> str:
    _, speaker, others, day, own, disputes, citations = row
    # In a text every quotation mark has a backslash before it, so that these keys stand nowhere else.
    head, side, rest = own.partition(',"side":')
    middle, last_word, tail = rest.partition(',"last_word":')
    if others:
        beside = ",".join([voices.on(other, day) for other in others.split()])
        middle = middle.replace('"with":[]', f'"with":[{beside}]', 1)
    return (
        f'{head},"speaker":{voices.on(speaker, day)}{side}{middle},"disputes":{disputes},"citations":[{citations}],'
        f"{_links(ends)}{last_word}{tail}"
    )


LINK_KEYS = (
    *("rebuts", "rebutted_by", "undercuts", "undercut_by", "withdraws", "withdrawn_by", "counters", "countered_by"),
    *("responds", "responded_by", "qualifies", "qualified_by", "concedes", "conceded_by"),
    *("supports", "supported_by", "restates", "restated_by"),
)
KEY = {key: number for number, key in enumerate(LINK_KEYS)}
"""The number of each key: that of a relation, and one more for the other way."""

_EMPTY = [f'"{key}":[]' for key in LINK_KEYS]
_NO_LINKS = ",".join(_EMPTY)


def _links(ends: Ends) -> str:
    if not ends:
        return _NO_LINKS
    others: dict[int, list[str]] = {}
    for key, other in ends:
        others.setdefault(key, []).append(other)
    text = _NO_LINKS
    for key, ids in others.items():
        text = text.replace(_EMPTY[key], f'"{LINK_KEYS[key]}":{array(ids)}', 1)
    return text


def _ends(db: Connection, these: str) -> Mapping[str, Ends]:
    """Those of each claim that has links on record."""
    ends: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for way, (here, there) in enumerate((("from_id", "to_id"), ("to_id", "from_id"))):
        for claim, relation, other in db.execute(_ENDS.format(here=here, there=there), (these,)):
            ends[claim].append((KEY[relation] + way, other))
    return ends


_ENDS = f"""
SELECT l.{{here}}, l.relation, c.id FROM links l CROSS JOIN claims c ON c.id = l.{{there}}
WHERE l.{{here}} IN {THESE} AND l.status = 'on-record' AND c.status = 'on-record'
ORDER BY c.sort_day, c.sort_end, c.sort_time, c.id
"""


def sql_object(*pairs: str) -> str:
    """The SQL of an object: names of columns, or `key=expression`; `start` and `end` are words of SQL."""
    parts = (pair.partition("=") for pair in pairs)
    return f"json_object({', '.join(f'{_literal(key)}, {value or _column(key)}' for key, _, value in parts)})"


def _literal(key: str) -> str:
    return f"'{key.rpartition('.')[2]}'"


def _column(key: str) -> str:
    table, _, name = key.partition(".")
    return f'{table}."{name}"'


def sql_array(value: str, rest: str) -> str:
    """The SQL of an array: what `value` gives for each row of `rest`, in its order."""
    return f"json((SELECT json_group_array(json(v)) FROM (SELECT {value} v FROM {rest})))"


def sql_list(value: str, rest: str) -> str:
    """The same of plain values."""
    return f"json((SELECT json_group_array(v) FROM (SELECT {value} v FROM {rest})))"


_VIA = sql_list("v.speaker", "citation_via v WHERE v.claim = t.claim AND v.number = t.number ORDER BY v.ord")
_TRANSLATIONS = sql_array(
    sql_object("x.lang", "x.text", "x.by"),
    "citation_translations x WHERE x.claim = t.claim AND x.number = t.number ORDER BY x.ord",
)


def _citation(via: str, translations: str) -> str:
    return sql_object(
        *("id=t.claim || '#' || t.number", "t.source", "t.quote", "t.prefix", "t.suffix", "t.start", "t.end", "t.lang"),
        *("t.attribution", f"via={via}", "t.locator", f"translations={translations}", "t.note"),
    )


_CITED = "citations t WHERE t.claim = c.id ORDER BY t.ord"
CITATIONS = f"citations={sql_array(_citation(_VIA, _TRANSLATIONS), _CITED)}"
_ADDRESSEES = "claim_addressees a WHERE a.claim = c.id ORDER BY a.ord"
_DISPUTES = "claim_disputes d WHERE d.claim = c.id ORDER BY d.ord"
ADDRESSEES = f"addressees={sql_list('a.side', _ADDRESSEES)}"
DISPUTES = f"disputes={sql_list('d.dispute', _DISPUTES)}"


def _joined(value: str, rest: str, separator: str) -> str:
    """The SQL of a text: what `value` gives for each row of `rest`, in its order."""
    return f"(SELECT coalesce(group_concat(v, '{separator}'), '') FROM (SELECT {value} v FROM {rest}))"


_SELDOM = {
    "claim_with": (_joined("w.speaker", "claim_with w WHERE w.claim = c.id ORDER BY w.ord", " "), "''"),
    "claim_addressees": (ADDRESSEES.partition("=")[2], "json('[]')"),
    "citation_via": (_VIA, "json('[]')"),
    "citation_translations": (_TRANSLATIONS, "json('[]')"),
}
"""Tables in which many claims have no row: the SQL of what a claim has there, and of nothing."""

_FILLED = f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {table} WHERE claim BETWEEN ?1 AND ?2)' for table in _SELDOM)}"


def _statement(db: Connection, first: str, last: str) -> str:
    """The SQL of claims from the first to the last id, which looks into no table that has no row of any of these."""
    filled = db.execute(_FILLED, (first, last)).fetchone()
    beside, addressees, via, translations = (
        some if is_filled else none for is_filled, (some, none) in zip(filled, _SELDOM.values(), strict=True)
    )
    own = sql_object(
        *("c.id", "c.text", "c.lang", "c.side", "with=json('[]')", "c.said", "c.said_time", "c.earliest", "c.latest"),
        *("c.act", "c.venue", f"addressees={addressees}", "c.statement", "c.last_word", f"unanswered={_TRUTH}"),
        *("c.note", "c.status", "c.recorded_at", "c.revised_at"),
    )
    disputes = f"(SELECT json_group_array(v) FROM (SELECT d.dispute v FROM {_DISPUTES}))"
    citations = _joined(_citation(via, translations), _CITED, ",")
    return f"""
        SELECT c.id, c.speaker, {beside}, coalesce(c.latest, c.earliest), {own}, {disputes}, {citations}
        FROM claims c WHERE c.id IN {THESE}
        """


_TRUTH = "json(iif(c.unanswered, 'true', 'false'))"
_STAMPS = ("status", "recorded_at", "revised_at")


def note_and_stamps(table: str) -> tuple[str, ...]:
    """The keys with which most records end."""
    return tuple(f"{table}.{key}" for key in ("note", *_STAMPS))


def sql_names(table: str, value: str) -> str:
    """The SQL of an array: what a record `r` has several of, in its order."""
    owner = table.partition("_")[0]
    return sql_list(f"a.{value}", f"{table} a WHERE a.{owner} = r.id ORDER BY a.ord")


DISPUTE_KEYS = (
    *("r.id", "r.title", "r.summary", f"aliases={sql_names('dispute_aliases', 'alias')}"),
    *(f"parties={sql_names('dispute_parties', 'side')}", "r.covers", *note_and_stamps("r")),
)
_DISPUTE = sql_object(*DISPUTE_KEYS)
LINK_RECORD_KEYS = (
    *("id=l.from_id || '/' || l.relation || '/' || l.to_id", "from=l.from_id", "l.relation", "to=l.to_id", "l.basis"),
    *("l.note", "l.source", *(f"l.{stamp}" for stamp in _STAMPS)),
)
LINK = sql_object(*LINK_RECORD_KEYS)
"""The SQL of a link `l`."""


def dispute(db: Connection, id: str) -> str:
    """A dispute that is there as JSON."""
    text: str = db.execute(f"SELECT {_DISPUTE} FROM disputes r WHERE r.id = ?", (id,)).fetchone()[0]
    return text


def snippet(db: Connection, found: Snippet | None) -> str:
    """A passage as JSON; None is null."""
    if found is None:
        return "null"
    (text,) = db.execute("SELECT json_quote(?)", (found.text,)).fetchone()
    matches = ",".join(f'{{"start":{one.start},"end":{one.end}}}' for one in found.matches)
    return f'{{"where":"{found.where}","text":{text},"matches":[{matches}]}}'
