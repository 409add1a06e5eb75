"""How each grows with the record: seconds over claims, both in powers of ten, a panel for what belongs together (SVG).

The background is left to the page, and every colour can be read on white and on black alike, as those of the terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from benchmarks.case import Group
from benchmarks.report import Figures, key

_COLOURS = ("#0a7cb8", "#b36200", "#8a63c9", "#1f8255", "#a85d8b", "#75752a", "#4a7f86", "#96664a", "#777777")
_GREY = "#777777"
_COLUMNS, _WIDTH, _HEIGHT = 2, 510, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 205, 34, 46
_LINE = 13
"""Pixels between two names of lines."""

Points = Mapping[int, float]
"""Seconds by the number of claims."""


class _Panel(NamedTuple):
    """Lines in one frame, with the powers of ten that it spans; `x` and `y` are its upper left corner."""

    title: str
    lines: Mapping[str, Points]
    x: int
    y: int
    sizes: tuple[int, int]
    seconds: tuple[int, int]


def drawn(groups: Sequence[Group], figures: Figures) -> str:
    """The plot of all that was measured at several sizes."""
    panels = [*_panels(groups, figures)]
    rows = ceil(len(panels) / _COLUMNS)
    body = "".join(_panel(panel) for panel in panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_COLUMNS * _WIDTH} {rows * _HEIGHT}" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="11" fill="{_GREY}">\n{body}</svg>\n'
    )


def _panels(groups: Sequence[Group], figures: Figures) -> Iterator[_Panel]:
    lines: dict[str, dict[str, dict[int, float]]] = {}
    for group in groups:
        for case in group.cases if group.panel else ():
            if key(case) in figures and case.size:
                points = lines.setdefault(group.panel, {}).setdefault(case.name.replace("`", ""), {})
                points.setdefault(case.size, figures[key(case)][0].median)
    grown = {
        title: {name: points for name, points in panel.items() if len(points) > 1} for title, panel in lines.items()
    }
    shown = {title: panel for title, panel in grown.items() if panel}
    powers = _powers(size for panel in shown.values() for points in panel.values() for size in points)
    for number, (title, panel) in enumerate(shown.items()):
        seconds = _powers(took for points in panel.values() for took in points.values())
        x, y = number % _COLUMNS * _WIDTH, number // _COLUMNS * _HEIGHT
        yield _Panel(title, panel, x, y, powers, seconds)


def _powers(amounts: Iterator[float]) -> tuple[int, int]:
    """The powers of ten that span these amounts, at least one apart."""
    logarithms = [log10(amount) for amount in amounts]
    least, most = floor(min(logarithms, default=0) + 1e-9), ceil(max(logarithms, default=1) - 1e-9)
    return least, max(most, least + 1)


def _panel(panel: _Panel) -> str:
    places = {
        name: [_place(panel, size, took) for size, took in sorted(points.items())]
        for name, points in panel.lines.items()
    }
    heights = _apart({name: points[-1][1] for name, points in places.items()})
    lines = "".join(
        _line(name, points, heights[name], _COLOURS[number % len(_COLOURS)])
        for number, (name, points) in enumerate(places.items())
    )
    return f'<g transform="translate({panel.x} {panel.y})">\n{_frame(panel)}{lines}</g>\n'


def _place(panel: _Panel, size: float, seconds: float) -> tuple[float, float]:
    """Where a point stands in its panel."""
    across = (log10(size) - panel.sizes[0]) / (panel.sizes[1] - panel.sizes[0])
    up = (log10(seconds) - panel.seconds[0]) / (panel.seconds[1] - panel.seconds[0])
    return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)


def _frame(panel: _Panel) -> str:
    """The title, the powers of ten on both axes, and what they count."""
    least, most = panel.sizes
    low, high = panel.seconds
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = [_text(_LEFT, 18, panel.title, 'font-size="13" font-weight="bold"')]
    for seconds in _marks(low, high):
        _, y = _place(panel, 10.0**least, seconds)
        parts.append(_rule(_LEFT, y, right, y))
        parts.append(_text(_LEFT - 6, y + 4, _seconds(seconds), 'text-anchor="end"'))
    for power in range(least, most + 1):
        x, _ = _place(panel, 10.0**power, 10.0**low)
        parts.append(_rule(x, _TOP, x, bottom))
        parts.append(_text(x, bottom + 18, f"{10**power:,}", 'text-anchor="middle"'))
    parts.append(_text((_LEFT + right) / 2, bottom + 37, "claims", 'text-anchor="middle"'))
    middle = (_TOP + bottom) / 2
    parts.append(_text(14, middle, "time", f'text-anchor="middle" transform="rotate(-90 14 {middle:.0f})"'))
    return "".join(parts)


def _marks(low: int, high: int) -> list[float]:
    """The seconds that the axis names: powers of ten, and steps between them where there are few."""
    steps = (1, 2, 5) if high - low < 3 else (1,)
    return [step * 10.0**power for power in range(low, high) for step in steps] + [10.0**high]


def _seconds(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds >= 1 else f"{1000 * seconds:g} ms"


def _line(name: str, points: Sequence[tuple[float, float]], height: float, colour: str) -> str:
    """A line with its points, and its name beside its end, at a height where no other name is."""
    x, y = points[-1]
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
    dots = "".join(f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colour}"/>' for across, down in points)
    lead = f'<polyline points="{x + 4:.1f},{y:.1f} {x + 14:.1f},{height:.1f}" fill="none" stroke="{colour}"/>'
    label = _text(x + 17, height + 4, name, f'fill="{colour}"')
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}{lead}{label}\n'


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """The heights of names, moved down where they would stand upon each other, and up again at the lower edge."""
    order = sorted(heights, key=heights.__getitem__)
    moved: dict[str, float] = {}
    last = 0.0
    for name in order:
        moved[name] = last = max(heights[name], last + _LINE)
    last = _HEIGHT - _BOTTOM + _LINE
    for name in reversed(order):
        moved[name] = last = min(moved[name], last - _LINE)
    return moved


def _rule(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{_GREY}" stroke-opacity="0.3"/>\n'


def _text(x: float, y: float, words: str, attributes: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(words)}</text>\n'
