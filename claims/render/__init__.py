"""What readers get: one file an output format; each takes a finished value and gives text back, and none prints.

A format module has a function for each of the values of `claims.render.value`: `listing`, `thread`, `cards`
and `log`.
"""

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from json import loads

from claims.render.value import (
    AnswersPage,
    AnswersSection,
    Cards,
    ComparePage,
    ContradictionsPage,
    Drawn,
    Listing,
    Log,
    MatrixPage,
    Page,
    ThreadPage,
    TimelinePage,
    Value,
    View,
)

__all__ = [
    "NAMED",
    "AnswersPage",
    "AnswersSection",
    "Cards",
    "ComparePage",
    "ContradictionsPage",
    "Format",
    "Listing",
    "Log",
    "MatrixPage",
    "Page",
    "ThreadPage",
    "TimelinePage",
    "Value",
    "View",
    "render",
]


class Format(StrEnum):
    """The output formats. `PLAIN` is what a pipe gets unless another is asked for; no option names it."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"
    PLAIN = "plain"


NAMED = tuple(one for one in Format if one is not Format.PLAIN)
"""The formats that `--format` takes."""


def render(value: Value, form: Format, page: Page) -> Iterator[str]:
    """The value as text, in pieces that can be written out one by one, each ending with its line."""
    # Most formats cost no import that another needs, and Rich costs more than all the rest.
    if isinstance(value, View):
        if value.draw and form is Format.TABLE and not page.fields:
            from claims.render.paint import painted

            return painted(value.draw(map(loads, value.rows), page), page.colours)
        value = Listing(value.schema, map(loads, value.rows), value.columns, value.plain, value.eyes)
    module = import_module(f"claims.render.{_MODULES[form]}")
    if isinstance(value, Drawn) and (form is not Format.TABLE or page.fields):
        value = value.listing
    name = _FUNCTIONS[type(value)]
    pieces: Iterator[str] = getattr(module, name)(value, page)
    return pieces


_FUNCTIONS = {
    Listing: "listing",
    ThreadPage: "thread",
    Cards: "cards",
    Log: "log",
    TimelinePage: "timeline",
    ComparePage: "compare",
    AnswersPage: "answers",
    MatrixPage: "matrix",
    ContradictionsPage: "contradictions",
}
_MODULES = {
    Format.TABLE: "table",
    Format.JSON: "json_text",
    Format.JSONL: "json_lines",
    Format.CSV: "csv_text",
    Format.TSV: "tsv_text",
    Format.MARKDOWN: "markdown_text",
    Format.PLAIN: "plain",
}
