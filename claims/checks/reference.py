"""Rules about references between records, and about the names by which records are found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple, TypeVar

from claims.checks.declare import Found, Rule, Scope
from claims.checks.standing import kept, on_record
from claims.model import Citation, Claim, Corpus, Dispute, Link, Record, Side, Source, Speaker
from claims.vocabulary import Kind, Severity, Status

Item = TypeVar("Item")
Named = Side | Speaker | Dispute


class Reference(NamedTuple):
    """A place in a record that names another record."""

    kind: Kind
    id: str
    path: tuple[str | int, ...]


def references(one: Record) -> Iterator[Reference]:
    """Every place in a record that names another."""
    for key, kind, path in _PLACES[type(one)]:
        value = getattr(one, key)
        if isinstance(value, str) and value:
            yield Reference(kind, value, (path,))
        elif value:
            yield from (Reference(kind, id, (path, index)) for index, id in enumerate(value))
    if isinstance(one, Claim):
        for index, citation in enumerate(one.citations):
            yield from _cited(index, citation)


_NAMES = {
    "speaker": Kind.SPEAKER,
    "side": Kind.SIDE,
    "with_": Kind.SPEAKER,
    "addressees": Kind.SIDE,
    "parties": Kind.SIDE,
    "disputes": Kind.DISPUTE,
    "from_id": Kind.CLAIM,
    "to_id": Kind.CLAIM,
    "source": Kind.SOURCE,
}
_LISTS = frozenset({"with_", "addressees", "parties", "disputes"})
_KEYS = {"with_": "with", "from_id": "from", "to_id": "to"}


_PLACES: Mapping[type, tuple[tuple[str, Kind, str], ...]] = {
    made: tuple((key, kind, _KEYS.get(key, key)) for key, kind in _NAMES.items() if hasattr(made, key))
    for made in (Side, Speaker, Source, Dispute, Claim, Link)
}
"""Where a record of each type names others: the attribute, the kind of what it names, the key."""


def _cited(index: int, citation: Citation) -> Iterator[Reference]:
    yield Reference(Kind.SOURCE, citation.source, ("citations", index, "source"))
    for place, speaker in enumerate(citation.via):
        yield Reference(Kind.SPEAKER, speaker, ("citations", index, "via", place))


@kept
def named(corpus: Corpus) -> Mapping[Kind, set[str]]:
    """All that is named by any of the records."""
    found: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for made, records in ((type(each[0]), each) for each in map(corpus.of, Kind) if each):
        for key, kind, _ in _PLACES[made]:
            if key in _LISTS:
                found[kind].update(id for one in records for id in getattr(one, key))
            else:
                found[kind].update(id for id in map(attrgetter(key), records) if id)
    for citation in (citation for claim in corpus.claims for citation in claim.citations):
        found[Kind.SOURCE].add(citation.source)
        found[Kind.SPEAKER].update(citation.via)
    return found


def incomplete(corpus: Corpus) -> set[str]:
    """The ids of the records that name what is not there."""
    return {one.id for _, one, _ in _unmet(corpus, _known(corpus))}


def _dangling(corpus: Corpus) -> Iterator[Found]:
    known = _known(corpus)
    remedies: dict[tuple[Kind, str], str] = {}
    compared = 0
    for kind, one, reference in _unmet(corpus, known):
        name = reference.kind, reference.id
        if name not in remedies:
            compared += len(known[reference.kind])
            remedies[name] = _remedy(reference, known[reference.kind] if compared <= _MOST_COMPARED else ())
        message = f"there is no {reference.kind.value} “{reference.id}”"
        yield Found(kind, one.id, reference.path, message, remedies[name])


_MOST_COMPARED = 1_000_000
"""Names that are compared with those that are not there, in all: it takes seconds."""


def _known(corpus: Corpus) -> Mapping[Kind, set[str]]:
    # Nothing names a link.
    return {kind: {one.id for one in corpus.of(kind)} for kind in Kind if kind is not Kind.LINK}


def _unmet(corpus: Corpus, known: Mapping[Kind, set[str]]) -> Iterator[tuple[Kind, Record, Reference]]:
    # Nearly always everything named is there, which is seen sooner of all than of each.
    if all(named(corpus)[kind] <= ids for kind, ids in known.items()):
        return
    for kind in Kind:
        for one in corpus.of(kind):
            for reference in references(one):
                if reference.id not in known[reference.kind]:
                    yield kind, one, reference


def _remedy(reference: Reference, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(reference.id, list(known), n=1, cutoff=0.5)
    return f"did you mean {nearest[0]}?" if nearest else f"add the {reference.kind.value}, or take the name out"


def _repeated(corpus: Corpus) -> Iterator[Found]:
    for kind in Kind:
        # The first three values of a link are its id, which takes longer to write.
        keys = (one[:3] for one in corpus.links) if kind is Kind.LINK else (one.id for one in corpus.of(kind))
        for key in _repeats(keys):
            id = key if isinstance(key, str) else "/".join(key)
            yield Found(kind, id, ("id",), f"there is more than one {kind.value} “{id}”")
    for claim in (one for one in corpus.claims if len(one.citations) > 1):
        # 0 stands for the number that a citation will be given.
        for number in _repeats(citation.number for citation in claim.citations if citation.number):
            message = f"more than one citation of this claim has the number {number}"
            yield Found(Kind.CLAIM, claim.id, ("citations",), message, "number them apart")


def _repeats(values: Iterable[Item]) -> list[Item]:
    given = list(values)
    if len(set(given)) == len(given):
        return []
    return [value for value, times in Counter(given).items() if times > 1]


def _shared_names(corpus: Corpus) -> Iterator[Found]:
    for kind, records in ((Kind.SIDE, corpus.sides), (Kind.DISPUTE, corpus.disputes)):
        owners: dict[str, str] = {}
        for one in records:
            for alias in dict.fromkeys(name.casefold() for name in (one.id, *one.aliases)):
                owner = owners.setdefault(alias, one.id)
                if owner != one.id:
                    yield Found(kind, one.id, ("aliases",), f"“{alias}” is a name of {owner} as well")


def _retracted_names(corpus: Corpus) -> Iterator[Found]:
    # A link to a retracted claim is a rule of its own.
    kinds = [kind for kind in Kind if kind is not Kind.CLAIM]
    gone: dict[Kind, set[str]] = {
        kind: {one.id for one in corpus.of(kind) if one.status is Status.RETRACTED} for kind in kinds
    }
    if not any(named(corpus)[kind] & gone[kind] for kind in kinds):
        return
    for kind in Kind:
        for one in corpus.of(kind):
            if one.status is Status.ON_RECORD:
                for reference in references(one):
                    if reference.id in gone.get(reference.kind, ()):
                        message = f"the {reference.kind.value} “{reference.id}” is retracted"
                        yield Found(kind, one.id, reference.path, message)


def _dead_aliases(corpus: Corpus) -> Iterator[Found]:
    for kind in (Kind.SIDE, Kind.SPEAKER, Kind.DISPUTE):
        records: tuple[Named, ...] = getattr(corpus, kind.plural)
        ids = {one.id for one in records}
        gone = _names_of_retracted(records)
        for one in on_record(records):  # type: ignore[type-var]  # one kind at a time
            yield from _dead_in(kind, one, ids, gone)


def _names_of_retracted(records: Iterable[Named]) -> Mapping[str, str]:
    gone = (one for one in records if one.status is Status.RETRACTED)
    return {name.casefold(): one.id for one in gone for name in (_title(one), *one.aliases)}


def _dead_in(kind: Kind, one: Named, ids: set[str], gone: Mapping[str, str]) -> Iterator[Found]:
    own = {one.id, _title(one).casefold()}
    kept: list[str] = []
    dead: list[tuple[int, str, str | None]] = []
    for index, alias in enumerate(one.aliases):
        folded = alias.casefold()
        if folded in own:
            dead.append((index, f"the alias “{alias}” stands here already, as id, name or alias", None))
            continue
        own.add(folded)
        kept.append(alias)
        if folded in ids:
            dead.append(
                (index, f"the alias “{alias}” is the id of another {kind.value}, which is found instead", _TELL)
            )
        elif folded in gone:
            dead.append((index, f"the alias “{alias}” is also a name of {gone[folded]}, which is retracted", _TELL))
    fix = one._replace(aliases=tuple(kept)) if len(kept) < len(one.aliases) else None
    for index, message, remedy in dead:
        yield Found(kind, one.id, ("aliases", index), message, remedy, None if remedy else fix)


_TELL = "take it out of one of them"


def _title(one: Named) -> str:
    return one.title if isinstance(one, Dispute) else one.name


def _uncited(corpus: Corpus) -> Iterator[Found]:
    records: list[Record] = [*on_record(corpus.claims), *on_record(corpus.links)]
    cited = {reference.id for one in records for reference in references(one) if reference.kind is Kind.SOURCE}
    for source in on_record(corpus.sources):
        if source.id not in cited:
            yield Found(Kind.SOURCE, source.id, ("id",), "no claim and no link on record rests on this source")


RULES = (
    Rule(
        "R002", Severity.ERROR, "repeated-id",
        "two records of one kind, or two citations of one claim, have the same id",
        "An id stands for one record. With two, nobody can tell which one a link or a citation in an article means.",
        "ids are never reused: give one another id",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., speaker: blinken, side: us, act: assertion}
  - {id: us-a, text: The talks are put off., speaker: blinken, side: us, act: announcement}
""",
        _repeated, tuple(Kind), on_write=True, alone=True,
    ),
    Rule(
        "R001", Severity.ERROR, "dangling-reference",
        "a record names another that is not there",
        "What hangs in the air can't be shown, counted or followed.",
        "add the record, or take the name out",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., speaker: blinkn, side: us, act: assertion}
""",
        _dangling, tuple(Kind), on_write=True,
    ),
    Rule(
        "R003", Severity.ERROR, "shared-name",
        "an alias of one side or dispute is also an id or an alias of another",
        "A name of two sides or two disputes names neither, and a filter on it can't be answered.",
        "take it out of one of them",
        """\
disputes:
  - {id: balloon, title: The balloon, aliases: [airship]}
  - {id: second-balloon, title: The second balloon, aliases: [Airship]}
""",
        _shared_names, (Kind.SIDE, Kind.DISPUTE), Scope.NAMES, on_write=True,
    ),
    Rule(
        "R004", Severity.WARNING, "retracted-reference",
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
        _retracted_names, tuple(Kind),
    ),
    Rule(
        "R005", Severity.WARNING, "dead-alias",
        "an alias that finds nothing: it is the record's own id or name, stands twice, is the id of another record of"
        " the kind, or a name of a retracted one",
        "Names are looked up by id first and without regard to case, so that such an alias finds nothing new, finds"
        " another record, or is ambiguous with one that readers never see.",
        "take it out",
        """\
speakers:
  - {id: blinken, name: Antony Blinken, kind: person, side: us, aliases: [Blinken, secretary, Secretary]}
""",
        _dead_aliases, (Kind.SIDE, Kind.SPEAKER, Kind.DISPUTE), Scope.NAMES, fixes=True,
    ),
    Rule(
        "R006", Severity.NOTE, "unused-source",
        "a source on which no claim and no link on record rests",
        "It may have been entered for a claim that was never written.",
        "cite it, retract it, or leave it for later",
        """\
sources:
  - {id: paper, title: A paper, kind: article, wording: original}
  - {id: leaflet, title: A leaflet, kind: document, wording: original}
""",
        _uncited, (Kind.SOURCE,),
    ),
)  # fmt: skip
