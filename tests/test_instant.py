"""Answers before anything slow is imported: the same bytes as the ordinary way gives, or none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platformdirs import user_data_path

from claims import curation
from claims.cli import instant
from claims.command import Call
from claims.json import record, view
from claims.model import Corpus, Link
from claims.query import Filter, Window
from claims.store import as_json, claims, links, records
from claims.store import instant as store_instant
from claims.store.connection import reading
from claims.store.select import Condition
from claims.store.write import Stamp
from claims.vocabulary import Kind, Status
from tests import histories, strategies


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_link_keys__are_those_of_the_vocabulary() -> None:
    assert as_json.LINK_KEYS == record.LINK_KEYS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=strategies.corpora())
def test_as_json__is_the_shape_of_the_wire(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> None:
    path = tmp_path_factory.mktemp("json") / "claims.db"
    curation.make_store(path, histories.storable(corpus).records(), Stamp("2026-12-31T00:00:00.000000Z", "Ann"))
    with reading(path) as db:
        ids = list(claims.ids(db, Filter(statuses=tuple(Status)), Window()))
        assert [text for _, text in as_json.views(db, ids)] == [_text(view.claim(one)) for one in claims.views(db, ids)]
        for one in records.plain(db, Kind.DISPUTE, Condition("TRUE")):
            assert as_json.dispute(db, one.id) == _text(view.record_row(one))
        shown = {id: number for number, id in enumerate(claims.ids(db, Filter(), Window()))}
        web = store_instant.web(db, shown, store_instant.begun(db, shown))
        assert dict(as_json.views(db, shown, web.ends)) == dict(as_json.views(db, shown))
        named = [f"{web.ids[source]}/{as_json.LINK_KEYS[key]}/{web.ids[to]}" for source, key, to, _ in web.among]
        found: dict[str, Link] = links.records(db, named)
        assert [text for *_, text in web.among] == [_text(view.link(one)) for one in found.values()]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(corpus=strategies.corpora())
def test_instant__threads_of_any_record_are_those_of_the_ordinary_way(
    tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Any], corpus: Corpus
) -> None:
    path = tmp_path_factory.mktemp("threads") / "claims.db"
    curation.make_store(path, histories.storable(corpus).records(), Stamp("2026-12-31T00:00:00.000000Z", "Ann"))
    lines = [("thread", one.id, "--json") for one in (*corpus.disputes, *corpus.claims)]
    quick = [run(*line, store=path) for line in lines]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instant, "answered", lambda _call, _answer: False)
        assert [run(*line, store=path) for line in lines] == quick


_DAYS = ("2023-02-03", "2023-02-30", "2023-02", "2023", "nonsense", "")
_VALUES = {
    "--side": ("us", "china", "prc", "mars", "US"),
    "--speaker": ("wang-wenbin", "wang-yi", "Wang Yi", "nobody"),
    "--kind": ("person", "unnamed", "Person", "dog"),
    "--dispute": ("balloon", "arms", "airship", "nothing"),
    "--act": ("denial", "no-comment", "no_comment", "song"),
    "--addressee": ("us", "china", "beijing"),
    "--source": ("exbulletin-2023-02-23", "nowhere"),
    "--since": _DAYS,
    "--until": _DAYS,
    "--last-word": ("claim", "reply", "Contested"),
    "--relation": ("rebuts", "rebutted_by", "hates"),
    "--basis": ("explicit", "inferred", "guess"),
    "--status": ("all", "retracted"),
    "--limit": ("0", "3", "-1", "x", "9" * 30),
    "--offset": ("0", "2", "500"),
    "--sort": ("said", "id"),
    "--format": ("json", "jsonl", "csv", "JSON"),
    "--fields": ("id,side", "speaker.name"),
    "--color": ("never", "sometimes"),
    "--recorded-by": ("2026-11-30",),
}
_FLAGS = ("--unanswered", "--reverse", "--count", "--json", "--jsonl", "--csv", "--no-pager", "--debug")
_TARGETS = ("balloon", "arms", "airship", "us-no-apology", "us-balloon-surveils", "us-no", "us-no-apology#1", "nothing")


_WORDS = (
    "balloon",
    "weather OR spies",
    "-regret",
    "side:us",
    '"civilian airship"',
    "气球",
    "ballon",
    "!",
    "warn*",
    "x:y",
)


@st.composite
def _lines(draw: st.DrawFn) -> list[str]:
    command = draw(st.sampled_from(["list", "list", "search", "show", "thread"]))
    least, most = {"list": (0, 1), "search": (1, 3), "show": (1, 2), "thread": (1, 1)}[command]
    pool = _WORDS if command in ("list", "search") else _TARGETS
    targets = draw(st.lists(st.sampled_from(pool), min_size=least, max_size=most))
    options: list[str] = []
    for flag in draw(st.lists(st.sampled_from(sorted(_VALUES)), max_size=3, unique=True)):
        options += [flag, draw(st.sampled_from(_VALUES[flag]))]
    form = draw(st.sampled_from([["--json"], ["--jsonl"], ["--format", "json"], []]))
    flags = draw(st.lists(st.sampled_from(_FLAGS), max_size=1))
    return [command, *targets, *options, *form, *flags]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=_lines())
def test_instant__prints_what_the_ordinary_way_prints(bundled: Path, run: Callable[..., Any], words: list[str]) -> None:
    quick = run(*words, store=bundled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instant, "answered", lambda _call, _answer: False)
        assert run(*words, store=bundled) == quick


@pytest.mark.parametrize(
    "line",
    [
        "list --json",
        "list --jsonl --side china --limit 5 --offset 1 --reverse",
        "list --json --dispute balloon --act denial --last-word reply --since 2023-02-03 --until 2023-02-28",
        "list --format json --unanswered --speaker wang-yi --basis explicit --kind person --source nato-2023-02-21",
        "show us-no-apology --json",
        "show us-no-apology us-balloon-surveils --jsonl",
        "thread balloon --json",
        "thread arms --jsonl --side us",
        "thread us-balloon-surveils --json",
        "search weather --json --limit 5",
        "list balloon -regret --jsonl --side china",
    ],
)
def test_instant__answers_what_is_plain(
    bundled: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("claims.cli.opening.store", None)
    words = line.replace("nato-2023-02-21", "exbulletin-2023-02-23").split()
    assert run(*words, store=bundled).code == 0


def test_instant__knows_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CLAIMS_STORE", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    for folder in (None, str(tmp_path), " "):
        if folder is None:
            monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        else:
            monkeypatch.setenv("XDG_DATA_HOME", folder)
        assert instant._store(Call("list", {})) == str(user_data_path("claims", appauthor=False) / "claims.db")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert instant._store(Call("list", {})) is None


@pytest.mark.parametrize("name", ["a?b%41#c", "ü 气", "sub/../claims"])
def test_instant__opens_a_store_of_any_name(bundled: Path, tmp_path: Path, run: Callable[..., Any], name: str) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / f"{name}.db"
    path.write_bytes(bundled.read_bytes())
    db = store_instant.opened(str(path))
    assert db is not None
    assert db.execute("SELECT count(*) FROM claims").fetchone()[0] > 50
    db.close()
    assert run("list", "--json", store=path).out == run("list", "--json", store=bundled).out


def test_instant__leaves_foreign_files_and_what_is_not_there(tmp_path: Path) -> None:
    assert store_instant.opened(str(tmp_path / "nowhere.db")) is None
    assert store_instant.opened(str(tmp_path)) is None
    (tmp_path / "text.db").write_text("no database at all, but longer than a header is" * 9, encoding="utf-8")
    assert store_instant.opened(str(tmp_path / "text.db")) is None


def test_instant__escapes_what_would_upset_a_terminal(store_of: Callable[[str], Path], run: Callable[..., Any]) -> None:
    store = store_of(
        'claims:\n  - {id: us-a, text: "Left \\u202e right.", speaker: blinken, side: us, act: assertion}\n'
    )
    out = run("list", "--json", store=store).out
    assert "\\u202e" in out
    assert "\u202e" not in out


def test_instant__takes_no_text_for_keys(store_of: Callable[[str], Path], run: Callable[..., Any]) -> None:
    text = 'She said ","side":"eu","with":[],"last_word":null, twice.'
    store = store_of(
        f"claims:\n  - {{id: us-a, text: {json.dumps(text)}, speaker: blinken, side: us, act: assertion,"
        f" venue: {json.dumps(text)}, with: [officials]}}\n"
    )
    (claim,) = json.loads(run("list", "--json", store=store).out)
    assert (claim["text"], claim["venue"], claim["side"], claim["last_word"]) == (text, text, "us", "claim")
    assert (claim["speaker"]["id"], [one["id"] for one in claim["with"]]) == ("blinken", ["officials"])


@pytest.mark.parametrize("line", ["list --json", "thread balloon --json", "search the --jsonl"])
def test_instant__is_the_same_in_small_pieces(
    bundled: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    whole = run(*line.split(), store=bundled)
    monkeypatch.setattr(as_json, "_CHUNK", 7)
    monkeypatch.setattr("claims.store.heard._MOST_KEPT", 3)
    assert run(*line.split(), store=bundled) == whole
