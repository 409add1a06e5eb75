"""The whole record slice by slice: a few records, and all that bears on what can be said of them.

Around the records of a slice stands what they name, and proof of what is looked for among those that name them: for a
speaker a claim in which he is heard, for a source one that rests on it, for a party of a dispute a claim of its own,
for the claims of a statement the first of them. So a slice is as small as its records are few, however large the store.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple

from claims.model import Claim, Corpus, Dispute, Link, Record, Source, Speaker
from claims.store import claims, links, records, whole, witnesses
from claims.store.connection import Connection
from claims.store.select import Condition
from claims.vocabulary import Kind

SIZE = 1_000
"""Records in a slice: enough to make the statements cheap."""

_MOST_OF_TEXT = 1 << 22
"""Characters of sources' texts in a slice of sources, beyond which it ends."""


class Slice(NamedTuple):
    """A part of the record.

    `own` are the ids of the part's own records by kind, links by the claim they begin at. `closer` gives the part with
    what may explain away what is found in it; None where all of that is there already.
    """

    corpus: Corpus
    own: Mapping[Kind, Set[str]]
    closer: Callable[[], "Slice"] | None = None

    def owns(self, kind: Kind, id: str) -> bool:
        """Whether a record of the corpus is the slice's own; each record is that of one slice alone."""
        return id.partition("/")[0] in self.own.get(kind, ())


def slices(db: Connection, kinds: Set[Kind]) -> Iterator[Slice]:
    """All records of these kinds in their order, some at a time; links go with the claims that they begin at."""
    around = _Around(db)
    if Kind.SIDE in kinds:
        yield from (around.sides(ids) for ids in _chunked(whole.ids(db, Kind.SIDE)))
    if Kind.SPEAKER in kinds:
        yield from (around.speakers(ids) for ids in _chunked(whole.ids(db, Kind.SPEAKER)))
    if Kind.SOURCE in kinds:
        yield from (around.sources(found) for found in _by_text(_sources(db)))
    if Kind.DISPUTE in kinds:
        yield from (around.disputes(ids) for ids in _chunked(whole.ids(db, Kind.DISPUTE)))
    if kinds & {Kind.CLAIM, Kind.LINK}:
        yield from (around.claims(ids) for ids in _chunked(whole.ids(db, Kind.CLAIM)))


def count(db: Connection, kinds: Set[Kind]) -> int:
    """How many records of these kinds there are, links apart."""
    if Kind.LINK in kinds:
        kinds = (kinds - {Kind.LINK}) | {Kind.CLAIM}
    return sum(int(db.execute(f"SELECT count(*) FROM {kind.plural}").fetchone()[0]) for kind in kinds)


def _sources(db: Connection) -> Iterator[Source]:
    found = records.plain(db, Kind.SOURCE, Condition("TRUE"))
    return (one for one in found if isinstance(one, Source))


def _by_text(sources: Iterable[Source]) -> Iterator[list[Source]]:
    chunk: list[Source] = []
    letters = 0
    for one in sources:
        chunk.append(one)
        letters += len(one.text or "")
        if len(chunk) >= SIZE or letters > _MOST_OF_TEXT:
            yield chunk
            chunk, letters = [], 0
    if chunk:
        yield chunk


def _chunked(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, SIZE)):
        yield chunk


class _Around:
    """What stands around the records of a slice; what many records name is kept for the next ones."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._kept: dict[Kind, dict[str, Record]] = {kind: {} for kind in Kind}
        self._size = 0
        witnesses.prepare(db)

    def sides(self, ids: list[str]) -> Slice:
        return self._slice({Kind.SIDE: self._some(Kind.SIDE, ids)}, {Kind.SIDE: set(ids)})

    def speakers(self, ids: list[str]) -> Slice:
        own = whole.some(self._db, Kind.SPEAKER, ids)
        sides = {one.side for one in own.values() if isinstance(one, Speaker) and one.side}
        heard = claims.records(self._db, witnesses.of_speakers(self._db, ids))
        parts = {Kind.SPEAKER: own, Kind.SIDE: self._some(Kind.SIDE, sides), Kind.CLAIM: heard}
        return self._slice(parts, {Kind.SPEAKER: set(ids)})

    def sources(self, found: list[Source]) -> Slice:
        own = {one.id: one for one in found}
        shown = witnesses.of_sources(self._db, own)
        resting = claims.records(self._db, shown.claims)
        parts: dict[Kind, Mapping[str, Record]] = {Kind.SOURCE: own, Kind.CLAIM: resting, Kind.LINK: shown.links}
        return self._slice(parts, {Kind.SOURCE: set(own)})

    def disputes(self, ids: list[str]) -> Slice:
        own = whole.some(self._db, Kind.DISPUTE, ids)
        sides = {party for one in own.values() if isinstance(one, Dispute) for party in one.parties}
        heard = claims.records(self._db, witnesses.of_parties(self._db, ids))
        relaying = {speaker for one in heard.values() for citation in one.citations for speaker in citation.via}
        parts: dict[Kind, Mapping[str, Record]] = {
            Kind.DISPUTE: own,
            Kind.SIDE: self._some(Kind.SIDE, sides),
            Kind.SPEAKER: self._some(Kind.SPEAKER, relaying),
            Kind.CLAIM: heard,
        }
        return self._slice(parts, {Kind.DISPUTE: set(ids)})

    def claims(self, ids: list[str]) -> Slice:
        own = claims.between(self._db, ids[0], ids[-1])
        begun = links.begun(self._db, ids[0], ids[-1])
        ends = {one.to_id for one in begun} - own.keys()
        told = {one.statement for one in own.values() if one.statement is not None}
        others = claims.heads(self._db, {*ends, *witnesses.of_statements(self._db, told)} - own.keys())
        missing = ends - others.keys()
        if missing:
            others |= claims.heads(self._db, self._nearest(Kind.CLAIM, missing) - own.keys())
        parts: dict[Kind, Mapping[str, Record]] = {
            **{kind: self._some(kind, named) for kind, named in _named(own.values(), others.values(), begun).items()},
            Kind.CLAIM: {**own, **others},
        }
        those = set(ids)
        found = self._slice(parts, {Kind.CLAIM: those, Kind.LINK: those})
        crossing = links.crossing(self._db, ids[0], ids[-1])
        # Nearly always there is none to be put in its place.
        together = sorted((*begun, *crossing), key=_ends) if crossing else begun
        return found._replace(corpus=found.corpus._replace(links=tuple(together)))

    def _slice(self, parts: Mapping[Kind, Mapping[str, Record]], own: Mapping[Kind, Set[str]]) -> Slice:
        lists = {kind.plural: tuple(found[id] for id in sorted(found)) for kind, found in parts.items()}
        return Slice(Corpus(**lists), own)  # type: ignore[arg-type]

    def _some(self, kind: Kind, ids: Iterable[str]) -> dict[str, Record]:
        """The records of one kind with these ids; for one that is not there, what has the id most like it."""
        found = self._read(kind, ids)
        missing = [id for id in ids if id not in found]
        return {**found, **self._read(kind, self._nearest(kind, missing))} if missing else found

    def _read(self, kind: Kind, ids: Iterable[str]) -> dict[str, Record]:
        kept = self._kept[kind]
        wanted = [id for id in ids if id not in kept]
        read = whole.some(self._db, kind, wanted) if wanted else {}
        found = {**{id: kept[id] for id in ids if id in kept}, **read}
        self._size += sum(len(one.text or "") if isinstance(one, Source) else 200 for one in read.values())
        if self._size > _MOST_KEPT:
            for each in self._kept.values():
                each.clear()
            self._size = 0
        self._kept[kind].update(read)
        return found

    def _nearest(self, kind: Kind, ids: Iterable[str]) -> set[str]:
        return {near for id in ids for near in get_close_matches(id, whole.ids(self._db, kind), n=1, cutoff=0.5)}


_MOST_KEPT = 1 << 21
"""Characters of sources, and as many for any other record as a short text has."""


def _named(own: Collection[Claim], others: Iterable[Claim], begun: Iterable[Link]) -> dict[Kind, set[str]]:
    """What claims and links name, claims apart; of others, whose heads alone stand in the slice, who speaks for whom.

    Those are no findings of the slice either way, but to look for what is like a missing name takes long.
    """
    heads = [*own, *others]
    citations = [citation for one in own for citation in one.citations]
    resting = {one.source for one in begun if one.source is not None}
    heard = {one.speaker for one in heads} | {speaker for one in heads for speaker in one.with_}
    return {
        Kind.SIDE: {one.side for one in heads} | {side for one in own for side in one.addressees},
        Kind.SPEAKER: heard | {speaker for citation in citations for speaker in citation.via},
        Kind.SOURCE: {citation.source for citation in citations} | resting,
        Kind.DISPUTE: {dispute for one in own for dispute in one.disputes},
    }


def _ends(link: Link) -> tuple[str, str, str]:
    """What orders links."""
    return link.from_id, link.relation, link.to_id
