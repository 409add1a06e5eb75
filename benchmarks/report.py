"""The table and the plot of what was measured."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.cases import Case
from benchmarks.measure import Taken

_HEAD = """# Performance

What the commands cost, each against a peer or a floor that took turns with it in one run. The ratios are what to trust;
milliseconds are those of one machine. {versions}.

Measured by `{command}`: median and quartiles of the rounds, and the peak of memory. The records are made up
(`benchmarks/corpus.py`): two links a claim, Zipf's law, English and Chinese, four sides and more. With `--only` some
rows are measured anew and the others stay.

![How each grows with the record](performance.svg)

| what | claims | median | quartiles | against | ratio | at most | memory |
|---|---|---|---|---|---|---|---|
"""


class Measured(NamedTuple):
    """A case with what its commands took, the measured one first."""

    case: Case
    taken: tuple[Taken, ...]

    @property
    def ratio(self) -> float:
        """How many times longer than what it is measured against."""
        return self.taken[0].median / self.taken[1].median


def table(rows: Sequence[str], versions: Sequence[str], command: str) -> str:
    """The page with the table."""
    return _HEAD.format(versions=", ".join(versions), command=command) + "".join(rows)


def row(one: Measured) -> str:
    """One row of the table, with its line break."""
    return f"| {' | '.join(_cells(one))} |\n"


Key = tuple[str, str, str]
"""What tells one row from others: what was measured, the number of claims, against what."""


def key(case: Case) -> Key:
    """The key of the row that a case makes."""
    return case.name, _size(case), case.commands[1].name


def rows(page: str) -> dict[Key, str]:
    """The rows of a page that `table` made."""
    lines = [
        line for line in page.splitlines(keepends=True) if line.startswith("| ") and not line.startswith("| what ")
    ]
    cells = [line.strip("| \n").split(" | ") for line in lines]
    return {
        (each[0].strip("`"), each[1], each[4].rpartition(", ")[0]): line
        for each, line in zip(cells, lines, strict=True)
    }


def _size(case: Case) -> str:
    return f"{case.size:,}" if case.size else "bundled"


def _cells(one: Measured) -> tuple[str, ...]:
    case, (taken, peer, *_) = one.case, one.taken
    first, third = taken.spread
    missed = case.most is not None and one.ratio > case.most
    memory = f"{taken.peak / (1 << 20):.0f} MiB"
    if case.memory:
        memory += f" of {case.memory >> 20}"
    return (
        f"`{case.name}`" if case.name.split()[0].islower() else case.name,
        _size(case),
        _seconds(taken.median),
        f"{_seconds(first)} to {_seconds(third)}",
        f"{case.commands[1].name}, {_seconds(peer.median)}",
        f"**{one.ratio:.2f}**" if missed else f"{one.ratio:.2f}",
        f"{case.most:g}" if case.most else "",
        memory,
    )


def _seconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def save(path: Path, measured: Sequence[Measured]) -> None:
    """The figures as JSON Lines, one case a line."""
    with path.open("w", encoding="utf-8") as file:
        for one in measured:
            figures = {command.name: taken.seconds for command, taken in zip(one.case.commands, one.taken, strict=True)}
            file.write(f"{json.dumps({'name': one.case.name, 'claims': one.case.size, 'seconds': figures})}\n")


_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 860, 460, 70, 60
_COLOURS = (
    "#0a7cb8",
    "#b36200",
    "#8a63c9",
    "#1f8255",
    "#a85d8b",
    "#75752a",
    "#4a7f86",
    "#96664a",
    "#555555",
    "#aa3333",
)


def plot(measured: Sequence[Measured]) -> str:
    """Seconds over claims, both in powers of ten, a line for each case that was measured at several sizes (SVG)."""
    lines: dict[str, dict[int, float]] = {}
    for one in measured:
        if one.case.size:
            lines.setdefault(one.case.name, {})[one.case.size] = one.taken[0].median
    grown = {name: points for name, points in lines.items() if len(points) > 1}
    sizes = sorted({size for points in grown.values() for size in points})
    body = "".join(_line(name, points, sizes, number) for number, (name, points) in enumerate(sorted(grown.items())))
    ticks = "".join(_tick(power) for power in range(-2, 4))
    labels = "".join(
        f'<text x="{_x(size, sizes):.0f}" y="{_HEIGHT - 30}" text-anchor="middle">{size:,} claims</text>'
        for size in sizes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>{ticks}{labels}{body}</svg>\n'
    )


def _x(size: int, sizes: Sequence[int]) -> float:
    room = _WIDTH - _LEFT - 280
    return _LEFT + 20 + (sizes.index(size) * room / max(len(sizes) - 1, 1))


def _y(seconds: float) -> float:
    from math import log10

    return _HEIGHT - _BOTTOM - (log10(max(seconds, 0.01)) + 2) * (_HEIGHT - _BOTTOM - 30) / 5


def _tick(power: int) -> str:
    y = _y(10.0**power)
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - 250}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
    )


def _line(name: str, points: dict[int, float], sizes: Sequence[int], number: int) -> str:
    colour = _COLOURS[number % len(_COLOURS)]
    places = [(_x(size, sizes), _y(points[size])) for size in sorted(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    label_y = 30 + 18 * number
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        + "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
        + f'<text x="{_WIDTH - 240}" y="{label_y}" fill="{colour}">{name}</text>'
    )
