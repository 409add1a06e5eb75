"""Findings and rules of the linter: an output format is a function of findings and a page, found in `FORMATS`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from claims import escaping
from claims.checks import Rule
from claims.model import Finding
from claims.render import Page, View, json_text
from claims.render.line import Line, Span, Style, painted, wrapped
from claims.render.value import encoded
from claims.vocabulary import Severity

_INDENT = 5


FindingFormat = Callable[[Iterable[Finding], Page], Iterator[str]]
"""An output format of findings: it makes text of them, in pieces that can be written out one by one."""


def text(findings: Iterable[Finding], page: Page) -> Iterator[str]:
    """Return a line for each finding, uncut, as pipes take it."""
    return painted(map(_line, findings), page.colours)


def wrapped_text(findings: Iterable[Finding], page: Page) -> Iterator[str]:
    """Return the findings for eyes, each within the columns of the page."""
    return painted((line for finding in findings for line in _wrapped(finding, page.width)), page.colours)


def _wrapped(finding: Finding, width: int) -> Iterator[Line]:
    first, *rest = wrapped(_line(finding), max(width - _INDENT, 1), width)
    yield first
    yield from ((Span(" " * _INDENT), *line) for line in rest)


def _line(finding: Finding) -> Line:
    strong = Style.MARK if finding.severity is Severity.ERROR else Style.STRONG
    return (
        Span(finding.code, strong),
        Span(f" {finding.severity.value} "),
        Span(f"{_place(finding)}:", Style.DIM),
        Span(f" {escaping.line(finding.message)}"),
        *([Span(f" ({escaping.line(finding.remedy)})", Style.DIM)] if finding.remedy else []),
    )


def _place(finding: Finding) -> str:
    """Where a finding is: `claim us-a citations.0.quote`."""
    path = ".".join(map(str, finding.path))
    parts = (finding.kind and finding.kind.value, finding.record, path)
    return escaping.line(" ".join(part for part in parts if part))


def json_array(findings: Iterable[Finding], page: Page) -> Iterator[str]:
    """Return an array of the findings as `claims schema finding` has them."""
    return json_text.json(View("finding", map(encoded, map(_row, findings)), ()), page)


def _row(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "kind": finding.kind,
        "id": finding.record,
        "path": finding.path,
        "message": finding.message,
        "remedy": finding.remedy,
        "fixable": finding.fix is not None,
    }


def github(findings: Iterable[Finding], page: Page) -> Iterator[str]:
    """Return a workflow command of GitHub Actions for each finding, which shows it beside the job that ran the check.

    Format: "Workflow commands for GitHub Actions", sections on notice, warning and error messages. Per cent signs and
    line breaks are escaped, in properties colons and commas too (`escapeData`, `escapeProperty` of @actions/core).
    """
    for finding in findings:
        remedy = f" ({finding.remedy})" if finding.remedy else ""
        title = _in_data(f"{finding.code} {_place(finding)}").replace(":", "%3A").replace(",", "%2C")
        yield f"::{_command(finding.severity)} title={title}::{_in_data(f'{finding.message}{remedy}')}\n"


def _command(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "warning"
        case Severity.NOTE:
            return "notice"
        case _:
            assert_never(severity)


def _in_data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaping.line(escaped)


FORMATS: Mapping[str, FindingFormat] = {"text": text, "json": json_array, "github": github}
"""The formats that `check --format` takes; on a terminal `wrapped_text` stands for `text`."""


def tally(findings: Sequence[Finding]) -> str:
    """Return the findings in numbers, `1 error, 2 warnings, 3 notes; 1 can be mended with --fix`."""
    counts = Counter(finding.severity for finding in findings)
    numbers = [(severity, counts[severity]) for severity in Severity if counts[severity]]
    parts = [f"{number} {severity.value}{'' if number == 1 else 's'}" for severity, number in numbers]
    fixable = sum(finding.fix is not None for finding in findings)
    return (", ".join(parts) or "nothing found") + (f"; {fixable} can be mended with --fix" if fixable else "")


def timings(rules: Iterable[Rule], seconds: Mapping[str, float], findings: Iterable[Finding]) -> Iterator[str]:
    """Return a table of what took how many seconds: reading, then each rule with the number of its findings."""
    yield f"{'code':<4}  {'rule':<{_WIDEST}}  {'seconds':>9}  {'findings':>9}\n"
    yield f"{'':<4}  {'(reading)':<{_WIDEST}}  {seconds['']:>9.3f}\n"
    numbers = Counter(finding.code for finding in findings)
    for rule in sorted(rules, key=lambda rule: -seconds[rule.code]):
        yield f"{rule.code:<4}  {rule.name:<{_WIDEST}}  {seconds[rule.code]:>9.3f}  {numbers[rule.code]:>9}\n"


_WIDEST = 22
"""The length of the longest name of a rule."""


def explanation(rule: Rule, page: Page) -> Iterator[str]:
    """Return a rule with its reason, its remedy and its bad example."""
    return painted(_explained(rule, page.width), page.colours)


def _explained(rule: Rule, width: int) -> Iterator[Line]:
    about = [rule.severity.value]
    about += ["refuses changes and imports"] if rule.on_write else []
    about += ["mended by --fix"] if rule.fixes else []
    yield Span(rule.code, Style.STRONG), Span(f" {rule.name}"), Span(f" ({', '.join(about)})", Style.DIM)
    yield ()
    for sentence in (f"{rule.message[:1].upper()}{rule.message[1:]}.", rule.reason, f"Remedy: {rule.remedy}."):
        yield from wrapped([Span(sentence)], width)
        yield ()
    yield (Span("Example:", Style.DIM),)
    yield ()
    yield from ((Span(f"    {line}"),) for line in rule.example.splitlines())
