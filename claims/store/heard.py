"""Speakers as JSON, as they are heard on a day: with the post held then.

Few speakers make most claims, so each is read once and not once a claim.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_MOST_KEPT = 10_000
"""Speakers that are remembered; a list of everything may come by any number of them."""

Post = tuple[str | None, str | None, str]
"""From, to (each a day, or the year or the month that it begins with; None: open), and the speaker who holds it."""


class Voices:
    """The speakers of some claims."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[str, tuple[str, list[Post]]] = {}

    def fetch(self, speakers: Iterable[str]) -> None:
        """Read those of the speakers that are not known yet."""
        new = set(speakers) - self._known.keys()
        if len(self._known) + len(new) > _MOST_KEPT:
            new.update(speakers)
            self._known.clear()
        if not new:
            return
        joined = '","'.join(new)
        for id, head, side, title, first, last in self._db.execute(_SPEAKERS, (f'["{joined}"]',)):
            tail = f'"side":"{side}"}}' if side else '"side":null}'
            _, posts = self._known.setdefault(id, (f'{head[:-1]},"post":null,{tail}', []))
            if title is not None:
                posts.append((*_tenure(first, last), f'{head[:-1]},"post":{title},{tail}'))

    def on(self, speaker: str, day: str | None) -> str:
        """A speaker who was fetched, with the first post held on the day; None is no day."""
        without, posts = self._known[speaker]
        if day is not None:
            for first, last, text in posts:
                # The beginning of a day is its month, and its year.
                if (first is None or first <= day) and (last is None or day[: len(last)] <= last):
                    return text
        return without


_SPEAKERS = """
SELECT s.id, json_object('id', s.id, 'name', s.name, 'kind', s.kind), s.side,
       iif(p.speaker IS NULL, NULL, json_quote(p.title)), p.from_on, p.to_on
FROM speakers s LEFT JOIN posts p ON p.speaker = s.id
WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY p.speaker, p.ord
"""


def _tenure(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """The bounds of a post, which are compared with days as text."""
    if _is_plain(first) and _is_plain(last):
        return first, last
    from claims import dates

    begins = dates.parse(first).earliest if first else None
    ends = dates.parse(last).latest if last else None
    return begins, ends


def _is_plain(date: str | None) -> bool:
    """Whether a date is none, or a year, a month or a day that is known (months beyond 12 are seasons)."""
    return date is None or (date.replace("-", "").isdigit() and date[5:7] <= "12")
