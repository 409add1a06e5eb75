"""The curator's form of every record, both ways: what dossiers, imports, exports and revisions hold.

Keys stand in one fixed order. Derived keys (bounds of dates, states, links as lists) are passed over on the way in,
so that what `claims list --json` printed can be read back.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, get_args

from claims.json import shape
from claims.json.shape import (
    CONTEXT,
    DAY,
    INSTANT,
    LANG,
    SHA256,
    SLUG,
    TEXT,
    TIME,
    URL,
    WIKIDATA,
    Field,
    Problem,
    each,
    word,
)
from claims.model import (
    Citation,
    Claim,
    Corpus,
    Dispute,
    Finding,
    Link,
    Post,
    Record,
    Side,
    Source,
    Speaker,
    Translation,
)
from claims.vocabulary import (
    Act,
    Attribution,
    Basis,
    Kind,
    LastWord,
    Relation,
    Severity,
    SourceKind,
    SpeakerKind,
    Status,
    Wording,
)

_STAMPS = (
    Field("status", word(Status), "on-record, or retracted: hidden unless asked for, never deleted", settled=True),
    Field("recorded_at", INSTANT, "when the record first entered a store", settled=True),
    Field("revised_at", INSTANT, "when the record last changed", settled=True),
)
_ID = Field("id", SLUG, "a lower-case slug, never reused", required=True)
_NOTE = Field("note", TEXT, "the curator's remark")
_ALIASES = Field("aliases", each(TEXT), "other names under which it is looked up")

POST_FIELDS = (
    Field("title", TEXT, "what the post is called", required=True),
    Field("from", DAY, "the first day (EDTF)", name="from_on"),
    Field("to", DAY, "the last day (EDTF)", name="to_on"),
)
TRANSLATION_FIELDS = (
    Field("lang", LANG, "the translation's language (BCP 47)", required=True),
    Field("text", TEXT, "the translation", required=True),
    Field("by", TEXT, "who translated it"),
)
SIDE_FIELDS = (_ID, Field("name", TEXT, "what the side is called", required=True), _ALIASES, _NOTE, *_STAMPS)
SPEAKER_FIELDS = (
    _ID,
    Field("name", TEXT, "the name, or the label that the source gives", required=True),
    Field("kind", word(SpeakerKind), "who is heard", required=True),
    Field("side", SLUG, "the side for which the speaker speaks by default"),
    _ALIASES,
    Field("posts", each(shape.record(POST_FIELDS, Post)), "the posts held, each from one day to another"),
    Field("wikidata", WIKIDATA, "the speaker's item in Wikidata"),
    _NOTE,
    *_STAMPS,
)
DISPUTE_FIELDS = (
    _ID,
    Field("title", TEXT, "what the quarrel is called", required=True),
    Field("summary", TEXT, "what it is about"),
    _ALIASES,
    Field("parties", each(SLUG), "the sides that are parties to it"),
    Field("covers", DAY, "the span of days that the record covers (EDTF)"),
    _NOTE,
    *_STAMPS,
)
SOURCE_FIELDS = (
    _ID,
    Field("title", TEXT, "the document's title", required=True),
    Field("kind", word(SourceKind), "what sort of document it is", required=True),
    Field("wording", word(Wording), "how near its words are to what was spoken", required=True),
    Field("publisher", TEXT, "who published it"),
    Field("authors", each(TEXT), "who wrote it"),
    Field("published", DAY, "when it was published (EDTF)"),
    Field("url", URL, "where it is found"),
    Field("archived_url", URL, "where a copy is kept"),
    Field("accessed", DAY, "when it was last read there (EDTF)"),
    Field("lang", LANG, "its language (BCP 47)"),
    Field("text", TEXT, "its text as stored"),
    Field("sha256", SHA256, "the digest of the stored text's UTF-8 bytes"),
    _NOTE,
    *_STAMPS,
)
CITATION_FIELDS = (
    Field("source", SLUG, "the source's id", required=True),
    Field("quote", TEXT, "the source's words, exactly (TextQuoteSelector.exact)"),
    Field("prefix", CONTEXT, "the words just before (TextQuoteSelector.prefix)"),
    Field("suffix", CONTEXT, "the words just after (TextQuoteSelector.suffix)"),
    Field("start", shape.integer(0), "offset of the quote in code points (TextPositionSelector.start)"),
    Field("end", shape.integer(0), "offset of its end in code points (TextPositionSelector.end)"),
    Field("lang", LANG, "the quote's language (BCP 47)"),
    Field("attribution", word(Attribution), "how the source gives the words to the speaker (PolNeAR)"),
    Field("via", each(SLUG), "the speakers through whom the words are relayed"),
    Field("locator", TEXT, "where in the source: a page, a paragraph, a minute"),
    Field("translations", each(shape.record(TRANSLATION_FIELDS, Translation)), "the quote in other languages"),
    _NOTE,
)
VOICE_FIELDS = (
    Field("id", SLUG, "the speaker's id", required=True),
    Field("name", TEXT, "the name, or the label that the source gives", required=True),
    Field("kind", word(SpeakerKind), "who is heard", required=True),
    Field("post", TEXT, "the post held on the day"),
    Field("side", SLUG, "the side for which the speaker speaks by default"),
)
"""A speaker as heard in a claim."""


class CitationEntry(NamedTuple):
    """A citation as written in a dossier.

    `owner` is the claim that its id names. None, and the number 0, where it has no id yet.
    """

    owner: str | None
    citation: Citation


def _citation(id: str | None = None, **values: Any) -> CitationEntry:
    owner, _, number = (id or "#0").partition("#")
    return CitationEntry(owner or None, Citation(number=int(number), **values))


_CITATION_ID = shape.text(r"[a-z0-9][a-z0-9-]{0,79}#[1-9][0-9]{0,5}", "citation id", "write CLAIM#NUMBER")
_CITATION = shape.record(
    (
        Field("id", _CITATION_ID, "the claim's id, #, a number; by default the first number that is free"),
        *CITATION_FIELDS,
    ),
    _citation,
)
CITATION_SHOWN = (Field("id", TEXT, "the claim's id, #, a number", required=True), *CITATION_FIELDS)
LINK_KEYS = {key: relation for relation in Relation for key in (relation.value, relation.inverse)}
"""The keys under which a claim lists the other ends of its links, both ways, with their relation."""

STATE_FIELDS = (
    Field("last_word", word(LastWord), "with whom the last word lies, from the links on record; null if retracted"),
    Field("unanswered", shape.BOOLEAN, "no claim of another side answers it", required=True),
)


def _derived(*fields: Field) -> tuple[Field, ...]:
    return tuple(field._replace(is_derived=True) for field in fields)


CLAIM_FIELDS = (
    _ID,
    Field("text", TEXT, "the assertion as a neutral sentence of the curator's", required=True),
    Field("lang", LANG, "the language of `text` (BCP 47)"),
    Field("speaker", SLUG, "who said it", required=True, shown=shape.written(VOICE_FIELDS)),
    Field("side", SLUG, "the side whose case it puts", required=True),
    Field(
        "with",
        each(SLUG),
        "the further speakers of a joint statement",
        name="with_",
        shown=each(shape.written(VOICE_FIELDS)),
    ),
    Field("said", DAY, "the day at the speaker's place (EDTF)"),
    Field("said_time", TIME, "the hour at the speaker's place"),
    *_derived(
        Field("earliest", DAY, "the first day that `said` may mean; null: open, unknown or undated"),
        Field("latest", DAY, "the last day that `said` may mean; null: open, unknown or undated"),
    ),
    Field("act", word(Act), "what the speaker does by saying it", required=True),
    Field("venue", TEXT, "where it was said"),
    Field("addressees", each(SLUG), "the sides to which it is addressed"),
    Field("statement", SLUG, "shared by the claims made in one breath"),
    Field("disputes", each(SLUG), "the disputes to which it belongs"),
    Field("citations", each(_CITATION), "where it is reported", shown=each(shape.written(CITATION_SHOWN))),
    *_derived(*(Field(key, each(SLUG), f"the claims on record at the other end of “{key}”") for key in LINK_KEYS)),
    *_derived(
        Field("inferred", each(TEXT), "those of its links, by id and either way, that no source presents as an answer"),
        *STATE_FIELDS,
    ),
    _NOTE,
    *_STAMPS,
)
"""A claim with all its keys, in their order: the curator's, and those that are derived from the rest of the record."""

LINK_FIELDS = (
    Field("from", SLUG, "the claim that answers", required=True, name="from_id"),
    Field("relation", word(Relation), "how it answers", required=True),
    Field("to", SLUG, "the claim that it answers or takes up", required=True, name="to_id"),
    Field(
        "basis", word(Basis), "explicit: the source presents it as an answer; inferred: the curator does", required=True
    ),
    _NOTE,
    Field("source", SLUG, "the source that shows it"),
    *_STAMPS,
)


class ClaimEntry(NamedTuple):
    """A claim as written in a dossier, with the links that stand under it."""

    claim: Claim
    links: tuple[Link, ...]


def _claim(citations: tuple[CitationEntry, ...] = (), links: tuple[Link, ...] = (), **values: Any) -> ClaimEntry:
    strangers = [entry.owner for entry in citations if entry.owner not in (None, values["id"])]
    if strangers:
        raise ValueError(f"the id of a citation begins with {strangers[0]}, not with the claim's own id")
    claim = Claim(citations=tuple(entry.citation for entry in citations), **values)
    return ClaimEntry(claim, tuple(link._replace(from_id=claim.id) for link in links))


def _source(text_file: None = None, **values: Any) -> Source:
    # Whoever knows the folder has put the file's text in its place before.
    return Source(**values)


def _curators(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(field for field in fields if not field.is_derived)


_LINK_ID = Field("id", TEXT, "from/relation/to", required=True, is_derived=True)
FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.SIDE: SIDE_FIELDS,
    Kind.SPEAKER: SPEAKER_FIELDS,
    Kind.SOURCE: SOURCE_FIELDS,
    Kind.DISPUTE: DISPUTE_FIELDS,
    Kind.CLAIM: CLAIM_FIELDS,
    Kind.LINK: (_LINK_ID, *LINK_FIELDS),
}
"""Every key of every kind of record, in order."""


def _kept(field: Field) -> Field:
    return field if field.key == "citations" else field._replace(shown=None)


WRITTEN: Mapping[Kind, tuple[Field, ...]] = {
    kind: tuple(_kept(field) for field in (fields[0], *_curators(fields[1:]))) for kind, fields in FIELDS.items()
}
"""The keys of the curator's form of each kind of record, in which nothing is derived but the id of a link."""

_TEXT_FILE = Field("text_file", TEXT, "in place of `text`: the file that holds it, in `texts/` beside the dossier")
_LINKS = Field(
    "links", each(shape.record(LINK_FIELDS[1:], partial(Link, ""))), "the claims that it answers or takes up"
)
TYPES: Mapping[Kind, shape.Type] = {
    Kind.SIDE: shape.record(SIDE_FIELDS, Side, ignored=("counts",)),
    Kind.SPEAKER: shape.record(SPEAKER_FIELDS, Speaker, ignored=("counts",)),
    Kind.SOURCE: shape.record((*SOURCE_FIELDS, _TEXT_FILE), _source, ignored=("counts",)),
    Kind.DISPUTE: shape.record(DISPUTE_FIELDS, Dispute, ignored=("counts",)),
    Kind.CLAIM: shape.record(
        (*_curators(CLAIM_FIELDS), _LINKS), _claim, ignored=[field.key for field in CLAIM_FIELDS if field.is_derived]
    ),
    Kind.LINK: shape.record(LINK_FIELDS, Link, ignored=("id",)),
}
"""How an entry of a dossier is read, by kind."""


class Reading(NamedTuple):
    """What was read of one entry: its records (a claim may bring links), or the findings that stopped it."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]


def read(kind: Kind, data: object) -> Reading:
    """The records of one entry of a dossier; paths of findings lead from the entry to the spot."""
    problems: list[Problem] = []
    value = TYPES[kind].read(data, (), problems)
    if problems:
        return Reading((), tuple(_finding(kind, data, problem) for problem in problems))
    if isinstance(value, ClaimEntry):
        return Reading((value.claim, *value.links), ())
    return Reading((value,), ())


def _finding(kind: Kind, data: object, problem: Problem) -> Finding:
    name = data.get("id") if isinstance(data, Mapping) else None
    return Finding(
        problem.code, Severity.ERROR, kind, str(name) if name else None, problem.path, problem.message, problem.remedy
    )


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return _KINDS[type(record)]


_KINDS: Mapping[type, Kind] = dict(zip(get_args(Record), Kind, strict=True))


def corpus(records: Iterable[Record]) -> Corpus:
    """A corpus of these records, those of each kind in their order."""
    lists: dict[Kind, list[Record]] = {kind: [] for kind in Kind}
    for record in records:
        lists[kind_of(record)].append(record)
    return Corpus(**{kind.plural: tuple(listed) for kind, listed in lists.items()})  # type: ignore[arg-type]


def load(kind: Kind, row: Mapping[str, Any]) -> Record:
    """The record of a row that a store has made: what `read` returns for it, without a look at what was read before."""
    value = TYPES[kind].load(row)
    return value.claim if isinstance(value, ClaimEntry) else value


def write(record: Record) -> dict[str, Any]:
    """The curator's form of a record, all its keys present, in their order."""
    written = {field.key: _value(field, record) for field in WRITTEN[kind_of(record)]}
    if isinstance(record, Claim):
        written["citations"] = [_write_citation(record.id, citation) for citation in record.citations]
    elif isinstance(record, Speaker):
        written["posts"] = [_write_all(POST_FIELDS, post) for post in record.posts]
    return written


def _write_citation(claim: str, citation: Citation) -> dict[str, Any]:
    written = {"id": f"{claim}#{citation.number}", **_write_all(CITATION_FIELDS, citation)}
    return {**written, "translations": [_write_all(TRANSLATION_FIELDS, one) for one in citation.translations]}


def _write_all(fields: Sequence[Field], part: Post | Citation | Translation) -> dict[str, Any]:
    return {field.key: _value(field, part) for field in fields}


def _value(field: Field, owner: NamedTuple) -> Any:
    value = getattr(owner, field.attribute)
    return list(value) if field.type.is_list else value


def text(record: Record) -> str:
    """The JSON text of what `write` returns, as revisions keep it."""
    return json.dumps(write(record), ensure_ascii=False)
