"""Keeping the states of claims in step with the links on record, inside the transaction that changes them.

Grounded semantics is directional: a change reaches only the claims that a path of attacks leads to from it, where a
path goes on from every member of a position. Whatever attacks the reached claims from outside keeps its last word.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from operator import sub
from typing import NamedTuple

from claims import labels
from claims.labels import State
from claims.store import column
from claims.store.connection import Connection
from claims.store.select import THESE
from claims.vocabulary import LastWord, Relation, Status

_MOST_FOLLOWED = 20_000
"""Changed claims up to which it is followed what they reach; beyond, labelling everything anew is cheaper."""


class StateChange(NamedTuple):
    """What became of a claim's state; None: the claim had none, or has none any more, since it is not on record."""

    id: str
    before: State | None
    after: State | None


def renew(db: Connection, changed: Set[str] | None, *, in_full: bool = True) -> tuple[StateChange, ...]:
    """Bring the states up to date after these claims, or links of theirs, changed; what became of each, by id.

    `changed` None: all claims may have.

    Unless `in_full` of many claims only those are told that had a state before.
    """
    if changed is None or len(changed) > _MOST_FOLLOWED or _are_most(db, changed):
        return tuple(sorted(_all_renewed(db, in_full=in_full)))
    touched = changed | _neighbours(db, changed)
    now = _of_reached(db, touched)
    return tuple(_written(db, now, _stored(db, touched | set(now))))


def _are_most(db: Connection, changed: Set[str]) -> bool:
    """Whether these are so many of all claims that following what they reach takes longer."""
    if len(changed) < _FEWEST_OF_MANY:
        return False
    (count,) = db.execute("SELECT coalesce(max(rowid), 0) FROM claims").fetchone()
    return len(changed) * 8 > int(count)


_FEWEST_OF_MANY = 1_000


def _all_renewed(db: Connection, *, in_full: bool) -> Iterator[StateChange]:
    """Label everything anew; claims go by the numbers of their rows, since there may be millions."""
    sides, before = _as_they_are(db)
    graph = _graph(db, sides)
    words = labels.numbered(len(sides), zip(graph.attackers, graph.attacked, strict=True), graph.joins)
    after = bytearray(map(sub, map(_UNANSWERED.__getitem__, words), graph.answered))
    for row, side in enumerate(sides):
        if not side:
            after[row] = 0
    changed = array("q", (row for row, state in enumerate(after) if state != before[row]) if after != before else ())
    told = changed if in_full else array("q", (row for row in changed if 0 < before[row] < len(_STATES)))
    yield from _told(db, told, after)
    db.executemany(_UPDATE.format("rowid"), ((*_columns(_STATES[after[row]]), row) for row in changed))


_STATES: tuple[State | None, ...] = (None, *(State(word, is_open) for word in LastWord for is_open in (False, True)))
"""Every state that a claim may have, by its number in tables of a byte a claim."""
_UNANSWERED = {word: _STATES.index(State(word, unanswered=True)) for word in LastWord}
"""The numbers of the states of claims that nobody answers; if somebody does, it is one less."""


def _as_they_are(db: Connection) -> tuple[array[int], bytearray]:
    """By the numbers of their rows: a number for the side of each claim on record, 0 for others; the states stored."""
    (most,) = db.execute("SELECT coalesce(max(rowid), 0) FROM claims").fetchone()
    sides, before = array("q", bytes(8 * (most + 1))), bytearray(most + 1)
    for row, side, state in zip(*column.numbers(db, _CLAIMS), strict=True):
        sides[row] = side
        before[row] = state
    return sides, before


class _Graph(NamedTuple):
    """What the links on record say of claims that go by numbers; `answered` is 1 for each that another side answers."""

    attackers: array[int]
    attacked: array[int]
    joins: list[labels.Pair]
    answered: bytearray


def _graph(db: Connection, sides: Sequence[int]) -> _Graph:
    """The links between claims that have a side here: those on record."""
    attackers, attacked, joins, answered = found = _Graph(array("q"), array("q"), [], bytearray(len(sides)))
    for relations, attacks, answers in _ALIKE:
        sources, targets = _links(db, relations, sides)
        if attacks:
            attackers += sources
            attacked += targets
        if answers:
            for source, target in zip(sources, targets, strict=True):
                if sides[source] != sides[target]:
                    answered[target] = 1
    ties = zip(*_links(db, _JOINS, sides), strict=True)
    joins.extend((source, target) for source, target in ties if sides[source] == sides[target])
    return found


def _links(db: Connection, relations: str, sides: Sequence[int]) -> tuple[array[int], array[int]]:
    """Where the links of these relations begin and where they end, of those whose ends both have a side."""
    sources, targets = column.numbers(db, _ENDS.format(relations))
    if all(map(sides.__getitem__, sources)) and all(map(sides.__getitem__, targets)):
        return sources, targets
    kept = [both for both in zip(sources, targets, strict=True) if sides[both[0]] and sides[both[1]]]
    return array("q", (source for source, _ in kept)), array("q", (target for _, target in kept))


def _told(db: Connection, rows: array[int], now: Sequence[int]) -> Iterator[StateChange]:
    """What becomes of the claims in these rows, as long as they hold what they held."""
    for start in range(0, len(rows), _CHUNK):
        some = json.dumps(rows[start : start + _CHUNK].tolist())
        for row, id, word, unanswered in db.execute(_BEFORE, (some,)):
            yield StateChange(id, _state_of(word, unanswered), _STATES[now[row]])


def _words(*relations: Relation) -> str:
    return ", ".join(f"'{relation.value}'" for relation in relations)


_ATTACKS = _words(*(relation for relation in Relation if relation.term.attacks))
_JOINS = _words(Relation.RESTATES)
_ANSWERS = _words(*(relation for relation in Relation if relation.term.answers))
_ALIKE = tuple(
    (_words(*some), attacks, answers)
    for attacks, answers in ((True, True), (True, False), (False, True))
    if (some := [one for one in Relation if (one.term.attacks, one.term.answers) == (attacks, answers)])
)
"""Relations that attack, answer or both, as SQL has them, with which of these they do."""
_CHUNK = 5_000
_CLAIMS = f"""
SELECT json_group_array(c.rowid), json_group_array(iif(c.status = 'on-record', s.rowid, 0)), json_group_array(
    CASE c.last_word {" ".join(f"WHEN '{word.value}' THEN {_UNANSWERED[word] - 1} + unanswered" for word in LastWord)}
    ELSE iif(unanswered, 0, {len(_STATES)}) END
) FROM claims c CROSS JOIN sides s ON s.id = c.side
"""
"""Rows, sides and states; what no claim can have is another state than whatever it should have."""
# Whether an end is on record is known from elsewhere, and numbers of rows stand in the index of ids.
_ENDS = """
SELECT json_group_array(a.rowid), json_group_array(b.rowid)
FROM links l CROSS JOIN claims a ON a.id = l.from_id CROSS JOIN claims b ON b.id = l.to_id
WHERE l.status = 'on-record' AND l.relation IN ({})
"""
_BEFORE = f"SELECT rowid, id, last_word, unanswered FROM claims WHERE rowid IN {THESE}"
_UPDATE = "UPDATE claims SET last_word = ?, unanswered = ? WHERE {} = ?"


def _neighbours(db: Connection, claims: Iterable[str]) -> set[str]:
    # Of every status: a link that was just retracted is one of those whose ends changed.
    these = json.dumps(list(claims))
    rows = db.execute(
        f"SELECT to_id FROM links WHERE from_id IN {THESE} UNION SELECT from_id FROM links WHERE to_id IN {THESE}",
        (these, these),
    )
    return {row[0] for row in rows}


def _of_reached(db: Connection, touched: Iterable[str]) -> Mapping[str, State]:
    """The states of all claims that a change of `touched` reaches."""
    sides = dict(db.execute(_REACHED, (json.dumps(list(touched)),)))
    these = json.dumps(list(sides))
    inner: list[labels.Answer] = []
    beyond: list[tuple[LastWord, str]] = []
    for source, relation, target, last_word in db.execute(_ARRIVING, (these,)):
        if source in sides:
            inner.append((source, Relation(relation), target))
        elif Relation(relation).term.attacks and last_word:
            beyond.append((LastWord(last_word), target))
    answered = {row[0] for row in db.execute(_ANSWERED, (these,))}
    words = labels.last_words(sides, inner, beyond)
    return {claim: State(word, claim not in answered) for claim, word in words.items()}


_REACHED = f"""
WITH RECURSIVE reached(id) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT l.to_id FROM reached CROSS JOIN links l JOIN claims a ON a.id = l.from_id
    WHERE l.from_id = reached.id AND l.relation IN ({_ATTACKS}) AND l.status = 'on-record' AND a.status = 'on-record'
    UNION
    SELECT l.to_id FROM reached CROSS JOIN links l JOIN claims a ON a.id = l.from_id JOIN claims b ON b.id = l.to_id
    WHERE l.from_id = reached.id AND l.relation = {_JOINS} AND l.status = 'on-record' AND a.side = b.side
    UNION
    SELECT l.from_id FROM reached CROSS JOIN links l JOIN claims a ON a.id = l.from_id JOIN claims b ON b.id = l.to_id
    WHERE l.to_id = reached.id AND l.relation = {_JOINS} AND l.status = 'on-record' AND a.side = b.side
)
SELECT c.id, c.side FROM reached CROSS JOIN claims c ON c.id = reached.id WHERE c.status = 'on-record'
"""
_ARRIVING = f"""
SELECT l.from_id, l.relation, l.to_id, a.last_word
FROM json_each(?) t CROSS JOIN links l ON l.to_id = t.value JOIN claims a ON a.id = l.from_id
WHERE l.status = 'on-record' AND a.status = 'on-record' AND l.relation IN ({_ATTACKS}, {_JOINS})
"""
_ANSWERED = f"""
SELECT DISTINCT c.id
FROM json_each(?) t CROSS JOIN claims c ON c.id = t.value CROSS JOIN links l ON l.to_id = c.id
JOIN claims a ON a.id = l.from_id
WHERE l.status = 'on-record' AND a.status = 'on-record' AND l.relation IN ({_ANSWERS}) AND a.side <> c.side
"""


def _stored(db: Connection, claims: Iterable[str]) -> Iterator[tuple[str, str, State | None]]:
    """Id, status and stored state of these claims, by id."""
    rows = db.execute(
        f"SELECT id, status, last_word, unanswered FROM claims WHERE id IN {THESE} ORDER BY id",
        (json.dumps(list(claims)),),
    ).fetchall()
    return ((id, status, _state_of(word, unanswered)) for id, status, word, unanswered in rows)


def _state_of(last_word: str | None, unanswered: int) -> State | None:
    return State(LastWord(last_word), bool(unanswered)) if last_word else None


def _columns(state: State | None) -> tuple[str | None, bool]:
    # A claim that is not on record has no answer.
    return (state.last_word, state.unanswered) if state else (None, True)


def _written(
    db: Connection, now: Mapping[str, State], stored: Iterable[tuple[str, str, State | None]]
) -> Iterator[StateChange]:
    changes = []
    for id, status, before in stored:
        after = now.get(id) if status == Status.ON_RECORD.value else None
        if before != after:
            changes.append(StateChange(id, before, after))
    db.executemany(_UPDATE.format("id"), [(*_columns(one.after), one.id) for one in changes])
    yield from changes
