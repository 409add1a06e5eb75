"""`claims log`: who changed what, when and why."""

from collections.abc import Iterator
from json import loads

from claims.command import COMMON, Argument, Call, Option
from claims.render import diff, revision_view
from claims.render.line import Line
from claims.render.value import Page, Row, View
from claims.reports import options
from claims.reports.filters import filter_of, words_of
from claims.reports.report import Report
from claims.reports.show import KINDS
from claims.store import names, revisions, rows
from claims.store.conditions import Condition
from claims.store.connection import Connection
from claims.store.names import Named
from claims.vocabulary import Kind, Op

_COLUMNS = ("seq", "at", "by", "op", "kind", "id", "why", "changed")


def _answer(db: Connection, call: Call) -> View:
    chosen, limit, offset = _asked(db, call)
    is_whole = call.flag("full") or bool(call.texts("ids"))
    found = revisions.rows(db, chosen, limit, offset, oldest_first=call.flag("reverse"))

    def draw(records: Iterator[Row], page: Page) -> Iterator[Line]:
        is_part = limit is not None or offset > 0
        return revision_view.history(records, page.width, is_whole=is_whole, is_part=is_part)

    return View("revision", found, _COLUMNS, draw=draw, read=_with_changed)


def _with_changed(text: str) -> Row:
    """Return a revision with the keys whose values changed in a column of their own."""
    row: Row = loads(text)
    return {**row, "changed": " ".join(diff.changed(row["before"], row["after"]))}


def _total(db: Connection, call: Call) -> int:
    return revisions.count(db, *_asked(db, call))


def _asked(db: Connection, call: Call) -> tuple[Condition, int | None, int]:
    """Return which revisions, and which part of them."""
    kinds, ops = words_of(call, "kind", Kind), words_of(call, "op", Op)
    named = [_named(db, name, kinds or tuple(Kind)) for name in call.texts("ids")]
    # The same bounds, and the same complaints, as those of the days on which claims were said.
    days = filter_of(call._replace(values={key: call.values.get(key) for key in ("since", "until")}), db)
    asked = revisions.Asked(
        records=tuple((record.kind, record.id) for record in named),
        kinds=kinds,
        ops=ops,
        curators=call.texts("by"),
        since=days.since,
        # An instant of that day is less than its hour 24.
        until=f"{days.until}T24" if days.until else None,
    )
    return revisions.chosen(asked), call.number("limit"), call.number("offset") or 0


def _named(db: Connection, name: str, kinds: tuple[Kind, ...]) -> Named:
    """Return the record that is meant, of one of these kinds; a citation means its claim, also one that is gone."""
    if Kind.LINK in kinds and next(rows.records(db, Kind.LINK, [name]), None) is not None:
        return Named(Kind.LINK, name)
    others = [kind for kind in KINDS if kind in kinds]
    return names.resolve(db, others, name.partition("#")[0], "record" if len(others) != 1 else None)


LOG = Report(
    "log",
    "Show who changed what, when and why, newest first, as differences: what was taken out behind -, what was put in "
    "behind +. With records named, only their changes; new records of one import are summed up unless some are.",
    _answer,
    _total,
    arguments=(
        Argument(
            "ids",
            "Claims, disputes, sources, speakers, sides, links or citations.",
            repeats=True,
            required=False,
            completes="record",
        ),
    ),
    options=(
        Option("--since", "Changes made on or after this day (UTC; EDTF: 2026-11-23, 2026-11).", "DAY"),
        Option("--until", "Changes made on or before this day.", "DAY"),
        Option("--by", "Changes by this curator.", "NAME", repeats=True),
        Option("--kind", "Changes of records of this kind.", "KIND", repeats=True, words=tuple(Kind)),
        Option("--op", "Changes of this sort.", "OP", repeats=True, words=tuple(Op)),
        Option("--full", "Show every new record of an import.", is_flag=True),
        Option("--reverse", "Oldest first.", is_flag=True),
        *options.WINDOW,
        *options.OUTPUT,
        *COMMON,
    ),
    examples=(
        "claims log us-balloon-surveils",
        "claims log --since 2026-11 --by mara --op retract",
        "claims log --limit 20 --jsonl | jq -r '[.at, .by, .op, .id] | @tsv'",
    ),
)
