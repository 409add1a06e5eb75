"""The reading commands: one file says a command's name, its options, its keys and how it is shown."""

from claims.command import Entry

REPORTS = {
    "list": Entry("Claims, one a line.", "claims.reports.listing:LIST"),
    "show": Entry("One record whole, or several.", "claims.reports.show:SHOW"),
    "thread": Entry(
        "A dispute or a claim, side against side, with what answers what.", "claims.reports.threads:THREAD"
    ),
    "search": Entry("Find claims by their words.", "claims.reports.listing:SEARCH"),
    "answers": Entry(
        "Who has the last word on what, and which claims have no reply.", "claims.reports.answers:ANSWERS"
    ),
    "stats": Entry("The balance of the record: how much there is of each side.", "claims.reports.stats:STATS"),
    "links": Entry("Which claim answers which, and how.", "claims.reports.directories:LINKS"),
    "timeline": Entry("Claims of all sides along the days, with the gaps.", "claims.reports.timeline:TIMELINE"),
    "compare": Entry("Two sides of a dispute, a claim opposite its answer.", "claims.reports.compare:COMPARE"),
    "matrix": Entry("Who answers whom, and how often.", "claims.reports.matrix:MATRIX"),
    "contradictions": Entry(
        "Claims of one side that do not go together, and withdrawals.", "claims.reports.contradictions:CONTRADICTIONS"
    ),
    "disputes": Entry("The disputes of the record.", "claims.reports.directories:DISPUTES"),
    "sides": Entry("The sides of the record.", "claims.reports.directories:SIDES"),
    "speakers": Entry("Who is heard in the record.", "claims.reports.directories:SPEAKERS"),
    "sources": Entry("The documents of the record.", "claims.reports.directories:SOURCES"),
    "log": Entry("Who changed what, when and why.", "claims.reports.log:LOG"),
}
"""What each does, where it is declared, in the order of the help; a name of two words is a command of a group."""
