"""`claims matrix`: who answers whom, side by side or speaker by speaker, and how often."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from json import loads

from claims import escaping
from claims.command import COMMON, Call, Option, checked
from claims.json import shape
from claims.json.shape import SLUG, TEXT, Field, written
from claims.query import Filter
from claims.render import phrase
from claims.render.line import Line, Span, Style, cell_len, padded, width, wrapped
from claims.render.value import Page, Row, View, encoded
from claims.reports import options
from claims.reports.filters import filter_of
from claims.reports.report import Report
from claims.store import figures, names, rows
from claims.store.connection import Connection
from claims.store.figures import ANSWERS
from claims.vocabulary import Kind, Relation

_VOICE = (
    Field("id", SLUG, "the id of the side or speaker", required=True),
    Field("name", TEXT, "the name", required=True),
    Field("side", SLUG, "the side; of a speaker that for which he speaks by default"),
)
_COUNT = shape.integer(0)
_COUNTS = (
    Field("links", _COUNT, "links of every relation", required=True),
    Field("answers", _COUNT, f"those that answer: {', '.join(ANSWERS)}", required=True),
    *(Field(word.value, _COUNT, f"links by which the one {word.term.label} the other") for word in Relation),
)
_FIELDS = (
    Field("from", written(_VOICE), "who answers or takes up", required=True),
    Field("to", written(_VOICE), "who is answered or taken up", required=True),
    Field(
        "counts",
        written(_COUNTS),
        "how many links there are from claims of the one to claims of the other",
        required=True,
    ),
)
_KEYS = tuple(f"counts.{field.key}" for field in _COUNTS)
_COLUMNS = (*(f"{end}.{field.key}" for end in ("from", "to") for field in _VOICE), *_KEYS)
_PLAIN = ("from.id", "to.id", *_KEYS)
_BY = (Kind.SIDE, Kind.SPEAKER)


def _answer(db: Connection, call: Call) -> View:
    by, asked = _asked(db, call)
    title = names.label(db, Kind.DISPUTE, "title", asked.within) if asked.within else "Who answers whom"
    draw = partial(_draw, title, _parties(db, asked.within) if by is Kind.SIDE else {}, is_part=asked != Filter())
    return View("matrix", map(encoded, _rows(db, by, asked)), _COLUMNS, _PLAIN, draw=draw)


def _parties(db: Connection, dispute: str | None) -> dict[str, Row]:
    """Return the parties of a dispute as voices, by id: those that nobody answers have their place as well."""
    parties = loads(next(rows.records(db, Kind.DISPUTE, [dispute])))["parties"] if dispute else []
    return {side: {"id": side, "name": side, "side": side} for side in parties}


def _total(db: Connection, call: Call) -> int:
    return len(_rows(db, *_asked(db, call)))


def _asked(db: Connection, call: Call) -> tuple[Kind, Filter]:
    by = Kind(checked(call.text("by") or Kind.SIDE, _BY, "by"))
    return by, filter_of(call, db)


def _rows(db: Connection, by: Kind, asked: Filter) -> list[Row]:
    """Return a row a pair, those of one voice together, the voice with most links first."""
    numbers: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    weight: dict[str, int] = defaultdict(int)
    for answering, answered, relation, links in figures.exchanges(db, by, asked):
        numbers[answering, answered][relation] = links
        for voice in {answering, answered}:
            weight[voice] -= links
    order = sorted(numbers, key=lambda pair: [(weight[voice], voice) for voice in pair])
    known = figures.voices(db, by)
    voices = {id: dict(zip(("id", "name", "side"), (id, *known.get(id, (id, None))), strict=True)) for id in weight}
    return [{"from": voices[a], "to": voices[b], "counts": _counts(numbers[a, b])} for a, b in order]


def _counts(numbers: Mapping[str, int]) -> Row:
    answers = sum(numbers.get(relation, 0) for relation in ANSWERS)
    of_each = {relation.value: numbers.get(relation, 0) for relation in Relation}
    return {"links": sum(numbers.values()), "answers": answers, **of_each}


_SHADES = "░▒▓█"
_MOST_LABEL_COLUMNS = 28


def _draw(
    title: str, parties: Mapping[str, Row], records: Iterator[Row], page: Page, *, is_part: bool
) -> Iterator[Line]:
    """Draw the square, where it fits, and beneath it the pairs."""
    pairs = list(records)
    yield from wrapped([Span(escaping.line(title), Style.STRONG)], page.prose)
    if not pairs:
        yield (Span("No link in this choice." if is_part else "No link in this record."),)
        return
    yield ()
    yield from _square(pairs, parties, page.width)
    for pair in pairs:
        first, *others = wrapped(_sentence(pair), page.prose - 2)
        yield from (first, *((Span("  "), *line) for line in others))


def _square(pairs: Sequence[Row], parties: Mapping[str, Row], columns: int) -> Iterator[Line]:
    """Draw the answers from each voice at the left to each at the top, of the foremost voices where not all fit."""
    answers = {(pair["from"]["id"], pair["to"]["id"]): pair["counts"]["answers"] for pair in pairs}
    heard = {id for ends, number in answers.items() if number for id in ends}
    voices = {pair[end]["id"]: pair[end] for pair in pairs for end in ("from", "to") if pair[end]["id"] in heard}
    if not voices:
        return
    voices.update({id: voice for id, voice in parties.items() if id not in voices})
    most = max(answers.values())
    labels, heads = _labels(voices)
    left = max(map(width, labels)) + 1
    cell = max(*map(width, heads), len(str(most)) + 2) + 1
    fitting = list(voices)[: (columns - left) // cell]
    part = f", the {len(fitting)} voices with most links of {len(voices)}" if len(fitting) < len(voices) else ""
    yield (Span(f"answers ↓ to →{part}", Style.DIM),)
    yield _joined(padded((), left), heads[: len(fitting)], cell)
    for id, label in zip(fitting, labels, strict=False):
        cells = [_cell(answers.get((id, other), 0), most) for other in fitting]
        yield _joined(padded(label, left), cells, cell)
    yield ()


def _joined(label: Line, cells: Sequence[Line], columns: int) -> Line:
    """Return a line of the square, each cell at the right of its columns."""
    return label + tuple(span for line in cells for span in (Span(" " * (columns - width(line))), *line))


def _labels(voices: Mapping[str, Row]) -> tuple[list[Line], list[Line]]:
    """Return what stands at the left and at the top: sides in their words; speakers at the top in numbers."""
    if all(voice["side"] == id for id, voice in voices.items()):
        labels: list[Line] = [(Span(phrase.side(id), Style.STRONG, id),) for id in voices]
        return labels, labels
    numbers = range(1, len(voices) + 1)
    return list(map(_label, voices.values(), numbers)), [(Span(str(number)),) for number in numbers]


def _label(voice: Row, number: int) -> Line:
    """Return a speaker with his number and side."""
    from rich.cells import set_cell_size

    name = escaping.line(voice["name"])
    shown = name if cell_len(name) <= _MOST_LABEL_COLUMNS else f"{set_cell_size(name, _MOST_LABEL_COLUMNS - 1)}…"
    side = (Span(f" {phrase.side(voice['side'])}", Style.DIM),) if voice["side"] else ()
    return (Span(f"{number:>2} "), Span(shown, Style.STRONG, voice["side"]), *side)


def _cell(answers: int, most: int) -> Line:
    """Return the number with its shade: a quarter of the most for each step."""
    if not answers:
        return (Span("·", Style.DIM),)
    shade = _SHADES[(answers * len(_SHADES) - 1) // most]
    return (Span(f"{shade} {answers:>{len(str(most))}}"),)


def _sentence(pair: Row) -> list[Span]:
    """Return `CHINA to US: 13 answers (rebuts 8, counters 5); supports 2`."""
    counts = pair["counts"]
    answers = ", ".join(f"{relation.term.label} {counts[relation]}" for relation in ANSWERS if counts[relation])
    others = [relation for relation in Relation if relation not in ANSWERS and counts[relation]]
    parts = [
        f"{phrase.counted(counts['answers'], 'answer')} ({answers})" if answers else "",
        ", ".join(f"{relation.term.label} {counts[relation]}" for relation in others),
    ]
    return [_name(pair["from"]), Span(" to "), _name(pair["to"]), Span(f": {'; '.join(filter(None, parts))}")]


def _name(voice: Row) -> Span:
    shown = phrase.side(voice["id"]) if voice["side"] == voice["id"] else escaping.line(voice["name"])
    return Span(shown, Style.STRONG, voice["side"])


MATRIX = Report(
    "matrix",
    "Count who answers whom, side by side or speaker by speaker, with the number of links of each relation.\n\n"
    "Filters choose the answering claims; relation, basis and status are those of the link itself. "
    "Of a dispute, both claims are in it. A joint statement counts for its first speaker.\n\n"
    "Piped, each line holds who answers, who is answered, and the numbers of links, of answers, and of "
    f"{', '.join(Relation)}, separated by tabs.",
    _answer,
    _total,
    arguments=(options.within("Only links within this dispute"),),
    options=(
        Option("--by", "Side by side, or speaker by speaker.", "WHAT", words=_BY),
        *options.FILTERS,
        options.COUNT,
        *options.OUTPUT,
        *COMMON,
    ),
    examples=(
        "claims matrix balloon",
        "claims matrix --by speaker --basis explicit",
        "claims matrix --json | jq -r '.[] | [.from.id, .to.id, .counts.rebuts] | @tsv'",
    ),
    schema="matrix",
    fields=_FIELDS,
)
