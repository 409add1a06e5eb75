"""Styled lines, what a view for eyes is made of: wrapped for a width, and painted where there are colours.

The colours have a contrast of about 4.5 to 1 against white and against black alike (WCAG 2.2, 1.4.3), so that they
read on light and on dark, and neighbours differ for the colour-blind. Red never stands against blue; sides stand in
words beside their colour everywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

from claims import escaping


class Style(StrEnum):
    """What a piece of text is."""

    NONE = ""
    DIM = "dim"
    STRONG = "strong"
    QUOTE = "quote"
    MARK = "mark"
    STATE = "state"


class Span(NamedTuple):
    """A piece of harmless text in one style; `side` colours it as that side's, None as nobody's."""

    text: str
    style: Style = Style.NONE
    side: str | None = None


Line = tuple[Span, ...]


PROSE_COLUMNS = 100
"""The most that a line of prose takes: longer ones are hard to read."""


def cell_len(text: str) -> int:
    """Return the columns that a text takes."""
    # Rich is imported only where text is drawn: what programs read never needs it.
    from rich import cells

    return cells.cell_len(text)


def width(line: Iterable[Span]) -> int:
    """Return the columns that a line takes."""
    # Texts are harmless, so that all of ASCII is as wide as it is long; nearly every word is.
    return sum([len(span.text) if span.text.isascii() else cell_len(span.text) for span in line])


def padded(line: Line, columns: int) -> Line:
    """Return the line, filled up with spaces to `columns`."""
    missing = columns - width(line)
    return (*line, Span(" " * missing)) if missing > 0 else line


def wrapped(spans: Sequence[Span], columns: int, first: int | None = None) -> list[Line]:
    """Return the spans broken between words into lines of at most `columns` (the first one of at most `first`).

    A word that is longer than a line is broken where the line ends; nothing is lost but the spaces at the breaks.
    """
    lines: list[list[Span]] = [[]]
    used = 0
    room = columns if first is None else first
    for pieces, is_after_space in _words(spans):
        space = 1 if used and is_after_space else 0
        size = width(pieces)
        if used and used + space + size > room:
            lines.append([])
            used, space, room = 0, 0, columns
        if space:
            lines[-1].append(_space(lines[-1][-1], pieces[0]))
        if used + space + size <= room:
            lines[-1].extend(pieces)
            used += space + size
            continue
        for piece in _chopped(pieces, columns):
            if used + space + cell_len(piece.text) > room:
                lines.append([])
                used, space, room = 0, 0, columns
            lines[-1].append(piece)
            used += space + cell_len(piece.text)
            space = 0
    return [_joined(line) for line in lines]


def paragraph(text: str, columns: int) -> Iterator[Line]:
    """Return a paragraph of harmless text in lines of at most `columns`, as `wrapped` does, one after the other.

    A document may be one paragraph of millions of words, of which no list is made.
    """
    text, at = re.sub(" {2,}", " ", text).strip(" "), 0
    while at < len(text):
        end = at + columns
        if _WIDE.fullmatch(text, at, wide := at + columns // 2) and text[wide : wide + 1] not in _CLOSING:
            end = wide
        elif not _NARROW.fullmatch(text, at, end + 1):
            end = at + sum(len(span.text) for span in wrapped([Span(_enough(text, at, columns))], columns)[0])
        elif end < len(text):
            space = text.rfind(" ", at, end + 1)
            end = space if space > at else end
        yield (Span(text[at:end]),)
        at = end + text.startswith(" ", end)


def _enough(text: str, at: int, columns: int) -> str:
    size = columns // 2 + 1
    while at + size < len(text) and cell_len(text[at : at + size]) <= columns:
        size += columns // 4 + 1
    return text[at : at + size]


# Of these letters and signs each takes one column.
_NARROW = re.compile(
    "[ -~\xa1-\xac\xae-\u02ff\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u20ac]*"
)
# Of these two, and between them any line may break.
_WIDE = re.compile("[\u3001\u3002\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]+")
# Closing punctuation stays with what it closes.
_CLOSING = "，。、；：！？）」』》】"


def indented(spans: Sequence[Span], indent: int, columns: int) -> Iterator[Line]:
    """Return the spans in lines of at most `columns`, which all begin with `indent` spaces."""
    return ((Span(" " * indent), *line) for line in wrapped(spans, columns - indent))


def _space(before: Span, after: Span) -> Span:
    """Return the space between two words: it looks like them where they look alike, and like nothing else."""
    return Span(" ", before.style, before.side) if before[1:] == after[1:] else Span(" ")


def _chopped(pieces: Iterable[Span], columns: int) -> Iterator[Span]:
    for piece in pieces:
        from rich.cells import chop_cells

        for text in chop_cells(piece.text, columns):
            yield piece._replace(text=text)


def _joined(line: list[Span]) -> Line:
    """Return neighbours that look alike in one span."""
    joined: list[Span] = []
    for (style, side), alike in groupby(line, key=_look):
        joined.append(Span("".join([span.text for span in alike]), style, side))
    return tuple(joined)


_look = itemgetter(1, 2)

_Word = tuple[list[Span], bool]
"""Pieces between which no line breaks, and whether a space stood before the first."""


def _words(spans: Sequence[Span]) -> Iterator[_Word]:
    pieces: list[Span] = []
    space = False
    for piece, is_after_space, is_free in _pieces(spans):
        if pieces and (is_after_space or is_free):
            yield pieces, space
            pieces = []
        if not pieces:
            space = is_after_space
        pieces.append(piece)
    if pieces:
        yield pieces, space


def _pieces(spans: Sequence[Span]) -> Iterator[tuple[Span, bool, bool]]:
    """Return each piece, whether it follows a space, and whether a line may break before it without one."""
    space, free = False, False
    for text, style, side in spans:
        for number, part in enumerate(text.split(" ")):
            space = space or number > 0
            for piece in _breakable(part):
                wide = _is_wide(piece[0])
                yield Span(piece, style, side), space, free or wide
                space, free = False, wide


def _breakable(text: str) -> Iterator[str]:
    """Return the text in pieces between which a line may break: Chinese, Japanese and Korean text breaks anywhere."""
    if text.isascii():
        yield from [text] if text else []
        return
    for is_wide, run in groupby(text, _is_wide):
        piece = "".join(run)
        yield from piece if is_wide else [piece]


@cache
def _is_wide(character: str) -> bool:
    return character > "\u2e7f" and character not in _CLOSING and cell_len(character) == 2


COLOURS = {"us": "#0a7cb8", "china": "#b36200", "eu": "#8a63c9", "nato": "#1f8255"}
OTHER_COLOURS = ("#a85d8b", "#75752a", "#4a7f86", "#96664a")
_NAMED = {"us": "cyan", "china": "yellow", "eu": "magenta", "nato": "green"}

_STYLES = {
    Style.NONE: "",
    Style.DIM: "dim",
    Style.STRONG: "bold",
    Style.QUOTE: "italic",
    Style.MARK: "bold underline",
    Style.STATE: "bold",
}


def side_colour(side: str, colours: int) -> str:
    """Return the colour of a side; sides that a curator added get theirs from their id, the same everywhere."""
    if colours <= 16:
        return _NAMED.get(side, "default")
    # `hash` differs from run to run.
    return COLOURS.get(side) or OTHER_COLOURS[crc32(side.encode()) % len(OTHER_COLOURS)]


def painted(lines: Iterable[Line], colours: int) -> Iterator[str]:
    """Return the lines as text, each ending with its line break, in colour where there are colours."""
    for line in lines:
        text = (
            "".join(_span(span, colours) for span in line)
            if colours
            else _harmless("".join([one.text for one in line]))
        )
        yield f"{text.rstrip()}\n"


def _harmless(text: str) -> str:
    """Return text that no terminal obeys, whatever it was that should have been so before it was laid out."""
    return text if text.isprintable() else escaping.line(text)


def _span(span: Span, colours: int) -> str:
    text = _harmless(span.text)
    if not text.strip() or (span.style is Style.NONE and span.side is None):
        return text
    before, after = _codes(span.style, span.side, colours)
    return f"{before}{text}{after}"


@cache
def _codes(style: Style, side: str | None, colours: int) -> tuple[str, str]:
    from rich.color import ColorSystem
    from rich.style import Style as RichStyle

    systems = {16: ColorSystem.STANDARD, 256: ColorSystem.EIGHT_BIT}
    definition = f"{_STYLES[style]} {side_colour(side, colours) if side else ''}".strip() or "none"
    rendered = RichStyle.parse(definition).render("\0", color_system=systems.get(colours, ColorSystem.TRUECOLOR))
    before, _, after = rendered.partition("\0")
    return before, after
