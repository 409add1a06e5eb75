"""What differs between two versions of a record, as lines for eyes, and how it is found."""

import time
from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest

from claims.model import Post
from claims.render import diff, revision_view
from claims.render.line import Line, Style
from claims.vocabulary import Kind, Op


def revision(before: Any, after: Any, op: Op = Op.EDIT, kind: Kind = Kind.CLAIM) -> Any:
    id = (after or before)["id"]
    return {
        "seq": 0,
        "at": "",
        "by": "",
        "op": op,
        "kind": kind,
        "id": id,
        "before": before,
        "after": after,
        "why": "x",
    }


def told(*given: Any, columns: int = 80) -> str:
    """Differences as a dry run shows them."""
    return plain(revision_view.lines(given, columns, conditional=True))


def plain(lines: Iterable[Line]) -> str:
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


@pytest.mark.parametrize("op", Op)
@pytest.mark.parametrize("kind", Kind)
def test_difference__says_what_would_be_done(op: Op, kind: Kind) -> None:
    head, *rest = told(revision({"id": "x", "note": "a"}, {"id": "x", "note": "b"}, op, kind)).splitlines()
    assert head.startswith(f"would {op} {kind} x")
    assert rest == ["  note  - a", "        + b"]


def test_difference__tells_new_records_of_an_import_from_changed_ones() -> None:
    new, old = revision(None, {"id": "x", "text": "a"}, Op.IMPORT), revision({"id": "x"}, {"id": "x"}, Op.IMPORT)
    assert told(new, old).splitlines() == [
        "would import claim x (new)",
        "  text  + a",
        "",
        "would import claim x (changed)",
        "  nothing differs but instants",
    ]


def test_difference__leaves_out_what_goes_without_saying() -> None:
    link = {"id": "a/rebuts/b", "from": "a", "relation": "rebuts", "to": "b", "basis": "inferred", "note": None}
    stamps = {"status": "on-record", "recorded_at": "x", "revised_at": "y"}
    assert told(revision(None, {**link, **stamps}, Op.ADD, Kind.LINK)) == (
        "would add link a/rebuts/b\n  basis  + inferred"
    )


def test_difference__compares_citations_by_their_ids() -> None:
    one, two = {"id": "x#1", "source": "a", "note": "n"}, {"id": "x#2", "source": "b", "via": ["v"]}
    before, after = {"id": "x", "citations": [one, two]}, {"id": "x", "citations": [{**two, "via": []}]}
    assert told(revision(before, after)).splitlines()[1:] == [
        "  citations #1 source  - a",
        "  citations #1 note    - n",
        "  citations #2 via     - v",
    ]
    turned = told(revision(before, {"id": "x", "citations": [two, one]}))
    assert "  citations (order)  - #1, #2\n                     + #2, #1" in turned


def test_difference__shows_objects_in_lists_as_members() -> None:
    posts = [Post("Director", "2023")._asdict(), Post("Minister")._asdict()]
    assert told(revision({"id": "x", "posts": posts[:1]}, {"id": "x", "posts": posts})).endswith(
        "posts  + title: Minister"
    )


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a b", "a  b", ["  note  - a b", "        + a b (white space differs)"]),
        ("a b", "a\nb", ["  note  - a b", "        + a↵ b"]),
        ("气球飞过美国", "飞艇飞过美国", ["  note  - 气球飞过美国", "        + 飞艇飞过美国"]),
        (3, 4, ["  note  - 3", "        + 4"]),
        ("a", None, ["  note  - a"]),
    ],
)
def test_difference__can_be_seen(old: object, new: object, lines: list[str]) -> None:
    assert told(revision({"id": "x", "note": old}, {"id": "x", "note": new})).splitlines()[1:] == lines


@pytest.mark.parametrize(
    "odd", [{}, {"citations": 5}, {"citations": ["a", None]}, {"citations": [{"id": None}]}, {"text": {"a": [1, {}]}}]
)
def test_difference__takes_any_object(odd: Any) -> None:
    good = {"id": "x", "text": "a", "citations": [{"id": "x#1", "source": "s"}]}
    for before, after in (({**odd, "id": "x"}, good), (good, {**odd, "id": "x"}), (None, {**odd, "id": "x"})):
        assert told(revision(before, after)).startswith("would edit claim x\n")


def test_difference__puts_a_long_label_on_a_line_of_its_own() -> None:
    after = {"id": "x", "citations": [{"id": "x#1", "translations": [{"lang": "en", "text": "It strayed"}]}]}
    assert told(revision(None, after, Op.ADD), columns=40).splitlines()[1:] == [
        "  citations #1 translations",
        "    + lang: en, text: It strayed",
    ]


def test_words__marks_little_where_little_differs() -> None:
    old, new = diff.words("It strayed over 2 sites.", "It strayed over 3 of the sites.")
    assert [piece.text.strip() for piece in old if piece.differs] == ["2"]
    assert [piece.text.strip() for piece in new if piece.differs] == ["3 of the"]
    assert "".join(piece.text for piece in new) == "It strayed over 3 of the sites."


def test_words__marks_nothing_where_all_differs() -> None:
    assert diff.words("They spy.", "那是民用飞艇") == ((diff.Piece("They spy."),), (diff.Piece("那是民用飞艇"),))


def test_passages__are_found_in_megabytes() -> None:
    lines = [f"Line {number} of the record." for number in range(3_000)]
    old = "\n".join(lines)
    lines[7], lines[2_900] = "Line 7 of another record.", "Line 2900 of the old record."
    found = list(diff.passages(old, "\n".join(lines)))
    assert [[piece.text.strip() for piece in one.new if piece.differs] for one in found] == [["another"], ["old"]]
    assert old[found[0].at :].startswith("the record.\nLine 8 ")


@pytest.mark.parametrize("unit", ["word{} ", "x", "长", " ", "{}\n", "\n"])
def test_passages__take_no_quadratic_time(unit: str) -> None:
    old = "".join(unit.format(number % 97) for number in range(60_000))
    new = "".join(unit.format(number * 7 % 89) for number in range(59_000)) + "end"
    start = time.perf_counter()
    text = told(revision({"id": "x", "text": f"a{old}"}, {"id": "x", "text": f"b{new}"}, kind=Kind.SOURCE))
    assert time.perf_counter() - start < 10
    assert " → " in text
    assert len(text) < 10_000


def test_history__reads_no_more_than_it_shows() -> None:
    def endless() -> Iterable[Any]:
        for seq in count(1):
            yield revision(None, {"id": f"s{seq}"}, Op.ADD, Kind.SIDE)

    lines = revision_view.history(endless(), 80)
    assert next(iter(lines))[-1].text == "s1"


def test_history__sums_up_only_what_came_together() -> None:
    def imported(day: str, id: str, before: Any = None, why: str | None = None) -> Any:
        row = revision(before, {"id": id, "name": "n"}, Op.IMPORT, Kind.SIDE)
        return {**row, "at": f"{day}T00:00:00.000000Z", "by": "me", "why": why}

    given = [
        imported("2026-01-03", "f", before={"id": "f", "name": "m"}),
        imported("2026-01-03", "e"),
        imported("2026-01-02", "d", why="w"),
        imported("2026-01-02", "c", why="w"),
        imported("2026-01-02", "b"),
        imported("2026-01-02", "a"),
    ]
    heads = [line for line in plain(revision_view.history(given, 80)).splitlines() if line.startswith("2026")]
    assert [head.split("  ")[2] for head in heads] == [
        "imported side f (changed)",
        "imported side e (new)",
        "imported 2 sides (new)",
        "imported 2 sides (new)",
    ]


def test_difference__marks_with_style_and_with_signs() -> None:
    after = {"id": "x", "text": "China spies on everybody."}
    lines = list(revision_view.lines([revision({"id": "x", "text": "China spies on us."}, after)], 80))
    marked = [span.text for line in lines for span in line if span.style is Style.MARK]
    assert marked == ["us", "everybody"]
    assert {span.side for line in lines for span in line} == {None}
