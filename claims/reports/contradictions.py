"""`claims contradictions`: claims of one side, or of one speaker, that do not go together, and withdrawals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import groupby
from json import loads
from typing import NamedTuple

from claims import escaping
from claims.command import COMMON, Call, Option, checked
from claims.json.record import CLAIM_FIELDS, FIELDS
from claims.json.shape import Field, describing, each, written
from claims.query import Filter
from claims.render import phrase
from claims.render.line import Line, Span, Style, indented, wrapped
from claims.render.value import Page, Row, View, encoded
from claims.reports import options
from claims.reports.filters import filter_of, words_of
from claims.reports.report import Report
from claims.store import figures, rows
from claims.store.connection import Connection
from claims.store.figures import DENIES
from claims.vocabulary import Kind, Relation


class Contradiction(StrEnum):
    """How two claims of one voice stand against each other."""

    CONFLICT = "conflict"
    SPLIT = "split"
    WITHDRAWAL = "withdrawal"


_BY = (Kind.SIDE, Kind.SPEAKER)
_CLAIM = written(CLAIM_FIELDS)
_FIELDS = (
    Field(
        "kind",
        describing(lambda: {"type": "string", "enum": list(Contradiction)}),
        "conflict: one attacks the other; split: one attacks what the other backs; withdrawal: one takes the "
        "other back",
        required=True,
    ),
    Field("claim", _CLAIM, "the claim that attacks or withdraws", required=True),
    Field("other", _CLAIM, "the claim attacked or withdrawn, or the one that backs; it may be the same", required=True),
    Field("target", _CLAIM, "of a split the claim that is attacked and backed; null otherwise"),
    Field("links", each(written(FIELDS[Kind.LINK])), "the links that show it"),
)
_KEYS = ("id", "said", "side", "speaker.name", "act", "text")
_TWO = (f"{which}.{key}" for which in ("claim", "other") for key in _KEYS)
_COLUMNS = ("kind", *_TWO, "target.id", "target.side", "target.text", "links.id", "links.basis")
_PLAIN = (
    "kind",
    "claim.side",
    "claim.id",
    "other.id",
    "target.id",
    "links.relation",
    "links.basis",
    "claim.text",
    "other.text",
)


class Pair(NamedTuple):
    """Two claims of one voice and the links that set them against each other; of a split `target` is what both meet."""

    kind: Contradiction
    claim: str
    other: str
    target: str | None
    links: Sequence[Row]


def conflicts(attacks: Iterable[Row]) -> Iterator[Pair]:
    """Return one pair for all the attacks between two claims, in the order in which the first of them comes."""
    between: dict[frozenset[str], list[Row]] = defaultdict(list)
    for link in attacks:
        between[frozenset((link["from"], link["to"]))].append(link)
    for links in between.values():
        yield Pair(Contradiction.CONFLICT, links[0]["from"], links[0]["to"], None, links)


def splits(backed: Iterable[tuple[Row, Row]]) -> Iterator[Pair]:
    """Return one pair for each claim that attacks a target and each that backs it, from the links of both."""
    between: dict[tuple[str, str, str], dict[str, Row]] = defaultdict(dict)
    for attack, backing in backed:
        between[attack["from"], backing["from"], attack["to"]] |= {attack["id"]: attack, backing["id"]: backing}
    for (claim, other, target), links in between.items():
        yield Pair(Contradiction.SPLIT, claim, other, target, list(links.values()))


def withdrawals(links: Iterable[Row]) -> Iterator[Pair]:
    """Return one pair for each link by which a voice takes its own claim back."""
    return (Pair(Contradiction.WITHDRAWAL, link["from"], link["to"], None, [link]) for link in links)


def _asked(db: Connection, call: Call) -> tuple[Kind, Sequence[str], Filter]:
    """Return of whom, which kinds (none: all) and which of the claims that attack or withdraw."""
    by = Kind(checked(call.text("by") or Kind.SIDE, _BY, "by"))
    return by, words_of(call, "show", Contradiction), filter_of(call, db)


def _answer(db: Connection, call: Call) -> View:
    by, kinds, asked = _asked(db, call)
    draw = partial(_draw, by, is_part=bool(kinds) or asked != Filter())
    return View("contradiction", map(encoded, _rows(db, _pairs(db, by, kinds, asked))), _COLUMNS, _PLAIN, draw=draw)


def _total(db: Connection, call: Call) -> int:
    return len(_pairs(db, *_asked(db, call)))


def _pairs(db: Connection, by: Kind, kinds: Sequence[str], asked: Filter) -> list[Pair]:
    """Return the pairs of the kinds asked for, kind by kind, each by date."""
    pairs: list[Pair] = []
    if not kinds or Contradiction.CONFLICT in kinds:
        pairs += conflicts(figures.inner_links(db, by, asked, DENIES))
    if not kinds or Contradiction.SPLIT in kinds:
        pairs += splits(figures.backed_attacks(db, by, asked))
    if not kinds or Contradiction.WITHDRAWAL in kinds:
        pairs += withdrawals(figures.inner_links(db, by, asked, [Relation.WITHDRAWS]))
    return pairs


def _rows(db: Connection, pairs: Sequence[Pair]) -> Iterator[Row]:
    # The claims are read in the order in which the pairs name them, each as often as they do.
    known = map(loads, rows.claims(db, (id for pair in pairs for id in pair[1:4] if id)))
    for pair in pairs:
        claim, other, target = (next(known) if id else None for id in pair[1:4])
        yield {"kind": pair.kind, "claim": claim, "other": other, "target": target, "links": pair.links}


_HEADINGS = {
    Contradiction.CONFLICT: "Claims of one {} that attack one another",
    Contradiction.SPLIT: "Claims of one {} of which one attacks what the other backs",
    Contradiction.WITHDRAWAL: "Withdrawals",
}


def _draw(by: Kind, records: Iterator[Row], page: Page, *, is_part: bool) -> Iterator[Line]:
    """Draw the sections that have pairs, or one sentence."""
    is_empty = True
    for kind, pairs in groupby(records, key=lambda pair: Contradiction(pair["kind"])):
        if not is_empty:
            yield ()
        is_empty = False
        yield from wrapped([Span(_HEADINGS[kind].format(by), Style.STRONG)], page.prose)
        for pair in pairs:
            yield ()
            yield from _drawn(pair, page.prose)
    if is_empty:
        where = "Of this choice" if is_part else "In this record"
        text = f"{where} no claim attacks another of its own {by} or what another backs, and none is withdrawn."
        yield from wrapped([Span(text)], page.prose)


def _drawn(pair: Row, room: int) -> Iterator[Line]:
    """Draw the claims one beneath the other, each with what it does to which, the one that is acted on last."""
    shown = {claim["id"]: claim for claim in (pair["claim"], pair["other"], pair["target"]) if claim}
    for id, claim in shown.items():
        yield from indented(_said(claim), 2, room)
        for link in pair["links"]:
            if link["from"] == id:
                yield from indented([Span(phrase.deed(link), Style.STATE)], 4, room)


def _said(claim: Row) -> list[Span]:
    return [
        Span(f"{phrase.date(claim)} ", Style.DIM),
        Span(phrase.side(claim["side"]), Style.STRONG, claim["side"]),
        Span(f" {escaping.line(phrase.speaker(claim))}: {escaping.line(claim['text'])}"),
        Span(f" {claim['id']}", Style.DIM),
    ]


_CHOOSING = ("side", "speaker", "kind", "act", "since", "until", "basis")
CONTRADICTIONS = Report(
    "contradictions",
    "Show claims of one side, or of one speaker, that do not go together on record: one attacks the other (conflict), "
    "or one attacks what the other backs (split). Withdrawals stand in a section of their own.\n\n"
    "A claim is backed by what supports, qualifies or concedes it. "
    "Filters choose the claim that attacks or withdraws, --basis the link by which it does; "
    "of a dispute, it and what it attacks or withdraws are in it.\n\n"
    "Piped, each line holds the kind, the side, the claim that attacks or withdraws, the other one, what both are "
    "about, the relations, and both texts, separated by tabs.",
    _answer,
    _total,
    arguments=(options.within("Only this dispute"),),
    options=(
        Option("--by", "Of one side, or of one speaker.", "WHAT", words=_BY),
        Option("--show", "Only pairs of this kind.", "KIND", repeats=True, words=tuple(Contradiction)),
        *(option for option in options.FILTERS if option.name in _CHOOSING),
        options.COUNT,
        *options.OUTPUT,
        *COMMON,
    ),
    examples=(
        "claims contradictions",
        "claims contradictions balloon --by speaker",
        "claims contradictions --show withdrawal --json | jq -r '.[] | [.claim.id, .other.id] | @tsv'",
    ),
    schema="contradiction",
    fields=_FIELDS,
)
