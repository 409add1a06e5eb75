"""Sentences about a claim, the same in every view; every word is true of the record and says no more than it does."""

from collections.abc import Mapping, Sequence

from claims.model import Citation, Claim, ClaimView, Link, Source
from claims.thread import is_attacked, is_unreplied
from claims.vocabulary import Attribution, Basis, LastWord, Status, Wording

NO_REPLY = "no reply in this record"


def speaker(view: ClaimView) -> str:
    """Who speaks: `Wang Yi and Josep Borrell`."""
    return together([view.speaker.name, *(one.name for one in view.with_)])


def together(names: Sequence[str]) -> str:
    """Several names as a sentence names them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def post(view: ClaimView) -> str | None:
    """The post held on the day; None for joint statements, whose speakers' posts `show` gives."""
    return None if view.with_ else view.speaker.post


def date(claim: Claim) -> str:
    """The day as written, and the hour."""
    return " ".join(part for part in (claim.said, claim.said_time) if part) or "undated"


def state(view: ClaimView) -> str | None:
    """What the record says of the claim's state, None where there is nothing to say.

    The last word is spoken of only where a denial has put the question.
    """
    if view.claim.status is not Status.ON_RECORD:
        return f"{view.claim.status.term.label}: taken back by the curator"
    parts = [NO_REPLY] if is_unreplied(view) else []
    last_word = told_last_word(view.last_word, view.links)
    if last_word:
        parts.append(f"last word {last_word.term.label}")
    return " · ".join(parts) or None


def told_last_word(last_word: LastWord | None, links: Mapping[str, Sequence[str]]) -> LastWord | None:
    """The last word where a denial has put the question: of the claim itself, or of one that says the same."""
    return last_word if is_attacked(links) or last_word is not LastWord.CLAIM else None


def hearsay(citation: Citation, names: Mapping[str, str]) -> str | None:
    """Through whom the words come, None where they come straight."""
    if not citation.via:
        return None
    return f"hearsay: as relayed by {', then '.join(names.get(one, one) for one in citation.via)}"


def source(citation: Citation, sources: Mapping[str, Source]) -> str:
    """The source in short: its publisher, its day, and how near its words are to what was spoken."""
    known = sources.get(citation.source)
    if known is None:
        return citation.source
    parts = [known.publisher or known.title, known.published, _wording(known, citation), _attribution(citation)]
    return ", ".join(part for part in parts if part)


def _wording(known: Source, citation: Citation) -> str | None:
    match known.wording:
        case Wording.REWORDED:
            return "reworded"
        case Wording.TRANSLATION:
            return "translated"
        case Wording.ORIGINAL | Wording.UNKNOWN:
            return None if citation.quote else "no quote"


def _attribution(citation: Citation) -> str | None:
    if citation.quote is None or citation.attribution is None:
        return None
    words = {
        Attribution.DIRECT: "as speech",
        Attribution.INDIRECT: "as reported",
        Attribution.MIXED: "partly as speech",
    }
    return words[citation.attribution]


def pointer(link: Link, *, back: bool) -> str:
    """A link that the tree does not show: `→ supports us-x`; `back` leads into the claim's own replies."""
    sign = "↺" if back else "→"
    inferred = " (inferred)" if link.basis is Basis.INFERRED else ""
    return f"{sign} {link.relation.term.label} {link.to_id}{inferred}"


def side(side_id: str) -> str:
    """The word for a side beside a claim."""
    return side_id.upper()
