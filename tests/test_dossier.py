"""Dossiers as curators write them: every fault has its sentence and its place, and the bundled record has none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims import checks
from claims.errors import InputFault
from claims.exchange import yaml_tree
from claims.exchange.record_files import RecordFiles
from claims.model import Corpus
from tests import reading

CLAIM = "claims:\n  - {id: us-a, text: T., speaker: blinken, side: us, act: denial%s}\n"
SECOND = "  - {id: us-b, text: T., speaker: blinken, side: us, act: denial%s}\n"
SOURCE = "sources:\n  - {id: paper, title: A, kind: article, wording: original%s}\n"
TEXT = "The quick brown fox jumps over the lazy dog and the quick cat."
QUOTED = SOURCE % f", text: {TEXT}" + (
    "claims:\n  - id: us-a\n    text: T.\n    speaker: blinken\n    side: us\n    act: denial\n"
    "    citations:\n      - source: paper\n        quote: %s\n"
)
ACTS = (
    "assertion, denial, accusation, complaint, demand, rejection, warning, threat, offer, promise, assurance,"
    " acknowledgement, explanation, announcement, no-comment"
)

DATES = "write 2023-02-20, 2023-02, 2023-02-XX or 2023-02-06/2023-02-09"
INSTANT = "write it like 2026-11-23T12:00:00.000000Z"
SLUGS = "ids are made of a-z, 0-9 and -, at most 80 of them, and begin with a letter or a digit"
VERBATIM = "quote the source's words exactly as they stand"

Faults = Callable[..., list[str]]


@pytest.fixture
def faults(corpus_of: Callable[[str], Corpus]) -> Faults:
    """The faults of a dossier as `line:column: …`; those of another file begin with its name."""

    def found(text: str) -> list[str]:
        with pytest.raises(InputFault) as fault:
            corpus_of(text)
        assert fault.value.exit_code == 6
        names = [Path(line.split(":")[0]).name + line[line.index(":") :] for line in fault.value.lines]
        return [line.removeprefix("dossier.yaml:") for line in names]

    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claims:\n  - id: us-a\n   text: T.\n", "3:4: F002 this is no YAML: did not find expected '-' indicator"),
        ('claims:\n  - id: "us-a\n', "3:1: F002 this is no YAML: found unexpected end of stream"),
        ("claims:\n\t- id: us-a\n", "2:1: F002 this is no YAML: found character that cannot start any token"),
    ],
)
def test_read__broken_yaml(faults: Faults, text: str, expected: str) -> None:
    assert faults(text) == [f"{expected} (check the indentation and the quotation marks)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claims: &a []\nlinks: *a\n", "2:8: F002 anchors and aliases are not read (write the value out)"),
        ("claims: !!set {}\n", "1:9: F002 the tag “tag:yaml.org,2002:set” is not read (take the tag out)"),
        ("claims: []\n---\nlinks: []\n", "2:1: F002 a second document begins (one file holds one document)"),
        ("? [a]\n: b\n", "1:3: F002 a key is a list or a mapping (keys are plain words)"),
        (f"claims: {'[' * 900}{']' * 900}", "1:48: F002 nested deeper than 40 levels"),
    ],
)
def test_read__yaml_that_is_not_wanted(faults: Faults, text: str, expected: str) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [f"claims: {'[' * 9000}{']' * 9000}", f"claims:\n  {'- ' * 9000}a", "\n".join(f"{' ' * n}a:" for n in range(2000))],
)
def test_read__yaml_that_is_nested_beyond_what_the_parser_reads(faults: Faults, text: str) -> None:
    """Where the fault stands is the parser's choice: some have a limit, and look ahead."""
    (fault,) = faults(text)
    assert fault.endswith(": F002 nested deeper than 40 levels")


def test_read__an_alias_bomb_costs_nothing(faults: Faults) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert faults("\n".join(["a0: &a0 [x]", *levels])) == [
        "2:10: F002 anchors and aliases are not read (write the value out)"
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "- 1\n", "hello\n"])
def test_read__no_mapping(faults: Faults, text: str) -> None:
    (found,) = faults(text)
    assert found.endswith("F005 a dossier is a mapping with the keys sides, speakers, sources, disputes, claims, links")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claim:\n  - x\n", "1:1: F003 “claim” is no key of a dossier (did you mean claims?)"),
        ("claims: {}\n", "1:9: F005 claims: expected a list"),
        ("claims:\n  - hello\n", "2:5: F005 the record: expected a mapping of keys to values, found “hello”"),
        (CLAIM % ", sayd: 2023", "2:67: F003 “sayd” is no key of this record (did you mean said?)"),
        (CLAIM % ", note: [1]", "2:73: F005 note: expected text, found a list"),
        (CLAIM % ", note: 12", "2:73: F005 note: expected text, found “12” (put it in quotation marks)"),
        (CLAIM % ", disputes: balloon", "2:77: F005 disputes: expected a list, found “balloon”"),
        (CLAIM % ", said: 2023-02-30", "2:73: F006 said: 2023-02-30 has no such day: February 2023 has 28 days"),
        (CLAIM % ", said_time: 25:00", "2:78: F006 said_time: 25:00 has no such hour: hours run from 00 to 23"),
        (CLAIM % ", said: yesterday", f"2:73: F006 said: “yesterday” is no EDTF date ({DATES})"),
        ((CLAIM % "").replace("us-a", "US_A"), f"2:10: F006 id: “US_A” is no id ({SLUGS})"),
        ((CLAIM % "").replace("denial", "denail"), f"2:59: F006 act: “denail” is not a known word (one of {ACTS})"),
        ((CLAIM % "").replace("T.", '" "'), "2:22: F006 text is empty (leave the key out if nothing is known)"),
        (
            (CLAIM % "").replace("T.", '"a\\0b"'),
            "2:22: F006 text holds a character that no text may hold (take out NUL characters and unpaired surrogates)",
        ),
        (CLAIM % ", note: a, note: b", "2:76: F007 “note” stands twice in one record (keep one of them)"),
        (
            SOURCE % ", url: hello",
            "2:66: F006 url: “hello” is no address (an address begins with its scheme: https://…)",
        ),
        (
            "recorded_at: now\n" + CLAIM % "" + SECOND % "",
            f"1:14: F006 recorded_at: “now” is no UTC instant ({INSTANT})",
        ),
    ],
)  # fmt: skip
def test_read__a_faulty_entry(faults: Faults, text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_read__a_citation_of_another_claim(faults: Faults) -> None:
    cited = SOURCE % "" + CLAIM % ", citations: [{id: 'us-b#1', source: paper}]"
    assert faults(cited) == ["4:5: F006 the id of a citation begins with us-b, not with the claim's own id"]


def test_read__missing_keys_are_named_with_what_they_mean(faults: Faults) -> None:
    assert faults("claims:\n  - {id: us-a, speaker: blinken}\n") == [
        "2:5: F004 text is missing (the assertion as a neutral sentence of the curator's)",
        "2:5: F004 side is missing (the side whose case it puts)",
        "2:5: F004 act is missing (what the speaker does by saying it)",
    ]


def test_read__an_unknown_key_stands_where_it_begins_and_not_its_value(faults: Faults) -> None:
    text = "claims:\n  - id: us-a\n    cites:\n      - x\n"
    assert faults(text)[0] == "2:5: F004 text is missing (the assertion as a neutral sentence of the curator's)"
    assert faults(text)[-1].startswith("3:5: F003 “cites” is no key of this record")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLAIM % ", disputes: [baloon]", "2:78: R001 there is no dispute “baloon”"),
        (CLAIM % ", disputes: [zz]", "2:78: R001 there is no dispute “zz”"),
        (CLAIM % ", addressees: [chna]", "2:80: R001 there is no side “chna”"),
        (CLAIM % ", with: [wong]", "2:74: R001 there is no speaker “wong”"),
        ((CLAIM % "").replace("blinken", "blinkin"), "2:35: R001 there is no speaker “blinkin”"),
        (CLAIM % ", links: [{relation: rebuts, to: us-aa, basis: explicit}]", "2:98: R001 there is no claim “us-aa”"),
        (
            CLAIM % "" + "links:\n  - {from: us-ab, relation: rebuts, to: us-a, basis: explicit}\n",
            "4:12: R001 there is no claim “us-ab”",
        ),
        (CLAIM % ", citations: [{source: papers}]", "2:88: R001 there is no source “papers”"),
        (CLAIM % ", citations: [{source: paper, via: [wong]}]", "2:101: R001 there is no speaker “wong”"),
        (
            CLAIM % "" + SECOND.replace("us-b", "us-a") % "",
            "3:10: R002 there is more than one claim “us-a” (ids are never reused: give one another id)",
        ),
        (
            CLAIM % ""
            + SECOND % ", links: [{relation: rebuts, to: us-a, basis: explicit}]"
            + "links:\n  - {from: us-b, relation: rebuts, to: us-a, basis: inferred}\n",
            "5:5: R002 there is more than one link “us-b/rebuts/us-a” (ids are never reused: give one another id)",
        ),
        (
            CLAIM % ", citations: [{id: us-a#1, source: paper}, {id: us-a#1, source: paper}]",
            "2:78: R002 more than one citation of this claim has the number 1 (number them apart)",
        ),
        (
            "disputes:\n  - {id: one, title: A, aliases: [x]}\n  - {id: two, title: B, aliases: [X]}\n",
            "3:34: R003 “x” is a name of one as well (take it out of one of them)",
        ),
        (
            CLAIM % ", links: [{relation: rebuts, to: us-a, basis: explicit}]",
            "2:98: L001 us-a rebuts itself (a claim can't answer itself)",
        ),
    ],
)
def test_read__records_that_do_not_fit_together(faults: Faults, text: str, expected: str) -> None:
    (fault,) = faults(text)
    # Whether a name is near that of another record depends on what there is to compare it with.
    assert fault.startswith(expected)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            "quick brown foxes jump over",
            "11:16: Q001 the quote is not in paper (nearest, at 4: “quick brown fox jumps over”)",
        ),
        ("of another kind", f"11:16: Q001 the quote is not in paper ({VERBATIM})"),
        ("quick", "11:16: Q002 the quote stands at several places of paper: 4, 52 (add a prefix or a suffix)"),
        (("brown", 1, 6), "11:16: Q003 the quote stands at 10 to 15, not at 1 to 6 (correct them)"),
        (("quick", 1, 6), "11:16: Q003 the quote is not at 1 to 6 (correct them)"),
        (("none", 1, 5), f"11:16: Q001 the quote is not in paper ({VERBATIM})"),
        (("brown", 10, "~"), "12:16: Q005 start stands without end (add end, or take start out)"),
        (("brown", "~", 15), "13:14: Q005 end stands without start (add start, or take end out)"),
        (("brown", 15, 10), "13:14: Q005 the quote ends at 10, before it begins at 15 (correct them)"),
        (("brown", -1, 10), "12:16: F005 start: expected a whole number from 0, found “-1”"),
    ],
)
def test_read__quotes_that_are_not_where_they_should_be(
    faults: Faults, quote: str | tuple[str, object, object], expected: str
) -> None:
    given = quote if isinstance(quote, str) else "{}\n        start: {}\n        end: {}".format(*quote)
    assert faults(QUOTED % given) == [expected]


def test_read__a_text_that_changed_under_its_digest(faults: Faults) -> None:
    (found,) = faults(SOURCE % f", text: {TEXT}, sha256: {'0' * 64}")
    assert found == (
        f"2:{found.split(':')[1]}: Q004 the stored text has the digest {checks.digest(TEXT)}"
        " (put the old text back, or check the quotes against the new one and renew the digest)"
    )


REMEDY = "(keep what is right, and take the markers out)"
OUTSIDE = "lies outside of the dossier's folder texts/ (keep texts in texts/ beside the dossier)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("texts/none.txt", "F001 none.txt can't be read: there is no such file"),
        ("../a.txt", f"F001 ../a.txt {OUTSIDE}"),
        ("/etc/hostname", f"F001 /etc/hostname {OUTSIDE}"),
        (".ssh/id_ed25519", f"F001 .ssh/id_ed25519 {OUTSIDE}"),
        ("texts/../.ssh/id_ed25519", f"F001 texts/../.ssh/id_ed25519 {OUTSIDE}"),
        ("texts", "F001 texts can't be read: it is no file"),
        ("texts/away.txt", f"F001 texts/away.txt {OUTSIDE}"),
        ("texts/beside.txt", f"F001 texts/beside.txt {OUTSIDE}"),
        ("texts/latin.txt", "F001 latin.txt is not encoded in UTF-8 (byte 3) (save it as UTF-8)"),
        ("texts/huge.txt", "F001 huge.txt can't be read: it is larger than 32 MiB"),
    ],
)
def test_read__text_files(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "id_ed25519").write_text("secret", encoding="utf-8")
    (tmp_path / "texts" / "away.txt").symlink_to("/etc/hostname")
    (tmp_path / "texts" / "beside.txt").symlink_to("../.ssh/id_ed25519")
    (tmp_path / "texts" / "latin.txt").write_bytes(b"caf\xe9")
    with (tmp_path / "texts" / "huge.txt").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    assert _faults_of(tmp_path, SOURCE % f", text_file: {name}") == [f"2:72: {expected}"]


def test_read__a_folder_of_texts_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "texts").symlink_to("secret")
    assert _faults_of(tmp_path, SOURCE % ", text_file: texts/a.txt") == [f"2:72: F001 texts/a.txt {OUTSIDE}"]


@pytest.mark.parametrize(("kept", "given"), [("A\r\nb\r\n", "A\nb\n"), ("A\nb\n", "A\r\nb\r\n")])
def test_read__a_text_whose_line_ends_git_converted(tmp_path: Path, kept: str, given: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_bytes(given.encode())
    rest = f"text_file: texts/a.txt, sha256: {checks.digest(kept)}"
    (tmp_path / "a.yaml").write_text(SOURCE % f", {rest}", encoding="utf-8")
    files = RecordFiles([tmp_path / "a.yaml"])
    assert [getattr(one, "text", None) for one in files] == [kept]
    (found,) = _faults_of(tmp_path, SOURCE % f", text: {json.dumps(given)}, sha256: {checks.digest(kept)}")
    assert found.endswith("Q004 the stored text has other line ends than its digest (put the old line ends back)")


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "=======", ">>>>>>> ben", "||||||| 12ab"])
def test_read__a_merge_that_is_not_settled(tmp_path: Path, marker: str) -> None:
    sign = marker.partition(" ")[0]
    for end in ("\n", "\r\n"):
        text = f"claims:\n  - id: us-a\n{marker}\n    text: T.\n".replace("\n", end)
        assert _faults_of(tmp_path, text) == [
            f"3:1: F002 a merge is not settled: its marker “{sign}” stands here {REMEDY}"
        ]


def test_read__two_texts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A", encoding="utf-8")
    assert _faults_of(tmp_path, SOURCE % ", text: B, text_file: a.txt") == [
        "2:81: F006 text and text_file both give the text (keep one of them)"
    ]


def _faults_of(folder: Path, text: str | bytes) -> list[str]:
    file = folder / "dossier.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InputFault) as fault:
        reading.new_store(folder / "new.db", file)
    return [line.removeprefix(f"{file}:") for line in fault.value.lines]


def test_read__not_utf_8(tmp_path: Path) -> None:
    assert _faults_of(tmp_path, b"claims: []\n# caf\xe9\n") == [
        "1:1: F001 dossier.yaml is not encoded in UTF-8 (byte 16) (save it as UTF-8)"
    ]


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_read__a_device_is_no_file(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputFault) as fault:
        reading.new_store(tmp_path / "new.db", Path(path))
    assert fault.value.lines == (f"{path}:1:1: F001 {Path(path).name} can't be read: it is no file",)


def test_read__a_file_that_is_not_there_and_a_folder_without_dossiers(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        reading.new_store(tmp_path / "new.db", tmp_path / "none.yaml")
    assert fault.value.lines == (f"{tmp_path}/none.yaml:1:1: F001 none.yaml can't be read: there is no such file",)
    with pytest.raises(InputFault, match="there is no dossier in") as fault:
        reading.new_store(tmp_path / "new.db", tmp_path)
    assert fault.value.hint == "dossiers are files named *.yaml or *.jsonl"


def test_read__all_faults_of_all_files_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(CLAIM % ", act: denial, sayd: 1", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(
        "sides: []\nclaims:\n  - {id: X, text: T.}\n  - {id: us-c, note: 3}\n", encoding="utf-8"
    )
    (tmp_path / "c.yml").write_text("claims: [", encoding="utf-8")
    with pytest.raises(InputFault, match="12 faults in 3 files; nothing was taken over") as fault:
        reading.new_store(tmp_path / "new.db", tmp_path)
    places = [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in fault.value.lines]
    assert [place.split(":")[:2] for place in places] == [
        *[["a.yaml", "3"]] * 4, *[["a.yaml", "4"]] * 5, *[["b.yaml", "2"]] * 2, ["c.yml", "2"],
    ]  # fmt: skip


def test_read__faults_of_rules_come_in_file_order_too(faults: Faults) -> None:
    third = SECOND.replace("us-b", "us-c") % ", links: [{relation: rebuts, to: us-c, basis: explicit}]"
    text = QUOTED % "nowhere in it at all" + SECOND % ", disputes: [nowhere]" + third
    assert [line.split()[1] for line in faults(text)] == ["Q001", "R001", "L001"]


# What is good.


@pytest.mark.parametrize(
    "word", ["no", "on", "yes", "off", "NO", "y", "1.50", "0x1F", "1e3", "012", "2023-02-01", "12:30"]
)
def test_read__words_of_yaml_1_1_are_text(corpus_of: Callable[[str], Corpus], word: str) -> None:
    assert corpus_of(CLAIM % f", note: {word}").claims[0].note == word


def test_read__null_is_nothing_and_a_year_needs_no_quotation_marks(corpus_of: Callable[[str], Corpus]) -> None:
    (claim,) = corpus_of(CLAIM % ", note: ~, venue: null, lang: Null, said: 2023").claims
    assert (claim.note, claim.venue, claim.lang, claim.said) == (None, None, None, "2023")


@pytest.mark.parametrize("text", ["1", "-5", "0", "true", "False", "null", "~", "''", '"no"', "[1, a]", "{a: 1}"])
def test_tree__agrees_with_a_yaml_loader_where_both_versions_agree(text: str) -> None:
    assert yaml_tree.read(f"a: {text}\n").value == yaml.safe_load(f"a: {text}\n")


def test_read__a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfsides:\r\n  - {id: us, name: U}\r\n")
    store = reading.new_store(tmp_path / "new.db", tmp_path)
    assert reading.corpus_in(store).sides[0].id == "us"


def test_read__defaults_of_a_file_hold_for_its_records_alone(corpus_of: Callable[[str], Corpus]) -> None:
    stamp, own = "2024-01-02T03:04:05.000000Z", "2025-01-02T03:04:05.000000Z"
    link = "{relation: rebuts, to: us-a, basis: explicit}"
    corpus = corpus_of(
        f'recorded_at: "{stamp}"\nlang: fr\n'
        + CLAIM % ""
        + SECOND % f', lang: de, recorded_at: "{own}", links: [{link}]'
    )
    assert [(claim.lang, claim.recorded_at) for claim in corpus.claims] == [("fr", stamp), ("de", own)]
    assert corpus.links[0].recorded_at == stamp
    assert {speaker.recorded_at for speaker in corpus.speakers} == {reading.STAMP.at}


def test_read__fills_in_digests_and_offsets(corpus_of: Callable[[str], Corpus]) -> None:
    corpus = corpus_of(QUOTED % "quick\n        suffix: ' cat'")
    assert corpus.sources[0].sha256 == checks.digest(TEXT)
    (citation,) = corpus.claims[0].citations
    assert TEXT[citation.start : citation.end] == "quick"
    assert (citation.start, citation.number) == (52, 1)


def test_read__what_list_json_printed(
    run: Callable[..., Any], store_of: Callable[[str], Path], corpus_of: Callable[[str], Corpus]
) -> None:
    """Derived keys are passed over, so that what a program was given can be handed back."""
    text = CLAIM % ", said: 2023-02" + SECOND % ", links: [{relation: rebuts, to: us-a, basis: explicit}]"
    rows = json.loads(run("list", "--json", store=store_of(text)).out)
    for row in rows:
        row.update(speaker=row["speaker"]["id"], **{"with": [one["id"] for one in row["with"]]})
    links = json.loads(run("links", "--json", store=store_of(text)).out)
    again, first = corpus_of(json.dumps({"claims": rows, "links": links})), corpus_of(text)
    assert {claim.id: claim.text for claim in again.claims} == {claim.id: claim.text for claim in first.claims}
    assert [link.id for link in again.links] == [link.id for link in first.links]
