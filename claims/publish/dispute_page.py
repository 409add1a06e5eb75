"""A dispute as one page: its balance and its days at a glance, the ledger, the claims day by day, the sources."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby, tee
from typing import NamedTuple

from claims.publish.chart import Chart, Dated, chart
from claims.publish.shelf import Card, Shelf
from claims.publish.typesetting import Addresses, Look, pages
from claims.query import Filter
from claims.render.value import Row
from claims.reports.timeline import entries
from claims.store import graph
from claims.thread import is_unreplied
from claims.vocabulary import Act

_WIDE, _NARROW = 1_080, 350
_LEAST_GAP_IN_DAYS = 7


class Day(NamedTuple):
    """Claims of one date; `gap` is how many whole days before it have no dated claim, None where that is not long.

    `vague` are claims below that name no first day and may be as early.
    """

    said: str | None
    gap: int | None
    vague: int
    cards: Iterator[Card]


class Balance(NamedTuple):
    """How much there is of a side."""

    side: str
    claims: int
    quoted: int
    hearsay: int
    answered: int
    silent: int


class DisputePage:
    """What the template asks of a dispute. Claims are read when they are asked for, and again each time."""

    def __init__(self, shelf: Shelf, dispute: Row) -> None:
        self.dispute = dispute
        self._shelf = shelf
        self._shown = graph.around_filter(shelf.db, Filter(within=dispute["id"]))
        self.numbers = {id: number for number, id in enumerate(self._shown.ids, 1)}
        self.rests: dict[str, dict[str, None]] = {}
        self.revised = dispute["revised_at"]
        self.vague = 0
        self._dated: list[Dated] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        for claim in shelf.claims(self._shown.ids):
            self._note(claim)

    def _note(self, claim: Row) -> None:
        for citation in claim["citations"]:
            self.rests.setdefault(citation["source"], {})[claim["id"]] = None
        self.revised = max(self.revised, claim["revised_at"])
        self.vague += bool(claim["said"] and not claim["earliest"])
        if self.is_context(claim["id"]):
            return
        if claim["said"]:
            self._dated.append((claim["side"], claim["earliest"], claim["latest"]))
        of_side = {
            "claims": True,
            "quoted": any(citation["quote"] for citation in claim["citations"]),
            "hearsay": any(citation["via"] for citation in claim["citations"]),
            "answered": not claim["unanswered"],
            "silent": is_unreplied(claim),
        }
        self._counts.update((claim["side"], key) for key, holds in of_side.items() if holds)

    silent = staticmethod(is_unreplied)

    def is_context(self, claim: str) -> bool:
        """Return whether a claim is of another dispute and stands here since it lies between two of this one."""
        return claim not in self._shown.matches

    @cached_property
    def sides(self) -> list[str]:
        """The sides that are heard: parties in the dispute's order, then the others."""
        heard = sorted({side for side, _ in self._counts})
        return list(dict.fromkeys([*self.dispute["parties"], *heard]))

    @property
    def balance(self) -> list[Balance]:
        """The figures of each side."""
        return [Balance(side, *(self._counts[side, key] for key in Balance._fields[1:])) for side in self.sides]

    @property
    def charts(self) -> dict[str, Chart]:
        """The picture of the days, for a wide screen and for a narrow one; empty where there is nothing to draw."""
        drawn = {"wide": chart(self._dated, self.sides, _WIDE), "narrow": chart(self._dated, self.sides, _NARROW)}
        return {name: picture for name, picture in drawn.items() if picture}

    @property
    def sources(self) -> Iterator[tuple[Row, list[str]]]:
        """The sources in the order in which claims name them, with the claims that rest on each."""
        return ((self._shelf.source(id), list(claims)) for id, claims in self.rests.items())

    @cached_property
    def source_numbers(self) -> dict[str, int]:
        """The numbers of sources on this page."""
        return {id: number for number, id in enumerate(self.rests, 1)}

    def ledger(self) -> Iterator[Card]:
        """Return the claims that are answered, and those that call for an answer."""
        cards = self._shelf.cards(self._shown.ids)
        return (card for card in cards if card.answers or Act(card.claim["act"]).expects_reply)

    def days(self) -> Iterator[Day]:
        """Return all claims by date."""
        vague = self.vague
        ahead, cards = tee(self._shelf.cards(self._shown.ids))
        dated = zip(entries(card.claim for card in ahead), cards, strict=True)
        for said, group in groupby(dated, key=lambda pair: pair[0]["said"]):
            several = list(group)
            gap = several[0][0]["gap_in_days"] or 0
            yield Day(said, gap if gap >= _LEAST_GAP_IN_DAYS else None, vague, iter([card for _, card in several]))
            vague -= sum(bool(entry["said"] and not entry["from"]) for entry, _ in several)


def page(shelf: Shelf, look: Look, dispute: Row, root: str | None = None) -> Iterator[str]:
    """Return the page of a dispute, in pieces; `root` is the way to the site's first page, None for a page alone."""
    made = DisputePage(shelf, dispute)
    return pages("dispute.html", look, page=made, shelf=shelf, to=Addresses(root, made.numbers))
