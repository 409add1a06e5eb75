"""The balance of the record: counts and shares that plain counting gives."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def claims(run: Run, bundled: Any) -> list[dict[str, Any]]:
    """The bundled record."""
    return list(json.loads(run("list", "--json", store=bundled).out))


def rows(run: Run, store: Any, *words: str) -> list[dict[str, Any]]:
    return list(json.loads(run("stats", "--json", *words, store=store).out))


def test_stats__count_what_is_there(run: Run, bundled: Any, claims: list[dict[str, Any]]) -> None:
    expected = {
        "side": Counter(one["side"] for one in claims),
        "act": Counter(one["act"] for one in claims),
        "dispute": Counter(dispute for one in claims for dispute in one["disputes"] or [None]),
        "month": Counter((one["earliest"] or one["latest"] or "")[:7] or None for one in claims),
        "all": Counter({None: len(claims)}),
    }
    found: dict[str, dict[str | None, int]] = {}
    for row in rows(run, bundled):
        found.setdefault(row["group"], {})[row["key"]] = row["counts"]["claims"]
    assert found == expected


def test_stats__measure_documentation_and_answers(run: Run, bundled: Any, claims: list[dict[str, Any]]) -> None:
    (china,) = (row for row in rows(run, bundled, "balloon") if (row["group"], row["key"]) == ("side", "china"))
    own = [one for one in claims if one["side"] == "china" and "balloon" in one["disputes"]]
    assert china["counts"] == {
        "claims": len(own),
        "quoted": sum(any(citation["quote"] for citation in one["citations"]) for one in own),
        "sourced": sum(bool(one["citations"]) for one in own),
        "answered": sum(not one["unanswered"] for one in own),
    }
    assert china["shares"]["answered"] == round(china["counts"]["answered"] / len(own), 3)


def test_stats__follow_their_schema(run: Run, bundled: Any) -> None:
    validator = Draft202012Validator(json.loads(run("schema", "stats").out))
    for row in rows(run, bundled):
        validator.validate(row)


def test_stats__of_nothing_have_no_shares(run: Run, bundled: Any) -> None:
    (row,) = rows(run, bundled, "--since", "2030")
    assert row["counts"] == {"claims": 0, "quoted": 0, "sourced": 0, "answered": 0}
    assert row["shares"] == {"quoted": None, "sourced": None, "answered": None}


def test_stats__for_eyes_are_per_cent(run: Run, bundled: Any) -> None:
    out = run("stats", "balloon", "--format", "table", store=bundled).out
    assert "████████ 100%" in out
    assert "Answered" in out


def test_stats__of_a_dispute_that_is_not_there(run: Run, bundled: Any) -> None:
    done = run("stats", "baloon", store=bundled)
    assert done.code == 3
    assert "did you mean balloon?" in done.err
