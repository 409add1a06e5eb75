"""Files going out: what is written is read back as it was, reads well, and overwrites nothing of anyone else's."""

import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import checks
from claims.cli import store_file
from claims.errors import StoreUnusable, UsageFault
from claims.exchange import FORMATS, dossier, export, file_format, folder, yaml_text, yaml_tree
from claims.exchange.record_files import RecordFiles
from claims.json import record as wire
from claims.model import Citation, Claim, Corpus, Link, Record, Revision, Source
from claims.vocabulary import Basis, Kind, Relation, SourceKind, Wording
from tests import reading, strategies
from tests.histories import storable
from tests.reading import rows

CLAIM = {"id": "us-a", "text": "T.", "speaker": "blinken", "side": "us", "act": "denial"}
STAMP = "2026-01-02T03:04:05.000000Z"


@pytest.fixture(scope="module")
def new_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Places where nothing is yet, one after the other."""
    return (tmp_path_factory.mktemp("new") / "claims.db" for _ in iter(int, 1))


def text_of(name: str, records: Iterable[Record | Revision]) -> str:
    """These records in a format."""
    return "".join(file_format(name).write(rows(records)))


def log_in(*paths: Path) -> list[Revision]:
    files = RecordFiles(paths)
    log = [one for one in files if isinstance(one, Revision)]
    files.refuse(())
    return log


def sorted_by_id(corpus: Corpus) -> list[list[Record]]:
    return [sorted(corpus.of(kind), key=lambda one: one.id) for kind in Kind]


def turned(corpus: Corpus) -> Corpus:
    return Corpus(*(records[::-1] for records in corpus))


# There and back.

READ = [name for name in FORMATS if file_format(name).read]


@pytest.mark.parametrize("name", READ)
@given(corpus=strategies.corpora().map(storable))
@settings(max_examples=40)
def test_format__there_and_back(new_path: Iterator[Path], name: str, corpus: Corpus) -> None:
    text = text_of(name, corpus.records())
    again = reading.corpus_in(reading.new_store(next(new_path), Path("-"), stdin=text))
    assert sorted_by_id(again) == sorted_by_id(corpus)
    assert text_of(name, again.records()) == text_of(name, by_id(corpus))
    assert text.startswith(file_format(name).beginning)


def by_id(corpus: Corpus) -> Iterator[Record]:
    return (record for records in sorted_by_id(corpus) for record in records)


@given(corpus=strategies.corpora().map(storable))
@settings(max_examples=40)
def test_dossier__does_not_depend_on_the_order_of_what_comes(corpus: Corpus) -> None:
    assert text_of("yaml", turned(corpus).records()) == text_of("yaml", corpus.records())


@given(st.data())
@settings(max_examples=60)
def test_lines__hold_records_and_revisions_one_a_line(data: st.DataObject) -> None:
    corpus = data.draw(strategies.corpora(stamped=False))
    revisions = data.draw(strategies.revisions(corpus))
    text = text_of("jsonl", [*corpus.records(), *revisions])
    files = RecordFiles([Path("-")], io.BytesIO(text.encode()))
    assert list(files) == [*corpus.records(), *revisions]
    assert all(each.isprintable() or not set(each) & set("\x1b\x85\u2028\u202e\ufeff") for each in text.split("\n"))
    assert text.count("\n") == len(text.splitlines()) == sum(map(len, corpus)) + len(revisions)


@given(st.data())
@settings(max_examples=40)
def test_folder__there_and_back(
    tmp_path_factory: pytest.TempPathFactory, new_path: Iterator[Path], data: st.DataObject
) -> None:
    corpus = storable(data.draw(strategies.corpora()))
    revisions = data.draw(strategies.revisions(corpus))
    target = tmp_path_factory.mktemp("export")
    assert export.write_folder(target, files_of(corpus, revisions), no_news)
    again = reading.corpus_in(reading.new_store(next(new_path), *sorted(target.glob("*.yaml"))))
    assert sorted_by_id(again) == sorted_by_id(corpus)
    assert log_in(target) == list(revisions)
    before = files_in(target)
    export.write_folder(target, files_of(turned(again), revisions), no_news, whole=True)
    assert files_in(target) == before
    assert all(b"\r\n" not in text for path, text in before.items() if path.endswith(".yaml"))


def files_of(corpus: Corpus, revisions: Iterable[Revision] = ()) -> Iterator[folder.File]:
    return folder.files(rows(corpus.records()), rows(revisions))


def no_news(items: Iterable[Record | Revision]) -> Iterator[Record | Revision]:
    """What a store says that knows all that it is asked about."""
    return iter(())


def files_in(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and file.name[0] != "."
    }


@given(strategies.TEXTS, st.integers(0, 70))
@settings(max_examples=500)
def test_scalar__comes_back_and_stays_within_its_columns(text: str, indent: int) -> None:
    lines = list(yaml_text.lines(f"{' ' * indent}key:", text, indent + 2))
    document = f"{' ' * indent}first: x\n" + "\n".join(lines) + f"\n{' ' * indent}last: {yaml_text.inline(text)}\n"
    expected = {"first": "x", "key": text, "last": text}
    assert yaml_tree.read(document).value == expected
    # What another reader makes of it, in the version of YAML whose words are more.
    assert yaml.load(document, Loader=yaml.SafeLoader) == expected
    assert not any(
        each != each.rstrip(" ") for each in lines if not each.lstrip().endswith("\\") or '"' not in document
    )
    words_are_short = max(map(len, text.split(" "))) < 20
    if words_are_short and text.isprintable() and "\n" not in text:
        assert all(len(each) <= yaml_text.WIDTH for each in lines)


@pytest.mark.parametrize("text", [text for text in strategies.AWKWARD if strategies.is_storable(text)])
@pytest.mark.parametrize("name", READ)
def test_text__awkward_ones_come_back_in_every_place(name: str, text: str) -> None:
    source = Source("s", text, SourceKind.ARTICLE, Wording.ORIGINAL, authors=(text, text), text=text, note=text)
    written = text_of(name, [source])
    assert list(RecordFiles([Path("-")], io.BytesIO(written.encode()))) == [source]


def test_bundled__there_and_back(bundled: Path, tmp_path: Path) -> None:
    target = tmp_path / "export"
    first = reading.corpus_in(bundled)
    export.write_folder(target, files_of(first), no_news)
    assert sorted_by_id(reading.corpus_in(reading.new_store(tmp_path / "again.db", target))) == sorted_by_id(first)
    names = {str(path.relative_to(store_file.bundled())) for path in store_file.bundled().rglob("*") if path.is_file()}
    assert set(files_in(target)) == names
    for name in names:
        if name.startswith("texts/"):
            assert (target / name).read_bytes() == (store_file.bundled() / name).read_bytes()


# What a dossier looks like.


def test_dossier__is_for_people() -> None:
    prose = "A sentence that goes on for quite a while, so that it can't stand in one line of a hundred columns at all."
    claims = (
        claim("us-b", said="2023-02-03", note=prose, disputes=("balloon", "arms"), lang=None),
        claim("us-a", said="2023-02-02", text="Two\nlines.", venue="no", revised_at="2026-05-05T05:05:05.000000Z"),
    )
    links = tuple(
        Link(one, Relation.REBUTS, "us-a", Basis.EXPLICIT, recorded_at=STAMP, revised_at=STAMP) for one in ("us-b", "x")
    )
    assert text_of("yaml", [*claims, *links]) == (
        f"""{dossier.HEADER}
recorded_at: "{STAMP}"
revised_at: "{STAMP}"
lang: en

claims:
  - id: us-a
    text: |-
      Two
      lines.
    speaker: s
    side: us
    said: "2023-02-02"
    act: denial
    venue: "no"
    revised_at: "2026-05-05T05:05:05.000000Z"

  - id: us-b
    text: T.
    lang: null
    speaker: s
    side: us
    said: "2023-02-03"
    act: denial
    disputes: [balloon, arms]
    links:
      - relation: rebuts
        to: us-a
        basis: explicit
    note: >-
      A sentence that goes on for quite a while, so that it can't stand in one line of a hundred
      columns at all.

links:
  - from: x
    relation: rebuts
    to: us-a
    basis: explicit
"""
    )


def claim(id: str, **changed: Any) -> Claim:
    values = wire.read(Kind.CLAIM, {**CLAIM, "id": id, "speaker": "s"})
    one: Any = values.records[0]
    return one._replace(**{"lang": "en", "recorded_at": STAMP, "revised_at": STAMP, **changed})


def entry_of(*records: Record) -> Any:
    """The only claim in the dossier of these records."""
    (entry,) = yaml_tree.read(text_of("yaml", records)).value["claims"]
    return entry


def test_dossier__tells_places_only_where_reading_would_not_find_them() -> None:
    text = "The quick fox and the quick cat."
    source = Source("paper", "A", SourceKind.ARTICLE, Wording.ORIGINAL, text=text)
    quotes = [("fox", 10, None), ("quick", 4, None), ("quick", 22, " cat")]
    citations = tuple(
        Citation(number, "paper", quote=quote, start=start, end=start + len(quote), suffix=suffix)
        for number, (quote, start, suffix) in enumerate(quotes, 1)
    )
    entry = entry_of(source, claim("us-a", citations=citations))
    assert [set(one) - {"source", "quote", "suffix"} for one in entry["citations"]] == [set(), {"start", "end"}, set()]


def test_dossier__tells_ids_of_citations_only_where_a_number_is_missing() -> None:
    for numbers, expected in (([1, 2], [None, None]), ([1, 3], ["us-a#1", "us-a#3"]), ([2, 1], ["us-a#2", "us-a#1"])):
        entry = entry_of(claim("us-a", citations=tuple(Citation(number, "paper") for number in numbers)))
        assert [cited.get("id") for cited in entry["citations"]] == expected


def test_folder__a_dispute_named_like_a_file_of_ours(tmp_path: Path) -> None:
    corpus = Corpus(claims=(claim("a", disputes=("claims",)), claim("b"), claim("c", disputes=("x", "claims"))))
    names = [path.name for path in export.write_folder(tmp_path, files_of(corpus), no_news)]
    assert names == ["claims.dispute.yaml", "x.yaml", "claims.yaml"]


# What an export does to a folder.


@pytest.fixture
def small() -> Corpus:
    source = Source(
        "s", "T", SourceKind.ARTICLE, Wording.ORIGINAL, text="Words.\r\n", sha256=checks.digest("Words.\r\n")
    )
    return Corpus(sources=(source,), claims=(claim("a", disputes=("d",)),))


def test_write_folder__replaces_what_an_export_wrote(small: Corpus, tmp_path: Path) -> None:
    export.write_folder(tmp_path, files_of(small), no_news)
    assert (tmp_path / "texts" / "s.txt").read_bytes() == b"Words.\r\n"
    other = small.sources[0]._replace(text="Others.", sha256=checks.digest("Others."))
    moved = small._replace(sources=(other,), claims=(claim("a"),))
    export.write_folder(tmp_path, files_of(moved), no_news)
    assert set(files_in(tmp_path)) == {"sources.yaml", "texts/s.txt", "d.yaml", "claims.yaml"}
    export.write_folder(tmp_path, files_of(moved), no_news, whole=True)
    assert set(files_in(tmp_path)) == {"sources.yaml", "texts/s.txt", "claims.yaml"}
    assert (tmp_path / "texts" / "s.txt").read_bytes() == b"Others."


@pytest.mark.parametrize("name", ["d.yaml", "texts/s.txt", "sources.yaml"])
def test_write_folder__leaves_what_people_wrote(small: Corpus, tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("# Mine.\n", encoding="utf-8")
    before = files_in(tmp_path)
    with pytest.raises(UsageFault, match="1 file there was not written by an export") as raised:
        export.write_folder(tmp_path, files_of(small), no_news)
    assert raised.value.lines == (str(tmp_path / name),)
    assert files_in(tmp_path) == before
    export.write_folder(tmp_path, files_of(small), no_news, force=True)
    assert len(files_in(tmp_path)) == 3


def test_write_folder__a_file_is_no_folder(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x", encoding="utf-8")
    with pytest.raises(UsageFault, match="is a file, not a folder"):
        export.write_folder(tmp_path / "f", files_of(small), no_news)


def test_write_folder__a_failure_leaves_nothing(small: Corpus, tmp_path: Path) -> None:
    def failing() -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    files = [*files_of(small), folder.File("more.yaml", failing())]
    with pytest.raises(StoreUnusable, match=r"can't write to .*: no space left on device") as raised:
        export.write_folder(tmp_path / "a" / "b", files, no_news)
    assert raised.value.hint == "nothing was written"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_write_folder__a_read_only_folder(small: Corpus, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnusable, match="permission denied"):
        export.write_folder(tmp_path, files_of(small), no_news)


@given(strategies.corpora())
@settings(max_examples=60)
def test_record__as_text_is_its_json(corpus: Corpus) -> None:
    for one in corpus.records():
        assert wire.text(one) == json.dumps(wire.write(one), ensure_ascii=False)
