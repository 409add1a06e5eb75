"""`claims restore`."""

from claims.cli import taking_back, writing
from claims.command import Argument, Command

COMMAND = Command(
    "restore",
    "Bring retracted records back. Ids are given whole.",
    taking_back.restore,
    arguments=(Argument("ids", "The ids of the records.", repeats=True),),
    options=(taking_back.KIND, *writing.WRITING),
    examples=("claims restore us-balloon-surveils",),
)
