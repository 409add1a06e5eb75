"""`list`, `search`, `show` and `thread` as JSON, answered before anything slower than the answer is imported.

What is not plain (a name that is no id, `--fields`, fields among words, a store that wants migrating, …) is not
answered here, and nothing has been written then: the command goes its ordinary way, which prints the same bytes.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice

from claims.cli import store_file
from claims.command import Call
from claims.query import Filter, Window, Words
from claims.store import as_json, instant, sequence
from claims.store.as_json import Connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from claims.forest import Place
    from claims.store.instant import Web

Answer = Callable[[Connection, Call], Iterator[str] | None]
"""What gives the pieces of an answer, None where the call is not plain."""


def answered(call: Call, answer: Answer) -> bool:
    """Whether the call could be answered here; raises `StoreUnusable`."""
    path = _store(call) if _form(call) else None
    try:
        db = instant.opened(path) if path else None
        pieces = answer(db, call) if db else None
        for piece in pieces or ():
            sys.stdout.write(_harmless(piece))
    except sqlite3.Error as fault:
        from pathlib import Path

        from claims.errors import StoreUnusable
        from claims.store import connection

        raise StoreUnusable(*connection.sentence(Path(path or ""), fault)) from fault
    return pieces is not None


def listed(db: Connection, call: Call) -> Iterator[str] | None:
    """The chosen claims."""
    chosen, window = _filter(db, call), _window(call)
    if chosen is None or window is None:
        return None
    if call.texts("words"):
        return _found(db, call, chosen, window)
    return _rows(call, (text for _, text in as_json.views(db, sequence.ids(db, chosen, window))))


def _found(db: Connection, call: Call, chosen: Filter, window: Window) -> Iterator[str] | None:
    """The claims that have the words, with the passages; None for fields, and where nothing is found."""
    from claims.query import Sort
    from claims.query import words as search

    try:
        query = search.parse(" ".join(call.texts("words")))
    except search.TooManyWords:
        return None
    if query.fields or not query.words:
        return None
    ids = sequence.ids(db, chosen._replace(words=query.words), window._replace(sort=Sort.RANK))
    first = next(ids, None)
    return None if first is None else _rows(call, _with_passages(db, query.words, chain([first], ids)))


def _with_passages(db: Connection, words: Words, ids: Iterator[str]) -> Iterator[str]:
    from claims.store import snippet

    while some := list(islice(ids, _PASSAGES)):
        passages = snippet.snippets(db, words, some)
        for id, text in as_json.views(db, some):
            yield f'{text[:-1]},"snippet":{as_json.snippet(db, passages.get(id))}}}'


_PASSAGES = 50
"""Claims whose passages are looked for at a time."""


def shown(db: Connection, call: Call) -> Iterator[str] | None:
    """Claims named by their ids."""
    ids = call.texts("ids")
    if not instant.are_there(db, "claims", ids):
        return None
    texts = dict(as_json.views(db, dict.fromkeys(ids)))
    if len(ids) == 1 and _form(call) == "json":
        return iter([f"{texts[ids[0]]}\n"])
    return _rows(call, (texts[id] for id in ids))


def threaded(db: Connection, call: Call) -> Iterator[str] | None:
    """The thread of a dispute or a claim that is named by its id."""
    target, chosen = call.values["target"], _filter(db, call)
    if chosen is None:
        return None
    if instant.are_there(db, "disputes", [target]):
        found = {id: number for number, id in enumerate(sequence.ids(db, chosen._replace(within=target), Window()))}
        return _thread(db, call, _with_context(db, found), found.keys(), as_json.dispute(db, target))
    if chosen != Filter() or not instant.is_on_record(db, target):
        return None
    around = instant.closure(db, [target], ahead=True) | instant.closure(db, [target], ahead=False)
    shown = instant.order(db, {target, *around})
    return _thread(db, call, instant.web(db, shown, instant.begun(db, shown)), {target}, None)


def _with_context(db: Connection, found: Mapping[str, int]) -> Web:
    """The chosen claims, which have their numbers in their order, and those on a path of links between two of them."""
    begun = instant.begun(db, found)
    if all(row[2] in found for row in begun):
        return instant.web(db, found, begun)
    between = instant.closure(db, found, ahead=True) & instant.closure(db, found, ahead=False)
    shown = instant.order(db, (*found, *between)) if between else found
    return instant.web(db, shown, [*begun, *instant.begun(db, between)])


def _thread(db: Connection, call: Call, web: Web, matches: Set[str], dispute: str | None) -> Iterator[str]:
    from claims import forest

    answers = ((source, key, to) for source, key, to, _ in web.among)
    roots, places = forest.arrange(web.claims, answers, {one for one in web.claims if web.ids[one] in matches})
    nodes = _nodes(places, as_json.views(db, (web.ids[place[0]] for place in places), web.ends), web.ids, matches)
    if _form(call) == "jsonl":
        yield from _lines(nodes)
        return
    claim = "null" if dispute else f'"{call.values["target"]}"'
    first = as_json.array(web.ids[root] for root in roots)
    yield f'{{"dispute":{dispute or "null"},\n"claim":{claim},\n"roots":{first},\n"nodes":'
    yield from _array(nodes)
    yield ',\n"links":'
    yield from _array(text for *_, text in web.among)
    yield "}\n"


def _nodes(
    places: Iterable[Place], texts: Iterable[tuple[str, str]], ids: Sequence[str], matches: Set[str]
) -> Iterator[str]:
    for (_, depth, parent, key), (id, text) in zip(places, texts, strict=True):
        above = "null" if parent is None else f'"{ids[parent]}"'
        relation = "null" if key is None else f'"{as_json.LINK_KEYS[key]}"'
        match = "true" if id in matches else "false"
        yield f'{text[:-1]},"depth":{depth},"parent":{above},"relation":{relation},"match":{match}}}'


def _rows(call: Call, texts: Iterable[str]) -> Iterator[str]:
    if _form(call) == "jsonl":
        yield from _lines(texts)
        return
    yield from _array(texts)
    yield "\n"


def _lines(texts: Iterable[str]) -> Iterator[str]:
    return (f"{text}\n" for text in texts)


def _array(texts: Iterable[str]) -> Iterator[str]:
    before = "[\n"
    for text in texts:
        yield before + text
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"


def _harmless(piece: str) -> str:
    """The text with whatever could upset a terminal escaped, which hardly any holds."""
    # JSON escapes the other control characters of ASCII, and Python knows at once whether a text is ASCII.
    if "\x7f" not in piece if piece.isascii() else piece.replace("\n", "").isprintable():
        return piece
    from claims.render import escape

    return escape.json(piece)


def _form(call: Call) -> str | None:
    """Which JSON is asked for, None where another format is, or where the call is not plain."""
    if any(call.values.get(name) for name in _ELSEWHERE):
        return None
    given = {name for name in ("json", "jsonl") if call.flag(name)} | {call.text("format")} - {None}
    return given.pop() if len(given) == 1 and given <= {"json", "jsonl"} else None


_ELSEWHERE = ("fields", "csv", "count", "color", "recorded_by", "sort", "status", "relation", "via")


def _store(call: Call) -> str | None:
    """The path of the store, None where it takes more thought."""
    named = call.text("store") or os.environ.get("CLAIMS_STORE")
    if named is not None:
        return named if named and not named.startswith("~") else None
    folder = store_file.data_folder()
    return f"{folder}/claims.db" if folder else None


def _filter(db: Connection, call: Call) -> Filter | None:
    """The claims that are asked for, None where a value is not written as it is kept."""
    values = {field: call.texts(option) for field, option, _ in _FIELDS}
    if not all(instant.are_there(db, table, values[field]) for field, _, table in _FIELDS):
        return None
    since, until = call.text("since"), call.text("until")
    if not all(instant.is_day(db, day) for day in (since, until) if day is not None):
        return None
    if since and until and since > until:
        return None
    # Words of the vocabulary are text, which the statements take.
    return Filter(**values, since=since, until=until, unanswered=call.flag("unanswered"))  # type: ignore[arg-type]


_FIELDS = (
    ("sides", "side", "sides"),
    ("speakers", "speaker", "speakers"),
    ("kinds", "kind", "speaker_kinds"),
    ("disputes", "dispute", "disputes"),
    ("acts", "act", "acts"),
    ("addressees", "addressee", "sides"),
    ("sources", "source", "sources"),
    ("last_words", "last_word", "last_words"),
    ("bases", "basis", "bases"),
)
"""Fields of a filter, the options that fill them, and the tables that know their values."""


def _window(call: Call) -> Window | None:
    numbers = [call.text(name) for name in ("limit", "offset")]
    if not all(number is None or (number.isascii() and number.isdigit() and len(number) < 19) for number in numbers):
        return None
    limit, offset = (None if number is None else int(number) for number in numbers)
    return Window(reverse=call.flag("reverse"), limit=limit, offset=offset or 0)
