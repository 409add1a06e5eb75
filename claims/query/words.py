"""What people type into a search, understood: words, phrases, what is left out, fields. Pure.

A space means "and". `OR` joins the words beside it, and binds tighter than the space. `-word` or `NOT word` leaves out,
`word*` is the beginning of a word, `"a phrase"` stands as it is, `field:value` narrows. Whatever is none of these is a
word: no input is malformed but a field that nobody knows.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import category, combining, decimal, normalize
from unicodedata import name as name_of

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
    """Whether there is anything in a text that a search could look for: letters, marks, digits, private use."""
    return bool(split(text))


class _Forms(dict[int, str]):
    """What each character is indexed as, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        form = self[code] = _form(chr(code))
        return form


# Tatweel only stretches a word; these apostrophes are letters by name; the last tells where words end.
_FORMS = _Forms({ord("."): ".", 0x640: "", 0x2BB: " ", 0x2BC: " ", 0x200B: " "})
_APART = (
    *("AHOM ", "BOPOMOFO ", "CJK ", "HANGUL ", "HANGZHOU ", "HIRAGANA ", "IDEOGRAPHIC ", "KATAKANA ", "KHMER ", "LAO "),
    *("MYANMAR ", "NEW TAI LUE ", "TAI ", "THAI "),
)
"""Scripts without spaces between words, by the names of their characters, and Hangul, whose words carry endings."""

_JOINT = "\x1f"
_JOINED = rf"{_JOINT}{_JOINT}|\.(?<=\b[^\W\d_]\.)(?=[^\W\d_]\b)"
"""What goes out of a text of forms: between a character set apart and its marks, and the points between initials."""


def _form(character: str) -> str:
    kind, called = category(character), name_of(character, "")
    if kind == "Cn" and "\U00020000" <= character < "\U0003fffe":
        # Characters that are newer than this Python.
        kind, called = "Lo", _APART[2]
    if _is_folded_away(kind, called):
        return ""
    if kind == "Nd":
        return str(decimal(character))
    if kind[0] not in "LMN" and kind != "Co":
        return " "
    form = _plain(character)
    if not called.startswith(_APART):
        return form
    return f"{_JOINT if kind[0] == 'M' else ' '}{form}{_JOINT}"


def _is_folded_away(kind: str, called: str) -> bool:
    """Whether a word is the same without it: format characters, accents, tashkil, niqqud; no other vowel sign is."""
    is_accent = called.startswith(("COMBINING ", "ARABIC ", "HEBREW ")) or "VARIATION SELECTOR" in called
    return kind == "Cf" or (kind in ("Mn", "Me") and is_accent and not called.startswith("COMBINING KATAKANA"))


def _plain(character: str) -> str:
    """A character in lower case and without accents."""
    parts = normalize("NFKD", character)
    kept = "".join(part for part in parts if not _is_folded_away(category(part), name_of(part, "")))
    return "".join(map(_letter, normalize("NFC", kept).casefold()))


def _letter(letter: str) -> str:
    """A small letter without its stroke or hook, which Unicode decomposes only by name."""
    stroked = re.match(r"LATIN SMALL LETTER (?:DOTLESS )?([A-Z])\b", name_of(letter, ""))
    return stroked[1].lower() if stroked else _LETTERS.get(letter, letter)


_LETTERS = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}


def folded(text: str) -> str:
    """The text as it is indexed: in lower case and without accents, with a space between any two words.

    Compatible forms are one (NFKC, Unicode Standard Annex 15); points between initials are left out. In scripts without
    spaces a character with its marks is a word, so that a word of any length is found inside a sentence as a phrase.
    docs/decisions.md compares the ways.
    """
    return re.sub(_JOINED, "", normalize("NFKC", text).translate(_FORMS))


def placed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as `folded` has it, and of each of its characters where it comes from: offsets, the end behind it."""
    forms: list[str] = []
    places: list[tuple[int, int]] = []
    end = 0
    for part in _composed(text):
        forms.append(normalize("NFKC", part).translate(_FORMS))
        places += [(end, end + len(part))] * len(forms[-1])
        end += len(part)
    joined = "".join(forms)
    gone = {place for match in re.finditer(_JOINED, joined) for place in range(*match.span())}
    return re.sub(_JOINED, "", joined), [span for place, span in enumerate(places) if place not in gone]


def _composed(text: str) -> Iterator[str]:
    """The parts of a text that are normalised each by itself."""
    part = ""
    for character in text:
        if part and not combining(character) and _is_apart(part, character):
            yield part
            part = ""
        part += character
    yield part


def _is_apart(part: str, character: str) -> bool:
    if character.isascii():
        return True
    both, first, second = (normalize("NFKC", one) for one in (part + character, part, character))
    return both == first + second


WORD = "[0-9a-z\x80-\U0010ffff]+"
"""A pattern of the words of a folded text."""


def split(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(WORD, folded(text))


def key(called: str) -> str:
    """What names are compared by: their words as a search has them."""
    return " ".join(split(called)) or called.casefold()


def terms(words: Words) -> Iterable[Term]:
    """The terms that are looked for."""
    return (term for group in words.wanted for term in group)
