"""Rows of JSON: the text of records as it is printed and read."""

from collections.abc import Iterable, Iterator
from typing import Any

from claims.json import encoded, view
from claims.passage import Snippet
from claims.store import as_json, links
from claims.store import records as store_records
from claims.store.connection import Connection
from claims.store.select import Condition
from claims.vocabulary import Kind


def claims(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    """The claims with these ids as readers get them, in this order; ids of no claim are passed over."""
    return (text for _, text in as_json.views(db, ids))


def hits(db: Connection, snippets: Iterable[tuple[str, Snippet | None]]) -> Iterator[str]:
    """Claims by id that a search has found, each with the passage in which words were found, None without one."""
    passages = dict(snippets)
    for id, text in as_json.views(db, passages):
        yield f'{text[:-1]},"snippet":{as_json.snippet(db, passages[id])}}}'


Place = tuple[str, int, str | None, str | None, bool]


def nodes(db: Connection, places: Iterable[Place]) -> Iterator[str]:
    """The claims of a thread in reading order, each with its place."""
    by_id = {place[0]: place for place in places}
    for id, text in as_json.views(db, by_id):
        place = encoded.text(dict(zip(("depth", "parent", "relation", "match"), by_id[id][1:], strict=True)))
        yield f"{text[:-1]},{place[1:]}"


def records(db: Connection, kind: Kind, ids: Iterable[str]) -> Iterator[str]:
    """The records of one kind with these ids in the curator's form, in this order; ids of none are passed over."""
    if kind is Kind.LINK:
        found: dict[str, Any] = dict(links.records(db, ids))
        return (encoded.text(view.link(one)) for one in found.values())
    return (encoded.text(view.record_row(store_records.record(db, kind, id))) for id in ids)


def sources(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    """The sources with these ids without their texts."""
    found = store_records.sources(db, list(ids)).values()
    return (encoded.text({key: value for key, value in view.record_row(one).items() if key != "text"}) for one in found)


def directory(
    db: Connection, kind: Kind, chosen: Condition, limit: int | None, offset: int, *, with_texts: bool = False
) -> Iterator[str]:
    """Sides, speakers, disputes or sources with their counts, by id; `chosen` is a condition on the record `r`."""
    found = store_records.records(db, kind, chosen, limit, offset, with_texts=with_texts)
    return (encoded.text(view.counted(one, with_text=with_texts)) for one in found)


def links_of(db: Connection, claim: str) -> Iterator[str]:
    """The links on record of one claim: first those that begin at it, then those that end at it."""
    return (encoded.text(view.link(one)) for one in links.of_claim(db, claim))
