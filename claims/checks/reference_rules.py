"""Rules about references between records, and about the names by which records are found."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, product
from operator import attrgetter
from typing import NamedTuple, TypeVar

from claims.checks.rule import Path, Problem, Rule, on_record
from claims.model import Claim, Corpus, Dispute, Link, Record, Side, Source, Speaker
from claims.query import words
from claims.vocabulary import Kind, Severity, Status

Named = Side | Speaker | Dispute
ValueT = TypeVar("ValueT")


class Reference(NamedTuple):
    """A place in a record that names another record."""

    kind: Kind
    id: str
    path: Path


class _Place(NamedTuple):
    """Where records of a type name others: the attribute, the kind of what it names, the key."""

    attribute: str
    kind: Kind
    key: str
    is_list: bool = False


_PLACES: Mapping[type, tuple[_Place, ...]] = {
    Speaker: (_Place("side", Kind.SIDE, "side"),),
    Dispute: (_Place("parties", Kind.SIDE, "parties", is_list=True),),
    Claim: (
        _Place("speaker", Kind.SPEAKER, "speaker"),
        _Place("side", Kind.SIDE, "side"),
        _Place("with_", Kind.SPEAKER, "with", is_list=True),
        _Place("addressees", Kind.SIDE, "addressees", is_list=True),
        _Place("disputes", Kind.DISPUTE, "disputes", is_list=True),
    ),
    Link: (
        _Place("from_id", Kind.CLAIM, "from"),
        _Place("to_id", Kind.CLAIM, "to"),
        _Place("source", Kind.SOURCE, "source"),
    ),
}
"""All but the citations of claims."""


def references(record: Record) -> Iterator[Reference]:
    """Return every place in a record that names another."""
    for attribute, kind, key, is_list in _PLACES.get(type(record), ()):
        value = getattr(record, attribute)
        if is_list:
            yield from (Reference(kind, id, (key, index)) for index, id in enumerate(value))
        elif value:
            yield Reference(kind, value, (key,))
    for index, citation in enumerate(record.citations if isinstance(record, Claim) else ()):
        yield Reference(Kind.SOURCE, citation.source, ("citations", index, "source"))
        for place, speaker in enumerate(citation.via):
            yield Reference(Kind.SPEAKER, speaker, ("citations", index, "via", place))


def named(corpus: Corpus) -> Mapping[Kind, set[str]]:
    """Return all that is named by any of the records."""
    ids: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for records in filter(None, map(corpus.of, Kind)):
        for attribute, kind, _, is_list in _PLACES.get(type(records[0]), ()):
            values = map(attrgetter(attribute), records)
            ids[kind].update(chain.from_iterable(values) if is_list else filter(None, values))
    for citation in (citation for claim in corpus.claims for citation in claim.citations):
        ids[Kind.SOURCE].add(citation.source)
        ids[Kind.SPEAKER].update(citation.via)
    return ids


def _references(corpus: Corpus) -> Iterator[tuple[Kind, Record, Reference]]:
    return ((kind, record, place) for kind in Kind for record in corpus.of(kind) for place in references(record))


def _repeated(corpus: Corpus) -> Iterator[Problem]:
    for kind in Kind:
        for id in _repeats(record.id for record in corpus.of(kind)):
            yield Problem(kind, id, ("id",), f"there is more than one {kind.value} “{id}”")
    for claim in (claim for claim in corpus.claims if len(claim.citations) > 1):
        # 0 stands for the number that a citation will be given.
        for number in _repeats(citation.number for citation in claim.citations if citation.number):
            message = f"more than one citation of this claim has the number {number}"
            yield Problem(Kind.CLAIM, claim.id, ("citations",), message, "number them apart")


def _repeats(values: Iterable[ValueT]) -> list[ValueT]:
    return [value for value, times in Counter(values).items() if times > 1]


def _dangling(corpus: Corpus) -> Iterator[Problem]:
    ids, wanted = _ids(corpus), named(corpus)
    # Nearly always everything named is there, which is seen sooner of all than of each.
    is_whole = all(wanted[kind] <= ids[kind] for kind in ids)
    remedies: dict[tuple[Kind, str], str] = {}
    compared = 0
    for kind, record, reference in () if is_whole else _references(corpus):
        name = reference.kind, reference.id
        if reference.id in ids[reference.kind]:
            continue
        if name not in remedies:
            compared += len(ids[reference.kind])
            remedies[name] = _remedy(reference, ids[reference.kind] if compared <= _MOST_COMPARED else ())
        message = f"there is no {reference.kind.value} “{reference.id}”"
        yield Problem(kind, record.id, reference.path, message, remedies[name])


_MOST_COMPARED = 1_000_000
"""Names that are compared with those that are not there, in all: it takes seconds."""


def _ids(corpus: Corpus) -> Mapping[Kind, set[str]]:
    # Nothing names a link.
    return {kind: {record.id for record in corpus.of(kind)} for kind in Kind if kind is not Kind.LINK}


def _remedy(reference: Reference, ids: Iterable[str]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(reference.id, ids, n=1, cutoff=0.5)
    return f"did you mean {nearest[0]}?" if nearest else f"add the {reference.kind.value}, or take the name out"


def _shared_names(corpus: Corpus) -> Iterator[Problem]:
    for kind, records in ((Kind.SIDE, corpus.sides), (Kind.DISPUTE, corpus.disputes)):
        owners: dict[str, str] = {}
        for record in records:
            for alias in dict.fromkeys(name.casefold() for name in (record.id, *record.aliases)):
                owner = owners.setdefault(alias, record.id)
                if owner != record.id:
                    yield Problem(kind, record.id, ("aliases",), f"“{alias}” is a name of {owner} as well")


def _retracted_names(corpus: Corpus) -> Iterator[Problem]:
    # A link to a retracted claim is a rule of its own.
    kinds = [kind for kind in Kind if kind is not Kind.CLAIM]
    retracted = {(kind, record.id) for kind in kinds for record in corpus.of(kind) if record.status is Status.RETRACTED}
    for kind, record, reference in _references(corpus) if retracted else ():
        if record.status is Status.ON_RECORD and (reference.kind, reference.id) in retracted:
            message = f"the {reference.kind.value} “{reference.id}” is retracted"
            yield Problem(kind, record.id, reference.path, message)


def _dead_aliases(corpus: Corpus) -> Iterator[Problem]:
    records: tuple[Named, ...]
    for kind, records in ((Kind.SIDE, corpus.sides), (Kind.SPEAKER, corpus.speakers), (Kind.DISPUTE, corpus.disputes)):
        ids = {record.id for record in records}
        retracted = (record for record in records if record.status is Status.RETRACTED)
        former = {name.casefold(): record.id for record in retracted for name in (_title(record), *record.aliases)}
        for record in records:
            if record.status is Status.ON_RECORD:
                yield from _dead_in(kind, record, ids, former)


def _dead_in(kind: Kind, record: Named, ids: set[str], former: Mapping[str, str]) -> Iterator[Problem]:
    """The dead aliases of a record; `former` are the retracted records by their names."""
    names = [record.id, _title(record).casefold(), *map(str.casefold, record.aliases)]
    repeated = [place for place in range(len(record.aliases)) if names[place + 2] in names[: place + 2]]
    kept = tuple(alias for place, alias in enumerate(record.aliases) if place not in repeated)
    for place, alias in enumerate(record.aliases):
        name, path = alias.casefold(), ("aliases", place)
        if place in repeated:
            message = f"the alias “{alias}” stands here already, as id, name or alias"
            yield Problem(kind, record.id, path, message, None, record._replace(aliases=kept))
        elif name in ids:
            message = f"the alias “{alias}” is the id of another {kind.value}, which is found instead"
            yield Problem(kind, record.id, path, message, _TELL)
        elif name in former:
            message = f"the alias “{alias}” is also a name of {former[name]}, which is retracted"
            yield Problem(kind, record.id, path, message, _TELL)


_TELL = "take it out of one of them"


def _title(record: Named) -> str:
    return record.title if isinstance(record, Dispute) else record.name


def _uncited(corpus: Corpus) -> Iterator[Problem]:
    cited = {citation.source for claim in on_record(corpus.claims) for citation in claim.citations}
    cited.update(link.source for link in on_record(corpus.links) if link.source)
    for source in on_record(corpus.sources):
        if source.id not in cited:
            yield Problem(Kind.SOURCE, source.id, ("id",), "no claim and no link on record rests on this source")


class Mark(NamedTuple):
    """A value of a record that no other of its kind should have: where it stands, what it is called, the value folded.

    `is_own`: it counts also where the other record has it as a mere alias.
    """

    path: Path
    called: str
    value: str
    is_own: bool = True


def doubles(marks: Callable[[Record], Iterable[Mark]]) -> Callable[[Corpus], Iterator[Problem]]:
    """Return what finds records on record that share a mark with an earlier one of their kind."""

    def check(corpus: Corpus) -> Iterator[Problem]:
        for kind in DOUBLED:
            owners: dict[tuple[object, ...], str] = {}
            for record in on_record(corpus.of(kind)):
                for mark in marks(record):
                    owner = next((owners[key] for key in _sought(record, mark) if key in owners), record.id)
                    if owner != record.id:
                        yield Problem(kind, record.id, mark.path, f"{mark.called} is that of {owner} as well")
                    for key in _left(record, mark):
                        owners.setdefault(key, record.id)

    return check


DOUBLED = (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE, Kind.DISPUTE)
"""The kinds of records of which some may be entered twice."""


def _sought(record: Record, mark: Mark) -> Iterable[tuple[object, ...]]:
    """Return the keys under which a record with the same mark is found, see `_left`."""
    if isinstance(record, Source) and mark.path == ("title",):
        return product([mark.value], *((value, None) if value else (_ANY,) for value in _edition(record)))
    return [(mark.value, True), *([(mark.value, False)] if mark.is_own else [])]


def _left(record: Record, mark: Mark) -> Iterable[tuple[object, ...]]:
    """Return the keys under which a mark is found.

    Sources of one title are the same unless publisher or day differ: documents of a series have one title.
    """
    if isinstance(record, Source) and mark.path == ("title",):
        return product([mark.value], *((value, _ANY) for value in _edition(record)))
    return [(mark.value, mark.is_own)]


_ANY = "*"


def _edition(source: Source) -> tuple[str | None, str | None]:
    return words.key(source.publisher) if source.publisher else None, source.published


def names_of(record: Record) -> Iterator[Mark]:
    """Return what a record is called: its name or title, its id, its aliases."""
    if isinstance(record, Source):
        yield Mark(("title",), f"the title “{record.title}”", words.key(record.title))
    elif isinstance(record, Named):
        word = "title" if isinstance(record, Dispute) else "name"
        yield Mark((word,), f"the {word} “{_title(record)}”", words.key(_title(record)))
        yield Mark(("id",), f"the id {record.id}", words.key(record.id), is_own=False)
        for place, alias in enumerate(record.aliases):
            yield Mark(("aliases", place), f"the name “{alias}”", words.key(alias), is_own=False)


def documents_of(record: Record) -> Iterator[Mark]:
    """Return where a source is found, and the digest of its text."""
    if isinstance(record, Source) and record.url:
        yield Mark(("url",), "the address", _address(record.url))
    if isinstance(record, Source) and record.sha256:
        yield Mark(("text",), "the text", record.sha256)


def _address(url: str) -> str:
    """Return an address without scheme, `www.`, last slash and fragment, the host in lower case."""
    parts = re.match(r"(?i)https?://(?:www\.)?([^/?#]*)([^#]*)", url)
    return f"{parts[1].lower()}{parts[2].rstrip('/')}" if parts else url


RULES = (
    Rule(
        "R002", Severity.ERROR, "repeated-id", _repeated,
        "two records of one kind, or two citations of one claim, have the same id",
        "An id stands for one record. With two, nobody can tell which one a link or a citation in an article means.",
        "ids are never reused: give one another id",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., speaker: blinken, side: us, act: assertion}
  - {id: us-a, text: The talks are put off., speaker: blinken, side: us, act: announcement}
""", on_write=True,
    ),
    Rule(
        "R001", Severity.ERROR, "dangling-reference", _dangling,
        "a record names another that is not there",
        "What hangs in the air can't be shown, counted or followed.",
        "add the record, or take the name out",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., speaker: blinkn, side: us, act: assertion}
""", on_write=True,
    ),
    Rule(
        "R003", Severity.ERROR, "shared-name", _shared_names,
        "an alias of one side or dispute is also an id or an alias of another",
        "A name of two sides or two disputes names neither, and a filter on it can't be answered.",
        "take it out of one of them",
        """\
disputes:
  - {id: balloon, title: The balloon, aliases: [airship]}
  - {id: second-balloon, title: The second balloon, aliases: [Airship]}
""", on_write=True,
    ),
    Rule(
        "R004", Severity.WARNING, "retracted-reference", _retracted_names,
        "a record on record names a speaker, side, source or dispute that is retracted",
        "A retracted record is hidden, so that the one which names it is shown with a gap.",
        "name another, retract this record too, or restore that one",
        """\
sources:
  - {id: paper, title: A paper, kind: article, wording: original, status: retracted}
claims:
  - id: us-a
    text: The craft was a balloon.
    speaker: blinken
    side: us
    act: assertion
    citations:
      - source: paper
""",
    ),
    Rule(
        "R005", Severity.WARNING, "dead-alias", _dead_aliases,
        "an alias that finds nothing: it is the record's own id or name, stands twice, is the id of another record of"
        " the kind, or a name of a retracted one",
        "Names are looked up by id first and without regard to case, so that such an alias finds nothing new, finds"
        " another record, or is ambiguous with one that readers never see.",
        "take it out",
        """\
speakers:
  - {id: blinken, name: Antony Blinken, kind: person, side: us, aliases: [Blinken, secretary, Secretary]}
""", fixes=True,
    ),
    Rule(
        "R006", Severity.NOTE, "unused-source", _uncited,
        "a source on which no claim and no link on record rests",
        "It may have been entered for a claim that was never written.",
        "cite it, retract it, or leave it for later",
        """\
sources:
  - {id: paper, title: A paper, kind: article, wording: original}
  - {id: leaflet, title: A leaflet, kind: document, wording: original}
""",
    ),
    Rule(
        "R007", Severity.WARNING, "same-name", doubles(names_of),
        "a side, speaker, source or dispute with the name or title of another, whatever the case and the accents;"
        " of sources, unless publisher or day differ",
        "It may have been entered twice, so that its claims are counted apart; and the name fits both.",
        "let the claims name one of them and retract the other, or tell their names apart",
        """\
speakers:
  - {id: tobias-billstrom, name: Tobias Billström, kind: person, side: eu}
  - {id: billstrom, name: Tobias Billstrom, kind: person, side: eu}
""",
    ),
    Rule(
        "R008", Severity.WARNING, "same-document", doubles(documents_of),
        "a source with the address or the text of another",
        "It may have been entered twice, so that one report looks like two.",
        "let the claims cite one of them and retract the other",
        """\
sources:
  - {id: paper, title: A paper, kind: article, wording: original, url: "https://example.org/a"}
  - {id: story, title: A story, kind: article, wording: original, url: "http://www.example.org/a/#top"}
""",
    ),
)  # fmt: skip
