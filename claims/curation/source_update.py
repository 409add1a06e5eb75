"""Planning another text of a source: every quote from it is looked for in the new text before anything is written."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from claims import anchor, escaping
from claims.checks import digest
from claims.curation import citations
from claims.errors import CurationRefused, UnknownRecord
from claims.model import Change, Citation, Claim, Source
from claims.store import curated, references
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op

ALL = "all"
"""Stands for the quotes that may be decided all at once."""
_LEAST_FOR_ALL = 0.9
_ID = "CLAIM#NUMBER"


class Fate(StrEnum):
    """What became of a quote in the new text; a doubtful one has its words there, but others stand around them."""

    STAYED = "stayed"
    MOVED = "moved"
    DOUBTFUL = "doubtful"
    REWORDED = "reworded"
    LOST = "lost"


class Traced(NamedTuple):
    """A quote, and where it is now.

    `words` are the passage of the new text, None where it is lost; `score` from 0 to 1 tells how like the quote it is,
    with what stands around it. `places` are the offsets of the quote where it is lost because it stands at several, and
    nothing tells them apart. `doubt` says how what stands around it differs from what stood there.
    """

    claim: str
    citation: Citation
    fate: Fate
    place: anchor.Anchor | None
    words: str | None
    score: float
    places: tuple[int, ...] = ()
    doubt: str = ""

    @property
    def id(self) -> str:
        """The citation's id."""
        return f"{self.claim}#{self.citation.number}"


class Decisions(NamedTuple):
    """What the curator says of quotes, by id or `ALL`: which take the words that were found, which go without a quote.

    All at once, only quotes with a score of 0.9 or more take other words, and only lost ones go without.
    """

    rewords: Collection[str] = ()
    lets_go: Collection[str] = ()

    def takes(self, trace: Traced) -> bool:
        """Return whether a quote takes the words and the place that were found."""
        is_near = trace.fate is Fate.REWORDED and trace.score >= _LEAST_FOR_ALL
        return trace.place is not None and (trace.id in self.rewords or (ALL in self.rewords and is_near))

    def drops(self, trace: Traced) -> bool:
        """Return whether a citation stays without its quote."""
        return trace.id in self.lets_go or (ALL in self.lets_go and trace.fate is Fate.LOST)


class Retelling(NamedTuple):
    """The changes that a new text makes, and the fate of each quote from the source, by claim."""

    changes: tuple[Change, ...]
    traced: tuple[Traced, ...]


def retold(db: Connection, source: Source, text: str, decisions: Decisions) -> Retelling:
    """Plan the new text of a source; nothing is refused here for what is not decided, see `refuse_undecided`.

    Raises `UnknownRecord` for a decision about what is no quote from the source.
    """
    cited = curated.some(db, Kind.CLAIM, references.citing(db, [source.id])).values()
    claims = [claim for claim in cited if isinstance(claim, Claim)]
    traced = tuple(trace for claim in claims for trace in _traced(claim, source, text))
    fates = {trace.id: trace for trace in traced}
    for id in (*decisions.rewords, *decisions.lets_go):
        if id not in (ALL, *fates):
            raise UnknownRecord(f"quote from {source.id}", id, sorted(fates))
    changed = Change(Op.EDIT, Kind.SOURCE, source, source._replace(text=text, sha256=digest(text)))
    moved = ((claim, _followed(claim, fates, text, decisions)) for claim in claims)
    return Retelling((changed, *(Change(Op.EDIT, Kind.CLAIM, a, b) for a, b in moved if a != b)), traced)


def refuse_undecided(traced: Sequence[Traced], decisions: Decisions) -> None:
    """Raise `CurationRefused` where a quote would be changed or lost, or is in doubt, and nobody has decided on it."""
    undecided = [
        trace
        for fate in (Fate.LOST, Fate.DOUBTFUL, Fate.REWORDED)
        for trace in traced
        if trace.fate is fate and not decisions.takes(trace) and not decisions.drops(trace)
    ]
    if not undecided:
        return
    many = "1 quote" if len(undecided) == 1 else f"{len(undecided)} quotes"
    takes = f"--reword {_ID} takes the words and the place shown, " if any(trace.place for trace in undecided) else ""
    raise CurationRefused(
        f"{many} from the old text to decide on; nothing was changed",
        f"one by one: {takes}--unquote {_ID} keeps the citation without a quote",
        [f"{trace.id}: {trace.fate.value}: {_marked(trace.citation.quote)}{_now(trace)}" for trace in undecided],
    )


def _now(trace: Traced) -> str:
    if trace.fate is Fate.LOST:
        several = ", ".join(map(str, trace.places[:_MOST_PLACES]))
        return f" stands at several places: {several}" if several else ""
    now = trace.doubt if trace.fate is Fate.DOUBTFUL else f"→ {_marked(trace.words)}"
    return f" {now} ({trace.score:.2f})"


def _marked(words: str | None) -> str:
    return f"“{escaping.visible(words or '')}”"


_MOST_PLACES = 5


def _traced(claim: Claim, source: Source, text: str) -> Iterator[Traced]:
    for citation in claim.citations:
        if citation.source == source.id and citation.quote is not None:
            yield _trace(claim.id, citation, source.text or "", text)


def _trace(claim: str, citation: Citation, old: str, new: str) -> Traced:
    from claims.anchor.approximate import find

    selector = citations.with_context(citation, old)
    located = citations.locate(selector, new)
    if place := located.anchor:
        fate = Fate.STAYED if place.start == citation.start else Fate.MOVED
        return Traced(claim, citation, fate, place, new[place.start : place.end], 1.0)
    quote, prefix, suffix, start = selector.quote or "", selector.prefix, selector.suffix, citation.start
    is_open = located.candidates and located.in_context
    match = None if is_open else find(new, quote, prefix=prefix, suffix=suffix, start=start)
    if match is None:
        places = tuple(place.start for place in located.candidates)
        return Traced(claim, citation, Fate.LOST, None, None, 0.0, places)
    fate, words = Fate.DOUBTFUL if match.exact else Fate.REWORDED, new[match.anchor.start : match.anchor.end]
    return Traced(
        claim, citation, fate, match.anchor, words, match.score, doubt=_doubt(citation, old, new, match.anchor)
    )


def _doubt(citation: Citation, old: str, text: str, place: anchor.Anchor) -> str:
    """Tell how what stands around a quote differs from what stood there."""
    before, after = anchor.context(text, place, citations.CONTEXT_IN_CODE_POINTS)
    old_before, old_after = citation.prefix or "", citation.suffix or ""
    if citation.start is not None and citation.end is not None and old:
        stood = anchor.Anchor(citation.start, citation.end)
        old_before, old_after = anchor.context(old, stood, citations.CONTEXT_IN_CODE_POINTS)
    is_after = anchor.fits(text, place, old_before, None) and not anchor.fits(text, place, None, old_after)
    side, was, now = ("before", old_after, after) if is_after else ("after", old_before, before)
    return f"stood {side} {_marked(was)}, and stands at {place.start} {side} {_marked(now)}"


def _followed(claim: Claim, fates: dict[str, Traced], text: str, decisions: Decisions) -> Claim:
    """Return the claim with its quotes where they are in the new text."""

    def now(citation: Citation) -> Citation:
        trace = fates.get(f"{claim.id}#{citation.number}")
        if trace is None:
            return citation
        if decisions.drops(trace):
            return citation._replace(quote=None, prefix=None, suffix=None, start=None, end=None)
        if trace.place is None:
            return citation
        placed = citations.standing_at(citation, text, trace.place)
        if trace.fate in (Fate.STAYED, Fate.MOVED):
            return placed
        # The context tells other stores, which get the record, what was decided.
        prefix, suffix = (part if part.strip() else None for part in anchor.context(text, trace.place, _WIDTH))
        return placed._replace(prefix=prefix, suffix=suffix) if decisions.takes(trace) else citation

    return claim._replace(citations=tuple(map(now, claim.citations)))


_WIDTH = 32
"""Characters of context, as annotation clients keep them."""
