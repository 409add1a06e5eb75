"""`claims stats`: the balance of the record, how much there is of each side and how well it is documented."""

from claims.command import COMMON, Call
from claims.json import shape
from claims.json.shape import TEXT, Field, describing, written
from claims.render.value import Column, Row, View, encoded
from claims.reports import options
from claims.reports.filters import filter_of
from claims.reports.report import Report
from claims.store import figures
from claims.store.connection import Connection

_MEASURES = {
    "quoted": "with a verbatim quote",
    "sourced": "with a source",
    "answered": "that another side answers in this record",
}
_SHARE = describing(lambda: {"type": ["number", "null"], "minimum": 0, "maximum": 1})
_COUNTS = (
    Field("claims", shape.integer(0), "claims", required=True),
    *(Field(key, shape.integer(0), f"those {about}", required=True) for key, about in _MEASURES.items()),
)
_SHARES = tuple(
    Field(key, _SHARE, f"the share of claims {about}; null where there are none", required=True)
    for key, about in _MEASURES.items()
)
_FIELDS = (
    Field("group", TEXT, "by what claims are counted: all, side, act, dispute, month", required=True),
    Field("key", TEXT, "the side, act, dispute or month (YYYY-MM); null: all claims, or those that have none"),
    Field("counts", written(_COUNTS), "how many there are", required=True),
    Field("shares", written(_SHARES), "which part of them that is, to three places", required=True),
)
_COLUMNS = ("group", "key", *(f"counts.{field.key}" for field in _COUNTS), *(f"shares.{key}" for key in _MEASURES))
_EYES = (
    Column("group", "By"),
    Column("key", ""),
    Column("counts.claims", "Claims"),
    Column("shares.quoted", "Quoted"),
    Column("shares.sourced", "With a source"),
    Column("shares.answered", "Answered"),
)


def _answer(db: Connection, call: Call) -> View:
    tallies = figures.tallies(db, filter_of(call, db))
    return View("stats", (encoded(_row(*tally)) for tally in tallies), _COLUMNS, _COLUMNS, _EYES)


def _row(group: str, key: str | None, claims: int, *numbers: int) -> Row:
    measured = dict(zip(_MEASURES, numbers, strict=True))
    shares = {name: round(number / claims, 3) if claims else None for name, number in measured.items()}
    return {"group": group, "key": key, "counts": {"claims": claims, **measured}, "shares": shares}


STATS = Report(
    "stats",
    "Count claims by side, act, dispute and month, with the share of them that has a verbatim quote, has a source, and "
    "is answered by another side: the balance of the record itself.\n\n"
    "Piped, each line holds group, key, the numbers of claims, quoted, sourced and answered ones, and the three "
    "shares, separated by tabs.",
    _answer,
    arguments=(options.within("Only claims of this dispute"),),
    options=(*options.FILTERS, *options.OUTPUT, *COMMON),
    examples=("claims stats balloon", "claims stats --json | jq '.[] | select(.shares.answered < 0.2)'"),
    schema="stats",
    fields=_FIELDS,
)
