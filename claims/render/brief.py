"""A claim in as few lines as its sentence takes: day, side, what it does to which claim above, who, the sentence.

Signs stand for what the whole view says in words; `legend` explains those that occur.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from claims import escaping
from claims.render import days, phrase
from claims.render.line import PROSE_COLUMNS, Line, Span, Style, padded, width, wrapped
from claims.render.value import Row
from claims.thread import is_unreplied
from claims.vocabulary import LastWord, Relation, Status

MOST_SIDE_COLUMNS = 12
"""Of a longer side the beginning stands there."""
_ID_COLUMNS = 36
_QUOTED, _NO_REPLY = "”", "○"
_LAST_WORDS = {LastWord.CLAIM: "▲", LastWord.REPLY: "▼", LastWord.CONTESTED: "◆"}
_MEANINGS = {
    _QUOTED: "quoted",
    _NO_REPLY: phrase.NO_REPLY,
    **{sign: f"last word {word.term.label}" for word, sign in _LAST_WORDS.items()},
}


def right_edge(columns: int, left: int) -> int:
    """Return the column at which lines end of which the text begins at `left`: what is wider is hard to read."""
    return min(columns, left + PROSE_COLUMNS + 2 + _ID_COLUMNS)


def side(id: str) -> Span:
    """Return the word for a side, shortened to its column."""
    word = phrase.side(id)
    return Span(word if len(word) <= MOST_SIDE_COLUMNS else f"{word[: MOST_SIDE_COLUMNS - 1]}…", Style.STRONG, id)


def claim(
    row: Row, names: Mapping[str, str], indents: tuple[int, int], edge: int, *, before: Sequence[Span] = ()
) -> list[Line]:
    """Return a claim in lines that end at column `edge`, and its id at the end of the last one where there is room.

    `names` are those of speakers through whom words come, by id. `indents` are the columns that something else takes
    before the first line and before the others. `before` stands before who says it.
    """
    first, rest = indents
    rows = wrapped([*before, *_said(row, names)], edge - rest, first=edge - first)
    id = Span(row["id"], Style.DIM)
    room = edge - (rest if len(rows) > 1 else first) - width((id,))
    return [*rows[:-1], (*padded(rows[-1], room), id)] if room - width(rows[-1]) >= 2 else rows


def verb(row: Row) -> list[Span]:
    """Return what a claim in a thread does to the one above it, nothing for a root."""
    return [Span(f"{Relation(row['relation']).term.label} ", Style.NONE, row["side"])] if row["relation"] else []


def _said(row: Row, names: Mapping[str, str]) -> Iterator[Span]:
    yield Span(f"{escaping.line(phrase.speaker(row))}: ", Style.DIM)
    yield from _sentence(row)
    hearsay = _hearsay(row, names)
    if hearsay:
        yield Span(f" ({escaping.line(hearsay)})", Style.DIM)
    if row["status"] != Status.ON_RECORD:
        yield Span(f" ({Status(row['status']).term.label})", Style.STATE)
    if signs(row):
        yield Span(f" {signs(row)}", Style.STATE)


def _sentence(row: Row) -> Iterator[Span]:
    """Return the sentence, the words that a search found marked in it, or behind it the passage that has them."""
    snippet = row.get("snippet")
    if not snippet or (snippet["where"], snippet["text"]) != ("text", row["text"]):
        # In a thread the charge stands out among its answers.
        yield Span(escaping.line(row["text"]), Style.STRONG if row.get("depth") == 0 else Style.NONE)
    if snippet:
        yield Span("" if snippet["where"] == "text" else f" {snippet['where']}: ", Style.DIM)
        yield from (Span(text, Style.MARK if is_match else Style.NONE) for text, is_match in phrase.marked(snippet))


def _hearsay(row: Row, names: Mapping[str, str]) -> str | None:
    """Return through whom the words come where no citation has them straight."""
    ways = [citation["via"] for citation in row["citations"]]
    return f"relayed by {', then '.join(names.get(id, id) for id in ways[0])}" if ways and all(ways) else None


def signs(row: Row) -> str:
    """Return the signs that a claim has."""
    word = phrase.last_word(row) if row["status"] == Status.ON_RECORD else None
    quoted = _QUOTED if any(citation["quote"] is not None for citation in row["citations"]) else ""
    return f"{quoted}{_NO_REPLY if is_unreplied(row) else ''}{_LAST_WORDS[word] if word else ''}"


def legend(found: Iterable[str]) -> list[str]:
    """Return what the signs mean that were found."""
    found = set(found)
    return [f"{sign} {meaning}" for sign, meaning in _MEANINGS.items() if sign in found]


def day(row: Row, year: str | None) -> Span:
    """Return the day of a claim in short; see `claims.render.days.short`."""
    return Span(days.short(row["said"], year), Style.DIM)


def listed(batches: Iterable[tuple[Sequence[Row], Mapping[str, str]]], columns: int) -> Iterator[Line]:
    """Return claims one after the other, and what their signs mean.

    They come in batches, each with the names of speakers through whom its words come, by id.
    """
    found: set[str] = set()
    for rows, names in batches:
        for row in rows:
            gutter = _LISTED_DATE_COLUMNS + max(_LISTED_SIDE_COLUMNS, len(row["side"]) + 1)
            lines = claim(row, names, (0, 2), right_edge(columns, gutter) - gutter)
            day_and_side = (*padded((day(row, None),), _LISTED_DATE_COLUMNS), side(row["side"]))
            yield (*padded(day_and_side, gutter), *lines[0])
            yield from ((Span(" " * (gutter + 2)), *line) for line in lines[1:])
            found.update(signs(row))
    yield from wrapped([Span(" · ".join(legend(found)), Style.DIM)], columns) if found else ()


_LISTED_DATE_COLUMNS, _LISTED_SIDE_COLUMNS = 13, 7
