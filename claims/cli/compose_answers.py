"""The read behind `claims answers`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from claims import answers
from claims.answers import Balance, FirstAnswer, Reply, Uttered
from claims.json import answers as wire
from claims.json.encoded import Encoded
from claims.model import Dispute
from claims.query import Filter, Window
from claims.render import AnswersPage, AnswersSection, Listing
from claims.render.value import Row
from claims.store import answers as store
from claims.store import as_json, claims, records
from claims.store.answers import Scope, Told
from claims.store.connection import Connection
from claims.store.select import Condition
from claims.vocabulary import Kind, LastWord


class Asked(NamedTuple):
    """Which claims are listed, in which disputes, and what is taken into account; `dispute` None: all of them."""

    dispute: str | None
    chosen: Filter
    scope: Scope


def page(db: Connection, asked: Asked) -> AnswersPage:
    """The disputes one after the other, each weighed as it is rendered."""
    rows = (row for dispute in _disputes(db, asked) for row in _rows(db, dispute, asked) if _is_asked_for(row, asked))
    listing = Listing("answers", rows, COLUMNS, _PLAIN, ())
    return AnswersPage(listing, (_section(db, dispute, asked) for dispute in _disputes(db, asked)))


def count(db: Connection, asked: Asked) -> int:
    """How many rows that is."""
    every = ((one.parties, store.sides(db, one.id)) for one in _disputes(db, asked))
    heard = (side for parties, sides in every for side in answers.voices(parties, sides))
    return sum(1 for side in heard if not asked.chosen.sides or side in asked.chosen.sides)


def _disputes(db: Connection, asked: Asked) -> Iterator[Dispute]:
    chosen = Condition("r.id = ?", (asked.dispute,)) if asked.dispute else Condition("r.status = 'on-record'")
    return (one for one in records.plain(db, Kind.DISPUTE, chosen) if isinstance(one, Dispute))


def _is_asked_for(row: Row, asked: Asked) -> bool:
    return not asked.chosen.sides or row["side"] in asked.chosen.sides


def _rows(db: Connection, dispute: Dispute, asked: Asked) -> Iterator[Row]:
    """A row for each side that is heard in the dispute, whether asked for or not."""
    scope = asked.scope
    told = store.told(db, dispute.id, scope)
    # Who is heard does not depend on the day.
    heard = store.sides(db, dispute.id) if scope.day else {one.side for one in told.claims}
    chosen = _chosen(db, dispute, asked, told.claims)
    changed = _changes(store.told(db, dispute.id, scope._replace(bases=())), told) if scope.bases else {}
    late = {one.id for one in told.claims if one.latest is None or one.latest > scope.day} if scope.day else set()
    sides = answers.voices(dispute.parties, heard)
    for one in answers.balances(told.claims, chosen, told.replies, told.last_words, sides):
        yield wire.row(dispute.id, one.side, scope.day, scope.bases, _lists(one, late, changed))


def _chosen(db: Connection, dispute: Dispute, asked: Asked, every: Sequence[Uttered]) -> Collection[str]:
    """The ids of the claims that are listed."""
    if asked.chosen == Filter():
        return {one.id for one in every}
    return set(claims.ids(db, asked.chosen._replace(within=dispute.id), Window()))


def _lists(one: Balance, late: Collection[str], changed: Mapping[str, Row]) -> dict[str, list[object]]:
    listed = list(chain.from_iterable(one.last_words.values())) if late or changed else ()
    return {
        **{_KEYS[word]: list(claims) for word, claims in one.last_words.items()},
        "denied": list(one.denied),
        "no_reply": list(one.no_reply),
        "first_answers": [_first_answer(answer) for answer in one.first_answers],
        "spoke_last": list(one.spoke_last),
        "denied_last": list(one.denied_last),
        "may_be_later": [claim for claim in listed if claim in late],
        "changes": [changed[claim] for claim in listed if claim in changed],
    }


_KEYS = {word: word.value for word in LastWord}


def _first_answer(one: FirstAnswer) -> Row:
    return wire.first_answer(one.claim, one.answer.id, one.answer.side, one.delay)


def _changes(whole: Told, part: Told) -> dict[str, Row]:
    """The claims whose state changes where only links on the bases asked for count, by id."""
    sides = {one.id: one.side for one in part.claims}
    before, after = (
        {claim: (some.last_words[claim], claim not in answered) for claim in sides}
        for some in (whole, part)
        for answered in [_answered(some.replies, sides)]
    )
    return {claim: wire.change(claim, before[claim], after[claim]) for claim in sides if before[claim] != after[claim]}


def _answered(replies: Sequence[Reply], sides: Mapping[str, str]) -> set[str]:
    return {one.to for one in replies if one.relation.term.answers and one.by.side != sides[one.to]}


def _section(db: Connection, dispute: Dispute, asked: Asked) -> AnswersSection:
    heard = list(_rows(db, dispute, asked))
    rows = tuple(row for row in heard if _is_asked_for(row, asked))
    last = {key: tuple(claim for row in heard for claim in row[key]) for key in ("spoke_last", "denied_last")}
    listed = chain.from_iterable(row[key] for row in rows for key in LastWord)
    found = as_json.views(db, dict.fromkeys(chain(listed, *last.values())))
    return AnswersSection(dispute.title, last, rows, {id: Encoded(text) for id, text in found})


_COUNTED = ("claims", "claim", "reply", "contested", "denied", "no_reply")
_PLAIN = ("dispute", "side", *(f"counts.{key}" for key in _COUNTED), "spoke_last", "denied_last")
COLUMNS = (
    *("dispute", "side", "as_of", "basis", *(f"counts.{key}" for key in _COUNTED)),
    *("claim", "reply", "contested", "denied", "no_reply"),
    *("first_answers.claim", "first_answers.answer", "first_answers.days.least", "first_answers.days.most"),
    *("spoke_last", "denied_last", "may_be_later", "changes.claim"),
)
