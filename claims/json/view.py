"""What programs read: views as JSON values, with every key always there, and the schema of each."""

from collections.abc import Callable, Mapping
from typing import Any

from claims.json import answers, compare, contradictions, matrix, record, shape, stats, timeline
from claims.json import revision as revisions
from claims.json.record import LINK_KEYS
from claims.json.shape import DAY, SLUG, TEXT, Field, Schema, each, word
from claims.model import (
    ClaimView,
    Counted,
    Dispute,
    Finding,
    Link,
    Node,
    Revision,
    Side,
    Source,
    Speaker,
    Thread,
    Voice,
)
from claims.passage import PLACES, Snippet
from claims.vocabulary import Kind, LastWord, Op, Relation, Severity, SpeakerKind

_VOICE_FIELDS = (
    Field("id", SLUG, "the speaker's id", required=True),
    Field("name", TEXT, "the name, or the label that the source gives", required=True),
    Field("kind", word(SpeakerKind), "who is heard", required=True),
    Field("post", TEXT, "the post held on the day"),
    Field("side", SLUG, "the side for which the speaker speaks by default"),
)


def _written(describe: Callable[[], Schema]) -> shape.Type:
    """A type that is only ever written; nothing of it is checked."""
    return shape.Type(lambda value, _path, _problems: value, describe)


def _object(fields: tuple[Field, ...]) -> shape.Type:
    return _written(lambda: shape.schema_of(fields, complete=True))


_BOOL = _written(lambda: {"type": "boolean"})
COUNTS: Mapping[Kind, Mapping[str, str]] = {
    Kind.SIDE: {
        "claims": "claims of the side",
        "unanswered": "those of them that no other side answers",
        "speakers": "speakers of the side",
    },
    Kind.SPEAKER: {"claims": "claims of the speaker", "relayed": "claims that come through the speaker"},
    Kind.DISPUTE: {"claims": "claims in the dispute", "unanswered": "those of them that no other side answers"},
    Kind.SOURCE: {"claims": "claims that the source reports", "quotes": "quotes taken from it"},
}
"""What lists count for each kind of record, all of it on record."""


_BOUNDS = (
    Field("earliest", DAY, "the first day that `said` may mean; null: open, unknown or undated"),
    Field("latest", DAY, "the last day that `said` may mean; null: open, unknown or undated"),
)
_STATE = (
    Field("last_word", word(LastWord), "with whom the last word lies, from the links on record; null if retracted"),
    Field("unanswered", _BOOL, "no claim of another side answers it", required=True),
)
_CITATION_FIELDS = (Field("id", TEXT, "the claim's id, #, a number", required=True), *record.CITATION_FIELDS)
_CITATIONS = Field("citations", each(_object(_CITATION_FIELDS)), "where it is reported")
_TAIL = record.SIDE_FIELDS[-4:]
_BY_KEY = {field.key: field for field in record.CLAIM_FIELDS}
CLAIM_FIELDS = (
    *(_BY_KEY[key] for key in ("id", "text", "lang")),
    Field("speaker", _object(_VOICE_FIELDS), "who said it", required=True),
    _BY_KEY["side"],
    Field("with", each(_object(_VOICE_FIELDS)), "the further speakers of a joint statement"),
    *(_BY_KEY[key] for key in ("said", "said_time")),
    *_BOUNDS,
    *(_BY_KEY[key] for key in ("act", "venue", "addressees", "statement", "disputes")),
    _CITATIONS,
    *(Field(key, each(SLUG), f"the claims on record at the other end of “{key}”") for key in LINK_KEYS),
    *_STATE,
    *_TAIL,
)
_LINK_FIELDS = (Field("id", TEXT, "from/relation/to", required=True), *record.LINK_FIELDS)
_NODE_FIELDS = (
    *CLAIM_FIELDS,
    Field("depth", shape.integer(0), "0 for a root", required=True),
    Field("parent", SLUG, "the claim under which it stands; null for a root"),
    Field("relation", word(Relation), "how it relates to its parent; null for a root"),
    Field("match", _BOOL, "asked for, rather than shown as context", required=True),
)


def _any_record() -> Schema:
    """The schema of a record of any kind: the keys of all kinds, none required, since it was written long ago."""
    kinds = (*_RECORD_FIELDS.values(), (*_BY_KEY.values(), _CITATIONS), _LINK_FIELDS)
    properties: dict[str, list[Schema]] = {}
    for schema in (shape.schema_of(fields, complete=True) for fields in kinds):
        for key in shape.keys(schema):
            properties.setdefault(key, []).append(shape.inside(schema, key))
    return {"type": "object", "properties": {key: _either(some) for key, some in properties.items()}}


def _either(schemas: list[Schema]) -> Schema:
    different = [one for number, one in enumerate(schemas) if one not in schemas[:number]]
    return different[0] if len(different) == 1 else {"anyOf": different}


_REVISION_FIELDS = (
    Field("seq", shape.integer(1), "the number of the revision", required=True),
    Field("at", shape.INSTANT, "when it was made", required=True),
    Field("by", TEXT, "who made it", required=True),
    Field("op", word(Op), "what was done", required=True),
    Field("kind", word(Kind), "the kind of record", required=True),
    Field("id", TEXT, "the record's id", required=True),
    Field("before", _written(_any_record), "the record before; null if it was new"),
    Field("after", _written(_any_record), "the record after"),
    Field("why", TEXT, "the curator's reason"),
)
_STEP = _written(lambda: {"type": ["string", "integer"]})
_FINDING_FIELDS = (
    Field("code", TEXT, "the code of the rule", required=True),
    Field("severity", word(Severity), "how much it weighs; only errors make `claims check` fail", required=True),
    Field("kind", word(Kind), "the kind of record; null where it is about no record"),
    Field("id", TEXT, "the record's id; null where it is about no record"),
    Field("path", each(_STEP), "the way from the record to the spot: keys, and places in lists counted from 0"),
    Field("message", TEXT, "what is wrong", required=True),
    Field("remedy", TEXT, "what to do"),
    Field("fixable", _BOOL, "`claims check --fix` mends it", required=True),
)
_DONE_FIELDS = (
    Field("new", shape.integer(0), "records that were not there before", required=True),
    Field("changed", shape.integer(0), "records that were there in another form", required=True),
)
_COUNTED = (
    *(Field(kind.plural, _object(_DONE_FIELDS), f"the {kind.plural}", required=True) for kind in Kind),
    Field("unchanged", shape.integer(0), "records that were given and said the same", required=True),
)
_BY_NAME = {field.key: field for field in _REVISION_FIELDS}
_CHANGE_FIELDS = tuple(_BY_NAME[key] for key in ("op", "kind", "id", "before", "after"))
_STATE_CHANGE_FIELDS = (
    Field("id", SLUG, "the claim", required=True),
    Field("before", _object(_STATE), "its state before; null if it had none"),
    Field("after", _object(_STATE), "its state now; null if it is retracted"),
)
_SPAN = _object((Field("start", shape.integer(0), "offset"), Field("end", shape.integer(0), "offset of the end")))
_QUOTE_FIELDS = (
    Field("citation", TEXT, "the citation's id", required=True),
    Field("fate", TEXT, "stayed, moved, reworded or lost", required=True),
    Field("quote", TEXT, "the quote", required=True),
    Field("before", _SPAN, "its place in the old text", required=True),
    Field("after", _SPAN, "its place in the new text; null where it is lost"),
    Field("words", TEXT, "the passage of the new text; null where it is lost"),
    Field("score", _written(lambda: {"type": "number", "minimum": 0, "maximum": 1}), "likeness", required=True),
)
_RECEIPT_FIELDS = (
    Field("dry_run", _BOOL, "nothing was kept", required=True),
    Field("at", shape.INSTANT, "the instant of the change", required=True),
    Field("by", TEXT, "who made it", required=True),
    Field("why", TEXT, "the curator's reason"),
    Field("ids", each(TEXT), "the records that were changed, each once"),
    Field("counts", _object(_COUNTED), "how many records were new and how many changed", required=True),
    Field("changes", each(_object(_CHANGE_FIELDS)), "what was done, in order"),
    Field("states", each(_object(_STATE_CHANGE_FIELDS)), "the claims whose state is another now"),
    Field("quotes", each(_object(_QUOTE_FIELDS)), "what became of each quote from a source", on_request=True),
)
_RECORD_FIELDS = {
    Kind.SIDE: record.SIDE_FIELDS,
    Kind.SPEAKER: record.SPEAKER_FIELDS,
    Kind.SOURCE: record.SOURCE_FIELDS,
    Kind.DISPUTE: record.DISPUTE_FIELDS,
}


def claim(view: ClaimView) -> dict[str, Any]:
    """A claim with its bounds, its voices, its links both ways and its state."""
    own = record.write(view.claim)
    return {
        **{key: own[key] for key in ("id", "text", "lang")},
        "speaker": _voice(view.speaker),
        "side": own["side"],
        "with": [_voice(one) for one in view.with_],
        **{key: own[key] for key in ("said", "said_time")},
        "earliest": view.earliest,
        "latest": view.latest,
        **{key: own[key] for key in ("act", "venue", "addressees", "statement", "disputes", "citations")},
        **{key: list(view.links.get(key, ())) for key in LINK_KEYS},
        "last_word": view.last_word,
        "unanswered": view.unanswered,
        **{key: own[key] for key in ("note", "status", "recorded_at", "revised_at")},
    }


def _voice(voice: Voice) -> dict[str, object]:
    return voice._asdict()


def link(one: Link) -> dict[str, Any]:
    """A link."""
    return record.write(one)


def record_row(one: Side | Speaker | Dispute | Source) -> dict[str, Any]:
    """A side, speaker, dispute or source, a source with its text."""
    return record.write(one)


def counted(one: Counted, *, with_text: bool = False) -> dict[str, Any]:
    """A side, speaker, dispute or source with its counts; a source's text only where it is asked for."""
    values = record.write(one.record)
    if not with_text:
        values.pop("text", None)
    return {**values, "counts": dict(one.counts)}


def revision(one: Revision) -> dict[str, Any]:
    """A revision, the record before and after it as objects."""
    return revisions.write(one)


def node(one: Node, claims: Mapping[str, ClaimView]) -> dict[str, Any]:
    """A claim with its place in a thread."""
    place = one._asdict()
    del place["id"]
    return {**claim(claims[one.id]), **place}


def thread(one: Thread) -> dict[str, Any]:
    """A thread, flat: nodes in reading order."""
    return {
        "dispute": record.write(one.dispute) if one.dispute else None,
        "claim": one.claim,
        "roots": list(one.roots),
        "nodes": [node(each_node, one.claims) for each_node in one.nodes],
        "links": [link(each_link) for each_link in one.links],
    }


def finding(one: Finding) -> dict[str, Any]:
    """A finding of the linter; its fix is told by whether there is one."""
    return {
        "code": one.code,
        "severity": one.severity,
        "kind": one.kind,
        "id": one.record,
        "path": list(one.path),
        "message": one.message,
        "remedy": one.remedy,
        "fixable": one.fix is not None,
    }


_THREAD_FIELDS = (
    Field("dispute", _object(record.DISPUTE_FIELDS), "the dispute asked for"),
    Field("claim", SLUG, "the claim asked for"),
    Field("roots", each(SLUG), "the claims with no shown target"),
    Field("nodes", each(_object(_NODE_FIELDS)), "the claims in reading order"),
    Field("links", each(_object(_LINK_FIELDS)), "the links between them"),
)


def _row_fields(kind: Kind, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    counts = tuple(Field(name, shape.integer(0), about, required=True) for name, about in COUNTS[kind].items())
    counted_field = Field("counts", _object(counts), "what the record holds for it", required=True)
    return (*(field._replace(on_request=field.key == "text") for field in fields), counted_field)


_MATCH_FIELDS = (
    Field("start", shape.integer(0), "offset of its first code point in the passage", required=True),
    Field("end", shape.integer(0), "offset behind its last code point", required=True),
)
_SNIPPET_FIELDS = (
    Field("where", TEXT, f"what the passage is from: {', '.join(PLACES)}", required=True),
    Field("text", TEXT, "the passage; … where the text goes on", required=True),
    Field("matches", each(_object(_MATCH_FIELDS)), "where the words stand in it"),
)
_FOUND_FIELDS = (
    *CLAIM_FIELDS,
    Field("snippet", _object(_SNIPPET_FIELDS), "where words were found; null where words were only left out"),
)


def found(one: ClaimView, snippet: Snippet | None) -> dict[str, Any]:
    """A claim that was found by words, with the passage in which they stand."""
    return {**claim(one), "snippet": None if snippet is None else _snippet(snippet)}


def _snippet(one: Snippet) -> dict[str, Any]:
    return {"where": one.where, "text": one.text, "matches": [match._asdict() for match in one.matches]}


_WRITTEN: Mapping[str, tuple[Field, ...]] = {
    "claim": CLAIM_FIELDS,
    "found": _FOUND_FIELDS,
    "citation": _CITATION_FIELDS,
    "link": _LINK_FIELDS,
    **{kind.value: fields for kind, fields in _RECORD_FIELDS.items()},
    **{f"{kind.value}-row": _row_fields(kind, fields) for kind, fields in _RECORD_FIELDS.items()},
    "thread": _THREAD_FIELDS,
    "node": _NODE_FIELDS,
    "revision": _REVISION_FIELDS,
    "finding": _FINDING_FIELDS,
    "stats": stats.FIELDS,
    "timeline": timeline.fields(_object(CLAIM_FIELDS)),
    "compare": compare.fields(_object(CLAIM_FIELDS)),
    "answers": answers.FIELDS,
    "matrix": matrix.FIELDS,
    "contradiction": contradictions.fields(_object(CLAIM_FIELDS), _object(_LINK_FIELDS)),
    "receipt": _RECEIPT_FIELDS,
}
_ENTRY = "entry-"
SCHEMAS = (*_WRITTEN, *(f"{_ENTRY}{kind.value}" for kind in record.TYPES))
"""The names of all schemas: records as they are written, `…-row` in lists, `entry-…` as dossiers hold them."""


def schema(name: str) -> Schema:
    """The JSON Schema (2020-12) of one of `SCHEMAS`."""
    if name.startswith(_ENTRY):
        shown = record.TYPES[Kind(name.removeprefix(_ENTRY))].schema
    else:
        shown = shape.schema_of(_WRITTEN[name], complete=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **shown}


def keys(name: str) -> tuple[str, ...]:
    """The keys of the records of a schema, in order."""
    return shape.keys(schema(name))
