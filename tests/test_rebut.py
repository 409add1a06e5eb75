"""`claims rebut`: a claim and its link in one step, and what becomes of the claim that it answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.vocabulary import Relation
from tests import curating
from tests.curating import Desk, counts, states

RELATIONS = ", ".join(Relation)


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


def test_rebut__adds_claim_and_link_together(desk: Desk) -> None:
    desk("unlink", curating.LINK)
    receipt = desk.receipt("rebut", "us-spies", "--speaker", "wang", "--text", "No spying.", "--note", "his words")
    link = "china-no-spying/rebuts/us-spies"
    assert receipt["ids"] == ["china-no-spying", link]
    assert receipt["counts"] == counts(claims=(1, 0), links=(1, 0))
    claim, made = (change["after"] for change in receipt["changes"])
    assert (claim["act"], claim["disputes"], claim["note"]) == ("denial", ["balloon"], None)
    assert (made["basis"], made["note"], made["source"]) == ("inferred", "his words", None)
    assert receipt["states"] == states(
        ("china-no-spying", None, ("claim", True)), ("us-spies", ("claim", True), ("reply", False))
    )
    assert desk.show("us-spies")["rebutted_by"] == ["china-no-spying"]


def test_rebut__says_what_becomes_of_the_claim(desk: Desk) -> None:
    done = desk("rebut", "china-strayed", "--speaker", "blinken", "--text", "It was steered.", "--basis", "explicit")
    assert done.out == "us-steered\nus-steered/rebuts/china-strayed\n"
    assert done.err.splitlines() == [
        "claims: added claim us-steered",
        "claims: added link us-steered/rebuts/china-strayed",
        "claims: china-strayed: the last word is now with a reply, no longer with the claim; it has an answer",
        "claims: us-spies: the last word is now with the claim, no longer with a reply",
    ]


@pytest.mark.parametrize(
    ("relation", "speaker", "act", "word"),
    [
        ("rebuts", "wang", "denial", "reply"),
        ("undercuts", "wang", "assertion", "reply"),
        ("WITHDRAWS", "blinken", "assertion", "reply"),
        ("counters", "wang", "assertion", "claim"),
        ("responds", "wang", "assertion", "claim"),
        ("qualifies", "wang", "assertion", "claim"),
        ("concedes", "wang", "assertion", "claim"),
        ("supports", "blinken", "assertion", "claim"),
        ("restates", "blinken", "assertion", "claim"),
    ],
)
def test_rebut__with_every_relation(desk: Desk, relation: str, speaker: str, act: str, word: str) -> None:
    desk("rebut", "us-size", "--relation", relation, "--speaker", speaker, "--text", "T.", "--id", "t")
    assert desk.show("t")[relation.lower()] == ["us-size"]
    assert (desk.show("t")["act"], desk.show("us-size")["last_word"]) == (act, word)


def test_rebut__options_of_its_own(desk: Desk) -> None:
    words = ("--link-source", "wire", "--claim-note", "of the claim", "--note", "of the link", "--dispute", "")
    desk("rebut", "us-spies", "--speaker", "wang", "--text", "T.", "--id", "t", *words)
    assert (desk.show("t")["note"], desk.show("t")["disputes"]) == ("of the claim", [])
    link = desk.show("t/rebuts/us-spies")
    assert (link["note"], link["source"], link["basis"]) == ("of the link", "wire", "inferred")


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("us-spie5", "--speaker", "wang"), 3, "no claim “us-spie5” in this store (did you mean us-spies or us-size?)"),
        (("us", "--speaker", "wang"), 3, "“us” fits more than one claim (one of us-size or us-spies)"),
        (("us-size", "--speaker", "wang", "--relation", "smites"), 2, f"“smites” is no relation (one of {RELATIONS})"),
        (
            ("us-size", "--speaker", "wang", "--relation", "withdraws"),
            4,
            (
                "china-t is of china and withdraws us-size, which is of us [L005]"
                " (make it `rebuts`, or mend the side of one of the claims)"
            ),
        ),
    ],
)
def test_rebut__refused(desk: Desk, words: tuple[str, ...], code: int, complaint: str) -> None:
    assert desk.refused(code, "rebut", *words, "--text", "T.") == f"claims: {complaint}\n"


def test_rebut__a_retracted_claim_is_refused(desk: Desk) -> None:
    desk("retract", "us-size", "--why", "x")
    assert "is retracted" in desk.refused(4, "rebut", "us-size", "--speaker", "wang", "--text", "T.")
