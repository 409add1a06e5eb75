"""`claims add`."""

from claims.cli import claim_form, fields, writing
from claims.command import Argument, Call, Command


def run(call: Call) -> None:
    """Add a claim, from options, from a form in an editor or from standard input."""
    claim_form.add(call, _TAKEN)


_TAKEN = claim_form.Taken(fields.CLAIM)
COMMAND = Command(
    "add",
    "Add a claim: from options, from a form in $VISUAL or $EDITOR (without options, on a terminal), or from standard "
    "input (-), a JSON object a line. Prints the id.\n\n"
    "The id is made from side and text unless it is given; the side is the speaker's. Without --act it is an "
    "assertion.",
    run,
    arguments=(Argument("input", "- reads claims from standard input, as JSON Lines.", required=False),),
    options=(*_TAKEN.options, *writing.WRITING),
    examples=(
        (
            "claims add --speaker wang-wenbin --said 2023-02-13 --act denial --dispute balloon "
            '--text "China has no further balloons over the United States."'
        ),
        "claims add",
        "jq -c '.[]' claims.json | claims add -",
    ),
)
