"""`claims log`."""

from claims.cli import output, store_file
from claims.command import Argument, Call, Command, Option
from claims.render import Log
from claims.reports import options
from claims.reports.filters import checked, filter_of
from claims.store import links, names, revisions
from claims.store.connection import Connection
from claims.store.names import Named
from claims.store.select import Condition
from claims.vocabulary import Kind, Op

_KINDS = (Kind.CLAIM, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)
"""In the order in which a name is looked up; links have ids only."""

_KIND_WORDS = tuple(kind.value for kind in Kind)
_OP_WORDS = tuple(op.value for op in Op)


def run(call: Call) -> None:
    """Print the chosen revisions, or how many there are."""
    with store_file.reading(call) as db:
        chosen = _chosen(call, db)
        limit, offset = call.number("limit"), call.number("offset") or 0
        if call.flag("count"):
            output.count(call, revisions.count(db, chosen, limit, offset))
            return
        found = revisions.revisions(db, chosen, limit, offset, oldest_first=call.flag("reverse"))
        is_whole = call.flag("full") or bool(call.texts("ids"))
        output.emit(call, Log(found, is_whole, is_part=limit is not None or offset > 0), "revision")


def _chosen(call: Call, db: Connection) -> Condition:
    kinds = tuple(Kind(checked(word, _KIND_WORDS, "kind")) for word in call.texts("kind"))
    ops = tuple(Op(checked(word, _OP_WORDS, "op")) for word in call.texts("op"))
    named = [_named(db, name, kinds or tuple(Kind)) for name in call.texts("ids")]
    # The same bounds, and the same complaints, as those of the days on which claims were said.
    days = filter_of(call._replace(values={key: call.values.get(key) for key in ("since", "until")}), db)
    asked = revisions.Asked(
        records=tuple((one.kind, one.id) for one in named),
        kinds=kinds,
        ops=ops,
        curators=call.texts("by"),
        since=days.since,
        # An instant of that day is less than its hour 24.
        until=f"{days.until}T24" if days.until else None,
    )
    return revisions.chosen(asked)


def _named(db: Connection, name: str, kinds: tuple[Kind, ...]) -> Named:
    """The record that is meant, of one of these kinds; a citation means its claim, also one that is gone from it."""
    if Kind.LINK in kinds and links.by_id(db, name) is not None:
        return Named(Kind.LINK, name)
    others = [kind for kind in _KINDS if kind in kinds]
    return names.resolve(db, others, name.partition("#")[0], "record" if len(others) != 1 else None)


COMMAND = Command(
    "log",
    "Show who changed what, when and why, newest first, as differences: what was taken out behind -, what was put in "
    "behind +. With records named, only their changes; new records of one import are summed up unless some are.",
    run,
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
        Option("--kind", "Changes of records of this kind.", "KIND", repeats=True, words=_KIND_WORDS),
        Option("--op", "Changes of this sort.", "OP", repeats=True, words=_OP_WORDS),
        Option("--full", "Show every new record of an import.", is_flag=True),
        Option("--reverse", "Oldest first.", is_flag=True),
        *options.WINDOW,
        *options.OUTPUT,
        *options.COMMON,
    ),
    examples=(
        "claims log us-balloon-surveils",
        "claims log --since 2026-11 --by mara --op retract",
        "claims log --limit 20 --jsonl | jq -r '[.at, .by, .op, .id] | @tsv'",
    ),
)
