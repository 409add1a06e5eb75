"""Views that are brief: a line a claim where it fits, dates for people, and nothing left out in silence."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from claims.render import days

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("said", "words", "short"),
    [
        (None, "undated", "undated"),
        ("2023-02-03", "3 Feb 2023", "3 Feb"),
        ("2022-03-18", "18 Mar 2022", "Mar ’22"),
        ("2023-02", "Feb 2023", "Feb"),
        ("2023", "2023", "2023"),
        ("2023-21", "spring 2023", "spring"),
        ("202X", "2020s", "2020s"),
        ("2023-02-XX", "Feb 2023", "Feb"),
        ("2023-02-06~", "6 Feb 2023, approximately", "~6 Feb"),
        ("2023-02-06?", "6 Feb 2023, uncertain", "~6 Feb"),
        ("2023-02-06%", "6 Feb 2023, uncertain and approximate", "~6 Feb"),
        ("2023-02-06/2023-02-09", "6–9 Feb 2023", "6 Feb–"),
        ("2023-02-06/2023-02-09~", "6–9 Feb 2023, approximately", "6 Feb–"),
        ("2023-01-28/2023-02-04", "28 Jan–4 Feb 2023", "28 Jan–"),
        ("2022-12-28/2023-01-03", "28 Dec 2022–3 Jan 2023", "Dec ’22–"),
        ("2023-01/2023-03", "Jan–Mar 2023", "Jan–"),
        ("../2023-02-23", "by 23 Feb 2023", "–23 Feb"),
        ("/2023-02-23", "by 23 Feb 2023", "–23 Feb"),
        ("2023-02-20/..", "from 20 Feb 2023 on", "20 Feb–"),
    ],
)
def test_days__as_people_say_them(said: str | None, words: str, short: str) -> None:
    assert (days.in_words(said), days.short(said, "2023")) == (words, short)


def claim_lines(shown: str) -> list[str]:
    """The lines of a thread between its head and its foot."""
    lines = shown.splitlines()
    begin = lines.index("")
    return [line for line in lines[begin : lines.index("", lines.index("Also said"))] if line and line != "Also said"]


@pytest.mark.parametrize(("columns", "most"), [(80, 2.4), (120, 1.7)])
def test_brief__a_claim_takes_few_lines(run: Run, bundled: Path, columns: int, most: float) -> None:
    lines = claims = 0
    for dispute in ("balloon", "arms"):
        shown = run("thread", dispute, store=bundled, env={"COLUMNS": str(columns)}).out
        lines += len(claim_lines(shown))
        claims += int(run("thread", dispute, "--count", store=bundled).out)
        assert max(map(len, shown.splitlines())) <= columns
    assert lines <= most * claims
    listed = run("list", "--format", "table", store=bundled, env={"COLUMNS": str(columns)}).out
    assert len(listed.splitlines()) <= most * int(run("list", "--count", store=bundled).out)


def test_brief__every_sentence_is_there_and_no_id_is_broken(run: Run, bundled: Path) -> None:
    shown = run("thread", "balloon", store=bundled, env={"COLUMNS": "100"}).out
    words = " ".join(re.sub("[│├└─┄]", " ", shown).split())
    nodes = json.loads(run("thread", "balloon", "--json", store=bundled).out)["nodes"]
    for node in nodes:
        assert re.sub(r" (?=\S*$)", " ", node["text"]).split()[0] in words
    ids = {node["id"] for node in nodes}
    ends = {line.split()[-1] for line in shown.splitlines() if re.search(r"  [a-z]+(-[a-z0-9]+)+$", line)}
    assert ends
    assert ends <= ids


def test_thread__what_was_answered_comes_first(run: Run, bundled: Path) -> None:
    shown = run("thread", "arms", store=bundled, env={"COLUMNS": "100"}).out
    answered, _, alone = shown.partition("\nAlso said\n")
    assert "└" in answered
    assert not re.search("[├└]", alone)
    full = run("thread", "arms", "-v", store=bundled, env={"COLUMNS": "100"}).out
    assert "\nAlso said\n" in full
    assert "exbulletin.com" in full
    assert "exbulletin.com" not in shown


def test_thread__depth_folds_and_says_how_much(run: Run, bundled: Path) -> None:
    nodes = json.loads(run("thread", "balloon", "--json", store=bundled).out)["nodes"]
    for depth in (0, 1, 3):
        shown = run("thread", "balloon", "--depth", depth, store=bundled).out
        folded = sum(int(number) for number in re.findall(r"… (\d+) deeper claims?", shown))
        assert folded == sum(node["depth"] > depth for node in nodes)
    assert "deeper" not in run("thread", "balloon", store=bundled).out
    assert run("thread", "balloon", "--depth", "-1", store=bundled).code == 2


def test_brief__signs_are_explained_where_they_occur(run: Run, bundled: Path) -> None:
    shown = run("thread", "balloon", store=bundled, env={"COLUMNS": "200"}).out
    foot = " ".join(shown.rpartition("\n\n")[2].split())
    for sign in "”○▲▼":
        assert f"{sign} " in foot
    assert "rebuts: denies it" in foot
    small = run("thread", "arms", "--act", "no-comment", store=bundled).out
    assert "○ " not in small


def test_brief__hearsay_is_said_in_words(run: Run, bundled: Path) -> None:
    shown = " ".join(run("list", "--via", "antony-blinken", "--format", "table", store=bundled).out.split())
    assert "(relayed by Antony Blinken)" in shown


DAYS = """
claims:
  - {id: us-day, text: Said that day., speaker: blinken, side: us, act: assertion, said: "2023-02-20"}
  - {id: us-span, text: Said around it., speaker: blinken, side: us, act: assertion, said: "2023-02-18/2023-02-22"}
  - {id: us-month, text: Said that month., speaker: blinken, side: us, act: assertion, said: "2023-02"}
  - {id: us-by, text: Said by then., speaker: blinken, side: us, act: assertion, said: "../2023-02-23"}
  - {id: us-later, text: Said later., speaker: blinken, side: us, act: assertion, said: "2023-02-21"}
  - {id: us-undated, text: Said some time., speaker: blinken, side: us, act: assertion}
"""


def test_on__what_was_surely_said_that_day(run: Run, store_of: Callable[[str], Path]) -> None:
    store = store_of(DAYS)
    sure = {"us-day", "us-span", "us-month"}
    for words in (("--on", "2023-02-20"), ("said:2023-02-20",)):
        done = run("list", *words, "--fields", "id", store=store)
        assert set(done.out.split()) == sure
        assert done.err == "claims: 1 more claim has no stated day and may be of it; --possibly shows them\n"
    done = run("list", "--on", "2023-02-20", "--possibly", "--fields", "id", store=store)
    assert (set(done.out.split()), done.err) == ({*sure, "us-by"}, "")
    assert run("list", "--possibly", store=store).code == 2
    assert run("list", "--on", "2023-02-20", "--since", "2023-02-01", store=store).code == 2


def test_fields__of_what_a_claim_rests_on(run: Run, bundled: Path) -> None:
    claims = json.loads(run("list", "--json", store=bundled).out)
    hearsay = [one["id"] for one in claims if one["citations"] and all(cited["via"] for cited in one["citations"])]
    quoted = [one["id"] for one in claims if any(cited["quote"] for cited in one["citations"])]
    explicit = {link["from"] for link in json.loads(run("links", "--basis", "explicit", "--json", store=bundled).out)}
    for words, expected in (
        (("is:hearsay",), hearsay),
        (("--hearsay",), hearsay),
        (("is:quoted",), quoted),
        (("is:explicit",), [one["id"] for one in claims if one["id"] in explicit]),
    ):
        assert expected
        assert run("list", *words, "--fields", "id", store=bundled).out.split() == expected


def test_about__narrows_a_thread_to_words(run: Run, bundled: Path) -> None:
    found = json.loads(run("thread", "balloon", "--about", "weather", "--json", store=bundled).out)["nodes"]
    assert {node["id"] for node in found if node["match"]} == set(
        run("search", "weather", "--dispute", "balloon", "--fields", "id", store=bundled).out.split()
    )
    listed = run("list", "--about", "weather", "--fields", "id", store=bundled).out
    assert listed == run("search", "weather", "--fields", "id", store=bundled).out
    assert run("thread", "balloon", "--about", "side:us", store=bundled).code == 2


def test_name__that_is_none_leads_to_the_claims_that_speak_of_it(run: Run, bundled: Path) -> None:
    done = run("thread", "shoot-down", store=bundled)
    assert (done.code, done.out) == (3, "")
    assert "claims that speak of it: " in done.err
    assert "us-austin-lawful-shootdown" in done.err
    told = run("show", "provocation", store=bundled).err
    assert "(claims that speak of it: china-political-provocation)" in told


def test_csv__by_citation_has_a_row_each_with_its_source(run: Run, bundled: Path) -> None:
    claims = json.loads(run("list", "--json", store=bundled).out)
    rows = list(csv.DictReader(io.StringIO(run("list", "--by", "citation", "--csv", store=bundled).out, newline="")))
    assert len(rows) == sum(max(len(claim["citations"]), 1) for claim in claims)
    relayed = [row for row in rows if row["relayed_by"]]
    assert len(relayed) == sum(bool(citation["via"]) for claim in claims for citation in claim["citations"])
    (row,) = (row for row in rows if row["claim.id"] == "us-blinken-warned-wang" and row["relayed_by"])
    assert (row["relayed_by"], row["source.publisher"]) == ("Ned Price", "Trend, carrying TASS")
    answers = {row["claim.id"]: row["answers"] for row in rows}
    assert "undercuts china-balloon-strayed-feb3 (inferred)" in answers["us-balloon-manoeuvres"]
    shown = json.loads(run("list", "--by", "citation", "--json", store=bundled).out)
    Draft202012Validator(json.loads(run("schema", "cited").out)).validate(shown[0])
    assert run("list", "--by", "side", store=bundled).code == 2


def test_files__have_a_mark_and_pipes_a_header_where_they_are_asked_for(run: Run, bundled: Path) -> None:
    assert run("list", "--csv", "--bom", "-n", "1", store=bundled).out.startswith("\ufeffid,")
    assert run("list", "--csv", "-n", "1", store=bundled).out.startswith("id,")
    lines = run("list", "--header", "-n1", store=bundled).out.splitlines()
    assert lines[0].split("\t") == ["id", "side", "said", "speaker.name", "last_word", "text"]
    assert len(lines) == 2


def test_words__of_other_programs_lead_to_ours(run: Run, bundled: Path) -> None:
    assert run("help", "thread").out == run("thread", "--help").out
    assert run("help").out == run("--help").out
    assert run("help", "speaker", "add").out == run("speaker", "add", "--help").out
    assert run("help", "threads").err == "claims: there is no command “threads” (did you mean thread?)\n"
    told = run("speaker", "list", store=bundled)
    assert (told.code, "claims speakers lists them" in told.err) == (2, True)
    assert "see claims show ID" in run("source", "show", store=bundled).err


def test_open__prints_the_address_in_a_pipe(run: Run, bundled: Path) -> None:
    shown = run("open", "us-blinken-warned-wang", store=bundled)
    assert (shown.code, shown.out) == (0, "https://exbulletin.com/world/international/2055069/\n")
    second = run("open", "us-blinken-warned-wang#2", store=bundled).out
    assert second.startswith("https://")
    assert second != shown.out
    assert run("open", "exbulletin-2023-02-23", store=bundled).out == shown.out
    assert run("open", "us-blinken-warned-wang", "--archived", store=bundled).code == 2
    assert run("open", "us-blinken-warned-wang#9", store=bundled).code == 2
    assert run("open", "nothing-at-all", store=bundled).code == 3
