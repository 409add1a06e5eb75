"""What a curator may leave out and what follows from the rest: numbers and places of citations, texts and digests."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from claims import anchor
from claims.checks import digest
from claims.model import Citation, Claim, Record, Source


def completed(record: Record, before: Record | None, made: int = 0) -> Record:
    """Return the record with what it takes over from the version before.

    A source given without a text keeps the text, a citation given without a place keeps its place; citations without
    a number (0) get one, see `_numbered`. `made` is the highest number that the claim ever gave to a citation.
    """
    if isinstance(record, Source):
        return _with_text(record, before if isinstance(before, Source) else None)
    if is_unnumbered(record):
        record = _numbered(record, before, made)
    return _with_places(record, before) if before is not None and is_unplaced(record) else record


def _with_text(source: Source, before: Source | None) -> Source:
    if source.text is not None:
        return source if source.sha256 is not None else source._replace(sha256=digest(source.text))
    if before is None or before.text is None:
        # Without its text a digest would tell of what nobody has.
        return source._replace(sha256=None)
    # Another digest stays, so that the rules tell that the text it belongs to is missing.
    return source._replace(text=before.text, sha256=source.sha256 or before.sha256)


def is_unnumbered(record: Record) -> bool:
    """Return whether some citation of a claim is given without its number."""
    return isinstance(record, Claim) and not all(citation.number for citation in record.citations)


def _numbered(claim: Record, before: Record | None, made: int) -> Claim:
    """Return the claim with a number for each citation that has none (0).

    A citation that stood in the claim before keeps its number: the one with the same source and words, else the next
    one from the same source. Others get new numbers, after all that were ever given.
    """
    assert isinstance(claim, Claim)
    citations: Sequence[Citation] = claim.citations
    if isinstance(before, Claim):
        citations = _paired(citations, before.citations, lambda citation: (citation.source, citation.quote))
        citations = _paired(citations, before.citations, lambda citation: citation.source)
    following = max(made, *(citation.number for citation in citations), 0)
    numbered = []
    for citation in citations:
        following += not citation.number
        numbered.append(citation if citation.number else citation._replace(number=following))
    return claim._replace(citations=tuple(numbered))


def _paired(
    citations: Sequence[Citation], old: Iterable[Citation], key: Callable[[Citation], object]
) -> Sequence[Citation]:
    """Return the citations, those without a number with that of the first old one, not yet paired, of the same key."""
    taken = {citation.number for citation in citations}
    free: dict[object, list[int]] = {}
    for citation in old:
        if citation.number not in taken:
            free.setdefault(key(citation), []).append(citation.number)
    paired = []
    for citation in citations:
        numbers = [] if citation.number else free.get(key(citation), [])
        paired.append(citation._replace(number=numbers.pop(0)) if numbers else citation)
    return paired


def is_unplaced(record: Record) -> bool:
    """Return whether some quote of a claim is given without its place in the source."""
    return isinstance(record, Claim) and any(map(_has_no_place, record.citations))


def _has_no_place(citation: Citation) -> bool:
    return citation.quote is not None and citation.start is None and citation.end is None


def _with_places(claim: Record, before: Record) -> Claim:
    assert isinstance(claim, Claim)
    assert isinstance(before, Claim)
    old = {citation.number: citation for citation in before.citations}
    return claim._replace(
        citations=tuple(_with_place(citation, old.get(citation.number)) for citation in claim.citations)
    )


def _with_place(citation: Citation, old: Citation | None) -> Citation:
    if not _has_no_place(citation) or old is None or (old.source, old.quote) != (citation.source, citation.quote):
        return citation
    return citation._replace(start=old.start, end=old.end)


def placed(claim: Record, texts: Mapping[str, str]) -> Record:
    """Return the claim with each quote where it stands now in the texts of its sources (by id).

    A quote that still stands at its place is left there; one that is found nowhere, or at several places, is left as
    it is, for the rules to tell.
    """
    assert isinstance(claim, Claim)
    return claim._replace(
        citations=tuple(_placed(citation, texts.get(citation.source)) for citation in claim.citations)
    )


def _placed(citation: Citation, text: str | None) -> Citation:
    start, end, quote = citation.start, citation.end, citation.quote
    if text is None or quote is None or (start is not None and end is not None and text[start:end] == quote):
        return citation
    located = anchor.locate(text, quote, prefix=citation.prefix, suffix=citation.suffix, start=start).anchor
    return citation._replace(start=located.start, end=located.end) if located else citation


def same(record: Record, other: Record) -> bool:
    """Return whether two versions of a record differ in nothing but their instants."""
    return record._replace(recorded_at=other.recorded_at, revised_at=other.revised_at) == other
