"""Which claims a filter chooses, in the order that is asked for, looked for only as far as somebody reads."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from claims.query import Filter, Sort, Window, Words
from claims.store import fts_query
from claims.store.conditions import conjunction, counted
from claims.store.connection import Connection

_BY_DATE = ("c.sort_day", "c.sort_end", "c.sort_time", "c.id")
_KEYS = {
    Sort.SAID: _BY_DATE,
    Sort.ID: ("c.id",),
    Sort.SIDE: ("c.side", *_BY_DATE),
    Sort.SPEAKER: ("c.speaker", *_BY_DATE),
    Sort.RECORDED: ("c.recorded_at", "c.id"),
    # Without words all matches are alike.
    Sort.RANK: _BY_DATE,
}


def count(db: Connection, chosen: Filter, window: Window) -> int:
    """How many claims the filter chooses, in that part of the list."""
    where = conjunction(chosen)
    return counted(db, f"SELECT 1 FROM claims c WHERE {where.sql}", where.values, window.limit, window.offset)


def ids(db: Connection, chosen: Filter, window: Window) -> Iterator[str]:
    """The ids of the chosen claims in that part of the list."""
    is_ranked = window.sort is Sort.RANK and chosen.words.wanted
    found = _ranked(db, chosen, window) if is_ranked else _sorted(db, chosen, window)
    return islice(found, window.offset, None if window.limit is None else window.offset + window.limit)


def _sorted(db: Connection, chosen: Filter, window: Window) -> Iterator[str]:
    """Undated claims come last both ways, which no single walk through an index gives."""
    where = conjunction(chosen)
    apart = window.reverse and window.sort is Sort.SAID
    halves = ("c.sort_day < '~'", "c.sort_day = '~'") if apart else ("TRUE",)
    order = ", ".join(_order(window, apart=apart))
    sql = f"SELECT c.id FROM claims c WHERE {{}} AND {where.sql} ORDER BY {order}"
    return (row[0] for row in chain.from_iterable(db.execute(sql.format(half), where.values) for half in halves))


def _order(window: Window, *, apart: bool) -> Iterable[str]:
    for key in _KEYS[window.sort]:
        if window.reverse and key == "c.sort_day" and not apart:
            yield "c.sort_day = '~'"
        yield f"{key} DESC" if window.reverse else key


MOST_RANKED = 2_000
"""Hits that are ranked at once: to rank a hundred thousand takes a second, and few read beyond the first twenty."""


def _ranked(db: Connection, chosen: Filter, window: Window) -> Iterator[str]:
    """The claims that have the words, the best match first, matches of one rank in date order.

    Of more hits than `MOST_RANKED` the newest in the record are ranked first, and behind them the others.
    """
    words = fts_query.wanted(chosen.words) or ""
    where = conjunction(chosen._replace(words=Words()))
    hits = f"{fts_query.TABLE} WHERE {fts_query.TABLE} MATCH ?"
    newest = f"coalesce((SELECT rowid FROM {hits} ORDER BY rowid DESC LIMIT 1 OFFSET {MOST_RANKED}), 0)"
    direction = "DESC" if window.reverse else "ASC"
    order = ", ".join(f"{key} {direction}" for key in _KEYS[Sort.RANK])
    for part in ("<=", ">") if window.reverse else (">", "<="):
        sql = f"""
            WITH hits AS MATERIALIZED (SELECT rowid n, {fts_query.RANK} r FROM {hits} AND rowid {part} {newest})
            SELECT c.id FROM hits CROSS JOIN claims c ON c.rowid = hits.n WHERE {where.sql}
            ORDER BY hits.r {direction}, {order}
            """
        yield from (row[0] for row in db.execute(sql, (words, words, *where.values)))
