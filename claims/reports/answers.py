"""`claims answers`: who has the last word on what, and which claims have no reply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from json import loads
from typing import NamedTuple

from claims import escaping
from claims.command import COMMON, Call, Option
from claims.json import shape
from claims.json.shape import BOOLEAN, DAY, SLUG, Field, each, word, written
from claims.last_words import State
from claims.query import Filter, Window
from claims.render import phrase
from claims.render.line import Line, Span, Style, indented, wrapped
from claims.render.value import Page, Row, View, encoded
from claims.reports import options, replies
from claims.reports.filters import bound, filter_of, within_of, words_of
from claims.reports.report import Report
from claims.store import claims, figures, rows
from claims.store.connection import Connection
from claims.store.figures import Reply, Scope, Utterance
from claims.vocabulary import Basis, Kind, LastWord, Status

_COUNT = shape.integer(0)
_LISTS = {
    LastWord.CLAIM.value: "claims on which the last word lies with the claim, denied or not",
    LastWord.REPLY.value: "claims on which the last word lies with a reply",
    LastWord.CONTESTED.value: "claims on which the last word lies with neither",
    "denied": "claims that another claim denies, whoever has the last word",
    "no_reply": "claims that no other side answers",
}
_COUNTS = (
    Field("claims", _COUNT, "claims of the side", required=True),
    *(Field(key, _COUNT, about, required=True) for key, about in _LISTS.items()),
)
_DELAY = (
    Field("least", _COUNT, "at least so many whole days", required=True),
    Field("most", _COUNT, "at most so many; null where a date is open"),
)
_FIRST_ANSWER = (
    Field("claim", SLUG, "the claim", required=True),
    Field("answer", SLUG, "the first claim in date order by which another side answers it", required=True),
    Field("side", SLUG, "its side", required=True),
    Field(
        "days", written(_DELAY), "from the claim to its first answer, as far as the dates tell; null where they do not"
    ),
)
_STATE = (
    Field("last_word", word(LastWord), "with whom the last word lies", required=True),
    Field("unanswered", BOOLEAN, "no claim of another side answers it", required=True),
)
_CHANGE = (
    Field("claim", SLUG, "the claim", required=True),
    Field("before", written(_STATE), "its state by the links on every basis", required=True),
    Field("after", written(_STATE), "its state by the links on the bases asked for", required=True),
)
_FIELDS = (
    Field("dispute", SLUG, "the dispute", required=True),
    Field("side", SLUG, "the side", required=True),
    Field("as_of", DAY, "only claims that may have been said by this day; null: all"),
    Field("basis", each(word(Basis)), "only links on these bases; empty: all"),
    Field("counts", written(_COUNTS), "how many claims there are in the lists below", required=True),
    *(Field(key, each(SLUG), about) for key, about in _LISTS.items()),
    Field("first_answers", each(written(_FIRST_ANSWER)), "the first answer to each claim that has one"),
    Field("spoke_last", each(SLUG), "claims of the side that may be the last of any side in the dispute"),
    Field("denied_last", each(SLUG), "claims of the side that may be the last denial in the dispute"),
    Field("may_be_later", each(SLUG), "claims that may have been said only after the day of `as_of`"),
    Field("changes", each(written(_CHANGE)), "claims whose state is another than by the links on every basis"),
)
_COUNTED = tuple(f"counts.{field.key}" for field in _COUNTS)
_PLAIN = ("dispute", "side", *_COUNTED, "spoke_last", "denied_last")
_COLUMNS = (
    *("dispute", "side", "as_of", "basis", *_COUNTED, *_LISTS),
    *("first_answers.claim", "first_answers.answer", "first_answers.days.least", "first_answers.days.most"),
    *("spoke_last", "denied_last", "may_be_later", "changes.claim"),
)
_LAST = {"spoke_last": "spoke last", "denied_last": "denied last"}
"""What is said of the claims of all sides that may be the last ones, by key."""


class _Section(NamedTuple):
    """The answers in one dispute: a row for each side asked for, and the last claims of all sides as in `_LAST`."""

    title: str
    rows: list[Row]
    last: Mapping[str, list[str]]


def _answer(db: Connection, call: Call) -> View:
    sections = list(_sections(db, call))
    records = chain.from_iterable(section.rows for section in sections)
    return View("answers", map(encoded, records), _COLUMNS, _PLAIN, draw=partial(_draw, db, sections))


def _total(db: Connection, call: Call) -> int:
    return sum(len(section.rows) for section in _sections(db, call))


def _sections(db: Connection, call: Call) -> Iterator[_Section]:
    within = within_of(call, db)
    scope = Scope(bound(call, "as_of", 1), words_of(call, "basis", Basis))
    asked = filter_of(call, db)._replace(bases=())
    # What the store keeps of a claim's state is by all of the record.
    after = figures.states(db, scope) if scope != Scope() else {}
    before = figures.states(db, scope._replace(bases=())) if scope.bases and scope.day else {}
    for dispute in map(loads, rows.entries(db, Kind.DISPUTE)):
        if dispute["id"] == within or (within is None and dispute["status"] == Status.ON_RECORD):
            every = _rows(db, dispute, scope, _weighed(db, dispute["id"], asked, scope, before, after))
            last = {key: [id for row in every for id in row[key]] for key in _LAST}
            chosen = [row for row in every if not asked.sides or row["side"] in asked.sides]
            yield _Section(dispute["title"], chosen, last)


class _Weighed(NamedTuple):
    """A claim, the answers of other sides, and its state by the links on every basis and on those asked for."""

    claim: Utterance
    answers: list[Utterance]
    before: State
    after: State
    is_listed: bool
    is_denied: bool
    spoke_last: bool
    denied_last: bool


_States = Mapping[str, State]


def _weighed(
    db: Connection, dispute: str, asked: Filter, scope: Scope, before: _States, after: _States
) -> Iterator[_Weighed]:
    """Return the claims of a dispute, in date order."""
    every, arriving = figures.utterances(db, dispute, scope), figures.replies(db, dispute, scope)
    listed = set(claims.ids(db, asked._replace(within=dispute), Window()))
    last, last_denials = (
        {claim.id for claim in replies.latest(several)} for several in (every, replies.denials(every, arriving))
    )
    arrived: dict[str, list[Reply]] = defaultdict(list)
    for reply in arriving:
        arrived[reply.to].append(reply)
    for claim in every:
        id, own = claim.id, arrived[claim.id]
        yield _Weighed(
            claim,
            replies.answers(claim, own),
            before.get(id, claim.state),
            after.get(id, claim.state),
            is_listed=id in listed,
            is_denied=any(reply.relation.term.attacks for reply in own),
            spoke_last=id in last,
            denied_last=id in last_denials,
        )


def _rows(db: Connection, dispute: Row, scope: Scope, weighed: Iterable[_Weighed]) -> list[Row]:
    by_side: dict[str, list[_Weighed]] = defaultdict(list)
    for item in weighed:
        by_side[item.claim.side].append(item)
    # Who is heard does not depend on the day; parties go before others.
    heard = dict.fromkeys([*dispute["parties"], *sorted(figures.sides(db, dispute["id"]))])
    return [_row(dispute["id"], side, by_side[side], scope) for side in heard]


def _row(dispute: str, side: str, own: Sequence[_Weighed], scope: Scope) -> Row:
    chosen = [item for item in own if item.is_listed]
    words = {word: [item for item in chosen if item.after.last_word is word] for word in LastWord}
    by_word = list(chain.from_iterable(words.values()))
    lists: dict[str, list[str]] = {
        **{word: _ids(several) for word, several in words.items()},
        "denied": _ids(item for item in chosen if item.is_denied),
        "no_reply": _ids(item for item in chosen if not item.answers),
    }
    return {
        "dispute": dispute,
        "side": side,
        "as_of": scope.day,
        "basis": scope.bases,
        "counts": {"claims": len(chosen), **{key: len(ids) for key, ids in lists.items()}},
        **lists,
        "first_answers": [_first(item.claim, item.answers) for item in chosen if item.answers],
        "spoke_last": _ids(item for item in own if item.spoke_last),
        "denied_last": _ids(item for item in own if item.denied_last),
        "may_be_later": _ids(item for item in by_word if scope.day and (item.claim.latest or "~") > scope.day),
        "changes": [_change(item) for item in by_word if item.before != item.after and scope.bases],
    }


def _ids(several: Iterable[_Weighed]) -> list[str]:
    return [item.claim.id for item in several]


def _first(claim: Utterance, answers: Sequence[Utterance]) -> Row:
    days = replies.delay(claim, answers)
    delay = {"least": days[0], "most": days[1]} if days else None
    return {"claim": claim.id, "answer": answers[0].id, "side": answers[0].side, "days": delay}


def _change(item: _Weighed) -> Row:
    return {"claim": item.claim.id, "before": item.before._asdict(), "after": item.after._asdict()}


def _draw(db: Connection, sections: Sequence[_Section], records: Iterator[Row], page: Page) -> Iterator[Line]:
    for number, section in enumerate(sections):
        if number:
            yield ()
        yield from _drawn(db, section, list(islice(records, len(section.rows))), page.prose)
    if not sections:
        yield (Span("No dispute in this record."),)


def _drawn(db: Connection, section: _Section, sides: Sequence[Row], room: int) -> Iterator[Line]:
    named = chain(*section.last.values(), *(row[word] for row in sides for word in LastWord))
    known = {claim["id"]: claim for claim in map(loads, rows.claims(db, dict.fromkeys(named)))}
    yield from wrapped([Span(escaping.line(section.title), Style.STRONG)], room)
    if sides:
        yield from _scope(sides[0], room)
    for key, heading in _LAST.items():
        if section.last[key]:
            last = [known[id] for id in section.last[key]]
            yield from wrapped([Span(f"{heading}: "), *_several(last)], room)
    for row in sides:
        yield ()
        yield from _side(row, known, room)


def _scope(row: Row, room: int) -> Iterator[Line]:
    """Say what is taken into account, where that is not all."""
    day = f"as of {row['as_of']}" if row["as_of"] else ""
    bases = f"by {' and '.join(row['basis'])} links only" if row["basis"] else ""
    if day or bases:
        yield from wrapped([Span(", ".join(filter(None, (day, bases))), Style.DIM)], room)


_MOST_NAMED = 3


def _several(several: Sequence[Row]) -> Iterator[Span]:
    """Name claims in short: side, date, id; of many the sides alone."""
    is_many = len(several) > _MOST_NAMED
    shown = {claim["side"]: claim for claim in several}.values() if is_many else several
    for number, claim in enumerate(shown):
        yield Span(" or " if number else "")
        yield Span(phrase.side(claim["side"]), Style.STRONG, claim["side"])
        if not is_many:
            yield Span(f", {claim['said']} ")
            yield Span(claim["id"], Style.DIM)
    if is_many:
        yield Span(f", one of {len(several)} claims whose dates overlap")


def _side(row: Row, known: Mapping[str, Row], room: int) -> Iterator[Line]:
    number, silent = row["counts"]["claims"], row["counts"]["no_reply"]
    counts = f" · {phrase.counted(number, 'claim')}{f', {silent} without a reply in this record' if silent else ''}"
    yield from wrapped([Span(phrase.side(row["side"]), Style.STRONG, row["side"]), Span(counts)], room)
    first = {answer["claim"]: answer for answer in row["first_answers"]}
    changes = {change["claim"]: change for change in row["changes"]}
    late = frozenset(row["may_be_later"])
    for heading, ids in _groups(row):
        if ids:
            yield from indented([Span(f"{heading} ({len(ids)})", Style.STATE)], 2, room)
        for id in ids:
            yield from indented(_said(known[id], is_late=id in late), 4, room)
            yield from indented([*_answered(first.get(id)), *_changed(changes.get(id))], 8, room)


def _groups(row: Row) -> Iterator[tuple[str, list[str]]]:
    """Return the claims under their headings; of what was never denied no last word is told."""
    denied = frozenset(row["denied"])
    yield "last word with a reply", row[LastWord.REPLY]
    yield "last word with neither", row[LastWord.CONTESTED]
    yield "denied, last word with the claim", [claim for claim in row[LastWord.CLAIM] if claim in denied]
    yield "not denied", [claim for claim in row[LastWord.CLAIM] if claim not in denied]


def _said(claim: Row, *, is_late: bool) -> list[Span]:
    day = f"{claim['said'] or 'undated'}{' (or later)' if is_late else ''}"
    return [Span(f"{day} ", Style.DIM), Span(escaping.line(claim["text"])), Span(f" {claim['id']}", Style.DIM)]


def _answered(first: Row | None) -> list[Span]:
    if first is None:
        return [Span(phrase.NO_REPLY, Style.STATE)]
    return [
        Span(f"first answered {_after(first['days'])}by "),
        Span(phrase.side(first["side"]), Style.STRONG, first["side"]),
        Span(f" {first['answer']}", Style.DIM),
    ]


def _after(days: Row | None) -> str:
    """Return the delay in words, with a space behind it; nothing where nothing is known."""
    match days:
        case None | {"least": 0, "most": None}:
            return ""
        case {"least": 0, "most": 0}:
            return "on the same day "
        case {"least": least, "most": None}:
            return f"after {phrase.counted(least, 'day')} or more "
        case {"least": least, "most": most} if least == most:
            return f"after {phrase.counted(most, 'day')} "
        case {"least": least, "most": most}:
            return f"after {least} to {phrase.counted(most, 'day')} "
    raise AssertionError(days)


def _changed(change: Row | None) -> Iterator[Span]:
    """Say what the links on every basis tell, where that differs."""
    if change is None:
        return
    before, after = change["before"], change["after"]
    parts = []
    if before["unanswered"] != after["unanswered"]:
        parts.append("answered" if after["unanswered"] else "not answered")
    if before["last_word"] != after["last_word"]:
        parts.append(f"last word {LastWord(before['last_word']).term.label}")
    yield Span(f"; by all links {', '.join(parts)}")


_CHOOSING = ("side", "speaker", "kind", "act", "addressee", "source", "via", "since", "until")
ANSWERS = Report(
    "answers",
    "Tell for each dispute and side with whom the last word on its claims lies, which of them have no reply in this "
    "record, how long the first answer took, who spoke last and who denied last.\n\n"
    "Filters choose the claims that are listed; what answers them and who spoke last is taken from the whole record. "
    "Where dates are ranges, days from a claim to its first answer are a range, and several claims may be the last.\n\n"
    "--as-of takes only claims that may have been said by a day, and last words as they stood then. "
    "--basis explicit counts only links that the sources themselves present as answers, and tells which claims "
    "change by it.\n\n"
    "Piped, each line holds dispute, side, the numbers of claims, of those on which the last word lies with the claim, "
    "with a reply, with neither, of those denied and those without a reply, and which claims spoke and denied last, "
    "separated by tabs.",
    _answer,
    _total,
    arguments=(options.within("Only this dispute"),),
    options=(
        Option("--as-of", "Only what had been said by this day (EDTF); undated claims are left out.", "DAY"),
        options.BASIS._replace(help="Count only links on this basis."),
        *(option for option in options.FILTERS if option.name in _CHOOSING),
        options.COUNT,
        *options.OUTPUT,
        *COMMON,
    ),
    examples=(
        "claims answers balloon",
        "claims answers balloon --basis explicit",
        "claims answers balloon --as-of 2023-02-06 --side us",
        "claims answers --json | jq -r '.[] | [.dispute, .side, .counts.no_reply] | @tsv'",
    ),
    schema="answers",
    fields=_FIELDS,
)
