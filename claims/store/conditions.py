"""From filters to SQL conditions; values always travel as parameters."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from claims.query import Filter
from claims.store import fts_query
from claims.store.connection import Connection
from claims.vocabulary import Kind, Relation, Status


class Condition(NamedTuple):
    """A boolean expression over a claim `c`, with its parameters in order."""

    sql: str
    values: tuple[str | int, ...] = ()


LIVE = f"status = '{Status.ON_RECORD.value}'"
"""What holds of a record that takes part in anything."""

THESE = "(SELECT value FROM json_each(?))"
"""The ids in a parameter that is their JSON array: as many as there are, where `?, ?, …` has a limit."""


def counted(
    db: Connection, statement: str, values: tuple[str | int, ...], limit: int | None = None, offset: int = 0
) -> int:
    """How many rows a statement gives in that part of them."""
    if limit is None and not offset:
        return int(db.execute(f"SELECT count(*) FROM ({statement})", values).fetchone()[0])
    window = (*values, -1 if limit is None else limit, offset)
    return int(db.execute(f"SELECT count(*) FROM ({statement} LIMIT ? OFFSET ?)", window).fetchone()[0])


def conjunction(chosen: Filter) -> Condition:
    """All conditions of a filter in one."""
    makers = (_voices, _memberships, _columns, _days, _citations, _links, _via, _words)
    return both(part for make in makers for part in make(chosen))


def both(parts: Iterable[Condition]) -> Condition:
    """All of the conditions at once."""
    given = tuple(parts)
    sql = " AND ".join(part.sql for part in given) or "TRUE"
    return Condition(sql, tuple(value for part in given for value in part.values))


def among(column: str, values: Iterable[str]) -> Condition:
    """`column` is one of `values`."""
    given = tuple(values)
    return Condition(f"{column} IN ({', '.join('?' * len(given))})", given)


def _voices(chosen: Filter) -> Iterable[Condition]:
    joint = "EXISTS (SELECT 1 FROM claim_with w JOIN speakers s ON s.id = w.speaker WHERE w.claim = c.id AND {})"
    if chosen.sides:
        yield _either(among("c.side", chosen.sides), joint, among("s.side", chosen.sides))
    if chosen.speakers:
        # A list of ids and not EXISTS: few claims have one speaker, so both parts are looked up, not walked to.
        beside = "c.id IN (SELECT s.claim FROM claim_with s WHERE {})"
        yield _either(among("c.speaker", chosen.speakers), beside, among("s.speaker", chosen.speakers))
    if chosen.kinds:
        first = "c.speaker IN (SELECT s.id FROM speakers s WHERE {})"
        kinds = among("s.kind", chosen.kinds)
        yield _either(Condition(first.format(kinds.sql), kinds.values), joint, kinds)


def _either(first: Condition, joint: str, inner: Condition) -> Condition:
    return Condition(f"({first.sql} OR {joint.format(inner.sql)})", (*first.values, *inner.values))


def _memberships(chosen: Filter) -> Iterable[Condition]:
    tables = (
        ("claim_disputes", "dispute", chosen.disputes),
        ("claim_addressees", "side", chosen.addressees),
        ("citations", "source", chosen.sources),
    )
    for table, column, values in tables:
        if values:
            inner = among(f"m.{column}", values)
            yield Condition(f"c.id IN (SELECT m.claim FROM {table} m WHERE {inner.sql})", inner.values)


def _columns(chosen: Filter) -> Iterable[Condition]:
    for column, values in (("act", chosen.acts), ("last_word", chosen.last_words), ("status", chosen.statuses)):
        if values:
            yield among(f"c.{column}", values)
    if chosen.within:
        yield Condition("c.id IN (SELECT m.claim FROM claim_disputes m WHERE m.dispute = ?)", (chosen.within,))
    if chosen.unanswered:
        yield Condition("c.unanswered = 1")


def _days(chosen: Filter) -> Iterable[Condition]:
    if chosen.since or chosen.until:
        yield Condition("c.said IS NOT NULL")
    if chosen.since:
        # The index of the order holds this column, so that claims that are too early cost no look at their row.
        yield Condition("c.sort_end >= ?", (chosen.since,))
    if chosen.until:
        yield Condition("(c.earliest IS NULL OR c.earliest <= ?)", (chosen.until,))
    if chosen.is_bounded:
        yield Condition("c.earliest IS NOT NULL AND c.latest IS NOT NULL")


def _citations(chosen: Filter) -> Iterable[Condition]:
    of_claim = "SELECT 1 FROM citations t WHERE t.claim = c.id"
    if chosen.is_quoted:
        yield Condition(f"EXISTS ({of_claim} AND t.quote IS NOT NULL)")
    if chosen.is_hearsay:
        straight = "NOT EXISTS (SELECT 1 FROM citation_via v WHERE v.claim = t.claim AND v.number = t.number)"
        yield Condition(f"EXISTS ({of_claim}) AND NOT EXISTS ({of_claim} AND {straight})")


def _via(chosen: Filter) -> Iterable[Condition]:
    if not (chosen.via_sides or chosen.via_speakers):
        return
    sides, speakers = among("s.side", chosen.via_sides), among("s.id", chosen.via_speakers)
    yield Condition(
        "EXISTS (SELECT 1 FROM citation_via v JOIN speakers s ON s.id = v.speaker"
        f" WHERE v.claim = c.id AND ({sides.sql} OR {speakers.sql}))",
        (*sides.values, *speakers.values),
    )


def _words(chosen: Filter) -> Iterable[Condition]:
    if not chosen.words:
        return
    wanted = fts_query.wanted(chosen.words)
    looked_for = fts_query.unwanted(chosen.words) if wanted is None else wanted
    inner = f"SELECT rowid FROM {fts_query.TABLE} WHERE {fts_query.TABLE} MATCH ?"
    yield Condition(f"c.rowid {'NOT IN' if wanted is None else 'IN'} ({inner})", (looked_for,))


def _links(chosen: Filter) -> Iterable[Condition]:
    if not (chosen.relations or chosen.bases):
        return
    own = tuple(relation for relation in Relation if relation.value in chosen.relations)
    others = tuple(relation for relation in Relation if relation.inverse in chosen.relations)
    ways = []
    if own or not chosen.relations:
        ways.append(_linked("from_id", "to_id", own, chosen))
    if others:
        ways.append(_linked("to_id", "from_id", others, chosen))
    yield Condition(f"({' OR '.join(way.sql for way in ways)})", tuple(v for way in ways for v in way.values))


def _linked(here: str, there: str, relations: tuple[Relation, ...], chosen: Filter) -> Condition:
    parts = [
        among(column, values) for column, values in (("l.relation", relations), ("l.basis", chosen.bases)) if values
    ]
    live = f"l.{LIVE} AND o.{LIVE}"
    conditions = " AND ".join([live, *(part.sql for part in parts)])
    values = tuple(value for part in parts for value in part.values)
    linked = f"FROM links l JOIN claims o ON o.id = l.{there} WHERE"
    return Condition(f"EXISTS (SELECT 1 {linked} l.{here} = c.id AND {conditions})", values)


def records(
    kind: Kind, statuses: Iterable[str], sides: Sequence[str], kinds: Sequence[str], wordings: Sequence[str]
) -> Condition:
    """Return which sides, speakers, disputes or sources, as a condition on the record `r`; empty: any."""
    parts = [among("r.status", statuses)]
    if sides and kind is Kind.DISPUTE:
        inner = among("p.side", sides)
        parts.append(Condition(f"r.id IN (SELECT p.dispute FROM dispute_parties p WHERE {inner.sql})", inner.values))
    elif sides:
        parts.append(among("r.side", sides))
    parts.extend(among(f"r.{column}", words) for column, words in (("kind", kinds), ("wording", wordings)) if words)
    return both(parts)
