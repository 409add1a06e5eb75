"""Keeping the states of claims in step with the links on record, inside the transaction that changes them.

Grounded semantics is directional: a change reaches only the claims that a path of attacks leads to from it, where a
path goes on from every member of a position. Whatever attacks the reached claims from outside keeps its last word.
"""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from claims import labels
from claims.labels import State
from claims.store.conditions import LIVE
from claims.store.connection import Connection
from claims.vocabulary import LastWord, Relation, Status


class StateChange(NamedTuple):
    """What became of a claim's state; None: the claim had none, or has none any more, since it is not on record."""

    id: str
    before: State | None
    after: State | None


class _Reached(NamedTuple):
    """A claim that a change reaches, with the state that is stored."""

    id: str
    side: str
    status: str
    last_word: str | None
    unanswered: int

    @property
    def state(self) -> State | None:
        return State(LastWord(self.last_word), bool(self.unanswered)) if self.last_word else None


def renew(db: Connection, changed: Iterable[str]) -> tuple[StateChange, ...]:
    """Bring the states up to date after these claims, or links of theirs, changed; what became of each, by id."""
    reached = [_Reached(*row) for row in db.execute(_REACHED, {"changed": json.dumps(sorted(changed))})]
    states = _states(db, {claim.id: claim.side for claim in reached if claim.status == Status.ON_RECORD})
    changes = [
        StateChange(claim.id, claim.state, states.get(claim.id))
        for claim in reached
        if claim.state != states.get(claim.id)
    ]
    db.executemany(_UPDATE, [(*_columns(change.after), change.id) for change in changes])
    return tuple(changes)


def _states(db: Connection, sides: Mapping[str, str]) -> Mapping[str, State]:
    """The states of these claims on record, which are all that a change reaches; `sides` are their sides by id."""
    inner: list[labels.Answer] = []
    beyond: list[tuple[LastWord, str]] = []
    answered: set[str] = set()
    for source, word, target, side, last_word in db.execute(_ARRIVING, (json.dumps(list(sides)),)):
        relation = _RELATION[word]
        if source in sides:
            inner.append((source, relation, target))
        elif relation.term.attacks and last_word:
            beyond.append((LastWord(last_word), target))
        if relation.term.answers and side != sides[target]:
            answered.add(target)
    words = labels.last_words(sides, inner, beyond)
    return {claim: State(word, claim not in answered) for claim, word in words.items()}


def _columns(state: State | None) -> tuple[str | None, int]:
    # A claim that is not on record has no answer.
    return (state.last_word.value, int(state.unanswered)) if state else (None, 1)


def _words(relations: Iterable[Relation]) -> str:
    return ", ".join(f"'{relation}'" for relation in relations)


_RELATION = {relation.value: relation for relation in Relation}
_ATTACKS = _words(relation for relation in Relation if relation.term.attacks)
_COUNTING = _words(
    relation for relation in Relation if relation.term.attacks or relation.term.answers or relation is Relation.RESTATES
)
_SAME_SIDE = f"l.relation = '{Relation.RESTATES}' AND l.{LIVE} AND a.side = b.side"
_ENDS = "JOIN claims a ON a.id = l.from_id JOIN claims b ON b.id = l.to_id"
# The ends of every link of a changed claim, whatever its status: one that was just retracted counted before.
_REACHED = f"""
WITH RECURSIVE changed(id) AS MATERIALIZED (SELECT value FROM json_each(:changed)),
reached(id) AS (
    SELECT id FROM changed
    UNION
    SELECT l.to_id FROM changed CROSS JOIN links l ON l.from_id = changed.id
    UNION
    SELECT l.from_id FROM changed CROSS JOIN links l ON l.to_id = changed.id
    UNION
    SELECT l.to_id FROM reached CROSS JOIN links l ON l.from_id = reached.id JOIN claims a ON a.id = l.from_id
    WHERE l.relation IN ({_ATTACKS}) AND l.{LIVE} AND a.{LIVE}
    UNION
    SELECT l.to_id FROM reached CROSS JOIN links l ON l.from_id = reached.id {_ENDS} WHERE {_SAME_SIDE}
    UNION
    SELECT l.from_id FROM reached CROSS JOIN links l ON l.to_id = reached.id {_ENDS} WHERE {_SAME_SIDE}
)
SELECT c.id, c.side, c.status, c.last_word, c.unanswered FROM reached CROSS JOIN claims c ON c.id = reached.id
ORDER BY c.id
"""
_ARRIVING = f"""
SELECT l.from_id, l.relation, l.to_id, a.side, a.last_word
FROM json_each(?) t CROSS JOIN links l ON l.to_id = t.value JOIN claims a ON a.id = l.from_id
WHERE l.{LIVE} AND a.{LIVE} AND l.relation IN ({_COUNTING})
"""
_UPDATE = "UPDATE claims SET last_word = ?, unanswered = ? WHERE id = ?"
