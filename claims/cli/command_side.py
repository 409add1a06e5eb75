"""`claims side`."""

from claims.cli.record_group import group
from claims.vocabulary import Kind

COMMAND = group(Kind.SIDE)
