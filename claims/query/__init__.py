"""What a reader asks for: filters, an order, a window. Pure; names have been resolved to ids before."""

from enum import StrEnum
from typing import NamedTuple

from claims.vocabulary import Act, Basis, LastWord, SpeakerKind, Status


class Sort(StrEnum):
    """By what claims are ordered."""

    SAID = "said"
    ID = "id"
    SIDE = "side"
    SPEAKER = "speaker"
    RECORDED = "recorded"
    RANK = "rank"


class Term(NamedTuple):
    """A word or a phrase, as typed. `is_prefix`: a word may go on; `column`: looked for there alone, None: anywhere."""

    words: str
    is_prefix: bool = False
    column: str | None = None


class Words(NamedTuple):
    """What is looked for: of each group of `wanted` one term, and none of `unwanted`."""

    wanted: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


class Filter(NamedTuple):
    """Which claims are meant. Values of one field are OR, fields AND; an empty field asks for nothing.

    `since` and `until` are ISO days; a claim matches when its span of days overlaps theirs, an undated one never, and
    where `is_bounded` none whose span is open at an end. `is_hearsay`: no citation has the words straight from the
    speaker; `is_quoted`: one has a quote.
    `sides` and `speakers` match any speaker of a joint statement. `relations` are keys both ways (`rebuts`,
    `rebutted_by`); with `bases` they ask for one link on record that has both. `within` is a dispute that the claims
    must be in whatever `disputes` says. `words` are looked for in the text of the claims.
    """

    sides: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    kinds: tuple[SpeakerKind, ...] = ()
    disputes: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    addressees: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    via_sides: tuple[str, ...] = ()
    via_speakers: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    is_bounded: bool = False
    is_hearsay: bool = False
    is_quoted: bool = False
    last_words: tuple[LastWord, ...] = ()
    unanswered: bool = False
    relations: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    statuses: tuple[Status, ...] = (Status.ON_RECORD,)
    within: str | None = None
    words: Words = Words()


class Window(NamedTuple):
    """In which order, and which part; `limit` None is all."""

    sort: Sort = Sort.SAID
    reverse: bool = False
    limit: int | None = None
    offset: int = 0
