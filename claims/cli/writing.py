"""What the commands that change the store share: who, why, dry or not, and what is told of it afterwards."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claims import curation
from claims.cli import curator, store_file
from claims.cli.messages import tell
from claims.command import COMMON, Call, Option
from claims.curation import Receipt
from claims.curation.transaction import Plan, Refusal
from claims.json import revision
from claims.model import Revision
from claims.store.states import StateChange
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

WRITING = (
    Option("--by", "Who makes the change; else CLAIMS_CURATOR, else git's user.name, else the login name.", "NAME"),
    Option("--why", "The reason, kept with the change."),
    Option("--dry-run", "Show what would change, and change nothing.", is_flag=True),
    Option("--json", "Print a receipt as JSON.", is_flag=True),
    *COMMON,
)
"""The options of every command that changes the store."""


def write(call: Call, plan: Plan, refused: Refusal | None = None) -> None:
    """Do what is planned in one transaction and tell what was done; `refused` see `curation.commit`."""
    show(call, commit(call, plan, refused))


def commit(call: Call, plan: Plan, refused: Refusal | None = None) -> Receipt:
    """Do what is planned in one transaction, in the store and under the name that the call means."""
    path = store_file.ready(call)
    return curation.commit(path, plan, stamp(call), why(call), is_dry=call.flag("dry_run"), refused=refused)


def stamp(call: Call) -> Stamp:
    """Return who changes the store, and when."""
    return curator.stamp(call.text("by"))


def why(call: Call) -> str | None:
    """Return the reason, None without one."""
    return (call.text("why") or "").strip() or None


def show(call: Call, receipt: Receipt, more: Mapping[str, Any] | None = None) -> None:
    """Tell what was done: ids on standard output, sentences on standard error; of a dry run the differences.

    `more` is what the receipt as JSON has beside what every receipt has.
    """
    if call.flag("json"):
        from claims.render import json_text

        sys.stdout.write(json_text.document({**_json(receipt), **(more or {})}))
        return
    if receipt.is_dry:
        show_differences(call, receipt.revisions())
    else:
        for change in receipt.changes:
            sys.stdout.write(f"{change.id}\n")
            tell(f"{_DONE[change.op]} {change.kind.value} {change.id}")
    for sentence in _of_states(receipt):
        tell(sentence)
    if not receipt.changes:
        tell("nothing to change")
    elif receipt.is_dry:
        tell("nothing was changed, since this was a dry run")


def show_differences(call: Call, changes: Iterable[Revision]) -> None:
    """Print changes as readable differences."""
    from claims.cli import output
    from claims.render import revision_view
    from claims.render.line import painted

    page = output.page_of(call)
    lines = revision_view.lines(map(revision.write, changes), page.width, conditional=True)
    output.write(painted(lines, page.colours))


_DONE = {Op.ADD: "added", Op.EDIT: "changed", Op.RETRACT: "retracted", Op.RESTORE: "restored", Op.IMPORT: "imported"}


def _of_states(receipt: Receipt) -> Iterator[str]:
    """Return what the change did to the states of claims that were there before and still are."""
    changed = [state for state in receipt.states if state.before and state.after]
    for state in changed[:_MOST_STATES]:
        yield _state_sentence(state, is_dry=receipt.is_dry)
    if len(changed) > _MOST_STATES:
        yield f"… and {len(changed) - _MOST_STATES} more claims have another state"


_MOST_STATES = 12


def _state_sentence(state: StateChange, *, is_dry: bool) -> str:
    before, after = state.before, state.after
    assert before is not None
    assert after is not None
    parts = []
    if before.last_word != after.last_word:
        now = "would be" if is_dry else "is now"
        parts.append(f"the last word {now} {after.last_word.term.label}, no longer {before.last_word.term.label}")
    if before.unanswered != after.unanswered:
        parts.append("it has no answer any more" if after.unanswered else "it has an answer")
    return f"{state.id}: {'; '.join(parts)}"


def _json(receipt: Receipt) -> dict[str, Any]:
    return {
        "dry_run": receipt.is_dry,
        "at": receipt.stamp.at,
        "by": receipt.stamp.by,
        "why": receipt.why,
        "ids": list(dict.fromkeys(change.id for change in receipt.changes)),
        "counts": counts(receipt),
        "changes": [{key: row[key] for key in _OF_CHANGE} for row in map(revision.write, receipt.revisions())],
        "states": [
            {"id": id, "before": before and before._asdict(), "after": after and after._asdict()}
            for id, before, after in receipt.states
        ],
    }


_OF_CHANGE = ("op", "kind", "id", "before", "after")


def tally(receipt: Receipt) -> str:
    """Return what an import did, in numbers."""
    by_kind = counts(receipt)
    parts = []
    for key in ("new", "changed"):
        numbers = [(kind, by_kind[kind.plural][key]) for kind in Kind]
        words = [f"{number} {kind.value if number == 1 else kind.plural}" for kind, number in numbers if number]
        if words:
            parts.append(f"{key}: {', '.join(words)}")
    parts.append(f"unchanged: {receipt.unchanged}")
    return f"{'would be imported' if receipt.is_dry else 'imported'}; {'; '.join(parts)}"


def counts(receipt: Receipt) -> dict[str, Any]:
    """Return how many records were new and how many changed, by kind, and how many given ones changed nothing."""
    by_kind = {kind.plural: {"new": 0, "changed": 0} for kind in Kind}
    for (kind, _, is_new), number in receipt.counts.items():
        by_kind[kind.plural]["new" if is_new else "changed"] += number
    return {**by_kind, "unchanged": receipt.unchanged}
