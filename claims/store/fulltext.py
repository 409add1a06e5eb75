"""The index of the words of claims: FTS5, kept in the transaction that changes the text, and asked with plain words.

The index keeps no copy of the text (`content=''`), only what it has indexed of each claim as a digest, by which it is
told whether both still agree. What an entry was made from has to be given again to take it out, so it is read from the
rows before they change: `forget` goes before a change, `note` behind it.

Words end and fold as `claims.query.words` has it: what is beyond ASCII is always part of a word to SQLite's `ascii`
tokenizer. English ones are stemmed by `porter` (Porter 1980, "An algorithm for suffix stripping").

Claims go by the numbers of their rows. Nothing is ever deleted from `claims`, so that the numbers have no gaps and a
VACUUM leaves them as they are.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from claims.query import words as search
from claims.store.conditions import THESE
from claims.store.connection import Connection
from claims.store.fts_query import TABLE
from claims.vocabulary import PLACES

_BATCH = 500
_BETWEEN = " \ue000 "
"""Stands between two texts of one column, so that no phrase reaches from one into the other."""

_COLUMNS = ", ".join(PLACES)
TOKENIZER = "porter ascii"
"""As the step of `claims.store.migrations` has it that makes the index."""


class Document(NamedTuple):
    """What is indexed of one claim: the number of its row, and its texts, column by column of `PLACES`."""

    number: int
    texts: tuple[Sequence[str], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The texts as the index takes them."""
        return tuple(search.folded(_BETWEEN.join(texts)) for texts in self.texts)


def documents(db: Connection, claims: Iterable[str]) -> Iterator[Document]:
    """Return what there is to index of these claims, in the order of their rows."""
    rows = db.execute(_DOCUMENTS, (json.dumps(list(claims)),))
    return (Document(number, tuple(json.loads(texts))) for number, texts in rows)


def _texts(of: str, order: str) -> str:
    """Return the SQL of the JSON array of all texts that a select finds, in order."""
    return f"(SELECT json_group_array(v) FROM (SELECT v FROM ({of}) WHERE v IS NOT NULL ORDER BY {order}))"


_CITED = "FROM citations x WHERE x.claim = c.id"
_WITH = "SELECT x.ord, x.speaker FROM claim_with x WHERE x.claim = c.id"
_HEARD = f"(SELECT -1 AS ord, c.speaker AS id UNION ALL {_WITH}) h"
_TEXTS = {
    "text": "json_array(c.text)",
    "quote": _texts(f"SELECT x.quote AS v, x.number {_CITED}", "number"),
    "translation": _texts(
        "SELECT x.text AS v, x.number, x.ord FROM citation_translations x WHERE x.claim = c.id", "number, ord"
    ),
    "note": _texts(f"SELECT c.note AS v, 0 AS number UNION ALL SELECT x.note, x.number {_CITED}", "number"),
    # All names go before all aliases.
    "speaker": _texts(
        f"SELECT s.name AS v, 0 AS rank, h.ord, 0 AS place FROM {_HEARD} JOIN speakers s ON s.id = h.id UNION ALL"
        f" SELECT a.alias, 1, h.ord, a.ord FROM {_HEARD} JOIN speaker_aliases a ON a.speaker = h.id",
        "rank, ord, place",
    ),
    "venue": _texts("SELECT c.venue AS v", "v"),
}
_DOCUMENTS = f"""
SELECT c.rowid, json_array({", ".join(f"json({_TEXTS[place]})" for place in PLACES)})
FROM claims c WHERE c.id IN {THESE} ORDER BY c.rowid
"""


def forget(db: Connection, claims: Sequence[str]) -> None:
    """Take claims out of the index, as long as their rows say what they said when they were noted."""
    known = {row[0] for row in db.execute(_NUMBERS, (json.dumps(claims),))}
    gone = [document for document in documents(db, claims) if document.number in known]
    db.executemany(
        f"INSERT INTO {TABLE} ({TABLE}, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
        [(document.number, *document.words) for document in gone],
    )
    db.executemany("DELETE FROM claims_indexed WHERE number = ?", [(document.number,) for document in gone])


_NUMBERS = f"SELECT i.number FROM claims c JOIN claims_indexed i ON i.number = c.rowid WHERE c.id IN {THESE}"


def note(db: Connection, claims: Sequence[str]) -> None:
    """Put claims into the index; none of them may be there."""
    rows = [(document.number, document.words) for document in documents(db, claims)]
    db.executemany(
        f"INSERT INTO {TABLE} (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, *words) for number, words in rows],
    )
    db.executemany(
        "INSERT INTO claims_indexed (number, digest) VALUES (?, ?)", [(number, digest(words)) for number, words in rows]
    )


def digest(words: Sequence[str]) -> int:
    """Return what tells the words of one document from others: 63 bits."""
    # Searching needs none, and OpenSSL takes 3 ms to load.
    from hashlib import blake2b

    joined = "\0".join(words).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "big") >> 1


def of_speakers(db: Connection, speakers: Sequence[str]) -> list[str]:
    """Return the claims that are found by the names of these speakers."""
    ids = json.dumps(speakers)
    rows = db.execute(
        f"SELECT id FROM claims WHERE speaker IN {THESE} UNION SELECT claim FROM claim_with WHERE speaker IN {THESE}",
        (ids, ids),
    )
    return [row[0] for row in rows]


def fill(db: Connection) -> None:
    """Index all claims where none is, as in a store that is older than the index."""
    (is_empty,) = db.execute("SELECT NOT EXISTS (SELECT 1 FROM claims_indexed)").fetchone()
    if is_empty:
        rebuild(db)


def clear(db: Connection) -> None:
    """Take all claims out of the index."""
    db.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")
    db.execute("DELETE FROM claims_indexed")


def rebuild(db: Connection) -> int:
    """Rebuild the index from the text; return how many claims it holds."""
    return sum(1 for _ in rebuilding(db))


def size(db: Connection) -> int:
    """How many claims an index holds that is rebuilt."""
    return int(db.execute("SELECT count(*) FROM claims").fetchone()[0])


def rebuilding(db: Connection) -> Iterator[str]:
    """Rebuild the index from the text, and return the claims as they come into it."""
    clear(db)
    for ids in _all(db):
        note(db, ids)
        yield from ids


def differing(db: Connection) -> Iterator[str]:
    """Return the claims whose text the index does not have as it is now, in the order of their rows."""
    for ids in _all(db):
        digests = {document.number: digest(document.words) for document in documents(db, ids)}
        rows = db.execute(_KNOWN, (json.dumps(ids),))
        yield from [id for number, id, known in rows if known != digests[number]]


_KNOWN = f"""
SELECT c.rowid, c.id, i.digest + 0 * d.id FROM claims c
LEFT JOIN claims_indexed i ON i.number = c.rowid LEFT JOIN claims_fts_docsize d ON d.id = c.rowid
WHERE c.id IN {THESE} ORDER BY c.rowid
"""
"""A claim that the index lacks has no digest here."""


def _all(db: Connection) -> Iterator[list[str]]:
    """Return the claims in the order of their rows, some at a time."""
    last = 0
    while rows := db.execute(
        "SELECT rowid, id FROM claims WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, _BATCH)
    ).fetchall():
        last = rows[-1][0]
        yield [row[1] for row in rows]
