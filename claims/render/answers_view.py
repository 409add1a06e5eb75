"""Who has the last word on what, for eyes: dispute by dispute, side by side, claim by claim."""

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from claims.render import escape, phrase
from claims.render.line import Line, Span, Style, wrapped
from claims.render.value import AnswersSection, Row
from claims.vocabulary import LastWord

_PROSE_COLUMNS = 100


def lines(sections: Iterable[AnswersSection], columns: int) -> Iterator[Line]:
    """The whole view, a dispute after the other as they come."""
    room = min(columns, _PROSE_COLUMNS)
    is_first = True
    for section in sections:
        if not is_first:
            yield ()
        is_first = False
        yield from _section(section, room)
    if is_first:
        yield (Span("No dispute in this record."),)


def _section(section: AnswersSection, room: int) -> Iterator[Line]:
    yield from wrapped([Span(escape.line(section.title), Style.STRONG)], room)
    yield from _scope(section.rows, room)
    for key, told in (("spoke_last", "spoke last"), ("denied_last", "denied last")):
        last = [section.claims[id] for id in section.last[key]]
        if last:
            yield from wrapped([Span(f"{told}: "), *_several(last)], room)
    for row in section.rows:
        yield ()
        yield from _side(row, section, room)


def _scope(rows: Iterable[Row], room: int) -> Iterator[Line]:
    """What is taken into account, where that is not all."""
    for row in rows:
        day = [f"as of {row['as_of']}"] if row["as_of"] else []
        bases = [f"by {' and '.join(row['basis'])} links only"] if row["basis"] else []
        if day or bases:
            yield from wrapped([Span(", ".join([*day, *bases]), Style.DIM)], room)
        return


_MOST_NAMED = 3


def _several(claims: Sequence[Row]) -> Iterator[Span]:
    """Claims in short: side, date, id; of many the sides alone."""
    if len(claims) > _MOST_NAMED:
        for number, side in enumerate(dict.fromkeys(claim["side"] for claim in claims)):
            yield Span(" or ") if number else Span("")
            yield Span(phrase.side(side), Style.STRONG, side)
        yield Span(f", one of {len(claims)} claims whose dates overlap")
        return
    for number, claim in enumerate(claims):
        if number:
            yield Span(" or ")
        yield Span(phrase.side(claim["side"]), Style.STRONG, claim["side"])
        yield Span(f", {claim['said']} ")
        yield Span(claim["id"], Style.DIM)


def _side(row: Row, section: AnswersSection, room: int) -> Iterator[Line]:
    counts = row["counts"]
    told = f" · {_number(counts['claims'], 'claim')}" + (
        f", {counts['no_reply']} without a reply in this record" if counts["no_reply"] else ""
    )
    yield from wrapped([Span(phrase.side(row["side"]), Style.STRONG, row["side"]), Span(told)], room)
    about = _About.of(row)
    for heading, group in _groups(row, about.denied):
        if group:
            yield from _indented([Span(f"{heading} ({len(group)})", Style.STATE)], 2, room)
        for claim in group:
            yield from _claim(section.claims[claim], about, room)


def _groups(row: Row, denied: Container[str]) -> Iterator[tuple[str, list[str]]]:
    """The claims under their headings; of what was never denied no last word is told."""
    yield "last word with a reply", row[LastWord.REPLY]
    yield "last word with neither", row[LastWord.CONTESTED]
    yield "denied, last word with the claim", [claim for claim in row[LastWord.CLAIM] if claim in denied]
    yield "not denied", [claim for claim in row[LastWord.CLAIM] if claim not in denied]


class _About(NamedTuple):
    """What a row says of single claims, by their id."""

    first: dict[str, Row]
    denied: frozenset[str]
    silent: frozenset[str]
    late: frozenset[str]
    changes: dict[str, Row]

    @classmethod
    def of(cls, row: Row) -> "_About":
        return cls(
            {one["claim"]: one for one in row["first_answers"]},
            frozenset(row["denied"]),
            frozenset(row["no_reply"]),
            frozenset(row["may_be_later"]),
            {one["claim"]: one for one in row["changes"]},
        )


def _claim(claim: Row, about: _About, room: int) -> Iterator[Line]:
    id = claim["id"]
    day = f"{claim['said'] or 'undated'}{' (or later)' if id in about.late else ''}"
    spans = [Span(f"{day} ", Style.DIM), Span(escape.line(claim["text"])), Span(f" {id}", Style.DIM)]
    yield from _indented(spans, 4, room)
    told = [Span(phrase.NO_REPLY, Style.STATE)] if id in about.silent else []
    if id in about.first:
        told = _answered(about.first[id])
    if id in about.changes:
        told = [*told, Span(f"; {_change(about.changes[id])}")]
    yield from _indented(told, 8, room)


def _answered(first: Row) -> list[Span]:
    return [
        Span(f"first answered {_after(first['days'])}by "),
        Span(phrase.side(first["side"]), Style.STRONG, first["side"]),
        Span(f" {first['answer']}", Style.DIM),
    ]


def _after(days: Row | None) -> str:
    """The delay in words, with a space behind it; nothing where nothing is known."""
    match days:
        case None | {"least": 0, "most": None}:
            return ""
        case {"least": 0, "most": 0}:
            return "on the same day "
        case {"least": least, "most": None}:
            return f"after {_number(least, 'day')} or more "
        case {"least": least, "most": most} if least == most:
            return f"after {_number(most, 'day')} "
        case {"least": least, "most": most}:
            return f"after {least} to {_number(most, 'day')} "
    raise AssertionError(days)


def _change(change: Row) -> str:
    """What the links on every basis say where that differs."""
    before, after = change["before"], change["after"]
    parts = []
    if before["unanswered"] != after["unanswered"]:
        parts.append("answered" if after["unanswered"] else "not answered")
    if before["last_word"] != after["last_word"]:
        parts.append(f"last word {LastWord(before['last_word']).term.label}")
    return f"by all links {', '.join(parts)}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _indented(spans: list[Span], indent: int, room: int) -> Iterator[Line]:
    for line in wrapped(spans, room - indent):
        yield (Span(" " * indent), *line)
