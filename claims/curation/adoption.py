"""Revisions that come with an import: what is taken over of them, and what they tell of the records."""

import json
import re
from collections.abc import Container, Iterable, Sequence

from claims.model import Record, Revision
from claims.store import revisions
from claims.store.connection import Connection
from claims.store.references import Name
from claims.vocabulary import Kind


def adopt(db: Connection, brought: Iterable[Revision], changed: Container[Name]) -> None:
    """Take over revisions: all of them into an empty log, else those of the changed records that the log lacks.

    Their numbers are kept in an empty log unless two are the same, which is how logs look that were merged; in another
    they follow the newest. What stands twice is taken once.
    """
    in_order = sorted(brought, key=lambda revision: revision.seq)
    if revisions.newest(db):
        of_changed = (revision for revision in in_order if (revision.kind, revision.id) in changed)
        revisions.append_missing(db, of_changed)
    elif len({revision.seq for revision in in_order}) == len(in_order):
        revisions.append(db, in_order, numbered=True)
    else:
        revisions.append_missing(db, in_order)


def says(text: str | None, record: Record) -> bool:
    """Return whether a revision that left this text says what the record is, but for its instants."""
    written = revisions.written(record, record)
    return text is not None and (text == written or content(text) == content(written))


def content(text: str | None) -> object:
    """Return what a revision says of a record, but for its instants, and for the text of a source that has a digest."""
    values = json.loads(text or "null")
    if not isinstance(values, dict):
        return values
    passed_over = ("recorded_at", "revised_at", *(("text",) if "sha256" in values else ()))
    return {key: value for key, value in values.items() if key not in passed_over}


def revised_at(text: str | None) -> str | None:
    """Return when a record last changed that a revision has left like this; None where it does not say."""
    values = json.loads(text or "null")
    instant = values.get("revised_at") if isinstance(values, dict) else None
    return instant if isinstance(instant, str) else None


def numbers_told(brought: Sequence[Revision]) -> dict[str, int]:
    """Return the highest number of a citation that revisions tell of, by claim."""
    told: dict[str, int] = {}
    for revision in brought:
        if revision.kind is Kind.CLAIM:
            numbers = [*_numbers(revision.id, revision.before), *_numbers(revision.id, revision.after)]
            told[revision.id] = max([told.get(revision.id, 0), *numbers])
    return {id: number for id, number in told.items() if number < _MOST}


_MOST = 1_000_000
_CITATION = re.compile(r'"id": ?"([a-z0-9-]+)#([0-9]+)"')


def _numbers(claim: str, text: str | None) -> Iterable[int]:
    return (int(number) for owner, number in _CITATION.findall(text or "") if owner == claim)
