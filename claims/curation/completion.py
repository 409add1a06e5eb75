"""What a curator may leave out and what follows from the rest: numbers and places of citations, texts and digests."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from claims import anchor
from claims.checks import digest
from claims.model import Citation, Claim, Record, Source


def completed(one: Record, before: Record | None, made: int = 0) -> Record:
    """The record with what it takes over from the version before.

    A source given without a text keeps the text, a citation given without a place keeps its place; citations without
    a number (0) get one, see `numbered`. `made` is the highest number that the claim ever gave to a citation.
    """
    if isinstance(one, Source):
        return _with_text(one, before if isinstance(before, Source) else None)
    if isinstance(one, Claim):
        old = before if isinstance(before, Claim) else None
        return _with_places(numbered(one, old, made), old)
    return one


def _with_text(one: Source, before: Source | None) -> Source:
    if one.text is not None:
        return one if one.sha256 is not None else one._replace(sha256=digest(one.text))
    if before is None or before.text is None:
        # Without its text a digest would tell of what nobody has.
        return one._replace(sha256=None)
    # Another digest stays, so that the rules tell that the text it belongs to is missing.
    return one._replace(text=before.text, sha256=one.sha256 or before.sha256)


def numbered(claim: Claim, before: Claim | None, made: int) -> Claim:
    """The claim with a number for each citation that has none (0).

    A citation that stood in the claim before keeps its number: the one with the same source and words, else the next
    one from the same source. Others get new numbers, after all that were ever given.
    """
    citations: Sequence[Citation] = claim.citations
    if all(one.number for one in citations):
        return claim
    if before:
        citations = _paired(citations, before.citations, lambda one: (one.source, one.quote))
        citations = _paired(citations, before.citations, lambda one: one.source)
    following = max(made, *(one.number for one in citations), 0)
    given = []
    for citation in citations:
        following += not citation.number
        given.append(citation if citation.number else citation._replace(number=following))
    return claim._replace(citations=tuple(given))


def _paired(
    citations: Sequence[Citation], old: Iterable[Citation], key: Callable[[Citation], object]
) -> Sequence[Citation]:
    """The citations, those without a number with that of the first old one, not yet paired, that has the same key."""
    taken = {citation.number for citation in citations}
    free: dict[object, list[int]] = {}
    for one in old:
        if one.number not in taken:
            free.setdefault(key(one), []).append(one.number)
    given = []
    for citation in citations:
        numbers = [] if citation.number else free.get(key(citation), [])
        given.append(citation._replace(number=numbers.pop(0)) if numbers else citation)
    return given


def _with_places(claim: Claim, before: Claim | None) -> Claim:
    if before is None:
        return claim
    old = {citation.number: citation for citation in before.citations}
    return claim._replace(citations=tuple(_with_place(one, old.get(one.number)) for one in claim.citations))


def _with_place(one: Citation, old: Citation | None) -> Citation:
    if not is_unplaced(one) or old is None or (old.source, old.quote) != (one.source, one.quote):
        return one
    return one._replace(start=old.start, end=old.end)


def is_unplaced(citation: Citation) -> bool:
    """Whether the citation has words without a place in the source."""
    return citation.quote is not None and citation.start is None and citation.end is None


def placed(claim: Claim, texts: Mapping[str, str]) -> Claim:
    """The claim with each quote where it stands now in the texts of its sources (by id).

    A quote that still stands at its place is left there; one that is found nowhere, or at several places, is left as
    it is, for the rules to tell.
    """
    return claim._replace(citations=tuple(_placed(one, texts.get(one.source)) for one in claim.citations))


def _placed(one: Citation, text: str | None) -> Citation:
    if text is None or one.quote is None or _stands(one, text):
        return one
    found = anchor.locate(text, one.quote, prefix=one.prefix, suffix=one.suffix, start=one.start).anchor
    return one._replace(start=found.start, end=found.end) if found else one


def _stands(one: Citation, text: str) -> bool:
    return one.start is not None and one.end is not None and text[one.start : one.end] == one.quote


def same(one: Record, other: Record) -> bool:
    """Whether two versions of a record differ in nothing but their instants."""
    return one._replace(recorded_at=other.recorded_at, revised_at=other.revised_at) == other
