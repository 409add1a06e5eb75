"""What the analytical reports count and set beside each other."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from claims import last_words
from claims.last_words import State
from claims.query import Filter, Window
from claims.store import links, rows
from claims.store.conditions import LIVE, Condition, among, both, conjunction
from claims.store.connection import Connection
from claims.store.links import BOTH_LIVE, ENDS
from claims.store.rows import in_order
from claims.thread import Row
from claims.vocabulary import Basis, Kind, LastWord, Relation

ANSWERS = tuple(relation for relation in Relation if relation.term.answers)
MEETS = tuple(relation for relation in Relation if relation.term.answers or relation.term.attacks)
DENIES = tuple(relation for relation in Relation if relation.term.answers and relation.term.attacks)
_BACKS = tuple(relation for relation in Relation if relation.term.aif == "RA")

_OF_DISPUTE = "claim_disputes d CROSS JOIN claims c ON c.id = d.claim"


def sides(db: Connection, dispute: str) -> dict[str, int]:
    """Return how many claims on record each side has in a dispute; a side without any is left out."""
    statement = f"SELECT c.side, count(*) FROM {_OF_DISPUTE} WHERE d.dispute = ? AND c.{LIVE} GROUP BY 1"
    return dict(db.execute(statement, (dispute,)))


def tallies(db: Connection, chosen: Filter) -> Iterator[tuple[str, str | None, int, int, int, int]]:
    """Count the chosen claims: all, then by side, act, dispute and month; a claim of two disputes counts for both.

    Return group, key, and the numbers of claims, of those with a verbatim quote, with a source, and with an answer of
    another side. The key is None where claims have none of that kind, and for all.
    """
    where = conjunction(chosen)
    groups = " UNION ALL ".join(_GROUP.format(*group) for group in _GROUPS)
    return db.execute(_CHOSEN.format(where.sql) + groups, where.values)


_CHOSEN = """
WITH chosen AS MATERIALIZED (
    SELECT c.id, c.side, c.act, substr(coalesce(c.earliest, c.latest), 1, 7) AS month, NOT c.unanswered AS answered,
    (SELECT max(t.quote IS NOT NULL) FROM citations t WHERE t.claim = c.id) AS quoted
    FROM claims c WHERE {}
)
"""
_GROUP = """
SELECT * FROM (
    SELECT '{0}', {1} AS k, count(chosen.id), count(nullif(quoted, 0)), count(quoted), count(nullif(answered, 0))
    FROM {2} ORDER BY k IS NULL, k
)
"""
_GROUPS = (
    ("all", "NULL", "chosen"),
    ("side", "side", "chosen GROUP BY k"),
    ("act", "act", "chosen GROUP BY k"),
    ("dispute", "dispute", "chosen LEFT JOIN claim_disputes d ON d.claim = chosen.id GROUP BY k"),
    ("month", "month", "chosen GROUP BY k"),
)


def exchanges(db: Connection, by: Kind, asked: Filter) -> Iterator[tuple[str, str, str, int]]:
    """Count links by the side or the speaker who answers, by the one who is answered, and by relation.

    The filter chooses the answering claims; relation, basis and status are those of the link itself. A claim of
    several speakers counts for the first of them.
    """
    where = _answering(asked)
    statement = f"SELECT c.{by}, b.{by}, l.relation, count(*) FROM links l {ENDS} WHERE {where.sql}"
    return db.execute(f"{statement} GROUP BY 1, 2, 3", where.values)


def _answering(asked: Filter) -> Condition:
    """Return that the filter chooses the claim `c` of a link; in a dispute that it names is the other claim `b` too."""
    if not asked.within:
        return links.chosen(asked)
    # The sign has the other claim found through the link: from every claim to every other would take quadratic time.
    inside = "+b.id IN (SELECT m.claim FROM claim_disputes m WHERE m.dispute = ?)"
    return both([links.chosen(asked), Condition(inside, (asked.within,))])


def voices(db: Connection, by: Kind) -> dict[str, tuple[str, str | None]]:
    """Return name and side of every side or speaker on record, by id; of a side the side itself."""
    side = "id" if by is Kind.SIDE else "side"
    voices = db.execute(f"SELECT id, name, {side} FROM {by.plural} WHERE {LIVE}")
    return {id: (name, of) for id, name, of in voices}


def claims_of(db: Connection, dispute: str, parties: Sequence[str], asked: Filter) -> dict[str, str]:
    """Return the sides of the claims of these sides in a dispute that the filter chooses, by id, in date order."""
    chosen = both([among("c.side", parties), conjunction(asked)])
    statement = f"SELECT c.id, c.side FROM {_OF_DISPUTE} WHERE d.dispute = ? AND {chosen.sql} ORDER BY {in_order('c')}"
    return dict(db.execute(statement, (dispute, *chosen.values)))


def answered_by(db: Connection, side: str, wanted: Iterable[str]) -> set[str]:
    """Return those of the claims that some claim of the side answers, in whatever dispute."""
    answers = among("l.relation", ANSWERS)
    answered = db.execute(
        f"SELECT t.value FROM json_each(?) t CROSS JOIN links l ON l.to_id = t.value {ENDS}"
        f" WHERE c.side = ? AND l.{LIVE} AND {BOTH_LIVE} AND {answers.sql}",
        (json.dumps(list(wanted)), side, *answers.values),
    )
    return {row[0] for row in answered}


def inner_links(db: Connection, by: Kind, asked: Filter, relations: Sequence[Relation]) -> list[Row]:
    """Return the links of these relations between claims of one side, or of one speaker, by date."""
    where = both([_answering(asked), among("l.relation", relations), _same(by, "b")])
    return [json.loads(text) for text in links.links(db, where, Window())]


def backed_attacks(db: Connection, by: Kind, asked: Filter) -> list[tuple[Row, Row]]:
    """Return each denial of a claim with each link by which a claim of the denier's side or speaker backs it."""
    where = both([_answering(asked), among("l.relation", DENIES), among("k.relation", _BACKS), _same(by, "d")])
    order = f"{in_order('c')}, {in_order('b')}, l.relation, {in_order('d')}, k.relation"
    pairs = db.execute(
        f"SELECT {rows.link('l')}, {rows.link('k')} FROM links l {ENDS}"
        " JOIN links k ON k.to_id = b.id JOIN claims d ON d.id = k.from_id"
        f" WHERE k.{LIVE} AND d.{LIVE} AND {where.sql} ORDER BY {order}",
        where.values,
    )
    return [(json.loads(attack), json.loads(backing)) for attack, backing in pairs]


def _same(by: Kind, other: str) -> Condition:
    """Return that the claim `c` and another one are of one side, or that one speaker is heard in both."""
    if by is Kind.SIDE:
        return Condition(f"{other}.side = c.side")
    mine, theirs = (_HEARD.format(claim) for claim in ("c", other))
    joint = f"(c.id IN (SELECT claim FROM claim_with) OR {other}.id IN (SELECT claim FROM claim_with))"
    shared = f"EXISTS (SELECT * FROM ({mine}) INTERSECT SELECT * FROM ({theirs}))"
    return Condition(f"({other}.speaker = c.speaker OR ({joint} AND {shared}))")


_HEARD = "SELECT {0}.speaker UNION ALL SELECT w.speaker FROM claim_with w WHERE w.claim = {0}.id"


class Scope(NamedTuple):
    """What is taken into account: claims said by a day (ISO; None: all), and links on these bases (none: all)."""

    day: str | None = None
    bases: tuple[Basis, ...] = ()


class Utterance(NamedTuple):
    """A claim with the bounds of its date; `is_dated` tells an open end from a claim of no date."""

    id: str
    side: str
    earliest: str | None
    latest: str | None
    is_dated: bool
    last_word: str
    unanswered: bool

    @property
    def state(self) -> State:
        """What the whole record says of it."""
        return State(LastWord(self.last_word), bool(self.unanswered))


class Reply(NamedTuple):
    """A link that answers or attacks the claim `to`; `by` is the claim at which it begins."""

    to: str
    relation: Relation
    by: Utterance


_UTTERANCE = "c.id, c.side, c.earliest, c.latest, c.said IS NOT NULL, c.last_word, c.unanswered"


def utterances(db: Connection, dispute: str, scope: Scope) -> list[Utterance]:
    """Return the claims on record in a dispute that are taken into account, in date order."""
    said = _said(scope)
    statement = f"SELECT {_UTTERANCE} FROM {_OF_DISPUTE} WHERE d.dispute = ? AND c.{LIVE} AND {said.sql}"
    claims = db.execute(f"{statement} ORDER BY {in_order('c')}", (dispute, *said.values))
    return [Utterance(*claim) for claim in claims]


def replies(db: Connection, dispute: str, scope: Scope) -> list[Reply]:
    """Return the links that answer or attack a claim of a dispute, from anywhere, in date order of what replies."""
    where = both([among("l.relation", MEETS), _counted(scope), _said(scope)])
    replies = db.execute(
        f"SELECT l.to_id, l.relation, {_UTTERANCE} FROM claim_disputes d CROSS JOIN links l ON l.to_id = d.claim"
        f" CROSS JOIN claims c ON c.id = l.from_id WHERE d.dispute = ? AND l.{LIVE} AND c.{LIVE} AND {where.sql}"
        f" ORDER BY {in_order('c')}",
        (dispute, *where.values),
    )
    return [Reply(to, Relation(relation), Utterance(*claim)) for to, relation, *claim in replies]


def states(db: Connection, scope: Scope) -> dict[str, State]:
    """Return the state of every claim by what is taken into account, by id."""
    said, counted = _said(scope), _counted(scope)
    claims = db.execute(f"SELECT c.id, c.side FROM claims c WHERE c.{LIVE} AND {said.sql}", said.values)
    statement = f"SELECT l.from_id, l.relation, l.to_id FROM links l WHERE l.{LIVE} AND {counted.sql}"
    ties = ((start, Relation(relation), end) for start, relation, end in db.execute(statement, counted.values))
    return last_words.states(claims, ties)


def _said(scope: Scope) -> Condition:
    """Return that the claim `c` may have been said by the day, as `--until` takes it; one of no date matches none."""
    if scope.day is None:
        return Condition("TRUE")
    return Condition("c.said IS NOT NULL AND (c.earliest IS NULL OR c.earliest <= ?)", (scope.day,))


def _counted(scope: Scope) -> Condition:
    return among("l.basis", scope.bases) if scope.bases else Condition("TRUE")
