"""`claims source update`."""

from collections.abc import Sequence
from typing import Any

from claims import curation
from claims.cli import fields, opening, record_group, writing
from claims.cli.call import tell
from claims.command import Argument, Call, Command, Option
from claims.curation import source_update
from claims.curation.source_update import Fate, Traced
from claims.errors import UsageFault
from claims.model import Change, Source
from claims.store import whole
from claims.store.connection import Connection
from claims.vocabulary import Kind


def run(call: Call) -> None:
    """Give a source another text, and every quote from it its place in that text."""
    text = record_group.text_of(call).get("text")
    if text is None:
        raise UsageFault("the new text is missing", "name its file with --file")
    traced: list[Traced] = []
    rewords, lets_go = call.flag("reword"), call.flag("unquote")

    def planned(db: Connection) -> Sequence[Change]:
        source = whole.one(db, Kind.SOURCE, fields.resolved(db, Kind.SOURCE, call.text("id") or ""))
        assert isinstance(source, Source)
        plan = source_update.retold(db, source, text, rewords=rewords, lets_go=lets_go)
        traced.extend(plan.traced)
        _report(plan.traced)
        source_update.refuse_losses(plan.traced, rewords=rewords, lets_go=lets_go)
        return plan.changes

    receipt = curation.commit(
        opening.ready_store(call), planned, writing.stamp(call), writing.why(call), is_dry=call.flag("dry_run")
    )
    writing.show(call, receipt, {"quotes": [_row(each) for each in traced]})


def _report(traced: Sequence[Traced]) -> None:
    """Tell what becomes of the quotes, before anything is written."""
    for each in traced:
        if each.fate is not Fate.STAYED:
            tell(f"{each.id}: {each.fate.value}{_way(each)}")
    counts = [f"{sum(each.fate is fate for each in traced)} {fate.value}" for fate in Fate]
    tell(f"quotes: {', '.join(counts)}")


def _way(each: Traced) -> str:
    if each.place is None:
        return ""
    return f" {each.place.start}" if each.citation.start is None else f" {each.citation.start} → {each.place.start}"


def _row(each: Traced) -> dict[str, Any]:
    return {
        "citation": each.id,
        "fate": each.fate.value,
        "quote": each.citation.quote,
        "before": {"start": each.citation.start, "end": each.citation.end},
        "after": each.place._asdict() if each.place else None,
        "words": each.words,
        "score": round(each.score, 4),
    }


COMMAND = Command(
    "source update",
    "Give a source another text. Every quote from it is looked for in the new text, word for word and else "
    "approximately; what stayed, moved, changed or was lost is shown before anything is written, and a change of words "
    "or a loss refuses the update unless an option allows it.",
    run,
    arguments=(Argument("id", "The source.", completes="source"),),
    options=(
        record_group.FILE,
        Option("--reword", "Quotes found in other words take the words of the new text.", is_flag=True),
        Option("--unquote", "Citations whose quote is lost stay without it; the log keeps the words.", is_flag=True),
        *writing.WRITING,
    ),
    examples=("claims source update exbulletin-2023-02-23 --file corrected.txt --dry-run",),
)
