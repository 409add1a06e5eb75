"""The commands by name, each declared in a module of its own that is imported when it is asked for."""

from functools import partial
from importlib import import_module

from claims.command import Command, Group
from claims.reports import REPORTS
from claims.reports.report import Report

COMMANDS = {
    "list": "Claims, one a line.",
    "show": "One record whole, or several.",
    "thread": "A dispute or a claim, side against side, with what answers what.",
    "search": "Find claims by their words.",
    "answers": "Who has the last word on what, and which claims have no reply.",
    "stats": "The balance of the record: how much there is of each side.",
    "links": "Which claim answers which, and how.",
    "timeline": "Claims of all sides along the days, with the gaps.",
    "compare": "Two sides of a dispute, a claim opposite its answer.",
    "matrix": "Who answers whom, and how often.",
    "contradictions": "Claims of one side that do not go together, and withdrawals.",
    "disputes": "The disputes of the record.",
    "sides": "The sides of the record.",
    "speakers": "Who is heard in the record.",
    "sources": "The documents of the record.",
    "log": "Who changed what, when and why.",
    "add": "Add a claim.",
    "rebut": "Add a claim that answers another.",
    "link": "Link a claim to the one that it answers.",
    "unlink": "Take a link back.",
    "edit": "Change a claim, a citation or a link.",
    "retract": "Take records back; they are kept.",
    "restore": "Bring retracted records back.",
    "side": "Add, edit or retract a side.",
    "speaker": "Add, edit or retract a speaker.",
    "dispute": "Add, edit or retract a dispute.",
    "source": "Add, edit, retract or update a source.",
    "import": "Take over records from files.",
    "export": "Write the record, or a part of it, as files.",
    "check": "Look for errors and doubts in the record.",
    "schema": "The JSON Schema of what is printed and of what dossiers hold.",
    "init": "Make a store.",
    "reindex": "Make the index of words anew.",
}
"""What each does, in the order of the help."""

_PLACES = {
    **REPORTS,
    "add": "claims.cli.command_add:COMMAND",
    "rebut": "claims.cli.command_rebut:COMMAND",
    "link": "claims.cli.command_link:COMMAND",
    "unlink": "claims.cli.command_unlink:COMMAND",
    "edit": "claims.cli.command_edit:COMMAND",
    "retract": "claims.cli.command_retract:COMMAND",
    "restore": "claims.cli.command_restore:COMMAND",
    "side": "claims.cli.command_side:COMMAND",
    "speaker": "claims.cli.command_speaker:COMMAND",
    "dispute": "claims.cli.command_dispute:COMMAND",
    "source": "claims.cli.command_source:COMMAND",
    "import": "claims.cli.command_import:COMMAND",
    "export": "claims.cli.command_export:COMMAND",
    "check": "claims.cli.check:COMMAND",
    "schema": "claims.cli.command_schema:COMMAND",
    "init": "claims.cli.command_init:COMMAND",
    "reindex": "claims.cli.command_reindex:COMMAND",
}
"""Where each is declared: module and attribute."""


def declared(name: str) -> Command | Group:
    """The declaration of a command, or of the commands under one word."""
    module, _, attribute = _PLACES[name].partition(":")
    command: Command | Group | Report = getattr(import_module(module), attribute)
    return _reading(command) if isinstance(command, Report) else command


def _reading(report: Report) -> Command:
    from claims.cli import reading

    run = partial(reading.run, report)
    return Command(report.name, report.help, run, report.arguments, report.options, report.examples)


def declared_names() -> list[str]:
    """The names of all commands, those under one word in two: `speaker add`."""
    found = [declared(name) for name in COMMANDS]
    return [each.name for one in found for each in (one.commands if isinstance(one, Group) else (one,))]


def command_of(name: str) -> Command:
    """The declaration of a command by its whole name."""
    found = declared(name.split(maxsplit=1)[0])
    if isinstance(found, Command):
        return found
    return next(command for command in found.commands if command.name == name)
