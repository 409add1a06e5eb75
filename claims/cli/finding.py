"""What `search` and `list` do: the chosen claims, with the passages in which words were found."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from claims.cli import output, query_words, reading
from claims.cli.messages import tell
from claims.command import Call
from claims.errors import UsageFault
from claims.json import view
from claims.json.encoded import Encoded
from claims.model import ClaimView
from claims.query import Filter, Sort, Window, Words
from claims.render import Listing
from claims.render.cell import CLAIM_COLUMNS, FOUND_COLUMNS
from claims.render.value import CLAIM, STATE, Column
from claims.reports.filters import filter_of, window_of
from claims.store import as_json, claims
from claims.store.connection import Connection


def run(call: Call) -> None:
    """Print the chosen claims, or how many there are."""
    with reading.store(call) as db:
        asked, words = query_words.understood(call, db)
        chosen = filter_of(asked, db)._replace(words=words)
        window = _window(asked, words)
        if call.flag("count"):
            output.count(call, claims.count(db, chosen, window))
        elif words:
            _show_found(call, db, chosen, window)
        else:
            rows = (Encoded(text) for _, text in as_json.views(db, claims.ids(db, chosen, window)))
            output.emit(call, Listing("claims", rows, CLAIM_COLUMNS, _PLAIN, _EYES), "claim")


def _window(call: Call, words: Words) -> Window:
    """What is looked for by words comes the best match first, unless another order is asked for."""
    window = window_of(call)
    if window.sort is Sort.RANK and not words:
        raise UsageFault("--sort rank takes words to look for", "give some, or another order")
    return window._replace(sort=Sort.RANK) if words and call.text("sort") is None else window


def _show_found(call: Call, db: Connection, chosen: Filter, window: Window) -> None:
    found = claims.claims(db, chosen, window)
    first = next(found, None)
    if first is None:
        _suggest(db, chosen)
    rows = _rows(db, chosen.words, found if first is None else _with_first(first, found))
    output.emit(call, Listing("claims", rows, FOUND_COLUMNS, _PLAIN, _EYES), "found")


def _with_first(first: ClaimView, others: Iterator[ClaimView]) -> Iterator[ClaimView]:
    yield first
    yield from others


_CHUNK = 50


def _rows(db: Connection, words: Words, found: Iterable[ClaimView]) -> Iterator[dict[str, Any]]:
    from claims.store import snippet

    rest = iter(found)
    while chunk := list(islice(rest, _CHUNK)):
        passages = snippet.snippets(db, words, [one.claim.id for one in chunk])
        yield from (view.found(one, passages.get(one.claim.id)) for one in chunk)


def _suggest(db: Connection, chosen: Filter) -> None:
    """Tell of words that are spelt nearly like those that nothing has."""
    from claims.store import spelling

    meant = [f"“{word}”" for word in spelling.nearest(db, chosen.words)]
    if meant:
        tell(f"nothing was found; did you mean {' and '.join(meant)}?")


_PLAIN = ("id", "side", "said", "speaker.name", "last_word", "text")
_EYES = (
    Column("said", "Said"),
    Column("side", "Side"),
    Column(CLAIM, "Claim"),
    Column(STATE, "In this record"),
)
