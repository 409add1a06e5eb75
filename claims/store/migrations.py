"""The tables of the store and the steps that lead to them.

Each step is one `CREATE …` script in SQL, run once by sqlite-utils' migrations inside a transaction of ours.
`PRAGMA user_version` counts the steps taken, so that a reader learns from the file's header whether any are due.

Invariants: a record is "on record" when its `status` says so, and only then takes part in anything that is derived.
Nothing is ever deleted from the tables of records; `revisions` is append-only, held so by triggers.
`sort_day`, `sort_end` and `sort_time` make the one order of claims an index can follow: '~' sorts after every date,
so that undated claims come last. The indexes that follow it end in what counting asks for, so that counting reads them
alone.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Protocol

from claims import dates
from claims.store.views import CITATIONS_READ, VIEWS
from claims.vocabulary import (
    Act,
    Attribution,
    Basis,
    LastWord,
    Relation,
    SourceKind,
    SpeakerKind,
    Status,
    Term,
    Wording,
)

_STAMPS = """
    status TEXT NOT NULL DEFAULT 'on-record' REFERENCES statuses(id),
    recorded_at TEXT NOT NULL,
    revised_at TEXT NOT NULL"""


class _Word(Protocol):
    """A value of the vocabulary that has a label, a definition and a code."""

    @property
    def value(self) -> str: ...

    @property
    def term(self) -> Term: ...


_WORD_TABLES: Mapping[str, Iterable[_Word]] = {
    "statuses": Status,
    "speaker_kinds": SpeakerKind,
    "source_kinds": SourceKind,
    "wordings": Wording,
    "attributions": Attribution,
    "acts": Act,
    "bases": Basis,
    "last_words": LastWord,
}

_TABLES = f"""
CREATE TABLE sides (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    note TEXT,{_STAMPS}
) STRICT;
CREATE TABLE side_aliases (
    side TEXT NOT NULL REFERENCES sides(id),
    ord INTEGER NOT NULL,
    alias TEXT NOT NULL,
    PRIMARY KEY (side, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE speakers (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL REFERENCES speaker_kinds(id),
    side TEXT REFERENCES sides(id),
    wikidata TEXT,
    note TEXT,{_STAMPS}
) STRICT;
CREATE INDEX speakers_by_side ON speakers(side);
CREATE TABLE speaker_aliases (
    speaker TEXT NOT NULL REFERENCES speakers(id),
    ord INTEGER NOT NULL,
    alias TEXT NOT NULL,
    PRIMARY KEY (speaker, ord)
) STRICT, WITHOUT ROWID;
CREATE TABLE posts (
    speaker TEXT NOT NULL REFERENCES speakers(id),
    ord INTEGER NOT NULL,
    title TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    PRIMARY KEY (speaker, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE disputes (
    id TEXT PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    summary TEXT,
    covers TEXT,
    note TEXT,{_STAMPS}
) STRICT;
CREATE TABLE dispute_aliases (
    dispute TEXT NOT NULL REFERENCES disputes(id),
    ord INTEGER NOT NULL,
    alias TEXT NOT NULL,
    PRIMARY KEY (dispute, ord)
) STRICT, WITHOUT ROWID;
CREATE TABLE dispute_parties (
    dispute TEXT NOT NULL REFERENCES disputes(id),
    ord INTEGER NOT NULL,
    side TEXT NOT NULL REFERENCES sides(id),
    PRIMARY KEY (dispute, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    id TEXT PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL REFERENCES source_kinds(id),
    wording TEXT NOT NULL REFERENCES wordings(id),
    publisher TEXT,
    published TEXT,
    url TEXT,
    archived_url TEXT,
    accessed TEXT,
    lang TEXT,
    sha256 TEXT,
    note TEXT,{_STAMPS}
) STRICT;
CREATE TABLE source_authors (
    source TEXT NOT NULL REFERENCES sources(id),
    ord INTEGER NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (source, ord)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_texts (
    source TEXT PRIMARY KEY NOT NULL REFERENCES sources(id),
    text TEXT NOT NULL
) STRICT;

CREATE TABLE claims (
    id TEXT PRIMARY KEY NOT NULL,
    text TEXT NOT NULL,
    lang TEXT,
    speaker TEXT NOT NULL REFERENCES speakers(id),
    side TEXT NOT NULL REFERENCES sides(id),
    said TEXT,
    said_time TEXT,
    earliest TEXT,
    latest TEXT,
    act TEXT NOT NULL REFERENCES acts(id),
    venue TEXT,
    statement TEXT,
    note TEXT,
    last_word TEXT REFERENCES last_words(id),
    unanswered INTEGER NOT NULL CHECK (unanswered IN (0, 1)),
    citations_made INTEGER NOT NULL DEFAULT 0,{_STAMPS},
    sort_day TEXT NOT NULL GENERATED ALWAYS AS (coalesce(earliest, latest, '~')) VIRTUAL,
    sort_end TEXT NOT NULL GENERATED ALWAYS AS (coalesce(latest, '~')) VIRTUAL,
    sort_time TEXT NOT NULL GENERATED ALWAYS AS (coalesce(said_time, '')) VIRTUAL,
    CHECK (earliest <= latest)
) STRICT;
CREATE INDEX claims_in_order ON claims(sort_day, sort_end, sort_time, id);
CREATE INDEX claims_by_side ON claims(side, sort_day, sort_end, sort_time, id, status, unanswered);
CREATE INDEX claims_by_speaker ON claims(speaker, sort_day, sort_end, sort_time, id, status);
CREATE TABLE claim_with (
    claim TEXT NOT NULL REFERENCES claims(id),
    ord INTEGER NOT NULL,
    speaker TEXT NOT NULL REFERENCES speakers(id),
    PRIMARY KEY (claim, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_with_by_speaker ON claim_with(speaker);
CREATE TABLE claim_addressees (
    claim TEXT NOT NULL REFERENCES claims(id),
    ord INTEGER NOT NULL,
    side TEXT NOT NULL REFERENCES sides(id),
    PRIMARY KEY (claim, ord)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_disputes (
    claim TEXT NOT NULL REFERENCES claims(id),
    ord INTEGER NOT NULL,
    dispute TEXT NOT NULL REFERENCES disputes(id),
    PRIMARY KEY (claim, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_disputes_by_dispute ON claim_disputes(dispute, claim);

CREATE TABLE citations (
    claim TEXT NOT NULL REFERENCES claims(id),
    number INTEGER NOT NULL CHECK (number > 0),
    ord INTEGER NOT NULL,
    source TEXT NOT NULL REFERENCES sources(id),
    quote TEXT,
    prefix TEXT,
    suffix TEXT,
    "start" INTEGER,
    "end" INTEGER,
    lang TEXT,
    attribution TEXT REFERENCES attributions(id),
    locator TEXT,
    note TEXT,
    PRIMARY KEY (claim, number),
    CHECK ("start" <= "end")
) STRICT, WITHOUT ROWID;
CREATE INDEX citations_by_source ON citations(source, claim);
CREATE TABLE citation_via (
    claim TEXT NOT NULL,
    number INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    speaker TEXT NOT NULL REFERENCES speakers(id),
    PRIMARY KEY (claim, number, ord),
    FOREIGN KEY (claim, number) REFERENCES citations(claim, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX citation_via_by_speaker ON citation_via(speaker, claim);
CREATE TABLE citation_translations (
    claim TEXT NOT NULL,
    number INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    lang TEXT NOT NULL,
    text TEXT NOT NULL,
    by TEXT,
    PRIMARY KEY (claim, number, ord),
    FOREIGN KEY (claim, number) REFERENCES citations(claim, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    from_id TEXT NOT NULL REFERENCES claims(id),
    relation TEXT NOT NULL REFERENCES relations(id),
    to_id TEXT NOT NULL REFERENCES claims(id),
    basis TEXT NOT NULL REFERENCES bases(id),
    note TEXT,
    source TEXT REFERENCES sources(id),{_STAMPS},
    PRIMARY KEY (from_id, relation, to_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_target ON links(to_id, status, from_id, relation);

CREATE TABLE revisions (
    seq INTEGER PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    op TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    why TEXT
) STRICT;
CREATE INDEX revisions_by_record ON revisions(kind, id, seq);
CREATE TRIGGER revisions_stay BEFORE UPDATE ON revisions
BEGIN SELECT raise(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER revisions_once BEFORE INSERT ON revisions WHEN EXISTS (SELECT 1 FROM revisions WHERE seq = new.seq)
BEGIN SELECT raise(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER revisions_last BEFORE DELETE ON revisions
BEGIN SELECT raise(ABORT, 'revisions are append-only'); END;
"""

_KEPT_TABLES = ("sides", "speakers", "disputes", "sources", "claims", "links")


def _undeletable() -> str:
    return "".join(
        f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table}\n"
        f"BEGIN SELECT raise(ABORT, 'records are retracted, never deleted'); END;\n"
        for table in _KEPT_TABLES
    )


def _literal(value: str | int | None) -> str:
    if isinstance(value, int):
        return str(int(value))
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


_INVERSE = """inverse TEXT NOT NULL, inverse_label TEXT NOT NULL, attacks INTEGER NOT NULL, answers INTEGER NOT NULL,
 aif TEXT NOT NULL, argdown TEXT"""


def _words() -> str:
    """Return what puts the vocabulary into its tables; as a step once more, it adds the words that have come since.

    The gloss of a relation, its last part, is the program's own way of saying it.
    """
    words = (
        _filled(table, "code TEXT", ((word.value, *word.term) for word in each)) for table, each in _WORD_TABLES.items()
    )
    return "".join((*words, _filled("relations", _INVERSE, (relation.term[:-1] for relation in Relation))))


def _filled(table: str, columns: str, rows: Iterable[Iterable[str | int | None]]) -> str:
    values = (f"INSERT OR IGNORE INTO {table} VALUES ({', '.join(map(_literal, row))});\n" for row in rows)
    own = "id TEXT PRIMARY KEY NOT NULL, label TEXT NOT NULL, definition TEXT NOT NULL"
    return f"CREATE TABLE IF NOT EXISTS {table} ({own}, {columns}) STRICT, WITHOUT ROWID;\n{''.join(values)}"


_FULL_TEXT = """
CREATE VIRTUAL TABLE claims_fts USING fts5(
    text, quote, translation, note, speaker, venue, content='', tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TABLE claims_indexed (number INTEGER PRIMARY KEY, digest INTEGER NOT NULL) STRICT;
"""

_PLANS = """
DROP INDEX claims_in_order;
CREATE INDEX claims_in_order ON claims(
    sort_day, sort_end, sort_time, id, status, side, speaker, act, last_word, unanswered
);
CREATE INDEX claim_addressees_by_side ON claim_addressees(side, claim);
ANALYZE side_aliases;
DELETE FROM sqlite_stat1;
"""
"""What a filter asks of a claim stands in the index that gives the order, so that a walk needs no look at the rows.

Statistics are taken out: statements are written for the indexes that there are, and figures of a small store would
have SQLite scan the tables of the large one that it becomes.
"""

_EXCHANGES = """
CREATE TABLE exchanges (
    side TEXT NOT NULL,
    relation TEXT NOT NULL,
    to_side TEXT NOT NULL,
    links INTEGER NOT NULL,
    PRIMARY KEY (side, relation, to_side)
) STRICT, WITHOUT ROWID;
INSERT INTO exchanges
SELECT a.side, l.relation, b.side, count(*)
FROM links l JOIN claims a ON a.id = l.from_id JOIN claims b ON b.id = l.to_id
WHERE l.status = 'on-record' AND a.status = 'on-record' AND b.status = 'on-record' GROUP BY 1, 2, 3;
"""
"""How many links ran from side to side, while that was kept and not counted."""

_WITHOUT_EXCHANGES = """
DROP TABLE exchanges;
"""

_POSTS = """
ALTER TABLE posts ADD COLUMN earliest TEXT;
ALTER TABLE posts ADD COLUMN latest TEXT;
UPDATE posts SET earliest = edtf_earliest(from_on), latest = edtf_latest(to_on);
"""
"""The first and the last day on which a post may have been held, which are compared with the day of a claim."""

_SCRIPTS = """
DROP TABLE claims_fts;
CREATE VIRTUAL TABLE claims_fts USING fts5(
    text, quote, translation, note, speaker, venue, content='', tokenize="porter ascii"
);
DELETE FROM claims_indexed;
"""
"""Words end and fold as `claims.query.words` has it, and no longer as the tokenizer does; the index is left empty."""


def steps() -> tuple[tuple[str, str], ...]:
    """Every step as (name, SQL script), in order; a step that was ever released never changes.

    The index of the second and the seventh is filled by `claims.store.fulltext`, as it is whenever it is found empty.
    """
    return (
        ("tables", "".join((_words(), _TABLES, _undeletable(), VIEWS))),
        ("full text", _FULL_TEXT),
        ("plans", _PLANS),
        ("exchanges", _EXCHANGES),
        ("without exchanges", _WITHOUT_EXCHANGES),
        ("posts", _POSTS),
        ("scripts", _SCRIPTS),
        ("citations read", CITATIONS_READ),
    )


def know_dates(connection: sqlite3.Connection) -> None:
    """Give SQL the first and the last day of an EDTF date, null for what is none: `check` tells of it."""
    for name, bound in (("edtf_earliest", dates.earliest), ("edtf_latest", dates.latest)):
        connection.create_function(name, 1, partial(_known, bound), deterministic=True)


def _known(bound: Callable[[str | None], str | None], text: str | None) -> str | None:
    try:
        return bound(text)
    except dates.MalformedDate:
        return None
