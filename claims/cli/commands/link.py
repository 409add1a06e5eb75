"""`claims link` and `claims unlink`."""

from json import loads

from claims.cli import fields, writing
from claims.command import Argument, Call, Command
from claims.curation.entry import linked, retracted
from claims.errors import UnknownRecord, UsageFault
from claims.model import Change
from claims.store import curated, links, names
from claims.store.connection import Connection
from claims.vocabulary import Kind, Relation


def _linked(call: Call, db: Connection) -> Change:
    ends = [names.resolve(db, (Kind.CLAIM,), call.text(end) or "").id for end in ("from", "to")]
    relation = fields.relation(call.text("relation") or "")
    return linked(db, ends[0], relation, ends[1], fields.about_link(call, db))


def _unlinked(call: Call, db: Connection) -> Change:
    words = call.texts("link")
    if len(words) not in (1, 3):
        raise UsageFault("a link is named by FROM RELATION TO, or by its id FROM/RELATION/TO")
    id = f"{words[0]}/{fields.relation(words[1]).value}/{words[2]}" if len(words) == 3 else words[0]
    link = curated.one(db, Kind.LINK, id)
    if link is None:
        raise unknown(db, id)
    return retracted(db, link)


def unknown(db: Connection, id: str) -> UnknownRecord:
    """Return the error of a link that is not there, with those between the same claims or, of one claim, all of it."""
    parts = id.split("/")
    near = [link["id"] for link in map(loads, links.of_claim(db, parts[0])) if parts[-1] in (link["from"], link["to"])]
    return UnknownRecord("link", id, near)


LINK = Command(
    "link",
    "Link the claim that answers to the claim that it answers or takes up. Prints the link's id.\n\n"
    "A link that is there gets the basis, note and source that are given; one that was taken back is restored.",
    lambda call: writing.write(call, lambda db: [_linked(call, db)]),
    arguments=(
        Argument("from", "The claim that answers.", completes="claim"),
        Argument("relation", "How it answers: rebuts, undercuts, counters, responds, …", words=tuple(Relation)),
        Argument("to", "The claim that it answers or takes up.", completes="claim"),
    ),
    options=(fields.BASIS, fields.LINK_NOTE, fields.LINK_SOURCE, *writing.WRITING),
    examples=("claims link china-us-hysterical rebuts us-austin-lawful-shootdown --basis inferred --dry-run",),
)
UNLINK = Command(
    "unlink",
    "Take a link back. It is kept, and takes no part any more; claims link restores it. Ids are given whole.",
    lambda call: writing.write(call, lambda db: [_unlinked(call, db)]),
    arguments=(
        Argument("link", "FROM RELATION TO, or the link's id FROM/RELATION/TO.", repeats=True, completes="claim"),
    ),
    options=writing.WRITING,
    examples=(
        'claims unlink china-us-hysterical responds us-austin-lawful-shootdown --why "It answers another charge."',
    ),
)
