"""`claims reindex`."""

from claims.cli import progress, store_file
from claims.cli.messages import tell
from claims.command import Call, Command
from claims.errors import Aborted
from claims.reports import options


def _reindex(call: Call) -> None:
    """Rebuild the index of words."""
    from claims.store import connection, fulltext

    with connection.writing(store_file.ready(call)) as db:
        steps = progress.Counted(fulltext.rebuilding(db), fulltext.size(db))
        try:
            with progress.shown("indexing", steps, "claims") as claims:
                number = sum(1 for _ in claims)
        except KeyboardInterrupt as fault:
            raise Aborted("interrupted; nothing was changed") from fault
    tell(f"indexed the words of {number} claim{'' if number == 1 else 's'}")


REINDEX = Command(
    "reindex",
    "Make the index of words anew. The store keeps it itself; this mends what other programs that wrote into the store "
    "left out. `claims check` tells whether it is due.",
    _reindex,
    options=options.COMMON,
    examples=("claims reindex",),
)
