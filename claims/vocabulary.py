"""The words of the record: every enumerated value, with its label, its definition and its standard code.

Only this module knows which relations attack and which answer. The values are the words in the database, in
JSON, in dossiers and on the command line.

Standards: CAMEO event codes (Gerner, Schrodt and Yilmaz 2009), the Argument Interchange Format (AIF, Chesnevar et
al. 2006, with the dialogical nodes of Inference Anchoring Theory), Argdown, PolNeAR's attribution (Newell et al. 2018).
"""

from enum import StrEnum
from typing import NamedTuple


class Term(NamedTuple):
    """What a value of the vocabulary means. `code` is the standard's code, or None where no standard has one."""

    label: str
    definition: str
    code: str | None = None


class RelationTerm(NamedTuple):
    """What a relation means, read from the answering claim to the claim it answers.

    `attacks`: it counts in the labelling of last words. `answers`: it ends "no reply in this record".
    `aif`: the AIF node between the two claims; `argdown`: the sign in Argdown, None where Argdown has none.
    """

    label: str
    definition: str
    inverse: str
    inverse_label: str
    attacks: bool
    answers: bool
    aif: str
    argdown: str | None


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


class Status(StrEnum):
    """Whether a record stands."""

    ON_RECORD = "on-record"
    RETRACTED = "retracted"

    @property
    def term(self) -> Term:
        """Label and definition."""
        return _STATUSES[self]


class SpeakerKind(StrEnum):
    """Who is heard."""

    PERSON = "person"
    OFFICE = "office"
    ORGANISATION = "organisation"
    MEDIA = "media"
    UNNAMED = "unnamed"

    @property
    def term(self) -> Term:
        """Label and definition."""
        return _SPEAKER_KINDS[self]


class SourceKind(StrEnum):
    """What sort of document a source is."""

    TRANSCRIPT = "transcript"
    STATEMENT = "statement"
    ARTICLE = "article"
    REPUBLICATION = "republication"
    DOCUMENT = "document"

    @property
    def term(self) -> Term:
        """Label and definition."""
        return _SOURCE_KINDS[self]


class Wording(StrEnum):
    """How near a source's words are to what was spoken."""

    ORIGINAL = "original"
    TRANSLATION = "translation"
    REWORDED = "reworded"
    UNKNOWN = "unknown"

    @property
    def term(self) -> Term:
        """Label and definition."""
        return _WORDINGS[self]


class Attribution(StrEnum):
    """How a source gives the words to the speaker (PolNeAR)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"

    @property
    def term(self) -> Term:
        """Label and definition."""
        return _ATTRIBUTIONS[self]


class Act(StrEnum):
    """What the speaker does by saying it."""

    ASSERTION = "assertion"
    DENIAL = "denial"
    ACCUSATION = "accusation"
    COMPLAINT = "complaint"
    DEMAND = "demand"
    REJECTION = "rejection"
    WARNING = "warning"
    THREAT = "threat"
    OFFER = "offer"
    PROMISE = "promise"
    ASSURANCE = "assurance"
    ACKNOWLEDGEMENT = "acknowledgement"
    EXPLANATION = "explanation"
    ANNOUNCEMENT = "announcement"
    NO_COMMENT = "no-comment"

    @property
    def term(self) -> Term:
        """Label, definition and the CAMEO code."""
        return _ACTS[self]

    @property
    def expects_reply(self) -> bool:
        """Whether silence after it says something, so that a reader is told when the record has no reply."""
        return self in _EXPECT_REPLY


class Relation(StrEnum):
    """What a link says: it runs from the claim that answers to the claim it answers or takes up."""

    REBUTS = "rebuts"
    UNDERCUTS = "undercuts"
    WITHDRAWS = "withdraws"
    COUNTERS = "counters"
    RESPONDS = "responds"
    QUALIFIES = "qualifies"
    CONCEDES = "concedes"
    SUPPORTS = "supports"
    RESTATES = "restates"

    @property
    def term(self) -> RelationTerm:
        """Labels both ways, definition, what it counts as, and its AIF and Argdown forms."""
        return _RELATIONS[self]

    @property
    def inverse(self) -> str:
        """The key under which the answered claim lists the answering one (`rebutted_by`)."""
        return _RELATIONS[self].inverse


class Basis(StrEnum):
    """On what a link rests."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"

    @property
    def term(self) -> Term:
        """Label and definition."""
        return _BASES[self]


class LastWord(StrEnum):
    """With whom the last word on a claim lies: the grounded label of its position (Dung 1995)."""

    CLAIM = "claim"
    REPLY = "reply"
    CONTESTED = "contested"

    @property
    def term(self) -> Term:
        """Label and definition; the code is the label of the grounded labelling."""
        return _LAST_WORDS[self]


_STATUSES = {
    Status.ON_RECORD: Term("on record", "The record stands."),
    Status.RETRACTED: Term("retracted", "The curator took the record back; it is kept, and hidden unless asked for."),
}

_SPEAKER_KINDS = {
    SpeakerKind.PERSON: Term("person", "A named human being."),
    SpeakerKind.OFFICE: Term("office", "A post that speaks whoever holds it, such as a spokesperson left unnamed."),
    SpeakerKind.ORGANISATION: Term("organisation", "A body that speaks as a whole: a ministry, an embassy, a council."),
    SpeakerKind.MEDIA: Term("media", "A newspaper, an agency or a broadcaster that speaks in its own voice."),
    SpeakerKind.UNNAMED: Term("unnamed", "Someone whom the source does not name; the name is the source's label."),
}

_SOURCE_KINDS = {
    SourceKind.TRANSCRIPT: Term("transcript", "The words as spoken, written down."),
    SourceKind.STATEMENT: Term("statement", "A text that the speaker or the speaker's office published."),
    SourceKind.ARTICLE: Term("article", "A report by journalists."),
    SourceKind.REPUBLICATION: Term("republication", "Another publisher's report or statement, carried or rewritten."),
    SourceKind.DOCUMENT: Term("document", "A cable, a treaty, a letter or another paper."),
}

_WORDINGS = {
    Wording.ORIGINAL: Term("original", "The words that were spoken or written."),
    Wording.TRANSLATION: Term("translation", "The words in another language than the speaker's."),
    Wording.REWORDED: Term("reworded", "The words were changed on the way, by a person or a machine."),
    Wording.UNKNOWN: Term("unknown", "How near the words are to what was spoken is not known."),
}

_ATTRIBUTIONS = {
    Attribution.DIRECT: Term("direct", "The source presents the words as the speaker's own speech."),
    Attribution.INDIRECT: Term("indirect", "The source reports what was said in words of its own."),
    Attribution.MIXED: Term("mixed", "The source reports it partly in the speaker's words, partly in its own."),
}

_ACTS = {
    Act.ASSERTION: Term("assertion", "States that something is so.", "010"),
    Act.DENIAL: Term("denial", "States that something charged is not so.", "016"),
    Act.ACCUSATION: Term("accusation", "Charges another party with a wrong.", "112"),
    Act.COMPLAINT: Term("complaint", "Criticises, protests or makes representations.", "114"),
    Act.DEMAND: Term("demand", "Says that another party must do or stop doing something.", "100"),
    Act.REJECTION: Term("rejection", "Refuses a proposal, a request or a demand.", "120"),
    Act.WARNING: Term("warning", "Points to a consequence that another party would have to bear.", "130"),
    Act.THREAT: Term("threat", "Says that the speaker's side will do another party harm.", "130"),
    Act.OFFER: Term("offer", "Proposes to do something, or asks to meet or talk.", "036"),
    Act.PROMISE: Term("promise", "Commits the speaker's side to do something.", "030"),
    Act.ASSURANCE: Term(
        "assurance", "Commits the speaker's side not to do something, or says that none of it is meant.", "030"
    ),
    Act.ACKNOWLEDGEMENT: Term("acknowledgement", "Grants that something is so, or takes responsibility for it.", "015"),
    Act.EXPLANATION: Term("explanation", "Gives the reason for what was done or happened."),
    Act.ANNOUNCEMENT: Term("announcement", "Makes known what the speaker's side did or will do.", "010"),
    Act.NO_COMMENT: Term("no comment", "Declines to say anything.", "011"),
}

_EXPECT_REPLY = frozenset({Act.ACCUSATION, Act.DEMAND, Act.DENIAL, Act.WARNING})

_RELATIONS = {
    Relation.REBUTS: RelationTerm(
        "rebuts", "Denies what the other claim says.",
        "rebutted_by", "rebutted by", attacks=True, answers=True, aif="CA (rebut)", argdown="-",
    ),
    Relation.UNDERCUTS: RelationTerm(
        "undercuts", "Attacks the other claim's ground, or the speaker's standing to make it.",
        "undercut_by", "undercut by", attacks=True, answers=True, aif="CA (undercut)", argdown="_",
    ),
    Relation.WITHDRAWS: RelationTerm(
        "withdraws", "The same side takes its own claim back.",
        "withdrawn_by", "withdrawn by", attacks=True, answers=False, aif="CA", argdown="-",
    ),
    Relation.COUNTERS: RelationTerm(
        "counters", "Turns the charge on the other side without denying it.",
        "countered_by", "countered by", attacks=False, answers=True, aif="YA (Challenging)", argdown="-",
    ),
    Relation.RESPONDS: RelationTerm(
        "responds", "Meets a demand, an offer, a warning or a question without denying it.",
        "responded_by", "responded to by", attacks=False, answers=True, aif="TA", argdown=None,
    ),
    Relation.QUALIFIES: RelationTerm(
        "qualifies", "Accepts the other claim with a limit.",
        "qualified_by", "qualified by", attacks=False, answers=True, aif="RA", argdown="+",
    ),
    Relation.CONCEDES: RelationTerm(
        "concedes", "Grants the other side's claim.",
        "conceded_by", "conceded by", attacks=False, answers=True, aif="RA", argdown="+",
    ),
    Relation.SUPPORTS: RelationTerm(
        "supports", "Backs the other claim, gives a reason or evidence for it.",
        "supported_by", "supported by", attacks=False, answers=False, aif="RA", argdown="+",
    ),
    Relation.RESTATES: RelationTerm(
        "restates", "Says the same again.",
        "restated_by", "restated by", attacks=False, answers=False, aif="MA", argdown="+",
    ),
}  # fmt: skip

_BASES = {
    Basis.EXPLICIT: Term("explicit", "The source itself presents it as an answer."),
    Basis.INFERRED: Term("inferred", "The curator reads it so."),
}

_LAST_WORDS = {
    LastWord.CLAIM: Term("with the claim", "Follow the denials to their end: the last word lies with the claim.", "in"),
    LastWord.REPLY: Term("with a reply", "Follow the denials to their end: the last word lies with a reply.", "out"),
    LastWord.CONTESTED: Term(
        "with neither", "Follow the denials to their end: the last word lies with neither.", "undecided"
    ),
}

BUILT_IN_SIDES = (
    ("us", "United States", ("usa", "united-states", "america", "washington")),
    ("china", "China", ("prc", "cn", "beijing")),
    ("eu", "European Union", ("european-union", "ue")),
    ("nato", "NATO", ("north-atlantic-treaty-organization", "otan", "atlantic-alliance")),
)
"""Id, name and aliases of the sides that every store begins with; a curator may add more."""

PLACES = ("text", "quote", "translation", "note", "speaker", "venue")
"""Where in a claim a search looks for words, the most telling first."""
