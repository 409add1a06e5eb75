"""The ids of the chosen claims in the order that is asked for, looked for only as far as somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from claims.query import Filter, Sort, Window, Words
from claims.store.select import Condition, conjunction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from claims.store.as_json import Connection

_KEYS = {
    Sort.SAID: ("c.sort_day", "c.sort_end", "c.sort_time", "c.id"),
    Sort.ID: ("c.id",),
    Sort.SIDE: ("c.side", "c.sort_day", "c.sort_end", "c.sort_time", "c.id"),
    Sort.SPEAKER: ("c.speaker", "c.sort_day", "c.sort_end", "c.sort_time", "c.id"),
    Sort.RECORDED: ("c.recorded_at", "c.id"),
    # Without words all matches are alike.
    Sort.RANK: ("c.sort_day", "c.sort_end", "c.sort_time", "c.id"),
}


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
"""Hits that are ranked at once: to rank a million takes seconds, and few read beyond the first twenty."""

Hits = list[tuple[int, float]]
"""The numbers of rows of claims, with their ranks."""


def _ranked(db: Connection, chosen: Filter, window: Window) -> Iterator[str]:
    """The claims that have the words, the best match first, matches of one rank in date order.

    Of more hits than `MOST_RANKED` the newest in the record are ranked first, and behind them the others.
    """
    from claims.store import match

    words = match.wanted(chosen.words) or ""
    where = conjunction(chosen._replace(words=Words()))
    hits = f"{match.TABLE} WHERE {match.TABLE} MATCH ?"
    newest = f"coalesce((SELECT rowid FROM {hits} ORDER BY rowid DESC LIMIT 1 OFFSET {MOST_RANKED}), 0)"
    direction = "DESC" if window.reverse else "ASC"
    for part in ("<=", ">") if window.reverse else (">", "<="):
        sql = f"SELECT rowid, {match.RANK} r FROM {hits} AND rowid {part} {newest} ORDER BY r {direction}"
        for some in _chunked(db.execute(sql, (words, words))):
            yield from _chosen(db, some, where, reverse=window.reverse)


_FEWEST, _MOST = 25, 10_000


def _chunked(hits: Iterable[tuple[int, float]]) -> Iterator[Hits]:
    """The hits some at a time, more and more of them, those of one rank together."""
    size = _FEWEST
    chunk: Hits = []
    for number, rank in hits:
        if len(chunk) >= size and rank != chunk[-1][1]:
            yield chunk
            chunk, size = [], min(2 * size, _MOST)
        chunk.append((number, rank))
    yield chunk


def _chosen(db: Connection, hits: Hits, where: Condition, *, reverse: bool) -> list[str]:
    """Those of the hits that are chosen; to rank them all costs less than to look at the rows of all."""
    rank = dict(hits)
    numbers = f"[{','.join(map(str, rank))}]"
    order = ", ".join(f"{key} DESC" if reverse else key for key in _KEYS[Sort.RANK])
    rows = db.execute(
        "SELECT c.rowid, c.id FROM json_each(?) n CROSS JOIN claims c ON c.rowid = n.value"
        f" WHERE {where.sql} ORDER BY {order}",
        (numbers, *where.values),
    )
    return [row[1] for row in sorted(rows, key=lambda row: rank[row[0]], reverse=reverse)]
