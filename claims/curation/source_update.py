"""Planning another text of a source: every quote from it is looked for in the new text before anything is written."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from claims import anchor
from claims.checks import digest
from claims.errors import CurationRefused
from claims.model import Change, Citation, Claim, Source
from claims.store import curated, references
from claims.store.connection import Connection
from claims.vocabulary import Kind, Op

_CONTEXT_WIDTH = 32
"""Characters around a quote that tell it from others like it, as annotation clients keep them."""


class Fate(StrEnum):
    """What became of a quote in the new text."""

    STAYED = "stayed"
    MOVED = "moved"
    REWORDED = "reworded"
    LOST = "lost"


class Traced(NamedTuple):
    """A quote, and where it is now.

    `words` are the passage of the new text, None where it is lost; `score` from 0 to 1 tells how like the quote it is.
    `places` are the offsets of the quote where it is lost because it stands at several, and nothing tells them apart.
    """

    claim: str
    citation: Citation
    fate: Fate
    place: anchor.Anchor | None
    words: str | None
    score: float
    places: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The citation's id."""
        return f"{self.claim}#{self.citation.number}"


class Retelling(NamedTuple):
    """The changes that a new text makes, and the fate of each quote from the source, by claim."""

    changes: tuple[Change, ...]
    traced: tuple[Traced, ...]


def retold(db: Connection, source: Source, text: str, *, rewords: bool, lets_go: bool) -> Retelling:
    """Plan the new text of a source.

    `rewords`: quotes whose words are others now take the words of the new text; `lets_go`: a citation whose quote is
    lost stays without it. Nothing is refused here, see `refuse_losses`.
    """
    cited = curated.some(db, Kind.CLAIM, references.citing(db, [source.id])).values()
    claims = [claim for claim in cited if isinstance(claim, Claim)]
    traced = tuple(each for claim in claims for each in _traced(claim, source, text))
    fates = {each.id: each for each in traced}
    changed = Change(Op.EDIT, Kind.SOURCE, source, source._replace(text=text, sha256=digest(text)))
    moved = ((claim, _followed(claim, fates, rewords=rewords, lets_go=lets_go)) for claim in claims)
    return Retelling((changed, *(Change(Op.EDIT, Kind.CLAIM, a, b) for a, b in moved if a != b)), traced)


def refuse_losses(traced: Sequence[Traced], *, rewords: bool, lets_go: bool) -> None:
    """Raise `CurationRefused` where a quote would be changed or lost that nobody said may be."""
    reworded = [each for each in traced if each.fate is Fate.REWORDED and not rewords]
    lost = [each for each in traced if each.fate is Fate.LOST and not lets_go]
    if not reworded and not lost:
        return
    counts = [f"{len(group)} {word}" for group, word in ((lost, "lost"), (reworded, "found in other words")) if group]
    ways = (
        ("--reword takes the new words", reworded),
        ("--unquote keeps those citations without a quote", lost),
        ("claims edit CLAIM#NUMBER --prefix … tells which place is meant", [each for each in lost if each.places]),
    )
    lines = [f"{each.id}: {each.fate.value}: “{each.citation.quote}”{_now(each)}" for each in (*lost, *reworded)]
    raise CurationRefused(
        f"quotes from the old text are not in the new one: {' and '.join(counts)}; nothing was changed",
        "; ".join(way for way, group in ways if group),
        lines,
    )


def _now(each: Traced) -> str:
    if each.words is not None:
        return f" → “{each.words}” ({each.score:.2f})"
    return f" stands at several places: {', '.join(map(str, each.places[:_MOST_PLACES]))}" if each.places else ""


_MOST_PLACES = 5


def _traced(claim: Claim, source: Source, text: str) -> Iterator[Traced]:
    for citation in claim.citations:
        if citation.source == source.id and citation.quote is not None:
            yield _trace(claim.id, citation, citation.quote, source.text or "", text)


def _trace(claim: str, citation: Citation, quote: str, old: str, new: str) -> Traced:
    from claims.anchor.approximate import find

    start, end = citation.start, citation.end
    if start is not None and end is not None and old[start:end] == quote and new[start:end] == quote:
        # It is the same one where the words around it are the same; otherwise another may have taken its place.
        here = anchor.Anchor(start, end)
        if anchor.context(old, here, _CONTEXT_WIDTH) == anchor.context(new, here, _CONTEXT_WIDTH):
            return Traced(claim, citation, Fate.STAYED, here, quote, 1.0)
    prefix, suffix = _context(citation, quote, old)
    found = find(new, quote, prefix=prefix, suffix=suffix, start=start)
    if found is None:
        alike = anchor.locate(new, quote, prefix=prefix, suffix=suffix, start=start).candidates
        return Traced(claim, citation, Fate.LOST, None, None, 0.0, tuple(one.start for one in alike))
    fate = Fate.REWORDED if not found.exact else Fate.STAYED if found.anchor.start == start else Fate.MOVED
    return Traced(claim, citation, fate, found.anchor, new[found.anchor.start : found.anchor.end], found.score)


def _context(citation: Citation, quote: str, old: str) -> tuple[str | None, str | None]:
    """The words around the quote: those of the citation, else those of the old text."""
    start, end = citation.start, citation.end
    if start is None or end is None or old[start:end] != quote:
        return citation.prefix, citation.suffix
    prefix, suffix = anchor.context(old, anchor.Anchor(start, end), _CONTEXT_WIDTH)
    return citation.prefix or prefix or None, citation.suffix or suffix or None


def _followed(claim: Claim, fates: dict[str, Traced], *, rewords: bool, lets_go: bool) -> Claim:
    """The claim with its quotes where they are in the new text."""

    def now(citation: Citation) -> Citation:
        each = fates.get(f"{claim.id}#{citation.number}")
        if each is None:
            return citation
        if each.place is None:
            return (
                citation._replace(quote=None, prefix=None, suffix=None, start=None, end=None) if lets_go else citation
            )
        quote = each.words if each.fate is Fate.REWORDED and rewords else citation.quote
        return citation._replace(quote=quote, start=each.place.start, end=each.place.end)

    return claim._replace(citations=tuple(map(now, claim.citations)))
