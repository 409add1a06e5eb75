"""Taking records back and bringing them back: `retract`, `restore` and `speaker retract` with its like."""

from collections.abc import Callable, Iterable, Sequence

from claims.cli import writing
from claims.cli.call import tell
from claims.command import Call, Option
from claims.curation import retraction
from claims.errors import AmbiguousName, UnknownRecord, UsageFault
from claims.model import Change, Claim, Record
from claims.reports.filters import checked
from claims.store import links, names, whole
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status

_KINDS = (Kind.CLAIM, Kind.LINK, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)
_WORDS = tuple(kind.value for kind in _KINDS)
KIND = Option("--kind", "The kind of record, where an id is of several.", "KIND", words=_WORDS)


def retract(call: Call, kinds: Sequence[Kind] = _KINDS) -> None:
    """Retract the records with these ids, of one of these kinds."""
    if writing.why(call) is None:
        raise UsageFault("a retraction needs its reason", 'give it with --why "…"; it is kept with the record')
    at_rest: dict[str, int] = {}

    def plan(db: Connection, one: Record) -> Change:
        if isinstance(one, Claim):
            at_rest[one.id] = len(list(links.of_claim(db, one.id)))
        return retraction.retracted(db, one)

    _each(call, kinds, Status.ON_RECORD, plan)
    for id, number in at_rest.items():
        if number and not call.flag("json"):
            tell(f"{id}: {_links(number)} no part while it is retracted")


def _links(number: int) -> str:
    return "its link takes" if number == 1 else f"its {number} links take"


def restore(call: Call) -> None:
    """Restore the records with these ids."""
    _each(call, _KINDS, Status.RETRACTED, retraction.restored)


def _each(call: Call, kinds: Sequence[Kind], status: Status, plan: Callable[[Connection, Record], Change]) -> None:
    given = call.text("kind")
    chosen = (Kind(checked(given, _WORDS, "kind")),) if given is not None else kinds

    def planned(db: Connection) -> Iterable[Change]:
        # One after the other, so that a record may go with the one that uses it.
        return (plan(db, _named(db, chosen, id, status)) for id in dict.fromkeys(call.texts("ids")))

    writing.write(call, planned)


def _named(db: Connection, kinds: Sequence[Kind], id: str, status: Status) -> Record:
    """The record with this very id; of several kinds the one that has this status, if only one has."""
    found = {kind: one for kind in kinds if (one := whole.one(db, kind, id)) is not None}
    fitting = {kind: one for kind, one in found.items() if one.status is status} or found
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not found:
        claim, is_citation, number = id.partition("#")
        if is_citation:
            raise UsageFault(
                f"{id} is a part of its claim", f"claims edit {claim} --drop-citation {number} takes it out"
            )
        what = kinds[0].value if len(kinds) == 1 else "record"
        raise UnknownRecord(what, id, names.nearest(db, [kind for kind in kinds if kind is not Kind.LINK], id))
    raise AmbiguousName("record", id, [f"--kind {kind.value}" for kind in fitting])
