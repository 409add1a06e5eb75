"""Rules about quotes: that they stand in their sources, where they are said to stand, and nowhere else."""

from collections.abc import Iterator
from typing import NamedTuple

from claims import anchor, escaping
from claims.checks.rule import Problem, Rule, on_record
from claims.model import Citation, Claim, Corpus
from claims.vocabulary import Kind, Severity


def digest(text: str) -> str:
    """Return the SHA-256 digest of a text's UTF-8 bytes, as it is stored, nothing normalised."""
    # OpenSSL takes 3 ms to load, and most changes bring no text.
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _located(citation: Citation, text: str) -> anchor.Located:
    return anchor.locate(text, citation.quote or "", prefix=citation.prefix, suffix=citation.suffix)


class _Quote(NamedTuple):
    """A quote whose source's text is stored; `place` is that of its citation among those of the claim."""

    claim: Claim
    place: int
    citation: Citation
    text: str

    def problem(self, key: str, message: str, remedy: str | None = None, fix: Claim | None = None) -> Problem:
        return Problem(Kind.CLAIM, self.claim.id, ("citations", self.place, key), message, remedy, fix)


def _quotes(corpus: Corpus) -> Iterator[_Quote]:
    texts = _texts(corpus)
    for claim in corpus.claims:
        for place, citation in enumerate(claim.citations):
            if citation.quote is not None and citation.source in texts:
                yield _Quote(claim, place, citation, texts[citation.source])


def _texts(corpus: Corpus) -> dict[str, str]:
    """The stored texts of sources, by id."""
    return {source.id: source.text for source in corpus.sources if source.text is not None}


def _has_offsets(citation: Citation) -> bool:
    return citation.start is not None and citation.end is not None and citation.start <= citation.end


def _stands_there(citation: Citation, text: str) -> bool:
    return _has_offsets(citation) and text[citation.start : citation.end] == citation.quote


def _lost(corpus: Corpus) -> Iterator[Problem]:
    left = _MOST_SOUGHT_IN_CODE_POINTS
    for quote in _quotes(corpus):
        citation, text = quote.citation, quote.text
        if not _stands_there(citation, text) and not _located(citation, text).candidates:
            left -= len(text)
            near = _near_match(text, citation.quote or "") if left >= 0 else None
            yield quote.problem("quote", f"the quote is not in {citation.source}", near)


# The nearest passage is a courtesy, which many absent quotes from a long text would make dear.
_MOST_SOUGHT_IN_CODE_POINTS = 20_000_000


def _near_match(text: str, quote: str) -> str | None:
    from claims.anchor.approximate import nearest

    near = nearest(text, quote)
    return f"nearest, at {near.start}: {_marked(text[near.start : near.end])}" if near else None


def _marked(words: str) -> str:
    return f"“{escaping.visible(words[:200])}{'…' if len(words) > 200 else ''}”"


def _ambiguous(corpus: Corpus) -> Iterator[Problem]:
    for quote in _quotes(corpus):
        if _has_offsets(quote.citation):
            continue
        located = _located(quote.citation, quote.text)
        if located.candidates and located.anchor is None and located.in_context:
            message = f"the quote stands at several places of {quote.citation.source}: {_places(located)}"
            yield quote.problem("quote", message)


def _places(located: anchor.Located) -> str:
    return ", ".join(str(place.start) for place in located.candidates[:5])


def _moved(corpus: Corpus) -> Iterator[Problem]:
    texts = _texts(corpus)
    for quote in _quotes(corpus):
        citation, text = quote.citation, quote.text
        if not _has_offsets(citation) or _stands_there(citation, text):
            continue
        located = _located(citation, text)
        if located.candidates:
            right = (_right(citation, texts.get(citation.source)) for citation in quote.claim.citations)
            fix = quote.claim._replace(citations=tuple(right)) if located.anchor else None
            yield quote.problem("quote", _where(citation, located), fix=fix)


def _wordless(corpus: Corpus) -> Iterator[Problem]:
    texts = _texts(corpus)
    for claim in corpus.claims:
        for index, citation in enumerate(claim.citations):
            if citation.quote is not None or not _has_offsets(citation):
                continue
            text, source = texts.get(citation.source), citation.source
            no_words = f"no text of {source} is stored from which the words could be taken"
            if text is not None:
                ends = f"the text of {source} ends at {len(text)}"
                no_words = f"no words stand at {citation.start} to {citation.end}: {ends}"
            yield Problem(Kind.CLAIM, claim.id, ("citations", index, "start"), no_words, "give the quote")


def _misplaced(corpus: Corpus) -> Iterator[Problem]:
    yield from _moved(corpus)
    yield from _wordless(corpus)


def _where(citation: Citation, located: anchor.Located) -> str:
    if located.anchor:
        start, end = located.anchor
        return f"the quote stands at {start} to {end}, not at {citation.start} to {citation.end}"
    return f"the quote is not at {citation.start} to {citation.end}"


def _right(citation: Citation, text: str | None) -> Citation:
    """The citation with the offsets of its quote, if that has moved and stands in the text once."""
    if text is None or citation.quote is None or not _has_offsets(citation) or _stands_there(citation, text):
        return citation
    place = _located(citation, text).anchor
    return citation._replace(start=place.start, end=place.end) if place else citation


def with_line_ends(text: str, sha256: str | None) -> str:
    """Return the text with the line ends of which it has the digest, the same where it has it with none."""
    plain = text.replace("\r\n", "\n")
    return next((one for one in (plain, plain.replace("\n", "\r\n")) if digest(one) == sha256), text)


def _changed_texts(corpus: Corpus) -> Iterator[Problem]:
    for source in corpus.sources:
        if source.text is not None and source.sha256 is not None and source.sha256 != digest(source.text):
            message, remedy = f"the stored text has the digest {digest(source.text)}", None
            if with_line_ends(source.text, source.sha256) != source.text:
                message, remedy = "the stored text has other line ends than its digest", "put the old line ends back"
            yield Problem(Kind.SOURCE, source.id, ("sha256",), message, remedy)


def _crooked_offsets(corpus: Corpus) -> Iterator[Problem]:
    for claim in corpus.claims:
        for index, citation in enumerate(claim.citations):
            start, end = citation.start, citation.end
            if (start is None) != (end is None):
                key, missing = ("start", "end") if end is None else ("end", "start")
                message, remedy = f"{key} stands without {missing}", f"add {missing}, or take {key} out"
            elif start is not None and end is not None and end < start:
                key, message, remedy = "end", f"the quote ends at {end}, before it begins at {start}", "correct them"
            elif start is None and citation.quote is None and (citation.prefix or citation.suffix):
                key = "prefix" if citation.prefix else "suffix"
                message, remedy = f"{key} stands without a quote", f"give the quote, or take {key} out"
            else:
                continue
            yield Problem(Kind.CLAIM, claim.id, ("citations", index, key), message, remedy)


def _unchecked(corpus: Corpus) -> Iterator[Problem]:
    without_text = {source.id for source in corpus.sources if source.text is None}
    for claim in on_record(corpus.claims):
        for index, citation in enumerate(claim.citations):
            if citation.quote is not None and citation.source in without_text:
                message = f"no text of {citation.source} is stored in which the quote could be looked up"
                yield Problem(Kind.CLAIM, claim.id, ("citations", index, "quote"), message)


def _strange_context(corpus: Corpus) -> Iterator[Problem]:
    for quote in _quotes(corpus):
        citation, text = quote.citation, quote.text
        places = _places_of_words(citation, text)
        if places and not _fit(text, places, citation.prefix, citation.suffix):
            strange = [key for key, prefix, suffix in _contexts(citation) if not _fit(text, places, prefix, suffix)]
            for key in strange or ["prefix"]:
                message = f"the {key} does not stand beside the quote in {citation.source}"
                yield quote.problem(key, message, _beside(text, places))


def _places_of_words(citation: Citation, text: str) -> tuple[anchor.Anchor, ...]:
    """The places where a context may stand: that of the offsets, or without any those of the words."""
    if _stands_there(citation, text):
        return (anchor.Anchor(citation.start or 0, citation.end or 0),)
    return () if _has_offsets(citation) else _located(citation, text).candidates


def _contexts(citation: Citation) -> Iterator[tuple[str, str | None, str | None]]:
    yield "prefix", citation.prefix, None
    yield "suffix", None, citation.suffix


def _fit(text: str, places: tuple[anchor.Anchor, ...], prefix: str | None, suffix: str | None) -> bool:
    return any(anchor.fits(text, place, prefix, suffix) for place in places)


def _beside(text: str, places: tuple[anchor.Anchor, ...]) -> str | None:
    if len(places) != 1:
        return None
    before, after = anchor.context(text, places[0], _SHOWN_IN_CODE_POINTS)
    return f"at {places[0].start} it stands after {_marked(before)} and before {_marked(after)}"


_SHOWN_IN_CODE_POINTS = 32


_QUOTED = """\
sources:
  - {{id: paper, title: A paper, kind: article, wording: original, text: The talks failed. The talks are over.{more}}}
claims:
  - id: us-a
    text: The talks are over.
    speaker: blinken
    side: us
    act: assertion
    citations:
      - {{source: paper, {quote}}}
"""


def _example(quote: str, more: str = "") -> str:
    return _QUOTED.format(quote=quote, more=more)


RULES = (
    Rule(
        "Q004", Severity.ERROR, "changed-text", _changed_texts,
        "a source's text no longer has the digest that stands beside it",
        "The digest says which text was read when the quotes were taken. A text that changed unseen proves nothing.",
        "put the old text back, or check the quotes against the new one and renew the digest",
        _example("quote: The talks are over", f', sha256: "{"0" * 64}"'), on_write=True,
    ),
    Rule(
        "Q001", Severity.ERROR, "lost-quote", _lost,
        "a quote is not in its source; the remedy shows the nearest passage",
        "A quote is the source's words, letter by letter. Whoever looks it up must find it. White space, line ends, "
        "soft hyphens, quotation marks, dashes and Unicode form make no difference; what is stored is the source's.",
        "quote the source's words exactly as they stand",
        _example("quote: The talks were over"), on_write=True,
    ),
    Rule(
        "Q002", Severity.ERROR, "ambiguous-quote", _ambiguous,
        "a quote stands in its source several times, and nothing given singles one out",
        "The words around a quote tell what it is about; of several places it may be the wrong one that is shown.",
        "add a prefix or a suffix",
        _example("quote: The talks"), on_write=True,
    ),
    Rule(
        "Q003", Severity.ERROR, "moved-quote", _misplaced,
        "a quote is not where `start` and `end` say, or no words are there",
        "Readers are shown the words at the offsets, with the words around them.",
        "correct them",
        _example("quote: The talks are over, start: 0, end: 18"), on_write=True, fixes=True,
    ),
    Rule(
        "Q005", Severity.ERROR, "crooked-offsets", _crooked_offsets,
        "a citation has one offset without the other, ends before it begins, or has a context without a quote",
        "Half a place is none.",
        "give both offsets, the end after the start, or the quote",
        _example("quote: The talks are over, start: 18"), on_write=True,
    ),
    Rule(
        "Q006", Severity.NOTE, "unchecked-quote", _unchecked,
        "a quote from a source of which no text is stored",
        "Without the text nobody can tell from the record whether the words are there.",
        "store the text with the source, where it may be stored",
        """\
claims:
  - id: us-a
    text: The talks are over.
    speaker: blinken
    side: us
    act: assertion
    citations:
      - {source: paper, quote: The talks are over.}
""",
    ),
    Rule(
        "Q007", Severity.ERROR, "strange-context", _strange_context,
        "a prefix or a suffix does not stand beside its quote",
        "Prefix and suffix tell which of several places is meant, and whose words these are: where others stand around "
        "the same words, as after a change of the text, it is not the quote.",
        "give the words that stand right before and right after the quote; of a new text, claims source update asks",
        _example("quote: The talks are over, start: 18, end: 36, prefix: 'We hear: '"), on_write=True,
    ),
)  # fmt: skip
