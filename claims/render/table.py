"""Tables for eyes: Rich draws them up to a couple of hundred rows, beyond that rows are printed at once."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from claims import escaping
from claims.render import phrase
from claims.render.csv_and_tsv import lines
from claims.render.line import painted, side_colour
from claims.render.value import CLAIM, STATE, Column, Page, Row, View, reach, text
from claims.thread import is_unreplied
from claims.vocabulary import Status

MOST_ROWS = 200
"""Rich measures every cell before it prints the first one, which takes 1.3 s for 1,000 rows."""


def render(view: View, page: Page) -> Iterator[str]:
    """Return the drawing, or a table with a column for each of the view's own or for each field asked for."""
    if view.draw and not page.fields:
        return painted(view.draw(view.records(), page), page.colours)
    records = view.records()
    first = list(islice(records, MOST_ROWS + 1))
    if len(first) > MOST_ROWS:
        return lines(chain(first, records), page.fields or view.plain)
    return _table(first, tuple(Column(field, field) for field in page.fields) if page.fields else view.eyes, page)


def _table(rows: Iterable[Row], columns: tuple[Column, ...], page: Page) -> Iterator[str]:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    tall = any(column.key == CLAIM for column in columns)
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
        collapse_padding=True,
        leading=1 if tall else 0,
        header_style="bold",
    )
    for column in columns:
        table.add_column(
            column.heading,
            overflow="fold",
            no_wrap=column.key in _NEVER_WRAPPED,
            max_width=_WIDEST.get(column.key),
            justify="right" if column.key.startswith(("counts.", "shares.")) else "left",
        )
    for row in rows:
        table.add_row(*(_cell(row, column.key, page.colours) for column in columns))
    yield _drawn(table, page)


_NEVER_WRAPPED = {"id", "side", "kind", "wording", "basis", "relation", "status"}
_BAR_COLUMNS = 8
_WIDEST = {STATE: 14, CLAIM: 100, "text": 100, "title": 100, "note": 100}


_SYSTEMS: Mapping[int, Any] = {0: None, 16: "standard", 256: "256"}


def _drawn(table: Any, page: Page) -> str:
    from rich.console import Console

    # The class and not a terminal decides about colours: the caller knows what the user asked for.
    console = Console(
        width=page.width,
        color_system=_SYSTEMS.get(page.colours, "truecolor"),
        force_terminal=bool(page.colours),
        no_color=not page.colours,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as capture:
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def _cell(row: Row, key: str, colours: int) -> Any:
    from rich.text import Text

    value = reach(row, key)
    if key == "side" and value:
        return Text(escaping.line(phrase.side(value)), style=f"bold {side_colour(value, colours)}" if colours else "")
    if key == CLAIM:
        style = f"bold {side_colour(row['side'], colours)}" if colours else ""
        return Text.assemble(
            (escaping.line(phrase.speaker(row)), style),
            "\n",
            *_words(row, colours),
            "\n",
            (escaping.line(row["id"]), "dim"),
        )
    if key == STATE:
        return Text(_state(row))
    if key == "said" and value is None:
        return Text("undated")
    if key in ("said", "covers") and value:
        # An interval breaks behind its slash, so that two whole days stand under one another.
        return Text(escaping.line(value).replace("/", "/\n"))
    if key.startswith("shares.") and value is not None:
        value = f"{'█' * round(value * _BAR_COLUMNS):░<{_BAR_COLUMNS}} {f'{value:.0%}':>4}"
    return Text(escaping.line(text(value)))


def _words(row: Row, colours: int) -> Iterator[Any]:
    """The claim's text; the words that a search found are marked in it, or in the passage that has them."""
    snippet = row.get("snippet")
    if not snippet:
        yield escaping.line(row["text"])
    elif snippet["where"] == "text" and snippet["text"] == row["text"]:
        yield from _marked(snippet, colours)
    else:
        yield f"{escaping.line(row['text'])}\n"
        yield f"{snippet['where']}: ", "italic" if colours else ""
        yield from _marked(snippet, colours)


def _marked(snippet: Row, colours: int) -> Iterator[tuple[str, str]]:
    return ((text, "bold underline" if is_match and colours else "") for text, is_match in phrase.marked(snippet))


def _state(row: Row) -> str:
    """Return the state in few words: retracted, without a reply where one is called for, with whom the last word is."""
    if row["status"] != Status.ON_RECORD:
        return "retracted"
    word = phrase.last_word(row)
    parts = ["no reply"] if is_unreplied(row) else []
    return "\n".join([*parts, f"last word {word.term.label}"] if word else parts)
