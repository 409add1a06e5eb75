"""The records of a dispute, as curators write them and as readers see them: frozen, without input or output.

A *record* is what a curator writes and a dossier holds. A *view* is a record with what follows from the rest of the
store: bounds of its date, the speaker's post on the day, links both ways, the state. Tuples are in the curator's
order. `None` means "not known" or "does not apply" unless a docstring says more. Days are EDTF as written, `earliest`
and `latest` ISO days; instants (`_at`) are UTC with microseconds. `status`, `recorded_at` and `revised_at` are the
same in every record: whether it stands, when it first entered a store, when it last changed (None: never yet stored).
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from claims.vocabulary import (
    Act,
    Attribution,
    Basis,
    Kind,
    Op,
    Relation,
    Severity,
    SourceKind,
    SpeakerKind,
    Status,
    Wording,
)


class Side(NamedTuple):
    """The party whose case a claim puts."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    note: str | None = None
    status: Status = Status.ON_RECORD
    recorded_at: str | None = None
    revised_at: str | None = None


class Post(NamedTuple):
    """An office held from one day to another (EDTF, both inclusive); None leaves that end open or unknown."""

    title: str
    from_on: str | None = None
    to_on: str | None = None


class Speaker(NamedTuple):
    """Who is heard. `side` is the side he speaks for by default, None where he stands for none."""

    id: str
    name: str
    kind: SpeakerKind
    side: str | None = None
    aliases: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    wikidata: str | None = None
    note: str | None = None
    status: Status = Status.ON_RECORD
    recorded_at: str | None = None
    revised_at: str | None = None


class Source(NamedTuple):
    """A document.

    `text` is the stored text, None where none is stored or where it was not asked for; `sha256` is the digest of its
    UTF-8 bytes in lower-case hexadecimal, None without a text.
    """

    id: str
    title: str
    kind: SourceKind
    wording: Wording
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None
    archived_url: str | None = None
    accessed: str | None = None
    lang: str | None = None
    text: str | None = None
    sha256: str | None = None
    note: str | None = None
    status: Status = Status.ON_RECORD
    recorded_at: str | None = None
    revised_at: str | None = None


class Dispute(NamedTuple):
    """A named quarrel: `parties` are sides, `covers` the span of days (EDTF) that the record covers."""

    id: str
    title: str
    summary: str | None = None
    aliases: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    covers: str | None = None
    note: str | None = None
    status: Status = Status.ON_RECORD
    recorded_at: str | None = None
    revised_at: str | None = None


class Translation(NamedTuple):
    """A quote in another language; `by` names the translator."""

    lang: str
    text: str
    by: str | None = None


class Citation(NamedTuple):
    """Where a claim is reported, with or without the source's words.

    `quote`, `prefix` and `suffix` are a TextQuoteSelector, `start` and `end` a TextPositionSelector of the W3C Web
    Annotation Data Model, in Unicode code points of the source's stored text. `number` is unique within the claim and
    never reused. `via` are the speakers through whom the words are relayed, nearest to the source last.
    """

    number: int
    source: str
    quote: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    start: int | None = None
    end: int | None = None
    lang: str | None = None
    attribution: Attribution | None = None
    via: tuple[str, ...] = ()
    locator: str | None = None
    translations: tuple[Translation, ...] = ()
    note: str | None = None


class Claim(NamedTuple):
    """One assertion on record; `text` is the curator's neutral sentence, the source's words stand in `citations`.

    `with_` are the further speakers of a joint statement; `statement` is shared by claims made in one breath.
    """

    id: str
    text: str
    speaker: str
    side: str
    act: Act
    lang: str | None = None
    with_: tuple[str, ...] = ()
    said: str | None = None
    said_time: str | None = None
    venue: str | None = None
    addressees: tuple[str, ...] = ()
    statement: str | None = None
    disputes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    status: Status = Status.ON_RECORD
    recorded_at: str | None = None
    revised_at: str | None = None


class Link(NamedTuple):
    """From the claim that answers to the claim it answers or takes up; `source` is the document that shows it."""

    from_id: str
    relation: Relation
    to_id: str
    basis: Basis
    note: str | None = None
    source: str | None = None
    status: Status = Status.ON_RECORD
    recorded_at: str | None = None
    revised_at: str | None = None

    @property
    def id(self) -> str:
        """The unique name of the link: `from/relation/to`."""
        return f"{self.from_id}/{self.relation}/{self.to_id}"


Record = Side | Speaker | Source | Dispute | Claim | Link


class Standing(NamedTuple):
    """What states are made of: the claims on record by id, and the links on record between them."""

    claims: Mapping[str, Claim]
    links: tuple[Link, ...]


class Fault(NamedTuple):
    """What is wrong with a store itself, and the code of the rule that tells of it; None: it is no one record's."""

    code: str
    kind: Kind | None
    record: str | None
    message: str


class _Lists(NamedTuple):
    sides: tuple[Side, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sources: tuple[Source, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    faults: tuple[Fault, ...] = ()


class Corpus(_Lists):
    """A whole set of records, in the order in which they were written.

    `faults` are those of the store that it was read from, empty where nobody has looked for them.
    """

    def of(self, kind: Kind) -> tuple[Record, ...]:
        """The records of one kind."""
        records: tuple[Record, ...] = getattr(self, kind.plural)
        return records

    def records(self) -> Iterator[Record]:
        """All records, kind by kind."""
        return (record for kind in Kind for record in self.of(kind))

    @cached_property
    def standing(self) -> Standing:
        """What stands of it."""
        claims = {claim.id: claim for claim in self.claims if claim.status is Status.ON_RECORD}
        links = (link for link in self.links if link.status is Status.ON_RECORD)
        return Standing(claims, tuple(link for link in links if link.from_id in claims and link.to_id in claims))


class Revision(NamedTuple):
    """One change of one record: `before` and `after` are the record as JSON text, None while there was none.

    `seq` counts the revisions of a store from 1. The text of a source stands in them only where it changed.
    """

    seq: int
    at: str
    by: str
    op: Op
    kind: Kind
    id: str
    before: str | None = None
    after: str | None = None
    why: str | None = None


class Change(NamedTuple):
    """What is done to one record: `before` is None for a new one."""

    op: Op
    kind: Kind
    before: Record | None
    after: Record

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.after.id


class Finding(NamedTuple):
    """A problem in the data.

    `path` leads from the record to the spot, as keys and 0-based indices. `remedy` is a sentence that says what to do,
    None where nothing can be said. `fix` is the record as a safe remedy leaves it, None where a curator must decide.
    """

    code: str
    severity: Severity
    kind: Kind | None
    record: str | None
    path: tuple[str | int, ...]
    message: str
    remedy: str | None = None
    fix: Record | None = None


DateOrder = tuple[bool, str, bool, str, str, str]


def date_order(earliest: str | None, latest: str | None, said_time: str | None, claim: str) -> DateOrder:
    """The key of the one order of claims: earliest or else latest, then latest, the hour, the id.

    Undated claims come last, and so does an open end among claims that begin on the same day.
    """
    day = earliest or latest
    return (day is None, day or "", latest is None, latest or "", said_time or "", claim)
