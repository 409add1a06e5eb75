"""The index of the words of claims: FTS5, kept in the transaction that changes the text, and asked with plain words.

The index keeps no copy of the text (`content=''`), only what it has indexed of each claim as a digest, by which it is
told whether both still agree. What an entry was made from has to be given again to take it out, so it is read from the
rows before they change: `forget` goes before a change, `note` behind it.

Words end and fold as SQLite's `unicode61` and `porter` tokenizers have it (Porter 1980, "An algorithm for suffix
stripping").

Claims go by the numbers of their rows. Nothing is ever deleted from `claims`, so that the numbers have no gaps and a
VACUUM leaves them as they are.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from claims.model import Claim
from claims.query import words as search
from claims.store.connection import Connection
from claims.store.match import TABLE
from claims.store.select import THESE
from claims.vocabulary import PLACES

_CHUNK = 500
_BETWEEN = " \ue000 "
"""Stands between two texts of one column, so that no phrase reaches from one into the other."""

_COLUMNS = ", ".join(PLACES)
TOKENIZER = "porter unicode61 remove_diacritics 2"
"""As the step of `claims.store.schema` has it that makes the index."""


Words = tuple[str, ...]
"""What is indexed of one claim, column by column of `PLACES`."""


class Document(NamedTuple):
    """What is indexed of one claim: the number of its row, and its texts, column by column."""

    number: int
    texts: tuple[Sequence[str], ...]

    @property
    def words(self) -> Words:
        """The texts as the index takes them."""
        return tuple(map(_joined, self.texts))


def _joined(texts: Sequence[str]) -> str:
    return search.folded(texts[0] if len(texts) == 1 else _BETWEEN.join(texts)) if texts else ""


def forget(db: Connection, claims: Iterable[str]) -> None:
    """Take claims out of the index, as long as their rows say what they said when they were noted."""
    for chunk in _chunked(claims):
        numbers = {row[0] for row in db.execute(_NUMBERED, (array(chunk),))}
        gone = [document for document in documents(db, chunk) if document.number in numbers]
        db.executemany(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
            [(document.number, *document.words) for document in gone],
        )
        db.executemany("DELETE FROM claims_indexed WHERE number = ?", [(document.number,) for document in gone])


_NUMBERED = f"SELECT i.number FROM claims c JOIN claims_indexed i ON i.number = c.rowid WHERE c.id IN {THESE}"


def note(db: Connection, claims: Iterable[str]) -> None:
    """Put claims into the index; none of them may be there."""
    for chunk in _chunked(claims):
        put(db, ((document.number, document.words) for document in documents(db, chunk)))


def note_new(db: Connection, given: Sequence[Claim]) -> None:
    """Put claims into the index that were just written and say what their rows say; none of them may be there."""
    # All names at once: every claim may have another speaker.
    called = _called(db, {id for one in given for id in heard(one)})
    numbers = dict(db.execute(_NUMBERS, (array(one.id for one in given),)))
    put(db, ((numbers[one.id], _with_names(own_words(one), called(heard(one)))) for one in given))


_NUMBERS = f"SELECT id, rowid FROM claims WHERE id IN {THESE}"


def heard(claim: Claim) -> tuple[str, ...]:
    """The speakers by whose names a claim is found."""
    return (claim.speaker, *claim.with_)


def own_words(claim: Claim) -> Words:
    """The words of a claim as `documents` reads them, but for the names of its speakers."""
    citations = sorted(claim.citations, key=_number_of) if len(claim.citations) > 1 else claim.citations
    texts: dict[str, Iterable[str | None]] = {
        "text": (claim.text,),
        "quote": [one.quote for one in citations],
        "translation": [translation.text for one in citations for translation in one.translations],
        "note": [claim.note, *[one.note for one in citations]],
        "speaker": (),
        "venue": (claim.venue,),
    }
    return tuple([_joined([text for text in texts[column] if text]) for column in PLACES])


_number_of = attrgetter("number")


_MOST_KEPT = 10_000


class Names:
    """The names of speakers, each read once; right as long as no speaker is written."""

    def __init__(self, db: Connection) -> None:
        """None is read yet."""
        self._db = db
        self._known: dict[tuple[str, ...], list[str]] = {}

    def beside(self, words: Words, heard: tuple[str, ...]) -> Words:
        """The words of a claim with the names of those who are heard in it."""
        if heard not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[heard] = _called(self._db, heard)(heard)
        return _with_names(words, self._known[heard])


def _with_names(words: Words, names: Sequence[str]) -> Words:
    return (*words[:_AT], _joined(names), *words[_AT + 1 :])


_AT = PLACES.index("speaker")


def _called(db: Connection, speakers: Iterable[str]) -> Callable[[Iterable[str]], list[str]]:
    """What gives the names of some of these speakers, and behind them their aliases."""
    these = array(speakers)
    names: dict[str, list[str]] = defaultdict(list)
    aliases: dict[str, list[str]] = defaultdict(list)
    for found, sql in ((names, _NAMES), (aliases, _ALIASES)):
        for speaker, name in db.execute(sql, (these,)):
            found[speaker].append(name)
    return lambda heard: [name for found in (names, aliases) for one in heard for name in found.get(one, ())]


_NAMES = f"SELECT id, name FROM speakers WHERE id IN {THESE}"
_ALIASES = f"SELECT speaker, alias FROM speaker_aliases WHERE speaker IN {THESE} ORDER BY speaker, ord"


def put(db: Connection, given: Iterable[tuple[int, Words]]) -> None:
    """Put claims into the index by the numbers of their rows; none of them may be there."""
    rows = list(given)
    db.executemany(
        f"INSERT INTO {TABLE} (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, *words) for number, words in rows],
    )
    db.executemany(
        "INSERT INTO claims_indexed (number, digest) VALUES (?, ?)",
        [(number, digest(words)) for number, words in rows],
    )


def clear(db: Connection) -> None:
    """Take all claims out of the index."""
    db.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")
    db.execute("DELETE FROM claims_indexed")


def rebuild(db: Connection) -> int:
    """Make the index anew from the text; how many claims it holds."""
    return sum(1 for _ in rebuilding(db))


def size(db: Connection) -> int:
    """How many claims an index made anew holds."""
    return int(db.execute("SELECT count(*) FROM claims").fetchone()[0])


def rebuilding(db: Connection) -> Iterator[str]:
    """Make the index anew from the text, and give the claims as they come into it."""
    clear(db)
    for ids in _all(db):
        note(db, ids)
        yield from ids


def differing(db: Connection) -> Iterator[str]:
    """The claims whose text the index does not have as it is now, in the order of their rows."""
    return (claim for _, found in compared(db) for claim in found)


def compared(db: Connection, size: int = _CHUNK) -> Iterator[tuple[list[str], list[str]]]:
    """All claims in the order of their rows, `size` at a time, and those of them that the index has otherwise."""
    for ids in _all(db, size):
        found = {document.number: digest(document.words) for document in documents(db, ids)}
        rows = db.execute(_KNOWN, (array(ids),))
        yield ids, [id for number, id, known in rows if known != found[number]]


_KNOWN = f"""
SELECT c.rowid, c.id, i.digest + 0 * d.id FROM claims c
LEFT JOIN claims_indexed i ON i.number = c.rowid LEFT JOIN claims_fts_docsize d ON d.id = c.rowid
WHERE c.id IN {THESE} ORDER BY c.rowid
"""
"""A claim that the index lacks has no digest here."""


def digest(words: Sequence[str]) -> int:
    """What tells the words of one document from others: 63 bits."""
    # Searching needs none, and OpenSSL takes 3 ms to load.
    from hashlib import blake2b

    joined = "\0".join(words).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "big") >> 1


def of_speakers(db: Connection, speakers: Iterable[str]) -> list[str]:
    """The claims that are found by the names of these speakers."""
    these = array(speakers)
    rows = db.execute(
        f"SELECT id FROM claims WHERE speaker IN {THESE} UNION SELECT claim FROM claim_with WHERE speaker IN {THESE}",
        (these, these),
    )
    return [row[0] for row in rows]


def documents(db: Connection, claims: Sequence[str]) -> Iterator[Document]:
    """What there is to index of these claims, in the order of their rows."""
    these = array(claims)
    rows = db.execute(_ROWS, (these,)).fetchall()
    several = _several(db, these)
    heard = {row[1]: [row[2]] for row in rows}
    for claim, speaker in db.execute(_BESIDE, (these,)):
        heard[claim].append(speaker)
    called = _called(db, {speaker for speakers in heard.values() for speaker in speakers})
    for number, id, _, text, about, venue in rows:
        quotes, translations, notes = several.get(id, _NOTHING)
        remarks = [about, *notes] if about else notes
        yield Document(number, ((text,), quotes, translations, remarks, called(heard[id]), (venue,) if venue else ()))


_NOTHING: tuple[list[str], list[str], list[str]] = ([], [], [])
_ROWS = f"SELECT rowid, id, speaker, text, note, venue FROM claims WHERE id IN {THESE} ORDER BY rowid"
_BESIDE = f"SELECT claim, speaker FROM claim_with WHERE claim IN {THESE} ORDER BY claim, ord"


def _several(db: Connection, these: str) -> Mapping[str, tuple[list[str], list[str], list[str]]]:
    """The quotes, translations and notes of the citations of each claim that has citations."""
    found: dict[str, tuple[list[str], list[str], list[str]]] = defaultdict(lambda: ([], [], []))
    for claim, quote, about in db.execute(_CITED, (these,)):
        quotes, _, notes = found[claim]
        if quote is not None:
            quotes.append(quote)
        if about is not None:
            notes.append(about)
    for claim, text in db.execute(_TRANSLATED, (these,)):
        found[claim][1].append(text)
    return found


_CITED = f"SELECT claim, quote, note FROM citations WHERE claim IN {THESE} ORDER BY claim, number"
_TRANSLATED = f"SELECT claim, text FROM citation_translations WHERE claim IN {THESE} ORDER BY claim, number, ord"


def _all(db: Connection, size: int = _CHUNK) -> Iterator[list[str]]:
    last = 0
    while rows := db.execute(
        "SELECT rowid, id FROM claims WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, size)
    ).fetchall():
        last = rows[-1][0]
        yield [row[1] for row in rows]


def array(ids: Iterable[str]) -> str:
    return json.dumps(list(ids))


def _chunked(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
