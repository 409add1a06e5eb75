"""Dossiers: YAML that people write, review and compare, so that the same records always give the same text.

What is read is strict: unknown keys and unknown words are faults, each with its line and column. What is written has
one order: sides, speakers, sources and disputes by id, claims by date, keys as the fields of the record. Left out is
what says nothing: null, empty lists, what the file states once for all its records, and what reading finds by itself.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claims import anchor, dates
from claims.exchange import FileFormat, disk, yaml_scalar, yaml_tree
from claims.exchange.place import NOT_PARSED, REPEATED_KEY, START, Entry, Report, repetition
from claims.exchange.yaml_tree import Tree, YamlFault
from claims.json import shape
from claims.model import DateOrder, date_order
from claims.vocabulary import Kind, Status

_STAMPS = {"recorded_at": shape.INSTANT, "revised_at": shape.INSTANT}
_DEFAULTS = {**_STAMPS, "lang": shape.LANG}
_LISTS = {kind.plural: kind for kind in Kind}

# Reading.


def read(lines: Iterable[bytes], report: Report) -> Iterator[Entry]:
    """Return the entries of a dossier, each with what the file states once for all."""
    text = disk.decoded(disk.joined(lines), report.title, START, report)
    if text is None:
        return
    try:
        tree = yaml_tree.read(text)
    except YamlFault as fault:
        report.add(fault.mark, NOT_PARSED, fault.message, fault.remedy)
        return
    for path in tree.repeated:
        report.add(tree.positions.keys[path], REPEATED_KEY, *repetition(path[-1]))
    if isinstance(tree.value, dict):
        yield from _entries(tree, report)
    else:
        message = f"a dossier is a mapping with the keys {', '.join(_LISTS)}"
        report.add(tree.place.mark(), shape.WRONG_TYPE, message)


def _entries(tree: Tree, report: Report) -> Iterator[Entry]:
    defaults = _read_defaults(tree, report)
    for key, listed in tree.value.items():
        if key in _LISTS and isinstance(listed, list):
            for index, value in enumerate(listed):
                if report.is_full:
                    return
                _set_defaults(_LISTS[key], value, defaults)
                yield Entry(_LISTS[key], value, tree.place.below(key, index))
        elif key in _LISTS:
            report.add(tree.place.mark((key,)), shape.WRONG_TYPE, f"{key}: expected a list")
        elif key not in _DEFAULTS:
            problem = shape.unknown_key(key, (*_DEFAULTS, *_LISTS), (key,))
            report.add_problem(tree.place, problem._replace(message=f"“{key}” is no key of a dossier"))


def _read_defaults(tree: Tree, report: Report) -> dict[str, Any]:
    """Return what the file states once for all its records; a fault in it is reported once."""
    defaults = {}
    for key, type in _DEFAULTS.items():
        value = tree.value.get(key)
        problems: list[shape.Problem] = []
        if value is not None and type.read(value, (key,), problems) is not None:
            defaults[key] = value
        for problem in problems:
            report.add_problem(tree.place, problem)
    return defaults


def _set_defaults(kind: Kind, value: Any, defaults: Mapping[str, Any]) -> None:
    # A key that is null says that the record has no such thing, whatever the file states for the others.
    if not isinstance(value, dict):
        return
    for key, default in defaults.items():
        if key in _STAMPS or kind is Kind.CLAIM:
            value.setdefault(key, default)
    links = value.get("links") if kind is Kind.CLAIM else None
    for link in links if isinstance(links, list) else ():
        _set_defaults(Kind.LINK, link, defaults)


# Writing.

HEADER = "# Written by claims export."

Row = dict[str, Any]
Rows = Mapping[Kind, list[Row]]
"""Rows of the store by kind, in plain values."""


def write(lines: Iterable[str]) -> Iterator[str]:
    """Return everything in one file, texts included."""
    rows = by_kind(lines)
    yield text(rows, texts_in(rows))


YAML = FileFormat(suffixes=(".yaml", ".yml"), beginning=HEADER, read=read, write=write)


def by_kind(lines: Iterable[str]) -> dict[Kind, list[Row]]:
    """Return rows that come as JSON, each with its key `record`."""
    rows: dict[Kind, list[Row]] = {kind: [] for kind in Kind}
    for line in lines:
        row = json.loads(line)
        rows[Kind(row.pop("record"))].append(row)
    return rows


def texts_in(rows: Rows) -> dict[str, str]:
    """Return the stored texts of sources by their ids."""
    return {source["id"]: source["text"] for source in rows[Kind.SOURCE] if source["text"] is not None}


def text(rows: Rows, texts: Mapping[str, str], text_files: Mapping[str, str] | None = None) -> str:
    """Return a dossier of these rows; `texts` are those of all sources, also of such as stand elsewhere.

    Of sources in `text_files` it names the file that holds the text. Links stand under their claim, those of claims
    that are not among the rows in a list of their own.
    """
    return _Dossier(rows, texts, text_files or {}).text()


class _Dossier:
    def __init__(self, rows: Rows, texts: Mapping[str, str], text_files: Mapping[str, str]) -> None:
        self._rows = rows
        self._texts = texts
        self._text_files = text_files
        self._stated = _stated(rows)
        here = {claim["id"] for claim in rows[Kind.CLAIM]}
        self._links: dict[str | None, list[Row]] = defaultdict(list)
        for link in sorted(rows[Kind.LINK], key=_id):
            self._links[link["from"] if link["from"] in here else None].append(link)

    def text(self) -> str:
        head = [HEADER, *_mapping({key: value for key, value in self._stated.items() if value is not None}, 0)]
        lists = [self._list(kind, rows) for kind in Kind if (rows := self._ordered(kind))]
        # A dossier is a mapping even where there is nothing in it.
        return "\n\n".join(["\n".join(head), *(lists or [f"{Kind.CLAIM.plural}: []"])]) + "\n"

    def _ordered(self, kind: Kind) -> list[Row]:
        if kind is Kind.LINK:
            return self._links[None]
        return sorted(self._rows[kind], key=_in_date_order if kind is Kind.CLAIM else _id)

    def _list(self, kind: Kind, rows: Iterable[Row]) -> str:
        return f"{kind.plural}:\n" + "\n\n".join("\n".join(_item(self._entry(kind, row), 2)) for row in rows)

    def _entry(self, kind: Kind, row: Row) -> Row:
        if kind is Kind.CLAIM:
            row = self._with_links(row | {"citations": self._citations(row)})
        elif kind is Kind.SOURCE and row["id"] in self._text_files:
            name = self._text_files[row["id"]]
            row = dict(("text_file", name) if key == "text" else (key, value) for key, value in row.items())
        elif kind is Kind.LINK:
            row = _without(row, "id")
        return {key: value for key, value in row.items() if self._says_something(kind, key, value)}

    def _says_something(self, kind: Kind, key: str, value: object) -> bool:
        stated = self._stated.get(key) if key in _STAMPS or kind is Kind.CLAIM else None
        # What the file states and the record has not is written as null.
        return value != stated and (stated is not None or value not in _NOTHING) and (key, value) != _STANDS

    def _with_links(self, claim: Row) -> Row:
        links = [_without(self._entry(Kind.LINK, link), "from") for link in self._links[claim["id"]]]
        keys = list(claim)
        after = keys.index("citations") + 1
        return {key: {**claim, "links": links}[key] for key in (*keys[:after], "links", *keys[after:])}

    def _citations(self, claim: Row) -> list[Row]:
        citations = claim["citations"]
        counted = [f"{claim['id']}#{number}" for number in range(1, len(citations) + 1)]
        hidden = ("id",) if [citation["id"] for citation in citations] == counted else ()
        return [self._citation(citation, hidden) for citation in citations]

    def _citation(self, citation: Row, hidden: tuple[str, ...]) -> Row:
        hidden += ("start", "end") if self._is_found(citation) else ()
        translations = [_without_nothing(translation) for translation in citation["translations"]]
        return _without_nothing(_without({**citation, "translations": translations}, *hidden))

    def _is_found(self, citation: Row) -> bool:
        """Return whether reading finds the quote just where it stands."""
        text, quote = self._texts.get(citation["source"]), citation["quote"]
        if text is None or quote is None or citation["start"] is None:
            return False
        located = anchor.locate(text, quote, prefix=citation["prefix"], suffix=citation["suffix"])
        return located.anchor == (citation["start"], citation["end"])


_STANDS = ("status", Status.ON_RECORD)
_NOTHING: tuple[object, ...] = (None, [])


def _without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _without_nothing(row: Row) -> Row:
    return {key: value for key, value in row.items() if value not in _NOTHING}


def _id(row: Row) -> str:
    id: str = row["id"]
    return id


def _in_date_order(claim: Row) -> DateOrder:
    span = dates.parse(claim["said"]) if claim["said"] else dates.Span(None, None)
    return date_order(span.earliest, span.latest, claim["said_time"], claim["id"])


def _stated(rows: Rows) -> dict[str, str | None]:
    """Return what the file states once for all its records; None: nothing."""
    stamps = {key: _commonest(row[key] for listed in rows.values() for row in listed) for key in _STAMPS}
    return {**stamps, "lang": _commonest(claim["lang"] for claim in rows[Kind.CLAIM])}


def _commonest(values: Iterable[str | None]) -> str | None:
    """Return the value that most have, of several the smallest; None where most have none."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value is None, value or ""), default=None)


def _mapping(entry: Row, indent: int) -> Iterator[str]:
    for key, value in entry.items():
        yield from _value(f"{' ' * indent}{key}:", value, indent + 2)


def _value(start: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, str):
        yield from yaml_scalar.lines(start, value, indent)
    elif not isinstance(value, list):
        yield f"{start} {'null' if value is None else value}"
    elif isinstance(value[0], str):
        yield from _texts(start, value, indent)
    else:
        yield start
        for entry in value:
            yield from _item(entry, indent)


def _texts(start: str, texts: list[str], indent: int) -> Iterator[str]:
    line = f"{start} [{', '.join(map(yaml_scalar.inline, texts))}]"
    if len(line) <= yaml_scalar.WIDTH:
        yield line
        return
    yield start
    for text in texts:
        yield from yaml_scalar.lines(f"{' ' * indent}-", text, indent + 2)


def _item(entry: Row, indent: int) -> Iterator[str]:
    for number, line in enumerate(_mapping(entry, indent + 2)):
        yield line if number else f"{' ' * indent}- {line.lstrip(' ')}"
