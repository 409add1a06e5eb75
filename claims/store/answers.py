"""Reading what is on record of the answers in a dispute, as of a day, and on which bases."""

import json
from collections.abc import Sequence

from claims import labels
from claims.answers import Reply, Uttered
from claims.store.connection import Connection
from claims.store.links import JOINED, LIVE
from claims.store.select import Condition, among, both
from claims.tuples import NamedTuple
from claims.vocabulary import Basis, LastWord, Relation


class Scope(NamedTuple):
    """What is taken into account: claims said by a day (ISO; None: all), and links on these bases (none: all)."""

    day: str | None = None
    bases: tuple[Basis, ...] = ()


_UTTERED = "c.id, c.side, c.earliest, c.latest, c.said IS NOT NULL"
_IN_ORDER = "c.sort_day, c.sort_end, c.sort_time, c.id"


def uttered(db: Connection, dispute: str, scope: Scope) -> list[Uttered]:
    """The claims on record in a dispute, in date order."""
    said = _said("c", scope)
    rows = db.execute(
        f"SELECT {_UTTERED} FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
        f" WHERE d.dispute = ? AND c.status = 'on-record' AND {said.sql} ORDER BY {_IN_ORDER}",
        (dispute, *said.values),
    )
    return [Uttered(id, side, earliest, latest, bool(dated)) for id, side, earliest, latest, dated in rows]


def replies(db: Connection, dispute: str, scope: Scope) -> list[Reply]:
    """The links on record that answer or attack a claim of the dispute, wherever they come from, in date order."""
    where = both([_meeting(), _counted(scope), _said("c", scope), _said("b", scope)])
    rows = db.execute(
        f"SELECT {_UTTERED}, l.relation, l.to_id FROM claim_disputes d CROSS JOIN {JOINED}"
        f" WHERE d.dispute = ? AND l.to_id = d.claim AND {LIVE} AND {where.sql} ORDER BY {_IN_ORDER}",
        (dispute, *where.values),
    )
    return [
        Reply(Uttered(id, side, earliest, latest, bool(dated)), Relation(relation), to)
        for id, side, earliest, latest, dated, relation, to in rows
    ]


def last_words(db: Connection, dispute: str, scope: Scope) -> dict[str, LastWord]:
    """The last word on each claim of the dispute: as stored, or labelled anew where not all is taken into account."""
    if scope == Scope():
        rows = db.execute(
            "SELECT c.id, c.last_word FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
            " WHERE d.dispute = ? AND c.status = 'on-record'",
            (dispute,),
        )
        return {id: LastWord(last_word) for id, last_word in rows}
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


def _said(claim: str, scope: Scope) -> Condition:
    """That the claim may have been said by the day, as `--until` takes it; one of no date matches no day."""
    if scope.day is None:
        return Condition("TRUE")
    return Condition(f"{claim}.said IS NOT NULL AND ({claim}.earliest IS NULL OR {claim}.earliest <= ?)", (scope.day,))


def _counted(scope: Scope) -> Condition:
    return among("l.basis", scope.bases) if scope.bases else Condition("TRUE")


def _meeting() -> Condition:
    return among("l.relation", [one.value for one in Relation if one.term.answers or one.term.attacks])


def voices(db: Connection, dispute: str, parties: Sequence[str]) -> list[str]:
    """The sides heard in a dispute: its parties in their order, then others by id."""
    rows = db.execute(
        "SELECT DISTINCT c.side FROM claim_disputes d CROSS JOIN claims c ON c.id = d.claim"
        " WHERE d.dispute = ? AND c.status = 'on-record' ORDER BY 1",
        (dispute,),
    )
    return list(dict.fromkeys([*parties, *(row[0] for row in rows)]))
