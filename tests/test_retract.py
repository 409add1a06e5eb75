"""`claims retract` and `claims restore`: nothing is deleted, and what is hidden takes no part."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import curating
from tests.curating import LINK, NOW, Desk, counts, states


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


def test_retract__hides_a_claim_and_says_what_that_does(desk: Desk) -> None:
    done = desk("retract", "china-strayed", "--why", "Never said.")
    assert done.out == "china-strayed\n"
    assert done.err.splitlines() == [
        "claims: retracted claim china-strayed",
        "claims: us-spies: the last word is now with the claim, no longer with a reply; it has no answer any more",
        "claims: china-strayed: its link takes no part while it is retracted",
    ]
    shown = desk.show("china-strayed")
    assert (shown["status"], shown["last_word"], shown["text"]) == ("retracted", None, "It strayed.")
    assert desk.show(LINK)["status"] == "on-record"
    assert "china-strayed" not in desk("list").out


def test_retract__gives_a_receipt(desk: Desk) -> None:
    before = desk.dump()
    receipt = desk.receipt("retract", "us-spies", "--why", " Twice. ", "--by", "Mara", "--dry-run")
    (change,) = receipt.pop("changes")
    assert receipt == {
        "dry_run": True,
        "at": NOW,
        "by": "Mara",
        "why": "Twice.",
        "ids": ["us-spies"],
        "counts": counts(claims=(0, 1)),
        "states": states(("us-spies", ("reply", False), None)),
    }
    assert (change["op"], change["kind"], change["id"]) == ("retract", "claim", "us-spies")
    assert change["after"] == {**change["before"], "status": "retracted", "revised_at": NOW}
    assert desk.dump() == before


def test_restore__brings_it_back_as_it_was(desk: Desk) -> None:
    before = desk.show("china-strayed")
    desk("retract", "china-strayed", "--why", "Never said.")
    receipt = desk.receipt("restore", "china-strayed", "--why", "It was.")
    assert receipt["states"] == states(
        ("china-strayed", None, ("claim", True)), ("us-spies", ("claim", True), ("reply", False))
    )
    assert desk.show("china-strayed") == {**before, "revised_at": NOW}
    assert [(one["op"], one["why"]) for one in desk.log("china-strayed")] == [
        ("restore", "It was."),
        ("retract", "Never said."),
        ("import", None),
    ]


def test_retract__several_or_none(desk: Desk) -> None:
    told = desk.refused(4, "retract", "us-spies", "us-size", "wang", "--why", "w")
    assert told == ("claims: the speaker “wang” is in use: claim china-strayed (change or retract those first)\n")
    done = desk("retract", "us-spies", "us-size", "us-spies", "china-strayed", "wang", LINK, "--why", "w")
    assert done.out.split() == ["us-spies", "us-size", "china-strayed", "wang", LINK]
    assert desk("list").out == ""
    desk("restore", "wang", "us-spies", "china-strayed", "us-size", LINK)
    assert desk.show("us-spies")["last_word"] == "reply"


def test_retract__needs_its_reason(desk: Desk) -> None:
    told = 'claims: a retraction needs its reason (give it with --why "…"; it is kept with the record)\n'
    for words in ((), ("--why", ""), ("--why", " ")):
        assert desk.refused(2, "retract", "us-spies", *words) == told
        assert desk.refused(2, "speaker", "retract", "cooper", *words) == told


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("retract", "us-spie"), 3, "no record “us-spie” in this store (did you mean us-spies or us-size?)"),
        (("retract", "usa"), 3, "no record “usa” in this store (did you mean us?)"),
        (("retract", ""), 3, "no record “” in this store"),
        (("retract", "gone"), 4, "the speaker “gone” is retracted already"),
        (("restore", "us-spies"), 4, "the claim “us-spies” is on record already"),
        (("restore", "x/rebuts/y"), 3, "no record “x/rebuts/y” in this store"),
        (
            ("retract", "us-spies#2"),
            2,
            "us-spies#2 is a part of its claim (claims edit us-spies --drop-citation 2 takes it out)",
        ),
        (
            ("retract", "us-spies", "--kind", "clam"),
            2,
            "--kind does not take “clam” (did you mean claim? one of claim, link, dispute, source, speaker, side)",
        ),
        (("retract", "us-spies", "--kind", "side"), 3, "no side “us-spies” in this store"),
    ],
)
def test_retract__refused(desk: Desk, words: tuple[str, ...], code: int, complaint: str) -> None:
    assert desk.refused(code, *words, "--why", "w") == f"claims: {complaint}\n"


@pytest.mark.parametrize(
    ("id", "users"),
    [
        ("eu", "speaker borrell"),
        ("china", "claim china-strayed, speaker wang, speaker wang-lutong, dispute balloon"),
        ("paper", "claim us-spies"),
        ("wang", "claim china-strayed"),
        ("balloon", "claim china-strayed, claim us-spies"),
    ],
)
def test_retract__what_others_name_stays(desk: Desk, id: str, users: str) -> None:
    told = desk.refused(4, "retract", id, "--why", "w")
    assert told.partition(" is in use: ")[2] == f"{users} (change or retract those first)\n"


def test_retract__what_only_retracted_records_name(desk: Desk) -> None:
    desk("retract", "us-spies", "china-strayed", "--why", "w")
    desk("retract", "balloon", "paper", "--why", "w")
    assert desk.refused(4, "restore", "us-spies").startswith("claims: the ")
    desk("restore", "balloon", "paper", "us-spies")
    assert desk.show("us-spies")["status"] == "on-record"


def test_restore__needs_what_the_record_names(desk: Desk) -> None:
    desk("retract", LINK, "us-spies", "--why", "w")
    assert desk.refused(4, "restore", LINK) == (
        "claims: the claim “us-spies” is retracted (restore it first: claims restore us-spies)\n"
    )


def test_kind__tells_records_with_one_id_apart(desk: Desk) -> None:
    desk("side", "add", "wang", "--name", "Wang's")
    told = desk.refused(3, "retract", "wang", "--why", "w")
    assert told == "claims: “wang” fits more than one record (one of --kind speaker or --kind side)\n"
    desk("retract", "wang", "--kind", "side", "--why", "w")
    assert desk.log("--limit", "1")[0]["kind"] == "side"
    # The one that is retracted is the one to restore.
    desk("restore", "wang")
    assert desk.log("--limit", "1")[0]["kind"] == "side"
