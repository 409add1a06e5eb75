"""What the shell offers while a command is typed: commands, options, words of the vocabulary, ids out of the store.

The protocols of the shells are Typer's, which gets what it gets from everybody: functions with annotated parameters.
"""

from collections.abc import Callable, Iterator, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from claims import characters
from claims.cli import argv, store_file
from claims.cli.commands import following, leads_on, load
from claims.command import Argument, Option
from claims.errors import ClaimsError
from claims.store import connection, names
from claims.vocabulary import Kind


def answer(words: Sequence[str]) -> int:
    """Print what the shell asks for in its variables, or in words for its script; return the exit code."""
    app = typer.Typer(cls=_Group, name="claims", rich_markup_mode=None)
    app.callback()(_function(argv.ROOT))
    code: int | None = get_command(app).main(list(words), prog_name="claims", standalone_mode=False)
    return code or 0


class _Group(TyperGroup):
    """The program, or the commands under one word. A command is imported only when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the words that may follow, in the order of the help."""
        return list(following(_path(ctx)))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return what stands for a command in a list."""
        return TyperCommand(cmd_name, short_help=following(_path(ctx))[cmd_name].help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name that the words begin with, the command of that name, if any, and the other words."""
        if args[0] not in following(_path(ctx)):
            return None, None, args[1:]
        name = f"{_path(ctx)} {args[0]}".strip()
        return args[0], _Group(name=args[0]) if leads_on(name, args[1:]) else _command(name), args[1:]


def _path(ctx: Any) -> str:
    """Return the words between the program's name and those that may follow."""
    return str(ctx.command_path).partition(" ")[2]


def _command(name: str) -> Any:
    command = load(name)
    app = typer.Typer(add_completion=False)
    app.command(name)(_function([*command.arguments, *command.options]))
    return get_command(app)


def _function(declared: Sequence[Argument | Option]) -> Callable[..., None]:
    """Return a function that takes these arguments and options."""

    def function(**_: object) -> None:
        """Do nothing: what is typed is only completed."""

    function.__signature__ = Signature([_parameter(one) for one in declared])  # type: ignore[attr-defined]
    return function


def _parameter(declared: Argument | Option) -> Parameter:
    values: Any = list[str] if declared.repeats else bool if getattr(declared, "is_flag", False) else str
    if isinstance(declared, Argument):
        information = typer.Argument(help=declared.help, autocompletion=_completer(declared))
    else:
        information = typer.Option(*declared.flags, help=declared.explained, autocompletion=_completer(declared))
    # Words such as `from` name no parameter.
    name = f"{declared.name}_"
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[values, information])


def _completer(declared: Argument | Option) -> Callable[..., list[Any]] | None:
    """Return what completes an argument or option, None where the shell's own way (files, nothing) is right."""
    if declared.words:
        return lambda incomplete: [word for word in declared.words if word.startswith(incomplete)]
    if declared.completes is None:
        return None
    kinds = _KINDS.get(declared.completes) or (Kind(declared.completes),)
    return lambda ctx, incomplete: list(_from_store(ctx, kinds, incomplete))


_KINDS = {
    "voice": (Kind.SIDE, Kind.SPEAKER),
    "thread": (Kind.DISPUTE, Kind.CLAIM),
    "record": (Kind.CLAIM, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE),
}
"""What is completed that is not of one kind."""


def _from_store(ctx: Any, kinds: Sequence[Kind], incomplete: str) -> Iterator[tuple[str, str]]:
    option = ctx.params.get("store_") or (ctx.parent.params.get("store_") if ctx.parent else None)
    try:
        path, _ = store_file.path_of(option)
        # The shell waits, and a message would land in the middle of what is being typed.
        with connection.reading(path) as db:
            for kind in kinds:
                for id in names.beginning(db, kind, incomplete.lower(), _MOST):
                    yield id, characters.line(names.label(db, kind, _LABELS[kind], id))[:_LONGEST_LABEL]
    except (ClaimsError, UnicodeEncodeError):
        return


_MOST = 200
_LONGEST_LABEL = 80
_LABELS = {Kind.SIDE: "name", Kind.SPEAKER: "name", Kind.DISPUTE: "title", Kind.SOURCE: "title", Kind.CLAIM: "text"}
