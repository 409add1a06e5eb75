"""What the commands that change the store share: who, why, dry or not, and what is told of it afterwards."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claims import curation
from claims.cli import curator, opening, output
from claims.cli.call import tell
from claims.command import Call, Option
from claims.curation import Receipt
from claims.curation.transaction import Plan, Refusal
from claims.json import view
from claims.labels import State
from claims.model import Revision
from claims.reports import options
from claims.store.states import StateChange
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op

WHY = Option("--why", "The reason, kept with the change.")
WRITING = (
    Option("--by", "Who makes the change; else CLAIMS_CURATOR, else git's user.name, else the login name.", "NAME"),
    WHY,
    Option("--dry-run", "Show what would change, and change nothing.", is_flag=True),
    Option("--json", "Print a receipt as JSON.", is_flag=True),
    *options.COMMON,
)
"""The options of every command that changes the store."""


def write(call: Call, plan: Plan, refused: Refusal | None = None) -> None:
    """Do what is planned in one transaction and tell what was done; `refused` see `curation.commit`."""
    is_dry = call.flag("dry_run")
    receipt = curation.commit(opening.ready_store(call), plan, stamp(call), why(call), is_dry=is_dry, refused=refused)
    show(call, receipt)


def stamp(call: Call) -> Stamp:
    """Who changes the store, and when."""
    return curator.stamp(call.text("by"))


def why(call: Call) -> str | None:
    """The reason that was given, None without one."""
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
        show_differences(call, receipt.changes)
    else:
        for one in receipt.changes:
            sys.stdout.write(f"{one.id}\n")
            tell(_sentence(one))
    for line in _of_states(receipt):
        tell(line)
    if not receipt.changes:
        tell("nothing to change")
    elif receipt.is_dry:
        tell("nothing was changed, since this was a dry run")


def show_differences(call: Call, changes: Sequence[Revision]) -> None:
    """Print changes as readable differences."""
    from claims.render import difference
    from claims.render.line import painted

    page = output.page_of(call)
    lines = difference.lines(map(view.revision, changes), page.width, conditional=True)
    output.write(painted(lines, page.colours))


_DONE = {
    Op.ADD: "added",
    Op.EDIT: "changed",
    Op.RETRACT: "retracted",
    Op.RESTORE: "restored",
    Op.IMPORT: "imported",
}


def _sentence(one: Revision) -> str:
    return f"{_DONE[one.op]} {one.kind.value} {one.id}"


def _of_states(receipt: Receipt) -> Iterator[str]:
    """What the change did to the states of claims that were there before and still are."""
    shown = [one for one in receipt.states if one.before and one.after]
    for one in shown[:_MOST_STATES]:
        yield _state_sentence(one, is_dry=receipt.is_dry)
    if len(shown) > _MOST_STATES:
        yield f"… and {len(shown) - _MOST_STATES} more claims have another state"


_MOST_STATES = 12


def _state_sentence(one: StateChange, *, is_dry: bool) -> str:
    assert one.before is not None
    assert one.after is not None
    parts = []
    if one.before.last_word != one.after.last_word:
        now = "would be" if is_dry else "is now"
        parts.append(
            f"the last word {now} {one.after.last_word.term.label}, no longer {one.before.last_word.term.label}"
        )
    if one.before.unanswered != one.after.unanswered:
        parts.append("it has no answer any more" if one.after.unanswered else "it has an answer")
    return f"{one.id}: {'; '.join(parts)}"


def _json(receipt: Receipt) -> dict[str, Any]:
    return {
        "dry_run": receipt.is_dry,
        "at": receipt.stamp.at,
        "by": receipt.stamp.by,
        "why": receipt.why,
        "ids": list(dict.fromkeys(one.id for one in receipt.changes)),
        "counts": counts(receipt),
        "changes": [_change(one) for one in receipt.changes],
        "states": [{"id": one.id, "before": _state(one.before), "after": _state(one.after)} for one in receipt.states],
    }


def _change(one: Revision) -> dict[str, Any]:
    written = view.revision(one)
    return {key: written[key] for key in ("op", "kind", "id", "before", "after")}


def _state(one: State | None) -> dict[str, Any] | None:
    return {"last_word": one.last_word, "unanswered": one.unanswered} if one else None


def tally(receipt: Receipt) -> str:
    """What an import did, in numbers."""
    parts = []
    for key in ("new", "changed"):
        numbers = [(kind, counts(receipt)[kind.plural][key]) for kind in Kind]
        told = ", ".join(f"{number} {kind.value if number == 1 else kind.plural}" for kind, number in numbers if number)
        if told:
            parts.append(f"{key}: {told}")
    parts.append(f"unchanged: {receipt.unchanged}")
    would = "would be imported; " if receipt.is_dry else "imported; "
    return would + "; ".join(parts)


def counts(receipt: Receipt) -> dict[str, Any]:
    """How many records were new and how many changed, by kind, and how many given ones changed nothing."""
    by_kind = {kind.plural: {"new": 0, "changed": 0} for kind in Kind}
    for (kind, _, is_new), number in receipt.counts.items():
        by_kind[kind.plural]["new" if is_new else "changed"] += number
    return {**by_kind, "unchanged": receipt.unchanged}
