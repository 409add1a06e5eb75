"""Rules about quotes: that they stand in their sources, where they are said to stand, and nowhere else."""

from collections.abc import Iterator
from typing import NamedTuple

from claims import anchor
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
    for quote in _quotes(corpus):
        citation, text = quote.citation, quote.text
        if not _stands_there(citation, text) and not _located(citation, text).candidates:
            message = f"the quote is not in {citation.source}"
            yield quote.problem("quote", message, _near_match(text, citation.quote or ""))


def _near_match(text: str, quote: str) -> str | None:
    from claims.anchor.approximate import nearest

    near = nearest(text, quote)
    if near is None:
        return None
    passage = text[near.start : near.end]
    return f"nearest, at {near.start}: “{passage[:200]}{'…' if len(passage) > 200 else ''}”"


def _ambiguous(corpus: Corpus) -> Iterator[Problem]:
    for quote in _quotes(corpus):
        if _has_offsets(quote.citation):
            continue
        located = _located(quote.citation, quote.text)
        if located.candidates and located.anchor is None:
            places = ", ".join(str(place.start) for place in located.candidates[:5])
            yield quote.problem("quote", f"the quote stands at several places of {quote.citation.source}: {places}")


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
        if not _stands_there(citation, text):
            continue
        place = anchor.Anchor(citation.start or 0, citation.end or 0)
        for key, words in (("prefix", citation.prefix), ("suffix", citation.suffix)):
            if words is not None and not _is_beside(text, place, key, words):
                yield quote.problem(key, f"the {key} does not stand beside the quote in {citation.source}")


def _is_beside(text: str, place: anchor.Anchor, key: str, words: str) -> bool:
    # Line breaks and indents of the text take room that the words of the citation don't.
    before, after = (_without_space(part) for part in anchor.context(text, place, 2 * len(words) + 80))
    return before.endswith(_without_space(words)) if key == "prefix" else after.startswith(_without_space(words))


def _without_space(text: str) -> str:
    # YAML and people fold and strip the space around a quote.
    return "".join(text.split())


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
        "A quote is the source's words, letter by letter. Whoever looks it up must find it.",
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
        "Q003", Severity.ERROR, "moved-quote", _moved,
        "a quote is not where `start` and `end` say",
        "Readers are shown the words at the offsets, with the words around them.",
        "correct them",
        _example("quote: The talks are over, start: 0, end: 18"), on_write=True, fixes=True,
    ),
    Rule(
        "Q005", Severity.ERROR, "crooked-offsets", _crooked_offsets,
        "a citation has one offset without the other, or ends before it begins",
        "Half a place is none.",
        "give both offsets, the end after the start",
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
        "Q007", Severity.WARNING, "strange-context", _strange_context,
        "a prefix or a suffix does not stand beside its quote",
        "Prefix and suffix are what other programs find the quote by when the text has changed.",
        "give the words that stand right before and right after the quote",
        _example("quote: The talks are over, start: 18, end: 36, prefix: 'We hear: '"),
    ),
)  # fmt: skip
