"""From what people type to ids: exact id, then name or alias, then the one that has the words or whose id begins so.

Names are compared as a search folds words, without regard to case and accents.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from claims.errors import AmbiguousName, UnknownRecord
from claims.query import words
from claims.store.conditions import LIVE
from claims.store.connection import Connection
from claims.vocabulary import Kind

_MOST_COMPARED = 5_000
"""Ids compared for "did you mean": all of a curated store, a neighbourhood of a huge one."""

_NAMES = {
    Kind.SIDE: "SELECT id, name FROM sides UNION ALL SELECT side, alias FROM side_aliases",
    Kind.SPEAKER: "SELECT id, name FROM speakers UNION ALL SELECT speaker, alias FROM speaker_aliases",
    Kind.DISPUTE: "SELECT id, title AS name FROM disputes UNION ALL SELECT dispute, alias FROM dispute_aliases",
    Kind.SOURCE: "SELECT id, title AS name FROM sources",
}


class Named(NamedTuple):
    """A record that a name was resolved to."""

    kind: Kind
    id: str


def resolve(db: Connection, kinds: Sequence[Kind], name: str, what: str | None = None) -> Named:
    """The record that `name` means; at each step earlier kinds go before later ones. `what` is the word for messages.

    Raises `UnknownRecord` with the nearest names, or `AmbiguousName` with the candidates.
    """
    word = what or " or ".join(kind.value for kind in kinds)
    for step in (_exact, _aliased, _fitting):
        for kind in kinds:
            found = step(db, kind, name)
            if len(found) == 1:
                return Named(kind, found[0])
            if found:
                raise AmbiguousName(word, name, found)
    raise UnknownRecord(word, name, nearest(db, kinds, name))


def _exact(db: Connection, kind: Kind, name: str) -> list[str]:
    return [row[0] for row in db.execute(f"SELECT id FROM {kind.plural} WHERE id = ?", (name,))]


def _aliased(db: Connection, kind: Kind, name: str) -> list[str]:
    found = _exact(db, kind, name.lower()) if name.lower() != name else []
    return found or sorted({id for id, called in _called(db, kind, name) if words.key(called) == words.key(name)})


def _fitting(db: Connection, kind: Kind, name: str) -> list[str]:
    """The records on record whose id begins so, and those of which a name or the id has all these words."""
    begun = beginning(db, kind, name.lower(), 50) if name else ()
    wanted = set(words.split(name))
    fitting = (id for id, called in _called(db, kind, name, LIVE) if wanted.issubset(words.split(called)))
    return sorted({*begun, *fitting})


def _called(db: Connection, kind: Kind, name: str, condition: str = "TRUE") -> Iterator[tuple[str, str]]:
    """The ids of records that `name` may be a name of, each with itself, the name and every alias.

    None of claims, which have no names, and none where a hyphen tells that an id is begun.
    """
    if kind in _NAMES and words.has_words(name) and not name.endswith("-"):
        ids = f"SELECT id FROM {kind.plural} WHERE {condition}"
        yield from db.execute(f"SELECT id, name FROM ({_NAMES[kind]}) WHERE id IN ({ids})")
        yield from db.execute(f"SELECT id, id FROM ({ids})")


def beginning(db: Connection, kind: Kind, prefix: str, limit: int) -> Iterator[str]:
    """The ids of records on record that begin with `prefix`, in order, at most `limit`."""
    # '{' comes right after 'z', so that the index finds the range.
    rows = db.execute(
        f"SELECT id FROM {kind.plural} WHERE id >= ? AND id < ? AND status = 'on-record' ORDER BY id LIMIT ?",
        (prefix, f"{prefix}{{", limit),
    )
    return (row[0] for row in rows)


def label(db: Connection, kind: Kind, column: str, id: str) -> str:
    """What a record that is there is called for people: the value of one of its columns."""
    value: str = db.execute(f"SELECT {column} FROM {kind.plural} WHERE id = ?", (id,)).fetchone()[0]
    return value


def nearest(db: Connection, kinds: Sequence[Kind], name: str) -> list[str]:
    """The ids most like `name`, best first, at most three."""
    from difflib import get_close_matches

    known: dict[str, str] = {}
    for kind in kinds:
        for label, id in _labels(db, kind, name):
            known.setdefault(label.casefold(), id)
    found = get_close_matches(name.casefold(), known, n=6, cutoff=0.6)
    return list(dict.fromkeys(known[label] for label in found))[:3]


def _labels(db: Connection, kind: Kind, name: str) -> Iterator[tuple[str, str]]:
    ids = list(beginning(db, kind, "", _MOST_COMPARED))
    if len(ids) == _MOST_COMPARED:
        ids = list(beginning(db, kind, name[:2].lower(), _MOST_COMPARED))
    yield from ((id, id) for id in ids)
    if kind in (Kind.SIDE, Kind.SPEAKER):
        yield from db.execute(f"SELECT name, id FROM {kind.plural} LIMIT {_MOST_COMPARED}")
    if kind in (Kind.SIDE, Kind.SPEAKER, Kind.DISPUTE):
        yield from db.execute(f"SELECT alias, {kind.value} FROM {kind.value}_aliases LIMIT {_MOST_COMPARED}")
