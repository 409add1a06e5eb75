"""`claims check`."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from claims import checks
from claims.cli import options, output
from claims.cli.call import Call, tell
from claims.cli.chosen import checked
from claims.cli.declare import Command, Option
from claims.errors import UsageFault, quoted
from claims.model import Change, Corpus, Finding
from claims.render import Listing, Page, finding_github, json_text
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op, Severity
from claims.wire import view


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
    corpus = _mended(call, rules) if call.flag("fix") else _stored(call)
    order = list(Severity)
    found = sorted(checks.findings(corpus, rules), key=lambda one: (order.index(one.severity), one.code))
    _show(call, form, found)
    return int(any(one.severity is Severity.ERROR for one in found))


def _stored(call: Call) -> Corpus:
    from claims.store import whole

    with call.store() as db:
        return whole.corpus(db)


def _mended(call: Call, rules: Sequence[checks.Rule]) -> Corpus:
    """The record as safe remedies leave it; written unless this is a dry run."""
    from claims import curation
    from claims.cli import writing
    from claims.store import whole

    def plan(db: Connection) -> Iterator[Change]:
        corpus = whole.corpus(db)
        before = {(kind, one.id): one for kind in Kind for one in corpus.of(kind)}
        for kind, after in checks.mended(corpus, rules):
            yield Change(Op.EDIT, kind, before[kind, after.id], after)

    is_dry = call.flag("dry_run")
    why = writing.why(call) or "claims check --fix"
    receipt = curation.commit(call.ready_store(), plan, writing.stamp(call), why, is_dry=is_dry)
    tell(_told(len(receipt.changes), is_dry=is_dry))
    corpus = _stored(call)
    if not is_dry:
        return corpus
    if _form(call) is _Form.TEXT:
        writing.show_differences(call, receipt.changes)
    return checks.with_records(corpus, checks.mended(corpus, rules))


def _told(number: int, *, is_dry: bool) -> str:
    records = f"{number} record{'' if number == 1 else 's'}"
    if not number:
        return "there is nothing to mend"
    return (
        f"{records} would be mended; nothing was changed, since this was a dry run" if is_dry else f"mended {records}"
    )


def _show(call: Call, form: _Form, found: Sequence[Finding]) -> None:
    if form is _Form.JSON:
        rows = (view.finding(one) for one in found)
        output.write(json_text.listing(Listing("findings", rows, (), (), ()), Page()))
    elif form is _Form.GITHUB:
        output.write(finding_github.lines(found))
    else:
        _show_text(call, found)


def _show_text(call: Call, found: Sequence[Finding]) -> None:
    import sys

    from claims.render import finding_text
    from claims.render.paint import painted

    page = _page(call)
    lines = finding_text.lines(found, page.width if sys.stdout.isatty() else None)
    output.write(painted(lines, page.colours))
    fixable = sum(one.fix is not None for one in found)
    tell(finding_text.tally(found) + (f"; {fixable} can be mended with --fix" if fixable else ""))


def _page(call: Call) -> Page:
    # `text` is the view for eyes, on a terminal and in a pipe.
    return output.page_of(Call(call.command, {**call.values, "format": None, "json": False}))


def _explain(call: Call) -> None:
    from claims.render import finding_text
    from claims.render.paint import painted

    others = [name for name in ("select", "ignore", "fix", "dry_run", "format", "json") if call.values.get(name)]
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
    "speakers (S), disputes (D), words and languages (W), the index of words (X).",
    run,
    options=(
        Option("--select", "Only these rules: codes or their beginnings (Q, L01), with commas.", "CODES", repeats=True),
        Option("--ignore", "Not these rules.", "CODES", repeats=True),
        Option("--explain", "Tell what a rule looks for, why, and what to do.", "CODE"),
        Option("--fix", "Mend what has a safe remedy.", is_flag=True),
        Option("--dry-run", "With --fix: show what would change, and change nothing.", is_flag=True),
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
