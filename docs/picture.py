"""docs/thread.svg: a thread as a terminal shows it.

    python docs/picture.py

The program runs with its colours forced, 100 columns wide; Rich draws what it printed, without the fonts that its own
frame fetches from the net.
"""

import os
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

COMMAND = ("thread", "us-denies-balloons-over-china")
COLUMNS = 100
TARGET = Path(__file__).resolve().parent / "thread.svg"

# A light terminal: the page around it is light more often than dark, and the sides' colours read on both.
_THEME = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47),
        (179, 38, 30),
        (31, 130, 85),
        (179, 98, 0),
        (10, 124, 184),
        (138, 99, 201),
        (0, 115, 125),
        (87, 96, 106),
    ],
)
_FRAME = """\
<svg class="{unique_id}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
    <title>What “claims thread” shows on a terminal</title>
    <style>
    .{unique_id}-matrix {{
        font-family: ui-monospace, "DejaVu Sans Mono", "Cascadia Mono", Menlo, Consolas, monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
        font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{ font-size: 18px; font-family: system-ui, sans-serif; }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""


def printed() -> str:
    """What the program prints on a terminal of that width with all colours."""
    program = Path(sys.executable).with_name("claims")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "CLAIMS_STORE": str(Path(folder) / "claims.db"),
            "COLUMNS": str(COLUMNS),
            "COLORTERM": "truecolor",
        }
        subprocess.run([program, "init"], env=environment, check=True, capture_output=True)
        shown = [program, *COMMAND, "--format", "table", "--color", "always"]
        return subprocess.run(
            shown, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout


def svg() -> str:
    """The picture; the same output gives the same bytes."""
    console = Console(width=COLUMNS, record=True, file=StringIO(), legacy_windows=False)
    console.print(Text(f"$ claims {' '.join(COMMAND)}\n", "bold"))
    console.print(Text.from_ansi(printed()), end="")
    drawn = console.export_svg(
        title=f"claims {' '.join(COMMAND)}", theme=_THEME, code_format=_FRAME, unique_id="claims-thread"
    )
    drawn = drawn.replace("rgba(255,255,255,0.35)", "#d0d7de")  # Rich's border is made for dark terminals
    if re.search(r"https?://(?!www\.w3\.org/2000/svg)", re.sub(r"<text.*?</text>", "", drawn)):
        raise SystemExit("the picture refers to the net")
    return drawn


if __name__ == "__main__":
    TARGET.write_text(svg(), encoding="utf-8")
