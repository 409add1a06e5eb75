"""`claims link` and `claims unlink`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims.vocabulary import Relation
from tests import curating
from tests.curating import LINK, NOW, Desk, counts, states


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


RELATIONS = ", ".join(Relation)
NEW = ("link", "china-strayed", "rebuts", "us-size")
ID = "china-strayed/rebuts/us-size"


def test_link__is_stored_and_said(desk: Desk) -> None:
    done = desk(*NEW, "--basis", "explicit", "--note", "n", "--source", "wire", "--why", "Read it.")
    assert done.out == f"{ID}\n"
    assert done.err.splitlines() == [
        f"claims: added link {ID}",
        "claims: us-size: the last word is now with a reply, no longer with the claim; it has an answer",
    ]
    assert desk.show(ID) == {
        "id": ID,
        "from": "china-strayed",
        "relation": "rebuts",
        "to": "us-size",
        "basis": "explicit",
        "note": "n",
        "source": "wire",
        "status": "on-record",
        "recorded_at": NOW,
        "revised_at": NOW,
    }
    assert desk.log(ID)[0]["why"] == "Read it."


def test_link__gives_a_receipt(desk: Desk) -> None:
    after = {
        "id": ID,
        "from": "china-strayed",
        "relation": "rebuts",
        "to": "us-size",
        "basis": "inferred",
        "note": None,
        "source": None,
        "status": "on-record",
        "recorded_at": NOW,
        "revised_at": NOW,
    }
    before = desk.dump()
    receipt = desk.receipt(*NEW, "--dry-run")
    assert receipt == {
        "dry_run": True,
        "at": NOW,
        "by": "tester",
        "why": None,
        "ids": [ID],
        "counts": counts(links=(1, 0)),
        "changes": [{"op": "add", "kind": "link", "id": ID, "before": None, "after": after}],
        "states": states(("us-size", ("claim", True), ("reply", False))),
    }
    assert desk.dump() == before


@pytest.mark.parametrize("relation", [one for one in Relation if one is not Relation.WITHDRAWS])
def test_link__of_every_relation(desk: Desk, relation: Relation) -> None:
    desk("link", "china-str", relation.value.upper(), "us-size")
    assert desk.show("us-size")[relation.inverse] == ["china-strayed"]


def test_link__again_says_more_about_it_or_nothing(desk: Desk) -> None:
    assert desk.refused(0, "link", "china-strayed", "rebuts", "us-spies") == "claims: nothing to change\n"
    (change,) = desk.receipt("link", "china-strayed", "rebuts", "us-spies", "--note", "n")["changes"]
    assert (change["op"], change["after"]["basis"], change["after"]["note"]) == ("edit", "explicit", "n")
    desk("link", "china-strayed", "rebuts", "us-spies", "--basis", "inferred", "--note", "")
    assert [desk.show(LINK)[key] for key in ("basis", "note")] == ["inferred", None]


def test_unlink__takes_it_back_and_link_restores_it(desk: Desk) -> None:
    recorded = desk.show(LINK)["recorded_at"]
    receipt = desk.receipt("unlink", "china-strayed", "rebuts", "us-spies", "--why", "No answer.")
    (change,) = receipt["changes"]
    assert (change["op"], change["before"]["status"], change["after"]["status"]) == (
        "retract",
        "on-record",
        "retracted",
    )
    assert receipt["states"] == states(("us-spies", ("reply", False), ("claim", True)))
    assert desk.show("us-spies")["rebutted_by"] == []
    receipt = desk.receipt("link", "china-strayed", "rebuts", "us-spies", "--note", "It is one.")
    (change,) = receipt["changes"]
    assert (change["op"], change["after"]["status"], change["after"]["basis"]) == ("restore", "on-record", "explicit")
    assert receipt["states"] == states(("us-spies", ("claim", True), ("reply", False)))
    assert (desk.show(LINK)["recorded_at"], desk.show(LINK)["note"]) == (recorded, "It is one.")
    assert [one["op"] for one in desk.log(LINK)] == ["restore", "retract", "import"]


def test_unlink__a_claim_alone_names_its_links(desk: Desk) -> None:
    told = desk.refused(3, "unlink", "us-spies")
    assert told == f"claims: no link “us-spies” in this store (did you mean {LINK}?)\n"
    assert desk.refused(3, "unlink", "nothing") == "claims: no link “nothing” in this store\n"


def test_unlink__by_its_id(desk: Desk) -> None:
    assert desk("unlink", LINK).out == f"{LINK}\n"
    assert desk.refused(4, "unlink", LINK) == f"claims: the link “{LINK}” is retracted already\n"
    assert desk("restore", LINK).out == f"{LINK}\n"
    assert desk.show("us-spies")["rebutted_by"] == ["china-strayed"]


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("link", "us-size", "rebuts", "us-size"), 4, "us-size rebuts itself [L001] (a claim can't answer itself)"),
        (("link", "us-size", "smites", "us-spies"), 2, f"“smites” is no relation (one of {RELATIONS})"),
        (
            ("link", "us-siez", "rebuts", "us-spies"),
            3,
            "no claim “us-siez” in this store (did you mean us-size or us-spies?)",
        ),
        (("link", "us", "rebuts", "china-strayed"), 3, "“us” fits more than one claim (one of us-size or us-spies)"),
        ((*NEW, "--basis", "sure"), 2, "--basis does not take “sure” (one of explicit, inferred)"),
        (
            (*NEW, "--source", "nope"),
            3,
            "no source “nope” in this store (make it with: claims source add nope --title … --kind …)",
        ),
        (
            ("link", "china-strayed", "withdraws", "us-size"),
            4,
            (
                "china-strayed is of china and withdraws us-size, which is of us [L005]"
                " (make it `rebuts`, or mend the side of one of the claims)"
            ),
        ),
        (("unlink", "us-size", "us-spies"), 2, "a link is named by FROM RELATION TO, or by its id FROM/RELATION/TO"),
        (
            ("unlink", "us-spies", "counters", "china-strayed"),
            3,
            f"no link “us-spies/counters/china-strayed” in this store (did you mean {LINK}?)",
        ),
        (("unlink", "x/rebuts/y"), 3, "no link “x/rebuts/y” in this store"),
    ],
)
def test_link__refused(desk: Desk, words: tuple[str, ...], code: int, complaint: str) -> None:
    assert desk.refused(code, *words) == f"claims: {complaint}\n"


def test_link__retracted_ends_are_refused(desk: Desk) -> None:
    desk("retract", "us-size", "--why", "x")
    assert desk.refused(4, *NEW) == (
        "claims: the claim “us-size” is retracted (restore it first: claims restore us-size)\n"
    )


def test_withdraws__must_stay_within_one_side(desk: Desk) -> None:
    desk("add", "--speaker", "blinken", "--text", "Not so.", "--id", "us-not-so")
    desk("link", "us-not-so", "withdraws", "us-size")
    told = desk.refused(4, "edit", "us-not-so", "--side", "china")
    assert told.startswith("claims: us-not-so is of china and withdraws us-size, which is of us [L005]")
