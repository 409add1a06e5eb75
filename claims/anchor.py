"""Where a quote stands in a text.

A quote is a selector of the W3C Web Annotation Data Model (2017): a TextQuoteSelector (section 4.2.4: `exact`,
`prefix`, `suffix`) with a TextPositionSelector (section 4.2.5: `start`) as a hint. Offsets count Unicode code points of
the text as stored, from 0, the end not included; nothing is normalised.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import accumulate
from typing import NamedTuple


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
    """
    candidates = list(_occurrences(text, quote))
    if len(candidates) > 1:
        candidates = _in_context(text, candidates, prefix or "", suffix or "")
    if len(candidates) > 1 and start is not None:
        candidates = _nearest_to(start, candidates)
    return Located(candidates[0] if len(candidates) == 1 else None, tuple(candidates))


def nearest(text: str, quote: str) -> Anchor | None:
    """Find the passage of `text` that is most like `quote`, the first of equals: for messages, never for the record.

    Words alone are compared, in compatibility form (NFKC) and without case, so that quotation marks, dashes, ligatures
    and line breaks make no difference; the anchor runs from a first to a last word. None where no passage reaches a
    similarity of 0.6, difflib's measure (Ratcliff and Obershelp) and its rule of thumb for a close match.
    """
    words = list(_words(text))
    wanted = [word.folded for word in _words(quote)]
    close = [
        (-similarity, Anchor(words[window[0]].start, words[window[-1]].end))
        for window in _promising_windows([word.folded for word in words], wanted)
        if (similarity := _similarity([words[at].folded for at in window], wanted)) >= _LEAST_SIMILARITY
    ]
    return min(close)[1] if close else None


def context(text: str, anchor: Anchor, width: int) -> tuple[str, str]:
    """Give the prefix and the suffix of a passage, up to `width` code points each."""
    return text[max(0, anchor.start - width) : anchor.start], text[anchor.end : anchor.end + width]


_LEAST_SIMILARITY = 0.6
_MOST_WINDOWS = 8
_MANY_WORDS = 50

# Chinese and Japanese text has no space between words: there, a character is a word. Combining accents belong to the
# word, so that decomposed text has the same words as composed text.
_CHARACTER = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = rf"[{_CHARACTER}]|(?:[^\W{_CHARACTER}]|[\u0300-\u036f])+"


class _Word(NamedTuple):
    start: int
    end: int
    folded: str


def _occurrences(text: str, quote: str) -> Iterator[Anchor]:
    start = text.find(quote) if quote else -1
    while start >= 0:
        yield Anchor(start, start + len(quote))
        start = text.find(quote, start + 1)


def _in_context(text: str, candidates: list[Anchor], prefix: str, suffix: str) -> list[Anchor]:
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


def _words(text: str) -> Iterator[_Word]:
    from unicodedata import normalize

    for match in re.finditer(_WORD, text):
        yield _Word(match.start(), match.end(), normalize("NFKC", match[0]).casefold())


def _promising_windows(words: Sequence[str], wanted: Sequence[str]) -> list[range]:
    """Pick the runs of words that share most trigrams with `wanted` (Dice's coefficient), best first.

    Only these need a close look. A window is as long as `wanted`, or one word shorter or longer, for words that were
    split or joined.
    """
    sought = Counter(trigram for word in wanted for trigram in _trigrams(word))
    hits = [[trigram for trigram in _trigrams(word) if trigram in sought] for word in words]
    sizes = [0, *accumulate(map(len, words))]

    def dice(window_and_shared: tuple[range, int]) -> float:
        window, shared = window_and_shared
        return 2 * shared / (sizes[window.stop] - sizes[window.start] + sought.total())

    lengths = {min(max(1, len(wanted) + more), len(words)) for more in (-1, 0, 1)}
    windows = (scored for length in sorted(lengths) for scored in _windows(hits, sought, length))
    return [window for window, _ in nlargest(_MOST_WINDOWS, windows, key=dice)]


def _windows(hits: Sequence[Sequence[str]], sought: Counter[str], length: int) -> Iterator[tuple[range, int]]:
    """Yield every window of `length` words, with the number of trigrams it shares with those sought, each as often."""
    missing, shared = dict(sought), 0
    for last, entering in enumerate(hits):
        for trigram in entering:
            shared += missing[trigram] > 0
            missing[trigram] -= 1
        if last >= length:
            for trigram in hits[last - length]:
                missing[trigram] += 1
                shared -= missing[trigram] > 0
        if last >= length - 1:
            yield range(last - length + 1, last + 1), shared


def _trigrams(word: str) -> Iterator[str]:
    # With a space on both sides, a word of n letters has n trigrams.
    padded = f" {word} "
    return (padded[at : at + 3] for at in range(len(word)))


def _similarity(words: Sequence[str], wanted: Sequence[str]) -> float:
    """Measure how alike two runs of words are, from 0 to 1."""
    from difflib import SequenceMatcher

    # Character by character takes seconds on a long quote; word by word tells enough there.
    by_word = len(wanted) > _MANY_WORDS
    pair = (words, wanted) if by_word else (" ".join(words), " ".join(wanted))
    return SequenceMatcher(None, *pair, autojunk=False).ratio()
