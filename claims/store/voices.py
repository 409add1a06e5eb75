"""The claims of one speaker for one side."""

from collections.abc import Iterator
from functools import partial

from claims.model import Claim, Corpus
from claims.store import claims, graph
from claims.store.connection import Connection
from claims.store.slices import Slice
from claims.vocabulary import Act, Kind


def voices(db: Connection) -> Iterator[Slice]:
    """Claims on record with their texts, speaker by speaker and side by side where there are two or more.

    The order is that of the first claims. Links are left out; `closer` has those that join claims to others.
    """
    for speaker, side in db.execute(_VOICES).fetchall():
        rows = db.execute(_CLAIMS, (speaker, side))
        found = tuple(Claim(id, text, speaker, side, Act(act)) for id, text, act in rows)
        corpus = Corpus(claims=found)
        yield Slice(corpus, {Kind.CLAIM: {one.id for one in found}}, partial(_joined, db, corpus))


_VOICES = """
SELECT speaker, side FROM claims WHERE status = 'on-record'
GROUP BY speaker, side HAVING count(*) > 1 ORDER BY min(id)
"""
_CLAIMS = "SELECT id, text, act FROM claims WHERE speaker = ? AND side = ? AND status = 'on-record' ORDER BY id"


def _joined(db: Connection, corpus: Corpus) -> Slice:
    """With all that is joined to these claims by `restates`, and the links among all these."""
    own = {one.id for one in corpus.claims}
    joined = sorted(graph.restated(db, sorted(own)))
    others = claims.heads(db, [id for id in joined if id not in own])
    links = graph.links_among(db, joined)
    return Slice(corpus._replace(claims=(*corpus.claims, *others.values()), links=links), {Kind.CLAIM: own})
