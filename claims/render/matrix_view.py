"""Who answers whom, for eyes: a square of numbers, shaded by how many they are, and the relations of each pair."""

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len, set_cell_size

from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, padded, width, wrapped
from claims.render.value import MatrixPage, Row
from claims.vocabulary import Relation

_SHADES = "░▒▓█"
_MOST_LABEL_COLUMNS = 28
_PROSE_COLUMNS = 100


def lines(page: MatrixPage, columns: int) -> Iterator[Line]:
    """The square, where it fits, and beneath it the pairs."""
    rows = tuple(page.listing.rows)
    room = min(columns, _PROSE_COLUMNS)
    yield from wrapped([Span(escape.line(page.title), Style.STRONG)], room)
    if not rows:
        yield (Span("No link in this choice." if page.is_part else "No link in this record."),)
        return
    yield ()
    yield from _square(rows, columns)
    for row in rows:
        yield from _indented(_pair(row), room)


def _square(rows: Sequence[Row], columns: int) -> Iterator[Line]:
    """Answers from each voice at the left to each at the top, of the foremost voices where not all fit."""
    answers = {(row["from"]["id"], row["to"]["id"]): row["counts"]["answers"] for row in rows}
    heard = {id for pair, number in answers.items() if number for id in pair}
    voices = {row[end]["id"]: row[end] for row in rows for end in ("from", "to") if row[end]["id"] in heard}
    if not voices:
        return
    most = max(answers.values())
    labels, heads = _labels(voices)
    left = max(map(width, labels)) + 1
    cell = max(*map(width, heads), len(str(most)) + 2) + 1
    fitting = dict(list(voices.items())[: (columns - left) // cell])
    told = f", the {len(fitting)} voices with most links of {len(voices)}" if len(fitting) < len(voices) else ""
    yield (Span(f"answers ↓ to →{told}", Style.DIM),)
    yield padded((), left) + tuple(span for head in heads[: len(fitting)] for span in _right(head, cell))
    for id, label in zip(fitting, labels, strict=False):
        cells = (_right(_cell(answers.get((id, other), 0), most), cell) for other in fitting)
        yield padded(label, left) + tuple(span for line in cells for span in line)
    yield ()


def _labels(voices: Mapping[str, Row]) -> tuple[list[Line], list[Line]]:
    """What stands at the left and at the top: sides in their words; speakers at the top in numbers."""
    if not _is_speakers(voices):
        labels = [_label(voice, None) for voice in voices.values()]
        return labels, labels
    numbers = range(1, len(voices) + 1)
    return [_label(*one) for one in zip(voices.values(), numbers, strict=True)], [(Span(str(one)),) for one in numbers]


def _is_speakers(voices: Mapping[str, Row]) -> bool:
    return any(voice["side"] != id for id, voice in voices.items())


def _label(voice: Row, number: int | None) -> Line:
    """A side in its word; a speaker with his number and side."""
    if number is None:
        return (Span(phrase.side(voice["id"]), Style.STRONG, voice["id"]),)
    name = escape.line(voice["name"])
    shown = name if cell_len(name) <= _MOST_LABEL_COLUMNS else f"{set_cell_size(name, _MOST_LABEL_COLUMNS - 1)}…"
    return (Span(f"{number:>2} "), Span(shown, Style.STRONG, voice["side"]), *_of(voice))


def _of(voice: Row) -> Line:
    return (Span(f" {phrase.side(voice['side'])}", Style.DIM),) if voice["side"] else ()


def _cell(answers: int, most: int) -> Line:
    """The number with its shade: a quarter of the most for each step."""
    if not answers:
        return (Span("·", Style.DIM),)
    shade = _SHADES[(answers * len(_SHADES) - 1) // most]
    return (Span(f"{shade} {answers:>{len(str(most))}}"),)


def _right(line: Line, columns: int) -> Line:
    return (Span(" " * (columns - width(line))), *line)


def _pair(row: Row) -> list[Span]:
    """`CHINA to US: 13 answers (rebuts 8, counters 5); supports 2`."""
    counts = row["counts"]
    answering = [(one, counts[one]) for one in Relation if one.term.answers and counts[one]]
    others = [(one, counts[one]) for one in Relation if not one.term.answers and counts[one]]
    told = (
        f"{counts['answers']} answer{'' if counts['answers'] == 1 else 's'} ({_told(answering)})" if answering else ""
    )
    parts = [part for part in (told, _told(others)) if part]
    return [*_name(row["from"]), Span(" to "), *_name(row["to"]), Span(f": {'; '.join(parts)}")]


def _name(voice: Row) -> Line:
    shown = phrase.side(voice["id"]) if voice["side"] == voice["id"] else escape.line(voice["name"])
    return (Span(shown, Style.STRONG, voice["side"]),)


def _told(numbers: Sequence[tuple[Relation, int]]) -> str:
    return ", ".join(f"{relation.term.label} {number}" for relation, number in numbers)


def _indented(spans: Sequence[Span], room: int) -> Iterator[Line]:
    for number, line in enumerate(wrapped(spans, room - 2)):
        yield line if number == 0 else (Span("  "), *line)
