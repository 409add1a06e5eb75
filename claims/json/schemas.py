"""What programs read: the keys of everything that is printed, and the JSON Schema of each."""

from collections.abc import Mapping

from claims.json import record, revision, shape
from claims.json.record import CLAIM_FIELDS, STATE_FIELDS
from claims.json.shape import BOOLEAN, SLUG, TEXT, Field, Schema, describing, each, word, written
from claims.vocabulary import PLACES, Basis, Kind, Relation, Severity

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

PLACE_FIELDS = (
    Field("depth", shape.integer(0), "0 for a root", required=True),
    Field("parent", SLUG, "the claim under which it stands; null for a root"),
    Field("relation", word(Relation), "how it relates to its parent; null for a root"),
    Field("basis", word(Basis), "on what that link rests; null for a root"),
    Field("match", BOOLEAN, "asked for, rather than shown as context", required=True),
)
"""What a claim in a thread has beside its own keys."""

_MATCH_FIELDS = (
    Field("start", shape.integer(0), "offset of its first code point in the passage", required=True),
    Field("end", shape.integer(0), "offset behind its last code point", required=True),
)
_SNIPPET_FIELDS = (
    Field("where", TEXT, f"what the passage is from: {', '.join(PLACES)}", required=True),
    Field("text", TEXT, "the passage; … where the text goes on", required=True),
    Field("matches", each(written(_MATCH_FIELDS)), "where the words stand in it"),
)
SNIPPET_FIELD = Field(
    "snippet", written(_SNIPPET_FIELDS), "where words were found; null where words were only left out"
)
_NODE_FIELDS = (*CLAIM_FIELDS, *PLACE_FIELDS)
_THREAD_FIELDS = (
    Field("dispute", written(record.DISPUTE_FIELDS), "the dispute asked for"),
    Field("claim", SLUG, "the claim asked for"),
    Field("roots", each(SLUG), "the claims with no shown target"),
    Field("nodes", each(written(_NODE_FIELDS)), "the claims in reading order"),
    Field("links", each(written(record.FIELDS[Kind.LINK])), "the links between them"),
)


def _any_record() -> Schema:
    """The schema of a record of any kind: the keys of all kinds, none required, since it was written long ago."""
    properties: dict[str, list[Schema]] = {}
    for schema in (shape.schema_of(record.WRITTEN[kind], complete=True) for kind in Kind):
        for key in shape.keys(schema):
            properties.setdefault(key, []).append(shape.inside(schema, key))
    return {"type": "object", "properties": {key: _either(schemas) for key, schemas in properties.items()}}


def _either(schemas: list[Schema]) -> Schema:
    different = [schema for number, schema in enumerate(schemas) if schema not in schemas[:number]]
    return different[0] if len(different) == 1 else {"anyOf": different}


_ANY_RECORD = describing(_any_record)
_REVISION_FIELDS = tuple(
    field._replace(type=_ANY_RECORD) if field.key in ("before", "after") else field for field in revision.FIELDS
)
_STEP = describing(lambda: {"type": ["string", "integer"]})
_FINDING_FIELDS = (
    Field("code", TEXT, "the code of the rule", required=True),
    Field("severity", word(Severity), "how much it weighs; only errors make `claims check` fail", required=True),
    Field("kind", word(Kind), "the kind of record; null where it is about no record"),
    Field("id", TEXT, "the record's id; null where it is about no record"),
    Field("path", each(_STEP), "the way from the record to the spot: keys, and places in lists counted from 0"),
    Field("message", TEXT, "what is wrong", required=True),
    Field("remedy", TEXT, "what to do"),
    Field("fixable", BOOLEAN, "`claims check --fix` mends it", required=True),
)
_DONE_FIELDS = (
    Field("new", shape.integer(0), "records that were not there before", required=True),
    Field("changed", shape.integer(0), "records that were there in another form", required=True),
)
_COUNTED_FIELDS = (
    *(Field(kind.plural, written(_DONE_FIELDS), f"the {kind.plural}", required=True) for kind in Kind),
    Field("unchanged", shape.integer(0), "records that were given and said the same", required=True),
)
_CHANGE_FIELDS = tuple(field for field in _REVISION_FIELDS if field.key in ("op", "kind", "id", "before", "after"))
_STATE_CHANGE_FIELDS = (
    Field("id", SLUG, "the claim", required=True),
    Field("before", written(STATE_FIELDS), "its state before; null if it had none"),
    Field("after", written(STATE_FIELDS), "its state now; null if it is retracted"),
)
_SPAN = written((Field("start", shape.integer(0), "offset"), Field("end", shape.integer(0), "offset of the end")))
_SCORE = describing(lambda: {"type": "number", "minimum": 0, "maximum": 1})
_QUOTE_FIELDS = (
    Field("citation", TEXT, "the citation's id", required=True),
    Field("fate", TEXT, "stayed, moved, reworded or lost", required=True),
    Field("quote", TEXT, "the quote", required=True),
    Field("before", _SPAN, "its place in the old text", required=True),
    Field("after", _SPAN, "its place in the new text; null where it is lost"),
    Field("words", TEXT, "the passage of the new text; null where it is lost"),
    Field("score", _SCORE, "likeness", required=True),
)
_RECEIPT_FIELDS = (
    Field("dry_run", BOOLEAN, "nothing was kept", required=True),
    Field("at", shape.INSTANT, "the instant of the change", required=True),
    Field("by", TEXT, "who made it", required=True),
    Field("why", TEXT, "the curator's reason"),
    Field("ids", each(TEXT), "the records that were changed, each once"),
    Field("counts", written(_COUNTED_FIELDS), "how many records were new and how many changed", required=True),
    Field("changes", each(written(_CHANGE_FIELDS)), "what was done, in order"),
    Field("states", each(written(_STATE_CHANGE_FIELDS)), "the claims whose state is another now"),
    Field("quotes", each(written(_QUOTE_FIELDS)), "what became of each quote from a source", on_request=True),
)


def row_fields(kind: Kind) -> tuple[Field, ...]:
    """The keys of a side, speaker, dispute or source in a list: its own, and the counts."""
    counts = tuple(Field(name, shape.integer(0), about, required=True) for name, about in COUNTS[kind].items())
    counts_field = Field("counts", written(counts), "what the record holds for it", required=True)
    own = (field._replace(on_request=field.key == "text") for field in record.FIELDS[kind])
    return (*own, counts_field)


_PRINTED: Mapping[str, tuple[Field, ...]] = {
    "claim": CLAIM_FIELDS,
    "found": (*CLAIM_FIELDS, SNIPPET_FIELD),
    "citation": record.CITATION_SHOWN,
    "link": record.FIELDS[Kind.LINK],
    **{kind.value: record.FIELDS[kind] for kind in (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE)},
    **{f"{kind.value}-row": row_fields(kind) for kind in (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE)},
    "thread": _THREAD_FIELDS,
    "node": _NODE_FIELDS,
    "revision": _REVISION_FIELDS,
    "finding": _FINDING_FIELDS,
}
READ = tuple(_PRINTED)
"""The names of the schemas of records as they are printed, `…-row` in lists; reports have more (`claims.reports`)."""
_RECEIPT, _ENTRY = "receipt", "entry-"
CURATED = (_RECEIPT, *(f"{_ENTRY}{kind.value}" for kind in record.TYPES))
"""The names of the schemas of what curating prints, and `entry-…` of what dossiers hold."""


def schema(name: str) -> Schema:
    """Return the JSON Schema (2020-12) of one of `READ` or `CURATED`."""
    if name.startswith(_ENTRY):
        return _titled(name, record.TYPES[Kind(name.removeprefix(_ENTRY))].describe())
    return described(name, _RECEIPT_FIELDS if name == _RECEIPT else _PRINTED[name])


def described(name: str, fields: tuple[Field, ...]) -> Schema:
    """Return the JSON Schema of records with these keys."""
    return _titled(name, shape.schema_of(fields, complete=True))


def _titled(name: str, schema: Schema) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}


def keys(name: str) -> tuple[str, ...]:
    """The keys of the records of a schema, in order."""
    return shape.keys(schema(name))
