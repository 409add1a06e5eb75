"""The commands by name: what each does, and where it is declared. The module is imported when the command is called."""

from importlib import import_module

from claims.command import Command, Entry
from claims.reports import REPORTS

COMMANDS = {
    **REPORTS,
    "add": Entry("Add a claim.", "claims.cli.commands.add:ADD"),
    "rebut": Entry("Add a claim that answers another.", "claims.cli.commands.rebut:REBUT"),
    "link": Entry("Link a claim to the one that it answers.", "claims.cli.commands.link:LINK"),
    "unlink": Entry("Take a link back.", "claims.cli.commands.link:UNLINK"),
    "edit": Entry("Change a claim, a citation or a link.", "claims.cli.commands.edit:EDIT"),
    "retract": Entry("Take records back; they are kept.", "claims.cli.commands.retract:RETRACT"),
    "restore": Entry("Bring retracted records back.", "claims.cli.commands.retract:RESTORE"),
    "side": Entry("Add, edit or retract a side."),
    "side add": Entry("Add a side.", "claims.cli.commands.directory_record:ADD_SIDE"),
    "side edit": Entry("Change a side.", "claims.cli.commands.directory_record:EDIT_SIDE"),
    "side retract": Entry(
        "Take a side back that nothing on record names.", "claims.cli.commands.directory_record:RETRACT_SIDE"
    ),
    "speaker": Entry("Add, edit or retract a speaker."),
    "speaker add": Entry("Add a speaker.", "claims.cli.commands.directory_record:ADD_SPEAKER"),
    "speaker edit": Entry("Change a speaker.", "claims.cli.commands.directory_record:EDIT_SPEAKER"),
    "speaker retract": Entry(
        "Take a speaker back that nothing on record names.", "claims.cli.commands.directory_record:RETRACT_SPEAKER"
    ),
    "dispute": Entry("Add, edit or retract a dispute."),
    "dispute add": Entry("Add a dispute.", "claims.cli.commands.directory_record:ADD_DISPUTE"),
    "dispute edit": Entry("Change a dispute.", "claims.cli.commands.directory_record:EDIT_DISPUTE"),
    "dispute retract": Entry(
        "Take a dispute back that nothing on record names.", "claims.cli.commands.directory_record:RETRACT_DISPUTE"
    ),
    "source": Entry("Add, edit, retract or update a source."),
    "source add": Entry("Add a source.", "claims.cli.commands.directory_record:ADD_SOURCE"),
    "source edit": Entry("Change a source.", "claims.cli.commands.directory_record:EDIT_SOURCE"),
    "source retract": Entry(
        "Take a source back that nothing on record names.", "claims.cli.commands.directory_record:RETRACT_SOURCE"
    ),
    "source update": Entry("Give a source another text.", "claims.cli.commands.update:UPDATE"),
    "import": Entry("Take over records from files.", "claims.cli.commands.import_command:IMPORT"),
    "export": Entry("Write the record, or a part of it, as files.", "claims.cli.commands.export_command:EXPORT"),
    "report": Entry(
        "Publish: a dispute as one page, or the record as a site.", "claims.cli.commands.report_command:REPORT"
    ),
    "check": Entry("Look for errors and doubts in the record.", "claims.cli.commands.check:CHECK"),
    "schema": Entry(
        "The JSON Schema of what is printed and of what dossiers hold.", "claims.cli.commands.schema:SCHEMA"
    ),
    "init": Entry("Make a store.", "claims.cli.commands.init:INIT"),
    "reindex": Entry("Make the index of words anew.", "claims.cli.commands.init:REINDEX"),
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


def load(name: str) -> Command:
    """Return the declaration of a command."""
    module, _, attribute = COMMANDS[name].place.partition(":")
    declared = getattr(import_module(module), attribute)
    if isinstance(declared, Command):
        return declared
    # Commands that write need nothing of what prints answers.
    from claims.cli import reading

    return reading.command(declared)
