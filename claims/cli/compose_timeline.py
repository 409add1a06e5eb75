"""The read behind `claims timeline`."""

from claims import timeline
from claims.json import timeline as wire
from claims.model import Dispute
from claims.query import Filter, Window
from claims.render import Listing, TimelinePage
from claims.render.cell import CLAIM_COLUMNS
from claims.store import as_json, claims, names, records
from claims.store.connection import Connection
from claims.vocabulary import Kind


def within(db: Connection, dispute: str | None, chosen: Filter) -> Filter:
    """The filter, kept to a dispute where one is named; raises `UnknownRecord` or `AmbiguousName`."""
    if dispute is None:
        return chosen
    return chosen._replace(within=names.resolve(db, (Kind.DISPUTE,), dispute).id)


def page(db: Connection, chosen: Filter, window: Window) -> TimelinePage:
    """The chosen claims along the days, read as they are rendered."""
    found = (wire.dated(text) for _, text in as_json.views(db, claims.ids(db, chosen, window)))
    rows = (wire.entry(one, gap_in_days) for one, gap_in_days in timeline.entries(found))
    return TimelinePage(Listing("timeline", rows, _COLUMNS, _PLAIN, ()), _title(db, chosen), _choice(chosen, window))


def _title(db: Connection, chosen: Filter) -> str:
    dispute = records.record(db, Kind.DISPUTE, chosen.within) if chosen.within else None
    return dispute.title if isinstance(dispute, Dispute) else "Claims along the days"


def _choice(chosen: Filter, window: Window) -> str:
    """Among which claims there is none on the days of a gap."""
    if window != Window() or chosen != Filter(within=chosen.within):
        return "of this choice"
    return "of this dispute in this record" if chosen.within else "in this record"


_COLUMNS = ("from", "to", "said", "gap_in_days", *(f"claim.{key}" for key in CLAIM_COLUMNS if key != "said"))
_PLAIN = ("from", "to", "said", "gap_in_days", "claim.id", "claim.side", "claim.speaker.name", "claim.text")
