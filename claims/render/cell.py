"""A value as the text of one cell."""

import json
from collections.abc import Mapping

from claims.json.record import LINK_KEYS

CLAIM_COLUMNS = (
    "id", "said", "said_time", "earliest", "latest", "side", "speaker.id", "speaker.name", "speaker.post", "act",
    "text", "lang", "venue", "addressees", "statement", "disputes", "citations.source", "citations.quote",
    *LINK_KEYS, "last_word", "unanswered", "note", "status",
)  # fmt: skip
FOUND_COLUMNS = (*CLAIM_COLUMNS, "snippet.where", "snippet.text")
NODE_COLUMNS = ("depth", "parent", "relation", "match", *CLAIM_COLUMNS)

REVISION_COLUMNS = ("seq", "at", "by", "op", "kind", "id", "why", "changed")


def text(value: object) -> str:
    """Nothing for null, words for truth values, lists of plain values joined by `; `, anything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, list | Mapping) for one in value):
        return "; ".join(text(one) for one in value if one is not None)
    if isinstance(value, list | Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
