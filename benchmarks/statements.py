"""The lines of a full export in SQL alone: what SQLite's shell needs to write them.

The program is measured against them. They are written out, apart from its own, so that neither drifts with the other.
"""


def _object(*keys: str) -> str:
    """Return the SQL of an object; a key is the name of a column, or `name=SQL`."""
    pairs = (key.partition("=") for key in keys)
    listed = ", ".join(f"'{name}', " + (sql or f'"{name}"') for name, _, sql in pairs)
    return f"json_object({listed})"


def _list(value: str, rows: str) -> str:
    """Return the SQL of an array of a value of each row of a table, in their order; WHERE tells which rows."""
    return f"(SELECT json_group_array({value}) FROM (SELECT * FROM {rows} ORDER BY ord))"


_STAMPS = ("note", "status", "recorded_at", "revised_at")
_POSTS = _list(_object("title", "from=from_on", "to=to_on"), "posts WHERE speaker = r.id")
_OF_CITATION = "WHERE claim = t.claim AND number = t.number"
_CITATION = _object(
    "id=t.claim || '#' || t.number",
    *("source", "quote", "prefix", "suffix", "start", "end", "lang", "attribution"),
    f"via=json({_list('speaker', f'citation_via {_OF_CITATION}')})",
    "locator",
    f"translations=json({_list(_object('lang', 'text', 'by'), f'citation_translations {_OF_CITATION}')})",
    "note",
)
_CITATIONS = f"(SELECT json_group_array({_CITATION}) FROM (SELECT * FROM citations WHERE claim = r.id ORDER BY ord) t)"
_SHARED = "at, by, kind, id, seq"
"""The order of the log that all stores share."""
_RECORDS = {
    "side": ("id", "name", f"aliases={_list('alias', 'side_aliases WHERE side = r.id')}", *_STAMPS),
    "speaker": (
        *("id", "name", "kind", "side", f"aliases={_list('alias', 'speaker_aliases WHERE speaker = r.id')}"),
        *(f"posts={_POSTS}", "wikidata", *_STAMPS),
    ),
    "source": (
        *("id", "title", "kind", "wording", "publisher"),
        f"authors={_list('author', 'source_authors WHERE source = r.id')}",
        *("published", "url", "archived_url", "accessed", "lang"),
        *("text=(SELECT text FROM source_texts WHERE source = r.id)", "sha256", *_STAMPS),
    ),
    "dispute": (
        *("id", "title", "summary", f"aliases={_list('alias', 'dispute_aliases WHERE dispute = r.id')}"),
        *(f"parties={_list('side', 'dispute_parties WHERE dispute = r.id')}", "covers", *_STAMPS),
    ),
    "claim": (
        *("id", "text", "lang", "speaker", "side", f"with={_list('speaker', 'claim_with WHERE claim = r.id')}"),
        *("said", "said_time", "act", "venue"),
        f"addressees={_list('side', 'claim_addressees WHERE claim = r.id')}",
        *("statement", f"disputes={_list('dispute', 'claim_disputes WHERE claim = r.id')}"),
        *(f"citations={_CITATIONS}", *_STAMPS),
    ),
    "link": (
        *("id=from_id || '/' || relation || '/' || to_id", "from=from_id", "relation", "to=to_id", "basis"),
        *("note", "source", "status", "recorded_at", "revised_at"),
    ),
    "revision": (
        f"seq=row_number() OVER (ORDER BY {_SHARED})",
        "at",
        "by",
        "op",
        "kind",
        "id",
        "before=json(before)",
        "after=json(after)",
        "why",
    ),
}
_ORDERS = {"link": "from_id, relation, to_id", "revision": _SHARED}

LINES = tuple(
    f"SELECT {_object('record=' + repr(kind), *keys)} FROM {kind}s r ORDER BY {_ORDERS.get(kind, 'id')}"
    for kind, keys in _RECORDS.items()
)
"""A statement for each kind of record, in the order in which an export writes them."""
