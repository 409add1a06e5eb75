"""Revisions for eyes: who changed what, when and why, and what differs, field by field.

What was taken out stands behind `-`, what was put in behind `+`, everywhere; where there are styles, the words that
differ are marked as well.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import NamedTuple

from claims import escaping
from claims.render import diff
from claims.render.diff import Field, Passage, Piece
from claims.render.line import PROSE_COLUMNS, Line, Span, Style, indented, padded, width, wrapped
from claims.render.value import Row
from claims.vocabulary import Kind, Op

_INDENT = 2
_MARGIN = " " * _INDENT
_LEAST_PROSE_COLUMNS = 20
_WIDEST_LABEL = 0.35
"""Of the width; a longer label has a line of its own."""

LONGEST_WHOLE = 1_200
"""Code points; of a longer text only the passages that differ are shown."""

_MOST_PASSAGES = 12
_MOST_PIECES = 40
_LONGEST_PIECE = 240
_BEGINNING = 160
_VERBS = {
    Op.ADD: ("added", "add"),
    Op.EDIT: ("edited", "edit"),
    Op.RETRACT: ("retracted", "retract"),
    Op.RESTORE: ("restored", "restore"),
    Op.IMPORT: ("imported", "import"),
}
_KINDS = (Kind.CLAIM, Kind.LINK, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)


class _Import(NamedTuple):
    """New records of one import, which follow one another in the log; `first` is one of them."""

    first: Row
    counts: Counter[Kind]


def history(revisions: Iterable[Row], columns: int, *, is_whole: bool = False, is_part: bool = False) -> Iterator[Line]:
    """Return a log, an empty line between two entries.

    New records of one import are summed up in one entry, unless the log `is_whole`. `is_part`: a window was asked for,
    so that an import may be cut by it.
    """
    for number, entry in enumerate(_entries(revisions, is_whole=is_whole)):
        if number:
            yield ()
        if isinstance(entry, _Import):
            yield from _summary(entry, columns, is_part=is_part)
        else:
            yield from _revision(entry, columns, conditional=False)


def lines(rows: Iterable[Row], columns: int, *, conditional: bool = False) -> Iterator[Line]:
    """Return revisions, an empty line between two.

    `conditional`: they have not been made; `would edit claim us-x` stands in place of when, who and why.
    """
    for number, row in enumerate(rows):
        if number:
            yield ()
        yield from _revision(row, columns, conditional=conditional)


def _entries(revisions: Iterable[Row], *, is_whole: bool) -> Iterator[Row | _Import]:
    for key, group in groupby(revisions, _import_of):
        if key is None or is_whole:
            yield from group
            continue
        first = next(group)
        counts = Counter(Kind(row["kind"]) for row in chain([first], group))
        yield _Import(first, counts) if counts.total() > 1 else first


def _import_of(row: Row) -> tuple[str, str, str | None] | None:
    """Return what the new records of one import have in common, None for any other change."""
    return (row["at"], row["by"], row["why"]) if row["op"] == Op.IMPORT and row["before"] is None else None


def _summary(entry: _Import, columns: int, *, is_part: bool) -> Iterator[Line]:
    counts = [(entry.counts[kind], kind) for kind in _KINDS if entry.counts[kind]]
    records = ", ".join(f"{number} {kind.value if number == 1 else kind.plural}" for number, kind in counts)
    part = " in this part of the log" if is_part else ""
    yield from _head(_made(entry.first), [Span(f"imported {records} (new){part}")], columns)
    yield from _why(entry.first["why"], columns)


def _revision(row: Row, columns: int, *, conditional: bool) -> Iterator[Line]:
    done, do = _VERBS[Op(row["op"])]
    verb = f"would {do}" if conditional else done
    what = [Span(f"{verb} {row['kind']} "), Span(escaping.line(row["id"]), Style.STRONG)]
    if row["op"] == Op.IMPORT:
        what.append(Span(" (changed)" if row["before"] else " (new)"))
    yield from _head([] if conditional else _made(row), what, columns)
    if not conditional:
        yield from _why(row["why"], columns)
    yield from _fields(tuple(diff.fields(row["before"], row["after"])), columns)


def _made(row: Row) -> list[Span]:
    at, by = row["at"], row["by"]
    return [
        Span(f"{at[:10]} {at[11:16]} UTC", Style.DIM),
        Span("  "),
        Span(escaping.line(by), Style.STRONG),
        Span("  "),
    ]


def _head(made: list[Span], what: list[Span], columns: int) -> Iterator[Line]:
    whole = (*made, *what)
    if width(whole) <= columns:
        yield whole
        return
    # Wrapped text keeps no two spaces, and a long id needs a line for itself.
    if made and width(made) <= columns:
        yield tuple(made)
    else:
        yield from wrapped(made, columns) if made else []
    yield from _under(_INDENT if made else 0, what, columns)


def _why(why: str | None, columns: int) -> Iterator[Line]:
    if why:
        yield from _under(_INDENT, [Span("why: ", Style.DIM), Span(escaping.line(why))], columns)


def _under(indent: int, spans: Sequence[Span], columns: int) -> Iterator[Line]:
    return indented(spans, indent, min(columns, PROSE_COLUMNS + indent))


def _fields(changed: Sequence[Field], columns: int) -> Iterator[Line]:
    """Return the fields, each beside its label; the labels' column is as wide as they need."""
    if not changed:
        yield (Span(f"{_MARGIN}nothing differs but instants", Style.DIM),)
    widest = int(columns * _WIDEST_LABEL)
    labels = [escaping.line(field.label) for field in changed]
    label_columns = max((len(label) for label in labels if len(label) <= widest), default=0) + _INDENT + 2
    for field, label in zip(changed, labels, strict=True):
        first = Span(_MARGIN + label, Style.DIM)
        if len(label) > widest:
            yield from _under(_INDENT, [Span(label, Style.DIM)], columns)
            first = Span("")
        for row in _rows(field):
            yield from _row(first, row, label_columns, columns)
            first = Span("")


class _Row(NamedTuple):
    """Text behind a sign: `-`, `+`, or a space for what is said of both."""

    sign: str
    spans: tuple[Span, ...]


def _row(label: Span, row: _Row, label_columns: int, columns: int) -> Iterator[Line]:
    room = max(min(columns - label_columns - 2, PROSE_COLUMNS), _LEAST_PROSE_COLUMNS)
    for number, line in enumerate(wrapped(row.spans, room)):
        before = padded((label if number == 0 else Span(""),), label_columns)
        yield (*before, Span(f"{row.sign if number == 0 else ' '} "), *line)


def _rows(field: Field) -> Iterator[_Row]:
    if max(map(len, (*field.out, *field.put)), default=0) > LONGEST_WHOLE:
        yield from _long("\n".join(field.out), "\n".join(field.put))
    elif len(field.out) == len(field.put) == 1:
        yield from _beside(field.out[0], field.put[0])
    else:
        yield from _members("-", field.out)
        yield from _members("+", field.put)


def _members(sign: str, members: Sequence[str]) -> Iterator[_Row]:
    """Return members on one line where a comma tells them apart, else each on its own."""
    texts = list(map(_shown, members))
    is_plain = not any(", " in member for member in members)
    for text in [", ".join(texts)] if is_plain and texts else texts:
        yield _Row(sign, (Span(text),))


def _shown(text: str) -> str:
    """Return text on one line, in which line breaks can be seen: they may be what differs."""
    return escaping.line(text.replace("\r\n", "\n").replace("\n", "↵ "))


def _beside(old: str, new: str) -> Iterator[_Row]:
    out, put = diff.words(old, new)
    alike = _shown(old).split() == _shown(new).split()
    yield _Row("-", _spans(out))
    yield _Row("+", (*_spans(put), *([Span(" (white space differs)", Style.DIM)] if alike else [])))


def _spans(pieces: Iterable[Piece]) -> tuple[Span, ...]:
    """Return the words that differ marked, but not the space behind them."""
    spans: list[Span] = []
    for text, differs in pieces:
        shown = _shown(text)
        words = shown.rstrip(" ")
        spans.extend((Span(words, Style.MARK if differs else Style.NONE), Span(shown[len(words) :])))
    return tuple(span for span in spans if span.text)


def _long(old: str, new: str) -> Iterator[_Row]:
    """Return figures, and the passages that differ; of a text that stands alone its beginning."""
    if not old or not new:
        text = old or new
        beginning = Span(f"{_shown(text[:_BEGINNING])}…", Style.QUOTE)
        yield _Row("-" if old else "+", (Span(f"{len(text):,} characters: "), beginning))
        return
    yield _Row(" ", (Span(f"{len(old):,} → {len(new):,} characters"),))
    passages = diff.passages(old, new)
    for passage in islice(passages, _MOST_PASSAGES):
        yield from _passage(passage)
    rest = sum(1 for _ in passages)
    if rest:
        yield _Row(" ", (Span(f"and {rest} more passages" if rest > 1 else "and 1 more passage", Style.DIM),))


def _passage(passage: Passage) -> Iterator[_Row]:
    at, (old, new) = passage.at, passage.sizes
    if not passage.old and not passage.new:
        yield _Row(" ", (Span(f"from character {at:,} on: {old:,} → {new:,} characters", Style.DIM),))
        return
    yield _Row(" ", (Span(f"at character {at:,}", Style.DIM),))
    for sign, pieces in (("-", passage.old), ("+", passage.new)):
        if pieces:
            yield _Row(sign, _spans(_shortened(pieces)))


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    half = _LONGEST_PIECE // 2
    for piece in pieces[:_MOST_PIECES]:
        text = piece.text
        is_long = len(text) > _LONGEST_PIECE
        yield piece._replace(text=f"{text[:half]} … {text[-half:]}") if is_long else piece
    if len(pieces) > _MOST_PIECES:
        yield Piece(" …")
