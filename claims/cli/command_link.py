"""`claims link`."""

from claims.cli import link_form, writing
from claims.command import Argument, Call, Command
from claims.curation.entry import linked
from claims.model import Change
from claims.store import names
from claims.store.connection import Connection
from claims.vocabulary import Kind


def run(call: Call) -> None:
    """Link one claim to another."""
    writing.write(call, lambda db: [_planned(call, db)])


def _planned(call: Call, db: Connection) -> Change:
    ends = [names.resolve(db, (Kind.CLAIM,), call.text(end) or "").id for end in ("from", "to")]
    relation = link_form.relation(call.text("relation") or "")
    return linked(db, ends[0], relation, ends[1], link_form.about(call, db))


COMMAND = Command(
    "link",
    "Link the claim that answers to the claim that it answers or takes up. Prints the link's id.\n\n"
    "A link that is there gets the basis, note and source that are given; one that was taken back is restored.",
    run,
    arguments=(
        Argument("from", "The claim that answers.", completes="claim"),
        Argument("relation", "How it answers: rebuts, undercuts, counters, responds, …", completes="relation"),
        Argument("to", "The claim that it answers or takes up.", completes="claim"),
    ),
    options=(link_form.BASIS, link_form.NOTE, link_form.SOURCE, *writing.WRITING),
    examples=("claims link china-us-hysterical rebuts us-austin-lawful-shootdown --basis inferred --dry-run",),
)
