"""Quotes that stand in a text word for word, however they are typeset."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import category, is_normalized, normalize

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_HIDDEN = "\u00ad\ufeff" + "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))))
_BLANK = _SPACES + _HIDDEN
_DASHES = "-‐‑‒–—―−⁃﹘﹣－"
_QUOTES = "\"'`´ʼ‘’‚‛“”„‟′″‹›«»「」『』〝〞〟＂＇"
_RUN = rf"\u00ad\r?\n\s*|[{re.escape(_BLANK + _DASHES)}]{{2,}}|[{_HIDDEN}\ufb00-\ufb06]"


class Anchor(NamedTuple):
    """A passage of a text: `text[start:end]`, in code points."""

    start: int
    end: int


class Located(NamedTuple):
    """What a selector finds.

    `anchor`: the one place it names, None where it names no place or several. `candidates`: the places it fits, in
    the order of the text: none where the quote isn't in the text, that of `anchor` alone where there is one, and
    otherwise those that nothing given tells apart. `in_context`: False where prefix and suffix fit none of them.
    """

    anchor: Anchor | None
    candidates: tuple[Anchor, ...]
    in_context: bool = True


class Folded(NamedTuple):
    """A text without what only its typesetting decides, and the way back.

    Between two changes of length an offset in `text` and one in the original differ by the same number; `folded` and
    `original` have the ends of the changes in both.
    """

    text: str
    folded: "array[int]"
    original: "array[int]"

    def back(self, start: int, end: int) -> Anchor:
        """Give the characters of the original that `text[start:end]` was made from."""
        return Anchor(*(at + self._shift(bisect_right(self.folded, at) - 1) for at in (start, end)))

    def offset(self, at: int) -> int:
        """Give the place in `text` that the offset `at` of the original has; beyond its ends, the nearest."""
        change = bisect_right(self.original, max(0, at)) - 1
        most = self.folded[change + 1] if change + 1 < len(self.folded) else len(self.text)
        return min(max(0, at) - self._shift(change), most)

    def _shift(self, change: int) -> int:
        return self.original[change] - self.folded[change]


def fold(text: str) -> Folded:
    """Fold `text` into a form in which typesetting makes no difference.

    One space stands for any white space and one hyphen for any dash with the spaces around it; quotation marks and
    apostrophes are all the same; soft hyphens, with the line end after them, and zero-width characters are gone;
    ligatures of f and s are letters, and characters are composed (NFC). Python looks at what changes length alone, so
    that long texts take little time.
    """
    parts: list[str] = []
    folded, original = array("Q", [0]), array("Q", [0])
    size = last = 0
    for run in _changing(text).finditer(text):
        new = _folded_run(run[0])
        parts += (text[last : run.start()], new)
        size += run.start() - last + len(new)
        last = run.end()
        folded.append(size)
        original.append(last)
    whole = "".join([*parts, text[last:]])
    for character in set(whole):
        whole = whole.replace(character, _alike(character))
    return Folded(whole, folded, original)


def _changing(text: str) -> re.Pattern[str]:
    if is_normalized("NFC", text):
        return re.compile(_RUN)
    # What may be composed with what stands before it is a mark or part of a Korean syllable.
    loose = {each for each in set(text) if category(each)[0] == "M" or normalize("NFC", each) != each}
    some = re.escape("".join(sorted(loose.union(map(chr, range(0x1160, 0x1200))))))
    return re.compile(f"{_RUN}|[^{some}]?[{some}]+")


def _folded_run(run: str) -> str:
    if any(character in _DASHES for character in run):
        return "-"
    if not run.strip(_BLANK):
        # A word that is parted at a line's end is one word.
        is_parted = run[0] == "\u00ad" and "\n" in run
        return " " if not is_parted and any(map(str.isspace, run)) else ""
    return normalize("NFKC" if "\ufb00" <= run <= "\ufb06" else "NFC", run)


def _alike(character: str) -> str:
    if character.isspace():
        return " "
    return "-" if character in _DASHES else "'" if character in _QUOTES else character


@lru_cache(maxsize=4)
def folded(text: str) -> Folded:
    """Fold a source's text and keep it, since many quotes are looked for in one."""
    return fold(text)


def plain(text: str) -> str:
    """Give words folded, without the white space around them: those of two quotes that only look different are one."""
    return fold(text).text.strip()


def locate(
    text: str, quote: str, *, prefix: str | None = None, suffix: str | None = None, start: int | None = None
) -> Located:
    """Find `quote` in `text`, word for word; its typesetting (see `fold`) may differ.

    Of its occurrences, overlapping ones included, those are left that the whole of `prefix` precedes and the whole of
    `suffix` follows, to the letter or else but for typesetting and for white space and quotation marks between quote
    and context. Of those left, the one nearest to `start` is meant. None or blank is a part of the selector that was
    not given. An empty quote is nowhere.

    A quote that stands at more than 10,000 places (a long one at more than a hundred; see `places`) names none of
    them, whatever its context: the first of them are the candidates.
    """
    found, are_all = places(text, quote)
    fitting = in_context(text, found, prefix, suffix) if are_all else found
    if found and not fitting:
        return Located(None, tuple(found), in_context=False)
    if are_all and len(fitting) > 1 and start is not None:
        fitting = _nearest_to(start, fitting)
    return Located(fitting[0] if are_all and len(fitting) == 1 else None, tuple(fitting))


def context(text: str, anchor: Anchor, width: int) -> tuple[str, str]:
    """Give the prefix and the suffix of a passage, up to `width` code points each."""
    return text[max(0, anchor.start - width) : anchor.start], text[anchor.end : anchor.end + width]


def telling_context(text: str, anchor: Anchor, width: int) -> tuple[str, str]:
    """Give the folded context of a passage: `width` code points on each side, or as many as tell it from any other."""
    whole = folded(text)
    at = Anchor(whole.offset(anchor.start), whole.offset(anchor.end))
    while True:
        prefix, suffix = context(whole.text, at, width)
        passage = f"{prefix}{whole.text[at.start : at.end]}{suffix}"
        if whole.text.find(passage) == whole.text.rfind(passage):
            return prefix, suffix
        width *= 2


def occurrences(text: str, quote: str) -> Iterator[int]:
    """Yield every place where `quote` begins, overlapping ones included, in the order of the text."""
    start = text.find(quote) if quote else -1
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def places(text: str, quote: str) -> tuple[list[Anchor], bool]:
    """Give the places where `quote` stands, however typeset, and whether they are all: only so many are sought.

    In a text that repeats itself, as many as it has characters may overlap, each as dear to compare as it is long.
    """
    most = max(_LEAST_PLACES, min(_MOST_PLACES, _MOST_COMPARED_IN_CODE_POINTS // max(1, len(quote))))
    found = [Anchor(at, at + len(quote)) for at in islice(occurrences(text, quote), most + 1)]
    whole, wanted = folded(text), plain(quote)
    if whole.text != text or wanted != quote:
        known = {trimmed(text, each).start for each in found}
        alike = (trimmed(text, whole.back(at, at + len(wanted))) for at in occurrences(whole.text, wanted))
        found = sorted([*found, *islice((each for each in alike if each.start not in known), most + 1)])
    return found[:most], len(found) <= most


_MOST_PLACES = 10_000
_LEAST_PLACES = 100
_MOST_COMPARED_IN_CODE_POINTS = 100_000_000


def in_context(text: str, found: list[Anchor], prefix: str | None, suffix: str | None) -> list[Anchor]:
    """Leave the places that prefix and suffix fit: to the letter, or if none, but for typesetting."""
    before, after = (part if part and part.strip() else "" for part in (prefix, suffix))
    exactly = [at for at in found if text.endswith(before, 0, at.start) and text.startswith(after, at.end)]
    if exactly or not found:
        return exactly
    whole, before, after = folded(text), fold(before).text.rstrip(_JOINT), fold(after).text.lstrip(_JOINT)
    return [at for at in found if _fits(whole, at, before, after)]


def fits(text: str, anchor: Anchor, prefix: str | None, suffix: str | None) -> bool:
    """Return whether prefix and suffix stand beside a passage, see `locate`."""
    return bool(in_context(text, [anchor], prefix, suffix))


def _fits(whole: Folded, at: Anchor, prefix: str, suffix: str) -> bool:
    around = Anchor(whole.offset(at.start), whole.offset(at.end))
    before, _ = context(whole.text, around, len(prefix) + _MOST_AT_JOINT)
    _, after = context(whole.text, around, len(suffix) + _MOST_AT_JOINT)
    return before.rstrip(_JOINT).endswith(prefix) and after.lstrip(_JOINT).startswith(suffix)


# Between a quote and its context people leave these out; there are never many.
_JOINT = " '"
_MOST_AT_JOINT = 16


def _nearest_to(start: int, candidates: list[Anchor]) -> list[Anchor]:
    distance = min(abs(at.start - start) for at in candidates)
    return [at for at in candidates if abs(at.start - start) == distance]


def trimmed(text: str, anchor: Anchor) -> Anchor:
    """Leave out white space and what can't be seen at both ends of a passage."""
    rest = text[anchor.start : anchor.end].lstrip(_BLANK)
    start = anchor.end - len(rest)
    return Anchor(start, start + len(rest.rstrip(_BLANK)))
