"""YAML 1.2 documents as plain values, with the line and column of every value and key.

Built from the parser's events and not through a loader, because a curator must be told where a fault stands, a key
that stands twice must not silently win, and an anchor must not blow up into millions of values. Scalars are resolved
by the core schema of YAML 1.2.2, section 10.3, without numbers that are written in more than one way: `no` is a word,
`2023` a number, `0900` and `1.50` stay as written.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from claims.exchange.faults import DEEPEST, MOST_IN_A_DOSSIER, START, Mark, Place, Positions, Unparsable
from claims.json.shape import Path


class Tree(NamedTuple):
    """A document: its value, where each part of it begins, and every key that stands twice in one mapping."""

    value: Any
    positions: Positions
    repeated: tuple[Path, ...]

    @property
    def place(self) -> Place:
        """Where it stands as a whole."""
        return Place(lambda: self.positions)


class _Open(NamedTuple):
    """A list or mapping whose end has not come yet; `keys` holds the key that waits for its value."""

    path: Path
    value: dict[str, Any] | list[Any]
    keys: list[str]


def read(text: str, most: int = MOST_IN_A_DOSSIER) -> Tree:
    """Return the only document in `text`, which has at most `most` values; raises `Unparsable`."""
    import yaml

    # The parser in C is many times as fast, and not in every build.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(most)
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=loader):
            builder.take(event)
    except yaml.YAMLError as fault:
        raise _fault(fault) from fault
    return Tree(builder.root, builder.positions, tuple(builder.repeated))


def comments(text: str) -> Iterator[Mark]:
    """Return where comments stand in a text that has been read."""
    import yaml

    end = 0
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        for sign in re.finditer(r"#.*", text[end : token.start_mark.index]):
            start = end + sign.start()
            yield Mark(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        end = token.end_mark.index


class _Builder:
    def __init__(self, most: int) -> None:
        self._most = most
        self.root: Any = None
        self.positions = Positions({}, {})
        self.repeated: list[Path] = []
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        import yaml

        mark = _mark(event.start_mark)
        match event:
            case yaml.AliasEvent():
                raise Unparsable(mark, "anchors and aliases are not read", "write the value out")
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise Unparsable(mark, "a second document begins", "one file holds one document")
            case yaml.ScalarEvent():
                self._scalar(event, mark)
            case yaml.MappingStartEvent():
                self._begin({}, event, mark)
            case yaml.SequenceStartEvent():
                self._begin([], event, mark)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()

    @property
    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and not self._open[-1].keys

    def _scalar(self, event: Any, mark: Mark) -> None:
        _refuse_tag(event, mark)
        if not self._awaits_key:
            self._place(_resolved(event.value) if event.style in _PLAIN else event.value, mark)
            return
        top = self._open[-1]
        path = (*top.path, event.value)
        if event.value in top.value:
            self.repeated.append(path)
        self.positions.keys[path] = mark
        top.keys.append(event.value)

    def _begin(self, value: dict[str, Any] | list[Any], event: Any, mark: Mark) -> None:
        _refuse_tag(event, mark)
        if self._awaits_key:
            raise Unparsable(mark, "a key is a list or a mapping", "keys are plain words")
        if len(self._open) >= DEEPEST:
            raise Unparsable(mark, f"nested deeper than {DEEPEST} levels")
        self._open.append(_Open(self._place(value, mark), value, []))

    def _place(self, value: Any, mark: Mark) -> Path:
        path = self._put(value)
        self.positions.values[path] = mark
        if len(self.positions.values) + len(self.repeated) > self._most + 1:
            message = f"there are more than {self._most:,} values in one file"
            raise Unparsable(mark, message, "split the file, or write JSON Lines")
        return path

    def _put(self, value: Any) -> Path:
        """Put the value where it belongs and return its path."""
        if not self._open:
            self.root = value
            return ()
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            return (*top.path, len(top.value) - 1)
        key = top.keys.pop()
        top.value[key] = value
        return (*top.path, key)


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _refuse_tag(event: Any, mark: Mark) -> None:
    if event.tag is not None:
        raise Unparsable(mark, f"the tag “{event.tag}” is not read", "take the tag out")


_PLAIN = (None, "")
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def _resolved(plain: str) -> Any:
    if plain in _WORDS:
        return _WORDS[plain]
    return int(plain) if _NUMBER.fullmatch(plain) else plain


# libyaml has a limit of its own since 0.2.6, and meets it before the events that lead there arrive, as it reads ahead.
_TOO_DEEP = "exceeded maximum nesting depth"


def _fault(fault: Any) -> Unparsable:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    place = _mark(mark) if mark else START
    reason = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "it can't be parsed"
    if reason == _TOO_DEEP:
        return Unparsable(place, f"nested deeper than {DEEPEST} levels")
    is_open = "quoted scalar" in (getattr(fault, "context", None) or "") and fault.context_mark
    opening = _mark(fault.context_mark) if is_open else None
    remedy = "check the indentation and the quotation marks"
    return Unparsable(place, f"this is no YAML: {reason}", remedy, opening=opening)
