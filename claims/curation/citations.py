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
        citations = _paired(
            citations, before.citations, lambda citation: (citation.source, anchor.plain(citation.quote or ""))
        )
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
    """Return whether some citation of a claim has words of its source that are to be looked for."""
    return isinstance(record, Claim) and any(
        citation.quote is not None or citation.start is not None for citation in record.citations
    )


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
    if not _has_no_place(citation) or old is None or _kept(old) != _kept(citation):
        return citation
    if citation.quote is None or old.quote is None or not _are_alike(citation.quote, old.quote):
        return citation
    return citation._replace(quote=old.quote, start=old.start, end=old.end)


def _kept(citation: Citation) -> tuple[object, ...]:
    return citation.source, citation.prefix, citation.suffix


def _are_alike(quote: str, other: str) -> bool:
    return quote == other or anchor.plain(quote) == anchor.plain(other)


def placed(claim: Record, before: Record | None, texts: Mapping[str, str]) -> Claim:
    """Return the claim with each quote where it stands in the texts of its sources (by id), as it is typeset there.

    Offsets without a quote take the words there. A quote that stood in the version before is left there, and one that
    is found nowhere, or at several places, is left as it is, for the rules to tell.
    """
    assert isinstance(claim, Claim)
    standing = _standing(claim, before)
    return claim._replace(
        citations=tuple(
            citation
            if citation.start is not None and citation in standing
            else _placed(citation, texts.get(citation.source))
            for citation in claim.citations
        )
    )


def _standing(claim: Claim, before: Record | None) -> Sequence[Citation]:
    """Return the citations of which the words, the place and the context are those of the version before."""
    old = {_selector(citation) for citation in before.citations} if isinstance(before, Claim) else set()
    return [citation for citation in claim.citations if _selector(citation) in old]


def _selector(citation: Citation) -> tuple[object, ...]:
    return (
        *(citation.number, citation.source, citation.quote, citation.prefix, citation.suffix),
        *(citation.start, citation.end),
    )


def _placed(citation: Citation, text: str | None) -> Citation:
    start, end, quote = citation.start, citation.end, citation.quote
    if text is None:
        return citation
    if start is not None and end is not None:
        words = text[start:end]
        is_meant = end <= len(text) and words.strip() and (quote is None or _are_alike(words, quote))
        return citation._replace(quote=words) if is_meant else citation
    if quote is None or start is not None or end is not None:
        return citation
    place = locate(citation, text).anchor
    return standing_at(citation, text, place) if place else citation


def standing_at(citation: Citation, text: str, place: anchor.Anchor) -> Citation:
    """Return the citation with the words that stand at a place of its source's text."""
    return citation._replace(quote=text[place.start : place.end], start=place.start, end=place.end)


def followed(claim: Record, before: Record | None, texts: Mapping[str, tuple[str, str]]) -> Claim:
    """Return the claim with its quotes where they stand in other texts, between the same words.

    `texts` are the old and the new text by source. A quote whose words stand between others takes the old ones for its
    context, so that the rules tell. What the claim says otherwise than `before` is not touched.
    """
    assert isinstance(claim, Claim)
    standing = _standing(claim, before)
    return claim._replace(
        citations=tuple(
            _followed(citation, *texts[citation.source])
            if citation in standing and citation.source in texts
            else citation
            for citation in claim.citations
        )
    )


def _followed(citation: Citation, old: str, new: str) -> Citation:
    selector = with_context(citation, old)
    located = locate(selector, new)
    if located.anchor:
        return standing_at(citation, new, located.anchor)
    return selector._replace(start=None, end=None) if located.candidates else citation


def locate(citation: Citation, text: str) -> anchor.Located:
    """Return where a quote stands in a text, wherever it is said to stand."""
    return anchor.locate(text, citation.quote or "", prefix=citation.prefix, suffix=citation.suffix)


def with_context(citation: Citation, text: str) -> Citation:
    """Return the citation with the words around its quote: those of the text, or else as the curator gave them."""
    start, end, prefix, suffix = citation.start, citation.end, citation.prefix or "", citation.suffix or ""
    if start is None or end is None or text[start:end] != citation.quote:
        return citation
    width = max(CONTEXT_IN_CODE_POINTS, len(prefix), len(suffix))
    prefix, suffix = anchor.telling_context(text, anchor.Anchor(start, end), width)
    return citation._replace(prefix=prefix or None, suffix=suffix or None)


CONTEXT_IN_CODE_POINTS = 64
"""Around a quote, so much has to be as it was: who says it stands there in most texts."""


def same(record: Record, other: Record) -> bool:
    """Return whether two versions of a record differ in nothing but their instants."""
    return record._replace(recorded_at=other.recorded_at, revised_at=other.revised_at) == other
