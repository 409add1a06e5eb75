"""`claims contradictions`."""

from claims.cli import compose_contradictions, output, store_file
from claims.command import Argument, Call, Command, Option
from claims.contradictions import Contradiction
from claims.query import Filter
from claims.reports import options
from claims.reports.filters import checked, filter_of
from claims.store import names
from claims.vocabulary import Kind

_BY = (Kind.SIDE.value, Kind.SPEAKER.value)
_KINDS = tuple(kind.value for kind in Contradiction)


def run(call: Call) -> None:
    """Print claims of one side or speaker that do not go together, or how many pairs there are."""
    by = Kind(checked(call.text("by") or Kind.SIDE.value, _BY, "by"))
    kinds = [Contradiction(checked(word, _KINDS, "show")) for word in call.texts("show")]
    with store_file.reading(call) as db:
        named = call.text("dispute_searched")
        within = None if named is None else names.resolve(db, (Kind.DISPUTE,), named).id
        asked = filter_of(call, db)._replace(within=within)
        found = compose_contradictions.pairs(db, by, asked, kinds or list(Contradiction))
        if call.flag("count"):
            output.count(call, sum(1 for _ in found))
            return
        is_part = bool(kinds) or asked != Filter()
        output.emit(call, compose_contradictions.page(db, by, found, is_part=is_part), "contradiction")


_CHOOSING = ("side", "speaker", "kind", "act", "since", "until", "basis")
COMMAND = Command(
    "contradictions",
    "Show claims of one side, or of one speaker, that do not go together on record: one attacks the other (conflict), "
    "or one attacks what the other backs (split). Withdrawals stand in a section of their own.\n\n"
    "A claim is backed by what supports, qualifies or concedes it. "
    "Filters choose the claim that attacks or withdraws, --basis the link by which it does; "
    "of a dispute, it and what it attacks or withdraws are in it.\n\n"
    "Piped, each line holds the kind, the side, the claim that attacks or withdraws, the other one, what both are "
    "about, the relations, and both texts, separated by tabs.",
    run,
    arguments=(
        Argument(
            "dispute_searched",
            "Only this dispute: its id, an alias or the beginning of the id.",
            required=False,
            completes="dispute",
            metavar="DISPUTE",
        ),
    ),
    options=(
        Option("--by", "Of one side, or of one speaker.", "WHAT", words=_BY),
        Option("--show", "Only pairs of this kind.", "KIND", repeats=True, words=_KINDS),
        *(option for option in options.FILTERS if option.name in _CHOOSING),
        options.COUNT,
        *options.OUTPUT,
        *options.COMMON,
    ),
    examples=(
        "claims contradictions",
        "claims contradictions balloon --by speaker",
        "claims contradictions --show withdrawal --json | jq -r '.[] | [.claim.id, .other.id] | @tsv'",
    ),
)
