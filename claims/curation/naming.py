"""Ids of records that a curator did not name: made from the words that the record begins with, in any script."""

from collections.abc import Callable
from itertools import count, zip_longest

_LONGEST = 48
_LEAST_TELLING = (
    *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "of"),
    *("on", "or", "that", "the", "their", "them", "they", "this", "to", "was", "were", "which", "will", "with"),
)


def base(*parts: str | None) -> str:
    """Return a lower-case slug made of these parts, in order; `record` where they have nothing to make one of.

    Other scripts are transliterated. Words that tell least are left out of a part unless nothing of it would be left,
    and so is a part with which the next one begins: “Sea regrets nothing” of side `sea` makes one `sea`.
    """
    from slugify import slugify

    slugs = [slugify(part, stopwords=_LEAST_TELLING) or slugify(part) for part in parts if part]
    distinct = [slug for slug, following in zip_longest(slugs, slugs[1:]) if not f"{following}-".startswith(f"{slug}-")]
    return slugify(" ".join(distinct), max_length=_LONGEST, word_boundary=True, save_order=True) or "record"


def numbered(slug: str, is_taken: Callable[[str], bool]) -> str:
    """Return the slug, or the first of slug-2, slug-3, … that is not taken."""
    candidates = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(candidate for candidate in candidates if not is_taken(candidate))
