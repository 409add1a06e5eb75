"""`claims retract`."""

from claims.cli import taking_back, writing
from claims.command import Argument, Command

COMMAND = Command(
    "retract",
    "Take records back: claims, links, or other records that nothing on record names. They are kept, with the reason, "
    "hidden unless asked for, and take no part in any state. Ids are given whole.",
    taking_back.retract,
    arguments=(Argument("ids", "The ids of the records.", repeats=True, completes="record"),),
    options=(taking_back.KIND, *writing.WRITING),
    examples=('claims retract us-balloon-surveils --why "Entered twice; see us-balloon-over-montana."',),
)
