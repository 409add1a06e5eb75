"""Claims as JSON text, put together by SQLite: what `list`, `show` and `thread` print, without an object in between.

The shapes are those of `claims.wire`, which a test compares with what is made here, key by key and byte by byte. This
module is on the way of the commands that people type most, so that it imports nothing that takes time.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

Connection = sqlite3.Connection

_CHUNK = 500
THESE = "(SELECT value FROM json_each(?))"


def views(db: Connection, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Id and JSON of the claims with these ids, in this order, with links both ways; ids of no claim are passed over.

    The JSON may hold characters that upset a terminal.
    """
    _prepare(db)
    rest = iter(wanted)
    while chunk := list(islice(rest, _CHUNK)):
        these = array(chunk)
        ends = _linkends(db, these)
        found = {
            id: f"{head[:-1]},{_links(ends.get(id))},{tail[1:]}" for id, head, tail in db.execute(_VIEWS, (these,))
        }
        yield from ((id, found[id]) for id in chunk if id in found)


def array(ids: Iterable[str]) -> str:
    """Ids as a JSON array; they hold nothing that wants escaping."""
    joined = '","'.join(ids)
    return f'["{joined}"]' if joined else "[]"


def _prepare(db: Connection) -> None:
    """Teach the connection what posts are held on a day, once: nothing can be taught while a statement gives rows."""
    try:
        db.execute("SELECT held(NULL, NULL, NULL)")
    except sqlite3.OperationalError:
        db.create_function("held", 3, _is_held, deterministic=True)


def _is_held(first: str | None, last: str | None, day: str | None) -> bool:
    """Whether a post from one day to another is held on a day."""
    if day is None:
        return False
    if _isplain(first) and _isplain(last):
        # The beginning of a day is its month, and its year.
        return (first is None or first <= day) and (last is None or day[: len(last)] <= last)
    from claims import dates

    begins = dates.parse(first).earliest if first else None
    ends = dates.parse(last).latest if last else None
    return dates.overlap(dates.Span(begins, ends), dates.Span(day, day))


def _isplain(date: str | None) -> bool:
    """Whether a date is none, or a year, a month or a day that is known (months beyond 12 are seasons)."""
    return date is None or (date.replace("-", "").isdigit() and date[5:7] <= "12")


def _links(ends: Mapping[str, list[str]] | None) -> str:
    if ends is None:
        return _NO_LINKS
    parts = _EMPTY.copy()
    for key, others in ends.items():
        parts[key] = f'"{key}":{array(others)}'
    return ",".join(parts.values())


LINK_KEYS = (
    *("rebuts", "rebutted_by", "undercuts", "undercut_by", "withdraws", "withdrawn_by", "counters", "countered_by"),
    *("responds", "responded_by", "qualifies", "qualified_by", "concedes", "conceded_by"),
    *("supports", "supported_by", "restates", "restated_by"),
)
_EMPTY = {key: f'"{key}":[]' for key in LINK_KEYS}
_NO_LINKS = ",".join(_EMPTY.values())
_KEYS_OF = dict(zip(LINK_KEYS[::2], LINK_KEYS[1::2], strict=True))


def _linkends(db: Connection, these: str) -> Mapping[str, Mapping[str, list[str]]]:
    """For each claim that has links on record, the ids at their other ends by key, in date order."""
    ends: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for way, (here, there) in enumerate((("from_id", "to_id"), ("to_id", "from_id"))):
        for claim, relation, other in db.execute(_ENDS.format(here=here, there=there), (these,)):
            ends[claim][_KEYS_OF[relation] if way else relation].append(other)
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


_POST = """(SELECT p.title FROM posts p
WHERE p.speaker = s.id AND held(p.from_on, p.to_on, coalesce(c.latest, c.earliest)) ORDER BY p.ord LIMIT 1)"""
_VOICE = sql_object("s.id", "s.name", "s.kind", f"post={_POST}", "s.side")
_VIA = sql_list("v.speaker", "citation_via v WHERE v.claim = t.claim AND v.number = t.number ORDER BY v.ord")
_TRANSLATIONS = sql_array(
    sql_object("x.lang", "x.text", "x.by"),
    "citation_translations x WHERE x.claim = t.claim AND x.number = t.number ORDER BY x.ord",
)
_CITATION = sql_object(
    *("id=t.claim || '#' || t.number", "t.source", "t.quote", "t.prefix", "t.suffix", "t.start", "t.end", "t.lang"),
    *("t.attribution", f"via={_VIA}", "t.locator", f"translations={_TRANSLATIONS}", "t.note"),
)
CITATIONS = f"citations={sql_array(_CITATION, 'citations t WHERE t.claim = c.id ORDER BY t.ord')}"
_SPEAKER = f"speaker=json((SELECT {_VOICE} FROM speakers s WHERE s.id = c.speaker))"
_WITH = sql_array(_VOICE, "claim_with w CROSS JOIN speakers s ON s.id = w.speaker WHERE w.claim = c.id ORDER BY w.ord")
ADDRESSEES = f"addressees={sql_list('a.side', 'claim_addressees a WHERE a.claim = c.id ORDER BY a.ord')}"
DISPUTES = f"disputes={sql_list('d.dispute', 'claim_disputes d WHERE d.claim = c.id ORDER BY d.ord')}"
_HEAD = sql_object(
    *("c.id", "c.text", "c.lang", _SPEAKER, "c.side", f"with={_WITH}", "c.said", "c.said_time", "c.earliest"),
    *("c.latest", "c.act", "c.venue", ADDRESSEES, "c.statement", DISPUTES, CITATIONS),
)
_TRUTH = "json(iif(c.unanswered, 'true', 'false'))"
_TAIL = sql_object("c.last_word", f"unanswered={_TRUTH}", "c.note", "c.status", "c.recorded_at", "c.revised_at")
_VIEWS = f"SELECT c.id, {_HEAD}, {_TAIL} FROM claims c WHERE c.id IN {THESE}"
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
