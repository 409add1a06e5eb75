"""`claims sides`, `speakers`, `disputes`, `sources` and `links`: the records of one kind."""

from functools import partial
from typing import NamedTuple

from claims.command import COMMON, Argument, Call, Option
from claims.json import schemas
from claims.render.value import Column, View
from claims.reports import options
from claims.reports.filters import fields_of, filter_of, statuses_of, window_of, words_of
from claims.reports.report import Report
from claims.store import conditions, links, names, rows
from claims.store.conditions import Condition
from claims.store.connection import Connection
from claims.vocabulary import Kind, SourceKind, SpeakerKind, Status, Wording


class _Directory(NamedTuple):
    """What is particular to one kind of record."""

    help: str
    plain: tuple[str, ...]
    eyes: tuple[Column, ...]
    filters: tuple[Option, ...] = ()


_SIDE = Option("--side", "Of this side.", "SIDE", repeats=True, completes="side")
_PARTY = Option("--side", "With this side as a party.", "SIDE", repeats=True, completes="side")
_SPEAKER_KIND = Option("--kind", "Of this kind.", "KIND", repeats=True, words=tuple(SpeakerKind))
_SOURCE_KIND = Option("--kind", "Of this kind.", "KIND", repeats=True, words=tuple(SourceKind))
_WORDING = Option(
    "--wording", "By how near the words are to what was spoken.", "WORDING", repeats=True, words=tuple(Wording)
)

_DIRECTORIES = {
    Kind.SIDE: _Directory(
        "List the sides, with counts of their claims and speakers.",
        ("id", "name", "aliases", "counts.claims", "counts.unanswered"),
        (
            Column("id", "Side"), Column("name", "Name"), Column("aliases", "Also"), Column("counts.claims", "Claims"),
            Column("counts.unanswered", "Unanswered"), Column("counts.speakers", "Speakers"),
        ),
    ),
    Kind.SPEAKER: _Directory(
        "List the speakers, with counts of what they said and what they relayed.",
        ("id", "side", "kind", "name", "counts.claims", "counts.relayed"),
        (
            Column("id", "Speaker"), Column("side", "Side"), Column("kind", "Kind"), Column("name", "Name"),
            Column("counts.claims", "Claims"), Column("counts.relayed", "Relayed"),
        ),
        (_SIDE, _SPEAKER_KIND),
    ),
    Kind.DISPUTE: _Directory(
        "List the disputes, with counts of their claims.",
        ("id", "title", "parties", "covers", "counts.claims", "counts.unanswered"),
        (
            Column("id", "Dispute"), Column("title", "Title"), Column("parties", "Parties"), Column("covers", "Covers"),
            Column("counts.claims", "Claims"), Column("counts.unanswered", "Unanswered"),
        ),
        (_PARTY,),
    ),
    Kind.SOURCE: _Directory(
        "List the sources, with counts of the claims they report and the quotes taken from them.",
        ("id", "published", "kind", "wording", "publisher", "title", "counts.claims", "counts.quotes"),
        (
            Column("id", "Source"), Column("published", "Published"), Column("publisher", "Publisher"),
            Column("wording", "Wording"), Column("counts.claims", "Claims"), Column("counts.quotes", "Quotes"),
        ),
        (_SOURCE_KIND, _WORDING),
    ),
}  # fmt: skip


def _answer(kind: Kind, db: Connection, call: Call) -> View:
    schema, directory = f"{kind.value}-row", _DIRECTORIES[kind]
    with_texts = kind is Kind.SOURCE and "text" in (fields_of(call) or ())
    found = rows.directory(db, kind, _chosen(kind, db, call), window_of(call), with_texts=with_texts)
    own = (key for key in schemas.keys(schema) if key not in ("counts", "text"))
    columns = (*own, *(f"counts.{key}" for key in schemas.COUNTS[kind]))
    return View(schema, found, columns, directory.plain, directory.eyes)


def _total(kind: Kind, db: Connection, call: Call) -> int:
    return rows.count(db, kind, _chosen(kind, db, call), window_of(call))


def _chosen(kind: Kind, db: Connection, call: Call) -> Condition:
    statuses = statuses_of(call)
    sides = tuple(names.resolve(db, (Kind.SIDE,), name).id for name in call.texts("side"))
    kinds = words_of(call, "kind", SpeakerKind if kind is Kind.SPEAKER else SourceKind)
    return conditions.records(kind, statuses, sides, kinds, words_of(call, "wording", Wording))


def _report(kind: Kind) -> Report:
    directory = _DIRECTORIES[kind]
    return Report(
        kind.plural,
        directory.help,
        partial(_answer, kind),
        partial(_total, kind),
        options=(*directory.filters, options.STATUS, *options.WINDOW, *options.OUTPUT, *COMMON),
        examples=(f"claims {kind.plural} --json",),
    )


SIDES, SPEAKERS, DISPUTES, SOURCES = map(_report, (Kind.SIDE, Kind.SPEAKER, Kind.DISPUTE, Kind.SOURCE))


_LINK_COLUMNS = ("id", "from", "relation", "to", "basis", "note", "source", "status", "recorded_at", "revised_at")
_LINK_PLAIN = ("from", "relation", "to", "basis", "note")
_LINK_EYES = (
    Column("from", "Claim"),
    Column("relation", "Relation"),
    Column("to", "of claim"),
    Column("basis", "Basis"),
)


def _links(db: Connection, call: Call) -> View:
    found = links.links(db, _chosen_links(db, call), window_of(call), few=bool(call.texts("claims")))
    if statuses_of(call) == (Status.ON_RECORD,):
        return View("link", found, _LINK_COLUMNS, _LINK_PLAIN, _LINK_EYES)
    return View("link", found, _LINK_COLUMNS, (*_LINK_PLAIN, "status"), (*_LINK_EYES, Column("status", "Status")))


def _links_total(db: Connection, call: Call) -> int:
    return links.count(db, _chosen_links(db, call), window_of(call))


def _chosen_links(db: Connection, call: Call) -> Condition:
    ends = tuple(names.resolve(db, (Kind.CLAIM,), name).id for name in call.texts("claims"))
    return links.chosen(filter_of(call, db), ends)


LINKS = Report(
    "links",
    "List links, by the day of the answer. With claims named, the links that begin or end at one of them.\n\n"
    "Filters choose the answering claim; --relation, --basis and --status choose the link itself.",
    _links,
    _links_total,
    arguments=(
        Argument("claims", "Only links of these claims, both ways.", repeats=True, required=False, completes="claim"),
    ),
    options=(*options.FILTERS, *options.WINDOW, *options.OUTPUT, *COMMON),
    examples=(
        "claims links --dispute balloon --relation rebuts --basis explicit",
        "claims links us-balloon-surveils --json",
    ),
)
