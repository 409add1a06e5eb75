"""Rules about the curator's own words: that they report, and leave the verdict to the speakers and the reader.

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
from functools import cache
from typing import NamedTuple

from claims.checks.declare import Found, Rule
from claims.checks.standing import on_record
from claims.model import Corpus
from claims.vocabulary import Act, Kind, Severity

COLOURED = {
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

CHARGING = {
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
_QUOTED = re.compile('“[^”]*”|"[^"]*"|„[^“”]*[“”]|«[^»]*»|‘[^’]*’(?!\\w)|「[^」]*」')
_SENTENCE = re.compile(r"[^.!?]+")
_REPORTED = re.compile(
    r"\b(?:(?:say|says|said|saying|charge[sd]?|insist(?:s|ed)?|maintain(?:s|ed)?|claim(?:s|ed)?) that"
    r"|(?:accus(?:e|es|ed|ing|ation)|charge[sd]?)\b.*? (?:of|with)"
    r"|(?:describ(?:e|es|ed|ing)|dismiss(?:es|ed|ing)?|denounc(?:e|es|ed|ing)|reject(?:s|ed|ing)?)\b.*? as"
    r"|call(?:s|ed|ing)?|according to)\b",
    re.IGNORECASE,
)


class Verdict(NamedTuple):
    """A verdict word as it stands in a sentence, and what may stand in its place."""

    word: str
    instead: str


def verdicts(text: str, act: Act | None) -> Iterator[Verdict]:
    """The verdict words in a sentence of the curator's; `act` is what its claim does, None where it is no claim."""
    if not _hint().search(text.lower()):
        return
    own = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    for sentence in _SENTENCE.findall(own):
        reported = _REPORTED.search(sentence)
        until = reported.end() if reported else len(sentence)
        for found in _pattern(is_charge=act in _CHARGES).finditer(sentence, 0, until):
            yield Verdict(found[0], _instead()[found.lastgroup or ""])


@cache
def _pattern(*, is_charge: bool) -> re.Pattern[str]:
    words = [*COLOURED, *([] if is_charge else CHARGING)]
    return re.compile(rf"\b(?:{'|'.join(f'(?P<w{n}>{word})' for n, word in enumerate(words))})\b", re.IGNORECASE)


@cache
def _hint() -> re.Pattern[str]:
    # Without groups and in one case: nearly all texts have no such word, and this takes a seventh of the time.
    return re.compile(rf"\b(?:{'|'.join([*COLOURED, *CHARGING])})\b")


@cache
def _instead() -> dict[str, str]:
    return {f"w{n}": instead for n, instead in enumerate((COLOURED | CHARGING).values())}


def _verdicts(corpus: Corpus) -> Iterator[Found]:
    for claim in on_record(corpus.claims):
        if claim.lang is None or claim.lang.lower().partition("-")[0] == "en":
            yield from _in_sentence(Kind.CLAIM, claim.id, "text", claim.text, claim.act)
    for dispute in on_record(corpus.disputes):
        yield from _in_sentence(Kind.DISPUTE, dispute.id, "title", dispute.title, None)
        yield from _in_sentence(Kind.DISPUTE, dispute.id, "summary", dispute.summary or "", None)


def _in_sentence(kind: Kind, id: str, key: str, text: str, act: Act | None) -> Iterator[Found]:
    for word, instead in verdicts(text, act):
        yield Found(kind, id, (key,), f"“{word}” passes a verdict", f"instead: {instead}; or quote whose word it is")


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
        _verdicts, (Kind.CLAIM, Kind.DISPUTE),
    ),
)  # fmt: skip
