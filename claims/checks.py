"""Coded rules over records: each looks at the whole corpus and yields what it found.

Codes are never reused: `F` the form of a file, `R` references between records, `Q` quotes, `L` links. Rules are pure
functions; a finding carries the path from the record to the spot, so that a reader of files can name the line.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from claims import anchor
from claims.model import Citation, Claim, Corpus, Finding, Record, Source
from claims.vocabulary import Kind

Rule = Callable[[Corpus], Iterator[Finding]]
Item = TypeVar("Item")


class Reference(NamedTuple):
    """A place in a record that names another record."""

    kind: Kind
    id: str
    path: tuple[str | int, ...]


def findings(corpus: Corpus) -> list[Finding]:
    """Everything that the rules find, rule by rule, in the order of the records."""
    return [finding for rule in RULES for finding in rule(corpus)]


def dangling(corpus: Corpus) -> Iterator[Finding]:
    """R001: a record names another that is not there."""
    known = {kind: {one.id for one in corpus.of(kind)} for kind in Kind}
    for kind in Kind:
        for one in corpus.of(kind):
            for reference in references(one):
                if reference.id not in known[reference.kind]:
                    yield _unknown(kind, one, reference, known[reference.kind])


def _unknown(kind: Kind, one: Record, reference: Reference, known: Iterable[str]) -> Finding:
    from difflib import get_close_matches

    nearest = get_close_matches(reference.id, list(known), n=1, cutoff=0.5)
    remedy = f"did you mean {nearest[0]}?" if nearest else f"add the {reference.kind.value}, or take the name out"
    message = f"there is no {reference.kind.value} “{reference.id}”"
    return Finding("R001", "error", kind, one.id, reference.path, message, remedy)


def references(one: Record) -> Iterator[Reference]:
    """Every place in a record that names another."""
    for key, kind in _NAMES.items():
        value = getattr(one, key, None)
        path = _KEYS.get(key, key)
        if isinstance(value, str):
            yield Reference(kind, value, (path,))
        elif value:
            yield from (Reference(kind, id, (path, index)) for index, id in enumerate(value))
    if isinstance(one, Claim):
        for index, citation in enumerate(one.citations):
            yield from _cited(index, citation)


_NAMES = {
    "speaker": Kind.SPEAKER,
    "side": Kind.SIDE,
    "with_": Kind.SPEAKER,
    "addressees": Kind.SIDE,
    "parties": Kind.SIDE,
    "disputes": Kind.DISPUTE,
    "from_id": Kind.CLAIM,
    "to_id": Kind.CLAIM,
    "source": Kind.SOURCE,
}
_KEYS = {"with_": "with", "from_id": "from", "to_id": "to"}


def _cited(index: int, citation: Citation) -> Iterator[Reference]:
    yield Reference(Kind.SOURCE, citation.source, ("citations", index, "source"))
    for place, speaker in enumerate(citation.via):
        yield Reference(Kind.SPEAKER, speaker, ("citations", index, "via", place))


def repeated(corpus: Corpus) -> Iterator[Finding]:
    """R002: two records of one kind, or two citations of one claim, have the same id."""
    for kind in Kind:
        for one in _repeats(one.id for one in corpus.of(kind)):
            message = f"there is more than one {kind.value} “{one}”"
            yield Finding("R002", "error", kind, one, ("id",), message, "ids are never reused: give one another id")
    for claim in corpus.claims:
        for number in _repeats(citation.number for citation in claim.citations):
            message = f"more than one citation of this claim has the number {number}"
            yield Finding("R002", "error", Kind.CLAIM, claim.id, ("citations",), message, "number them apart")


def _repeats(values: Iterable[Item]) -> list[Item]:
    return [value for value, times in Counter(values).items() if times > 1]


def shared_names(corpus: Corpus) -> Iterator[Finding]:
    """R003: an alias of one side or dispute is also a name of another, so that it names neither."""
    for kind, records in ((Kind.SIDE, corpus.sides), (Kind.DISPUTE, corpus.disputes)):
        owners: dict[str, str] = {}
        for one in records:
            for alias in dict.fromkeys(name.casefold() for name in (one.id, *one.aliases)):
                owner = owners.setdefault(alias, one.id)
                if owner != one.id:
                    message = f"“{alias}” is a name of {owner} as well"
                    yield Finding("R003", "error", kind, one.id, ("aliases",), message, "take it out of one of them")


def changed_texts(corpus: Corpus) -> Iterator[Finding]:
    """Q004: a source's stored text no longer has the digest that stands beside it."""
    for source in corpus.sources:
        if source.text is not None and source.sha256 not in (None, digest(source.text)):
            message = f"the stored text has the digest {digest(source.text)}"
            remedy = "put the old text back, or check the quotes against the new one and renew the digest"
            yield Finding("Q004", "error", Kind.SOURCE, source.id, ("sha256",), message, remedy)


def digest(text: str) -> str:
    """The SHA-256 digest of a text's UTF-8 bytes, as it is stored, nothing normalised."""
    return hashlib.sha256(text.encode()).hexdigest()


def lost_quotes(corpus: Corpus) -> Iterator[Finding]:
    """Q001, Q002, Q003: a quote is not in its source, is there several times, or is not where it should be."""
    sources = {source.id: source for source in corpus.sources}
    for claim in corpus.claims:
        for index, citation in enumerate(claim.citations):
            found = _anchoring(citation, sources.get(citation.source))
            if found:
                code, message, remedy = found
                yield Finding(code, "error", Kind.CLAIM, claim.id, ("citations", index, "quote"), message, remedy)


def _anchoring(citation: Citation, source: Source | None) -> tuple[str, str, str] | None:
    if citation.quote is None or source is None or source.text is None:
        return None
    if citation.start is not None and citation.end is not None and citation.start <= citation.end:
        return _misplaced(citation, source.text)
    located = _located(citation, source.text)
    if located.anchor:
        return None
    if located.candidates:
        places = ", ".join(str(one.start) for one in located.candidates[:5])
        return "Q002", f"the quote stands at several places of {source.id}: {places}", "add a prefix or a suffix"
    return "Q001", f"the quote is not in {source.id}", _near_match(source.text, citation.quote)


def _located(citation: Citation, text: str) -> anchor.Located:
    return anchor.locate(text, citation.quote or "", prefix=citation.prefix, suffix=citation.suffix)


def _misplaced(citation: Citation, text: str) -> tuple[str, str, str] | None:
    quote = citation.quote or ""
    if text[citation.start : citation.end] == quote:
        return None
    located = _located(citation, text)
    if located.anchor:
        start, end = located.anchor
        return (
            "Q003",
            f"the quote stands at {start} to {end}, not at {citation.start} to {citation.end}",
            "correct them",
        )
    if located.candidates:
        return "Q003", f"the quote is not at {citation.start} to {citation.end}", "correct them"
    return "Q001", f"the quote is not in {citation.source}", _near_match(text, quote)


def crooked_offsets(corpus: Corpus) -> Iterator[Finding]:
    """Q005: a citation has one offset without the other, or ends before it begins."""
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
            yield Finding("Q005", "error", Kind.CLAIM, claim.id, ("citations", index, there), message, remedy)


def _near_match(text: str, quote: str) -> str:
    near = anchor.nearest(text, quote)
    if near is None:
        return "quote the source's words exactly as they stand"
    passage = text[near.start : near.end]
    return f"nearest, at {near.start}: “{passage[:200]}{'…' if len(passage) > 200 else ''}”"


def self_links(corpus: Corpus) -> Iterator[Finding]:
    """L001: a link runs from a claim to itself."""
    for link in corpus.links:
        if link.from_id == link.to_id:
            message = f"{link.from_id} {link.relation.term.label} itself"
            yield Finding("L001", "error", Kind.LINK, link.id, ("to",), message, "a claim can't answer itself")


RULES: tuple[Rule, ...] = (repeated, dangling, shared_names, changed_texts, lost_quotes, crooked_offsets, self_links)


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
