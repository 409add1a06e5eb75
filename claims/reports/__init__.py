"""The reading commands: one file says a command's name, its options, its keys and how it is shown."""

REPORTS = {
    "list": "claims.reports.listing:LIST",
    "show": "claims.reports.show:SHOW",
    "thread": "claims.reports.threads:THREAD",
    "search": "claims.reports.listing:SEARCH",
    "links": "claims.reports.link_list:LINKS",
    "disputes": "claims.reports.directories:DISPUTES",
    "sides": "claims.reports.directories:SIDES",
    "speakers": "claims.reports.directories:SPEAKERS",
    "sources": "claims.reports.directories:SOURCES",
    "log": "claims.reports.log:LOG",
    "stats": "claims.reports.stats:STATS",
    "timeline": "claims.reports.timeline:TIMELINE",
    "compare": "claims.reports.compare:COMPARE",
    "answers": "claims.reports.answers:ANSWERS",
    "matrix": "claims.reports.matrix:MATRIX",
    "contradictions": "claims.reports.contradictions:CONTRADICTIONS",
}
"""Where each is declared: module and attribute."""
