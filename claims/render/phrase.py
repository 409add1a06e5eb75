"""Sentences about a claim, the same in every view; every word is true of the record and says no more than it does."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from claims import escaping
from claims.render import days
from claims.render.value import Row
from claims.thread import attackers, is_unreplied
from claims.vocabulary import Attribution, Basis, LastWord, Relation, Status, Wording

NO_REPLY = "no reply in this record"


class References(NamedTuple):
    """What citations name: the rows of sources, and the names of speakers through whom words come, by id."""

    sources: Mapping[str, Row]
    names: Mapping[str, str]


def speaker(claim: Row) -> str:
    """Return who speaks: `Wang Yi and Josep Borrell`."""
    *others, last = (str(voice["name"]) for voice in (claim["speaker"], *claim["with"]))
    return f"{', '.join(others)} and {last}" if others else last


def counted(number: int, noun: str) -> str:
    """Return a number of things: `1 claim`, `2 claims`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def post(claim: Row) -> str | None:
    """Return the post held on the day; None for joint statements, whose speakers' posts `show` gives."""
    title: str | None = None if claim["with"] else claim["speaker"]["post"]
    return title


def date(claim: Row) -> str:
    """Return the day in words, and the hour."""
    return " ".join(filter(None, (days.in_words(claim["said"]), claim["said_time"])))


def state(claim: Row) -> str | None:
    """Return what the record says of the claim's state, None where there is nothing to say."""
    if claim["status"] != Status.ON_RECORD:
        return f"{Status(claim['status']).term.label}: taken back by the curator"
    parts = [NO_REPLY] if is_unreplied(claim) else []
    word = last_word(claim)
    if word:
        parts.append(f"last word {word.term.label}")
    return " · ".join(parts) or None


def last_word(claim: Row) -> LastWord | None:
    """Return the last word where a denial has put the question: of the claim, or of one that says the same."""
    word = LastWord(claim["last_word"])
    return word if attackers(claim) or word is not LastWord.CLAIM else None


def hearsay(citation: Row, names: Mapping[str, str]) -> str | None:
    """Return through whom the words come, None where they come straight."""
    if not citation["via"]:
        return None
    return f"hearsay: as relayed by {', then '.join(names.get(id, id) for id in citation['via'])}"


def source(citation: Row, sources: Mapping[str, Row]) -> str:
    """Return the source in short: its publisher, its day, and how near its words are to what was spoken."""
    row = sources.get(citation["source"])
    if row is None:
        return str(citation["source"])
    parts = [row["publisher"] or row["title"], row["published"], _wording(row, citation), _attribution(citation)]
    return ", ".join(part for part in parts if part)


def _wording(source: Row, citation: Row) -> str | None:
    match Wording(source["wording"]):
        case Wording.REWORDED:
            return "reworded"
        case Wording.TRANSLATION:
            return "translated"
        case Wording.ORIGINAL | Wording.UNKNOWN:
            return None if citation["quote"] else "no quote"


def _attribution(citation: Row) -> str | None:
    if citation["quote"] is None or citation["attribution"] is None:
        return None
    words = {
        Attribution.DIRECT: "as speech",
        Attribution.INDIRECT: "as reported",
        Attribution.MIXED: "partly as speech",
    }
    return words[Attribution(citation["attribution"])]


def marked(snippet: Row) -> Iterator[tuple[str, bool]]:
    """Return the passage in which words were found in harmless pieces, each with whether it is one of the words."""
    text, end = snippet["text"], 0
    for match in snippet["matches"]:
        yield escaping.line(text[end : match["start"]]), False
        yield escaping.line(text[match["start"] : match["end"]]), True
        end = match["end"]
    yield escaping.line(text[end:]), False


def relation(link: Row, claim: str) -> str:
    """Return what a link is called at one of its ends: `rebuts` where it begins, `rebutted by` where it arrives."""
    term = Relation(link["relation"]).term
    return term.label if link["from"] == claim else term.inverse_label


def pointer(link: Row, *, back: bool) -> str:
    """Return a link that the tree does not show: `→ supports us-x`; `back` leads into the claim's own replies."""
    return f"{'↺' if back else '→'} {deed(link)}"


def deed(link: Row) -> str:
    """Return what a link says of the claim at which it begins: `rebuts us-x (inferred)`."""
    inferred = " (inferred)" if link["basis"] == Basis.INFERRED else ""
    return f"{Relation(link['relation']).term.label} {link['to']}{inferred}"


def side(side_id: str) -> str:
    """Return the word for a side beside a claim."""
    return side_id.upper()
