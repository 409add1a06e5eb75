"""A value as the text of one cell."""

import json
from collections.abc import Iterable, Iterator, Mapping

from claims.json import view
from claims.json.record import LINK_KEYS
from claims.model import Thread
from claims.render.value import Cards, Listing, Log, Page, Row, ThreadPage, View

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


def nodes(thread: Thread) -> Iterator[Row]:
    """The nodes of a thread as rows."""
    return (view.node(node, thread.claims) for node in thread.nodes)


def flat(value: Listing | ThreadPage | Cards, page: Page) -> tuple[Iterable[Row], tuple[str, ...]]:
    """The rows and columns of any value in a file of lines: the fields asked for, or what the value itself offers."""
    if isinstance(value, Listing):
        return value.rows, page.fields or value.columns
    if isinstance(value, ThreadPage):
        return nodes(value.thread), page.fields or NODE_COLUMNS
    first = value.rows[0]
    return value.rows, page.fields or (CLAIM_COLUMNS if "citations" in first else tuple(first))


def log(value: Log) -> Listing:
    """The revisions as rows, with the keys whose values changed in a column of their own."""
    from claims.render.comparison import changed

    rows = ({**row, "changed": " ".join(changed(row["before"], row["after"]))} for row in revisions(value))
    return Listing("revisions", rows, REVISION_COLUMNS, REVISION_COLUMNS, ())


def revisions(value: Log) -> Iterator[Row]:
    """The revisions of a log as rows."""
    return map(view.revision, value.revisions)


def parsed(value: View) -> Iterator[Row]:
    """The records of a view."""
    return map(json.loads, value.rows)
