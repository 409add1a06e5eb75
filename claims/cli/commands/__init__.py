"""The commands by name: what each does, and where it is declared. The module is imported when the command is called."""

from collections.abc import Sequence
from importlib import import_module

from claims.command import Command, Entry
from claims.reports import REPORTS


def _directory(word: str) -> dict[str, Entry]:
    """Return what there is to do with a side, speaker, dispute or source, by the name of the command."""
    place = f"claims.cli.commands.directory_record:{{}}_{word.upper()}"
    return {
        word: Entry(f"Add, edit or retract a {word}."),
        f"{word} add": Entry(f"Add a {word}.", place.format("ADD")),
        f"{word} edit": Entry(f"Change a {word}.", place.format("EDIT")),
        f"{word} retract": Entry(f"Take a {word} back that nothing on record names.", place.format("RETRACT")),
    }


COMMANDS = {
    **REPORTS,
    "add": Entry("Add a claim.", "claims.cli.commands.add:ADD"),
    "rebut": Entry("Add a claim that answers another.", "claims.cli.commands.rebut:REBUT"),
    "link": Entry("Link a claim to the one that it answers.", "claims.cli.commands.link:LINK"),
    "unlink": Entry("Take a link back.", "claims.cli.commands.link:UNLINK"),
    "edit": Entry("Change a claim, a citation or a link.", "claims.cli.commands.edit:EDIT"),
    "retract": Entry("Take records back; they are kept.", "claims.cli.commands.retract:RETRACT"),
    "restore": Entry("Bring retracted records back.", "claims.cli.commands.retract:RESTORE"),
    **_directory("side"),
    **_directory("speaker"),
    **_directory("dispute"),
    **_directory("source"),
    "source": Entry("Add, edit, retract or update a source."),
    "source update": Entry("Give a source another text.", "claims.cli.commands.update:UPDATE"),
    "import": Entry("Take over records from files.", "claims.cli.commands.import_command:IMPORT"),
    "export": Entry("Write the record, or a part of it, as files.", "claims.cli.commands.export_command:EXPORT"),
    "report": Entry(
        "Publish: a dispute as one page, or the record as a site.", "claims.cli.commands.report_command:REPORT"
    ),
    "check": Entry("Look for errors and doubts in the record.", "claims.cli.commands.check:CHECK"),
    "open": Entry("Open a source in the browser.", "claims.cli.commands.open_command:OPEN"),
    "schema": Entry(
        "The JSON Schema of what is printed and of what dossiers hold.", "claims.cli.commands.schema:SCHEMA"
    ),
    "completion": Entry("Teach a shell the commands.", "claims.cli.completion:COMPLETION"),
    "init": Entry("Make a store.", "claims.cli.commands.init:INIT"),
    "reindex": Entry("Work out anew what follows from the records.", "claims.cli.commands.init:REINDEX"),
}
"""In the order of the help, which is that of the words that are first said here."""


def following(group: str = "") -> dict[str, Entry]:
    """Return the words that a command line may begin with, or those that may follow the first word of a group."""
    if group:
        return {name.partition(" ")[2]: entry for name, entry in COMMANDS.items() if name.startswith(f"{group} ")}
    words = {name: entry for name, entry in COMMANDS.items() if " " not in name}
    for first in (name.partition(" ")[0] for name in COMMANDS):
        words.setdefault(first, Entry(f"Commands: {', '.join(following(first))}."))
    return words


def leads_on(name: str, rest: Sequence[str] = ()) -> bool:
    """Return whether another word belongs to the name of a command: this is none, or `rest` begins with such a word."""
    return not COMMANDS.get(name, Entry("")).place or not following(name).keys().isdisjoint(rest[:1])


def load(name: str) -> Command:
    """Return the declaration of a command."""
    module, _, attribute = COMMANDS[name].place.partition(":")
    declared = getattr(import_module(module), attribute)
    if isinstance(declared, Command):
        return declared
    # Commands that write need nothing of what prints answers.
    from claims.cli import reading

    return reading.command(declared)
