"""What the shell offers while a command is typed: commands, options, words of the vocabulary, ids out of the store.

The script of a shell calls the program with the shell's name in `_CLAIMS_COMPLETE` and with the words that were typed,
the last of which may be unfinished. Offers come back one a line, each with a tab before what it means. Nothing in them
is ever code to a shell: the scripts evaluate nothing, and what is not made of plain characters is not offered.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from claims import escaping
from claims.cli import argv, store_file
from claims.cli.commands import following, leads_on, load
from claims.cli.messages import tell
from claims.command import Argument, Call, Command, Entry, Option
from claims.errors import ClaimsError, UsageFault, quoted
from claims.store import connection, names
from claims.vocabulary import Kind

Offer = tuple[str, str]
"""What is put in the place of the unfinished word, and what it means, empty where it says so itself."""

_BASH = """\
_claims() {
    local offer
    COMPREPLY=()
    while IFS=$'\\t' read -r offer _; do
        COMPREPLY+=("$offer")
    done < <(_CLAIMS_COMPLETE=bash claims "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _claims claims
"""
_ZSH = """\
#compdef claims
_claims() {
    local -a offers shown
    local offer meaning
    while IFS=$'\\t' read -r offer meaning; do
        offers+=("$offer")
        shown+=("$offer${meaning:+  -- $meaning}")
    done < <(_CLAIMS_COMPLETE=zsh claims "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    if (( $#offers )); then
        compadd -l -d shown -a offers
    else
        _files
    fi
}
if [[ $funcstack[1] == _claims ]]; then
    _claims "$@"
else
    compdef _claims claims
fi
"""
_FISH = """\
function __claims
    set -l typed (commandline -opc) (commandline -ct)
    set -l offers (env _CLAIMS_COMPLETE=fish claims $typed[2..-1] 2>/dev/null)
    if test (count $offers) -gt 0
        printf '%s\\n' $offers
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c claims -f -a '(__claims)'
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def answer(shell: str, words: Sequence[str]) -> None:
    """Print what is offered for the last of the words; nothing to a shell that is not known."""
    if shell not in _SCRIPTS:
        return
    # A word of its own to bash, which then replaces only what stands behind it.
    joined = list(words)
    if shell == "bash" and "=" in joined[-2:]:
        place = len(joined) - 1 - joined[::-1].index("=")
        joined[place - 1 :] = ["".join(joined[place - 1 :])]
    for value, meaning in offers(joined or [""]):
        own = value.partition("=")[2] if len(joined) < len(words) else value
        if all(character in _PLAIN for character in own):
            sys.stdout.write(f"{own}\t{escaping.line(meaning)[:_LONGEST_MEANING]}\n")


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=")
_LONGEST_MEANING = 80


class _Place(NamedTuple):
    """Where in a command line one is: what may follow there."""

    commands: Mapping[str, Entry]
    options: Sequence[Option]
    argument: Argument | None
    waiting: Option | None
    """The option whose value follows."""
    store: str | None


def offers(words: Sequence[str]) -> Iterator[Offer]:
    """Return what may stand in the place of the last of these words, which begins so."""
    *done, typed = words
    place = _place(done)
    if place is None:
        return
    flag, equals, value = typed.partition("=")
    if place.waiting:
        yield from _values(place.waiting, typed, place.store)
    elif equals and flag.startswith("--"):
        option = next((option for option in place.options if option.flag == flag), None)
        found = _values(option, value, place.store) if option else ()
        yield from ((f"{flag}={offer}", meaning) for offer, meaning in found)
    elif typed.startswith("-"):
        yield from ((one.flag, one.help) for one in (*place.options, argv.HELP) if one.flag.startswith(typed))
    else:
        yield from ((name, entry.help) for name, entry in place.commands.items() if name.startswith(typed))
        if place.argument:
            yield from _values(place.argument, typed, place.store)


def _place(done: Sequence[str]) -> _Place | None:
    """Return where one is behind these words, None where no command is called so."""
    name, arguments, given = "", None, 0
    commands, options = following(), tuple[Option, ...]((*argv.ROOT, *argv.COMPLETION))
    waiting, store, is_over = None, None, False
    for number, word in enumerate(done, 1):
        if waiting or (word.startswith("-") and not is_over):
            store, waiting = _passed(word, waiting, options, store)
            is_over = word == "--"
        elif arguments is not None:
            given += 1
        elif word not in commands:
            return None
        else:
            name = f"{name} {word}".strip()
            command = None if leads_on(name, done[number:]) else load(name)
            arguments = command.arguments if command else None
            commands, options = ({}, command.options) if command else (following(name), ())
    argument = next(iter(arguments[given:]), arguments[-1] if arguments[-1].repeats else None) if arguments else None
    return _Place(commands, () if is_over else options, argument, waiting, store)


def _passed(
    word: str, waiting: Option | None, options: Sequence[Option], store: str | None
) -> tuple[str | None, Option | None]:
    """Return the store that is named up to this word, and the option whose value follows it."""
    flag, equals, value = word.partition("=")
    option = waiting or next((option for option in options if flag in option.flags), None)
    if option is None or option.is_flag:
        return store, None
    if not (waiting or equals):
        return store, option
    return (word if waiting else value) if option.name == "store" else store, None


def _values(declared: Argument | Option, typed: str, store: str | None) -> Iterator[Offer]:
    """Return the values that begin so; none where the shell's own way, files, is right."""
    yield from ((word, "") for word in declared.words if word.startswith(typed))
    if declared.completes is None:
        return
    try:
        path, _ = store_file.path_of(store)
        # The shell waits, and a message would land in the middle of what is being typed.
        with connection.reading(path) as db:
            for kind in _KINDS.get(declared.completes) or (Kind(declared.completes),):
                for id in names.beginning(db, kind, typed.lower(), _MOST):
                    yield id, names.label(db, kind, _LABELS[kind], id)
    except (ClaimsError, UnicodeEncodeError):
        return


_KINDS = {
    "voice": (Kind.SIDE, Kind.SPEAKER),
    "thread": (Kind.DISPUTE, Kind.CLAIM),
    "record": (Kind.CLAIM, Kind.DISPUTE, Kind.SOURCE, Kind.SPEAKER, Kind.SIDE),
}
"""What is completed that is not of one kind."""

_MOST = 200
_LABELS = {Kind.SIDE: "name", Kind.SPEAKER: "name", Kind.DISPUTE: "title", Kind.SOURCE: "title", Kind.CLAIM: "text"}


def install() -> None:
    """Put the script of the user's shell where that looks for it; raises `UsageFault` where it can't be told which."""
    shell = Path(os.environ.get("SHELL", "")).name
    if shell not in _SCRIPTS:
        raise UsageFault("SHELL names no shell that can be taught", f"it must be one of {', '.join(_SCRIPTS)}")
    try:
        home = Path.home()
    except RuntimeError as fault:
        raise UsageFault("there is no home folder for the script", "claims completion prints it") from fault
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    script, start, line = {
        "bash": (home / ".bash_completions/claims.sh", home / ".bashrc", "source ~/.bash_completions/claims.sh"),
        "zsh": (home / ".zfunc/_claims", home / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
        "fish": (settings / "fish/completions/claims.fish", None, ""),
    }[shell]
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(_SCRIPTS[shell], encoding="utf-8")
    if start and line not in (start.read_text(encoding="utf-8", errors="replace") if start.exists() else ""):
        with start.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    tell(f"wrote {script}; it is used from the next {shell} on")


def _run(call: Call) -> None:
    """Print the script that teaches a shell the commands."""
    shell = call.text("shell") or ""
    if shell not in _SCRIPTS:
        raise UsageFault(f"there is no completion for {quoted(shell)}", f"one of {', '.join(_SCRIPTS)}")
    sys.stdout.write(_SCRIPTS[shell])


COMPLETION = Command(
    "completion",
    "Print the script that teaches a shell to complete commands, options, words and the ids of the store. "
    "`claims --install-completion` puts it where the shell looks for it.",
    _run,
    arguments=(Argument("shell", "bash, zsh or fish.", words=tuple(_SCRIPTS)),),
    examples=('eval "$(claims completion bash)"',),
)
