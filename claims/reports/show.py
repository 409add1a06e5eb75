"""`claims show`: records whole."""

from collections.abc import Iterator
from functools import partial
from json import loads

from claims import anchor
from claims.command import COMMON, Argument, Call
from claims.errors import UnknownRecord
from claims.json import schemas
from claims.query import Filter, Window
from claims.render import card_view, markdown_text
from claims.render.card_view import Card, Linked, Passage
from claims.render.line import Line
from claims.render.value import Page, Row, View
from claims.reports import options
from claims.reports.filters import named
from claims.reports.listing import CLAIM_COLUMNS, references_of
from claims.reports.report import Report
from claims.store import claims, curated, links, names, revisions, rows
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op, Status

KINDS = (Kind.CLAIM, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)
"""In the order in which a name is looked up; links have ids only."""

_CONTEXT_IN_CODE_POINTS = 120


def _answer(db: Connection, call: Call) -> View:
    records = [_record(db, name) for name in call.texts("ids")]
    kinds = [kind for kind, _ in records]
    first = kinds[0]

    def draw(rows: Iterator[Row], page: Page) -> Iterator[Line]:
        return card_view.lines(map(partial(_card, db), kinds, rows), page.width)

    def prose(rows: Iterator[Row]) -> Iterator[str]:
        return markdown_text.cards(map(partial(_card, db), kinds, rows))

    return View(
        first.value,
        [text for _, text in records],
        CLAIM_COLUMNS if first is Kind.CLAIM else schemas.keys(first.value),
        draw=draw,
        prose=prose,
        is_single=len(records) == 1,
    )


def _record(db: Connection, name: str) -> tuple[Kind, str]:
    """Return the kind and the row of the record that a name means; a citation is shown with its claim."""
    link = next(rows.records(db, Kind.LINK, [name]), None)
    if link is not None:
        return Kind.LINK, link
    wanted, is_citation, number = name.partition("#")
    kind, id = named(db, KINDS, wanted, "record")
    text = next(rows.claims(db, [id]) if kind is Kind.CLAIM else rows.records(db, kind, [id]))
    if is_citation and kind is Kind.CLAIM:
        citations = [citation["id"] for citation in loads(text)["citations"]]
        if f"{id}#{number}" not in citations:
            raise UnknownRecord("citation", name, citations)
    return kind, text


def _card(db: Connection, kind: Kind, record: Row) -> Card:
    retraction = _retraction(db, kind, record)
    if kind is Kind.SPEAKER:
        said = list(map(loads, rows.claims(db, claims.ids(db, _said_by(record), Window(limit=_MOST_SAID)))))
        more = claims.count(db, _said_by(record), Window()) - len(said)
        return Card(kind, record, retraction, references_of(db, said), said=said, more=more)
    if kind is not Kind.CLAIM:
        return Card(kind, record, retraction)
    references = references_of(db, [record])
    titles = {id: names.label(db, Kind.DISPUTE, "title", id) for id in record["disputes"]}
    return Card(
        kind,
        record,
        retraction,
        references._replace(names={**references.names, **titles}),
        _passages(db, record),
        _links(db, record),
    )


_MOST_SAID = 25


def _said_by(speaker: Row) -> Filter:
    return Filter(speakers=(speaker["id"],))


def _retraction(db: Connection, kind: Kind, record: Row) -> Row | None:
    """Return the revision that took a record back, None where it is on record or came here as it is."""
    if record["status"] == Status.ON_RECORD:
        return None
    of_record = revisions.chosen(revisions.Asked(records=((kind, record["id"]),)))
    last = next(map(loads, revisions.rows(db, of_record, limit=1)), None)
    return last if last and last["op"] == Op.RETRACT else None


def _links(db: Connection, claim: Row) -> list[Linked]:
    own = claim["id"]
    ties = [loads(text) for text in links.of_claim(db, own)]
    others = [link["to"] if link["from"] == own else link["from"] for link in ties]
    claims = {row["id"]: row for row in map(loads, rows.claims(db, dict.fromkeys(others)))}
    return [Linked(link, claims[other]) for link, other in zip(ties, others, strict=True)]


def _passages(db: Connection, claim: Row) -> dict[str, Passage]:
    """Return the quotes in their context, where the source's text is stored and the quote stands at its place."""
    passages = {}
    for citation in claim["citations"]:
        quote, start, end = citation["quote"], citation["start"], citation["end"]
        if quote is None or start is None or end is None:
            continue
        text = curated.source_text(db, citation["source"])
        if text is not None and text[start:end] == quote:
            before, after = anchor.context(text, anchor.Anchor(start, end), _CONTEXT_IN_CODE_POINTS)
            passages[citation["id"]] = Passage(
                # A word at the end that may have been cut is left out, unless it is the only one.
                f"…{before.partition(' ')[2] or before}" if len(before) < start else before,
                f"{after.rpartition(' ')[0] or after}…" if end + len(after) < len(text) else after,
            )
    return passages


SHOW = Report(
    "show",
    "Show records whole: a claim with its quotes in their context, its speaker's post on the day, its sources and how "
    "near their words are to what was spoken, and every link both ways; or a dispute, source, speaker, side or link.",
    _answer,
    arguments=(
        Argument(
            "ids", "Claims, disputes, sources, speakers, sides, links or citations.", repeats=True, completes="record"
        ),
    ),
    options=(options.RECORDED_BY, *options.OUTPUT, *COMMON),
    examples=("claims show china-us-not-qualified", "claims show exbulletin-2023-02-23 --json | jq -r .text"),
)
