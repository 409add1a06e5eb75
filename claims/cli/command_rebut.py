"""`claims rebut`."""

from typing import Any

from claims.cli import claim_form, fields, link_form, writing
from claims.command import Argument, Call, Command, Option
from claims.store import names, whole
from claims.store.connection import Connection
from claims.vocabulary import Basis, Kind, Relation


def run(call: Call) -> None:
    """Add a claim that answers another, with its link, in one transaction."""
    claim_form.add(call, _TAKEN)


def _start(call: Call, db: Connection) -> dict[str, Any]:
    """What is known of the answer before it is given: its link, and the disputes of the claim it answers."""
    target = names.resolve(db, (Kind.CLAIM,), call.text("target") or "").id
    answered = whole.one(db, Kind.CLAIM, target)
    relation = link_form.relation(call.text("relation") or Relation.REBUTS)
    about = {"basis": Basis.INFERRED.value, **link_form.about(call, db, "link_source")}
    link = {"relation": relation.value, "to": target, **about}
    return {"disputes": list(getattr(answered, "disputes", ())), "links": [link]}


_CLAIM_NOTE = fields.CLAIM[-1]._replace(option=Option("--claim-note", "The curator's remark on the claim."))
_TAKEN = claim_form.Taken((*fields.CLAIM[:-1], _CLAIM_NOTE), _start)
COMMAND = Command(
    "rebut",
    "Add a claim that answers another one, with its link, in one step: from options, from a form in an editor or from "
    "standard input (-). Prints the ids of claim and link.\n\n"
    "The claim is in the disputes of its target unless --dispute says otherwise. A link is taken as inferred unless "
    "--basis explicit says that the source presents it as an answer.",
    run,
    arguments=(
        Argument("target", "The claim that is answered.", completes="claim"),
        Argument("input", "- reads claims from standard input, as JSON Lines.", required=False),
    ),
    options=(
        Option("--relation", "How it answers; rebuts unless given.", "RELATION", words=link_form.RELATION_WORDS),
        link_form.BASIS,
        link_form.NOTE,
        Option("--link-source", "The source that shows the link.", "SOURCE", completes="source"),
        *_TAKEN.options,
        *writing.WRITING,
    ),
    examples=(
        (
            "claims rebut us-balloon-surveils --speaker wang-wenbin --said 2023-02-03 --basis explicit "
            '--text "The airship is a civilian one, used for weather research."'
        ),
    ),
)
