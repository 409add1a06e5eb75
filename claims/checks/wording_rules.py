"""Rules about the curator's own words, which report and leave the verdict to others, and about the tags of languages.

A word list finds words, not verdicts, so what it takes for one is kept narrow:

- Only the curator's sentences are read: the text of a claim, the title and summary of a dispute. Quotes, notes and
  sources' titles are not.
- Words inside quotation marks are the speaker's, and so is what follows “says that”, “accused … of”, “calls”,
  “described … as” or “according to” in the same sentence.
- Words that charge somebody (“smear”, “lied”) are what is said where the act is to charge or to deny; elsewhere they
  would be the curator's. Words that colour the saying itself (“admitted”, “falsely”) are the curator's in every act.
- The list is English; sentences in another language are passed over.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from claims.checks.rule import Path, Problem, Rule, on_record
from claims.model import Citation, Claim, Corpus, Source
from claims.vocabulary import Act, Kind, Severity

_COLOURED = {
    r"admit(?:s|ted|ting|tedly)?": "say, acknowledge",
    r"confess(?:es|ed|ing)?": "say, acknowledge",
    r"falsely|untruthfully|dishonestly|misleadingly|baselessly": "leave it out",
    r"wrongly (?:say|says|said|claim|claims|claimed|accuse|accuses|accused|charge|charges|charged)": "say",
    r"(?:say|says|said|claim|claims|claimed) wrongly": "say",
    r"rightly|correctly (?:says?|said|points? out|pointed out)": "leave it out",
    r"so-called": "the thing's own name, or whose word it is",
    r"deflect(?:s|ed|ing|ion)?": "what was said instead",
    r"dodg(?:e|es|ed|ing) (?:the |a )?questions?": "what was said instead",
    r"spy[- ]balloons?": "balloon, or airship: the words of the side that speaks",
    r"false narratives?": "account",
    r"debunk(?:s|ed|ing)?|refut(?:e|es|ed|ing)|disprov(?:e|es|ed|en|ing)": "deny",
    r"(?:finally|belatedly|grudgingly) (?:say|says|said|acknowledge[sd]?|confirm(?:s|ed)?)": "say, acknowledge",
    r"parrot(?:s|ed|ing)?": "say, repeat",
    r"shameless(?:ly)?|brazen(?:ly)?": "leave it out",
}
"""Words that colour the saying itself, as patterns, and what may stand in their place."""

_CHARGING = {
    r"lied|liars?|(?:a|the|outright|blatant) lies?|l(?:ie|ies|ying) (?:about|to)": "say … is not so",
    r"smear(?:s|ed|ing)?|slander(?:s|ed|ing|ous)?|vilif(?:y|ies|ied|ying)": "accuse, criticise",
    r"propaganda|propagandists?": "statements, reports",
    r"disinformation|misinformation|(?:false|fake) (?:information|news)|hoax(?:es)?": "information, account",
    r"baseless|groundless|unfounded": "say who denies it",
    r"fabricat(?:e|es|ed|ing|ions?)|concoct(?:s|ed|ing)?": "say",
    r"absurd(?:ly)?|hysteri(?:a|cal|cally)|ridiculous(?:ly)?|outrageous(?:ly)?": "leave it out",
    r"hypocri(?:sy|tes?|tical|tically)|cynical(?:ly)?|malign": "leave it out",
    r"cover-ups?|whitewash(?:es|ed|ing)?": "what was not said",
    r"excuses?": "explanation",
}
"""Words that charge somebody, as patterns, and what may stand in their place."""

_CHARGES = frozenset({Act.ACCUSATION, Act.COMPLAINT, Act.DENIAL, Act.DEMAND, Act.REJECTION, Act.WARNING, Act.THREAT})
# Left to `re` to compile on first use: few sentences get that far.
_QUOTED = '“[^”]*”|"[^"]*"|„[^“”]*[“”]|«[^»]*»|‘[^’]*’(?!\\w)|「[^」]*」'
_SENTENCE = r"[^.!?]+"
_REPORTED = (
    r"(?i)\b(?:(?:say|says|said|saying|charge[sd]?|insist(?:s|ed)?|maintain(?:s|ed)?|claim(?:s|ed)?) that"
    r"|(?:accus(?:e|es|ed|ing|ation)|charge[sd]?)\b.*? (?:of|with)"
    r"|(?:describ(?:e|es|ed|ing)|dismiss(?:es|ed|ing)?|denounc(?:e|es|ed|ing)|reject(?:s|ed|ing)?)\b.*? as"
    r"|call(?:s|ed|ing)?|according to)\b"
)


def _verdicts(corpus: Corpus) -> Iterator[Problem]:
    for claim in on_record(corpus.claims):
        if claim.lang is None or claim.lang.lower().partition("-")[0] == "en":
            yield from _in_sentences(Kind.CLAIM, claim.id, "text", claim.text, claim.act)
    for dispute in on_record(corpus.disputes):
        yield from _in_sentences(Kind.DISPUTE, dispute.id, "title", dispute.title, None)
        yield from _in_sentences(Kind.DISPUTE, dispute.id, "summary", dispute.summary or "", None)


def _in_sentences(kind: Kind, id: str, key: str, text: str, act: Act | None) -> Iterator[Problem]:
    """The verdict words in sentences of the curator's; `act` is what their claim does, None where it is no claim."""
    # In one case this takes a seventh of the time, and nearly all texts have no such word.
    if not _pattern(is_charge=False, flags=0).search(text.lower()):
        return
    own = re.sub(_QUOTED, lambda quoted: " " * len(quoted[0]), text)
    for sentence in re.findall(_SENTENCE, own):
        reported = re.search(_REPORTED, sentence)
        until = reported.end() if reported else len(sentence)
        for match in _pattern(is_charge=act in _CHARGES).finditer(sentence, 0, until):
            remedy = f"instead: {_instead(match[0])}; or quote whose word it is"
            yield Problem(kind, id, (key,), f"“{match[0]}” passes a verdict", remedy)


@cache
def _pattern(*, is_charge: bool, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    words = [*_COLOURED, *([] if is_charge else _CHARGING)]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", flags)


def _instead(word: str) -> str:
    fitting = (instead for pattern, instead in (_COLOURED | _CHARGING).items() if re.fullmatch(pattern, word, re.I))
    return next(fitting)


Tagged = Claim | Source


def _unknown_tags(corpus: Corpus) -> Iterator[Problem]:
    for kind, record, path, tag in _tagged(corpus):
        if not _is_known(tag):
            yield Problem(kind, record.id, path, f"“{tag}” is no language that the registry knows", _meant(tag))


def _unusual_case(corpus: Corpus) -> Iterator[Problem]:
    for kind, record, path, tag in _tagged(corpus):
        usual = in_usual_case(tag)
        if tag != usual:
            yield Problem(kind, record.id, path, f"“{tag}” is usually written {usual}", None, _in_usual_case(record))


def _tagged(corpus: Corpus) -> Iterator[tuple[Kind, Tagged, Path, str]]:
    """Every language tag on record: the kind of its record, the record, the path, the tag."""
    for source in on_record(corpus.sources):
        if source.lang is not None:
            yield Kind.SOURCE, source, ("lang",), source.lang
    for claim in on_record(corpus.claims):
        if claim.lang is not None:
            yield Kind.CLAIM, claim, ("lang",), claim.lang
        for index, citation in enumerate(claim.citations):
            if citation.lang is not None:
                yield Kind.CLAIM, claim, ("citations", index, "lang"), citation.lang
            for place, translation in enumerate(citation.translations):
                path = ("citations", index, "translations", place, "lang")
                yield Kind.CLAIM, claim, path, translation.lang


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


@lru_cache(maxsize=1024)
def in_usual_case(tag: str) -> str:
    """Return a tag in the case of RFC 5646, section 2.1.1: `en`, `zh-Hans`, `de-AT`, all small after a singleton."""
    written: list[str] = []
    for part in tag.lower().split("-"):
        is_extension = any(len(before) == 1 for before in written)
        if written and not is_extension and len(part) in (2, 4) and part.isalpha():
            written.append(part.upper() if len(part) == 2 else part.title())
        else:
            written.append(part)
    return "-".join(written)


def _in_usual_case(record: Tagged) -> Tagged:
    """A record with all its language tags in their usual case."""
    lang = record.lang and in_usual_case(record.lang)
    if isinstance(record, Source):
        return record._replace(lang=lang)
    return record._replace(lang=lang, citations=tuple(map(_citation_in_usual_case, record.citations)))


def _citation_in_usual_case(citation: Citation) -> Citation:
    translations = (translation._replace(lang=in_usual_case(translation.lang)) for translation in citation.translations)
    return citation._replace(lang=citation.lang and in_usual_case(citation.lang), translations=tuple(translations))


RULES = (
    Rule(
        "W001", Severity.WARNING, "verdict-word",
        "a word in the curator's own sentence that passes a verdict: “admitted”, “falsely”, “spy balloon”, “smear”",
        "The record says what was said and leaves the verdict to its readers. “Admitted” says that it is so, “falsely”"
        " that it is not, and “spy balloon” takes the side that calls it one. Quotes are exempt, and what a verb of"
        " saying gives as somebody's words; words that charge are exempt where the claim is a charge or a denial.",
        "say it neutrally, or in quotation marks as whose word it is",
        """\
claims:
  - {id: us-a, text: China admitted that its spy balloon was over Montana., speaker: blinken, side: us, act: assertion}
""",
        _verdicts,
    ),
    Rule(
        "W002", Severity.WARNING, "unknown-language",
        "a language tag that is well-formed and names no language, script or region of the registry",
        "Programs choose fonts, voices and translators by it. The registry is IANA's of language subtags (BCP 47).",
        "use the tag of BCP 47: en, zh, zh-Hans, en-GB",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., lang: en-UK, speaker: blinken, side: us, act: assertion}
""",
        _unknown_tags,
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
        _unusual_case, fixes=True,
    ),
)  # fmt: skip
