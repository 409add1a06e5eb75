"""Claims along the days: their order, the gaps between them, and how ranges are drawn."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reports.timeline import entries

RECORD = """
claims:
  - {id: first, text: Said first., speaker: blinken, side: us, said: "2023-02-01", act: accusation, disputes: [balloon]}
  - {id: same-day, text: On the same day., speaker: wang, side: china, said: "2023-02-01", act: denial}
  - {id: range, text: Some days., speaker: wang, side: china, said: "2023-02-05~/2023-02-09", act: denial,
     disputes: [balloon]}
  - {id: within, text: Within., speaker: blinken, side: us, said: "2023-02-07", act: assertion}
  - {id: after, text: After., speaker: blinken, side: us, said: "2023-02-21", act: assertion, disputes: [balloon]}
  - {id: open-end, text: From then on., speaker: wang, side: china, said: "2023-02-24/..", act: demand}
  - {id: open-start, text: Until then., speaker: wang, side: china, said: "../2023-02-25", act: demand}
  - {id: later, text: Later., speaker: wang, side: china, said: "2023-03-25", act: demand}
  - {id: undated, text: Some day., speaker: wang, side: china, act: demand}
"""


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


def test_timeline__counts_whole_days_between_claims(store: Path, run: Callable[..., Any]) -> None:
    rows = json.loads(run("timeline", "--json", store=store).out)
    assert {row["claim"]["id"]: row["gap_in_days"] for row in rows} == {
        "first": None,
        "same-day": 0,
        "range": 3,
        "within": 0,
        "after": 11,
        "open-end": 2,
        "open-start": None,
        "later": None,
        "undated": None,
    }


def test_timeline__has_the_claims_of_list_in_its_order(bundled: Path, run: Callable[..., Any]) -> None:
    for options in ((), ("--side", "china", "--limit", "5"), ("--since", "2023-02-20", "--offset", "2")):
        rows = json.loads(run("timeline", "--json", *options, store=bundled).out)
        assert [row["claim"] for row in rows] == json.loads(run("list", "--json", *options, store=bundled).out)
        assert run("timeline", "--count", *options, store=bundled).out == f"{len(rows)}\n"


def test_timeline__of_a_dispute_narrows_whatever_else_is_asked(store: Path, run: Callable[..., Any]) -> None:
    lines = run("timeline", "balloon", "--side", "us", store=store).out.splitlines()
    assert [line.split("\t")[:5] for line in lines] == [
        ["2023-02-01", "2023-02-01", "2023-02-01", "", "first"],
        ["2023-02-21", "2023-02-21", "2023-02-21", "19", "after"],
    ]
    assert run("timeline", "ballon-x", store=store).code == 3


def test_timeline__rows_fit_their_schema(bundled: Path, run: Callable[..., Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    rows = json.loads(run("timeline", "--json", store=bundled).out)
    jsonschema.validate(rows, {"type": "array", "items": json.loads(run("schema", "timeline").out)})


@pytest.mark.parametrize("form", ["csv", "tsv", "markdown", "jsonl"])
def test_timeline__every_format_has_every_claim(store: Path, run: Callable[..., Any], form: str) -> None:
    out = run("timeline", "--format", form, store=store).out
    assert all(id in out for id in ("first", "range", "open-start", "undated"))


def test_timeline__draws_points_ranges_open_ends_and_gaps(store: Path, run: Callable[..., Any]) -> None:
    shown = run("timeline", "--format", "table", store=store, env={"COLUMNS": "130"}).out
    lines = {line[:13].strip(): line for line in shown.splitlines() if line[:2] in ("20", "..", "un")}
    assert "●" in lines["2023-02-01"]
    assert "├──┤" in lines["2023-02-05~/"]
    assert "▸" in lines["2023-02-24/"]
    assert "◂" in lines["../"]
    assert "Some day." in lines["undated"]
    assert shown.count("2023-02-01 ") == 2  # once over its claims, once where the ruler is told
    assert "· 11 days without a dated claim in this record, but for 1 of no first day ·" in shown
    of_one = run("timeline", "balloon", "--side", "us", "--format", "table", store=store).out
    assert "· 19 days without a dated claim of this choice ·" in of_one


def test_timeline__of_many_claims_is_printed_line_by_line(
    store_of: Callable[[str], Path], run: Callable[..., Any]
) -> None:
    claim = '  - {{id: c-{0}, text: T., speaker: wang, side: china, said: "2023-02-01", act: denial}}\n'
    store = store_of("claims:\n" + "".join(claim.format(number) for number in range(201)))
    ruled = run("timeline", "--limit", "200", "--format", "table", store=store).out
    assert ruled.startswith("Claims along the days\n200 claims.\n")
    assert run("timeline", "--format", "table", store=store).out == run("timeline", store=store).out


@pytest.mark.parametrize("columns", [40, 60, 80, 160])
def test_timeline__keeps_to_the_width(bundled: Path, run: Callable[..., Any], columns: int) -> None:
    shown = run("timeline", "balloon", "--format", "table", store=bundled, env={"COLUMNS": str(columns)}).out
    assert max(map(len, shown.splitlines())) <= columns


_DAYS = st.dates(date(2023, 1, 1), date(2023, 2, 20))


@given(st.lists(st.tuples(_DAYS, st.integers(0, 9)), max_size=12))
def test_entries__a_gap_is_the_days_that_no_claim_fills(spans: list[tuple[date, int]]) -> None:
    days = sorted((begins.isoformat(), (begins + timedelta(length)).isoformat()) for begins, length in spans)
    claims = [{"said": f"{first}/{last}", "earliest": first, "latest": last} for first, last in days]
    rows = list(entries(claims))
    assert [row["claim"] for row in rows] == claims
    filled = {begins + timedelta(day) for begins, length in spans for day in range(length + 1)}
    whole = (max(filled) - min(filled)).days + 1 if filled else 0
    assert sum(row["gap_in_days"] or 0 for row in rows) == whole - len(filled)
    assert [row["gap_in_days"] is None for row in rows] == [number == 0 for number in range(len(rows))]
