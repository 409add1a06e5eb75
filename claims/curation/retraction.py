"""Planning what takes a record back, and what brings it back: nothing is ever deleted."""

from claims.curation.entry import refuse_retracted
from claims.errors import CurationRefused, quoted
from claims.json.record import kind_of
from claims.model import Change, Record
from claims.store import usage
from claims.store.connection import Connection
from claims.vocabulary import Op, Status

_MOST_NAMED = 4


def retracted(db: Connection, one: Record) -> Change:
    """Plan the retraction of a record.

    Raises `CurationRefused` where it is retracted already, and where records on record name it: they would speak of
    something that is hidden. Links of a retracted claim take no part while it is retracted.
    """
    kind = kind_of(one)
    if one.status is Status.RETRACTED:
        raise CurationRefused(f"the {kind.value} {quoted(one.id)} is retracted already")
    users = usage.users(db, kind, one.id, _MOST_NAMED + 1)
    if users:
        shown = ", ".join(f"{each.value} {id}" for each, id in users[:_MOST_NAMED])
        more = " and more" if len(users) > _MOST_NAMED else ""
        raise CurationRefused(
            f"the {kind.value} {quoted(one.id)} is in use: {shown}{more}", "change or retract those first"
        )
    return Change(Op.RETRACT, kind, one, one._replace(status=Status.RETRACTED))


def restored(db: Connection, one: Record) -> Change:
    """Plan bringing a retracted record back; raises `CurationRefused` where it stands or names a retracted one."""
    kind = kind_of(one)
    if one.status is Status.ON_RECORD:
        raise CurationRefused(f"the {kind.value} {quoted(one.id)} is on record already")
    refuse_retracted(db, one)
    return Change(Op.RESTORE, kind, one, one._replace(status=Status.ON_RECORD))
