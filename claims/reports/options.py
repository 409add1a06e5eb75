"""The options that commands share, each declared once."""

from claims.command import Argument, Option
from claims.query import Sort
from claims.render import NAMED
from claims.vocabulary import Act, Basis, LastWord, Relation, SpeakerKind, Status

RELATIONS = tuple(word for relation in Relation for word in (relation.value, relation.inverse))
"""The relations, both ways."""

ALL = "all"
STATUSES = (*(status.value for status in Status), ALL)
"""The statuses, and all of them at once."""

SIDE = Option("--side", "Claims of this side: its id, name or alias.", "SIDE", repeats=True, completes="side")
SPEAKER = Option("--speaker", "Claims of this speaker.", "SPEAKER", repeats=True, completes="speaker")
KIND = Option("--kind", "Speakers of this kind.", "KIND", repeats=True, words=tuple(kind.value for kind in SpeakerKind))
DISPUTE = Option("--dispute", "Claims in this dispute.", "DISPUTE", repeats=True, completes="dispute")
SOURCE = Option("--source", "Claims that this source reports.", "SOURCE", repeats=True, completes="source")
RELATION = Option(
    "--relation",
    "Claims with such a link on record, at either end.",
    "RELATION",
    repeats=True,
    words=RELATIONS,
)
BASIS = Option(
    "--basis", "Claims with a link on this basis.", "BASIS", repeats=True, words=tuple(basis.value for basis in Basis)
)
STATUS = Option(
    "--status", "Records of this status; only those on record by default.", "STATUS", repeats=True, words=STATUSES
)

FILTERS = (
    SIDE,
    SPEAKER,
    KIND,
    DISPUTE,
    Option(
        "--act",
        "Claims by what the speaker does in saying them.",
        "ACT",
        repeats=True,
        words=tuple(act.value for act in Act),
    ),
    Option("--addressee", "Claims addressed to this side.", "SIDE", repeats=True, completes="side"),
    SOURCE,
    Option("--via", "Claims relayed by this side or speaker.", "SIDE|SPEAKER", repeats=True, completes="voice"),
    Option("--since", "Claims said on or after this day (EDTF: 2023-02-05, 2023-02).", "DAY"),
    Option("--until", "Claims said on or before this day.", "DAY"),
    Option(
        "--last-word",
        "Claims on which the last word lies with the claim, with a reply, or with neither (contested).",
        "WORD",
        repeats=True,
        words=tuple(word.value for word in LastWord),
    ),
    Option("--unanswered", "Claims that no other side answers in this record.", is_flag=True),
    RELATION,
    BASIS,
    STATUS,
)
SORT = Option("--sort", "The order of the claims.", "KEY", words=tuple(key.value for key in Sort))
REVERSE = Option("--reverse", "The other way round; undated claims stay last.", is_flag=True)
LIMIT = Option("--limit", "At most this many.", "NUMBER")
OFFSET = Option("--offset", "Leave out this many first.", "NUMBER")
COUNT = Option("--count", "Print only how many there are.", is_flag=True)
WINDOW = (LIMIT, OFFSET, COUNT)

RECORDED_BY = Option("--recorded-by", "What the record said at the end of this day (UTC), from its revisions.", "DAY")

WORDS = Argument(
    "words",
    "Words to look for: all of them; “OR” between two for either, -word to leave out, word* for its beginning, "
    '"a phrase", field:value to narrow.',
    repeats=True,
    required=False,
    is_query=True,
)


BY_NAME = "its id, a name or a word of one, or the beginning of the id."
"""How the help ends that tells what an argument may name."""


def within(what: str, *, required: bool = False) -> Argument:
    """Return the argument that keeps a report to one dispute; `what` begins the sentence of its help."""
    return Argument("within", f"{what}: {BY_NAME}", required=required, completes="dispute", metavar="DISPUTE")


OUTPUT = (
    Option("--format", "The output format.", "FORMAT", words=NAMED),
    Option("--json", "Short for --format json.", is_flag=True),
    Option("--jsonl", "Short for --format jsonl.", is_flag=True),
    Option("--csv", "Short for --format csv.", is_flag=True),
    Option("--fields", "Only these keys, in this order; dots reach in: id,side,speaker.name.", "KEYS"),
    Option("--color", "When to use colours.", "WHEN", words=("auto", "always", "never")),
    Option("--no-pager", "Never page.", is_flag=True),
)
