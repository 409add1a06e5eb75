"""What people type into a search, understood: words, phrases, what is left out, fields. Pure.

A space means "and". `OR` joins the words beside it, and binds tighter than the space. `-word` or `NOT word` leaves out,
`word*` is the beginning of a word, `"a phrase"` stands as it is, `field:value` narrows. Whatever is none of these is a
word: no input is malformed but a field that nobody knows.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import category, normalize

from claims.query import Term, Words
from claims.vocabulary import PLACES

MOST_WORDS = 64
"""Words and phrases of one query; SQLite takes expressions no deeper than 256."""


class Field(NamedTuple):
    """A field with its value, as typed; `is_left_out`: with a `-` before it."""

    name: str
    value: str
    is_left_out: bool = False


class Query(NamedTuple):
    """A query: words to look for in the text, and fields of which nothing is known here."""

    words: Words
    fields: tuple[Field, ...] = ()


class TooManyWords(ValueError):
    """A query of more than `MOST_WORDS` words."""


_PART = (
    r"(?P<out>-)?"
    r"(?:(?P<field>[A-Za-z][A-Za-z_-]*):(?=[^\s:/\"]|\"))?"
    r"(?:\"(?P<phrase>[^\"]*)(?:\"|$)|(?P<word>[^\s\"]+))"
)
_QUOTATION_MARKS = str.maketrans("“”„‟«»", '""""""')


def parse(text: str) -> Query:
    """Understand what was typed; raises `TooManyWords`."""
    wanted: list[tuple[Term, ...]] = []
    unwanted: list[Term] = []
    fields: list[Field] = []
    joins = False
    for part in _parts(text):
        if isinstance(part, str):
            joins = joins or part == _OR
        elif isinstance(part, Field):
            fields.append(part)
            joins = False
        else:
            term, is_left_out = part
            if is_left_out:
                unwanted.append(term)
            elif joins and wanted:
                wanted[-1] = (*wanted[-1], term)
            else:
                wanted.append((term,))
            joins = False
    if sum(map(len, wanted)) + len(unwanted) > MOST_WORDS:
        raise TooManyWords(f"a query takes {MOST_WORDS} words and phrases at most")
    return Query(Words(tuple(wanted), tuple(unwanted)), tuple(fields))


_OR, _AND, _NOT = "OR", "AND", "NOT"


def _parts(text: str) -> Iterator[str | Field | tuple[Term, bool]]:
    """The parts of a query: operators that stand between two others, fields, and terms with whether they are left out.

    An operator that has nothing to work on is a word like any other.
    """
    found = list(re.finditer(_PART, text.translate(_QUOTATION_MARKS)))
    is_negated = False
    for number, part in enumerate(found):
        is_last = number + 1 == len(found)
        if part[0] == _NOT and not is_last:
            is_negated = True
        elif part[0] in (_OR, _AND) and number and not is_last:
            yield part[0]
        else:
            yield from _understood(part, is_left_out=is_negated or part["out"] is not None)
            is_negated = False


def _understood(part: re.Match[str], *, is_left_out: bool) -> Iterator[Field | tuple[Term, bool]]:
    value = part["phrase"] if part["phrase"] is not None else part["word"]
    name = (part["field"] or "").lower().replace("_", "-")
    column = name if name in PLACES and name != "speaker" else None
    if name and column is None:
        yield Field(name, value, is_left_out)
    elif has_words(value):
        is_prefix = part["word"] is not None and value.endswith("*")
        yield Term(value.rstrip("*") if is_prefix else value, is_prefix, column), is_left_out


def has_words(text: str) -> bool:
    """Whether there is anything in a text that a search could look for: letters, digits, characters of private use."""
    return any(category(character)[0] in "LN" or category(character) == "Co" for character in text)


# Scripts that are written without spaces between words, and Hangul, whose words carry their endings with them.
_APART = (
    "[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u3130-\u318f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


def spaced(text: str, space: str = " ") -> str:
    """The text with Chinese, Japanese and Korean characters set apart, so that each is a word of its own.

    A word of any length is then found inside a sentence, as a phrase of its characters. docs/decisions.md compares the
    ways.
    """
    # Compiled when it is first needed, which takes 3 ms: most queries and most claims are in other scripts.
    return text if text.isascii() else space.join(re.split(f"({_APART})", text))


def folded(text: str) -> str:
    """The text as it is indexed: compatible forms as one (NFKC, Unicode Standard Annex 15), characters set apart."""
    return text if text.isascii() else spaced(normalize("NFKC", text))


def terms(words: Words) -> Iterable[Term]:
    """The terms that are looked for."""
    return (term for group in words.wanted for term in group)
