"""Keeping the states of claims in step with the links on record, inside the transaction that changes them.

Grounded semantics is directional: a change reaches only the claims that a path of attacks leads to from it, where a
path goes on from every member of a position. Whatever attacks the reached claims from outside keeps its last word.
"""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from claims import last_words
from claims.last_words import State
from claims.store import migrations
from claims.store.conditions import LIVE
from claims.store.connection import Connection
from claims.vocabulary import Kind, LastWord, Relation, Status


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
        word = _LAST_WORD.get(self.last_word)
        return State(word, bool(self.unanswered)) if word else None


def renew(db: Connection, changed: Iterable[str] | None = None) -> tuple[StateChange, ...]:
    """Bring the states up to date after these claims, or links of theirs, changed; what became of each, by id.

    None: whatever may have changed.
    """
    changes = differing(db, changed)
    db.executemany(_UPDATE, ((*_columns(change.after), change.id) for change in changes))
    return changes


def differing(db: Connection, changed: Iterable[str] | None = None) -> tuple[StateChange, ...]:
    """Return what `renew` would do, and do nothing."""
    named = {"changed": json.dumps(sorted(changed))} if changed is not None else {}
    reached = [_Reached(*row) for row in db.execute(_REACHED if named else _ALL, named)]
    states = _states(db, {claim.id: claim.side for claim in reached if claim.status == Status.ON_RECORD})
    return tuple(
        StateChange(claim.id, claim.state, states.get(claim.id))
        for claim in reached
        if (claim.last_word, claim.unanswered) != _columns(states.get(claim.id))
    )


def misdated(db: Connection) -> list[tuple[Kind, str]]:
    """Return the claims, and the speakers of posts, whose days are kept as others than those that are written."""
    migrations.know_dates(db)
    return [(Kind(kind), id) for kind, id in db.execute(_MISDATED)]


def redate(db: Connection) -> None:
    """Work out anew the first and the last day of every date that is kept with them."""
    migrations.know_dates(db)
    for table, first, last in _DATED:
        different = f"(earliest, latest) IS NOT ({first}, {last})"
        db.execute(f"UPDATE {table} SET earliest = {first}, latest = {last} WHERE {different}")


def _states(db: Connection, sides: Mapping[str, str]) -> Mapping[str, State]:
    """Return the states of claims on record, which are all that a change reaches; `sides` are their sides by id."""
    # There may be many links, so that they hold the very ids of the claims.
    own = {claim: claim for claim in sides}
    inner: list[last_words.Answer] = []
    beyond: list[tuple[LastWord, str]] = []
    answered: set[str] = set()
    for source, word, target, side, last_word in db.execute(_ARRIVING, (json.dumps(list(sides)),)):
        relation = _RELATION[word]
        if source in sides:
            inner.append((own[source], relation, own[target]))
        elif relation.term.attacks and last_word:
            beyond.append((LastWord(last_word), target))
        if relation.term.answers and side != sides[target]:
            answered.add(own[target])
    words = last_words.last_words(sides, inner, beyond)
    return {claim: State(word, claim not in answered) for claim, word in words.items()}


def _columns(state: State | None) -> tuple[str | None, int]:
    # A claim that is not on record has no answer.
    return (state.last_word.value, int(state.unanswered)) if state else (None, 1)


def _words(relations: Iterable[Relation]) -> str:
    return ", ".join(f"'{relation}'" for relation in relations)


_DATED = (
    ("claims", "edtf_earliest(said)", "edtf_latest(said)"),
    ("posts", "edtf_earliest(from_on)", "edtf_latest(to_on)"),
)
_MISDATED = " UNION ALL ".join(
    f"SELECT '{kind}', {id} FROM {table} WHERE (earliest, latest) IS NOT ({first}, {last})"
    for (table, first, last), kind, id in zip(_DATED, (Kind.CLAIM, Kind.SPEAKER), ("id", "speaker"), strict=True)
)
_LAST_WORD: Mapping[str | None, LastWord] = {word.value: word for word in LastWord}
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
_ALL = "SELECT id, side, status, last_word, unanswered FROM claims ORDER BY id"
_ARRIVING = f"""
SELECT l.from_id, l.relation, l.to_id, a.side, a.last_word
FROM json_each(?) t CROSS JOIN links l ON l.to_id = t.value JOIN claims a ON a.id = l.from_id
WHERE l.{LIVE} AND a.{LIVE} AND l.relation IN ({_COUNTING})
"""
_UPDATE = "UPDATE claims SET last_word = ?, unanswered = ? WHERE id = ?"
