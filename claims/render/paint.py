"""How things look: colours of sides and styles of text, on terminals of every kind.

The colours have a contrast of about 4.5 to 1 against white and against black alike (WCAG 2.2, 1.4.3), so that they
read on light and on dark, and neighbours differ for the colour-blind. Red never stands against blue; sides stand in
words beside their colour everywhere.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from zlib import crc32

from claims.render.line import Line, Span, Style

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
    """The colour of a side; sides that a curator added get theirs from their id, the same everywhere."""
    if colours <= 16:
        return _NAMED.get(side, "default")
    # `hash` differs from run to run.
    return COLOURS.get(side) or OTHER_COLOURS[crc32(side.encode()) % len(OTHER_COLOURS)]


def painted(lines: Iterable[Line], colours: int) -> Iterator[str]:
    """The lines as text, each ending with its line break, in colour where there are colours."""
    for line in lines:
        text = "".join(_span(span, colours) for span in line) if colours else "".join(span.text for span in line)
        yield f"{text.rstrip()}\n"


def _span(span: Span, colours: int) -> str:
    if not span.text.strip() or (span.style is Style.NONE and span.side is None):
        return span.text
    before, after = _codes(span.style, span.side, colours)
    return f"{before}{span.text}{after}"


@cache
def _codes(style: Style, side: str | None, colours: int) -> tuple[str, str]:
    from rich.color import ColorSystem
    from rich.style import Style as RichStyle

    systems = {16: ColorSystem.STANDARD, 256: ColorSystem.EIGHT_BIT}
    definition = f"{_STYLES[style]} {side_colour(side, colours) if side else ''}".strip() or "none"
    rendered = RichStyle.parse(definition).render("\0", color_system=systems.get(colours, ColorSystem.TRUECOLOR))
    before, _, after = rendered.partition("\0")
    return before, after
