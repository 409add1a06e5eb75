"""`claims disputes`."""

from claims.cli import directory
from claims.vocabulary import Kind

COMMAND = directory.command(Kind.DISPUTE)
