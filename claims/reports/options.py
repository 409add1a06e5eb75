"""The options that commands share, each declared once."""

from claims.command import Argument, Option
from claims.query import Sort
from claims.render import NAMED, SHORT
from claims.vocabulary import Act, Basis, LastWord, Relation, SpeakerKind, Status

RELATIONS = tuple(word for relation in Relation for word in (relation.value, relation.inverse))
"""The relations, both ways."""

ALL = "all"
STATUSES = (*Status, ALL)
"""The statuses, and all of them at once."""

BASIS = Option("--basis", "Claims with a link on this basis.", "BASIS", repeats=True, words=tuple(Basis))
STATUS = Option(
    "--status", "Records of this status; only those on record by default.", "STATUS", repeats=True, words=STATUSES
)

FILTERS = (
    Option("--side", "Claims of this side: its id, name or alias.", "SIDE", repeats=True, completes="side"),
    Option("--speaker", "Claims of this speaker.", "SPEAKER", repeats=True, completes="speaker"),
    Option("--kind", "Speakers of this kind.", "KIND", repeats=True, words=tuple(SpeakerKind)),
    Option("--dispute", "Claims in this dispute.", "DISPUTE", repeats=True, completes="dispute"),
    Option("--act", "Claims by what the speaker does in saying them.", "ACT", repeats=True, words=tuple(Act)),
    Option("--addressee", "Claims addressed to this side.", "SIDE", repeats=True, completes="side"),
    Option("--source", "Claims that this source reports.", "SOURCE", repeats=True, completes="source"),
    Option("--via", "Claims relayed by this side or speaker.", "SIDE|SPEAKER", repeats=True, completes="voice"),
    Option("--since", "Claims said on or after this day (EDTF: 2023-02-05, 2023-02).", "DAY"),
    Option("--until", "Claims said on or before this day.", "DAY"),
    Option("--on", "Claims said on this day, or within days that are known and hold it.", "DAY"),
    Option("--possibly", "With --on: also claims of no stated day that may be of it.", is_flag=True),
    Option("--hearsay", "Claims that come only through others.", is_flag=True),
    Option(
        "--last-word",
        "Claims on which the last word lies with the claim, with a reply, or with neither (contested).",
        "WORD",
        repeats=True,
        words=tuple(LastWord),
    ),
    Option("--unanswered", "Claims that no other side answers in this record.", is_flag=True),
    Option(
        "--relation", "Claims with such a link on record, at either end.", "RELATION", repeats=True, words=RELATIONS
    ),
    BASIS,
    STATUS,
)
FULL = Option("--full", "With posts, words and sources, and states in words.", is_flag=True)
ABOUT = Option("--about", "Claims that speak of these words, as `claims search` finds them.", "WORDS")
SORT = Option("--sort", "The order of the claims.", "KEY", words=tuple(Sort))
REVERSE = Option("--reverse", "The other way round; undated claims stay last.", is_flag=True)
COUNT = Option("--count", "Print only how many there are.", is_flag=True)
WINDOW = (
    Option("--limit", "At most this many.", "NUMBER"),
    Option("--offset", "Leave out this many first.", "NUMBER"),
    COUNT,
)

RECORDED_BY = Option("--recorded-by", "What the record said at the end of this day (UTC), from its revisions.", "DAY")

WORDS = Argument(
    "words",
    "Words to look for: all of them; “OR” between two for either, NOT before one to leave it out, word* for its "
    'beginning, "a phrase", field:value to narrow.',
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
    *(Option(f"--{name}", f"Short for --format {name}.", is_flag=True) for name in SHORT),
    Option("--fields", "Only these keys, in this order; dots reach in: id,side,speaker.name.", "KEYS"),
    Option("--header", "In a pipe, the keys as the first line.", is_flag=True),
    Option("--bom", "Begin CSV and TSV with a byte-order mark, by which Excel knows UTF-8.", is_flag=True),
    Option("--color", "When to use colours.", "WHEN", words=("auto", "always", "never")),
    Option("--no-pager", "Never page.", is_flag=True),
)
