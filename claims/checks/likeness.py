"""Which texts are nearly the same: found without comparing each with each.

Texts as alike as is asked for share most of their words, and so at least one of the rarest words of each (prefix
filtering: Chaudhuri, Ganti and Kaushik 2006, "A primitive operator for similarity joins in data cleaning"). Only texts
that share such a word are compared, letter by letter.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

_LEAST_OF_LETTERS = 90.0
"""Similarity of the letters from 0 to 100 (normalised indel distance); two changed words in a dozen stay above it."""

_LEAST_OF_WORDS = 0.6
"""Least share of common words (Jaccard); a typing error costs a word on both sides."""

_MOST_TEXTS = 200
"""A word in more texts than this leads to no comparison: templates would compare each with each."""

# Chinese and Japanese have no space between words: there, a character is a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_NEGATIONS = frozenset({"not", "no", "never", "none", "nothing", "nobody", "without", "cannot", "不", "没", "未", "无"})


def pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of texts that are nearly the same, as their places in `texts`, the lower one first.

    Texts that differ in a number or a negation say different things, however alike they are.
    """
    words = [set(_WORD.findall(text.casefold())) for text in texts]
    frequency = Counter(word for those in words for word in those)
    holders: dict[str, list[int]] = {}
    for place, those in enumerate(words):
        rarest = sorted(those, key=lambda word: (frequency[word], word))
        leading = rarest[: len(rarest) - ceil(_LEAST_OF_WORDS * len(rarest)) + 1]
        candidates: set[int] = set()
        for word in leading:
            if frequency[word] <= _MOST_TEXTS:
                candidates.update(holders.get(word, ()))
                holders.setdefault(word, []).append(place)
        for other in sorted(candidates):
            if not _differ_in_substance(words[other], those) and _are_alike(texts[other], texts[place]):
                yield other, place


def _differ_in_substance(one: set[str], other: set[str]) -> bool:
    return any(word in _NEGATIONS or any(map(str.isdigit, word)) for word in one ^ other)


def _are_alike(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(one.casefold(), other.casefold(), score_cutoff=_LEAST_OF_LETTERS) > 0
