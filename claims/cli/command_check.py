"""`claims check`."""

import gc
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from time import perf_counter

from claims import checks
from claims.cli import output, progress, store_file
from claims.cli.messages import tell
from claims.command import Call, Command, Option
from claims.curation.inspection import Inspection, remedies
from claims.errors import Aborted, UsageFault, quoted
from claims.json import view
from claims.model import Change
from claims.render import Listing, Page, finding_github, finding_text, json_text
from claims.reports import options
from claims.reports.filters import checked
from claims.store.connection import Connection
from claims.vocabulary import Severity


class _Form(StrEnum):
    """The formats of findings."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def run(call: Call) -> int:
    """Look for errors and doubts, mend what has a safe remedy if asked to; 1 if errors remain."""
    if call.text("explain") is not None:
        _explain(call)
        return 0
    form, rules = _form(call), _rules(call)
    _refuse_idle_options(call)
    with _uncollected(), Inspection(rules, perf_counter) as inspection:
        if call.flag("fix"):
            _mend(call, rules)
        _look(call, inspection)
        _show(call, form, inspection)
        if call.flag("timings"):
            sys.stderr.writelines(finding_text.timings(inspection.reading, inspection.timings()))
        return int(inspection.counts[Severity.ERROR] > 0)


def _look(call: Call, inspection: Inspection) -> None:
    """Look through the record, as a dry run of the safe remedies leaves it."""
    with store_file.reading(call) as db:
        looked = _Looked(inspection, db, mended=call.flag("fix") and call.flag("dry_run"))
        with progress.shown("checking", looked, "records") as steps:
            try:
                deque(steps, maxlen=0)
            except KeyboardInterrupt as fault:
                is_mended = call.flag("fix") and not call.flag("dry_run")
                raise Aborted(f"interrupted{'' if is_mended else '; nothing was changed'}") from fault


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles: records have none, and looking for them among so many took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Looked:
    """How far an inspection is: in records, each counted as often as it is looked at."""

    def __init__(self, inspection: Inspection, db: Connection, *, mended: bool) -> None:
        self.size: int | None = inspection.size(db) if sys.stderr.isatty() else None
        self.done = 0
        self._steps = inspection.look(db, mended=mended)

    def __iter__(self) -> Iterator[int]:
        for number in self._steps:
            self.done += number
            yield number


def _mend(call: Call, rules: Sequence[checks.Rule]) -> None:
    """Write the safe remedies, or show them where this is a dry run."""
    from claims import curation
    from claims.cli import writing

    def plan(db: Connection) -> list[Change]:
        return list(remedies(db, rules))

    is_dry = call.flag("dry_run")
    why = writing.why(call) or "claims check --fix"
    receipt = curation.commit(store_file.ready(call), plan, writing.stamp(call), why, is_dry=is_dry)
    tell(_told(len(receipt.changes), is_dry=is_dry))
    if is_dry and _form(call) is _Form.TEXT:
        writing.show_differences(call, receipt.changes)


def _told(number: int, *, is_dry: bool) -> str:
    records = f"{number} record{'' if number == 1 else 's'}"
    if not number:
        return "there is nothing to mend"
    return (
        f"{records} would be mended; nothing was changed, since this was a dry run" if is_dry else f"mended {records}"
    )


def _show(call: Call, form: _Form, inspection: Inspection) -> None:
    if form is _Form.JSON:
        rows = (view.finding(one) for one in inspection.findings())
        output.write(json_text.listing(Listing("findings", rows, (), (), ()), Page()))
    elif form is _Form.GITHUB:
        output.write(finding_github.lines(inspection.findings()))
    else:
        _show_text(call, inspection)


def _show_text(call: Call, inspection: Inspection) -> None:
    from claims.render.paint import painted

    page = _page(call)
    lines = finding_text.lines(inspection.findings(), page.width if sys.stdout.isatty() else None)
    output.write(painted(lines, page.colours))
    fixable = inspection.fixable
    tell(finding_text.tally(inspection.counts) + (f"; {fixable} can be mended with --fix" if fixable else ""))


def _page(call: Call) -> Page:
    # `text` is the view for eyes, on a terminal and in a pipe.
    return output.page_of(Call(call.command, {**call.values, "format": None, "json": False}))


def _explain(call: Call) -> None:
    from claims.render.paint import painted

    others = [
        name for name in ("select", "ignore", "fix", "dry_run", "timings", "format", "json") if call.values.get(name)
    ]
    if others:
        raise UsageFault(f"--explain does not go with --{others[0].replace('_', '-')}", "ask for one of them")
    code = (call.text("explain") or "").strip().upper()
    rule = checks.rule(code)
    if rule is None:
        raise _unknown("explain", code)
    page = _page(call)
    output.write(painted(finding_text.rule(rule, page.width), page.colours))


def _form(call: Call) -> _Form:
    named = call.text("format")
    form = _Form(checked(named, [each.value for each in _Form], "format")) if named is not None else None
    if call.flag("json"):
        if form not in (None, _Form.JSON):
            raise UsageFault(f"more than one output format: json and {form}", "ask for one of them")
        return _Form.JSON
    return form or _Form.TEXT


def _refuse_idle_options(call: Call) -> None:
    idle = [name for name in ("dry_run", "by", "why") if call.values.get(name)]
    if idle and not call.flag("fix"):
        raise UsageFault(f"--{idle[0].replace('_', '-')} belongs to --fix", "add --fix, or leave it out")


def _rules(call: Call) -> list[checks.Rule]:
    """The rules that are selected and not ignored."""
    selected, ignored = _codes(call, "select"), _codes(call, "ignore")
    rules = [rule for rule in checks.RULES if not selected or rule.code.startswith(selected)]
    return [rule for rule in rules if not ignored or not rule.code.startswith(ignored)]


def _codes(call: Call, option: str) -> tuple[str, ...]:
    """The codes and beginnings of codes that an option names; raises `UsageFault` for one that fits no rule."""
    given = [code.strip().upper() for value in call.texts(option) for code in value.split(",")]
    codes = tuple(code for code in given if code)
    if call.texts(option) and not codes:
        raise UsageFault(f"--{option} names no code", "claims check --help tells what codes there are")
    for code in codes:
        if not any(rule.code.startswith(code) for rule in checks.RULES):
            raise _unknown(option, code)
    return codes


def _unknown(option: str, code: str) -> UsageFault:
    from difflib import get_close_matches

    codes = [rule.code for rule in checks.RULES]
    nearest = get_close_matches(code, codes, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"codes run from {_span(codes)}"
    return UsageFault(f"--{option}: there is no rule {quoted(code)}", hint)


def _span(codes: Iterable[str]) -> str:
    families: dict[str, list[str]] = {}
    for code in sorted(codes):
        families.setdefault(code[0], []).append(code)
    return ", ".join(f"{family[0]} to {family[-1]}" for family in families.values())


COMMAND = Command(
    "check",
    "Look for errors and doubts in the record. Errors make it untrue, warnings are for a curator to look at, notes are "
    "worth knowing. The exit code is 1 if there are errors, and only then.\n\n"
    f"Codes: {_span(rule.code for rule in checks.RULES)}: references and names (R), quotes (Q), links (L), claims (C), "
    "speakers (S), disputes (D), words and languages (W), the index of words and the counts (X).",
    run,
    options=(
        Option("--select", "Only these rules: codes or their beginnings (Q, L01), with commas.", "CODES", repeats=True),
        Option("--ignore", "Not these rules.", "CODES", repeats=True),
        Option("--explain", "Tell what a rule looks for, why, and what to do.", "CODE"),
        Option("--fix", "Mend what has a safe remedy.", is_flag=True),
        Option("--dry-run", "With --fix: show what would change, and change nothing.", is_flag=True),
        Option("--timings", "Tell on standard error what each rule took, the slowest first.", is_flag=True),
        Option("--by", "With --fix: who makes the change.", "NAME"),
        Option("--why", "With --fix: the reason, kept with the change."),
        Option("--format", "The output format.", "FORMAT", words=tuple(form.value for form in _Form)),
        Option("--json", "Short for --format json.", is_flag=True),
        Option("--color", "When to use colours.", "WHEN", words=("auto", "always", "never")),
        *options.COMMON,
    ),
    examples=(
        "claims check",
        "claims check --select Q,L --ignore L010",
        "claims check --explain L010",
        "claims check --fix --dry-run",
    ),
)  # fmt: skip
