"""The rules of writing: one transaction a command, and a receipt of what was done."""

from pathlib import Path
from typing import NamedTuple

from claims.model import Corpus
from claims.store import connection, write
from claims.vocabulary import Kind


class Receipt(NamedTuple):
    """What a command did: `made` False means that there was nothing left to do. `counts` are records by plural kind."""

    path: Path
    made: bool
    counts: dict[str, int]


def make_store(path: Path, corpus: Corpus, stamp: write.Stamp, why: str | None = None) -> Receipt:
    """A new store at `path` that holds the corpus; a file that is there already is left as it is."""
    made = connection.create(path, lambda db: write.load(db, corpus, stamp, why))
    return Receipt(path, made, {kind.plural: len(corpus.of(kind)) for kind in Kind})
