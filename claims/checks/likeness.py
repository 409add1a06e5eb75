"""Which texts are nearly the same: found without comparing each with each.

Texts as alike as is asked for share most of their words, and so at least one of the rarest words of each (prefix
filtering: Chaudhuri, Ganti and Kaushik 2006, "A primitive operator for similarity joins in data cleaning"). Only texts
that share such a word are compared, letter by letter.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
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

    Texts that differ in a number or a negation say different things, however alike they are. So only those with the
    same numbers and negations are compared, and of these each with no more than some hundreds for each of its rarest
    words: time and memory grow with the number of texts and not with its square.
    """
    words = [_words(text) for text in texts]
    alike: dict[frozenset[str], list[int]] = {}
    for place, own in enumerate(words):
        alike.setdefault(frozenset(filter(_is_of_substance, own)), []).append(place)
    several = [places for places in alike.values() if len(places) > 1]
    # Nearly always there are none, and nothing need be counted.
    frequency = Counter(chain.from_iterable(words) if several else ())
    found = (pair for places in several for pair in _among(places, texts, frequency))
    yield from sorted(found, key=lambda pair: (pair[1], pair[0]))


def _among(places: Sequence[int], texts: Sequence[str], frequency: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """The pairs among texts that have the same numbers and negations; `frequency` is that of words in all texts."""
    holders: dict[str, list[int]] = {}
    for place in places:
        rarest = sorted(_words(texts[place]), key=lambda word: (frequency[word], word))
        leading = rarest[: len(rarest) - ceil(_LEAST_OF_WORDS * len(rarest)) + 1]
        candidates: set[int] = set()
        for word in leading:
            if frequency[word] <= _MOST_TEXTS:
                candidates.update(holders.get(word, ()))
                holders.setdefault(word, []).append(place)
        yield from ((other, place) for other in candidates if _are_alike(texts[other], texts[place]))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


@lru_cache(maxsize=65536)
def _is_of_substance(word: str) -> bool:
    return word in _NEGATIONS or any(map(str.isdigit, word))


def _are_alike(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(one.casefold(), other.casefold(), score_cutoff=_LEAST_OF_LETTERS) > 0
