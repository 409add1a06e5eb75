"""Which records were read, and from where: a compact table, since an import may bring millions."""

from array import array

_BITS_OF_LINE = 40
_FIRST_SIZE = 1 << 10


class Index:
    """Names of records, each with the file (by number) and the line that held it, in 16 bytes a slot.

    A table with open addressing and linear probing, never more than three quarters full (Knuth, The Art of Computer
    Programming, volume 3, section 6.4, algorithm L). Names are held as their 64-bit keyed hash alone: of three million
    names two have the same once in four million runs, and not again in the next run, whose key is another.
    """

    def __init__(self) -> None:
        """Nothing has been read."""
        self._names = array("Q", bytes(8 * _FIRST_SIZE))
        self._spots = array("Q", bytes(8 * _FIRST_SIZE))
        self._held = 0

    def add(self, name: str, file: int, line: int) -> bool:
        """Note a name; False, and nothing changes, where it is there already."""
        code = _code(name)
        slot = self._slot(code)
        if self._names[slot]:
            return False
        self._names[slot], self._spots[slot] = code, file << _BITS_OF_LINE | line
        self._held += 1
        if self._held * 4 > len(self._names) * 3:
            self._grow()
        return True

    def find(self, name: str) -> tuple[int, int] | None:
        """The file and the line of a name; None where it was not read."""
        slot = self._slot(_code(name))
        if not self._names[slot]:
            return None
        spot = self._spots[slot]
        return spot >> _BITS_OF_LINE, spot & (1 << _BITS_OF_LINE) - 1

    def _slot(self, code: int) -> int:
        """The slot that holds `code`, or the free one where it belongs."""
        names, last = self._names, len(self._names) - 1
        slot = code & last
        while names[slot] and names[slot] != code:
            slot = slot + 1 & last
        return slot

    def _grow(self) -> None:
        names, spots = self._names, self._spots
        self._names = array("Q", bytes(16 * len(names)))
        self._spots = array("Q", bytes(16 * len(names)))
        for code, spot in zip(names, spots, strict=True):
            if code:
                slot = self._slot(code)
                self._names[slot], self._spots[slot] = code, spot


def _code(name: str) -> int:
    # 0 marks a free slot.
    return hash(name) & 0xFFFF_FFFF_FFFF_FFFF or 1
