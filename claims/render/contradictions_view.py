"""Claims of one voice that do not go together, for eyes: the kinds in sections, a pair after the other."""

from collections.abc import Iterator
from itertools import groupby

from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, wrapped
from claims.render.value import ContradictionsPage, Row
from claims.vocabulary import Basis, Relation

_PROSE_COLUMNS = 100
_HEADINGS = {
    "conflict": "Claims of one {} that attack one another",
    "split": "Claims of one {} of which one attacks what the other backs",
    "withdrawal": "Withdrawals",
}


def lines(page: ContradictionsPage, columns: int) -> Iterator[Line]:
    """The sections that have pairs, or one sentence."""
    room = min(columns, _PROSE_COLUMNS)
    is_empty = True
    for kind, rows in groupby(page.listing.rows, key=lambda row: row["kind"]):
        if not is_empty:
            yield ()
        is_empty = False
        yield from wrapped([Span(_HEADINGS[kind].format(page.by), Style.STRONG)], room)
        for row in rows:
            yield ()
            yield from _pair(row, room)
    if is_empty:
        where = "Of this choice" if page.is_part else "In this record"
        told = f"{where} no claim attacks another of its own {page.by} or what another backs, and none is withdrawn."
        yield from wrapped([Span(told)], room)


def _pair(row: Row, room: int) -> Iterator[Line]:
    """The claims one beneath the other, each with what it does to which, the one that is acted on last."""
    texts = {claim["id"]: claim for claim in (row["claim"], row["other"], row["target"]) if claim}
    for id, claim in texts.items():
        yield from _claim(claim, room)
        for link in row["links"]:
            if link["from"] == id:
                yield from _indented(_deed(link), 4, room)


def _claim(claim: Row, room: int) -> Iterator[Line]:
    date = " ".join(part for part in (claim["said"], claim["said_time"]) if part) or "undated"
    voices = phrase.together([voice["name"] for voice in (claim["speaker"], *claim["with"])])
    spans = [
        Span(f"{date} ", Style.DIM),
        Span(phrase.side(claim["side"]), Style.STRONG, claim["side"]),
        Span(f" {escape.line(voices)}: {escape.line(claim['text'])}"),
        Span(f" {claim['id']}", Style.DIM),
    ]
    return _indented(spans, 2, room)


def _deed(link: Row) -> list[Span]:
    inferred = " (inferred)" if link["basis"] == Basis.INFERRED else ""
    return [Span(f"{Relation(link['relation']).term.label} {link['to']}{inferred}", Style.STATE)]


def _indented(spans: list[Span], indent: int, room: int) -> Iterator[Line]:
    for line in wrapped(spans, room - indent):
        yield (Span(" " * indent), *line)
