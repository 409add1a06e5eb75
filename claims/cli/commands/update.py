"""`claims source update`: another text for a source, in which every quote from it is looked for."""

from collections.abc import Sequence
from typing import Any

from claims.cli import fields, writing
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Option
from claims.curation import source_update
from claims.curation.source_update import ALL, Decisions, Fate, Traced
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
    decisions = Decisions(call.texts("reword"), call.texts("unquote"))

    def plan(db: Connection) -> Sequence[Change]:
        source = curated.one(db, Kind.SOURCE, fields.resolved(db, Kind.SOURCE, call.text("id") or ""))
        assert isinstance(source, Source)
        retold = source_update.retold(db, source, text, decisions)
        traced.extend(retold.traced)
        _report(traced)
        source_update.refuse_undecided(traced, decisions)
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
    "Give a source another text. Every quote from it is looked for in the new text, between the words that it stood "
    "between, and else approximately. What becomes of each is shown before anything is written; a quote that stands "
    "between other words, stands there in other words (a score of 0.7 or more) or is lost refuses the update until it "
    "is decided on.",
    _update,
    arguments=(Argument("id", "The source.", completes="source"),),
    options=(
        fields.FILE,
        Option(
            "--reword",
            f"This quote takes the words and the place shown; {ALL}: those in other words with 0.9 or more.",
            "CLAIM#NUMBER",
            repeats=True,
        ),
        Option(
            "--unquote",
            f"This citation stays without its quote, which the log keeps; {ALL}: those that are lost.",
            "CLAIM#NUMBER",
            repeats=True,
        ),
        *writing.WRITING,
    ),
    examples=(
        "claims source update exbulletin-2023-02-23 --file corrected.txt --dry-run",
        "claims source update exbulletin-2023-02-23 --file corrected.txt --reword us-balloon-surveils#1",
    ),
)
