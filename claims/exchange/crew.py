"""Reading on several cores: other processes make packs of blocks of lines, and hand them back in their order.

A block of which no pack could be made, for whatever reason, comes back without one and is read where it came from, so
that faults are told as ever, and a process that dies loses nothing.
"""

import gc
import io
import marshal
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from claims.curation import packs
from claims.exchange import document, json_lines
from claims.exchange.fault import Report
from claims.store.pack import Pack

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

BLOCK_IN_BYTES = 1 << 18
ALONE_IN_BLOCKS = 16
"""What is read before others are called to help: less is done before they have begun."""


class Block(NamedTuple):
    """Whole lines of a file: the number of the first one, from 1, the bytes before it, and the lines themselves."""

    line: int
    offset: int
    data: bytes

    @property
    def lines(self) -> Iterator[bytes]:
        """The lines, those cut that are too long."""
        return json_lines.raw(io.BytesIO(self.data))


def blocks(stream: BinaryIO, line: int = 1) -> Iterator[Block]:
    """The lines of a stream, which begins at a line, in blocks; a line that is too long ends with its block."""
    offset, rest = line - 1, b""
    while data := stream.read(BLOCK_IN_BYTES):
        rest += data
        end = len(rest) if len(rest) > document.LARGEST_IN_BYTES else rest.rfind(b"\n") + 1
        if end:
            yield Block(line, offset, rest[:end])
            line, offset, rest = line + rest.count(b"\n", 0, end), offset + end, rest[end:]
    if rest:
        yield Block(line, offset, rest)


def packed(block: Block, at: str) -> Pack | None:
    """The pack of a block, its records new at the instant `at`; None where they have to be read one by one."""
    report = Report("", [])
    records = [one for one, _ in json_lines.entries(block.lines, None, report, block.line, block.offset)]
    return None if report.count else packs.packed(records, at)


class Crew:
    """The processes, which begin when they are needed, and end with the context."""

    def __init__(self, size: int, at: str, alone: int = ALONE_IN_BLOCKS) -> None:
        """`size` is how many, `at` the instant at which records are new; `alone` blocks are left to the caller.

        Without any the caller is left with all blocks.
        """
        self._size = size
        self._at = at
        self._alone = alone
        self._members: list[_Member] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        for member in self._members:
            member.dismiss()

    def packed(self, given: Iterable[Block]) -> Iterator[tuple[Block, Pack | None]]:
        """Each block with its pack, None where its records have to be read one by one."""
        waiting: deque[tuple[Block, _Member]] = deque()
        for number, block in enumerate(given):
            if number < self._alone or not self._size:
                yield block, None
                continue
            # Whoever has an answer gets the next block before the answer is looked at.
            done = _answer(*waiting.popleft()) if len(waiting) == self._size else None
            member = self._member(number % self._size)
            member.send(block)
            waiting.append((block, member))
            if done:
                yield done
        while waiting:
            yield _answer(*waiting.popleft())

    def _member(self, number: int) -> "_Member":
        while len(self._members) <= number:
            self._members.append(_Member(self._at))
        return self._members[number]


def _answer(block: Block, member: "_Member") -> tuple[Block, Pack | None]:
    return block, member.answer()


class _Member:
    """One process, which has one block at a time."""

    def __init__(self, at: str) -> None:
        # Forking would copy whatever this process holds open, the store among it.
        from multiprocessing import get_context

        context = get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, at), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()

    def send(self, block: Block) -> None:
        # One that died has no answer to any block.
        with suppress(OSError):
            self._ours.send_bytes(marshal.dumps(tuple(block)))

    def answer(self) -> Pack | None:
        try:
            found = marshal.loads(self._ours.recv_bytes())  # noqa: S302 - made by `_work`
        except (EOFError, OSError):
            return None
        return found and Pack(*found)

    def dismiss(self) -> None:
        self._ours.close()
        self._process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back, which a process that begins here does for good: they are for the one that has the store."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(conn: "Connection[bytes, bytes]", at: str) -> None:
    """Make packs of the blocks that come, until none can come any more."""
    # Where none could be held back.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Records hold no cycles, and looking for some takes a twentieth of the time.
    gc.disable()
    with suppress(EOFError, OSError):
        while True:
            made = packed(Block(*marshal.loads(conn.recv_bytes())), at)  # noqa: S302 - sent by `send`
            conn.send_bytes(marshal.dumps(made and tuple(made)))  # type: ignore[arg-type]  # plain values
