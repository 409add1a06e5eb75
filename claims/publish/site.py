"""The whole record as a site: a first page, a page for each dispute, claim, speaker and source, the data, a feed.

Pages are made one after the other and never kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from json import loads
from typing import Any

from claims import thread
from claims.exchange.folder import File
from claims.publish import dispute_page
from claims.publish.shelf import Card, Shelf
from claims.publish.typesetting import Addresses, Look, pages
from claims.query import Filter, Sort, Window
from claims.render.value import Row
from claims.store import claims, graph, links, rows
from claims.store.conditions import Condition
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status

_ROOT, _INSIDE = "", "../"
_MOST_EACH_WAY, _NEWEST = 60, 50
_LIVE = Condition(f"r.status = '{Status.ON_RECORD}'")


def sides(db: Connection) -> list[Row]:
    """Return all sides by id."""
    return [loads(text) for text in rows.entries(db, Kind.SIDE)]


def files(db: Connection) -> Iterator[File]:
    """Return the files of the site."""
    shelf, look, to = Shelf(db), Look(sides(db), is_site=True), Addresses(_INSIDE)
    yield File("style.css", [look.style])
    yield File("filter.js", [look.script])
    yield from _lists(shelf, look)
    for dispute in _records(db, Kind.DISPUTE):
        yield File(f"disputes/{dispute['id']}.html", dispute_page.page(shelf, look, dispute, _INSIDE))
    for card in shelf.cards(claims.ids(db, Filter(), Window())):
        yield File(f"claims/{card.claim['id']}.html", _claim_page(shelf, look, card, to))
    for kind in (Kind.SPEAKER, Kind.SOURCE):
        for record in _records(db, kind):
            several = partial(_claims_of, shelf, kind, record["id"])
            values: dict[str, Any] = {"record": record, "claims": several, "shelf": shelf, "to": to}
            yield File(f"{kind.plural}/{record['id']}.html", pages(f"{kind}.html", look, **values))
    yield from _data(db)


def _lists(shelf: Shelf, look: Look) -> Iterator[File]:
    db, to = shelf.db, Addresses(_ROOT)
    disputes = [Kind.DISPUTE, Kind.SIDE]
    counted = {kind.plural: partial(_records, db, kind) for kind in (*disputes, Kind.SPEAKER, Kind.SOURCE)}
    for name in ("index", "speakers", "sources"):
        yield File(f"{name}.html", pages(f"{name}.html", look, to=to, **counted))
    newest = list(shelf.claims(claims.ids(db, Filter(), Window(Sort.RECORDED, reverse=True, limit=_NEWEST))))
    yield File("feed.xml", pages("feed.xml", look, to=to, claims=newest))


def _records(db: Connection, kind: Kind) -> Iterator[Row]:
    return map(loads, rows.directory(db, kind, _LIVE, Window()))


def _claims_of(shelf: Shelf, kind: Kind, id: str) -> Iterator[Row]:
    """Return the claims of a speaker, or those that a source reports."""
    chosen = Filter(speakers=(id,)) if kind is Kind.SPEAKER else Filter(sources=(id,))
    return shelf.claims(claims.ids(shelf.db, chosen, Window()))


class _ClaimPage:
    """What the template asks of a claim's page."""

    def __init__(self, shelf: Shelf, card: Card) -> None:
        self.card = card
        self.claim = card.claim
        cited = dict.fromkeys(citation["source"] for citation in self.claim["citations"])
        self.source_numbers = {id: number for number, id in enumerate(cited, 1)}
        self._shelf = shelf
        self._shown = graph.around_claim(shelf.db, self.claim["id"], most=_MOST_EACH_WAY)

    silent = staticmethod(thread.is_unreplied)

    @property
    def sources(self) -> list[tuple[Row, list[str]]]:
        """The sources of the claim."""
        return [(self._shelf.source(id), []) for id in self.source_numbers]

    @property
    def is_cut(self) -> bool:
        """Whether the thread goes on beyond what is shown."""
        return len(self._shown.ids) > _MOST_EACH_WAY

    def thread(self) -> Iterator[tuple[thread.Place, str | None, Row]]:
        """Return the claims around this one in reading order, each with its place and the basis of its link."""
        ids = self._shown.ids
        bases = {link[:3]: link.basis for link in graph.links_among(self._shelf.db, ids)}
        _, places = thread.arrange(ids, bases, self._shown.matches)
        known = {row["id"]: row for row in self._shelf.claims(ids)}
        for place in places:
            id, _, parent, relation, _ = place
            yield place, bases.get((id, relation or "", parent or "")), known[id]


def _claim_page(shelf: Shelf, look: Look, card: Card, to: Addresses) -> Iterator[str]:
    return pages("claim.html", look, page=_ClaimPage(shelf, card), shelf=shelf, to=to)


def _data(db: Connection) -> Iterator[File]:
    """Return the record as JSON Lines: what `claims list` and its like print."""
    where = links.chosen(Filter())
    found: Sequence[tuple[str, Callable[[], Iterable[str]]]] = [
        (Kind.CLAIM.plural, lambda: rows.claims(db, claims.ids(db, Filter(), Window()))),
        (Kind.LINK.plural, lambda: links.links(db, where, Window())),
        *((kind.plural, partial(rows.directory, db, kind, _LIVE, Window())) for kind in _DIRECTORIES),
    ]
    for name, read in found:
        yield File(f"data/{name}.jsonl", chain.from_iterable((row, "\n") for row in read()))


_DIRECTORIES = (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE)
