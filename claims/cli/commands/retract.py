"""`claims retract` and `claims restore`, and what `claims speaker retract` and its like share with them."""

from collections.abc import Callable, Iterator, Sequence

from claims.cli import writing
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Option, checked
from claims.curation import entry
from claims.errors import AmbiguousName, UnknownRecord, UsageFault
from claims.model import Change, Claim, Record
from claims.store import curated, links, names
from claims.store.connection import Connection
from claims.vocabulary import Kind, Status

_KINDS = (Kind.CLAIM, Kind.LINK, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE)
_KIND = Option("--kind", "The kind of record, where an id is of several.", "KIND", words=_KINDS)
_Plan = Callable[[Connection, Record], Change]


def retract(call: Call, kinds: Sequence[Kind] = _KINDS) -> None:
    """Retract the records with these ids, of one of these kinds."""
    if writing.why(call) is None:
        raise UsageFault("a retraction needs its reason", 'give it with --why "…"; it is kept with the record')
    at_rest: dict[str, int] = {}

    def plan(db: Connection, record: Record) -> Change:
        if isinstance(record, Claim):
            at_rest[record.id] = sum(1 for _ in links.of_claim(db, record.id))
        return entry.retracted(db, record)

    writing.write(call, lambda db: _changes(call, db, kinds, Status.ON_RECORD, plan))
    for id, number in at_rest.items():
        if number and not call.flag("json"):
            tell(
                f"{id}: {'its link takes' if number == 1 else f'its {number} links take'} no part while it is retracted"
            )


def _changes(call: Call, db: Connection, kinds: Sequence[Kind], status: Status, plan: _Plan) -> Iterator[Change]:
    """Plan the records that the call names one after the other, so that one may go with the one that uses it."""
    word = call.text("kind")
    chosen = (Kind(checked(word, _KIND.words, "kind")),) if word is not None else kinds
    for id in dict.fromkeys(call.texts("ids")):
        yield plan(db, _named(db, chosen, id, status))


def _named(db: Connection, kinds: Sequence[Kind], id: str, status: Status) -> Record:
    """Return the record with this id, where there are several the one of this status."""
    records = {kind: record for kind in kinds if (record := curated.one(db, kind, id)) is not None}
    fitting = {kind: record for kind, record in records.items() if record.status is status} or records
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not records:
        raise _unknown(db, kinds, id)
    raise AmbiguousName("record", id, [f"--kind {kind.value}" for kind in fitting])


def _unknown(db: Connection, kinds: Sequence[Kind], id: str) -> UnknownRecord | UsageFault:
    claim, is_citation, number = id.partition("#")
    if is_citation:
        return UsageFault(f"{id} is a part of its claim", f"claims edit {claim} --drop-citation {number} takes it out")
    what = kinds[0].value if len(kinds) == 1 else "record"
    return UnknownRecord(what, id, names.nearest(db, [kind for kind in kinds if kind is not Kind.LINK], id))


RETRACT = Command(
    "retract",
    "Take records back: claims, links, or other records that nothing on record names. They are kept, with the reason, "
    "hidden unless asked for, and take no part in any state. Ids are given whole.",
    retract,
    arguments=(Argument("ids", "The ids of the records.", repeats=True, completes="record"),),
    options=(_KIND, *writing.WRITING),
    examples=('claims retract us-balloon-surveils --why "Entered twice; see us-balloon-over-montana."',),
)
RESTORE = Command(
    "restore",
    "Bring retracted records back. Ids are given whole.",
    lambda call: writing.write(call, lambda db: _changes(call, db, _KINDS, Status.RETRACTED, entry.restored)),
    arguments=(Argument("ids", "The ids of the records.", repeats=True),),
    options=(_KIND, *writing.WRITING),
    examples=("claims restore us-balloon-surveils",),
)
