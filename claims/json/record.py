"""The curator's form of every record, both ways: what dossiers, imports, exports and revisions hold.

Keys stand in one fixed order. Derived keys (bounds of dates, states, links as lists) are passed over on the way in,
so that what `claims list --json` printed can be read back.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring as _escaped
from operator import attrgetter
from typing import Any, NamedTuple

from claims.json import shape
from claims.json.shape import DAY, INSTANT, LANG, SHA256, SLUG, TEXT, TIME, URL, WIKIDATA, Field, Problem, each, word
from claims.model import (
    Citation,
    Claim,
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
SIDE_FIELDS = (
    _ID,
    Field("name", TEXT, "what the side is called", required=True),
    _ALIASES,
    _NOTE,
    *_STAMPS,
)
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
    Field("prefix", TEXT, "the words just before (TextQuoteSelector.prefix)"),
    Field("suffix", TEXT, "the words just after (TextQuoteSelector.suffix)"),
    Field("start", shape.integer(0), "offset of the quote in code points (TextPositionSelector.start)"),
    Field("end", shape.integer(0), "offset of its end in code points (TextPositionSelector.end)"),
    Field("lang", LANG, "the quote's language (BCP 47)"),
    Field("attribution", word(Attribution), "how the source gives the words to the speaker (PolNeAR)"),
    Field("via", each(SLUG), "the speakers through whom the words are relayed"),
    Field("locator", TEXT, "where in the source: a page, a paragraph, a minute"),
    Field("translations", each(shape.record(TRANSLATION_FIELDS, Translation)), "the quote in other languages"),
    _NOTE,
)
CLAIM_FIELDS = (
    _ID,
    Field("text", TEXT, "the assertion as a neutral sentence of the curator's", required=True),
    Field("lang", LANG, "the language of `text` (BCP 47)"),
    Field("speaker", SLUG, "who said it", required=True),
    Field("side", SLUG, "the side whose case it puts", required=True),
    Field("with", each(SLUG), "the further speakers of a joint statement", name="with_"),
    Field("said", DAY, "the day at the speaker's place (EDTF)"),
    Field("said_time", TIME, "the hour at the speaker's place"),
    Field("act", word(Act), "what the speaker does by saying it", required=True),
    Field("venue", TEXT, "where it was said"),
    Field("addressees", each(SLUG), "the sides to which it is addressed"),
    Field("statement", SLUG, "shared by the claims made in one breath"),
    Field("disputes", each(SLUG), "the disputes to which it belongs"),
)
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
LINK_KEYS = tuple(key for relation in Relation for key in (relation.value, relation.inverse))
DERIVED_KEYS = ("earliest", "latest", "last_word", "unanswered", *LINK_KEYS)


class CitationEntry(NamedTuple):
    """A citation as written in a dossier.

    `owner` is the claim that its id names. None, and the number 0, where it has no id yet.
    """

    owner: str | None
    citation: Citation


class ClaimEntry(NamedTuple):
    """A claim as written in a dossier, with the links that stand under it."""

    claim: Claim
    links: tuple[Link, ...]


_CITATION_ID = shape.text(r"[a-z0-9][a-z0-9-]{0,79}#[1-9][0-9]{0,5}", "citation id", "write CLAIM#NUMBER")


def _citation(id: str | None = None, **values: Any) -> CitationEntry:
    owner, _, number = (id or "#0").partition("#")
    return CitationEntry(owner or None, Citation(number=int(number), **values))


_CITATION = shape.record(
    (
        Field("id", _CITATION_ID, "the claim's id, #, a number; by default the first number that is free"),
        *CITATION_FIELDS,
    ),
    _citation,
)
_CLAIM_IN = (*CLAIM_FIELDS, Field("citations", each(_CITATION), "where it is reported"), _NOTE, *_STAMPS)


def _link(**values: Any) -> Link:
    return Link(**{"from_id": "", **values})


def _claim(citations: tuple[CitationEntry, ...] = (), links: tuple[Link, ...] = (), **values: Any) -> ClaimEntry:
    strangers = [entry.owner for entry in citations if entry.owner not in (None, values["id"])]
    if strangers:
        raise ValueError(f"the id of a citation begins with {strangers[0]}, not with the claim's own id")
    claim = Claim(citations=tuple(entry.citation for entry in citations), **values)
    return ClaimEntry(claim, tuple(link._replace(from_id=claim.id) for link in links))


def _source(text_file: None = None, **values: Any) -> Source:
    # Whoever knows the folder has put the file's text in its place before.
    return Source(**values)


_TEXT_FILE = Field("text_file", TEXT, "in place of `text`: the file that holds it, in the dossier's folder")
_LINK = shape.record(LINK_FIELDS, _link, ignored=("id",))
_LINK_UNDER_CLAIM = shape.record(LINK_FIELDS[1:], _link)
TYPES: Mapping[Kind, shape.Type] = {
    Kind.SIDE: shape.record(SIDE_FIELDS, Side, ignored=("counts",)),
    Kind.SPEAKER: shape.record(SPEAKER_FIELDS, Speaker, ignored=("counts",)),
    Kind.SOURCE: shape.record((*SOURCE_FIELDS, _TEXT_FILE), _source, ignored=("counts",)),
    Kind.DISPUTE: shape.record(DISPUTE_FIELDS, Dispute, ignored=("counts",)),
    Kind.CLAIM: shape.record(
        (*_CLAIM_IN, Field("links", each(_LINK_UNDER_CLAIM), "the claims that it answers or takes up")),
        _claim,
        ignored=DERIVED_KEYS,
    ),
    Kind.LINK: _LINK,
}


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


_KINDS: Mapping[type, Kind] = {
    Side: Kind.SIDE,
    Speaker: Kind.SPEAKER,
    Source: Kind.SOURCE,
    Dispute: Kind.DISPUTE,
    Claim: Kind.CLAIM,
    Link: Kind.LINK,
}


class _Layout:
    """How some fields of a record are written: as values by key, and as JSON text, which takes a third of the time."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._keys = tuple(field.key for field in fields)
        self._lists = tuple(field.key for field in fields if field.type.is_list)
        self._values = attrgetter(*(field.attribute for field in fields))
        self._form = ", ".join(f'"{key}": %s' for key in self._keys)

    def values(self, record: NamedTuple) -> dict[str, object]:
        written = dict(zip(self._keys, self._values(record), strict=True))
        for key in self._lists:
            written[key] = list(written[key])
        return written

    def text(self, record: NamedTuple) -> str:
        given = self._values(record)
        # Most values are none or plain text, for which a call costs more than what it does.
        texts = [
            "null" if value is None else _escaped(value) if type(value) is str else _text_of(value) for value in given
        ]
        return self._form % tuple(texts)


def _text_of(value: object) -> str:
    if isinstance(value, str):
        return _escaped(value)
    return _array(map(_escaped, value)) if isinstance(value, tuple) else str(value)


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


_SIDE, _SPEAKER, _POST = _Layout(SIDE_FIELDS), _Layout(SPEAKER_FIELDS), _Layout(POST_FIELDS)
_SOURCE, _DISPUTE, _LINK_LAYOUT = _Layout(SOURCE_FIELDS), _Layout(DISPUTE_FIELDS), _Layout(LINK_FIELDS)
_CLAIM_HEAD, _CLAIM_TAIL = _Layout(CLAIM_FIELDS), _Layout(_CLAIM_IN[len(CLAIM_FIELDS) + 1 :])
# The last two are translations, which are records of their own, and the note behind them.
_CITATION_HEAD, _TRANSLATION = _Layout(CITATION_FIELDS[:-2]), _Layout(TRANSLATION_FIELDS)


def write(record: Record) -> dict[str, object]:
    """The curator's form of a record, all keys present, in their order."""
    match record:
        case Claim():
            head, tail = _CLAIM_HEAD.values(record), _CLAIM_TAIL.values(record)
            return {**head, "citations": citations(record), **tail}
        case Link():
            return {"id": record.id, **_LINK_LAYOUT.values(record)}
        case Speaker():
            return {**_SPEAKER.values(record), "posts": [_POST.values(post) for post in record.posts]}
        case Side():
            return _SIDE.values(record)
        case Source():
            return _SOURCE.values(record)
        case Dispute():
            return _DISPUTE.values(record)


def citations(claim: Claim) -> list[dict[str, object]]:
    """The citations of a claim, each with its id."""
    return [
        {
            "id": f"{claim.id}#{citation.number}",
            **_CITATION_HEAD.values(citation),
            "translations": [_TRANSLATION.values(one) for one in citation.translations],
            "note": citation.note,
        }
        for citation in claim.citations
    ]


def text(record: Record) -> str:
    """The JSON text of what `write` gives, as revisions keep it."""
    match record:
        case Claim():
            cited = _array([_citation_text(record.id, one) for one in record.citations])
            return f'{{{_CLAIM_HEAD.text(record)}, "citations": {cited}, {_CLAIM_TAIL.text(record)}}}'
        case Link():
            return f'{{"id": "{record.id}", {_LINK_LAYOUT.text(record)}}}'
        case _:
            return json.dumps(write(record), ensure_ascii=False)


def _citation_text(claim: str, citation: Citation) -> str:
    translations = _array([f"{{{_TRANSLATION.text(one)}}}" for one in citation.translations])
    note = "null" if citation.note is None else _escaped(citation.note)
    own = _CITATION_HEAD.text(citation)
    return f'{{"id": "{claim}#{citation.number}", {own}, "translations": {translations}, "note": {note}}}'
