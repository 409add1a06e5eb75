"""Imports that are refused: every fault of a file in its place, word for word, and nothing is taken over."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import histories
from tests.exchanging import Run, stores

CLAIM = {"record": "claim", "id": "us-a", "text": "T.", "speaker": "wang", "side": "us", "act": "denial"}
LINK = {"record": "link", "from": "us-a", "relation": "rebuts", "to": "us-b", "basis": "explicit"}
WANG = {"record": "speaker", "id": "wang", "name": "Wang Yi", "kind": "person", "side": "china"}
PAPER = {
    "record": "source",
    "id": "paper",
    "title": "P.",
    "kind": "article",
    "wording": "original",
    "text": "A b. A b.",
}
B = CLAIM | {"id": "us-b"}
REVISION = {
    "record": "revision",
    "seq": 1,
    "at": "2026-06-01T00:00:00.000000Z",
    "by": "x",
    "op": "add",
    "kind": "claim",
    "id": "us-z",
}


def cited(**keys: object) -> dict[str, object]:
    return CLAIM | {"citations": [{"source": "paper", **keys}]}


def numbered(*numbers: int) -> dict[str, object]:
    return CLAIM | {"citations": [{"id": f"us-a#{number}", "source": "paper"} for number in numbers]}


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Empty stores, one after the other."""
    return stores(tmp_path_factory.mktemp("stores"))


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [WANG, CLAIM, B, LINK, LINK],
            ["5:1: R002 there is more than one link “us-a/rebuts/us-b” (ids are never reused: give one another id)"],
            id="a link twice",
        ),
        pytest.param(
            [WANG, CLAIM, B, CLAIM],
            ["4:27: R002 there is more than one claim “us-a” (ids are never reused: give one another id)"],
            id="a claim twice",
        ),
        pytest.param(
            [WANG, CLAIM, B, "", {**B, "text": "Other."}, PAPER],
            ["5:27: R002 there is more than one claim “us-b” (ids are never reused: give one another id)"],
            id="a claim twice, once beside a source",
        ),
        pytest.param(
            [WANG, CLAIM, B, REVISION, CLAIM],
            ["5:27: R002 there is more than one claim “us-a” (ids are never reused: give one another id)"],
            id="a claim twice, once behind a revision",
        ),
        pytest.param(
            [CLAIM, B, LINK],
            [
                "1:60: R001 there is no speaker “wang” (add the speaker, or take the name out)",
                "2:60: R001 there is no speaker “wang” (add the speaker, or take the name out)",
            ],
            id="no speaker",
        ),
        pytest.param(
            [WANG, CLAIM, LINK], ["3:64: R001 there is no claim “us-b” (did you mean us-a?)"], id="no claim at an end"
        ),
        pytest.param(
            [WANG, CLAIM | {"disputes": ["d"]}, cited(), B | {"with": ["x"]}],
            ["3:27: R002 there is more than one claim “us-a” (ids are never reused: give one another id)"],
            id="nothing that is named",
        ),
        pytest.param(
            [WANG, CLAIM | {"addressees": ["d"]}],
            ["2:114: R001 there is no side “d” (add the side, or take the name out)"],
            id="no side",
        ),
        pytest.param(
            [WANG, B, CLAIM, LINK | {"source": "gone"}],
            ["4:103: R001 there is no source “gone” (add the source, or take the name out)"],
            id="no source of a link",
        ),
        pytest.param(
            [WANG, B | {"side": "china"}, CLAIM, LINK | {"relation": "withdraws"}],
            [
                (
                    "4:48: L005 us-a is of us and withdraws us-b, which is of china"
                    " (make it `rebuts`, or mend the side of one of the claims)"
                )
            ],
            id="a foreign withdrawal",
        ),
        pytest.param(
            [WANG, CLAIM, LINK | {"to": "us-a"}],
            ["3:64: L001 us-a rebuts itself (a claim can't answer itself)"],
            id="a link to itself",
        ),
        pytest.param(
            [WANG, PAPER, cited(quote="c")],
            ["3:142: Q001 the quote is not in paper (quote the source's words exactly as they stand)"],
            id="a quote that is not there",
        ),
        pytest.param(
            [WANG, PAPER, cited(quote="A b.")],
            ["3:142: Q002 the quote stands at several places of paper: 0, 5 (add a prefix or a suffix)"],
            id="a quote that is there twice",
        ),
        pytest.param(
            [WANG, PAPER, cited(quote="A b.", start=1, end=5)],
            ["3:142: Q003 the quote is not at 1 to 5 (correct them)"],
            id="a quote at another place",
        ),
        pytest.param(
            [WANG, PAPER, cited(quote="A b.", start=5)],
            [
                "3:142: Q002 the quote stands at several places of paper: 0, 5 (add a prefix or a suffix)",
                "3:159: Q005 start stands without end (add end, or take start out)",
            ],
            id="half a place",
        ),
        pytest.param(
            [WANG, cited(quote="c"), PAPER],
            ["2:142: Q001 the quote is not in paper (quote the source's words exactly as they stand)"],
            id="a quote before its text",
        ),
        pytest.param(
            [WANG, CLAIM | {"act": "lie"}, B, b"{", LINK],
            [
                "2:89: F006 act: “lie” is not a known word",
                (
                    "4:3: F002 this is no JSON: expecting property name enclosed in double quotes"
                    " (write one object a line)"
                ),
            ],
            id="faults of form",
        ),
        pytest.param(
            [WANG, CLAIM, b"\xff", B],
            ["3:1: F001 the line is not encoded in UTF-8 (byte 188) (save it as UTF-8)"],
            id="no text",
        ),
        pytest.param(
            [WANG, PAPER, numbered(1, 1)],
            ["3:112: R002 more than one citation of this claim has the number 1 (number them apart)"],
            id="two citations of one number",
        ),
        pytest.param(
            [WANG, PAPER, cited(quote="A b.", start=4, end=0)],
            [
                "3:142: Q002 the quote stands at several places of paper: 0, 5 (add a prefix or a suffix)",
                "3:169: Q005 the quote ends at 0, before it begins at 4 (correct them)",
            ],
            id="an end before its start",
        ),
    ],
)
def test_import__is_refused(
    run: Run, empty: Iterator[Path], lines: list[Any], expected: list[str], options: tuple[str, ...]
) -> None:
    store = next(empty)
    before = histories.contents(store)
    file = store.with_name("a.jsonl")
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() if line else b"" for line in lines]
    file.write_bytes(b"".join(line + b"\n" for line in written))
    outcome = run("import", file, *options, store=store)
    head, *told = outcome.err.splitlines()
    number = f"{len(expected)} fault{'' if len(expected) == 1 else 's'}"
    assert (outcome.code, outcome.out, head) == (6, "", f"claims: {number} in {file}; nothing was taken over")
    assert [line.removeprefix(f"{file}:").partition(" (one of assertion")[0] for line in told] == expected
    assert histories.contents(store) == before
