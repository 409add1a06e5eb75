"""What pages name of the store, read many at a time and kept while it is likely to be named again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from json import loads
from typing import NamedTuple

from claims.batches import batches
from claims.model import date_order
from claims.render import phrase
from claims.render.value import Row
from claims.store import links, rows
from claims.store.connection import Connection
from claims.store.figures import MEETS
from claims.vocabulary import Kind

_AT_A_TIME, _MOST_KEPT = 100, 12_000


class Tie(NamedTuple):
    """A link of a claim, and the claim at its other end."""

    link: Row
    other: Row


class Card(NamedTuple):
    """A claim with its links: those that begin at it, and those that arrive, each in date order of the other claim."""

    claim: Row
    leaving: list[Tie]
    arriving: list[Tie]

    @property
    def answers(self) -> list[Tie]:
        """What answers the claim, or attacks it."""
        return [tie for tie in self.arriving if tie.link["relation"] in MEETS]

    @property
    def backing(self) -> list[Tie]:
        """What backs the claim or says the same."""
        return [tie for tie in self.arriving if tie.link["relation"] not in MEETS]


class _Kept:
    """Rows by id, the latest that were asked for."""

    def __init__(self, read: Callable[[Iterable[str]], Iterable[str]]) -> None:
        self._read = read
        self._rows: dict[str, Row] = {}

    def some(self, ids: Iterable[str]) -> dict[str, Row]:
        wanted = dict.fromkeys(ids)
        missing = [id for id in wanted if id not in self._rows]
        if missing:
            self._rows |= {row["id"]: row for row in map(loads, self._read(missing))}
        found = {id: self._rows[id] for id in wanted if id in self._rows}
        while len(self._rows) > _MOST_KEPT:
            del self._rows[next(iter(self._rows))]
        return found


class Shelf:
    """Claims, sources and speakers of one store."""

    def __init__(self, db: Connection) -> None:
        """The store must not change while pages are made of it."""
        self.db = db
        self._claims = _Kept(partial(rows.claims, db))
        self._sources = _Kept(partial(rows.sources, db))
        self._speakers = _Kept(partial(rows.records, db, Kind.SPEAKER))

    def claims(self, ids: Iterable[str]) -> Iterator[Row]:
        """Return claims by id, in this order."""
        for batch in batches(ids, _AT_A_TIME):
            yield from self._claims.some(batch).values()

    def source(self, id: str) -> Row:
        """Return a source without its text."""
        return self._sources.some([id])[id]

    def hearsay(self, citation: Row) -> str | None:
        """Return through whom the words come, None where they come straight."""
        voices = self._speakers.some(citation["via"])
        return phrase.hearsay(citation, {id: row["name"] for id, row in voices.items()})

    def cards(self, ids: Iterable[str]) -> Iterator[Card]:
        """Return claims with their links, in this order."""
        for batch in batches(ids, _AT_A_TIME):
            ties = [loads(text) for text in links.of_claims(self.db, batch)]
            known = self._claims.some([*batch, *(link[end] for link in ties for end in ("from", "to"))])
            leaving, arriving = _ties(ties, known, "from", "to"), _ties(ties, known, "to", "from")
            # Sources and speakers of the batch, each kind at once.
            citations = [citation for id in batch for citation in known[id]["citations"]]
            self._sources.some(citation["source"] for citation in citations)
            self._speakers.some(speaker for citation in citations for speaker in citation["via"])
            for id in batch:
                yield Card(known[id], leaving.get(id, []), arriving.get(id, []))


def _ties(several: Iterable[Row], known: Mapping[str, Row], own: str, other: str) -> dict[str, list[Tie]]:
    """Return links by the claim at their one end, in date order of the claim at the other."""
    ties: dict[str, list[Tie]] = {}
    for link in several:
        ties.setdefault(link[own], []).append(Tie(link, known[link[other]]))
    for of_one in ties.values():
        of_one.sort(key=_by_date)
    return ties


def _by_date(tie: Tie) -> tuple[object, str]:
    other = tie.other
    return date_order(other["earliest"], other["latest"], other["said_time"], other["id"]), tie.link["relation"]
