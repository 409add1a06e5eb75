"""Rules about language tags: that they mean something, and are written as BCP 47 has them."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from claims.checks.declare import Found, Path, Rule
from claims.checks.standing import kept, on_record
from claims.model import Citation, Claim, Corpus, Source
from claims.vocabulary import Kind, Severity

Tagged = Claim | Source


def _tagged(corpus: Corpus) -> Iterator[tuple[Kind, Tagged, Path, str]]:
    """Every language tag on record: the kind of its record, the record, the path, the tag."""
    for source in on_record(corpus.sources):
        if source.lang is not None:
            yield Kind.SOURCE, source, ("lang",), source.lang
    for claim in on_record(corpus.claims):
        yield from ((Kind.CLAIM, claim, path, tag) for path, tag in _in_claim(claim))


def _in_claim(claim: Claim) -> Iterator[tuple[Path, str]]:
    if claim.lang is not None:
        yield ("lang",), claim.lang
    for index, citation in enumerate(claim.citations):
        if citation.lang is not None:
            yield ("citations", index, "lang"), citation.lang
        for place, translation in enumerate(citation.translations):
            yield ("citations", index, "translations", place, "lang"), translation.lang


@kept
def _tags(corpus: Corpus) -> set[str]:
    """The language tags on record, each once: few tags stand in most records, and nearly all of them are right."""
    tags = {one.lang for one in on_record(corpus.sources)} | {one.lang for one in on_record(corpus.claims)}
    citations = [citation for claim in on_record(corpus.claims) for citation in claim.citations]
    tags.update([citation.lang for citation in citations])
    tags.update(each.lang for citation in citations for each in citation.translations)
    return {tag for tag in tags if tag is not None}


def _unknown(corpus: Corpus) -> Iterator[Found]:
    if all(map(_is_known, _tags(corpus))):
        return
    for kind, one, path, tag in _tagged(corpus):
        if not _is_known(tag):
            yield Found(kind, one.id, path, f"“{tag}” is no language that the registry knows", _meant(tag))


@lru_cache(maxsize=1024)
def _is_known(tag: str) -> bool:
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        # Normalised, `en-UK` would pass for what was meant by it.
        return Language.get(tag, normalize=False).is_valid()
    except LanguageTagError:
        return False


def _meant(tag: str) -> str | None:
    from langcodes import standardize_tag
    from langcodes.tag_parser import LanguageTagError

    try:
        meant = standardize_tag(tag)
    except LanguageTagError:
        return None
    return f"did you mean {meant}?" if meant.lower() != tag.lower() and _is_known(meant) else None


def _unusual_case(corpus: Corpus) -> Iterator[Found]:
    if all(tag == in_usual_case(tag) for tag in _tags(corpus)):
        return
    for kind, one, path, tag in _tagged(corpus):
        if tag != in_usual_case(tag):
            message = f"“{tag}” is usually written {in_usual_case(tag)}"
            yield Found(kind, one.id, path, message, None, _rewritten(one, in_usual_case))


def in_usual_case(tag: str) -> str:
    """A language tag in the case of RFC 5646, section 2.1.1: `en`, `zh-Hans`, `de-AT`, all small after a singleton."""
    written: list[str] = []
    for part in tag.lower().split("-"):
        is_extension = any(len(before) == 1 for before in written)
        if written and not is_extension and len(part) in (2, 4) and part.isalpha():
            written.append(part.upper() if len(part) == 2 else part.title())
        else:
            written.append(part)
    return "-".join(written)


def _rewritten(one: Tagged, change: Callable[[str], str]) -> Tagged:
    lang = one.lang and change(one.lang)
    if isinstance(one, Source):
        return one._replace(lang=lang)
    return one._replace(lang=lang, citations=tuple(_cited(citation, change) for citation in one.citations))


def _cited(citation: Citation, change: Callable[[str], str]) -> Citation:
    translations = tuple(each._replace(lang=change(each.lang)) for each in citation.translations)
    return citation._replace(lang=citation.lang and change(citation.lang), translations=translations)


RULES = (
    Rule(
        "W002", Severity.WARNING, "unknown-language",
        "a language tag that is well-formed and names no language, script or region of the registry",
        "Programs choose fonts, voices and translators by it. The registry is IANA's of language subtags (BCP 47).",
        "use the tag of BCP 47: en, zh, zh-Hans, en-GB",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., lang: en-UK, speaker: blinken, side: us, act: assertion}
""",
        _unknown, (Kind.SOURCE, Kind.CLAIM),
    ),
    Rule(
        "W003", Severity.NOTE, "language-case",
        "a language tag that is not in its usual case",
        "Case means nothing in a language tag, and yet `EN` and `en` are two values to whoever counts them.",
        "write it in its usual case",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., lang: EN, speaker: blinken, side: us, act: assertion}
""",
        _unusual_case, (Kind.SOURCE, Kind.CLAIM), fixes=True,
    ),
)  # fmt: skip
