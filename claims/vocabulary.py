"""The words of the record: every enumerated value, with its label, its definition and its standard code.

Only this module knows which relations attack and which answer. The values are the words in the database, in
JSON, in dossiers and on the command line.

Standards: CAMEO event codes (Gerner, Schrodt and Yilmaz 2009), the Argument Interchange Format (AIF, Chesnevar et
al. 2006, with the dialogical nodes of Inference Anchoring Theory), Argdown, PolNeAR's attribution (Newell et al. 2018).
"""

from enum import StrEnum
from typing import Any, NamedTuple, Self


class Kind(StrEnum):
    """The kinds of record."""

    SIDE = "side"
    SPEAKER = "speaker"
    SOURCE = "source"
    DISPUTE = "dispute"
    CLAIM = "claim"
    LINK = "link"

    @property
    def plural(self) -> str:
        """The word for several: the key of a dossier's list and the name of the table."""
        return f"{self.value}s"


class Op(StrEnum):
    """What was done to a record in one revision of it."""

    ADD = "add"
    EDIT = "edit"
    RETRACT = "retract"
    RESTORE = "restore"
    IMPORT = "import"


class Severity(StrEnum):
    """How much a finding weighs: only errors make `claims check` fail, and only they refuse a change."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Term(NamedTuple):
    """What a value of the vocabulary means. `code` is the standard's code, or None where no standard has one."""

    label: str
    definition: str
    code: str | None = None


class Word(StrEnum):
    """A value of the vocabulary, which knows its term: each member is its value, definition, code and label.

    Without a label of its own it is called by its value, with blanks between the words.
    """

    term: Term

    def __new__(cls, value: str, definition: str = "", code: str | None = None, label: str | None = None) -> Self:
        """Return the member; a look-up by value, which passes nothing more, never comes here."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.term = Term(label or value.replace("-", " "), definition, code)
        return word


class Status(Word):
    """Whether a record stands."""

    ON_RECORD = "on-record", "The record stands."
    RETRACTED = "retracted", "The curator took the record back; it is kept, and hidden unless asked for."


class SpeakerKind(Word):
    """Who is heard."""

    PERSON = "person", "A named human being."
    OFFICE = "office", "A post that speaks whoever holds it, such as a spokesperson left unnamed."
    ORGANISATION = "organisation", "A body that speaks as a whole: a ministry, an embassy, a council."
    MEDIA = "media", "A newspaper, an agency or a broadcaster that speaks in its own voice."
    UNNAMED = "unnamed", "Someone whom the source does not name; the name is the source's label."


class SourceKind(Word):
    """What sort of document a source is."""

    TRANSCRIPT = "transcript", "The words as spoken, written down."
    STATEMENT = "statement", "A text that the speaker or the speaker's office published."
    ARTICLE = "article", "A report by journalists."
    REPUBLICATION = "republication", "Another publisher's report or statement, carried or rewritten."
    DOCUMENT = "document", "A cable, a treaty, a letter or another paper."


class Wording(Word):
    """How near a source's words are to what was spoken."""

    ORIGINAL = "original", "The words that were spoken or written."
    TRANSLATION = "translation", "The words in another language than the speaker's."
    REWORDED = "reworded", "The words were changed on the way, by a person or a machine."
    UNKNOWN = "unknown", "How near the words are to what was spoken is not known."


class Attribution(Word):
    """How a source gives the words to the speaker (PolNeAR)."""

    DIRECT = "direct", "The source presents the words as the speaker's own speech."
    INDIRECT = "indirect", "The source reports what was said in words of its own."
    MIXED = "mixed", "The source reports it partly in the speaker's words, partly in its own."


class Act(Word):
    """What the speaker does by saying it."""

    ASSERTION = "assertion", "States that something is so.", "010"
    DENIAL = "denial", "States that something charged is not so.", "016"
    ACCUSATION = "accusation", "Charges another party with a wrong.", "112"
    COMPLAINT = "complaint", "Criticises, protests or makes representations.", "114"
    DEMAND = "demand", "Says that another party must do or stop doing something.", "100"
    REJECTION = "rejection", "Refuses a proposal, a request or a demand.", "120"
    WARNING = "warning", "Points to a consequence that another party would have to bear.", "130"
    THREAT = "threat", "Says that the speaker's side will do another party harm.", "130"
    OFFER = "offer", "Proposes to do something, or asks to meet or talk.", "036"
    PROMISE = "promise", "Commits the speaker's side to do something.", "030"
    ASSURANCE = "assurance", "Commits the speaker's side not to do something, or says that none of it is meant.", "030"
    ACKNOWLEDGEMENT = "acknowledgement", "Grants that something is so, or takes responsibility for it.", "015"
    EXPLANATION = "explanation", "Gives the reason for what was done or happened."
    ANNOUNCEMENT = "announcement", "Makes known what the speaker's side did or will do.", "010"
    NO_COMMENT = "no-comment", "Declines to say anything.", "011"

    @property
    def expects_reply(self) -> bool:
        """Whether silence after it says something, so that a reader is told when the record has no reply."""
        return self in (Act.ACCUSATION, Act.DEMAND, Act.DENIAL, Act.WARNING)


class RelationTerm(NamedTuple):
    """What a relation means, read from the answering claim to the claim it answers.

    `gloss` says in a few words what it does to that claim.
    `attacks`: it counts in the labelling of last words. `answers`: it ends "no reply in this record".
    `aif`: the AIF node between the two claims; `argdown`: the sign in Argdown, None where Argdown has none.
    """

    value: str
    label: str
    definition: str
    inverse: str
    inverse_label: str
    attacks: bool
    answers: bool
    aif: str
    argdown: str | None
    gloss: str


class Relation(StrEnum):
    """What a link says: it runs from the claim that answers to the claim it answers or takes up."""

    term: RelationTerm

    def __new__(cls, *term: Any) -> Self:
        """Return the member; an enumeration takes a tuple apart."""
        word = str.__new__(cls, term[0])
        word._value_ = term[0]
        word.term = RelationTerm(*term)
        return word

    # fmt: off
    REBUTS = RelationTerm(
        "rebuts", "rebuts", "Denies what the other claim says.",
        "rebutted_by", "rebutted by",
        attacks=True, answers=True, aif="CA (rebut)", argdown="-", gloss="denies it",
    )
    UNDERCUTS = RelationTerm(
        "undercuts", "undercuts", "Attacks the other claim's ground, or the speaker's standing to make it.",
        "undercut_by", "undercut by",
        attacks=True, answers=True, aif="CA (undercut)", argdown="_", gloss="denies its ground",
    )
    WITHDRAWS = RelationTerm(
        "withdraws", "withdraws", "The same side takes its own claim back.",
        "withdrawn_by", "withdrawn by",
        attacks=True, answers=False, aif="CA", argdown="-", gloss="takes it back",
    )
    COUNTERS = RelationTerm(
        "counters", "counters", "Turns the charge on the other side without denying it.",
        "countered_by", "countered by",
        attacks=False, answers=True, aif="YA (Challenging)", argdown="-", gloss="turns the charge",
    )
    RESPONDS = RelationTerm(
        "responds", "responds", "Meets a demand, an offer, a warning or a question without denying it.",
        "responded_by", "responded to by",
        attacks=False, answers=True, aif="TA", argdown=None, gloss="meets it without denying",
    )
    QUALIFIES = RelationTerm(
        "qualifies", "qualifies", "Accepts the other claim with a limit.",
        "qualified_by", "qualified by",
        attacks=False, answers=True, aif="RA", argdown="+", gloss="accepts it with a limit",
    )
    CONCEDES = RelationTerm(
        "concedes", "concedes", "Grants the other side's claim.",
        "conceded_by", "conceded by",
        attacks=False, answers=True, aif="RA", argdown="+", gloss="grants it",
    )
    SUPPORTS = RelationTerm(
        "supports", "supports", "Backs the other claim, gives a reason or evidence for it.",
        "supported_by", "supported by",
        attacks=False, answers=False, aif="RA", argdown="+", gloss="backs it",
    )
    RESTATES = RelationTerm(
        "restates", "restates", "Says the same again.",
        "restated_by", "restated by",
        attacks=False, answers=False, aif="MA", argdown="+", gloss="says it again",
    )
    # fmt: on

    @property
    def inverse(self) -> str:
        """The key under which the answered claim lists the answering one (`rebutted_by`)."""
        return self.term.inverse


class Basis(Word):
    """On what a link rests."""

    EXPLICIT = "explicit", "The source itself presents it as an answer."
    INFERRED = "inferred", "The curator reads it so."


class LastWord(Word):
    """With whom the last word on a claim lies: the grounded label of its position (Dung 1995)."""

    CLAIM = "claim", "Follow the denials to their end: the last word lies with the claim.", "in", "with the claim"
    REPLY = "reply", "Follow the denials to their end: the last word lies with a reply.", "out", "with a reply"
    CONTESTED = (
        "contested",
        "Follow the denials to their end: the last word lies with neither.",
        "undecided",
        "with neither",
    )


BUILT_IN_SIDES = (
    ("us", "United States", ("usa", "united-states", "america", "washington")),
    ("china", "China", ("prc", "cn", "beijing")),
    ("eu", "European Union", ("european-union", "ue")),
    ("nato", "NATO", ("north-atlantic-treaty-organization", "otan", "atlantic-alliance")),
)
"""Id, name and aliases of the sides that every store begins with; a curator may add more."""

PLACES = ("text", "quote", "translation", "note", "speaker", "venue")
"""Where in a claim a search looks for words, the most telling first."""
