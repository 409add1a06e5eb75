"""What a page says of a record in words: days, addresses of quotes, references. Pure functions of rows."""

import re
from typing import Any
from urllib.parse import quote as percent_encoded

from claims.render import days, phrase
from claims.render.value import Row
from claims.thread import is_unreplied
from claims.vocabulary import Act, Basis, SpeakerKind

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")


def when(claim: Row) -> str:
    """Return the day and the hour at which a claim was made."""
    return ", ".join(filter(None, (days.in_words(claim["said"]), claim["said_time"])))


def instant(claim: Row) -> str | None:
    """Return what `<time>` takes of a claim's date: a day, a month or a year; None of anything less exact."""
    found = _DATE.fullmatch(claim["said"] or "")
    return claim["said"] if found and not found[4] and 1 <= int(found[2] or 1) <= 12 else None


def silence(claim: Row) -> str:
    """Return what stands in the place of answers where a claim has none."""
    if is_unreplied(claim):
        return phrase.NO_REPLY
    if not Act(claim["act"]).expects_reply:
        return f"{phrase.NO_REPLY}; it calls for none"
    return "none of its own; a claim that says the same has met a reply"


def closing(claim: Row) -> str | None:
    """Return with whom the last word lies, as a sentence; None where no denial has put the question."""
    word = phrase.last_word(claim)
    return f"The last word lies {word.term.label}." if word else None


GROUNDS = {Basis.EXPLICIT.value: "as its source presents it", Basis.INFERRED.value: "as the curator reads it"}
"""On what a link rests, in the words of a reader."""


def around(citation: Row) -> tuple[str, str]:
    """Return the words just before a quote and just after it, without any that were cut; empty where there are none."""
    before, after = (citation["prefix"] or "").partition(" ")[2], (citation["suffix"] or "").rpartition(" ")[0]
    return f"… {before}" if before.strip() else "", f"{after} …" if after.strip() else ""


def timestamp(instant: str | None) -> str:
    """Return an instant without the parts of its second; of None the first day of all, since a feed must name one."""
    return f"{instant[:19]}Z" if instant else "1970-01-01T00:00:00Z"


_LONGEST_WHOLE, _WORDS = 120, 6


def passage(url: str | None, quote: str | None = None) -> str | None:
    """Return an address that a page may lead to, with the quote as a text fragment; None for any but of the web.

    Of a long quote the fragment names the first and the last words (URL Fragment Text Directives, W3C).
    """
    if not url or not url.lower().startswith(("https://", "http://")):
        return None
    words = (quote or "").split()
    if not words:
        return url
    whole = " ".join(words)
    is_long = len(whole) > _LONGEST_WHOLE and len(words) > 2 * _WORDS
    ends = (" ".join(words[:_WORDS]), " ".join(words[-_WORDS:])) if is_long else (whole[:_LONGEST_WHOLE],)
    # A dash or a comma would be read as a sign of the directive.
    text = ",".join(percent_encoded(end, safe="").replace("-", "%2D") for end in ends)
    return f"{url}{':~:' if '#' in url else '#:~:'}text={text}"


def footnote(claim: Row, source: Row | None) -> str:
    """Return how a claim is cited in a text."""
    post = phrase.post(claim)
    said = f"{phrase.speaker(claim)}{f', {post}' if post else ''}: {claim['text']} {when(claim)}."
    if source is None:
        return said
    reported = (
        source["publisher"],
        source["title"],
        days.in_words(source["published"]) if source["published"] else None,
    )
    return f"{said} In: {', '.join(part for part in (*reported, source['url']) if part)}."


_BIBTEX = str.maketrans(
    {character: f"\\{character}" for character in "{}%&$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def bibtex(claim: Row, source: Row | None) -> str:
    """Return the same as an entry of BibTeX."""
    fields = {
        "author": " and ".join(f"{{{_escaped(voice['name'])}}}" for voice in (claim["speaker"], *claim["with"])),
        "title": f"{{{_escaped(claim['text'])}}}",
        "year": (claim["earliest"] or claim["latest"] or "")[:4],
        "date": claim["said"] or "",
        "howpublished": _escaped(source["publisher"] or source["title"]) if source else "",
        "url": (passage(source["url"]) or "") if source else "",
    }
    lines = (f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@misc{{{claim['id']},\n{''.join(lines)}}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX)


def linked_data(claim: Row, sources: list[Row]) -> dict[str, Any]:
    """Return the claim as schema.org has it: who made it, when, and where it appears."""
    made = {"@context": "https://schema.org", "@type": "Claim", "@id": f"#{claim['id']}", "text": claim["text"]}
    appearances = [
        _filled({
            "@type": "CreativeWork", "name": source["title"], "url": passage(source["url"]),
            "publisher": source["publisher"], "datePublished": source["published"],
        })
        for source in sources
    ]  # fmt: skip
    authors = [
        {"@type": "Person" if voice["kind"] == SpeakerKind.PERSON else "Organization", "name": voice["name"]}
        for voice in (claim["speaker"], *claim["with"])
    ]
    rest = {"inLanguage": claim["lang"], "datePublished": instant(claim), "author": authors, "appearance": appearances}
    return {**made, **_filled(rest)}


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
