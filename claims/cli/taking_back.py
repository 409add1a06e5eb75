"""Taking records back and bringing them back: `retract`, `restore` and `speaker retract` with its like."""

from collections.abc import Callable, Iterable, Sequence

from claims.cli import writing
from claims.cli.call import Call
from claims.curation import retraction
from claims.errors import AmbiguousName, UnknownRecord, UsageFault
from claims.model import Change, Record
from claims.store import names, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status

_KINDS = (Kind.CLAIM, Kind.LINK, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)


def retract(call: Call, kinds: Sequence[Kind] = _KINDS) -> None:
    """Retract the records with these ids, of one of these kinds."""
    if writing.why(call) is None:
        raise UsageFault("a retraction needs its reason", 'give it with --why "…"; it is kept with the record')
    _each(call, kinds, Status.ON_RECORD, retraction.retracted)


def restore(call: Call) -> None:
    """Restore the records with these ids."""
    _each(call, _KINDS, Status.RETRACTED, retraction.restored)


def _each(call: Call, kinds: Sequence[Kind], status: Status, plan: Callable[[Connection, Record], Change]) -> None:
    def planned(db: Connection) -> Iterable[Change]:
        # One after the other, so that a record may go with the one that uses it.
        return (plan(db, _named(db, kinds, id, status)) for id in dict.fromkeys(call.texts("ids")))

    writing.write(call, planned)


def _named(db: Connection, kinds: Sequence[Kind], id: str, status: Status) -> Record:
    """The record with this very id; of several kinds the one that has this status, if only one has."""
    found = {kind: one for kind in kinds if (one := whole.one(db, kind, id)) is not None}
    fitting = {kind: one for kind, one in found.items() if one.status is status} or found
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not found:
        what = kinds[0].value if len(kinds) == 1 else "record"
        raise UnknownRecord(what, id, names.nearest(db, [kind for kind in kinds if kind is not Kind.LINK], id))
    raise AmbiguousName("record", id, [f"claims {kind.value} retract {id}" for kind in fitting])
