"""`claims unlink`."""

from claims.cli import link_form, writing
from claims.command import Argument, Call, Command
from claims.curation.retraction import retracted
from claims.errors import UsageFault
from claims.model import Change
from claims.store import whole
from claims.store.connection import Connection
from claims.vocabulary import Kind


def run(call: Call) -> None:
    """Take a link back."""
    writing.write(call, lambda db: [_planned(call, db)])


def _planned(call: Call, db: Connection) -> Change:
    given = call.texts("link")
    if len(given) not in (1, 3):
        raise UsageFault("a link is named by FROM RELATION TO, or by its id FROM/RELATION/TO")
    id = f"{given[0]}/{link_form.relation(given[1]).value}/{given[2]}" if len(given) == 3 else given[0]
    link = whole.one(db, Kind.LINK, id)
    if link is None:
        raise link_form.unknown(db, id)
    return retracted(db, link)


COMMAND = Command(
    "unlink",
    "Take a link back. It is kept, and takes no part any more; claims link restores it. Ids are given whole.",
    run,
    arguments=(
        Argument("link", "FROM RELATION TO, or the link's id FROM/RELATION/TO.", repeats=True, completes="claim"),
    ),
    options=writing.WRITING,
    examples=(
        'claims unlink china-us-hysterical undercuts us-austin-lawful-shootdown --why "It answers another charge."',
    ),
)
