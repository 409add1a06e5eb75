"""`claims matrix`."""

from collections import defaultdict
from collections.abc import Iterator

from claims.cli import output, store_file
from claims.command import Argument, Call, Command, Option
from claims.json import matrix as wire
from claims.query import Filter
from claims.render import Listing, MatrixPage
from claims.render.value import Row
from claims.reports import options
from claims.reports.filters import checked, filter_of
from claims.store import matrix, names
from claims.store.connection import Connection
from claims.vocabulary import Kind, Relation

_BY = (Kind.SIDE, Kind.SPEAKER)


def run(call: Call) -> None:
    """Print who answers whom, or how many pairs there are."""
    by = Kind(checked(call.text("by") or Kind.SIDE, _BY, "by"))
    with store_file.reading(call) as db:
        named = call.text("dispute_counted")
        within = None if named is None else names.resolve(db, (Kind.DISPUTE,), named).id
        asked = filter_of(call, db)._replace(within=within)
        rows = _rows(db, by, asked)
        if call.flag("count"):
            output.count(call, len(rows))
            return
        title = names.label(db, Kind.DISPUTE, "title", within) if within else "Who answers whom"
        listing = Listing("matrix", rows, _COLUMNS, _PLAIN, ())
        output.emit(call, MatrixPage(listing, title, is_part=asked != Filter()), "matrix")


def _rows(db: Connection, by: Kind, asked: Filter) -> list[Row]:
    """A row a pair, those of one voice together, the voice with most links first."""
    numbers: dict[tuple[str, str], dict[Relation, int]] = defaultdict(dict)
    for one in matrix.exchanges(db, by, asked):
        numbers[one.voice, one.other][one.relation] = one.links
    known = matrix.voices(db, by)
    weight: dict[str, int] = defaultdict(int)
    for pair, counts in numbers.items():
        for voice in set(pair):
            weight[voice] -= sum(counts.values())
    order = sorted(numbers, key=lambda pair: [(weight[voice], voice) for voice in pair])
    voices = {id: wire.voice(id, *known.get(id, (id, None))) for pair in order for id in pair}
    return [wire.row(voices[voice], voices[other], numbers[voice, other]) for voice, other in order]


_KEYS = tuple(f"counts.{key}" for key in wire.COUNTS)
_COLUMNS = ("from.id", "from.name", "from.side", "to.id", "to.name", "to.side", *_KEYS)
_PLAIN = ("from.id", "to.id", *_KEYS)


def _options() -> Iterator[Option]:
    yield Option("--by", "Side by side, or speaker by speaker.", "WHAT", words=tuple(kind.value for kind in _BY))
    yield from options.FILTERS
    yield options.COUNT
    yield from (*options.OUTPUT, *options.COMMON)


COMMAND = Command(
    "matrix",
    "Count who answers whom, side by side or speaker by speaker, with the number of links of each relation.\n\n"
    "Filters choose the answering claims; relation, basis and status are those of the link itself. "
    "Of a dispute, both claims are in it. A joint statement counts for its first speaker.\n\n"
    "Piped, each line holds who answers, who is answered, and the numbers of links, of answers, and of "
    f"{', '.join(Relation)}, separated by tabs.",
    run,
    arguments=(
        Argument(
            "dispute_counted",
            "Only links within this dispute: its id, an alias or the beginning of the id.",
            required=False,
            completes="dispute",
            metavar="DISPUTE",
        ),
    ),
    options=tuple(_options()),
    examples=(
        "claims matrix balloon",
        "claims matrix --by speaker --basis explicit",
        "claims matrix --json | jq -r '.[] | [.from.id, .to.id, .counts.rebuts] | @tsv'",
    ),
)
