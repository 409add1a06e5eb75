"""The reading commands: one file says a command's name, its options, its keys and how it is shown."""

from claims.command import Entry

REPORTS = {
    "list": Entry("Claims, one a line.", "claims.cli.command_list:COMMAND"),
    "show": Entry("One record whole, or several.", "claims.cli.command_show:COMMAND"),
    "thread": Entry(
        "A dispute or a claim, side against side, with what answers what.", "claims.cli.command_thread:COMMAND"
    ),
    "search": Entry("Find claims by their words.", "claims.cli.command_search:COMMAND"),
    "answers": Entry(
        "Who has the last word on what, and which claims have no reply.", "claims.cli.command_answers:COMMAND"
    ),
    "stats": Entry("The balance of the record: how much there is of each side.", "claims.cli.command_stats:COMMAND"),
    "links": Entry("Which claim answers which, and how.", "claims.cli.command_links:COMMAND"),
    "timeline": Entry("Claims of all sides along the days, with the gaps.", "claims.cli.command_timeline:COMMAND"),
    "compare": Entry("Two sides of a dispute, a claim opposite its answer.", "claims.cli.command_compare:COMMAND"),
    "matrix": Entry("Who answers whom, and how often.", "claims.cli.command_matrix:COMMAND"),
    "contradictions": Entry(
        "Claims of one side that do not go together, and withdrawals.", "claims.cli.command_contradictions:COMMAND"
    ),
    "disputes": Entry("The disputes of the record.", "claims.cli.command_disputes:COMMAND"),
    "sides": Entry("The sides of the record.", "claims.cli.command_sides:COMMAND"),
    "speakers": Entry("Who is heard in the record.", "claims.cli.command_speakers:COMMAND"),
    "sources": Entry("The documents of the record.", "claims.cli.command_sources:COMMAND"),
    "log": Entry("Who changed what, when and why.", "claims.cli.command_log:COMMAND"),
}
"""What each does, where it is declared, in the order of the help; a name of two words is a command of a group."""
