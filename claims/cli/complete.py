"""What the shell offers: words of the vocabulary, and ids out of the store."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from claims.command import Argument, Option
from claims.errors import ClaimsError
from claims.vocabulary import Kind, Relation

if TYPE_CHECKING:
    from claims.store.connection import Connection

_MOST = 200

_KINDS = {
    "side": (Kind.SIDE,),
    "speaker": (Kind.SPEAKER,),
    "dispute": (Kind.DISPUTE,),
    "source": (Kind.SOURCE,),
    "voice": (Kind.SIDE, Kind.SPEAKER),
    "claim": (Kind.CLAIM,),
    "thread": (Kind.DISPUTE, Kind.CLAIM),
    "record": (Kind.CLAIM, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE),
}


def completer(declared: Argument | Option) -> Callable[..., list[Any]] | None:
    """What completes an argument or option, None where the shell's own way (files, nothing) is right."""
    words = getattr(declared, "choices", ())
    if words:
        return lambda ctx, args, incomplete: [word for word in words if word.startswith(incomplete)]
    if declared.completes == "relation":
        return lambda ctx, args, incomplete: [word.value for word in Relation if word.startswith(incomplete)]
    if declared.completes == "schema":
        return lambda ctx, args, incomplete: _schemas(incomplete)
    if declared.completes is None:
        return None
    kinds = _KINDS[declared.completes]
    return lambda ctx, args, incomplete: list(_from_store(ctx, kinds, incomplete))


def _schemas(incomplete: str) -> list[str]:
    from claims.reports.report import schemas

    return [name for name in schemas() if name.startswith(incomplete)]


def _from_store(ctx: Any, kinds: tuple[Kind, ...], incomplete: str) -> Iterator[tuple[str, str]]:
    from claims.cli.opening import store_path
    from claims.store import connection, names

    option = ctx.params.get("store") or (ctx.parent.params.get("store") if ctx.parent else None)
    try:
        path, _ = store_path(option)
        # The shell waits, and a message would land in the middle of what is being typed.
        with connection.reading(path) as db:
            for kind in kinds:
                for id in names.beginning(db, kind, incomplete.lower(), _MOST):
                    yield id, _label(db, kind, id)
    except (ClaimsError, UnicodeEncodeError):
        return


_LABELS = {Kind.SIDE: "name", Kind.SPEAKER: "name", Kind.DISPUTE: "title", Kind.SOURCE: "title", Kind.CLAIM: "text"}


def _label(db: "Connection", kind: Kind, id: str) -> str:
    from claims.render import escape
    from claims.store import names

    return escape.line(names.label(db, kind, _LABELS[kind], id))[:80]
