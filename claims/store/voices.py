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
    for speaker, side in _several(db):
        rows = db.execute(_CLAIMS, (speaker, side))
        found = tuple(Claim(id, text, speaker, side, Act(act)) for id, text, act in rows)
        corpus = Corpus(claims=found)
        yield Slice(corpus, {Kind.CLAIM: {one.id for one in found}}, partial(_joined, db, corpus))


def _several(db: Connection) -> list[tuple[str, str]]:
    """Who speaks for which side more than once, in the order of their first claims."""
    # To group them, SQLite would sort all claims, in as much memory as it may keep pages in.
    first: dict[tuple[str, str], str] = {}
    several: set[tuple[str, str]] = set()
    for speaker, side, id in db.execute("SELECT speaker, side, id FROM claims WHERE status = 'on-record'"):
        voice = speaker, side
        if voice in first:
            several.add(voice)
        if voice not in first or id < first[voice]:
            first[voice] = id
    return sorted(several, key=first.__getitem__)


_CLAIMS = "SELECT id, text, act FROM claims WHERE speaker = ? AND side = ? AND status = 'on-record' ORDER BY id"


def _joined(db: Connection, corpus: Corpus) -> Slice:
    """With all that is joined to these claims by `restates`, and the links among all these."""
    own = {one.id for one in corpus.claims}
    joined = sorted(graph.restated(db, sorted(own)))
    others = claims.heads(db, [id for id in joined if id not in own])
    links = graph.links_among(db, joined)
    return Slice(corpus._replace(claims=(*corpus.claims, *others.values()), links=links), {Kind.CLAIM: own})
