"""Large first imports: what comes in packs is what comes one by one, and is refused in the same words."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import checks, curation
from claims.cli import command_import
from claims.curation import packs, transaction
from claims.curation.receipt import Receipt
from claims.errors import InputFault
from claims.exchange import crew, json_lines
from claims.exchange.crew import Block, Crew
from claims.exchange.intake import Intake
from claims.json import record as wire
from claims.model import Corpus
from claims.store import exchanges, fulltext
from claims.store.connection import reading
from claims.store.pack import Pack
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op
from tests import histories, strategies
from tests.exchanging import Run, stores

BY = Stamp("2026-06-01T00:00:00.000000Z", "first")
CORPORA = strategies.corpora(stamped=False).map(histories.storable)


class Here(Crew):
    """A crew without processes; `taken` counts what it made."""

    def __init__(self) -> None:
        super().__init__(0, BY.at)
        self.taken = 0

    def packed(self, given: Iterable[Block]) -> Iterator[tuple[Block, Pack | None]]:
        for block in given:
            made = crew.packed(block, BY.at)
            self.taken += made is not None
            yield block, made


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Empty stores, one after the other."""
    return stores(tmp_path_factory.mktemp("stores"))


def few(examples: int) -> settings:
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def brought(store: Path, file: Path, helper: Crew | None) -> Receipt:
    given = Intake([file])
    records = given.batches(helper) if helper else given
    return curation.bring(store, records, BY, refused=given.refuse)


def shown(store: Path) -> list[Any]:
    """All that a store holds, the log without its numbers, and that nothing in it is out of step."""
    with reading(store) as db:
        assert list(fulltext.differing(db)) == []
        assert list(exchanges.miscounted(db)) == []
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        schema = sorted(db.execute("SELECT type, name, sql FROM sqlite_master"))
        words = db.execute("SELECT count(*) FROM claims_fts_docsize").fetchone()
    contents = histories.contents(store)
    log = sorted(json.dumps(row[1:]) for row in contents["log"])
    return [contents["records"], contents["states"], contents["made"], log, schema, words]


@given(corpus=CORPORA, data=st.data())
@few(25)
def test_packs__hold_what_comes_one_by_one(empty: Iterator[Path], corpus: Corpus, data: st.DataObject) -> None:
    """In any order, cut anywhere, with a log or without."""
    records: list[Any] = data.draw(st.permutations(list(corpus.records())))
    if data.draw(st.booleans()):
        records = sorted(records, key=lambda one: list(Kind).index(wire.kind_of(one)))
    if data.draw(st.booleans()):
        records += data.draw(strategies.revisions(corpus))
    found = []
    for helper in (Here(), None):
        store = next(empty)
        file = store.with_name("a.jsonl")
        file.write_text("".join(json_lines.lines(records)), encoding="utf-8")
        with mock.patch.object(crew, "BLOCK_IN_BYTES", data.draw(st.sampled_from([300, 1000, 4000]))):
            receipt = brought(store, file, helper)
        found.append((*shown(store), +receipt.counts))
    assert found[0] == found[1]


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
REVISION = {"record": "revision", "seq": 1, "at": BY.at, "by": "x", "op": "add", "kind": "claim", "id": "us-z"}


def cited(**keys: object) -> dict[str, object]:
    return CLAIM | {"citations": [{"source": "paper", **keys}]}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([WANG, CLAIM, B, LINK, LINK], id="a link twice"),
        pytest.param([WANG, CLAIM, B, CLAIM], id="a claim twice"),
        pytest.param([WANG, CLAIM, B, "", {**B, "text": "Other."}, PAPER], id="a claim twice, once beside a source"),
        pytest.param([WANG, CLAIM, B, REVISION, CLAIM], id="a claim twice, once behind a revision"),
        pytest.param([CLAIM, B, LINK], id="no speaker"),
        pytest.param([WANG, CLAIM, LINK], id="no claim at an end"),
        pytest.param([WANG, CLAIM | {"disputes": ["d"]}, cited(), B | {"with": ["x"]}], id="nothing that is named"),
        pytest.param([WANG, CLAIM | {"addressees": ["d"]}], id="no side"),
        pytest.param([WANG, B, CLAIM, LINK | {"source": "gone"}], id="no source of a link"),
        pytest.param([WANG, B | {"side": "china"}, CLAIM, LINK | {"relation": "withdraws"}], id="a foreign withdrawal"),
        pytest.param([WANG, CLAIM, LINK | {"to": "us-a"}], id="a link to itself"),
        pytest.param([WANG, PAPER, cited(quote="c")], id="a quote that is not there"),
        pytest.param([WANG, PAPER, cited(quote="A b.")], id="a quote that is there twice"),
        pytest.param([WANG, PAPER, cited(quote="A b.", start=1, end=5)], id="a quote at another place"),
        pytest.param([WANG, PAPER, cited(quote="A b.", start=5)], id="half a place"),
        pytest.param([WANG, cited(quote="c"), PAPER], id="a quote before its text"),
        pytest.param([WANG, CLAIM | {"act": "lie"}, B, "{", LINK], id="faults of form"),
        pytest.param([WANG, CLAIM, b"\xff", B], id="no text"),
    ],
)
def test_packs__are_refused_as_what_comes_one_by_one(empty: Iterator[Path], lines: list[Any]) -> None:
    told = []
    for helper in (Here(), None):
        store = next(empty)
        file = store.with_name("a.jsonl")
        written = [one if isinstance(one, (str, bytes)) else json.dumps(one) for one in lines]
        file.write_bytes(b"".join((one if isinstance(one, bytes) else one.encode()) + b"\n" for one in written))
        # A block for each line.
        with mock.patch.object(crew, "BLOCK_IN_BYTES", 1), pytest.raises(InputFault) as refused:
            brought(store, file, helper)
        told.append([line.partition("a.jsonl:")[2] for line in refused.value.faults])
        assert histories.contents(store) == histories.contents(next(empty))
    assert told[0] == told[1]
    assert told[0]


def test_packs__are_taken_where_nothing_speaks_against_it(empty: Iterator[Path]) -> None:
    store, helper = next(empty), Here()
    file = store.with_name("a.jsonl")
    lines = [WANG, PAPER, cited(quote="A b.", start=5, end=9), B, LINK]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")
    with mock.patch.object(crew, "BLOCK_IN_BYTES", 1), mock.patch.object(packs.Packs, "take", autospec=True) as take:
        take.side_effect = original
        receipt = brought(store, file, helper)
    assert (helper.taken, take.call_count) == (3, 3)
    assert receipt.counts[Kind.CLAIM, Op.IMPORT, True] == 2


original = packs.Packs.take


def test_packs__know_every_rule_of_writing() -> None:
    """A new rule that refuses records has to be looked at here: by itself in a pack, or when all has come."""
    names = {"R001"}
    texts = {"Q001", "Q002", "Q003"}
    withdrawals = {"L005"}
    other_kinds = {"R003", "Q004"}
    alone = {one.code for one in checks.ALONE}
    assert alone | names | texts | withdrawals | other_kinds == {one.code for one in checks.ON_WRITE}


def test_packs__only_into_a_store_that_holds_nothing(empty: Iterator[Path]) -> None:
    store = next(empty)
    file = store.with_name("a.jsonl")
    file.write_text(f"{json.dumps(WANG)}\n{json.dumps(CLAIM)}\n", encoding="utf-8")
    assert transaction.is_blank(store)
    brought(store, file, None)
    assert not transaction.is_blank(store)
    file.write_text(f"{json.dumps(B)}\n{json.dumps(CLAIM)}\n{json.dumps(LINK)}\n", encoding="utf-8")
    receipt = brought(store, file, Here())
    assert (receipt.unchanged, receipt.counts[Kind.CLAIM, Op.IMPORT, True]) == (1, 1)


# Processes.


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of several blocks."""
    file = tmp_path_factory.mktemp("many") / "many.jsonl"
    claims = [CLAIM | {"id": f"us-{number}"} for number in range(3_000)]
    links = [LINK | {"from": f"us-{number}", "to": f"us-{number - 1}"} for number in range(1, 3_000)]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in (WANG, *claims, *links)), encoding="utf-8")
    return file


def test_crew__gives_every_block_back_in_its_order(many: Path) -> None:
    with mock.patch.object(crew, "BLOCK_IN_BYTES", 20_000), many.open("rb") as stream, Crew(2, BY.at, alone=2) as two:
        found = list(two.packed(crew.blocks(stream)))
    assert b"".join(block.data for block, _ in found) == many.read_bytes()
    assert [pack is None for _, pack in found] == [True, True, *[False] * (len(found) - 2)]
    ids = [id for _, pack in found[2:] for _, id, _ in (pack.log if pack else ())]
    assert ids[-1] == "us-2999/rebuts/us-2998"
    assert len(set(ids)) == len(ids) > 4_000


def test_crew__that_dies_loses_nothing(empty: Iterator[Path], many: Path) -> None:
    store, given = next(empty), Intake([many])
    with mock.patch.object(crew, "BLOCK_IN_BYTES", 20_000), Crew(2, BY.at, alone=0) as two:
        records = iter(given.batches(two))
        first = next(records)
        for member in two._members:
            member._process.kill()
        receipt = curation.bring(store, [first, *records], BY, refused=given.refuse)
    assert (receipt.counts[Kind.CLAIM, Op.IMPORT, True], receipt.counts[Kind.LINK, Op.IMPORT, True]) == (3_000, 2_999)


def test_import__with_helpers(run: Run, empty: Iterator[Path], many: Path) -> None:
    """The command itself, with processes and without."""
    alone, helped = next(empty), next(empty)
    code = (
        "import sys\nfrom claims.cli import main\nfrom claims.exchange import crew\n"
        "if __name__ == '__main__':\n    crew.BLOCK_IN_BYTES = 20_000; main(sys.argv[1:])"
    )
    words = ["--store", str(helped), "import", str(many), "--by", "first"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "claims: imported; new: 1 speaker, 3000 claims, 2999 links; unchanged: 0\n"
    with mock.patch.object(command_import, "_HELPERS", 0):
        assert run("import", many, "--by", "first", store=alone).code == 0
    one, other = histories.contents(alone), histories.contents(helped)
    assert one["states"] == other["states"]
    assert [row[5] for row in one["log"]] == [row[5] for row in other["log"]]


def test_import__interrupted_with_helpers_changes_nothing(empty: Iterator[Path], many: Path) -> None:
    store = next(empty)
    before = histories.contents(store)
    code = (
        "import sys, time\nfrom claims.cli import main\n"
        "from claims.curation import packs\nfrom claims.exchange import crew\n"
        "def slow(self, given, take=packs.Packs.take):\n"
        "    print('taken', flush=True); time.sleep(0.2); return take(self, given)\n"
        "if __name__ == '__main__':\n"
        "    crew.BLOCK_IN_BYTES = 4_000; packs.Packs.take = slow; main(sys.argv[1:])"
    )
    words = [sys.executable, "-c", code, "--store", str(store), "import", str(many), "--by", "x"]
    program = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "taken\n"
    # As a terminal does: to the whole group.
    os.killpg(program.pid, signal.SIGINT)
    _, told = program.communicate(timeout=60)
    assert (program.returncode, told) == (130, "claims: interrupted; nothing was imported\n")
    assert histories.contents(store) == before


def test_crew__ends_with_whoever_called_it(many: Path) -> None:
    """A caller that is killed can dismiss nobody."""
    code = (
        "import sys, time\nfrom claims.exchange import crew\n"
        "if __name__ == '__main__':\n"
        "    crew.BLOCK_IN_BYTES = 20_000\n"
        "    two = crew.Crew(2, sys.argv[2], alone=0)\n"
        "    given = two.packed(crew.blocks(open(sys.argv[1], 'rb')))\n"
        "    next(given), next(given)\n"
        "    print(*(one._process.pid for one in two._members), flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", code, str(many), BY.at]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        members = [int(word) for word in caller.stdout.readline().split()]
        assert len(members) == 2
        caller.kill()
    end = time.monotonic() + 20
    while any(map(is_running, members)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(is_running, members))


def is_running(number: int) -> bool:
    """Whether there is a process with this number that has not ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
