"""Which texts are nearly the same: found without comparing each with each.

Texts as alike as is asked for share most of their words, and so at least one of the rarest words of each (prefix
filtering: Chaudhuri, Ganti and Kaushik 2006, "A primitive operator for similarity joins in data cleaning"). Only texts
that share such a word are compared, letter by letter.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil

_LEAST_OF_LETTERS = 90.0
"""Similarity of the letters from 0 to 100 (normalised indel distance); two changed words in a dozen stay above it."""

_LEAST_OF_WORDS = 0.6
"""Least share of common words (Jaccard); a typing error costs a word on both sides."""

_MOST_TEXTS = 200
"""A word in more texts than this leads to no comparison: templates would compare each with each."""

# Left to `re` to compile on first use: who adds a claim needn't wait for them.
# Chinese and Japanese have no space between words: there, a character is a word.
_WORD = r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+"
_NUMBER = r"\d+"
_NEGATIONS = frozenset({"not", "no", "never", "none", "nothing", "nobody", "without", "cannot", "不", "没", "未", "无"})


def pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of texts that are nearly the same, as their places in `texts`, the lower one first.

    Texts that differ in a number or a negation say different things, however alike they are. So only those with the
    same numbers and negations are compared, and of these each with no more than some hundreds for each of its rarest
    words: time and memory grow with the number of texts and not with its square.
    """
    # Numbers are found sooner than words.
    of_same_numbers = _grouped(range(len(texts)), lambda place: frozenset(re.findall(_NUMBER, texts[place])))
    groups = [group for places in of_same_numbers for group in _grouped(places, lambda place: _substance(texts[place]))]
    frequency = Counter(word for text in (texts if groups else ()) for word in _words(text))
    candidates = (pair for group in groups for pair in _sharing_rare_words(group, texts, frequency))
    alike = (pair for pair in candidates if _are_alike(texts[pair[0]], texts[pair[1]]))
    return sorted(alike, key=lambda pair: (pair[1], pair[0]))


def _grouped(places: Iterable[int], key: Callable[[int], frozenset[str]]) -> list[list[int]]:
    """Those of the places that share a key with others."""
    groups: dict[frozenset[str], list[int]] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return [group for group in groups.values() if len(group) > 1]


def _substance(text: str) -> frozenset[str]:
    """The numbers and negations of a text."""
    return frozenset(word for word in _words(text) if word in _NEGATIONS or any(map(str.isdigit, word)))


def _words(text: str) -> set[str]:
    return set(re.findall(_WORD, text.casefold()))


def _sharing_rare_words(
    places: Sequence[int], texts: Sequence[str], frequency: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """The pairs of these places whose texts share one of the rarest words of each."""
    holders: dict[str, list[int]] = {}
    for place in places:
        rarest = sorted(_words(texts[place]), key=lambda word: (frequency[word], word))
        leading = rarest[: len(rarest) - ceil(_LEAST_OF_WORDS * len(rarest)) + 1]
        candidates: set[int] = set()
        for word in leading:
            if frequency[word] <= _MOST_TEXTS:
                candidates.update(holders.get(word, ()))
                holders.setdefault(word, []).append(place)
        yield from ((candidate, place) for candidate in candidates)


def _are_alike(text: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(text.casefold(), other.casefold(), score_cutoff=_LEAST_OF_LETTERS) > 0
