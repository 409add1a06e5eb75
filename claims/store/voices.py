"""The claims of one speaker for one side."""

from collections.abc import Iterator, Set

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
        yield _Voice(db, Corpus(claims=found)).slice()


_VOICES = """
SELECT speaker, side FROM claims WHERE status = 'on-record'
GROUP BY speaker, side HAVING count(*) > 1 ORDER BY min(id)
"""
_CLAIMS = "SELECT id, text, act FROM claims WHERE speaker = ? AND side = ? AND status = 'on-record' ORDER BY id"


class _Voice:
    def __init__(self, db: Connection, corpus: Corpus) -> None:
        self._db = db
        self._corpus = corpus
        self._own = {Kind.CLAIM: {one.id for one in corpus.claims}}

    def slice(self) -> Slice:
        return Slice(self._corpus, self._own, self._closer)

    def _closer(self, ids: Set[str]) -> Slice:
        """With all that is joined to these claims by `restates`, and the links among all these."""
        joined = sorted({*ids, *graph.restated(self._db, sorted(ids))})
        others = claims.heads(self._db, [id for id in joined if id not in self._own[Kind.CLAIM]])
        corpus = self._corpus._replace(
            claims=(*self._corpus.claims, *others.values()), links=graph.links_among(self._db, joined)
        )
        return Slice(corpus, self._own)
