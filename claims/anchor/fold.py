"""Text without what typesetting, copying and keyboards change, and the way back to the text as it was."""

import re
from array import array
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple
from unicodedata import category, combining, normalize

from claims.anchor.exact import Anchor

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
