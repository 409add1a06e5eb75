"""`claims sides`, `speakers`, `disputes` and `sources`: one declaration for each, one way to run them."""

from typing import NamedTuple

from claims.cli import output, store_file
from claims.command import Call, Command, Option
from claims.json import view
from claims.render import Listing
from claims.render.value import Column
from claims.reports import options
from claims.reports.filters import checked, statuses_of
from claims.store import names, records
from claims.store.connection import Connection
from claims.store.select import Condition, among, both
from claims.vocabulary import Kind, SourceKind, SpeakerKind, Wording


class _Directory(NamedTuple):
    """What is particular to one kind of record."""

    help: str
    plain: tuple[str, ...]
    eyes: tuple[Column, ...]
    filters: tuple[Option, ...] = ()


_SIDE = Option("--side", "Of this side.", "SIDE", repeats=True, completes="side")
_PARTY = Option("--side", "With this side as a party.", "SIDE", repeats=True, completes="side")
_SPEAKER_KIND = Option("--kind", "Of this kind.", "KIND", repeats=True, words=tuple(one.value for one in SpeakerKind))
_SOURCE_KIND = Option("--kind", "Of this kind.", "KIND", repeats=True, words=tuple(one.value for one in SourceKind))
_WORDING = Option(
    "--wording",
    "By how near the words are to what was spoken.",
    "WORDING",
    repeats=True,
    words=tuple(one.value for one in Wording),
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


def command(kind: Kind) -> Command:
    """The command that lists the records of one kind."""
    directory = _DIRECTORIES[kind]
    return Command(
        kind.plural,
        directory.help,
        lambda call: _run(call, kind),
        options=(*directory.filters, options.STATUS, *options.WINDOW, *options.OUTPUT, *options.COMMON),
        examples=(f"claims {kind.plural} --json",),
    )


def _run(call: Call, kind: Kind) -> None:
    with store_file.reading(call) as db:
        chosen = _chosen(call, db, kind)
        limit, offset = call.number("limit"), call.number("offset") or 0
        if call.flag("count"):
            output.count(call, records.count(db, kind, chosen, limit, offset))
            return
        record = f"{kind.value}-row"
        with_text = kind is Kind.SOURCE and "text" in (output.fields_of(call, record) or ())
        rows = (
            view.counted(one, with_text=with_text)
            for one in records.records(db, kind, chosen, limit, offset, with_texts=with_text)
        )
        directory = _DIRECTORIES[kind]
        columns = tuple(key for key in view.keys(record) if key not in ("counts", "text")) + records.count_keys(kind)
        output.emit(call, Listing(kind.plural, rows, columns, directory.plain, directory.eyes), record)


def _chosen(call: Call, db: Connection, kind: Kind) -> Condition:
    parts = [among("r.status", statuses_of(call))]
    sides = [names.resolve(db, (Kind.SIDE,), name).id for name in call.texts("side")]
    if sides and kind is Kind.DISPUTE:
        inner = among("p.side", sides)
        parts.append(Condition(f"r.id IN (SELECT p.dispute FROM dispute_parties p WHERE {inner.sql})", inner.values))
    elif sides:
        parts.append(among("r.side", sides))
    words = {"kind": SpeakerKind if kind is Kind.SPEAKER else SourceKind, "wording": Wording}
    for option, known in words.items():
        given = [checked(word, [one.value for one in known], option) for word in call.texts(option)]
        if given:
            parts.append(among(f"r.{option}", given))
    return both(parts)
