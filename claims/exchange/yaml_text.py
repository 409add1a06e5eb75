"""Dossiers as text, for people to read, to review and to compare: the same records always give the same text.

Records stand in one order (sides, speakers, sources and disputes by id, claims by date), keys in the order of the
record's fields. What says nothing is left out: null, empty lists, what the file states once for all its records, and
what reading finds by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from claims import anchor, dates
from claims.exchange import yaml_scalar
from claims.json import record as wire
from claims.model import Citation, Claim, Corpus, DateOrder, Link, Record, Source, date_order
from claims.vocabulary import Kind, Status

HEADER = "# Written by claims export."

TextOf = Callable[[str], str | None]
"""The stored text of a source by its id, None where none is stored."""

Entry = dict[str, Any]


def dossier(corpus: Corpus, text_of: TextOf | None = None) -> str:
    """Everything in one file, texts included; `text_of` gives the texts that the sources of the corpus leave out."""
    found = text_of or {source.id: source.text for source in corpus.sources}.get
    sources = (one if one.text is not None else one._replace(text=found(one.id)) for one in corpus.sources)
    return file(corpus._replace(sources=tuple(sources)), found)


def file(corpus: Corpus, text_of: TextOf, text_files: Mapping[str, str] | None = None) -> str:
    """A dossier of these records; of sources in `text_files` it names the file that holds the text.

    Links stand under their claim, those of claims that are not among the records in a list of their own.
    """
    return _File(corpus, text_of, text_files or {}).text()


class _File:
    def __init__(self, corpus: Corpus, text_of: TextOf, text_files: Mapping[str, str]) -> None:
        self._corpus = corpus
        self._text_of = text_of
        self._text_files = text_files
        self._defaults = _defaults(corpus)
        here = {claim.id for claim in corpus.claims}
        self._links: dict[str | None, list[Link]] = defaultdict(list)
        for link in sorted(corpus.links, key=lambda link: link.id):
            self._links[link.from_id if link.from_id in here else None].append(link)

    def text(self) -> str:
        head = [HEADER, *_mapping({key: value for key, value in self._defaults.items() if value is not None}, 0)]
        lists = [self._list(kind, records) for kind in Kind if (records := self._ordered(kind))]
        # A dossier is a mapping even where there is nothing in it.
        return "\n\n".join(["\n".join(head), *(lists or [f"{Kind.CLAIM.plural}: []"])]) + "\n"

    def _ordered(self, kind: Kind) -> list[Any]:
        if kind is Kind.LINK:
            return self._links[None]
        if kind is Kind.CLAIM:
            return sorted(self._corpus.claims, key=in_date_order)
        return sorted(self._corpus.of(kind), key=lambda one: one.id)

    def _list(self, kind: Kind, records: Iterable[Record]) -> str:
        items = ("\n".join(_item(self._entry(kind, one), 2)) for one in records)
        return f"{kind.plural}:\n" + "\n\n".join(items)

    def _entry(self, kind: Kind, one: Record) -> Entry:
        entry = wire.write(one)
        if isinstance(one, Claim):
            entry = self._with_links(one, entry | {"citations": self._citations(one)})
        elif isinstance(one, Source) and one.id in self._text_files:
            entry = _in_a_file(entry, self._text_files[one.id])
        elif isinstance(one, Link):
            del entry["id"]
        return {key: value for key, value in entry.items() if self._says_something(kind, key, value)}

    def _says_something(self, kind: Kind, key: str, value: object) -> bool:
        stated = self._defaults.get(key) if key in _STAMPS or kind is Kind.CLAIM else None
        # What the file states and the record has not is told as null.
        return value != stated and (stated is not None or value not in _NOTHING) and (key, value) != _STANDS

    def _with_links(self, claim: Claim, entry: Entry) -> Entry:
        links = [self._entry(Kind.LINK, link) for link in self._links[claim.id]]
        for link in links:
            del link["from"]
        keys = list(entry)
        after = keys.index("citations") + 1
        return {key: {**entry, "links": links}[key] for key in (*keys[:after], "links", *keys[after:])}

    def _citations(self, claim: Claim) -> list[Entry]:
        is_counted = [one.number for one in claim.citations] == list(range(1, len(claim.citations) + 1))
        return [
            self._citation(one, entry, has_id=bool(one.number) and not is_counted)
            for one, entry in zip(claim.citations, wire.citations(claim), strict=True)
        ]

    def _citation(self, one: Citation, entry: Entry, *, has_id: bool) -> Entry:
        left_out = {*(() if has_id else ("id",)), *(("start", "end") if self._is_found(one) else ())}
        entry["translations"] = [_told(translation) for translation in entry["translations"]]
        return {key: value for key, value in _told(entry).items() if key not in left_out}

    def _is_found(self, one: Citation) -> bool:
        """Whether reading finds the quote just where it stands."""
        text = self._text_of(one.source) if one.quote is not None and one.start is not None else None
        if text is None or one.quote is None:
            return False
        return anchor.locate(text, one.quote, prefix=one.prefix, suffix=one.suffix).anchor == (one.start, one.end)


_STAMPS = ("recorded_at", "revised_at")
_STANDS = ("status", Status.ON_RECORD)
_NOTHING: tuple[object, ...] = (None, [])


def _in_a_file(entry: Entry, name: str) -> Entry:
    """The entry of a source with the name of a file where the text would stand."""
    return dict(("text_file", name) if key == "text" else (key, value) for key, value in entry.items())


def _told(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if value not in _NOTHING}


def in_date_order(claim: Claim) -> DateOrder:
    """The key of the one order of claims."""
    span = dates.parse(claim.said) if claim.said else dates.Span(None, None)
    return date_order(span.earliest, span.latest, claim.said_time, claim.id)


def _defaults(corpus: Corpus) -> dict[str, str | None]:
    """What the file states once for all its records; None: nothing."""
    stamps = {key: _commonest(getattr(one, key) for one in corpus.records()) for key in _STAMPS}
    return {**stamps, "lang": _commonest(claim.lang for claim in corpus.claims)}


def _commonest(values: Iterable[str | None]) -> str | None:
    """The value that most have, of several the smallest; None where most have none."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value is None, value or ""), default=None)


def _mapping(entry: Entry, indent: int) -> Iterator[str]:
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


def _item(entry: Entry, indent: int) -> Iterator[str]:
    for number, line in enumerate(_mapping(entry, indent + 2)):
        yield line if number else f"{' ' * indent}- {line.lstrip(' ')}"
