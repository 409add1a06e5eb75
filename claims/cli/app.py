"""Typer's side of the command line: a group that loads one module a command."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from claims.cli import complete
from claims.cli.call import run as run_call
from claims.cli.commands import COMMANDS, declared
from claims.cli.quick import leaves_out
from claims.command import Argument, Call, Command, Group, Option
from claims.errors import UsageFault, quoted

if TYPE_CHECKING:
    from typer._click.core import Context


class LazyGroup(TyperGroup):
    """The commands of `COMMANDS`, each imported when it is asked for."""

    def list_commands(self, ctx: "Context") -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: "Context", cmd_name: str) -> TyperCommand | TyperGroup | None:
        """The command; for the help and for completion of names a stand-in that imports nothing."""
        if cmd_name not in COMMANDS:
            return None
        if ctx.resilient_parsing or ctx.invoked_subcommand or _is_called(ctx, cmd_name):
            return typer_command(declared(cmd_name))
        return TyperCommand(cmd_name, short_help=COMMANDS[cmd_name], rich_markup_mode=None)

    def resolve_command(self, ctx: "Context", args: list[str]) -> Any:
        """The command that is called, with the rest of the words."""
        ctx.meta[_CALLED] = args[0] if args else None
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise UsageFault(f"there is no command {quoted(args[0])}", _nearest_command(args[0]))
        return super().resolve_command(ctx, args)


_CALLED = "claims.called"


def _nearest_command(word: str) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(word, COMMANDS, n=1, cutoff=0.6)
    return f"did you mean {nearest[0]}?" if nearest else "claims --help lists them"


def _is_called(ctx: "Context", name: str) -> bool:
    return ctx.meta.get(_CALLED) == name


def typer_command(command: Command | Group) -> TyperCommand | TyperGroup:
    """A declaration as Typer runs it."""
    if isinstance(command, Group):
        return _typer_group(command)

    def understood(**values: Any) -> tuple[Command, Call]:
        plain = {name: _unmarked(value) for name, value in values.items()}
        return command, Call(command.name, {**plain, "store": _store_of(typer_context())})

    examples = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in command.examples)
    has_query = any(argument.is_query for argument in command.arguments)
    return (_QueryCommand if has_query else TyperCommand)(
        command.name,
        callback=understood,
        params=[*map(_argument, command.arguments), *map(_option, command.options)],
        help=command.help,
        epilog=examples if command.examples else None,
        rich_markup_mode=None,
    )


class _QueryCommand(TyperCommand):
    """A command whose words may begin with a dash: `-word` leaves a word out."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """The words that are left over; those to leave out are marked, so that Typer takes them for no options."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [*map(_marked, args[:end]), *args[end:]])


_MARK = "\0"


def _marked(word: str) -> str:
    return f"{_MARK}{word}" if leaves_out(word) else word


def _unmarked(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(map(_unmarked, value))
    return value[1:] if isinstance(value, str) and value.startswith(f"{_MARK}-") else value


def _typer_group(group: Group) -> TyperGroup:
    commands: dict[str, Any] = {one.name.split()[-1]: typer_command(one) for one in group.commands}
    for name, one in commands.items():
        one.name = name
    return _Group(name=group.name, commands=commands, help=group.help, no_args_is_help=False, rich_markup_mode=None)


class _Group(TyperGroup):
    """The commands under one word."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """The words that are left for the command; raises `UsageFault` where none is named."""
        if not args and not ctx.resilient_parsing:
            raise UsageFault(f"{self.name} needs a command", f"one of {', '.join(self.commands)}")
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: "Context", args: list[str]) -> Any:
        """The command that is called, with the rest of the words."""
        if args and args[0] not in self.commands and not ctx.resilient_parsing:
            named = f"{self.name} {args[0]}"
            raise UsageFault(f"there is no command {quoted(named)}", f"{self.name} takes {', '.join(self.commands)}")
        return super().resolve_command(ctx, args)


def _store_of(ctx: Any) -> str | None:
    """The store that was named before the command, None where none was."""
    while ctx is not None:
        if ctx.params.get("store") is not None:
            return str(ctx.params["store"])
        ctx = ctx.parent
    return None


def typer_context() -> Any:
    """The context of the command that runs."""
    from typer._click.globals import get_current_context

    return get_current_context()


def _argument(one: Argument) -> TyperArgument:
    return TyperArgument(
        param_decls=[one.name],
        type=str,
        required=one.required,
        nargs=-1 if one.repeats else 1,
        metavar=f"{one.metavar or one.name.upper()}{'…' if one.repeats else ''}",
        help=one.help,
        autocompletion=complete.completer(one),
    )


def _option(one: Option) -> TyperOption:
    words = one.choices
    return TyperOption(
        param_decls=[one.flag],
        type=bool if one.is_flag else str,
        is_flag=one.is_flag,
        default=False if one.is_flag else None,
        multiple=one.repeats,
        metavar=None if one.is_flag else "|".join(words) if 0 < len(words) <= 4 else one.metavar,
        help=f"{one.help} One of {', '.join(words)}." if len(words) > 4 else one.help,
        autocompletion=complete.completer(one),
    )


def _version(value: bool) -> None:  # noqa: FBT001  # Typer's form of a callback
    if value:
        from claims import __version__

        sys.stdout.write(f"claims {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    cls=LazyGroup,
    name="claims",
    rich_markup_mode=None,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="The record says who said what and what answers it; it never says who is right.",
)


@app.callback()
def root(
    ctx: typer.Context,
    store: str = typer.Option(None, "--store", metavar="PATH", help="The store's file, for every command."),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of a failure that is our own."),  # noqa: FBT001
    version: bool = typer.Option(  # noqa: FBT001
        False, "--version", help="Print the version.", callback=_version, is_eager=True
    ),
) -> None:
    """The record of public disputes: who said what, for which side, in which words, in answer to what."""
    if ctx.invoked_subcommand is None:
        sys.stdout.write(ctx.get_help() + "\n")


def run(words: Sequence[str]) -> object:
    """Run a command line; its exit code, or None. Raises `UsageFault` for what is wrong with the words."""
    try:
        found = app(args=list(words), prog_name="claims", standalone_mode=False)
    except TyperException as fault:
        raise _usage(fault) from fault
    except SystemExit as fault:
        # Typer's own answer where nobody reads its help any more, and its end of a completion.
        raise (fault.__context__ if isinstance(fault.__context__, OSError) else fault) from None
    # The command runs out here, since Typer would swallow interrupts and closed pipes on their way.
    return run_call(*found) if isinstance(found, tuple) else found


def _usage(fault: TyperException) -> UsageFault:
    """The complaint in our own form: one sentence, and where the help is."""
    message = fault.format_message().rstrip(".")
    context = getattr(fault, "ctx", None)
    return UsageFault(
        f"{message[:1].lower()}{message[1:]}", f"see {context.command_path if context else 'claims'} --help"
    )
