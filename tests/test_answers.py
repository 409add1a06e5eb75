"""Who has the last word, who spoke last, how long answers took: of the whole record, of a day, of explicit links."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reports.replies import delay, latest
from claims.store.figures import Utterance

RECORD = """
disputes:
  - {id: balloon, title: The balloon, parties: [china, us]}
  - {id: arms, title: Arms, parties: [us, nato]}
claims:
  - {id: us-spies, text: It spies., speaker: blinken, side: us, said: "2023-02-02", act: accusation,
     disputes: [balloon]}
  - {id: us-again, text: It spies., speaker: blinken, side: us, said: "2023-02-04", act: accusation,
     disputes: [balloon], links: [{relation: restates, to: us-spies, basis: explicit}]}
  - {id: us-asks, text: It asks., speaker: blinken, side: us, said: "2023-02-05", act: demand, disputes: [balloon]}
  - {id: us-undated, text: Sometime., speaker: blinken, side: us, act: assertion, disputes: [balloon]}
  - {id: china-weather, text: Weather., speaker: wang, side: china, said: "2023-02-03/2023-02-04", act: denial,
     disputes: [balloon], links: [{relation: rebuts, to: us-spies, basis: explicit}]}
  - {id: china-responds, text: No., speaker: wang, side: china, said: "2023-02-06/2023-02-09~", act: rejection,
     disputes: [balloon], links: [{relation: responds, to: us-asks, basis: inferred}]}
  - {id: us-knows, text: It knows., speaker: officials, side: us, said: "2023-02-08", act: assertion,
     disputes: [arms], links: [{relation: rebuts, to: china-weather, basis: inferred}]}
  - {id: eu-too, text: Europe knows too., speaker: borrell, side: eu, said: "2023-02-07", act: assertion,
     disputes: [balloon]}
  - {id: us-gone, text: Gone., speaker: blinken, side: us, said: "2023-02-20", act: denial, status: retracted,
     disputes: [balloon], links: [{relation: rebuts, to: china-responds, basis: explicit}]}
"""


@pytest.fixture(scope="module")
def store(store_of: Callable[[str], Path]) -> Path:
    return store_of(RECORD)


@pytest.fixture
def rows(store: Path, run: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    def by_side(*words: str) -> dict[str, Any]:
        done = run("answers", *words, "--json", store=store)
        assert done.code == 0, done.err
        return {row["side"]: row for row in json.loads(done.out)}

    return by_side


def test_answers__last_words_follow_the_denials(rows: Callable[..., dict[str, Any]]) -> None:
    found = rows("balloon")
    assert list(found) == ["china", "us", "eu"]  # parties first, in the dispute's order
    assert found["us"]["claim"] == ["us-spies", "us-again", "us-asks", "us-undated"]
    assert found["us"]["denied"] == ["us-spies"]
    assert found["us"]["no_reply"] == ["us-again", "us-undated"]
    assert found["china"]["reply"] == ["china-weather"]  # denied from another dispute
    assert found["us"]["counts"] == {
        "claims": 4, "claim": 4, "reply": 0, "contested": 0, "denied": 1, "no_reply": 2,
    }  # fmt: skip


def test_answers__days_are_a_range_where_dates_are(rows: Callable[..., dict[str, Any]]) -> None:
    first = {one["claim"]: one for one in rows("balloon")["us"]["first_answers"]}
    assert first["us-spies"] == {
        "claim": "us-spies", "answer": "china-weather", "side": "china", "days": {"least": 1, "most": 2},
    }  # fmt: skip
    assert first["us-asks"]["days"] == {"least": 1, "most": 4}
    assert rows("balloon")["china"]["first_answers"][0]["days"] == {"least": 4, "most": 5}


def test_answers__several_may_have_spoken_last(rows: Callable[..., dict[str, Any]]) -> None:
    found = rows("balloon")
    assert {side: row["spoke_last"] for side, row in found.items()} == {
        "china": ["china-responds"], "us": [], "eu": ["eu-too"],
    }  # fmt: skip
    assert {side: row["denied_last"] for side, row in found.items()} == {
        "china": ["china-weather"], "us": [], "eu": [],
    }  # fmt: skip


def test_answers__as_of_a_day_is_what_had_been_said_by_then(rows: Callable[..., dict[str, Any]]) -> None:
    early = rows("balloon", "--as-of", "2023-02-03")
    assert early["us"]["reply"] == ["us-spies"]
    assert early["china"]["claim"] == ["china-weather"]
    assert early["china"]["may_be_later"] == ["china-weather"]
    assert early["china"]["no_reply"] == ["china-weather"]
    assert early["us"]["as_of"] == "2023-02-03"
    next_day = rows("balloon", "--as-of", "2023-02-04")
    assert next_day["us"]["reply"] == ["us-spies", "us-again"]  # saying it again is no reply
    late = rows("balloon", "--as-of", "2023-12")
    assert late["us"]["claim"] == ["us-spies", "us-again", "us-asks"]  # the undated one is of no day
    assert rows("balloon", "--as-of", "2023-01-31")["us"]["counts"]["claims"] == 0


def test_answers__explicit_links_alone_and_what_changes_by_it(rows: Callable[..., dict[str, Any]]) -> None:
    found = rows("balloon", "--basis", "explicit")
    assert found["us"]["reply"] == ["us-spies", "us-again"]
    assert {one["claim"] for one in found["us"]["changes"]} == {"us-spies", "us-again", "us-asks"}
    assert found["china"]["changes"] == [
        {
            "claim": "china-weather",
            "before": {"last_word": "reply", "unanswered": False},
            "after": {"last_word": "claim", "unanswered": True},
        }
    ]
    assert rows("balloon", "--basis", "explicit", "--basis", "inferred")["us"]["changes"] == []
    assert rows("balloon")["us"]["changes"] == []


def test_answers__filters_choose_what_is_listed(rows: Callable[..., dict[str, Any]]) -> None:
    found = rows("balloon", "--side", "us", "--act", "demand")
    assert list(found) == ["us"]
    assert found["us"]["claim"] == ["us-asks"]
    assert rows("balloon", "--side", "china", "--act", "demand")["china"]["spoke_last"] == ["china-responds"]


def test_answers__without_a_dispute_are_those_of_all(store: Path, run: Callable[..., Any]) -> None:
    found = [(row["dispute"], row["side"]) for row in json.loads(run("answers", "--json", store=store).out)]
    assert found == [("arms", "us"), ("arms", "nato"), ("balloon", "china"), ("balloon", "us"), ("balloon", "eu")]
    assert run("answers", "--count", store=store).out == "5\n"
    assert run("answers", store=store).out.splitlines()[3] == "balloon\tus\t4\t4\t0\t0\t1\t2\t\t"


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "tsv", "markdown"])
def test_answers__in_every_format(store: Path, run: Callable[..., Any], form: str) -> None:
    done = run("answers", "balloon", "--basis", "explicit", "--as-of", "2023-02-08", "--format", form, store=store)
    assert (done.code, done.err) == (0, "")
    assert "china-weather" in done.out


def test_answers__drawn_for_eyes(store: Path, run: Callable[..., Any]) -> None:
    shown = run("answers", "balloon", "--format", "table", store=store, env={"COLUMNS": "100"}).out
    assert "spoke last: CHINA, 2023-02-06/2023-02-09~ china-responds or EU, 2023-02-07 eu-too" in shown
    assert "US · 4 claims, 2 without a reply in this record" in shown
    assert "denied, last word with the claim (1)" in shown
    assert "first answered after 1 to 4 days by CHINA china-responds" in shown
    explicit = run("answers", "balloon", "--basis", "explicit", "--format", "table", store=store).out
    assert "by explicit links only" in explicit
    assert "by all links last word with the claim" in explicit


@pytest.mark.parametrize(
    ("words", "code"),
    [(("nothing",), 3), (("--as-of", "yesterday"), 2), (("--as-of", "2023-02/.."), 2), (("--basis", "guess"), 2)],
)
def test_answers__refuses(store: Path, run: Callable[..., Any], words: tuple[str, ...], code: int) -> None:
    done = run("answers", *words, store=store)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)


def test_answers__of_the_whole_record_equal_the_stored_states(run: Callable[..., Any]) -> None:
    listed = {row["id"]: row for row in json.loads(run("list", "--json").out)}
    # A day after all claims, and every basis: labelled anew, over what reaches the dispute alone.
    for words in ((), ("--basis", "explicit", "--basis", "inferred")):
        for row in json.loads(run("answers", *words, "--json").out):
            for word in ("claim", "reply", "contested"):
                assert all(listed[claim]["last_word"] == word for claim in row[word])
            silent = [id for id in (*row["claim"], *row["reply"], *row["contested"]) if listed[id]["unanswered"]]
            assert sorted(row["no_reply"]) == sorted(silent)


def test_answers__fit_their_schema(store: Path, run: Callable[..., Any]) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(run("schema", "answers").out))
    for row in json.loads(run("answers", "--basis", "explicit", "--json", store=store).out):
        validator.validate(row)


_DAYS = [(date(2023, 2, 1) + timedelta(days=number)).isoformat() for number in range(8)]


@st.composite
def _uttered(draw: st.DrawFn) -> Utterance:
    first, last = sorted((draw(st.integers(0, 7)), draw(st.integers(0, 7))))
    ends = draw(st.sampled_from([(True, True), (True, False), (False, True)]))
    return _said("c", "us", _DAYS[first] if ends[0] else None, _DAYS[last] if ends[1] else None)


def _said(id: str, side: str, earliest: str | None, latest: str | None, *, is_dated: bool = True) -> Utterance:
    return Utterance(id, side, earliest, latest, is_dated, "claim", unanswered=False)


def _possible(one: Utterance) -> Iterator[int]:
    """The days on which it may have been said; an open end reaches a day beyond all others."""
    first = _DAYS.index(one.earliest) if one.earliest else -1
    last = _DAYS.index(one.latest) if one.latest else len(_DAYS)
    return iter(range(first, last + 1))


@given(_uttered(), st.lists(_uttered(), min_size=1, max_size=3))
def test_delay__holds_every_choice_of_days(claim: Utterance, answers: list[Utterance]) -> None:
    days = delay(claim, answers)
    fitting = [one for one in answers if not (one.latest and claim.earliest and one.latest < claim.earliest)]
    if not fitting:
        assert days is None
        return
    assert days is not None
    least, most = days
    for said in _possible(claim):
        soonest = [min(_possible(one)) for one in fitting], [max(_possible(one)) for one in fitting]
        for first in range(min(soonest[0]), min(soonest[1]) + 1):
            if first >= said:
                assert least <= first - said
                assert most is None or first - said <= most


@given(st.lists(_uttered(), max_size=5))
def test_latest__are_those_that_may_be_the_last(claims: list[Utterance]) -> None:
    last = latest(claims)
    for one in claims:
        may_be = all(max(_possible(one)) >= min(_possible(other)) for other in claims)
        assert (one in last) == may_be


def test_delay__of_a_claim_without_a_date_is_not_known() -> None:
    dated = _said("a", "us", "2023-02-01", "2023-02-01")
    undated = _said("b", "china", None, None, is_dated=False)
    assert delay(dated, [undated]) is None
    assert delay(undated, [dated]) is None
    assert delay(dated, [undated, dated]) == (0, 0)


def test_answers__of_one_side_still_tell_who_spoke_last(store: Path, run: Callable[..., Any]) -> None:
    shown = run("answers", "balloon", "--side", "us", "--format", "table", store=store, env={"COLUMNS": "100"}).out
    assert "spoke last: CHINA, 2023-02-06/2023-02-09~ china-responds or EU" in shown
    assert "\nCHINA ·" not in shown
    assert run("answers", "balloon", "--side", "us", "--count", store=store).out == "1\n"
