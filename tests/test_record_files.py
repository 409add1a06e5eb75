"""Files coming in: what is read, where each fault stands, and hostile files that end in a sentence."""

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import InputFault
from claims.exchange import disk, faults, json_tree
from claims.exchange.record_files import RecordFiles
from claims.model import Finding, Revision
from claims.vocabulary import Kind, Op, Severity

JSON_SUITE = sorted((Path(__file__).parent / "data" / "json" / "test_parsing").iterdir())
CLAIM = {"record": "claim", "id": "us-a", "text": "T.", "speaker": "blinken", "side": "us", "act": "denial"}
LINK = {"relation": "rebuts", "to": "us-b", "basis": "explicit"}
STAMP = "2026-01-02T03:04:05.000000Z"


def line(**changed: object) -> str:
    return json.dumps(CLAIM | changed, ensure_ascii=False)


def read(*paths: Path | str, stdin: bytes = b"") -> tuple[list[Any], list[str]]:
    """The records in these files, and the faults, without the names of folders."""
    files = RecordFiles([Path(path) for path in paths], io.BytesIO(stdin))
    records = list(files)
    return records, [str(fault._replace(file=Path(fault.file).name)) for fault in files.faults]


def faults_of(text: str | bytes) -> list[str]:
    """The faults of JSON Lines as `line:column: …`."""
    files = RecordFiles([Path("-")], io.BytesIO(b"{}\n" + (text if isinstance(text, bytes) else text.encode())))
    assert not list(files)
    return [str(fault).removeprefix("<stdin>:") for fault in files.faults[1:]]


# JSON Lines that are not as they should be.


@pytest.mark.parametrize("file", JSON_SUITE, ids=lambda file: file.name)
def test_json__whatever_parsers_fall_over(file: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(file.read_bytes())
    records, faults = read(tmp_path / "a.jsonl")
    assert not records
    # No file of the suite holds a record, and some hold nothing at all.
    assert faults or not file.read_bytes().removeprefix(b"\xef\xbb\xbf").strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (line()[:-1], "2:100: F002 this is no JSON: expecting ',' delimiter (write one object a line)"),
        (
            "{'record': 1}",
            ("2:2: F002 this is no JSON: expecting property name enclosed in double quotes (write one object a line)"),
        ),
        ('{"a": "\\x"}', "2:8: F002 this is no JSON: invalid \\escape (write one object a line)"),
        ('{"a": "x', "2:7: F002 this is no JSON: unterminated string (write one object a line)"),
        (
            "<<<<<<< HEAD",
            (
                "2:1: F002 a merge is not settled: its marker “<<<<<<<” stands here"
                " (keep what is right, and take the markers out)"
            ),
        ),
        ("{} {}", "2:4: F002 this is no JSON: extra data (write one object a line)"),
        ('{"note": NaN}', "2:10: F002 this is no JSON: NaN is no number"),
        ('{"note": -Infinity}', "2:10: F002 this is no JSON: -Infinity is no number"),
        ('{"note": 1e999}', "2:10: F006 the number 1e999 is too large"),
        (
            f'{{"note": {"1" * 17}}}',
            (f"2:10: F006 the number {'1' * 16}… has more than 16 digits (put it in quotation marks)"),
        ),
        (
            f'{{"note": {"1" * 9_000_000}}}',
            (f"2:10: F006 the number {'1' * 16}… has more than 16 digits (put it in quotation marks)"),
        ),
        ('{"a": {"b": 1, "c": 2, "b": 3}}', "2:24: F007 “b” stands twice in one record (keep one of them)"),
        (f'{{"a":{"[" * 60}{"]" * 60}}}', "2:45: F002 nested deeper than 40 levels"),
        (f'{{"a":{"[" * 100_000}', "2:45: F002 nested deeper than 40 levels"),
        ('{"a":' * 100_000, "2:201: F002 nested deeper than 40 levels"),
        ("  [1]", '2:3: F005 a line is one object: {"record": "claim", …}'),
        ("claims: []", '2:1: F005 a line is one object: {"record": "claim", …}'),
        ('{"id": "x"}', ("2:1: F004 record is missing (one of side, speaker, source, dispute, claim, link, revision)")),
        ('{"id": 1, "record": "clam"}', "2:21: F006 “clam” is no kind of record (did you mean claim?)"),
        ('{"record": ["claim"]}', "2:12: F006 “['claim']” is no kind of record (did you mean claim?)"),
        (line(sayd="2023"), "2:102: F003 “sayd” is no key of this record (did you mean said?)"),
        (line(note=[1]), "2:110: F005 note: expected text, found a list"),
        (line(said="2023-02-30"), "2:110: F006 said: 2023-02-30 has no such day: February 2023 has 28 days"),
        (
            line(note="a\0b"),
            (
                "2:110: F006 note holds a character that no text may hold"
                " (take out NUL characters and unpaired surrogates)"
            ),
        ),
        (
            line(note="X").replace("X", "\\ud800"),
            (
                "2:110: F006 note holds a character that no text may hold"
                " (take out NUL characters and unpaired surrogates)"
            ),
        ),
        (
            line(links=[LINK, LINK | {"basis": "x"}]),
            ("2:217: F006 basis: “x” is not a known word (one of explicit, inferred)"),
        ),
        (b'{"note": "caf\xe9"}', "2:1: F001 the line is not encoded in UTF-8 (byte 16) (save it as UTF-8)"),
        (
            '{"record": "source", "text_file": "a.txt"}',
            (
                "2:35: F001 standard input has no folder that could hold a.txt"
                " (give the text in place of text_file, or name the file to read)"
            ),
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_json__a_faulty_line(text: str | bytes, expected: str) -> None:
    assert faults_of(text) == [expected]


def test_json__what_is_passed_over(tmp_path: Path) -> None:
    """Derived keys, blank lines, a byte-order mark, Windows line ends, an order of keys that is not ours."""
    given = dict(reversed(CLAIM.items())) | {"unanswered": True, "rebutted_by": ["x"]}
    (tmp_path / "a.ndjson").write_bytes(b"\xef\xbb\xbf\r\n \t\r\n" + json.dumps(given).encode() + b"\r\n\r\n")
    ((one,), faults) = read(tmp_path / "a.ndjson")
    assert (one.id, faults) == ("us-a", [])


@given(
    st.recursive(st.integers(0, 9) | st.text(max_size=3), lambda one: st.lists(one) | st.dictionaries(st.text(), one))
)
def test_json__positions_are_where_the_values_are(value: Any) -> None:
    text = f"  {json.dumps(value, ensure_ascii=False)} "
    positions = json_tree.positions(text, 7)
    for path, mark in positions.values.items():
        expected: Any = value
        for part in path:
            expected = expected[part]
        assert json.JSONDecoder().raw_decode(text, mark.column - 1)[0] == expected
    for path, mark in positions.keys.items():
        assert json.JSONDecoder().raw_decode(text, mark.column - 1)[0] == path[-1]
    assert {mark.line for mark in (*positions.values.values(), *positions.keys.values())} == {7}


REVISION = {"record": "revision", "seq": 1, "at": STAMP, "by": "x", "op": "add", "kind": "claim", "id": "us-a"}


def test_json__revisions() -> None:
    after = {"id": "us-a", "text": "é"}
    ((one,), faults) = read("-", stdin=json.dumps(REVISION | {"after": after, "why": None}).encode())
    assert (one, faults) == (
        Revision(1, STAMP, "x", Op.ADD, Kind.CLAIM, "us-a", None, '{"id": "us-a", "text": "é"}', None),
        [],
    )
    assert faults_of(json.dumps(REVISION | {"after": [1]})) == ["2:135: F005 after: expected a record"]
    for text in ("\\u0000", "\\udfff"):
        (found,) = faults_of(json.dumps(REVISION | {"before": {"a": [{"b": "X"}]}}).replace("X", text))
        assert found.startswith("2:136: F006 before holds a character that no text may hold")
    assert faults_of(json.dumps(REVISION | {"op": "adds"}))[0].startswith("2:88: F006 op: “adds” is not a known word")
    twice = json.dumps(REVISION).encode()
    # As a merge of two logs may leave them.
    both, faults = read("-", stdin=twice + b"\n" + twice)
    assert (len(both), faults) == (2, [])


def test_json__a_second_record_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("claims:\n  - {id: us-a, text: T., speaker: s, side: us, act: denial}\n", "utf-8")
    (tmp_path / "b.jsonl").write_text(f"\n{line(text='Other.', links=[LINK])}\n{line(id='us-b')}\n", encoding="utf-8")
    link = {"record": "link", "from": "us-a"} | LINK
    (tmp_path / "c.jsonl").write_text(json.dumps(link) + "\n", encoding="utf-8")
    records, faults = read(tmp_path)
    assert [(one.id, getattr(one, "text", None)) for one in records] == [
        ("us-a", "T."), ("us-a/rebuts/us-b", None), ("us-b", "T."),
    ]  # fmt: skip
    remedy = "(ids are never reused: give one another id)"
    assert faults == [
        f"b.jsonl:2:27: R002 there is more than one claim “us-a” {remedy}",
        f"c.jsonl:1:1: R002 there is more than one link “us-a/rebuts/us-b” {remedy}",
    ]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt", "a"])
def test_files__knows_json_lines_by_name_or_beginning(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"\n\n  {line()}\n", encoding="utf-8")
    assert [one.id for one in read(tmp_path / name)[0]] == ["us-a"]
    (tmp_path / name).write_text("\n\n sides: [{id: us}]\n", encoding="utf-8")
    (found,) = read(tmp_path / name)[1]
    assert found.startswith(f"{name}:3:2: F005 a line" if name == "a.jsonl" else f"{name}:3:10: F004 name is missing")


def test_files__standard_input() -> None:
    stream = io.BytesIO(f"\n\n{line()}\n".encode())
    assert [one.id for one in RecordFiles([Path("-")], stream)] == ["us-a"]
    assert not stream.closed
    ((one,), _) = read("-", stdin=b"\n\nsides: [{id: us, name: U}]")
    assert one.name == "U"
    assert read("-") == ([], [
        "<stdin>:1:1: F005 a dossier is a mapping with the keys sides, speakers, sources, disputes, claims, links"
    ])  # fmt: skip


def test_files__a_folder_gives_its_files_by_name_and_revisions_last(tmp_path: Path) -> None:
    for name in ("z.jsonl", "revisions.jsonl", "b.yml", "a.yaml", ".#a.yaml", "notes.txt"):
        (tmp_path / name).write_text("# nothing\n" if name[0] == "." else f"{line(id=name[0])}\n", encoding="utf-8")
    files = RecordFiles([tmp_path])
    assert [one.id for one in files] == ["z", "r"]
    assert list(dict.fromkeys(Path(fault.file).name for fault in files.faults)) == ["a.yaml", "b.yml"]
    assert files.done == files.size


def test_files__the_size_of_what_streams_in_is_not_known(tmp_path: Path) -> None:
    assert RecordFiles([Path("-")], io.BytesIO()).size is None
    assert RecordFiles([tmp_path / "none.yaml"]).size is None


def test_files__defaults_of_a_file_and_null() -> None:
    other = "2026-02-02T03:04:05.000000Z"
    text = (
        f'recorded_at: "{STAMP}"\nrevised_at: "{other}"\nlang: fr\n'
        "claims:\n  - {id: us-a, text: T., speaker: s, side: us, act: denial, lang: null, revised_at: null,"
        f' links: [{{relation: rebuts, to: us-b, basis: explicit, recorded_at: "{other}"}}]}}\n'
    )
    (one, link), faults = read("-", stdin=text.encode())
    assert faults == []
    assert (one.recorded_at, one.revised_at, one.lang) == (STAMP, None, None)
    assert (link.recorded_at, link.revised_at) == (other, other)


def test_files__citations_have_no_number_yet() -> None:
    cited = [{"source": "paper"}, {"id": "us-a#3", "source": "paper"}]
    ((one,), _) = read("-", stdin=line(citations=cited).encode())
    assert [each.number for each in one.citations] == [0, 3]


def test_refusal__places_what_is_found_later(tmp_path: Path) -> None:
    dossier = "claims:\n  - id: us-d\n    text: T.\n    speaker: s\n    side: us\n    act: denial\n    links:\n"
    (tmp_path / "d.yaml").write_text(f"{dossier}      - {{relation: rebuts, to: us-c, basis: explicit}}\n", "utf-8")
    (tmp_path / "e.jsonl").write_text(f"\n{line(links=[LINK])}\n{{}}\n{line(id='us-c')}\n", encoding="utf-8")
    files = RecordFiles([tmp_path, Path("-")], io.BytesIO(f"\n{line(id='us-x')}\n".encode()))
    list(files)
    found = [
        Finding("R001", Severity.ERROR, kind, id, path, "m", None)
        for kind, id, path in [
            (Kind.CLAIM, "us-x", ("side",)), (Kind.CLAIM, "elsewhere", ("side",)), (Kind.CLAIM, "us-c", ("speaker",)),
            (Kind.LINK, "us-a/rebuts/us-b", ("to",)), (Kind.CLAIM, "us-a", ("citations", 3)), (None, None, ()),
            (Kind.LINK, "us-d/rebuts/us-c", ("to",)), (Kind.CLAIM, "us-d", ("act",)),
        ]
    ]  # fmt: skip
    refusal = files.refusal(found)
    assert refusal.message == "9 faults in 4 files; nothing was taken over"
    assert [one.removeprefix(f"{tmp_path}/").split(" ")[0] for one in refusal.lines] == [
        "d.yaml:6:10:", "d.yaml:8:32:", "e.jsonl:2:1:", "e.jsonl:2:141:", "e.jsonl:3:1:", "e.jsonl:4:60:",
        "<stdin>:2:79:", "R001", "R001",
    ]  # fmt: skip
    (tmp_path / "d.yaml").unlink()
    (tmp_path / "e.jsonl").write_text(f"{line()}\n{{", encoding="utf-8")
    assert [one.removeprefix(f"{tmp_path}/").partition(" (")[0] for one in files.refusal(found).lines] == [
        "e.jsonl:1:1: R001 m", "e.jsonl:3:1: F004 record is missing", "<stdin>:2:79: R001 m",
        "R001 claim elsewhere: m", "R001 claim us-c: m", "R001 link us-a/rebuts/us-b: m", "R001 m",
        "R001 link us-d/rebuts/us-c: m", "R001 claim us-d: m",
    ]  # fmt: skip


def test_refusal__of_yaml_from_standard_input() -> None:
    files = RecordFiles([Path("-")], io.BytesIO(b"\nsides:\n  - {id: us, name: U}\n"))
    list(files)
    refusal = files.refusal([Finding("R003", Severity.ERROR, Kind.SIDE, "us", ("name",), "m", None)])
    assert refusal.lines == ("<stdin>:3:20: R003 m",)


# Files that are no files, and files that would never end.


def test_files__ends_where_faults_are_many(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("x\n" * 5000, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("claims:\n" + "  - x\n" * 5000, encoding="utf-8")
    for name in ("a.jsonl", "b.yaml"):
        files = RecordFiles([tmp_path / name, tmp_path / name])
        assert not list(files)
        assert len(files.faults) == faults.MOST_FAULTS
        assert files.refusal().message.startswith("1000 faults, and perhaps more, in ")


def test_files__a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "LARGEST_IN_BYTES", 1000)
    (tmp_path / "a.jsonl").write_text(f"{line()}\n{line(note='x' * 1000)}\n{line(id='b')}\n", encoding="utf-8")
    records, faults = read(tmp_path / "a.jsonl")
    assert len(records) == 1
    assert faults == ["a.jsonl:2:1: F001 the line is longer than 0 MiB (write one object a line)"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.yaml", "a"])
def test_files__other_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    (tmp_path / name).write_bytes(line(note="é").encode(encoding))
    records, faults = read(tmp_path / name)
    assert not records
    assert len(faults) == 1


def test_files__a_text_beside_json_lines(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "t.txt").write_bytes(b"Words.\r\n")
    entry = {
        "record": "source",
        "id": "s",
        "title": "T",
        "kind": "article",
        "wording": "original",
        "text_file": "texts/t.txt",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    ((one,), faults) = read(tmp_path / "a.jsonl")
    assert (one.text, faults) == ("Words.\r\n", [])


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "texts/loop/x", "../a.txt", "/etc/hostname", "t\ud800"])
def test_files__names_of_texts_that_no_file_has(tmp_path: Path, name: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "loop").symlink_to(tmp_path / "texts" / "loop")
    entry = {"record": "source", "id": "s", "title": "T", "kind": "article", "wording": "original", "text_file": name}
    (tmp_path / "a.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    records, (found,) = read(tmp_path / "a.jsonl")
    assert not records
    assert "F001" in found


READING = """
import io, resource, sys
from pathlib import Path
def peak():  # in KiB; getrusage would count the pages of the test's own process, of which a fork begins as a copy
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    own = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from claims.exchange.record_files import RecordFiles
files = RecordFiles([Path(sys.argv[1])], sys.stdin.buffer)
assert not list(files)
print(len(files.faults), str(files.faults[0])[-300:])
print(peak())
"""


def _nested(folder: Path) -> Path:
    return _written(folder / "a.yaml", b"a: " + b"[" * 9_000_000)


def _keyed(folder: Path) -> Path:
    return _written(folder / "a.jsonl", b'{"a":' * 5_000_000)


def _bomb(folder: Path) -> Path:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return _written(folder / "a.yaml", "\n".join(["a0: &a0 [x]", *levels]).encode())


def _number(folder: Path) -> Path:
    return _written(folder / "a.jsonl", b'{"a":' + b"9" * 20_000_000 + b"}")


def _gigantic(folder: Path) -> Path:
    path = folder / "a.yaml"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)
    return path


def _zeros(folder: Path) -> Path:
    path = folder / "a.jsonl"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)
    return path


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.yaml")
    return folder / "pipe.yaml"


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda _: Path("/dev/zero"), "F001 zero can't be read: it is no file"),
        (lambda _: Path("/dev/stdin"), "F001 stdin can't be read: it is no file"),
        (lambda _: Path("-"), "F001 standard input can't be read: it is larger than 32 MiB"),
        (lambda folder: folder / "none", "F001 none can't be read: there is no such file"),
        (lambda folder: folder / ("x" * 300), "can't be read: file name too long"),
        (_pipe, "F001 pipe.yaml can't be read: it is a pipe (read it from standard input, as -)"),
        (_nested, "F002 nested deeper than 40 levels"),
        (_keyed, "F002 nested deeper than 40 levels"),
        (_bomb, "F002 anchors and aliases are not read"),
        (_number, "has more than 16 digits"),
        (_gigantic, "F001 a.yaml can't be read: it is larger than 32 MiB"),
        (_zeros, "F001 the line is longer than 32 MiB"),
    ],
)
def test_files__hostile_files_end_in_one_sentence(tmp_path: Path, made: Callable[[Path], Path], expected: str) -> None:
    """Within two seconds of processor time and 200 MB; standard input is a device that never ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Path("/dev/zero").open("rb") as zeros:
        done = subprocess.run(
            [sys.executable, "-c", READING, str(made(tmp_path))],
            stdin=zeros,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stderr == ""
    sentence, memory = done.stdout.splitlines()
    assert sentence.startswith("1 ")
    assert expected in sentence
    assert int(memory) < 200 * 1024
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_files__a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="there is no dossier in") as raised:
        RecordFiles([tmp_path])
    assert raised.value.hint == "dossiers are files named *.yaml or *.jsonl"
