"""`claims add -`: claims piped in as JSON Lines, and where what is wrong with them stands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import curating
from tests.curating import Desk


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


def lines(*entries: Any) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in entries)


def test_lines__are_claims(desk: Desk) -> None:
    link = {"relation": "counters", "to": "us-size", "basis": "explicit"}
    receipt = desk.receipt(
        *("add", "-"),
        given=lines(
            {"record": "claim", "speaker": "wang", "text": "First.", "said": "2023"},
            {"speaker": "wang", "text": "First.", "links": [link], "note": None, "citations": []},
            {"speaker": "cooper", "side": "eu", "text": "气球", "id": "third", "citations": [{"source": "wire"}]},
        ),
    )
    assert receipt["ids"] == ["china-first", "china-first-2", "china-first-2/counters/us-size", "third"]
    assert desk.show("third")["citations"][0]["id"] == "third#1"
    assert desk.show("us-size")["countered_by"] == ["china-first-2"]


def test_lines__may_answer_one_claim(desk: Desk) -> None:
    given = lines({"speaker": "wang", "text": "No."}, {"speaker": "wang", "text": "Never."})
    desk("rebut", "us-size", "-", given=given)
    assert desk.show("us-size")["rebutted_by"] == ["china-never", "china-no"]


@pytest.mark.parametrize("given", [b"", b"\n\n"])
def test_lines__none(desk: Desk, given: bytes) -> None:
    assert desk.refused(0, "add", "-", given=given) == "claims: nothing to change\n"


@pytest.mark.parametrize(
    ("entry", "at", "fault"),
    [
        ("[]", "[", "F005 a line is one object"),
        ("{", "", "F002 this is no JSON"),
        ('{"speaker": "wang"}', "{", "F004 text is missing"),
        ('{"speaker": "nobody", "text": "T."}', '"nobody', "R001 there is no speaker “nobody” (add it first: "),
        ('{"speaker": "cooper", "text": "T."}', "{", "F004 side is missing (Zack Cooper stands for no side"),
        ('{"text": "T."}', "{", "F004 speaker is missing"),
        (
            '{"speaker": "wang", "txt": "T.", "text": "T."}',
            "",
            "F003 “txt” is no key of this record (did you mean text?)",
        ),
        ('{"speaker": "wang", "text": "T.", "disputes": ["x"]}', '"x"', "R001 there is no dispute “x”"),
        (
            '{"speaker": "wang", "text": "T.", "citations": [{"source": "paper", "quote": "No"}]}',
            '"No"',
            "Q001 the quote is not in paper",
        ),
        (
            (
                '{"speaker": "wang", "text": "T.",'
                ' "links": [{"relation": "rebuts", "to": "us-size", "basis": "inferred"},'
                ' {"relation": "rebuts", "to": "x", "basis": "inferred"}]}'
            ),
            '"x"',
            "R001 there is no claim “x”",
        ),
        (
            (
                '{"id": "a", "speaker": "wang", "text": "T.", "citations": [{"id": "a#1", "source": "wire"},'
                ' {"id": "a#1", "source": "wire"}]}'
            ),
            "",
            "R002 more than one citation of this claim has the number 1",
        ),
        (
            '{"speaker": "wang", "text": "T.", "citations": [{"source": "wire", "quote": "q", "start": 9, "end": 5}]}',
            "5}",
            "Q005 the quote ends at 5, before it begins at 9",
        ),
    ],
)
def test_lines__faults_have_their_place(desk: Desk, entry: str, at: str, fault: str) -> None:
    given = lines({"speaker": "wang", "text": "Good."}) + entry.encode()
    first, *rest = desk.refused(6, "add", "-", given=given).splitlines()
    assert first == "claims: 1 fault in <stdin>; nothing was taken over"
    place, code, message = rest[0].partition(f" {fault[:4]} ")
    assert f"{code}{message}".lstrip().startswith(fault)
    assert place.startswith(f"<stdin>:2:{entry.index(at) + 1}:" if at else "<stdin>:2:")


def test_lines__no_text(desk: Desk) -> None:
    assert "not encoded in UTF-8" in desk.refused(6, "add", "-", given=b'{"text": "\xff"}\n')


def test_lines__all_faults_are_told(desk: Desk) -> None:
    quoted = {"speaker": "wang", "text": "T.", "citations": [{"source": "paper", "quote": "No"}]}
    complaint = desk.refused(6, "add", "-", given=lines(quoted, {"speaker": "wang", "text": "Good."}, quoted))
    assert [line.split(":")[1] for line in complaint.splitlines()[1:]] == ["1", "3"]


def test_lines__an_id_that_is_taken(desk: Desk) -> None:
    given = lines({"id": "us-size", "speaker": "wang", "text": "T."})
    assert "there is a claim “us-size” already" in desk.refused(4, "add", "-", given=given)
