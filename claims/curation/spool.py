"""Findings kept in order outside of memory: a million of them would take more of it than all that they are about."""

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import chain, islice
from typing import IO

from claims.checks.declare import Found
from claims.vocabulary import Kind

_BLOCK = 200
_IN_ORDER = 500
_IN_DISORDER = 5_000
"""Findings held before they go to a file: sorted ones are merged again, and few long runs are merged cheaply."""

_Order = tuple[str, ...]


class Spool:
    """What one rule finds; a few findings stay in memory, more go to a temporary file.

    They are pickled, and read by nobody else: the file has no name.
    """

    def __init__(self, opened: ExitStack, *, kind: Kind | None = None) -> None:
        """`opened` closes the file; `kind` is that of the records whose order is to be made, None to leave it."""
        self.size = 0
        self._opened = opened
        self._kind = kind
        self._held: list[Found] = []
        self._runs: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None

    def add(self, found: Found) -> None:
        """One finding more."""
        self.size += 1
        self._held.append(found)
        if len(self._held) >= (_IN_ORDER if self._kind is None else _IN_DISORDER):
            self._put_down()

    def __iter__(self) -> Iterator[Found]:
        """All findings."""
        runs = [*(self._run(*ends) for ends in self._runs), iter(self._sorted())]
        return chain(*runs) if self._kind is None else merge(*runs, key=_order)

    def _sorted(self) -> list[Found]:
        return self._held if self._kind is None else sorted(self._held, key=_order)

    def _put_down(self) -> None:
        if self._file is None:
            self._file = self._opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        file = self._file
        begin = file.seek(0, 2)
        for block in _blocks(self._sorted()):
            pickle.dump(block, file, pickle.HIGHEST_PROTOCOL)
        self._runs.append((begin, file.tell()))
        self._held = []

    def _run(self, place: int, end: int) -> Iterator[Found]:
        assert self._file is not None
        while place < end:
            self._file.seek(place)
            block = pickle.load(self._file)  # noqa: S301 - our own, of a moment ago
            place = self._file.tell()
            yield from block


def _blocks(found: Iterable[Found]) -> Iterator[list[Found]]:
    rest = iter(found)
    while block := list(islice(rest, _BLOCK)):
        yield block


def _order(found: Found) -> _Order:
    # By its parts, since `-` sorts before the `/` between the parts of a link's id.
    return tuple(found.record.split("/"))
