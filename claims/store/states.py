"""Keeping the states of claims in step with the links on record, inside the transaction that changes them.

Grounded semantics is directional: a change reaches only the claims that a path of attacks leads to from it, where a
path goes on from every member of a position. Whatever attacks the reached claims from outside keeps its last word.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from claims import labels
from claims.labels import State
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


def renew(db: Connection, changed: Iterable[str]) -> tuple[StateChange, ...]:
    """Bring the states up to date after these claims, or links of theirs, changed; what became of each, by id."""
    seeds = set(changed)
    everything = len(seeds) > _MOST_FOLLOWED
    touched = seeds if everything else seeds | _neighbours(db, seeds)
    now = _of_all(db) if everything else _of_reached(db, touched)
    return tuple(_written(db, now, _stored(db, None if everything else touched | set(now))))


def _of_all(db: Connection) -> Mapping[str, State]:
    claims = db.execute("SELECT id, side FROM claims WHERE status = 'on-record'")
    links = db.execute("SELECT from_id, relation, to_id FROM links WHERE status = 'on-record'")
    return labels.states(claims, ((source, Relation(relation), target) for source, relation, target in links))


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


def _words(*relations: Relation) -> str:
    return ", ".join(f"'{relation.value}'" for relation in relations)


_ATTACKS = _words(*(relation for relation in Relation if relation.term.attacks))
_JOINS = _words(Relation.RESTATES)
_ANSWERS = _words(*(relation for relation in Relation if relation.term.answers))
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


def _stored(db: Connection, claims: Iterable[str] | None) -> Iterator[tuple[str, str, State | None]]:
    """Id, status and stored state of these claims, None: of all, by id."""
    where, values = ("", ()) if claims is None else (f"WHERE id IN {THESE}", (json.dumps(list(claims)),))
    rows = db.execute(f"SELECT id, status, last_word, unanswered FROM claims {where} ORDER BY id", values).fetchall()
    for id, status, last_word, unanswered in rows:
        yield id, status, State(LastWord(last_word), bool(unanswered)) if last_word else None


def _written(
    db: Connection, now: Mapping[str, State], stored: Iterable[tuple[str, str, State | None]]
) -> Iterator[StateChange]:
    changes = []
    for id, status, before in stored:
        after = now.get(id) if status == Status.ON_RECORD.value else None
        if before != after:
            changes.append(StateChange(id, before, after))
    rows = [
        (one.after.last_word if one.after else None, not one.after or one.after.unanswered, one.id) for one in changes
    ]
    db.executemany("UPDATE claims SET last_word = ?, unanswered = ? WHERE id = ?", rows)
    yield from changes
