"""Which claims a filter chooses and in which order, as the command line asks for them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.model import date_order
from claims.vocabulary import Act, Basis, LastWord, Relation, SpeakerKind

RECORD = """
speakers:
  - {id: wang, name: Wang Yi, kind: person, side: china, aliases: [director-wang]}
  - {id: embassy, name: Chinese Embassy, kind: organisation, side: china}
  - {id: blinken, name: Antony Blinken, kind: person, side: us}
  - {id: officials, name: American officials, kind: unnamed, side: us}
  - {id: borrell, name: Josep Borrell, kind: person, side: eu}
sources:
  - {id: paper, title: A paper, kind: article, wording: original}
  - {id: wire, title: A wire, kind: republication, wording: reworded}
disputes:
  - {id: balloon, title: The balloon, aliases: [airship], parties: [us, china]}
  - {id: arms, title: Arms for Russia, parties: [us, china, eu]}
claims:
  - {id: us-spies, text: T., speaker: blinken, side: us, said: "2023-02-02", act: accusation, addressees: [china],
     disputes: [balloon], citations: [{source: paper}]}
  - {id: china-strayed, text: T., speaker: wang, side: china, said: "2023-02-03", act: denial, disputes: [balloon],
     citations: [{source: wire}], links: [{relation: rebuts, to: us-spies, basis: explicit}]}
  - {id: us-knows, text: T., speaker: officials, side: us, said: "2023-02", act: assertion, disputes: [balloon],
     links: [{relation: counters, to: china-strayed, basis: inferred}]}
  - {id: china-calls, text: T., speaker: embassy, side: china, said: "../2023-02-05", act: demand, addressees: [us],
     disputes: [balloon], citations: [{source: paper, via: [officials]}, {source: wire}]}
  - {id: us-warns, text: T., speaker: blinken, side: us, said: "2023-02-18/2023-02-19", act: warning,
     disputes: [arms], addressees: [china, eu]}
  - {id: joint, text: T., speaker: borrell, side: eu, with: [blinken], said: "2023-02-19/..", act: warning,
     disputes: [arms, balloon], links: [{relation: supports, to: us-warns, basis: explicit},
     {relation: rebuts, to: china-strayed, basis: inferred}]}
  - {id: eu-undated, text: T., speaker: borrell, side: eu, act: assurance}
  - {id: china-gone, text: T., speaker: wang, side: china, said: "2023-02-04", act: denial, status: retracted,
     links: [{relation: rebuts, to: us-warns, basis: explicit}]}
links:
  - {from: us-warns, relation: qualifies, to: china-calls, basis: explicit, status: retracted}
"""
IN_ORDER = ["us-knows", "us-spies", "china-strayed", "china-calls", "us-warns", "joint", "eu-undated"]


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


@pytest.fixture(scope="module")
def ids(run: Callable[..., Any], store: Path) -> Callable[..., list[str]]:
    """The ids that `list` prints with these options, in its order."""

    def listed(*options: str) -> list[str]:
        done = run("list", "--json", *options, store=store)
        assert (done.code, done.err) == (0, "")
        return [row["id"] for row in json.loads(done.out)]

    return listed


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "us-knows us-spies china-strayed china-calls us-warns joint eu-undated"),
        # A joint statement counts for every side that speaks in it.
        ("--side us", "us-knows us-spies us-warns joint"),
        ("--side EU", "joint eu-undated"),
        ("--side prc", "china-strayed china-calls"),
        ("--side Beijing", "china-strayed china-calls"),
        ("--side ch", "china-strayed china-calls"),
        ("--side nato", ""),
        ("--side china --side eu", "china-strayed china-calls joint eu-undated"),
        ("--speaker blinken", "us-spies us-warns joint"),
        ("--speaker DIRECTOR-WANG", "china-strayed"),
        ("--speaker borrell --side us", "joint"),
        ("--kind unnamed", "us-knows"),
        ("--kind organisation --kind Unnamed", "us-knows china-calls"),
        ("--dispute arms", "us-warns joint"),
        ("--dispute airship", "us-knows us-spies china-strayed china-calls joint"),
        ("--dispute arms --dispute balloon", "us-knows us-spies china-strayed china-calls us-warns joint"),
        ("--act denial --act demand", "china-strayed china-calls"),
        ("--act WARNING", "us-warns joint"),
        ("--addressee china", "us-spies us-warns"),
        ("--addressee us --addressee eu", "china-calls us-warns"),
        ("--source paper", "us-spies china-calls"),
        ("--source wire --source paper", "us-spies china-strayed china-calls"),
        ("--via officials", "china-calls"),
        ("--via america", "china-calls"),
        ("--via us --source wire", "china-calls"),
        ("--via china", ""),
        ("--since 2023-02-19", "us-knows us-warns joint"),
        ("--since 2023-02-06 --until 2023-02-17", "us-knows"),
        ("--until 2023-02-01", "us-knows china-calls"),
        ("--until 1900-01-01", "china-calls"),
        ("--since 2030", "joint"),
        ("--since 2023-02 --until 2023-02", "us-knows us-spies china-strayed china-calls us-warns joint"),
        ("--since 2023-02-03 --until 2023-02-03", "us-knows china-strayed china-calls"),
        ("--last-word reply", "china-strayed"),
        ("--last-word claim --side china", "china-calls"),
        ("--last-word contested", ""),
        ("--unanswered", "us-knows china-calls us-warns joint eu-undated"),
        ("--unanswered --side us --act warning", "us-warns joint"),
        ("--relation rebuts", "china-strayed joint"),
        ("--relation rebutted_by", "us-spies china-strayed"),
        ("--relation rebutted-by", "us-spies china-strayed"),
        ("--relation supports --relation countered_by", "china-strayed joint"),
        # The basis of the links that run from a claim, unless a relation asks for those that arrive.
        ("--basis inferred", "us-knows joint"),
        ("--basis explicit --relation rebutted_by", "us-spies"),
        ("--relation rebuts --basis inferred", "joint"),
        # One link has to have both: `joint` supports explicitly, and rebuts, but by inference.
        ("--relation rebuts --basis explicit", "china-strayed"),
        # A retracted link is none.
        ("--relation qualifies --relation qualified_by", ""),
        ("--status retracted", "china-gone"),
        ("--status all --side china", "china-strayed china-gone china-calls"),
        ("--status on-record --status retracted --act denial", "china-strayed china-gone"),
    ],
)
def test_filters__choose(ids: Callable[..., list[str]], options: str, expected: str) -> None:
    assert ids(*options.split()) == expected.split()


def test_filters__a_relation_is_found_at_either_end(ids: Callable[..., list[str]]) -> None:
    assert ids("--relation", "rebuts") == ["china-strayed", "joint"]
    assert ids("--relation", "supports", "--relation", "countered_by") == ["china-strayed", "joint"]
    assert ids("--relation", "rebutted_by", "--basis", "explicit") == ["us-spies"]


def test_filters__a_name_with_spaces(ids: Callable[..., list[str]]) -> None:
    assert ids("--side", "united states", "--speaker", "ANTONY BLINKEN") == ["us-spies", "us-warns", "joint"]


def test_filters__a_retracted_claim_answers_nothing(ids: Callable[..., list[str]]) -> None:
    assert "us-warns" not in ids("--relation", "rebutted_by", "--status", "all")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--sort said", "us-knows us-spies china-strayed china-calls us-warns joint eu-undated"),
        ("--reverse", "joint us-warns china-calls china-strayed us-spies us-knows eu-undated"),
        ("--sort id", "china-calls china-strayed eu-undated joint us-knows us-spies us-warns"),
        ("--sort id --reverse", "us-warns us-spies us-knows joint eu-undated china-strayed china-calls"),
        ("--sort side", "china-strayed china-calls joint eu-undated us-knows us-spies us-warns"),
        ("--sort side --reverse", "us-warns us-spies us-knows joint eu-undated china-calls china-strayed"),
        ("--sort speaker", "us-spies us-warns joint eu-undated china-calls us-knows china-strayed"),
        ("--sort recorded", "china-calls china-strayed eu-undated joint us-knows us-spies us-warns"),
        ("--limit 2", "us-knows us-spies"),
        ("--limit 2 --offset 1", "us-spies china-strayed"),
        ("--offset 5", "joint eu-undated"),
        ("--offset 50", ""),
        ("--limit 0", ""),
        ("--limit 1 --reverse --side us", "joint"),
    ],
)
def test_order__and_part(ids: Callable[..., list[str]], options: str, expected: str) -> None:
    assert ids(*options.split()) == expected.split()


def test_sort__recorded_is_the_order_of_entering(run: Callable[..., Any], store_of: Callable[[str], Path]) -> None:
    line = (
        '{{id: us-{}, text: T., speaker: blinken, side: us, act: denial, recorded_at: "2024-0{}-01T00:00:00.000000Z"}}'
    )
    entries = "\n".join(f"  - {line.format(name, month)}" for name, month in (("a", 3), ("b", 1), ("c", 2)))
    done = run("list", "--sort", "recorded", "--fields", "id", store=store_of(f"claims:\n{entries}"))
    assert done.out.split() == ["us-b", "us-c", "us-a"]


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",), ("--format", "table")])
def test_count__is_a_number_in_every_format(
    run: Callable[..., Any], store_of: Callable[[str], Path], form: tuple[str, ...]
) -> None:
    assert run("list", "--side", "us", "--count", *form, store=store_of(RECORD)).out == "4\n"
    assert run("list", "--count", "--limit", "3", "--offset", "6", *form, store=store_of(RECORD)).out == "1\n"


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1003])
def test_list__is_whole_however_many(run: Callable[..., Any], store_of: Callable[[str], Path], count: int) -> None:
    line = "  - {{id: us-{:05}, text: T., speaker: blinken, side: us, act: denial, disputes: [balloon]}}\n"
    store = store_of("claims:\n" + "".join(line.format(number) for number in range(count)))
    for form in ("json", "jsonl", "table"):
        out = run("list", "--format", form, store=store).out
        assert [f"us-{number:05}" in out for number in range(count)] == [True] * count
    assert len(run("list", store=store).out.splitlines()) == count


# Random records, and the same choice made by plain Python over what `list --status all --json` prints.

_SPEAKERS = {"wang": "china", "blinken": "us", "borrell": "eu", "officials": "us"}
_KINDS = {"wang": "person", "blinken": "person", "borrell": "person", "officials": "unnamed"}
_SIDES = st.sampled_from(["us", "china", "eu", "nato"])
_IDS = [f"c{number}" for number in range(7)]
_DAYS = st.sampled_from(
    [None, "2023-02-01", "2023-02-02", "2023-02", "../2023-02-02", "2023-02-02/..", "2023-01-31/2023-02-03", "2023"]
)


def _some(values: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, max_size=most, unique=True)


_STATUSES = st.sampled_from(["on-record", "on-record", "on-record", "retracted"])
_CITATIONS = st.fixed_dictionaries({"source": st.just("paper"), "via": _some(st.sampled_from(sorted(_SPEAKERS)))})
_CLAIMS = st.fixed_dictionaries(
    {
        "text": st.just("T."),
        "speaker": st.sampled_from(sorted(_SPEAKERS)),
        "side": _SIDES,
        "with": _some(st.sampled_from(sorted(_SPEAKERS)), 1),
        "said": _DAYS,
        "act": st.sampled_from([Act.DENIAL.value, Act.DEMAND.value]),
        "addressees": _some(_SIDES, 1),
        "disputes": st.sampled_from([[], ["balloon"]]),
        "citations": st.lists(_CITATIONS, max_size=2),
        "status": _STATUSES,
    }
)
# Few relations, so that filters and links meet.
_RELATIONS = [Relation.REBUTS, Relation.COUNTERS, Relation.RESTATES]
_LINKS = st.tuples(
    st.sampled_from(_IDS), st.sampled_from(_RELATIONS), st.sampled_from(_IDS), st.sampled_from(Basis), _STATUSES
).filter(lambda link: link[0] != link[2])
_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "side": _some(_SIDES),
        "speaker": _some(st.sampled_from(sorted(_SPEAKERS))),
        "kind": _some(st.sampled_from([SpeakerKind.PERSON.value, SpeakerKind.UNNAMED.value])),
        "act": _some(st.sampled_from([Act.DENIAL.value, Act.DEMAND.value]), 1),
        "addressee": _some(_SIDES, 1),
        "dispute": _some(st.just("balloon"), 1),
        "source": _some(st.just("paper"), 1),
        "via": _some(st.sampled_from(["us", "china", "wang", "borrell"])),
        "since": _some(st.sampled_from(["2023-02-02", "2023-02-04", "2023"]), 1),
        "until": _some(st.sampled_from(["2024", "2023-12-31"]), 1),
        "last-word": _some(st.sampled_from([word.value for word in LastWord])),
        "relation": _some(st.sampled_from([key for one in _RELATIONS for key in (one.value, one.inverse)])),
        "basis": _some(st.sampled_from([basis.value for basis in Basis]), 1),
        "status": _some(st.sampled_from(["on-record", "retracted", "all"])),
    },
)
_FIRST_DAYS = {"2023-02-02": "2023-02-02", "2023-02-04": "2023-02-04", "2023": "2023-01-01"}
_LAST_DAYS = {"2024": "2024-12-31", "2023-12-31": "2023-12-31"}


def _chosen(row: dict[str, Any], links: list[dict[str, Any]], statuses: dict[str, str], asked: dict[str, Any]) -> bool:
    voices = [row["speaker"], *row["with"]]
    relayed = [speaker for citation in row["citations"] for speaker in citation["via"]]
    wanted_statuses = asked.get("status") or ["on-record"]
    tests = {
        "side": {row["side"], *(voice["side"] for voice in row["with"])},
        "speaker": {voice["id"] for voice in voices},
        "kind": {voice["kind"] for voice in voices},
        "act": {row["act"]},
        "addressee": set(row["addressees"]),
        "dispute": set(row["disputes"]),
        "source": {citation["source"] for citation in row["citations"]},
        "via": {*relayed, *(_SPEAKERS[speaker] for speaker in relayed)},
        "last-word": {row["last_word"]},
    }
    return (
        all(not asked.get(key) or found & set(asked[key]) for key, found in tests.items())
        and _is_in_time(row, asked)
        and _is_linked(row["id"], links, statuses, asked)
        and ("all" in wanted_statuses or row["status"] in wanted_statuses)
    )


def _is_in_time(row: dict[str, Any], asked: dict[str, Any]) -> bool:
    since = [_FIRST_DAYS[day] for day in asked.get("since", ())]
    until = [_LAST_DAYS[day] for day in asked.get("until", ())]
    if (since or until) and row["said"] is None:
        return False
    return all((row["latest"] or "9999") >= day for day in since) and all(
        (row["earliest"] or "0001") <= day for day in until
    )


def _is_linked(id: str, links: list[dict[str, Any]], statuses: dict[str, str], asked: dict[str, Any]) -> bool:
    relations, bases = asked.get("relation"), asked.get("basis")
    if not (relations or bases):
        return True
    for link in links:
        live = link["status"] == "on-record" and (not bases or link["basis"] in bases)
        inverse = Relation(link["relation"]).inverse
        begins = link["from"] == id and statuses[link["to"]] == "on-record"
        arrives = link["to"] == id and statuses[link["from"]] == "on-record"
        if live and begins and (not relations or link["relation"] in relations):
            return True
        if live and arrives and relations and inverse in relations:
            return True
    return False


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(_IDS), _CLAIMS, min_size=1),
    st.lists(_LINKS, max_size=10, unique_by=lambda link: link[:3]),
    st.lists(_FILTERS, min_size=4, max_size=8),
)
def test_filters__choose_what_plain_python_chooses(
    run: Callable[..., Any],
    store_of: Callable[[str], Path],
    claims: dict[str, dict[str, Any]],
    links: list[tuple[Any, ...]],
    filters: list[dict[str, list[str]]],
) -> None:
    entries = [{"id": id, **claim} for id, claim in claims.items()]
    inside = [link for link in links if link[0] in claims and link[2] in claims]
    linked = [dict(zip(("from", "relation", "to", "basis", "status"), link, strict=True)) for link in inside]
    store = store_of(f"claims: {json.dumps(entries)}\nlinks: {json.dumps(linked)}\n")  # JSON is YAML
    everything = json.loads(run("list", "--status", "all", "--json", store=store).out)
    statuses = {row["id"]: row["status"] for row in everything}
    assert [row["id"] for row in everything] == sorted(claims, key=_order_of(everything))
    for asked in filters:
        options = [f"--{key}={value}" for key, values in asked.items() for value in values]
        expected = [row for row in everything if _chosen(row, linked, statuses, asked)]
        done = run("list", "--json", *options, store=store)
        assert json.loads(done.out) == expected, options
        assert run("list", "--count", *options, store=store).out == f"{len(expected)}\n"


def _order_of(rows: list[dict[str, Any]]) -> Callable[[str], Any]:
    keys = {row["id"]: date_order(row["earliest"], row["latest"], row["said_time"], row["id"]) for row in rows}
    return keys.__getitem__


def test_filters__an_id_in_any_case_goes_before_longer_ids(
    store_of: Callable[[str], Path], run: Callable[..., Any]
) -> None:
    sides = "sides: [{id: us, name: US}, {id: us-congress, name: Congress}]\n"
    speakers = "speakers: [{id: ann, name: Ann, kind: person, side: us}]\n"
    claims = "claims: [{id: c, text: T., speaker: ann, side: us, act: denial}]\n"
    path = store_of(f"{sides}{speakers}{claims}sources: []\ndisputes: []\n")
    assert run("list", "--side", "US", "--count", store=path).out == "1\n"


@pytest.mark.parametrize("words", [("thread", "china-gone"), ("show", "china-gone")])
def test_views__say_that_a_claim_is_retracted(store: Path, run: Callable[..., Any], words: tuple[str, ...]) -> None:
    shown = run(*words, store=store).out
    assert "retracted" in shown
    assert "Last to speak" not in shown


def test_links__of_every_status_say_which(store: Path, run: Callable[..., Any]) -> None:
    lines = run("links", "us-warns", "--status", "all", store=store).out.splitlines()
    assert {line.rpartition("\t")[2] for line in lines} == {"on-record", "retracted"}
