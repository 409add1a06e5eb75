"""What differs between two versions of a record, field by field, and between two texts, word by word; pure.

Versions are in the JSON shape of revisions. They may come from a file, so nothing is taken for granted about them but
that they are objects.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from os.path import commonprefix
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.render.value import Row
from claims.vocabulary import Status

if TYPE_CHECKING:
    from difflib import SequenceMatcher

STAMPS = ("recorded_at", "revised_at")
"""Keys that every change sets; the revision itself tells when it was made."""


class Field(NamedTuple):
    """One field that differs: what was taken out of it, and what was put in.

    A plain value is the one member of its side, None and an empty list are none. `label` names the field for people:
    `text`, `citations #2 quote`.
    """

    label: str
    out: tuple[str, ...]
    put: tuple[str, ...]


def changed(before: Row | None, after: Row | None) -> tuple[str, ...]:
    """Return the keys whose values differ, those of stamps left out."""
    old, new = before or {}, after or {}
    keys = dict.fromkeys((*new, *old))
    return tuple(key for key in keys if key not in STAMPS and _filled(old.get(key)) != _filled(new.get(key)))


def _filled(value: Any) -> Any:
    """Return the value; None for an empty list, since both say that there is nothing."""
    return None if value == [] else value


def fields(before: Row | None, after: Row | None) -> Iterator[Field]:
    """Return the fields that differ, but for the id, which heads the difference, and what goes without saying."""
    old, new = before or {}, after or {}
    for key in changed(before, after):
        if not _goes_without_saying(key, old, new):
            yield from _citations(old.get(key), new.get(key)) if key == "citations" else [_field(key, old, new)]


def _goes_without_saying(key: str, old: Row, new: Row) -> bool:
    """Return whether the id, the text or the newness of the record says it already."""
    match key:
        case "id":
            return True
        case "from" | "relation" | "to":
            return "/" in str(new.get("id", old.get("id")))
        case "sha256":
            return old.get("text") != new.get("text")
        case "status":
            return not old and new.get("status") == Status.ON_RECORD
        case _:
            return False


def _field(key: str, old: Row, new: Row, label: str = "") -> Field:
    values = (old.get(key), new.get(key))
    before, after = (tuple(map(_text, _list(value))) for value in values)
    name = label + key.replace("_", " ")
    if not any(isinstance(value, list) for value in values):
        return Field(name, before, after)
    out, put = _without(before, after), _without(after, before)
    return Field(name, out, put) if out or put else Field(f"{name} (order)", before, after)


def _without(members: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return the members less those that the others have, each as often as they have it."""
    left = list(others)
    kept = []
    for member in members:
        if member in left:
            left.remove(member)
        else:
            kept.append(member)
    return tuple(kept)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """Return a value in words; an object as `key: value` for each key that is filled in."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(member)}" for key, member in value.items() if _filled(member) is not None)
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value)


def _citations(before: Any, after: Any) -> Iterator[Field]:
    """Return the fields of citations, which are the same citation where they have the same id."""
    old, new = _by_id(before), _by_id(after)
    for id in sorted(old.keys() | new.keys(), key=lambda number: (len(number), number)):
        was, now = old.get(id, {}), new.get(id, {})
        for key in changed(was, now):
            if key != "id":
                yield _field(key, was, now, f"citations {id} ")
    if list(old) != list(new) and old.keys() == new.keys():
        yield Field("citations (order)", tuple(old), tuple(new))


def _by_id(citations: Any) -> dict[str, Row]:
    objects = [citation for citation in _list(citations) if isinstance(citation, Mapping)]
    return {f"#{str(citation.get('id')).rpartition('#')[2]}": citation for citation in objects}


class Piece(NamedTuple):
    """A piece of one of two texts; `differs`: the other does not have it there."""

    text: str
    differs: bool = False


class Passage(NamedTuple):
    """A place where two texts differ, with words around it; `…` where the text goes on.

    `at` is its offset in the first text, in code points. `old` and `new` are empty where the place is too long to be
    compared; it has `sizes` code points in each text.
    """

    at: int
    sizes: tuple[int, int]
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


MOST_COMPARED = 12_000
"""Code points in which words are compared; difflib's time grows with the square: here it takes 2 s at worst."""

_MOST_LINES = 4_000
_CONTEXT_WORDS = 8
_CONTEXT_IN_CODE_POINTS = 60
# Words of scripts that put spaces between them; any other character stands for itself. Spaces go with what they follow.
_TOKEN = re.compile("(?:[^\\W\u2e80-\U0010ffff]+|\\S)\\s*|\\s+")


def words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts, the words that differ marked, none where little is alike or the texts are long."""
    if max(len(old), len(new)) <= MOST_COMPARED:
        first, second = _TOKEN.findall(old), _TOKEN.findall(new)
        matcher = _matcher(first, second)
        if matcher.ratio() >= _LEAST_ALIKE:
            return _pieces(first, second, matcher.get_opcodes())
    return (Piece(old),), (Piece(new),)


_LEAST_ALIKE = 0.25
_Codes = Sequence[tuple[str, int, int, int, int]]


def _matcher(old: Sequence[str], new: Sequence[str]) -> "SequenceMatcher[str]":
    from difflib import SequenceMatcher

    return SequenceMatcher(None, list(map(_key, old)), list(map(_key, new)), autojunk=False)


def _key(token: str) -> str:
    """Return what is compared: whether one space follows or none is a matter of the word that comes next."""
    return token.rstrip(" ") or " "


def _pieces(old: Sequence[str], new: Sequence[str], codes: _Codes) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    before = tuple(Piece("".join(old[a:b]), code != "equal") for code, a, b, _, _ in codes if a < b)
    after = tuple(Piece("".join(new[c:d]), code != "equal") for code, _, _, c, d in codes if c < d)
    return before, after


def passages(old: str, new: str) -> Iterator[Passage]:
    """Return the places where two long texts differ, in order."""
    for start, end, from_, to in _regions(old, new):
        if max(end - start, to - from_) > MOST_COMPARED:
            yield Passage(start, (end - start, to - from_))
        else:
            yield from _hunks(old, new, (start, end, from_, to))


_Region = tuple[int, int, int, int]
"""From where to where two texts differ: start and end in the first, start and end in the second."""


def _regions(old: str, new: str) -> Iterator[_Region]:
    """Return where they differ: in one region between what is alike or, where that is long, in some of its lines."""
    from difflib import SequenceMatcher

    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middle, other = old[start : len(old) - end], new[start : len(new) - end]
    first, second = middle.splitlines(keepends=True), other.splitlines(keepends=True)
    if max(len(middle), len(other)) <= MOST_COMPARED or max(len(first), len(second)) > _MOST_LINES:
        yield start, start + len(middle), start, start + len(other)
        return
    starts, others = _offsets(start, first), _offsets(start, second)
    # Lines that are found all over, such as empty ones, may not count: comparing each with each would take minutes.
    for code, a, b, c, d in SequenceMatcher(None, first, second).get_opcodes():
        if code != "equal":
            yield starts[a], starts[b], others[c], others[d]


def _alike(old: str, new: str) -> int:
    """Return how many code points both begin with."""
    return len(commonprefix([old, new]))  # noqa: RUF071  # of texts, not of paths


def _offsets(start: int, parts: Iterable[str]) -> list[int]:
    """Return where each part begins, and where the last one ends."""
    return list(accumulate(map(len, parts), initial=start))


def _hunks(old: str, new: str, region: _Region) -> Iterator[Passage]:
    """Return a region's passages, apart where many words between them are alike."""
    start, end, from_, to = region
    before = min(start, from_, _CONTEXT_IN_CODE_POINTS)
    first = _TOKEN.findall(old[start - before : end + _CONTEXT_IN_CODE_POINTS])
    second = _TOKEN.findall(new[from_ - before : to + _CONTEXT_IN_CODE_POINTS])
    starts, others = _offsets(start - before, first), _offsets(from_ - before, second)
    for codes in _matcher(first, second).get_grouped_opcodes(_CONTEXT_WORDS):
        was, now = _pieces(first, second, codes)
        (_, a, _, c, _), (_, _, b, _, d) = codes[0], codes[-1]
        at = next((starts[code[1]] for code in codes if code[0] != "equal"), starts[a])
        sizes = (starts[b] - starts[a], others[d] - others[c])
        yield Passage(at, sizes, _within(was, starts[a], starts[b], old), _within(now, others[c], others[d], new))


def _within(pieces: tuple[Piece, ...], start: int, end: int, text: str) -> tuple[Piece, ...]:
    """Return the pieces, between dots where the text goes on."""
    before = (Piece("…"),) if start > 0 else ()
    after = (Piece("…"),) if end < len(text) else ()
    return (*before, *pieces, *after)
