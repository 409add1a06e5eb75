"""`claims source`."""

from claims.cli import source_update
from claims.cli.record_group import group
from claims.vocabulary import Kind

COMMAND = group(Kind.SOURCE, source_update.COMMAND)
