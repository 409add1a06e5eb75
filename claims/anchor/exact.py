"""Quotes that stand in a text word for word."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple
from unicodedata import category, combining, normalize


class Anchor(NamedTuple):
    """A passage of a text: `text[start:end]`, in code points."""

    start: int
    end: int


class Located(NamedTuple):
    """What a selector finds.

    `anchor`: the one place it names, None where it names no place or several. `candidates`: the places it fits, in
    the order of the text: none where the quote isn't in the text, that of `anchor` alone where there is one, and
    otherwise those that nothing given tells apart.
    """

    anchor: Anchor | None
    candidates: tuple[Anchor, ...]


def locate(
    text: str, quote: str, *, prefix: str | None = None, suffix: str | None = None, start: int | None = None
) -> Located:
    """Find `quote` in `text`, word for word.

    A quote that occurs once is there, whatever its context. Of several occurrences, overlapping ones included, those
    are left that the whole of `prefix` precedes and the whole of `suffix` follows; white space between quote and
    context is disregarded unless it tells occurrences apart. A context that fits none of them tells nothing. Of those
    left, the one nearest to `start` is meant. None is a part of the selector that was not given. An empty quote is
    nowhere.

    A quote that stands at more than 10,000 places (a long one at more than a hundred; see `places`) names none of
    them, whatever its context: the first of them are the candidates.
    """
    candidates, are_all = places(text, quote)
    if not are_all:
        return Located(None, tuple(candidates))
    if len(candidates) > 1:
        candidates = in_context(text, candidates, prefix or "", suffix or "")
    if len(candidates) > 1 and start is not None:
        candidates = _nearest_to(start, candidates)
    return Located(candidates[0] if len(candidates) == 1 else None, tuple(candidates))


def context(text: str, anchor: Anchor, width: int) -> tuple[str, str]:
    """Give the prefix and the suffix of a passage, up to `width` code points each."""
    return text[max(0, anchor.start - width) : anchor.start], text[anchor.end : anchor.end + width]


def occurrences(text: str, quote: str) -> Iterator[Anchor]:
    """Yield every place where `quote` stands, overlapping ones included, in the order of the text."""
    start = text.find(quote) if quote else -1
    while start >= 0:
        yield Anchor(start, start + len(quote))
        start = text.find(quote, start + 1)


def places(text: str, quote: str) -> tuple[list[Anchor], bool]:
    """Give the places where `quote` stands, and whether they are all: only as many are sought as time allows.

    In a text that repeats itself, as many as it has characters may overlap, each as dear to compare as it is long.
    """
    most = max(_LEAST_PLACES, min(_MOST_PLACES, _MOST_COMPARED_IN_CODE_POINTS // max(1, len(quote))))
    found = list(islice(occurrences(text, quote), most + 1))
    return found[:most], len(found) <= most


_MOST_PLACES = 10_000
_LEAST_PLACES = 100
_MOST_COMPARED_IN_CODE_POINTS = 100_000_000


def in_context(text: str, candidates: list[Anchor], prefix: str, suffix: str) -> list[Anchor]:
    """Leave the candidates that prefix and suffix fit to the letter; all of them where these fit none."""
    exactly = [at for at in candidates if text.endswith(prefix, 0, at.start) and text.startswith(suffix, at.end)]
    return exactly or [at for at in candidates if _fits_but_for_spaces(text, at, prefix, suffix)] or candidates


def _fits_but_for_spaces(text: str, at: Anchor, prefix: str, suffix: str) -> bool:
    # YAML and people strip the space that parts a quote from its context.
    start, end = at
    while start and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return text.endswith(prefix.rstrip(), 0, start) and text.startswith(suffix.lstrip(), end)


def _nearest_to(start: int, candidates: list[Anchor]) -> list[Anchor]:
    distance = min(abs(at.start - start) for at in candidates)
    return [at for at in candidates if abs(at.start - start) == distance]


_DASHES = "-‐‑‒–—―−⁃﹘﹣－"
_QUOTES = "\"'`´ʼ‘’‚‛“”„‟′″‹›«»「」『』〝〞〟＂＇"
# Spaces around a dash are a matter of house style, and so is a dash typed as two hyphens.
_RUN = re.compile(rf"[\s{re.escape(_DASHES)}]{{2,}}")
# Scripts that put no space between words: there, a character is a word.
_HAN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = rf"{_HAN}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_JOINED = re.compile(rf"(?:[^\W{_UNSPACED}]|[\u0300-\u036f]){{2}}")


class Folded(NamedTuple):
    """A folded text; `ends[i]` is how long it is up to and with what the character `i` of the original became."""

    text: str
    ends: "array[int]"

    def original(self, start: int, end: int) -> Anchor:
        """Give the characters of the original that `text[start:end]`, not empty, was made from."""
        return Anchor(bisect_right(self.ends, start), bisect_left(self.ends, end) + 1)

    def offset(self, start: int) -> int:
        """Give the place in `text` that the offset `start` of the original has; beyond its ends, the nearest."""
        return self.ends[min(start, len(self.ends)) - 1] if start > 0 and self.ends else 0


def fold(text: str) -> Folded:
    """Fold `text`, character by character, so that every place in it can be traced back.

    One space stands for any white space and one hyphen for any dash with the spaces around it; quotation marks and
    apostrophes are all the same; format characters (soft hyphens, zero-width ones) are gone. All else is in the
    decomposed form of NFKC_Casefold (Unicode 15, section 3.13): compatibility characters, composition and case make no
    difference.
    """
    of_character = {character: _fold_character(character) for character in set(text)}
    parts = [of_character[character] for character in text]
    for run in _RUN.finditer(text):
        first, end = run.span()
        parts[first:end] = [" " if run[0].isspace() else "-", *[""] * (end - first - 1)]
    # Every part is decomposed: this only puts combining marks in order, within their cluster, and keeps the length.
    return Folded(normalize("NFKD", "".join(parts)), array("Q", accumulate(map(len, parts))))


def cuts_word(text: str, at: int) -> bool:
    """Tell whether `at` is an offset inside a word."""
    return at > 0 and bool(_JOINED.fullmatch(text, at - 1, at + 1))


def trimmed(text: str, anchor: Anchor) -> Anchor:
    """Leave out white space at both ends of a passage, and take in the combining marks that belong to it."""
    start, end = anchor
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while 0 < start < end and combining(text[start]):
        start -= 1
    while 0 < end < len(text) and combining(text[end]):
        end += 1
    return Anchor(start, end)


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _DASHES:
        return "-"
    if character in _QUOTES:
        return "'"
    if category(character) == "Cf":
        return ""
    return normalize("NFKD", normalize("NFKD", character).casefold())
