"""The words that the index knows, for those who misspell them."""

import json
import re
from collections.abc import Iterator

from claims.query import Term, Words
from claims.query import words as search
from claims.store import fulltext, match
from claims.store.connection import Connection
from claims.store.select import THESE

_LEAST_LIKENESS = 70
"""Of 100, by the ratio of an alignment that only inserts and deletes: one letter of six wrong has 83."""


def nearest(db: Connection, words: Words) -> Iterator[str]:
    """For each single word that no claim has, the one spelt most nearly like it that some claim has."""
    for term in search.terms(words):
        if term.words.isalpha() and not _has(db, term):
            meant = _nearest(db, term.words.casefold())
            if meant is not None:
                yield meant


def _has(db: Connection, term: Term) -> bool:
    return _first(db, term) is not None


def _first(db: Connection, term: Term) -> int | None:
    found = db.execute(f"SELECT rowid FROM {match.TABLE} WHERE {match.TABLE} MATCH ? LIMIT 1", (match.any_of([term]),))
    row = found.fetchone()
    return int(row[0]) if row else None


def _nearest(db: Connection, word: str) -> str | None:
    """The index knows stems only, so the word is read where the nearest stem stands."""
    from rapidfuzz import fuzz, process

    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab('main', 'claims_fts', 'row')")
    stems = (row[0] for row in db.execute("SELECT term FROM temp.terms WHERE length(term) > 2"))
    for stem, likeness, _ in process.extract(word, stems, scorer=fuzz.ratio, limit=3):
        row = _first(db, Term(stem, is_prefix=True)) if likeness >= _LEAST_LIKENESS else None
        if row is not None:
            found = process.extractOne(word, _words_of(db, row), scorer=fuzz.ratio)
            return str(found[0]) if found and found[1] >= _LEAST_LIKENESS else None
    return None


def _words_of(db: Connection, row: int) -> set[str]:
    ids = [claim for (claim,) in db.execute(f"SELECT id FROM claims WHERE rowid IN {THESE}", (json.dumps([row]),))]
    texts = (text for document in fulltext.documents(db, ids) for of_column in document.texts for text in of_column)
    return {word.casefold() for text in texts for word in re.findall(r"\w+", text)}
