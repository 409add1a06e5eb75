"""Rules about quotes: that they stand in their sources, where they are said to stand, and nowhere else."""

from collections.abc import Iterator, Mapping

from claims import anchor
from claims.checks.declare import Found, Rule
from claims.checks.standing import on_record
from claims.model import Citation, Claim, Corpus
from claims.vocabulary import Kind, Severity


def digest(text: str) -> str:
    """The SHA-256 digest of a text's UTF-8 bytes, as it is stored, nothing normalised."""
    # OpenSSL takes 3 ms to load, and most changes bring no text.
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def anchored(corpus: Corpus) -> Corpus:
    """The corpus with what its texts imply filled in: a text's digest, the offsets of quotes that stand in it once."""
    sources = tuple(one._replace(sha256=digest(one.text)) if one.text else one for one in corpus.sources)
    texts = {source.id: source.text for source in sources if source.text}
    return corpus._replace(sources=sources, claims=tuple(_with_offsets(claim, texts) for claim in corpus.claims))


def _with_offsets(claim: Claim, texts: Mapping[str, str]) -> Claim:
    return claim._replace(citations=tuple(_placed(one, texts.get(one.source)) for one in claim.citations))


def _placed(citation: Citation, text: str | None) -> Citation:
    if text is None or citation.quote is None or citation.start is not None:
        return citation
    found = _located(citation, text).anchor
    return citation._replace(start=found.start, end=found.end) if found else citation


def _located(citation: Citation, text: str) -> anchor.Located:
    return anchor.locate(text, citation.quote or "", prefix=citation.prefix, suffix=citation.suffix)


def _quotes(corpus: Corpus) -> Iterator[tuple[Claim, int, Citation, str]]:
    """Every quote whose source's text is stored: its claim, its place among the citations, itself, the text."""
    texts = {source.id: source.text for source in corpus.sources if source.text is not None}
    for claim in corpus.claims:
        for index, citation in enumerate(claim.citations):
            if citation.quote is not None and citation.source in texts:
                yield claim, index, citation, texts[citation.source]


def _has_offsets(citation: Citation) -> bool:
    return citation.start is not None and citation.end is not None and citation.start <= citation.end


def _stands_there(citation: Citation, text: str) -> bool:
    return _has_offsets(citation) and text[citation.start : citation.end] == citation.quote


def _lost(corpus: Corpus) -> Iterator[Found]:
    for claim, index, citation, text in _quotes(corpus):
        if not _stands_there(citation, text) and not _located(citation, text).candidates:
            message = f"the quote is not in {citation.source}"
            remedy = _near_match(text, citation.quote or "")
            yield Found(Kind.CLAIM, claim.id, ("citations", index, "quote"), message, remedy)


def _near_match(text: str, quote: str) -> str | None:
    from claims.anchor.approximate import nearest

    near = nearest(text, quote)
    if near is None:
        return None
    passage = text[near.start : near.end]
    return f"nearest, at {near.start}: “{passage[:200]}{'…' if len(passage) > 200 else ''}”"


def _ambiguous(corpus: Corpus) -> Iterator[Found]:
    for claim, index, citation, text in _quotes(corpus):
        located = anchor.Located(None, ()) if _has_offsets(citation) else _located(citation, text)
        if located.candidates and located.anchor is None:
            places = ", ".join(str(one.start) for one in located.candidates[:5])
            message = f"the quote stands at several places of {citation.source}: {places}"
            yield Found(Kind.CLAIM, claim.id, ("citations", index, "quote"), message)


def _moved(corpus: Corpus) -> Iterator[Found]:
    texts = {source.id: source.text for source in corpus.sources if source.text is not None}
    for claim, index, citation, text in _quotes(corpus):
        if not _has_offsets(citation) or _stands_there(citation, text):
            continue
        located = _located(citation, text)
        if located.candidates:
            message = _where(citation, located)
            fix = _put_right(claim, texts) if located.anchor else None
            yield Found(Kind.CLAIM, claim.id, ("citations", index, "quote"), message, None, fix)


def _where(citation: Citation, located: anchor.Located) -> str:
    if located.anchor:
        start, end = located.anchor
        return f"the quote stands at {start} to {end}, not at {citation.start} to {citation.end}"
    return f"the quote is not at {citation.start} to {citation.end}"


def _put_right(claim: Claim, texts: Mapping[str, str]) -> Claim:
    """The claim with the offsets of every moved quote that stands in its text once."""
    return claim._replace(citations=tuple(_right(one, texts.get(one.source)) for one in claim.citations))


def _right(citation: Citation, text: str | None) -> Citation:
    if text is None or citation.quote is None or not _has_offsets(citation) or _stands_there(citation, text):
        return citation
    found = _located(citation, text).anchor
    return citation._replace(start=found.start, end=found.end) if found else citation


def _changed_texts(corpus: Corpus) -> Iterator[Found]:
    for source in corpus.sources:
        if source.text is not None and source.sha256 is not None and source.sha256 != digest(source.text):
            message = f"the stored text has the digest {digest(source.text)}"
            yield Found(Kind.SOURCE, source.id, ("sha256",), message)


def _crooked_offsets(corpus: Corpus) -> Iterator[Found]:
    for claim in corpus.claims:
        for index, citation in enumerate(claim.citations):
            start, end = citation.start, citation.end
            if (start is None) != (end is None):
                there, missing = ("start", "end") if end is None else ("end", "start")
                message, remedy = f"{there} stands without {missing}", f"add {missing}, or take {there} out"
            elif start is not None and end is not None and end < start:
                there, message, remedy = "end", f"the quote ends at {end}, before it begins at {start}", "correct them"
            else:
                continue
            yield Found(Kind.CLAIM, claim.id, ("citations", index, there), message, remedy)


def _unchecked(corpus: Corpus) -> Iterator[Found]:
    without = {source.id for source in corpus.sources if source.text is None}
    for claim in on_record(corpus.claims):
        for index, citation in enumerate(claim.citations):
            if citation.quote is not None and citation.source in without:
                message = f"no text of {citation.source} is stored in which the quote could be looked up"
                yield Found(Kind.CLAIM, claim.id, ("citations", index, "quote"), message)


def _strange_context(corpus: Corpus) -> Iterator[Found]:
    for claim, index, citation, text in _quotes(corpus):
        if not _stands_there(citation, text):
            continue
        at = anchor.Anchor(citation.start or 0, citation.end or 0)
        for key, given in (("prefix", citation.prefix), ("suffix", citation.suffix)):
            if given is not None and not _is_beside(text, at, key, given):
                message = f"the {key} does not stand beside the quote in {citation.source}"
                yield Found(Kind.CLAIM, claim.id, ("citations", index, key), message)


def _is_beside(text: str, at: anchor.Anchor, key: str, given: str) -> bool:
    # Line breaks and indents of the text take room that the words given don't.
    before, after = anchor.context(text, at, 2 * len(given) + 80)
    wanted = _but_for_spaces(given)
    return _but_for_spaces(before).endswith(wanted) if key == "prefix" else _but_for_spaces(after).startswith(wanted)


def _but_for_spaces(text: str) -> str:
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
        "Q004", Severity.ERROR, "changed-text",
        "a source's text no longer has the digest that stands beside it",
        "The digest says which text was read when the quotes were taken. A text that changed unseen proves nothing.",
        "put the old text back, or check the quotes against the new one and renew the digest",
        _example("quote: The talks are over", f', sha256: "{"0" * 64}"'),
        _changed_texts, (Kind.SOURCE,), on_write=True,
    ),
    Rule(
        "Q001", Severity.ERROR, "lost-quote",
        "a quote is not in its source; the remedy shows the nearest passage",
        "A quote is the source's words, letter by letter. Whoever looks it up must find it.",
        "quote the source's words exactly as they stand",
        _example("quote: The talks were over"),
        _lost, (Kind.CLAIM,), on_write=True,
    ),
    Rule(
        "Q002", Severity.ERROR, "ambiguous-quote",
        "a quote stands in its source several times, and nothing given singles one out",
        "The words around a quote tell what it is about; of several places it may be the wrong one that is shown.",
        "add a prefix or a suffix",
        _example("quote: The talks"),
        _ambiguous, (Kind.CLAIM,), on_write=True,
    ),
    Rule(
        "Q003", Severity.ERROR, "moved-quote",
        "a quote is not where `start` and `end` say",
        "Readers are shown the words at the offsets, with the words around them.",
        "correct them",
        _example("quote: The talks are over, start: 0, end: 18"),
        _moved, (Kind.CLAIM,), on_write=True, fixes=True,
    ),
    Rule(
        "Q005", Severity.ERROR, "crooked-offsets",
        "a citation has one offset without the other, or ends before it begins",
        "Half a place is none.",
        "give both offsets, the end after the start",
        _example("quote: The talks are over, start: 18"),
        _crooked_offsets, (Kind.CLAIM,), on_write=True, alone=True,
    ),
    Rule(
        "Q006", Severity.NOTE, "unchecked-quote",
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
        _unchecked, (Kind.CLAIM,),
    ),
    Rule(
        "Q007", Severity.WARNING, "strange-context",
        "a prefix or a suffix does not stand beside its quote",
        "Prefix and suffix are what other programs find the quote by when the text has changed.",
        "give the words that stand right before and right after the quote",
        _example("quote: The talks are over, start: 18, end: 36, prefix: 'We hear: '"),
        _strange_context, (Kind.CLAIM,),
    ),
)  # fmt: skip
