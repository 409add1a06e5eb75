"""Planning what takes a record back, and what brings it back: nothing is ever deleted."""

from claims.curation.entry import refuse_retracted
from claims.errors import CurationRefused, quoted
from claims.json.record import kind_of
from claims.model import Change, Record
from claims.store import references
from claims.store.connection import Connection
from claims.vocabulary import Op, Status

_MOST_NAMED = 4


def retracted(db: Connection, record: Record) -> Change:
    """Plan the retraction of a record.

    Raises `CurationRefused` where it is retracted already, and where records on record name it: they would speak of
    something that is hidden. Links of a retracted claim take no part while it is retracted.
    """
    kind = kind_of(record)
    if record.status is Status.RETRACTED:
        raise CurationRefused(f"the {kind.value} {quoted(record.id)} is retracted already")
    users = references.users(db, kind, record.id, _MOST_NAMED + 1)
    if users:
        shown = ", ".join(f"{user.value} {id}" for user, id in users[:_MOST_NAMED])
        more = " and more" if len(users) > _MOST_NAMED else ""
        raise CurationRefused(
            f"the {kind.value} {quoted(record.id)} is in use: {shown}{more}", "change or retract those first"
        )
    return Change(Op.RETRACT, kind, record, record._replace(status=Status.RETRACTED))


def restored(db: Connection, record: Record) -> Change:
    """Plan bringing a retracted record back; raises `CurationRefused` where it stands or names a retracted one."""
    kind = kind_of(record)
    if record.status is Status.ON_RECORD:
        raise CurationRefused(f"the {kind.value} {quoted(record.id)} is on record already")
    refuse_retracted(db, [record])
    return Change(Op.RESTORE, kind, record, record._replace(status=Status.ON_RECORD))
