"""`claims source update`: another text for a source, in which every quote from it is looked for."""

from collections.abc import Sequence
from typing import Any

from claims.cli import fields, writing
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Option
from claims.curation import source_update
from claims.curation.source_update import Fate, Traced
from claims.errors import UsageFault
from claims.model import Change, Source
from claims.store import curated
from claims.store.connection import Connection
from claims.vocabulary import Kind


def _update(call: Call) -> None:
    text = fields.text_of_file(call).get("text")
    if text is None:
        raise UsageFault("the new text is missing", "name its file with --file")
    traced: list[Traced] = []
    rewords, lets_go = call.flag("reword"), call.flag("unquote")

    def plan(db: Connection) -> Sequence[Change]:
        source = curated.one(db, Kind.SOURCE, fields.resolved(db, Kind.SOURCE, call.text("id") or ""))
        assert isinstance(source, Source)
        retold = source_update.retold(db, source, text, rewords=rewords, lets_go=lets_go)
        traced.extend(retold.traced)
        _report(traced)
        source_update.refuse_losses(traced, rewords=rewords, lets_go=lets_go)
        return retold.changes

    writing.show(call, writing.commit(call, plan), {"quotes": [_row(trace) for trace in traced]})


def _report(traced: Sequence[Traced]) -> None:
    """Tell what becomes of the quotes, before anything is written."""
    for trace in traced:
        if trace.fate is not Fate.STAYED:
            tell(f"{trace.id}: {trace.fate.value}{_way(trace)}")
    counts = [f"{sum(trace.fate is fate for trace in traced)} {fate.value}" for fate in Fate]
    tell(f"quotes: {', '.join(counts)}")


def _way(trace: Traced) -> str:
    if trace.place is None:
        return ""
    before = trace.citation.start
    return f" {trace.place.start}" if before is None else f" {before} → {trace.place.start}"


def _row(trace: Traced) -> dict[str, Any]:
    return {
        "citation": trace.id,
        "fate": trace.fate.value,
        "quote": trace.citation.quote,
        "before": {"start": trace.citation.start, "end": trace.citation.end},
        "after": trace.place._asdict() if trace.place else None,
        "words": trace.words,
        "score": round(trace.score, 4),
    }


UPDATE = Command(
    "source update",
    "Give a source another text. Every quote from it is looked for in the new text, word for word and else "
    "approximately; what stayed, moved, changed or was lost is shown before anything is written, and a change of words "
    "or a loss refuses the update unless an option allows it.",
    _update,
    arguments=(Argument("id", "The source.", completes="source"),),
    options=(
        fields.FILE,
        Option("--reword", "Quotes found in other words take the words of the new text.", is_flag=True),
        Option("--unquote", "Citations whose quote is lost stay without it; the log keeps the words.", is_flag=True),
        *writing.WRITING,
    ),
    examples=("claims source update exbulletin-2023-02-23 --file corrected.txt --dry-run",),
)
