"""The form in which a curator writes one record in an editor: a YAML document with a comment for every field.

What a person types is never rewritten: problems come back as comment lines that begin with `#!`, above the line that
each is about, and go out again before the form is read.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from claims.exchange import yaml_text, yaml_tree
from claims.exchange.faults import MOST_IN_A_LINE, REPEATED_KEY, UNREADABLE, Mark, Unparsable, repetition
from claims.exchange.form_lines import Sheet
from claims.exchange.yaml_tree import Tree
from claims.json import shape
from claims.json.shape import Path
from claims.model import Finding
from claims.vocabulary import Kind, Severity


class Form(NamedTuple):
    """What was read of a form.

    `data` holds what was filled in; None where the text could not be read. A key that was left empty is not in it,
    nor is a list or mapping with nothing but empty values. `marks` tells where each key and each item of `data`
    stands, and each key that was left empty beside them; a text that could not be read has one for ().
    """

    data: dict[str, Any] | None
    findings: tuple[Finding, ...]
    marks: Mapping[Path, Mark]


def text(
    kind: Kind, data: Mapping[str, object], *, heading: str, known: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return the form of one record, filled in where `data` has a value.

    `data` is the curator's form of the record (see `claims.json.record`); without `recorded_at` it is a new one. What
    is in no form must come from elsewhere afterwards, see `keys`. `known` are names that the store holds, by the word
    for their kind (`speaker`, `side`, …).
    """
    sheet = Sheet(kind, data.get("recorded_at") is None, known or {})
    return "".join(f"{line}\n" for line in sheet.lines(data, heading))


def keys(kind: Kind, *, is_new: bool = False) -> tuple[str, ...]:
    """Return the keys that a form asks for: no stamps, no digest, and the links of a new claim alone."""
    return tuple(field.key for field in Sheet(kind, is_new, {}).fields())


# Reading.


def read(text: str) -> Form:
    """Return what was filled in."""
    bad = _NO_YAML.search(text.removeprefix("\ufeff"))
    if bad:
        breaks = len(_PARSED_BREAK.findall(bad.string[: bad.start()]))
        return _unread(UNREADABLE, Mark(breaks + 1, 1), *_complaint(bad[0]))
    try:
        tree = yaml_tree.read(text, MOST_IN_A_LINE)
    except Unparsable as fault:
        return _unread(fault.code, fault.opening or fault.mark, fault.message, fault.remedy)
    if not isinstance(tree.value, dict | None):
        return _unread(
            shape.WRONG_TYPE, tree.place.mark(), "here stands no key", "write `key: value`, one on each line"
        )
    marks: dict[Path, Mark] = {}
    repeated = [_finding(REPEATED_KEY, path, *repetition(path[-1])) for path in tree.repeated[:_MOST_REPEATED]]
    data = _pruned(tree, tree.value or {}, (), (), marks) or {}
    return Form(data, tuple(repeated), marks)


_MOST_REPEATED = 20
# YAML 1.2.2, section 5.1.
_NO_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _complaint(character: str) -> tuple[str, str]:
    if "\ud800" <= character <= "\udfff":
        return "the form is not encoded in UTF-8", "save it as UTF-8"
    remedy = f'take it out, or write "{yaml_text.escaped(character)}" between double quotation marks'
    return f"the character U+{ord(character):04X} can't stand in a form as it is", remedy


def _unread(code: str, mark: Mark, message: str, remedy: str | None) -> Form:
    return Form(None, (_finding(code, (), message, remedy),), {(): mark})


def _finding(code: str, path: Path, message: str, remedy: str | None) -> Finding:
    return Finding(code, Severity.ERROR, None, None, path, message, remedy)


def _pruned(tree: Tree, value: Any, old: Path, new: Path, marks: dict[Path, Mark]) -> Any:
    """Return `value` without what is empty, None if nothing is left; add where its parts stand, by their new paths."""
    inside: dict[Path, Mark] = {}
    kept: Any = None if value == "" else value
    if isinstance(value, dict):
        inside |= {(*new, key): tree.positions.keys[*old, key] for key in value}
        parts = {key: _pruned(tree, part, (*old, key), (*new, key), inside) for key, part in value.items()}
        kept = {key: part for key, part in parts.items() if part is not None}
    elif isinstance(value, list):
        kept = []
        for index, item in enumerate(value):
            path = (*new, len(kept))
            part = _pruned(tree, item, (*old, index), path, inside)
            if part is not None:
                inside[path] = tree.positions.values[*old, index]
                kept.append(part)
    if kept is None or kept in ({}, []):
        return None
    marks |= inside
    return kept


def is_empty(text: str) -> bool:
    """Return whether nothing is filled in."""
    return read(text).data == {}


# Problems.


def marked(text: str, problems: Sequence[Finding]) -> str:
    """Return the text as it was typed, with each problem above the line that it is about and a summary at the top."""
    typed = unmarked(text)
    form = read(typed)
    placed = [(_line_of(problem, typed, form), problem) for problem in problems]
    written = _with_marks(typed, placed)
    if form.data is not None and read(written).data != form.data:
        # A comment within a value that runs over several lines would become part of it.
        return _with_marks(typed, [(None, problem) for problem in problems])
    return written


def unmarked(text: str) -> str:
    """Return the text without the lines that `marked` put in."""
    return _MARKED.sub("", text.removeprefix("\ufeff"))


_MARKED = re.compile(r"^#! [^\n]*(?:\n|\Z)", re.MULTILINE)
# Some characters end a line for a YAML parser and not for an editor.
_PARSED_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def _line_of(problem: Finding, typed: str, form: Form) -> int | None:
    """Return the line of the deepest part of the problem's path that the form has; None where it has none of it."""
    path = problem.path
    if problem.kind is Kind.LINK:
        path = (*_link_path(problem, form.data or {}), *path)
    if problem.code == shape.MISSING_KEY:
        # Its path leads to what lacks the key; in a form the key stands there, left empty.
        path = (*path, problem.message.split(" ")[0])
    parts = (path[:length] for length in range(len(path), -1, -1))
    mark = next((form.marks[part] for part in parts if part in form.marks), None)
    return _shown_line(typed, mark.line) if mark else None


def _shown_line(typed: str, parsed_line: int) -> int:
    ends = [match.end() for match in islice(_PARSED_BREAK.finditer(typed), parsed_line - 1)]
    return typed.count("\n", 0, ends[-1] if ends else 0) + 1


def _link_path(problem: Finding, data: Mapping[str, Any]) -> Path:
    links = data.get("links")
    for index, link in enumerate(links if isinstance(links, list) else []):
        end = f"/{link.get('relation')}/{link.get('to')}" if isinstance(link, dict) else None
        if end and (problem.record or "").endswith(end):
            return ("links", index)
    return ()


def _with_marks(typed: str, placed: Sequence[tuple[int | None, Finding]]) -> str:
    many = "1 problem" if len(placed) == 1 else f"{len(placed)} problems"
    lines = _LINE.findall(typed)
    marked = _mark(f"{many}. Mend the form, save it and leave the editor; left as it is, it is kept for later.")
    marked += [line for place, problem in placed if place is None for line in _mark(_sentence(problem))]
    for number, line in enumerate(lines, start=1):
        here = [problem for place, problem in placed if place is not None and min(place, len(lines)) == number]
        marked += _numbered(here, len(marked))
        marked.append(line)
    return "".join(marked)


def _numbered(problems: Sequence[Finding], above: int) -> list[str]:
    """Return the marks of one line, under the number that the line has below them."""
    height = sum(len(_mark(f"{above}: {_sentence(problem)}")) for problem in problems)
    return [line for problem in problems for line in _mark(f"{above + height + 1}: {_sentence(problem)}")]


def _sentence(problem: Finding) -> str:
    remedy = f" ({problem.remedy})" if problem.remedy else ""
    return yaml_text.printable(f"{problem.message}{remedy}")


def _mark(sentence: str) -> list[str]:
    lines = textwrap.wrap(sentence, yaml_text.WIDTH - 5, break_on_hyphens=False)
    return [f"#! {'  ' if number else ''}{line}\n" for number, line in enumerate(lines)]
