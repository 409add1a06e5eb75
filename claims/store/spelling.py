"""The words that the index knows, for those who misspell them."""

import json
import re
import sys
import unicodedata
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

    plain = _without_accents(word)
    for stem, likeness, _ in process.extract(plain, _stems(db, plain), scorer=fuzz.ratio, limit=3):
        row = _first(db, Term(stem, is_prefix=True)) if likeness >= _LEAST_LIKENESS else None
        if row is not None:
            found = process.extractOne(word, _words_of(db, row), scorer=fuzz.ratio)
            return str(found[0]) if found and found[1] >= _LEAST_LIKENESS else None
    return None


def _stems(db: Connection, word: str) -> list[str]:
    """The stems that begin nearly as the word does, in their order; to read a stem costs as much as it is common."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab('main', 'claims_fts', 'row')")
    found = {
        row[0]
        for beginning in _beginnings(word)
        for row in db.execute(
            "SELECT term FROM temp.terms WHERE term BETWEEN ? AND ? AND length(term) > 2",
            (beginning, f"{beginning}{_LAST}"),
        )
    }
    return sorted(found)


_LAST = chr(sys.maxunicode)


def _without_accents(word: str) -> str:
    """The word as stems are written."""
    return "".join(character for character in unicodedata.normalize("NFKD", word) if character.isalpha())


def _beginnings(word: str) -> set[str]:
    """Those of words whose first letter is right, missing, one too many, another, or has changed places."""
    first, second = word[:1], word[1:2]
    if not second:
        return set()
    begun = {word[1:3], second + first, *(letter + after for letter in _alphabet(first) for after in (first, second))}
    return {first, *(one for one in begun if not one.startswith(first))}


def _alphabet(letter: str) -> list[str]:
    """The letters around one: those of an alphabet stand together in Unicode."""
    around = map(chr, range(max(0, ord(letter) - 32), min(ord(letter) + 33, sys.maxunicode)))
    return [one for one in around if one.isalpha() and one == one.casefold()]


def _words_of(db: Connection, row: int) -> set[str]:
    ids = [claim for (claim,) in db.execute(f"SELECT id FROM claims WHERE rowid IN {THESE}", (json.dumps([row]),))]
    texts = (text for document in fulltext.documents(db, ids) for of_column in document.texts for text in of_column)
    return {word.casefold() for text in texts for word in re.findall(r"\w+", text)}
