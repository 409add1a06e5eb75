"""Reading files as an import does: into a store of its own, and back out as a corpus."""

import io
import json
from collections.abc import Iterable
from pathlib import Path

from claims import curation
from claims.errors import InputFault
from claims.exchange.record_files import RecordFiles
from claims.json import record as wire
from claims.json import revision as wire_revision
from claims.model import Corpus, Record, Revision
from claims.store import curated
from claims.store.connection import reading
from claims.store.write import Stamp

STAMP = Stamp("2026-01-02T03:04:05.000000Z", "tester")


def new_store(path: Path, *paths: Path, stdin: str = "") -> Path:
    """The path of a new store with what is in these files; raises `InputFault` with every fault there is."""
    files = RecordFiles(paths, io.BytesIO(stdin.encode()))
    curation.make_empty_store(path, (), STAMP)
    try:
        curation.bring(path, files, STAMP, refused=files.refuse)
    except InputFault:
        path.unlink()
        raise
    return path


def corpus_in(store: Path) -> Corpus:
    """All that a store holds."""
    with reading(store) as db:
        return curated.corpus(db)


def rows(records: Iterable[Record | Revision]) -> list[str]:
    """Records as the rows of JSON in which a store hands them to exports."""
    entries = (
        {"record": "revision", **wire_revision.write(one)}
        if isinstance(one, Revision)
        else {"record": wire.kind_of(one), **wire.write(one)}
        for one in records
    )
    return [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries]
