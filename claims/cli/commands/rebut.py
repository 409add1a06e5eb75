"""`claims rebut`: a claim that answers another, with its link, in one transaction."""

from typing import Any

from claims.cli import fields
from claims.cli.commands import add
from claims.command import Argument, Call, Command, Option
from claims.store import curated, names
from claims.store.connection import Connection
from claims.vocabulary import Basis, Kind, Relation

_CLAIM_NOTE = fields.CLAIM[-1]._replace(option=Option("--claim-note", "The curator's remark on the claim."))
_CLAIM = (*fields.CLAIM[:-1], _CLAIM_NOTE)


def _start(call: Call, db: Connection) -> dict[str, Any]:
    """Return what is known of the answer: its link, and the disputes of the claim that it answers."""
    target = names.resolve(db, (Kind.CLAIM,), call.text("target") or "").id
    answered = curated.one(db, Kind.CLAIM, target)
    relation = fields.relation(call.text("relation") or Relation.REBUTS)
    about = {"basis": Basis.INFERRED.value, **fields.about_link(call, db, "link_source")}
    link = {"relation": relation.value, "to": target, **about}
    return {"disputes": list(getattr(answered, "disputes", ())), "links": [link]}


REBUT = Command(
    "rebut",
    "Add a claim that answers another one, with its link, in one step: from options, from a form in an editor or from "
    "standard input (-). Prints the ids of claim and link.\n\n"
    "The claim is in the disputes of its target unless --dispute says otherwise. A link is taken as inferred unless "
    "--basis explicit says that the source presents it as an answer.",
    lambda call: add.add(call, _CLAIM, _start),
    arguments=(Argument("target", "The claim that is answered.", completes="claim"), add.INPUT),
    options=(
        Option("--relation", "How it answers; rebuts unless given.", "RELATION", words=tuple(Relation)),
        fields.BASIS,
        fields.LINK_NOTE,
        Option("--link-source", "The source that shows the link.", "SOURCE", completes="source"),
        *add.options(_CLAIM),
    ),
    examples=(
        (
            "claims rebut us-balloon-surveils --speaker wang-wenbin --said 2023-02-03 --basis explicit "
            '--text "The airship is a civilian one, used for weather research."'
        ),
    ),
)
