"""`claims check`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from time import perf_counter

from claims import checks
from claims.batches import uncollected
from claims.checks import Rule
from claims.cli import output, progress, store_file
from claims.cli.messages import tell
from claims.command import COMMON, Call, Command, Option, checked
from claims.errors import Aborted, UsageFault, meant, quoted
from claims.model import Change, Corpus, Fault, Finding
from claims.render import Page, findings
from claims.store import curated
from claims.store.connection import Connection
from claims.vocabulary import Severity


def _run(call: Call) -> int:
    """Look for errors and doubts, fix what has a safe remedy if asked to; return 1 if errors remain."""
    if call.text("explain") is not None:
        output.write(findings.explanation(_explained(call), _page(call)))
        return 0
    form, rules = _form(call), _rules(call)
    _refuse_idle_options(call)
    if call.flag("fix"):
        _fix(call, form, rules)
    with uncollected():
        found, seconds = _checked(call, rules)
        _show(call, form, found)
    if call.flag("timings"):
        sys.stderr.writelines(findings.timings(rules, seconds, found))
    return int(any(finding.severity is Severity.ERROR for finding in found))


def _checked(call: Call, rules: Sequence[Rule]) -> tuple[list[Finding], dict[str, float]]:
    """What the rules find, and the seconds that each of them took, by code; reading is timed under no code."""
    is_fixed = call.flag("fix") and not call.flag("dry_run")
    try:
        faults: list[Fault] = []
        inspected = partial(curated.inspected, faults=faults)
        with store_file.reading(call) as db, progress.shown("checking", inspected(db), curated.size(db)) as records:
            begin = perf_counter()
            corpus = curated.corpus(db, records)
            corpus = corpus._replace(faults=(*faults, *curated.faults(db)))
            seconds = {"": perf_counter() - begin}
            if call.flag("fix") and not is_fixed:
                corpus = checks.changed(corpus, checks.fixes(corpus, rules))
            return list(_timed(corpus, rules, seconds)), seconds
    except KeyboardInterrupt as fault:
        raise Aborted(f"interrupted{'' if is_fixed else '; nothing was changed'}") from fault


def _timed(corpus: Corpus, rules: Sequence[Rule], seconds: dict[str, float]) -> Iterator[Finding]:
    for rule in rules:
        begin = perf_counter()
        yield from checks.findings(corpus, [rule])
        seconds[rule.code] = perf_counter() - begin


def _fix(call: Call, form: str, rules: Sequence[Rule]) -> None:
    """Write the safe remedies, or show them where this is a dry run."""
    from claims import curation
    from claims.cli import writing

    def plan(db: Connection) -> list[Change]:
        return checks.fixes(curated.corpus(db), rules)

    is_dry = call.flag("dry_run")
    why = writing.why(call) or "claims check --fix"
    receipt = curation.commit(store_file.ready(call), plan, writing.stamp(call), why, is_dry=is_dry)
    tell(_told(len(receipt.changes), is_dry=is_dry))
    if is_dry and form == "text":
        writing.show_differences(call, receipt.revisions())


def _told(number: int, *, is_dry: bool) -> str:
    if not number:
        return "there is nothing to mend"
    records = f"{number} record{'' if number == 1 else 's'}"
    if is_dry:
        return f"{records} would be mended; nothing was changed, since this was a dry run"
    return f"mended {records}"


def _show(call: Call, form: str, found: Sequence[Finding]) -> None:
    is_for_eyes = form == "text" and sys.stdout.isatty()
    render = findings.wrapped_text if is_for_eyes else findings.FORMATS[form]
    output.write(render(found, _page(call)))
    if form == "text":
        tell(findings.tally(found))


def _page(call: Call) -> Page:
    # `text` is the view for eyes, on a terminal and in a pipe.
    return output.page_of(Call(call.command, {**call.values, "format": None, "json": False}))


def _explained(call: Call) -> Rule:
    others = ("select", "ignore", "fix", "dry_run", "timings", "format", "json")
    for name in others:
        if call.values.get(name):
            raise UsageFault(f"--explain does not go with --{name.replace('_', '-')}", "ask for one of them")
    code = (call.text("explain") or "").strip().upper()
    rule = checks.rule(code)
    if rule is None:
        raise _unknown("explain", code)
    return rule


def _form(call: Call) -> str:
    named = call.text("format")
    form = checked(named, tuple(findings.FORMATS), "format") if named is not None else None
    if call.flag("json"):
        if form not in (None, "json"):
            raise UsageFault(f"more than one output format: json and {form}", "ask for one of them")
        return "json"
    return form or "text"


def _refuse_idle_options(call: Call) -> None:
    idle = [name for name in ("dry_run", "by", "why") if call.values.get(name)]
    if idle and not call.flag("fix"):
        raise UsageFault(f"--{idle[0].replace('_', '-')} belongs to --fix", "add --fix, or leave it out")


def _rules(call: Call) -> list[Rule]:
    """The rules that are selected and not ignored, in the order of their findings."""
    selected, ignored = _codes(call, "select"), _codes(call, "ignore")
    rules = [rule for rule in checks.RULES if not selected or rule.code.startswith(selected)]
    return checks.by_severity(rule for rule in rules if not ignored or not rule.code.startswith(ignored))


def _codes(call: Call, option: str) -> tuple[str, ...]:
    """The codes and beginnings of codes that an option names; raises `UsageFault` for one that fits no rule."""
    words = [word.strip().upper() for value in call.texts(option) for word in value.split(",")]
    codes = tuple(filter(None, words))
    if call.texts(option) and not codes:
        raise UsageFault(f"--{option} names no code", "claims check --help tells what codes there are")
    for code in codes:
        if not any(rule.code.startswith(code) for rule in checks.RULES):
            raise _unknown(option, code)
    return codes


def _unknown(option: str, code: str) -> UsageFault:
    codes = [rule.code for rule in checks.RULES]
    hint = meant(code, codes, f"codes run from {_span(codes)}")
    return UsageFault(f"--{option}: there is no rule {quoted(code)}", hint)


def _span(codes: Iterable[str]) -> str:
    families: dict[str, list[str]] = {}
    for code in sorted(codes):
        families.setdefault(code[0], []).append(code)
    return ", ".join(" to ".join(dict.fromkeys((family[0], family[-1]))) for family in families.values())


CHECK = Command(
    "check",
    "Look for errors and doubts in the record. Errors make it untrue, warnings are for a curator to look at, notes are "
    "worth knowing. The exit code is 1 if there are errors, and only then.\n\n"
    f"Codes: {_span(rule.code for rule in checks.RULES)}: references and names (R), quotes (Q), links (L), claims (C), "
    "speakers (S), disputes (D), words and languages (W), the store itself (X).",
    _run,
    options=(
        Option("--select", "Only these rules: codes or their beginnings (Q, L01), with commas.", "CODES", repeats=True),
        Option("--ignore", "Not these rules.", "CODES", repeats=True),
        Option("--explain", "Tell what a rule looks for, why, and what to do.", "CODE"),
        Option("--fix", "Mend what has a safe remedy.", is_flag=True),
        Option("--dry-run", "With --fix: show what would change, and change nothing.", is_flag=True),
        Option("--timings", "Tell on standard error what each rule took, the slowest first.", is_flag=True),
        Option("--by", "With --fix: who makes the change.", "NAME"),
        Option("--why", "With --fix: the reason, kept with the change."),
        Option("--format", "The output format.", "FORMAT", words=tuple(findings.FORMATS)),
        Option("--json", "Short for --format json.", is_flag=True),
        Option("--color", "When to use colours.", "WHEN", words=("auto", "always", "never")),
        *COMMON,
    ),
    examples=(
        "claims check",
        "claims check --select Q,L --ignore L010",
        "claims check --explain L010",
        "claims check --fix --dry-run",
    ),
)  # fmt: skip
