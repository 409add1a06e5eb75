"""Passages in which words were found: where in a claim, and where in the passage."""

from typing import NamedTuple

PLACES = ("text", "quote", "translation", "note", "speaker", "venue")
"""Where in a claim a search looks for words, the most telling first."""


class Span(NamedTuple):
    """A part of a text, as offsets in code points; `end` is behind its last one."""

    start: int
    end: int


class Snippet(NamedTuple):
    """A passage of a claim in which words were found. `where` is one of `PLACES`; `…` stands where the text goes on."""

    where: str
    text: str
    matches: tuple[Span, ...]


MOST_IN_CODE_POINTS = 240
_BEFORE_IN_CODE_POINTS = 80


def cut(found: Snippet) -> Snippet:
    """The part of a long text that begins a little before the first match."""
    text, matches = found.text, found.matches
    if len(text) <= MOST_IN_CODE_POINTS or not matches:
        return found
    start = _word_start(text, max(0, matches[0].start - _BEFORE_IN_CODE_POINTS))
    end = max(min(len(text), start + MOST_IN_CODE_POINTS), matches[0].end)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    moved = len(before) - start
    kept = tuple(Span(one.start + moved, one.end + moved) for one in matches if one.end <= end)
    return Snippet(found.where, f"{before}{text[start:end]}{after}", kept)


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, where one begins soon."""
    space = text.find(" ", at, at + 20)
    return at if at == 0 or space < 0 else space + 1
