"""Which texts are nearly the same: found without comparing each with each.

Texts as alike as is asked for share most of their words, and so at least one of the rarest words of each (prefix
filtering: Chaudhuri, Ganti and Kaushik 2006, "A primitive operator for similarity joins in data cleaning"). Only texts
that share such a word are compared, letter by letter.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
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
    several = [
        places for some in _sharing(range(len(texts)), texts, _numbers) for places in _sharing(some, texts, _substance)
    ]
    # How frequent words are need not be known where there are none, and those with other numbers go first, since
    # numbers are found sooner than words.
    frequency = Counter(word for text in (texts if several else ()) for word in _words(text))
    found = (pair for places in several for pair in _among(places, texts, frequency))
    yield from sorted(found, key=lambda pair: (pair[1], pair[0]))


def _sharing(places: Iterable[int], texts: Sequence[str], key: Callable[[str], frozenset[str]]) -> Iterator[list[int]]:
    """Those of the places whose texts share a key with others."""
    alike: dict[frozenset[str], list[int]] = {}
    for place in places:
        alike.setdefault(key(texts[place]), []).append(place)
    return (some for some in alike.values() if len(some) > 1)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(text))


_NUMBER = re.compile(r"\d+")


def _substance(text: str) -> frozenset[str]:
    """Its numbers and negations."""
    return frozenset(filter(_is_of_substance, _words(text)))


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
