"""What a search tells beside the claims that it finds: where the words stand in each, and what was meant by others.

The index keeps no text, so the texts of the few claims that are shown are indexed once more in memory, each by itself,
and FTS5 marks what it finds in them.
"""

import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import category

from claims.query import Term, Words
from claims.query import words as query_words
from claims.store import fts_query, fulltext
from claims.store.conditions import THESE
from claims.store.connection import Connection
from claims.vocabulary import PLACES


class Span(NamedTuple):
    """A part of a text, as offsets in code points; `end` is behind its last one."""

    start: int
    end: int


class Snippet(NamedTuple):
    """A passage of a claim in which words were found. `where` is one of `PLACES`; `…` stands where the text goes on."""

    where: str
    text: str
    matches: tuple[Span, ...]

    def row(self) -> dict[str, object]:
        """Return it in its JSON shape."""
        return {"where": self.where, "text": self.text, "matches": [span._asdict() for span in self.matches]}


_MOST = 50_000
"""Code points of one text that are looked through; no curated sentence is as long."""

_COLUMNS = ", ".join(PLACES)


def snippets(db: Connection, words: Words, claims: Sequence[str]) -> Mapping[str, dict[str, object]]:
    """The most telling passage of each of these claims, by id; claims without any are left out.

    It is the text with the most matches, of several the first in the order of `PLACES`.
    """
    if not words.wanted:
        return {}
    ids = dict(db.execute(f"SELECT rowid, id FROM claims WHERE id IN {THESE}", (json.dumps(claims),)))
    best: dict[str, Snippet] = {}
    for number, column, text, spans in _marked(words, fulltext.documents(db, claims)):
        found = Snippet(column, text, spans)
        known = best.get(ids[number])
        if known is None or len(found.matches) > len(known.matches):
            best[ids[number]] = found
    return {claim: _cut(found).row() for claim, found in best.items()}


def _marked(words: Words, documents: Iterable[fulltext.Document]) -> Iterator[tuple[int, str, str, tuple[Span, ...]]]:
    """The texts that have any of the words: row number of the claim, column, text, where the matches are."""
    memory = sqlite3.connect(":memory:")
    memory.execute(f'CREATE VIRTUAL TABLE claims_fts USING fts5({_COLUMNS}, tokenize = "{fulltext.TOKENIZER}")')
    texts: list[tuple[int, str, str]] = []
    for document in documents:
        for column, of_column in zip(PLACES, document.texts, strict=True):
            texts.extend((document.number, column, text[:_MOST]) for text in of_column)
    for row, (_, column, text) in enumerate(texts):
        memory.execute(f"INSERT INTO claims_fts (rowid, {column}) VALUES (?, ?)", (row, query_words.placed(text)[0]))
    order = {column: number for number, column in enumerate(PLACES)}
    looked_for = fts_query.any_of(query_words.terms(words))
    highlights = ", ".join(f"highlight(claims_fts, {order[column]}, :begin, :end)" for column in PLACES)
    for row, *marked in memory.execute(
        f"SELECT rowid, {highlights} FROM claims_fts WHERE claims_fts MATCH :words ORDER BY rowid",
        {"begin": _MARKS[0], "end": _MARKS[1], "words": looked_for},
    ):
        number, column, text = texts[row]
        yield number, column, text, tuple(_spans(text, marked[order[column]]))
    memory.close()


_MARKS = ("\ufdd0", "\ufdd1")
"""Characters that are in no folded text."""


def _spans(text: str, marked: str) -> Iterator[Span]:
    places = query_words.placed(text)[1]
    at, start = 0, 0
    for character in marked:
        if character == _MARKS[0]:
            start = at
        elif character == _MARKS[1]:
            yield Span(places[start][0], places[at - 1][1])
        else:
            at += 1


_LONGEST_IN_CODE_POINTS = 240
_BEFORE_IN_CODE_POINTS = 80


def _cut(snippet: Snippet) -> Snippet:
    """The part of a long text that begins a little before the first match."""
    text, matches = snippet.text, snippet.matches
    if len(text) <= _LONGEST_IN_CODE_POINTS or not matches:
        return snippet
    start = _word_start(text, max(0, matches[0].start - _BEFORE_IN_CODE_POINTS))
    end = _whole(text, max(min(len(text), start + _LONGEST_IN_CODE_POINTS), matches[0].end))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    moved = len(before) - start
    kept = tuple(Span(span.start + moved, span.end + moved) for span in matches if span.end <= end)
    return Snippet(snippet.where, f"{before}{text[start:end]}{after}", kept)


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, where one begins soon."""
    space = text.find(" ", at, at + 20)
    return _whole(text, at) if at == 0 or space < 0 else space + 1


def _whole(text: str, at: int) -> int:
    """The place where no character is taken from its marks, there or just behind it."""
    return next((place for place in range(at, len(text)) if category(text[place])[0] != "M"), len(text))


_LEAST_LIKENESS = 70
"""Of 100, by the ratio of an alignment that only inserts and deletes: one letter of six wrong has 83."""


def nearest(db: Connection, words: Words) -> Iterator[str]:
    """For each single word that no claim has, the one spelt most nearly like it that some claim has."""
    for term in query_words.terms(words):
        words_of_term = query_words.split(term.words)
        if len(words_of_term) == 1 and not _has(db, term):
            meant = _nearest(db, term.words.casefold(), *words_of_term)
            if meant is not None:
                yield meant


def _has(db: Connection, term: Term) -> bool:
    return _first(db, term) is not None


def _first(db: Connection, term: Term) -> int | None:
    found = db.execute(
        f"SELECT rowid FROM {fts_query.TABLE} WHERE {fts_query.TABLE} MATCH ? LIMIT 1", (fts_query.any_of([term]),)
    )
    row = found.fetchone()
    return int(row[0]) if row else None


def _nearest(db: Connection, word: str, folded: str) -> str | None:
    """The index knows stems only, so the word is read where the nearest stem stands."""
    from rapidfuzz import fuzz, process

    for stem, likeness, _ in process.extract(folded, _stems(db, folded), scorer=fuzz.ratio, limit=3):
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
    return {word.casefold() for text in texts for word in _words(text)}


def _words(text: str) -> Iterator[str]:
    """The words of a text as they stand there."""
    folded, places = query_words.placed(text)
    for word in re.finditer(query_words.WORD, folded):
        yield text[places[word.start()][0] : places[word.end() - 1][1]]
