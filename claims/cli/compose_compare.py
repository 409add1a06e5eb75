"""The read behind `claims compare`."""

from collections.abc import Iterator, Sequence

from claims import opposite
from claims.errors import UsageFault, quoted
from claims.json import compare as wire
from claims.json.encoded import Encoded
from claims.model import Dispute
from claims.opposite import Column, Pair
from claims.query import Filter
from claims.render import ComparePage, Listing
from claims.render.value import Row
from claims.store import as_json, names, records
from claims.store import opposite as store
from claims.store.connection import Connection
from claims.vocabulary import Kind

_CHUNK = 250
"""Rows whose claims are read at a time."""


def page(db: Connection, dispute: Dispute, sides: tuple[str, str], rows: Sequence[Pair]) -> ComparePage:
    """The rows, whose claims are read as they are rendered."""
    left, right = sides
    elsewhere = store.answered_by(db, opposite.alone(rows, Column.LEFT), right)
    elsewhere |= store.answered_by(db, opposite.alone(rows, Column.RIGHT), left)
    called = [names.label(db, Kind.SIDE, "name", side) for side in sides]
    listing = Listing("compare", _rows(db, rows), _COLUMNS, _PLAIN, ())
    return ComparePage(listing, dispute.title, sides, (called[0], called[1]), elsewhere)


def dispute(db: Connection, name: str) -> Dispute:
    """The dispute that a name means; raises `UnknownRecord` or `AmbiguousName`."""
    found = records.record(db, Kind.DISPUTE, names.resolve(db, (Kind.DISPUTE,), name).id)
    assert isinstance(found, Dispute)
    return found


def sides(db: Connection, dispute: Dispute, given: str | None) -> tuple[str, str]:
    """The two sides: those given, left one first, else the two parties with most claims in the dispute's order.

    Raises `UsageFault` where they are not two different parties, `UnknownRecord` or `AmbiguousName`.
    """
    if given is None:
        return _foremost(db, dispute)
    words = [word.strip() for word in given.split(",")]
    if len(words) != 2 or not all(words):
        raise UsageFault(f"--sides takes two sides, not {quoted(given)}", "write them like us,china")
    left, right = (names.resolve(db, (Kind.SIDE,), word).id for word in words)
    for side in (left, right):
        if side not in dispute.parties:
            raise UsageFault(f"{side} is not a party to {dispute.id}", _parties(dispute))
    if left == right:
        raise UsageFault(f"--sides names {left} twice", _parties(dispute))
    return left, right


def _foremost(db: Connection, dispute: Dispute) -> tuple[str, str]:
    numbers = store.numbers(db, dispute.id)
    if len(numbers) < 2:
        raise UsageFault(f"{dispute.id} has fewer than two parties to compare", _parties(dispute))
    most = sorted(numbers, key=lambda side: -numbers[side])[:2]
    left, right = (side for side in numbers if side in most)
    return left, right


def _parties(dispute: Dispute) -> str:
    return f"its parties are {', '.join(dispute.parties)}" if dispute.parties else "it names no parties"


def pairs(db: Connection, dispute: Dispute, sides: tuple[str, str], asked: Filter) -> list[Pair]:
    """Which claim of the left side stands beside which of the right; ids and links alone are held."""
    at = dict(zip(sides, Column, strict=True))
    columns = {claim: at[side] for claim, side in store.claims(db, dispute.id, sides, asked)}
    return list(opposite.pairs(columns, store.links(db, list(columns))))


def _rows(db: Connection, pairs: Sequence[Pair]) -> Iterator[Row]:
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        ids = dict.fromkeys(id for pair in chunk for id in (pair.left, pair.right) if id is not None)
        found = {id: Encoded(text) for id, text in as_json.views(db, ids)}
        for pair in chunk:
            left, right = (found[id] if id else None for id in (pair.left, pair.right))
            yield wire.row(left, right, pair.link, pair.answers)


_KEYS = ("id", "said", "side", "speaker.name", "act", "text")
_COLUMNS = (
    *(f"left.{key}" for key in _KEYS),
    *("answers", "relation", "basis"),
    *(f"right.{key}" for key in _KEYS),
)
_PLAIN = ("left.id", "right.id", "answers", "relation", "basis", "left.said", "left.text", "right.said", "right.text")
