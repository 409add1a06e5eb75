"""`claims reindex`."""

from claims.cli import options, progress
from claims.cli.call import Call, tell
from claims.cli.declare import Command
from claims.errors import Aborted


def run(call: Call) -> None:
    """Make the index of words anew, and count the links anew."""
    from claims.store import connection, exchanges, fulltext

    with connection.writing(call.ready_store()) as db:
        exchanges.recount(db)
        steps = progress.Counted(fulltext.rebuilding(db), fulltext.size(db))
        try:
            with progress.shown("indexing", steps, "claims") as claims:
                number = sum(1 for _ in claims)
        except KeyboardInterrupt as fault:
            raise Aborted("interrupted; nothing was changed") from fault
    tell(f"indexed the words of {number} claim{'' if number == 1 else 's'}")


COMMAND = Command(
    "reindex",
    "Make the index of words anew, and count the links from side to side. The store keeps both itself; this mends what "
    "other programs that wrote into the store left out. `claims check` tells whether it is due.",
    run,
    options=options.COMMON,
    examples=("claims reindex",),
)
