"""Findings as workflow commands of GitHub Actions, which show them beside the job that ran the check.

Format: "Workflow commands for GitHub Actions", sections on notice, warning and error messages. Per cent signs and line
breaks are escaped, in properties colons and commas too (`escapeData` and `escapeProperty` of @actions/core).
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from claims.model import Finding
from claims.render import escape
from claims.render.finding_text import place
from claims.vocabulary import Severity


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """A command for each finding."""
    for one in findings:
        remedy = f" ({one.remedy})" if one.remedy else ""
        title = _in_property(f"{one.code} {place(one)}")
        yield f"::{_command(one.severity)} title={title}::{_in_data(f'{one.message}{remedy}')}\n"


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
    return escape.line(escaped)


def _in_property(text: str) -> str:
    return _in_data(text).replace(":", "%3A").replace(",", "%2C")
