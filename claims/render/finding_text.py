"""Findings and rules for people: a finding is one line in a pipe, and wrapped with an indent on a terminal."""

from collections.abc import Iterable, Iterator, Mapping

from claims.checks import Rule
from claims.model import Finding
from claims.render import escape
from claims.render.line import Line, Span, Style, wrapped
from claims.vocabulary import Severity

_INDENT = 5


def lines(findings: Iterable[Finding], width: int | None) -> Iterator[Line]:
    """One finding after the other, within `width` columns; None: each on one line."""
    for one in findings:
        spans = _spans(one)
        if width is None:
            yield spans
        else:
            first, *rest = wrapped(spans, max(width - _INDENT, 1), width)
            yield first
            yield from ((Span(" " * _INDENT), *line) for line in rest)


def _spans(one: Finding) -> Line:
    strong = Style.MARK if one.severity is Severity.ERROR else Style.STRONG
    return (
        Span(one.code, strong),
        Span(f" {one.severity.value} ", Style.NONE),
        Span(f"{place(one)}:", Style.DIM),
        Span(f" {escape.line(one.message)}"),
        *([Span(f" ({escape.line(one.remedy)})", Style.DIM)] if one.remedy else []),
    )


def place(one: Finding) -> str:
    """Where a finding is: `claim us-a citations.0.quote`."""
    path = ".".join(map(str, one.path))
    return escape.line(" ".join(part for part in (one.kind and one.kind.value, one.record, path) if part))


def tally(counts: Mapping[Severity, int]) -> str:
    """The findings in numbers, `1 error, 2 warnings, 3 notes`; a severity that is missing has none."""
    numbers = [(severity, counts.get(severity, 0)) for severity in Severity]
    parts = [f"{number} {severity.value}{'' if number == 1 else 's'}" for severity, number in numbers if number]
    return ", ".join(parts) or "nothing found"


def timings(reading: float, rows: Iterable[tuple[Rule, float, int]]) -> Iterator[str]:
    """A table of what took how many seconds: reading, then each rule with the number of its findings."""
    yield f"{'code':<4}  {'rule':<{_WIDEST}}  {'seconds':>9}  {'findings':>9}\n"
    yield f"{'':<4}  {'(reading)':<{_WIDEST}}  {reading:>9.3f}\n"
    for rule, seconds, found in rows:
        yield f"{rule.code:<4}  {rule.name:<{_WIDEST}}  {seconds:>9.3f}  {found:>9}\n"


_WIDEST = 22
"""The length of the longest name of a rule."""


def rule(one: Rule, width: int) -> Iterator[Line]:
    """A rule with its reason, its remedy and its bad example."""
    about = [one.severity.value]
    about += ["refuses changes and imports"] if one.on_write else []
    about += ["mended by --fix"] if one.fixes else []
    yield Span(one.code, Style.STRONG), Span(f" {one.name}"), Span(f" ({', '.join(about)})", Style.DIM)
    yield ()
    for text in (f"{one.message[:1].upper()}{one.message[1:]}.", one.reason, f"Remedy: {one.remedy}."):
        yield from wrapped([Span(text)], width)
        yield ()
    yield (Span("Example:", Style.DIM),)
    yield ()
    yield from ((Span(f"    {line}"),) for line in one.example.splitlines())
