"""Reading what is on record of the answers in a dispute, as of a day, and on which bases."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from claims import labels
from claims.answers import Reply, Uttered
from claims.store.connection import Connection
from claims.store.select import THESE, Condition, among
from claims.vocabulary import Basis, LastWord, Relation


class Scope(NamedTuple):
    """What is taken into account: claims said by a day (ISO; None: all), and links on these bases (none: all)."""

    day: str | None = None
    bases: tuple[Basis, ...] = ()


class Told(NamedTuple):
    """What is on record in a dispute: its claims in date order, the links that answer or attack them, the last words.

    The links come from anywhere, in date order of the claims at which they begin.
    """

    claims: list[Uttered]
    replies: list[Reply]
    last_words: dict[str, LastWord]


def told(db: Connection, dispute: str, scope: Scope) -> Told:
    """What is on record in a dispute; where not all is taken into account, last words are labelled anew."""
    said = _said("c", scope)
    rows = db.execute(
        f"SELECT {_UTTERED}, c.last_word FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
        f" WHERE d.dispute = ? AND c.status = 'on-record' AND {said.sql} ORDER BY {_IN_ORDER}",
        (dispute, *said.values),
    ).fetchall()
    claims = [Uttered(id, side, earliest, latest, bool(dated)) for id, side, earliest, latest, dated, _ in rows]
    last_words = {row[0]: _LAST_WORD[row[-1]] for row in rows} if scope == Scope() else _labelled(db, dispute, scope)
    return Told(claims, _replies(db, dispute, scope, claims), last_words)


_UTTERED = "c.id, c.side, c.earliest, c.latest, c.said IS NOT NULL"
_IN_ORDER = "c.sort_day, c.sort_end, c.sort_time, c.id"
# Looked up in a dictionary: calling an enumeration takes several times as long.
_LAST_WORD = {one.value: one for one in LastWord}
_RELATION = {one.value: one for one in Relation}


def _replies(db: Connection, dispute: str, scope: Scope, claims: Iterable[Uttered]) -> list[Reply]:
    """The links on record that answer or attack one of these claims of the dispute."""
    counted = _counted(scope)
    rows = db.execute(_MEETING.format(counted=counted.sql), (dispute, *counted.values)).fetchall()
    voices = {one.id: one for one in claims}
    here = [row for row in rows if row[2] in voices]
    # Nearly all answers stand in the dispute themselves, whose claims are at hand and in order.
    away = {source for source, _, _ in here if source not in voices}
    if away:
        voices |= _elsewhere(db, away, scope)
    rank = {id: number for number, id in enumerate(_in_order(db, voices) if away else voices)}
    found = [Reply(voices[source], _RELATION[relation], to) for source, relation, to in here if source in voices]
    found.sort(key=lambda one: rank[one.by.id])
    return found


def _elsewhere(db: Connection, ids: Iterable[str], scope: Scope) -> dict[str, Uttered]:
    """Those of the claims with these ids that are on record and taken into account, by id."""
    said = _said("c", scope)
    rows = db.execute(
        f"SELECT {_UTTERED} FROM claims c WHERE c.id IN {THESE} AND c.status = 'on-record' AND {said.sql}",
        (json.dumps(list(ids)), *said.values),
    )
    return {row[0]: Uttered(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows}


def _in_order(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    rows = db.execute(f"SELECT c.id FROM claims c WHERE c.id IN {THESE} ORDER BY {_IN_ORDER}", (json.dumps(list(ids)),))
    return (row[0] for row in rows)


def _labelled(db: Connection, dispute: str, scope: Scope) -> dict[str, LastWord]:
    """The last words in a dispute by the claims and links that are taken into account."""
    sides = _upstream(db, dispute, scope)
    counted = _counted(scope)
    rows = db.execute(_ARRIVING.format(counted=counted.sql), (json.dumps(list(sides)), *counted.values))
    links = ((source, Relation(relation), target) for source, relation, target in rows if source in sides)
    return labels.last_words(sides, links)


def _upstream(db: Connection, dispute: str, scope: Scope) -> dict[str, str]:
    """The sides of the claims on which last words in a dispute depend: those from which attacks lead to it.

    A path goes on from every claim that says the same.
    """
    said, counted = _said("c", scope), _counted(scope)
    step = (*counted.values, *said.values)
    statement = _UPSTREAM.format(said=said.sql, counted=counted.sql)
    return dict(db.execute(statement, (dispute, *said.values, *step, *step, *step)))


_ATTACKS = ", ".join(f"'{relation.value}'" for relation in Relation if relation.term.attacks)
_NEXT = """
SELECT c.id FROM reached CROSS JOIN links l JOIN claims c ON c.id = l.{there}
WHERE l.{here} = reached.id AND l.relation IN ({relations})
AND l.status = 'on-record' AND c.status = 'on-record' AND {{counted}} AND {{said}}
"""
_UPSTREAM = f"""
WITH RECURSIVE reached(id) AS (
    SELECT c.id FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim
    WHERE d.dispute = ? AND c.status = 'on-record' AND {{said}}
    UNION {_NEXT.format(here="to_id", there="from_id", relations=_ATTACKS)}
    UNION {_NEXT.format(here="to_id", there="from_id", relations="'restates'")}
    UNION {_NEXT.format(here="from_id", there="to_id", relations="'restates'")}
)
SELECT c.id, c.side FROM reached CROSS JOIN claims c ON c.id = reached.id
"""
_ARRIVING = f"""
SELECT l.from_id, l.relation, l.to_id
FROM json_each(?) t CROSS JOIN links l ON l.to_id = t.value
WHERE l.status = 'on-record' AND l.relation IN ({_ATTACKS}, 'restates') AND {{counted}}
"""
_MEETS = ", ".join(f"'{relation.value}'" for relation in Relation if relation.term.answers or relation.term.attacks)
_MEETING = f"""
SELECT l.from_id, l.relation, l.to_id FROM claim_disputes d CROSS JOIN links l ON l.to_id = d.claim
WHERE d.dispute = ? AND l.status = 'on-record' AND l.relation IN ({_MEETS}) AND {{counted}}
"""


def _said(claim: str, scope: Scope) -> Condition:
    """That the claim may have been said by the day, as `--until` takes it; one of no date matches no day."""
    if scope.day is None:
        return Condition("TRUE")
    return Condition(f"{claim}.said IS NOT NULL AND ({claim}.earliest IS NULL OR {claim}.earliest <= ?)", (scope.day,))


def _counted(scope: Scope) -> Condition:
    return among("l.basis", scope.bases) if scope.bases else Condition("TRUE")


def sides(db: Connection, dispute: str) -> list[str]:
    """The sides of the claims on record in a dispute."""
    rows = db.execute(
        "SELECT DISTINCT c.side FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
        " WHERE d.dispute = ? AND c.status = 'on-record'",
        (dispute,),
    )
    return [row[0] for row in rows]
