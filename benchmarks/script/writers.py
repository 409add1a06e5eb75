"""Processes that add claims at the same time, one a transaction, none lost: `writers.py STORE WRITERS EACH`."""

import multiprocessing
import sqlite3
import sys
from pathlib import Path

from claims import curation
from claims.model import Change, Claim
from claims.store.write import Stamp
from claims.vocabulary import Act, Kind, Op


def write(me: int, number: int) -> None:
    for index in range(number):
        claim = Claim(f"w-{me}-{index}", f"Sentence {index} of {me}.", "speaker-1", "china", Act.DENIAL)
        change = Change(Op.ADD, Kind.CLAIM, None, claim)
        stamp = Stamp(f"2027-01-01T00:{index // 60 % 60:02}:{index % 60:02}.000000Z", f"writer {me}")
        curation.commit(Path(sys.argv[1]), lambda _, change=change: [change], stamp)


if __name__ == "__main__":
    writers, each = int(sys.argv[2]), int(sys.argv[3])
    several = [multiprocessing.Process(target=write, args=(me, each)) for me in range(writers)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    (written,) = sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM claims WHERE id LIKE 'w-%'").fetchone()
    sys.exit(any(one.exitcode for one in several) or written != writers * each)
