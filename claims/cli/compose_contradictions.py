"""The read behind `claims contradictions`."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice

from claims import contradictions
from claims.contradictions import Contradiction, Pair
from claims.json import contradictions as wire
from claims.json import view
from claims.json.encoded import Encoded
from claims.query import Filter
from claims.render import ContradictionsPage, Listing
from claims.render.value import Row
from claims.store import as_json
from claims.store import contradictions as store
from claims.store.connection import Connection
from claims.vocabulary import Kind

_CHUNK = 250
"""Pairs whose claims are read at a time."""


def pairs(db: Connection, by: Kind, asked: Filter, kinds: Sequence[Contradiction]) -> Iterator[Pair]:
    """The pairs of these kinds, kind by kind, each by date."""
    found = {
        Contradiction.CONFLICT: lambda: contradictions.conflicts(
            store.attacks(db, by, asked), partial(store.attacks_between, db, by, asked)
        ),
        Contradiction.SPLIT: lambda: contradictions.splits(store.splits(db, by, asked)),
        Contradiction.WITHDRAWAL: lambda: contradictions.withdrawals(store.withdrawals(db, by, asked)),
    }
    return chain.from_iterable(found[kind]() for kind in Contradiction if kind in kinds)


def page(db: Connection, by: Kind, found: Iterator[Pair], *, is_part: bool) -> ContradictionsPage:
    """The pairs, whose claims are read as they are rendered; `is_part`: only some were asked for."""
    listing = Listing("contradictions", _rows(db, found), _COLUMNS, _PLAIN, ())
    return ContradictionsPage(listing, by.value, is_part)


def _rows(db: Connection, found: Iterator[Pair]) -> Iterator[Row]:
    while chunk := list(islice(found, _CHUNK)):
        ids = dict.fromkeys(id for pair in chunk for id in (pair.claim, pair.other, pair.target) if id)
        rows = {id: Encoded(text) for id, text in as_json.views(db, ids)}
        for pair in chunk:
            target = rows[pair.target] if pair.target else None
            yield wire.row(pair.kind, rows[pair.claim], rows[pair.other], target, list(map(view.link, pair.links)))


_KEYS = ("id", "said", "side", "speaker.name", "act", "text")
_COLUMNS = (
    "kind",
    *(f"{which}.{key}" for which in ("claim", "other") for key in _KEYS),
    *("target.id", "target.side", "target.text", "links.id", "links.basis"),
)
_PLAIN = ("kind", "claim.side", "claim.id", "other.id", "target.id", "links.relation", "claim.text", "other.text")
