"""A small algebra of JSON shapes: each type reads a plain value, reporting every problem, and knows its JSON Schema.

One declaration serves both directions, so that the published schema can't drift from what is accepted. Reading goes
on after a problem: a curator sees all faults of a file at once. Values come from `json` or from a dossier: `None`,
`str`, `int`, `float`, `bool`, lists and mappings with text keys.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from claims import dates
from claims.errors import meant

Path = tuple[str | int, ...]
Schema = Mapping[str, object]


class Problem(NamedTuple):
    """What is wrong at `path`; `remedy` is a sentence that says what to do, None where the message says it all."""

    code: str
    path: Path
    message: str
    remedy: str | None = None


Reader = Callable[[Any, Path, list[Problem]], Any]
Loader = Callable[[Any], Any]


def _itself(value: Any) -> Any:
    return value


class Type(NamedTuple):
    """How a value is read, described and loaded.

    `read` returns the value for the record, or None after it has appended a problem. `load` returns it for a value
    that was read before, such as what the store holds, and looks for no problem. `describe` returns the schema, which
    is put together only when somebody asks for it. `words` are those of the vocabulary of which the value is one.
    """

    read: Reader
    describe: Callable[[], Schema]
    load: Loader = _itself
    is_list: bool = False
    words: tuple[StrEnum, ...] = ()


class Field(NamedTuple):
    """One key of an object.

    `name` is the record's attribute where the key is a word that Python keeps for itself. `settled`: a curator may
    leave it out, yet it is never null once stored. `on_request`: lists leave it out unless it is asked for.
    `is_derived`: it follows from the rest of the record, so that dossiers leave it out. `shown` is the type in which
    readers get it, None: as curators write it.
    """

    key: str
    type: Type
    about: str
    required: bool = False
    name: str | None = None
    settled: bool = False
    on_request: bool = False
    is_derived: bool = False
    shown: Type | None = None

    @property
    def attribute(self) -> str:
        """The name of the record's attribute."""
        return self.name or self.key


UNKNOWN_KEY = "F003"
MISSING_KEY = "F004"
WRONG_TYPE = "F005"
MALFORMED = "F006"


def text(pattern: str | None = None, what: str = "text", remedy: str | None = None, **schema: object) -> Type:
    """Text that matches `pattern` wholly (None: any text); `what` and `remedy` word the complaint."""
    fits: Callable[[str], object] | None = None if pattern else _is_filled

    def read(value: Any, path: Path, problems: list[Problem]) -> str | None:
        nonlocal fits
        # Compiled when it is first needed: most commands read no record from outside.
        fits = fits or re.compile(pattern or "").fullmatch
        # One look at what is well, which nearly all is.
        if isinstance(value, str) and fits(value) and (value.isascii() or not re.search(_SURROGATE, value)):
            # Ids stand in many records: held once, an import takes a fifth less memory.
            return sys.intern(value) if pattern else value
        problems.append(complaint(value, path))
        return None

    def complaint(value: Any, path: Path) -> Problem:
        if not isinstance(value, str):
            return _wrong_type(what, value, path)
        if "\0" in value or re.search(_SURROGATE, value):
            return Problem(MALFORMED, path, f"{_at(path)} holds a character that no text may hold", _BAD_TEXT)
        if pattern:
            return Problem(MALFORMED, path, f"{_at(path)}: {_shown(value)} is no {what}", remedy)
        return Problem(MALFORMED, path, f"{_at(path)} is empty", "leave the key out if nothing is known")

    bounds = {"pattern": f"^(?:{pattern})$"} if pattern else {"minLength": 1}
    return Type(read, lambda: {"type": "string", **bounds, **schema})


def _is_filled(value: str) -> object:
    return "\0" not in value and value.strip()


def checked(check: Callable[[str], object], **schema: object) -> Type:
    """Text that `check` accepts; `check` raises `ValueError` with the sentence for the curator."""

    def read(value: Any, path: Path, problems: list[Problem]) -> str | None:
        # An unquoted year is a number in YAML, and nobody thinks of it as one.
        written = value if isinstance(value, str) or type(value) is not int else str(value)
        if not isinstance(written, str):
            problems.append(_wrong_type("text", value, path))
            return None
        try:
            check(written)
        except ValueError as fault:
            problems.append(Problem(MALFORMED, path, f"{_at(path)}: {fault}"))
            return None
        return written

    return Type(read, lambda: {"type": "string", **schema})


def word(words: type[StrEnum]) -> Type:
    """One word of the vocabulary."""
    values = {item.value: item for item in words}

    def read(value: Any, path: Path, problems: list[Problem]) -> StrEnum | None:
        known = values.get(value) if isinstance(value, str) else None
        if known is None:
            remedy = f"one of {', '.join(values)}"
            problems.append(Problem(MALFORMED, path, f"{_at(path)}: {_shown(value)} is not a known word", remedy))
        return known

    return Type(read, lambda: {"enum": list(values)}, values.__getitem__, words=tuple(words))


def integer(least: int) -> Type:
    """A whole number of at least `least`."""

    def read(value: Any, path: Path, problems: list[Problem]) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            problems.append(_wrong_type(f"a whole number from {least}", value, path))
            return None
        return value

    return Type(read, lambda: {"type": "integer", "minimum": least})


def each(item: Type) -> Type:
    """A list; read as a tuple in the same order."""

    def read(value: Any, path: Path, problems: list[Problem]) -> tuple[Any, ...] | None:
        # What every parser gives is known sooner than what else would do.
        if type(value) is not list and (not isinstance(value, Sequence) or isinstance(value, str)):
            problems.append(_wrong_type("a list", value, path))
            return None
        return tuple([item.read(one, (*path, index), problems) for index, one in enumerate(value)])

    def load(values: Any) -> tuple[Any, ...]:
        return tuple(values) if item.load is _itself else tuple(map(item.load, values))

    return Type(read, lambda: {"type": "array", "items": item.describe()}, load, is_list=True)


def record(fields: Sequence[Field], make: Callable[..., Any], ignored: Iterable[str] = ()) -> Type:
    """An object with `fields`, read as `make(**values)`; keys in `ignored` are passed over, others are problems.

    Where fields don't fit one another, `make` raises `ValueError` with the sentence for the curator.
    """
    by_key = {field.key: (field.attribute, field.type.read, (field.key,)) for field in fields}
    required = tuple((field.key, field.about) for field in fields if field.required)
    passed_over = frozenset(ignored)
    known = passed_over.union(by_key)

    def read(value: Any, path: Path, problems: list[Problem]) -> Any:
        if type(value) is not dict and not isinstance(value, Mapping):
            problems.append(_wrong_type("a mapping of keys to values", value, path))
            return None
        before = len(problems)
        if not known.issuperset(value):
            problems.extend(_unknown([key for key in value if key not in known], by_key, path))
        values = {}
        for key, given in value.items():
            if given is not None and key in by_key:
                attribute, read_value, below = by_key[key]
                values[attribute] = read_value(given, path + below, problems)
        for key, about in required:
            if value.get(key) is None:
                problems.append(Problem(MISSING_KEY, path, f"{key} is missing", about))
        if len(problems) > before:
            return None
        try:
            return make(**values)
        except ValueError as fault:
            problems.append(Problem(MALFORMED, path, str(fault)))
            return None

    return Type(read, lambda: schema_of(fields), _loader(fields, make))


def _loader(fields: Sequence[Field], make: Callable[..., Any]) -> Loader:
    loaders = {field.key: (field.attribute, field.type.load) for field in fields}

    def load(row: Mapping[str, Any]) -> Any:
        values = {}
        for key, value in row.items():
            if value is not None and key in loaders:
                attribute, load_value = loaders[key]
                values[attribute] = load_value(value)
        return make(**values)

    return load


def _unknown(keys: Sequence[object], by_key: Iterable[str], path: Path) -> Iterator[Problem]:
    for key in keys[:_MOST_UNKNOWN]:
        yield unknown_key(key, by_key, (*path, str(key)))
    if len(keys) > _MOST_UNKNOWN:
        more = f"{len(keys) - _MOST_UNKNOWN} more keys are none of this record"
        yield Problem(UNKNOWN_KEY, path, more, "is it a record at all?")


def written(fields: Sequence[Field]) -> Type:
    """An object that is only ever written, in which no key is missing; nothing of it is checked."""
    return describing(lambda: schema_of(fields, complete=True))


def describing(describe: Callable[[], Schema]) -> Type:
    """A type that is only ever written, with this schema."""
    return Type(lambda value, _path, _problems: value, describe)


def schema_of(fields: Sequence[Field], *, complete: bool = False) -> Schema:
    """The JSON Schema of an object; `complete` is the form that is written, in which no key is ever missing."""
    return {
        "type": "object",
        "properties": {f.key: {**_nullable(f, complete=complete), "description": f.about} for f in fields},
        "required": [f.key for f in fields if (complete and not f.on_request) or f.required],
        "additionalProperties": False,
    }


def _nullable(field: Field, *, complete: bool) -> Schema:
    type = field.shown if complete and field.shown else field.type
    if field.required or (complete and (field.type.is_list or field.settled)):
        return type.describe()
    return {"anyOf": [type.describe(), {"type": "null"}]}


def keys(schema: Schema) -> tuple[str, ...]:
    """The keys of the objects that a schema allows, through null and lists; empty for plain values."""
    return tuple(_properties(schema))


def inside(schema: Schema, key: str) -> Schema:
    """The schema of one key."""
    return _properties(schema)[key]


def _properties(schema: Any) -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = schema.get("properties", {})
    if found:
        return found
    if "items" in schema:
        return _properties(schema["items"])
    return next((inner for one in schema.get("anyOf", ()) if (inner := _properties(one))), {})


_MOST_UNKNOWN = 20
_LONGEST_COMPARED = 80


def unknown_key(key: object, known: Iterable[str], path: Path) -> Problem:
    """The complaint about a key that no record has, with the nearest that one has."""
    names = list(known)
    remedy = meant(str(key)[:_LONGEST_COMPARED], names, f"the known keys are {', '.join(names)}", cutoff=0.6)
    return Problem(UNKNOWN_KEY, path, f"{_shown(key)} is no key of this record", remedy)


SLUG = text(
    r"[a-z0-9][a-z0-9-]{0,79}",
    "id",
    "ids are made of a-z, 0-9 and -, at most 80 of them, and begin with a letter or a digit",
)
TEXT = text()
# Selectors of the Web Annotation model often have an empty one.
CONTEXT = Type(
    lambda value, path, problems: (
        None if isinstance(value, str) and not value.strip() else TEXT.read(value, path, problems)
    ),
    lambda: {"type": "string"},
)
"""Text where blank text is as good as none."""
LANG = text(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?|x(?:-[A-Za-z0-9]{1,8})+)",
    "language tag",
    "language tags follow BCP 47: en, zh, zh-Hans, de-AT",
)
URL = text(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+", "address", "an address begins with its scheme: https://…", format="uri")
WIKIDATA = text(r"Q[1-9][0-9]*", "Wikidata item", "Wikidata items look like Q42")
SHA256 = text(r"[0-9a-f]{64}", "SHA-256 digest", "64 hexadecimal digits in lower case")
DAY = checked(dates.parse, description="EDTF level 1, years 0001 to 9999")
TIME = checked(dates.parse_time, description="Hour at the speaker's place, such as 14:05+01:00")
INSTANT = checked(dates.parse_instant, description="UTC instant with microseconds")

BOOLEAN = describing(lambda: {"type": "boolean"})

_SURROGATE = "[\ud800-\udfff]"
_BAD_TEXT = "take out NUL characters and unpaired surrogates"


def _wrong_type(expected: str, value: object, path: Path) -> Problem:
    remedy = "put it in quotation marks" if expected == "text" and isinstance(value, int | float) else None
    return Problem(WRONG_TYPE, path, f"{_at(path)}: expected {expected}, found {_kind(value)}", remedy)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return _shown(value)


def _shown(value: object) -> str:
    shown = str(value)
    return f"“{shown[:60]}…”" if len(shown) > 60 else f"“{shown}”"


def _at(path: Path) -> str:
    keys = [str(part) for part in path if isinstance(part, str)]
    return keys[-1] if keys else "the record"
