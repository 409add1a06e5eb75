"""Reading claims: which ones, and each with all that a reader is told of it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from claims import dates
from claims.model import Citation, Claim, ClaimView, Post, Speaker, Translation, Voice
from claims.query import Filter, Window
from claims.store import select, sequence
from claims.store.connection import Connection
from claims.store.select import THESE, Condition
from claims.vocabulary import Act, Attribution, LastWord, Relation, SpeakerKind, Status

_CHUNK = 500
"""Claims fetched at a time: enough to make the statements cheap, few enough to stream."""


def count(db: Connection, chosen: Filter, window: Window) -> int:
    """How many claims the filter chooses, in that part of the list."""
    where = select.conjunction(chosen)
    return select.counted(db, f"SELECT 1 FROM claims c WHERE {where.sql}", where.values, window.limit, window.offset)


def ids(db: Connection, chosen: Filter, window: Window) -> Iterator[str]:
    """The ids of the chosen claims, in order; rows are looked for only as far as they are asked for."""
    return sequence.ids(db, chosen, window)


def claims(db: Connection, chosen: Filter, window: Window) -> Iterator[ClaimView]:
    """The chosen claims, in order, read as they are asked for."""
    return views(db, ids(db, chosen, window))


def views(db: Connection, wanted: Iterable[str]) -> Iterator[ClaimView]:
    """The claims with these ids, in this order; ids of no claim are passed over."""
    rest = iter(wanted)
    speakers = _Speakers()
    while chunk := list(islice(rest, _CHUNK)):
        found = _chunk(db, chunk, speakers)
        yield from (found[claim] for claim in chunk if claim in found)


class _Speakers(dict[str, Speaker]):
    """Speakers by id, each read once."""

    def fetch(self, db: Connection, wanted: Iterable[str]) -> None:
        """Read those of the speakers that are not here yet."""
        these = json.dumps([speaker for speaker in dict.fromkeys(wanted) if speaker not in self])
        posts: dict[str, list[Post]] = defaultdict(list)
        rows = db.execute(
            f"SELECT speaker, title, from_on, to_on FROM posts WHERE speaker IN {THESE} ORDER BY speaker, ord",
            (these,),
        )
        for speaker, *post in rows:
            posts[speaker].append(Post(*post))
        for id, name, kind, side in db.execute(
            f"SELECT id, name, kind, side FROM speakers WHERE id IN {THESE}", (these,)
        ):
            self[id] = Speaker(id, name, SpeakerKind(kind), side, posts=tuple(posts[id]))


def records(db: Connection, wanted: Iterable[str]) -> dict[str, Claim]:
    """The claims with these ids as curators write them, by id; ids of no claim are passed over."""
    return _records(db, _these(json.dumps(list(wanted))))


def between(db: Connection, first: str, last: str) -> dict[str, Claim]:
    """The claims from the first to the last of these as curators write them, by id: sooner read than named ones."""
    return _records(db, Condition("BETWEEN ? AND ?", (first, last)))


def _records(db: Connection, chosen: Condition) -> dict[str, Claim]:
    rows, lists = _fetched(db, chosen)
    return {row[0]: _claim(row, *lists) for row in rows}


def _these(ids: str) -> Condition:
    """What follows the name of a column that holds one of these ids, which are a JSON array."""
    return Condition(f"IN {THESE}", (ids,))


def bare(db: Connection, wanted: Iterable[str]) -> Iterator[Claim]:
    """The claims with these ids as others see them that only name them: side and status, and nothing that they name."""
    rows = db.execute(f"SELECT id, side, act, status FROM claims WHERE id IN {THESE}", (json.dumps(list(wanted)),))
    return (Claim(id, "", "", side, Act(act), status=Status(status)) for id, side, act, status in rows)


def heads(db: Connection, wanted: Iterable[str]) -> dict[str, Claim]:
    """The claims with these ids by id: who made them for whom, when, in which statement, and whether they stand."""
    these = _these(json.dumps(list(wanted)))
    beside = _grouped(db, "SELECT claim, speaker FROM claim_with", these)
    rows = db.execute(
        f"SELECT id, speaker, side, act, said, statement, status FROM claims WHERE id {these.sql}", these.values
    )
    return {
        id: Claim(
            id, "", speaker, side, _ACT[act], None, tuple(beside.get(id, ())), said, None, None, (), statement, (), (),
            None, _STATUS[status],
        )
        for id, speaker, side, act, said, statement, status in rows
    }  # fmt: skip


class _Lists(NamedTuple):
    """What claims have several of, by id."""

    with_: Mapping[str, list[str]]
    addressees: Mapping[str, list[str]]
    disputes: Mapping[str, list[str]]
    citations: Mapping[str, list[Citation]]


def _fetched(db: Connection, chosen: Condition) -> tuple[list[Sequence[Any]], _Lists]:
    """The rows of these claims, and what each claim has several of."""
    rows = db.execute(
        "SELECT id, text, speaker, side, act, lang, said, said_time, venue, statement, note, status, recorded_at,"
        f" revised_at, earliest, latest, last_word, unanswered FROM claims WHERE id {chosen.sql}",
        chosen.values,
    ).fetchall()
    lists = _Lists(
        _grouped(db, "SELECT claim, speaker FROM claim_with", chosen),
        _grouped(db, "SELECT claim, side FROM claim_addressees", chosen),
        _grouped(db, "SELECT claim, dispute FROM claim_disputes", chosen),
        _citations(db, chosen),
    )
    return rows, lists


_OWN = 14
"""How many of a row's values are the claim's own; the others are derived."""


def _chunk(db: Connection, wanted: Sequence[str], speakers: _Speakers) -> dict[str, ClaimView]:
    these = json.dumps(wanted)
    rows, lists = _fetched(db, _these(these))
    ends = link_ends(db, these)
    beside = (speaker for group in lists.with_.values() for speaker in group)
    speakers.fetch(db, chain((row[2] for row in rows), beside))
    return {row[0]: _view(row, lists, ends[row[0]], speakers) for row in rows}


def _view(row: Sequence[Any], lists: _Lists, ends: Mapping[str, Any], speakers: _Speakers) -> ClaimView:
    claim = _claim(row, *lists)
    earliest, latest, last_word, unanswered = row[_OWN:]
    return ClaimView(
        claim,
        voice(speakers[claim.speaker], claim.said),
        tuple(voice(speakers[one], claim.said) for one in claim.with_),
        earliest,
        latest,
        {key: tuple(others) for key, others in ends.items()},
        LastWord(last_word) if last_word else None,
        bool(unanswered),
    )


def _claim(
    row: Sequence[Any],
    with_: Mapping[str, Iterable[str]],
    addressees: Mapping[str, Iterable[str]],
    disputes: Mapping[str, Iterable[str]],
    citations: Mapping[str, Iterable[Citation]],
) -> Claim:
    id, text, speaker, side, act, lang, said, said_time, venue, statement, note, status, recorded_at, revised_at = row[
        :_OWN
    ]
    return Claim(
        id, text, speaker, side, _ACT[act], lang, tuple(with_.get(id, ())), said, said_time, venue,
        tuple(addressees.get(id, ())), statement, tuple(disputes.get(id, ())), tuple(citations.get(id, ())), note,
        _STATUS[status], recorded_at, revised_at,
    )  # fmt: skip


# Looked up in a dictionary: calling an enumeration takes several times as long.
_ACT = {one.value: one for one in Act}
_STATUS = {one.value: one for one in Status}
_ATTRIBUTION = {one.value: one for one in Attribution}


def voice(speaker: Speaker, said: str | None) -> Voice:
    """The speaker as heard on the day, with the first post held then; None without a day or without such a post.

    Of a span of days the last known one counts, since the curator wrote the span knowing who spoke at its end.
    """
    span = dates.parse(said) if said else dates.Span(None, None)
    day = span.latest or span.earliest
    held = (post.title for post in speaker.posts if day and dates.overlap(_tenure(post), dates.Span(day, day)))
    return Voice(speaker.id, speaker.name, speaker.kind, next(held, None), speaker.side)


@lru_cache(maxsize=4096)
def _tenure(post: Post) -> dates.Span:
    first = dates.parse(post.from_on).earliest if post.from_on else None
    last = dates.parse(post.to_on).latest if post.to_on else None
    return dates.Span(first, last)


def _grouped(db: Connection, statement: str, chosen: Condition) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for claim, value in db.execute(f"{statement} WHERE claim {chosen.sql} ORDER BY claim, ord", chosen.values):
        groups[claim].append(value)
    return groups


def _citations(db: Connection, chosen: Condition) -> dict[str, list[Citation]]:
    via = _by_citation(db, "SELECT claim, number, speaker FROM citation_via", chosen)
    translations = _by_citation(db, "SELECT claim, number, lang, text, by FROM citation_translations", chosen)
    rows = db.execute(
        'SELECT claim, number, source, quote, prefix, suffix, "start", "end", lang, attribution, locator, note'
        f" FROM citations WHERE claim {chosen.sql} ORDER BY claim, ord",
        chosen.values,
    )
    groups: dict[str, list[Citation]] = defaultdict(list)
    for claim, number, source, quote, prefix, suffix, start, end, lang, attribution, locator, note in rows:
        key = (claim, number)
        citation = Citation(
            number, source, quote, prefix, suffix, start, end, lang,
            _ATTRIBUTION[attribution] if attribution else None,
            tuple(row[0] for row in via[key]) if key in via else (),
            locator,
            tuple(Translation(*row) for row in translations[key]) if key in translations else (),
            note,
        )  # fmt: skip
        groups[claim].append(citation)
    return groups


def _by_citation(db: Connection, statement: str, chosen: Condition) -> dict[tuple[str, int], list[tuple[Any, ...]]]:
    groups: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for claim, number, *values in db.execute(
        f"{statement} WHERE claim {chosen.sql} ORDER BY claim, number, ord", chosen.values
    ):
        groups[claim, number].append(tuple(values))
    return groups


_ENDS = """
SELECT l.{here}, l.relation, c.id FROM links l CROSS JOIN claims c ON c.id = l.{there}
WHERE l.{here} IN {these} AND l.status = 'on-record' AND c.status = 'on-record'
ORDER BY c.sort_day, c.sort_end, c.sort_time, c.id
"""


def link_ends(db: Connection, these: str) -> dict[str, dict[str, list[str]]]:
    """For each claim the ids at the other end of its links on record, by relation both ways, in date order."""
    ends: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    keys = {relation.value: (relation.value, relation.inverse) for relation in Relation}
    for way, (here, there) in enumerate((("from_id", "to_id"), ("to_id", "from_id"))):
        for claim, relation, other in db.execute(_ENDS.format(here=here, there=there, these=THESE), (these,)):
            ends[claim][keys[relation][way]].append(other)
    return ends
