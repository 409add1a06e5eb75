"""Dossiers: YAML that people write, review and compare, so that the same records always give the same text.

What is read is strict: unknown keys and unknown words are faults, each with its line and column. What is written has
one order: sides, speakers, sources and disputes by id, claims by date, keys as the fields of the record. Left out is
what says nothing: null, empty lists, what the file states once for all its records, and what reading finds by itself.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from claims import anchor, dates
from claims.exchange import FileFormat, disk, yaml_text, yaml_tree
from claims.exchange.faults import REPEATED_KEY, START, Entry, Report, Unparsable, merge_marker, repetition
from claims.exchange.yaml_tree import Tree
from claims.json import record as wire
from claims.json import shape
from claims.model import Claim, Corpus, DateOrder, Link, Record, Source, date_order
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
    except Unparsable as fault:
        report.add_unparsable(merge_marker(text) or fault)
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

Values = dict[str, Any]


def write(rows: Iterable[str]) -> Iterator[str]:
    """Return everything in one file, texts included."""
    corpus = corpus_of(rows)
    return Dossier(corpus, texts_in(corpus), {}).pieces()


YAML = FileFormat(suffixes=(".yaml", ".yml"), beginning=HEADER, read=read, write=write)


def corpus_of(rows: Iterable[str]) -> Corpus:
    """Return the records of rows."""
    return wire.corpus(wire.load(Kind(values["record"]), values) for values in map(json.loads, rows))


def texts_in(corpus: Corpus) -> dict[str, str]:
    """Return the stored texts of sources by their ids."""
    return {source.id: source.text for source in corpus.sources if source.text is not None}


class Dossier:
    """A dossier of some records, to be written."""

    def __init__(self, corpus: Corpus, texts: Mapping[str, str], text_files: Mapping[str, str]) -> None:
        """`texts` are those of all sources, also of such as stand elsewhere.

        Of sources in `text_files` it names the file that holds the text. Links stand under their claim, those of claims
        that are not among the records in a list of their own.
        """
        self._corpus = corpus
        self._texts = texts
        self._text_files = text_files
        self._stated = _stated(corpus)
        here = {claim.id for claim in corpus.claims}
        self._links: dict[str | None, list[Link]] = defaultdict(list)
        for link in sorted(corpus.links, key=lambda link: link.id):
            self._links[link.from_id if link.from_id in here else None].append(link)

    def pieces(self) -> Iterator[str]:
        """Return its text."""
        stated = {key: value for key, value in self._stated.items() if value is not None}
        yield "\n".join([HEADER, *_mapping(stated, 0)])
        for kind in Kind:
            for number, record in enumerate(self._ordered(kind)):
                yield "\n\n" if number else f"\n\n{kind.plural}:\n"
                yield "\n".join(_item(self._entry(kind, record), 2))
        # A dossier is a mapping even where there is nothing in it.
        yield "\n" if any(self._corpus) else f"\n\n{Kind.CLAIM.plural}: []\n"

    def _ordered(self, kind: Kind) -> Sequence[Record]:
        if kind is Kind.LINK:
            return self._links[None]
        if kind is Kind.CLAIM:
            return sorted(self._corpus.claims, key=_in_date_order)
        return sorted(self._corpus.of(kind), key=lambda record: record.id)

    def _entry(self, kind: Kind, record: Record) -> Values:
        entry = wire.write(record)
        if isinstance(record, Claim):
            entry = self._with_links(record, entry | {"citations": self._citations(entry)})
        elif isinstance(record, Source) and record.id in self._text_files:
            name = self._text_files[record.id]
            entry = dict(("text_file", name) if key == "text" else (key, value) for key, value in entry.items())
        elif isinstance(record, Link):
            del entry["id"]
        return {key: value for key, value in entry.items() if self._says_something(kind, key, value)}

    def _says_something(self, kind: Kind, key: str, value: object) -> bool:
        stated = self._stated.get(key) if key in _STAMPS or kind is Kind.CLAIM else None
        # What the file states and the record has not is written as null.
        return value != stated and (stated is not None or value not in _NOTHING) and (key, value) != _STANDS

    def _with_links(self, claim: Claim, entry: Values) -> Values:
        links = [_without(self._entry(Kind.LINK, link), "from") for link in self._links[claim.id]]
        keys = list(entry)
        after = keys.index("citations") + 1
        return {key: {**entry, "links": links}[key] for key in (*keys[:after], "links", *keys[after:])}

    def _citations(self, claim: Values) -> list[Values]:
        citations = claim["citations"]
        counted = [f"{claim['id']}#{number}" for number in range(1, len(citations) + 1)]
        hidden = ("id",) if [citation["id"] for citation in citations] == counted else ()
        return [self._citation(citation, hidden) for citation in citations]

    def _citation(self, citation: Values, hidden: tuple[str, ...]) -> Values:
        hidden += ("start", "end") if self._is_found(citation) else ()
        translations = [_without_nothing(translation) for translation in citation["translations"]]
        return _without_nothing(_without({**citation, "translations": translations}, *hidden))

    def _is_found(self, citation: Values) -> bool:
        """Return whether reading finds the quote just where it stands."""
        text, quote = self._texts.get(citation["source"]), citation["quote"]
        if text is None or quote is None or citation["start"] is None:
            return False
        located = anchor.locate(text, quote, prefix=citation["prefix"], suffix=citation["suffix"])
        return located.anchor == (citation["start"], citation["end"])


_STANDS = ("status", Status.ON_RECORD)
_NOTHING: tuple[object, ...] = (None, [])


def _without(entry: Values, *keys: str) -> Values:
    return {key: value for key, value in entry.items() if key not in keys}


def _without_nothing(entry: Values) -> Values:
    return {key: value for key, value in entry.items() if value not in _NOTHING}


def _in_date_order(claim: Claim) -> DateOrder:
    return date_order(dates.earliest(claim.said), dates.latest(claim.said), claim.said_time, claim.id)


def _stated(corpus: Corpus) -> dict[str, str | None]:
    """Return what the file states once for all its records; None: nothing."""
    stamps = {key: _commonest(getattr(record, key) for record in corpus.records()) for key in _STAMPS}
    return {**stamps, "lang": _commonest(claim.lang for claim in corpus.claims)}


def _commonest(values: Iterable[str | None]) -> str | None:
    """Return the value that most have, of several the smallest; None where most have none."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value is None, value or ""), default=None)


def _mapping(entry: Values, indent: int) -> Iterator[str]:
    for key, value in entry.items():
        yield from _value(f"{' ' * indent}{key}:", value, indent + 2)


def _value(start: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, str):
        yield from yaml_text.lines(start, value, indent)
    elif not isinstance(value, list):
        yield f"{start} {'null' if value is None else value}"
    elif isinstance(value[0], str):
        yield from _texts(start, value, indent)
    else:
        yield start
        for entry in value:
            yield from _item(entry, indent)


def _texts(start: str, texts: list[str], indent: int) -> Iterator[str]:
    line = f"{start} [{', '.join(map(yaml_text.inline, texts))}]"
    if len(line) <= yaml_text.WIDTH:
        yield line
        return
    yield start
    for text in texts:
        yield from yaml_text.lines(f"{' ' * indent}-", text, indent + 2)


def _item(entry: Values, indent: int) -> Iterator[str]:
    for number, line in enumerate(_mapping(entry, indent + 2)):
        yield line if number else f"{' ' * indent}- {line.lstrip(' ')}"
