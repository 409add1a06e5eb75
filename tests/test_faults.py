"""What is wrong on the command line: one sentence, the exit code, and nothing changed."""

import errno
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from shutil import copy
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.cli import argv
from claims.cli.commands import COMMANDS, following, load
from claims.errors import UsageFault
from claims.render import NAMED

RECORD = """
speakers:
  - {id: wang-yi, name: Wang Yi, kind: person, side: china, aliases: [director-wang]}
  - {id: wang-wenbin, name: Wang Wenbin, kind: person, side: china}
  - {id: blinken, name: Antony Blinken, kind: person, side: us}
claims:
  - {id: us-balloon-spies, text: T., speaker: blinken, side: us, act: denial, disputes: [balloon],
     citations: [{source: paper}]}
  - {id: us-balloon-size, text: T., speaker: blinken, side: us, act: denial}
  - {id: china-strayed, text: T., speaker: wang-yi, side: china, act: denial}
"""
ACTS = (
    "assertion, denial, accusation, complaint, demand, rejection, warning, threat, offer, promise, assurance,"
    " acknowledgement, explanation, announcement, no-comment"
)
DATES = "write 2023-02-20, 2023-02, 2023-02-XX or 2023-02-06/2023-02-09"

Run = Callable[..., Any]


@pytest.fixture
def store(store_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A store alone in its folder, in WAL mode with a reader's files beside it or without."""
    return Path(copy(store_of(RECORD), tmp_path / "claims.db"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the two that SQLite keeps beside a store while it is read."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


RECORDS = [
    ("list --side chna", "no side “chna” in this store (did you mean china?)"),
    ("list --side zzzz", "no side “zzzz” in this store"),
    ("list --addressee natto", "no side “natto” in this store (did you mean nato?)"),
    ("list --speaker blinkn", "no speaker “blinkn” in this store (did you mean blinken?)"),
    ("list --speaker director-wong", "no speaker “director-wong” in this store (did you mean wang-yi?)"),
    ("list --dispute baloon", "no dispute “baloon” in this store (did you mean balloon?)"),
    ("list --source papper", "no source “papper” in this store (did you mean paper?)"),
    ("list --via blinkn", "no side or speaker “blinkn” in this store (did you mean blinken?)"),
    ("thread balon", "no dispute or claim “balon” in this store (did you mean balloon?)"),
    ("thread china-stayed", "no dispute or claim “china-stayed” in this store (did you mean china-strayed?)"),
    ("show china-stayed", "no record “china-stayed” in this store (did you mean china-strayed?)"),
    ("show us-balloon-spies chna", "no record “chna” in this store (did you mean china?)"),
    ("show us-balloon-spies#2", "no citation “us-balloon-spies#2” in this store (did you mean us-balloon-spies#1?)"),
    ("links china-stayed", "no claim “china-stayed” in this store (did you mean china-strayed?)"),
    ("speakers --side chna", "no side “chna” in this store (did you mean china?)"),
    ("list --speaker wang", "“wang” fits more than one speaker (one of wang-wenbin or wang-yi)"),
    ("show us-balloon", "“us-balloon” fits more than one record (one of us-balloon-size or us-balloon-spies)"),
    ("thread us-", "“us-” fits more than one dispute or claim (one of us-balloon-size or us-balloon-spies)"),
]
USAGE = [
    ("list --since yesterday", f"--since: “yesterday” is no EDTF date ({DATES})"),
    ("list --until 2023-02-30", "--until: 2023-02-30 has no such day: February 2023 has 28 days"),
    ("list --since=", f"--since: “” is no EDTF date ({DATES})"),
    ("list --since 2023-02 --until 2023-01", "--since 2023-02-01 lies after --until 2023-01-31"),
    ("list --act denail", "--act does not take “denail” (did you mean denial? one of "),
    ("list --act zzz", f"--act does not take “zzz” (one of {ACTS})"),
    ("list --kind robot", "--kind does not take “robot” (one of person, office, organisation, media, unnamed)"),
    ("list --last-word won", "--last-word does not take “won” (one of claim, reply, contested)"),
    ("list --relation rebut", "--relation does not take “rebut” (did you mean rebuts? one of "),
    ("list --basis implicit", "--basis does not take “implicit” (did you mean explicit? one of "),
    ("list --status gone", "--status does not take “gone” (one of on-record, retracted, all)"),
    ("list --sort sayd", "--sort does not take “sayd” (did you mean said? one of "),
    ("list --limit x", "--limit takes a whole number, not “x”"),
    ("list --limit -1", "--limit takes a whole number, not “-1”"),
    ("list --offset 1.5", "--offset takes a whole number, not “1.5”"),
    ("list --limit ٣", "--limit takes a whole number, not “٣”"),
    ("list --limit 99999999999999999999", "--limit takes a whole number, not “99999999999999999999”"),
    ("list --format odt", f"--format does not take “odt” (one of {', '.join(NAMED)})"),
    ("list --color blue", "--color does not take “blue” (one of auto, always, never)"),
    ("list --fields idd", "--fields: there is no key “idd” (did you mean id? the keys are "),
    ("list --fields speaker.nam", "--fields: there is no key “speaker.nam” (did you mean name? the keys are "),
    ("sides --fields ,", "--fields names no key (the keys are id, name, aliases, note, status, recorded_at,"),
    ("sources --kind robot", "--kind does not take “robot” (one of transcript, statement, article, republication, doc"),
    ("sources --wording orignal", "--wording does not take “orignal” (did you mean original? one of "),
    ("list --frobnicate", "no such option: --frobnicate (see claims list --help)"),
    ("list --json=1", "--fields: there is no key “1” (the keys are id, "),
    ("list --json id,spekaer", "--fields: there is no key “spekaer” (did you mean speaker? the keys are "),
    ("list --csv=1", "option '--csv' does not take a value"),
    ("list -side china", "no such option: -side (did you mean --side?; to leave a word out: NOT side)"),
    ("list -json", "no such option: -json (did you mean --json?; to leave a word out: NOT json)"),
    ("list -x", "no such option: -x (see claims list --help; to leave a word out: NOT x)"),
    ("sides -x", "no such option: -x (see claims sides --help)"),
    ("list -n", "option '-n' requires an argument (see claims list --help)"),
    ("list -n x", "--limit takes a whole number, not “x”"),
    (
        "list --kind organization",
        "--kind does not take “organization” (did you mean organisation? one of person, office",
    ),
    ("list --sort date", "--sort does not take “date” (one of said, id, side, speaker, recorded, rank)"),
    ("list --side", "option '--side' requires an argument"),
    ("sides extra", "got unexpected extra argument(s) (extra) (see claims sides --help)"),
    ("thread", "missing argument 'TARGET' (see claims thread --help)"),
    ("show", "missing argument 'IDS…' (see claims show --help)"),
    ("lst", "there is no command “lst” (did you mean list?)"),
    ("frobnicate", "there is no command “frobnicate” (claims --help lists them)"),
    ("--frobnicate", "no such option: --frobnicate (see claims --help)"),
    ("--store= list", "the store's path is empty (give a path with --store, or unset CLAIMS_STORE)"),
]


@pytest.mark.parametrize(("words", "sentence"), RECORDS)
def test_records__that_are_not_there_or_not_one(run: Run, store: Path, words: str, sentence: str) -> None:
    before = contents(store.parent)
    for before_the_command in ((), ("--store", store)):
        done = run(*before_the_command, *words.split(), store=store)
        assert (done.code, done.out, done.err) == (3, "", f"claims: {sentence}\n")
    assert contents(store.parent) == before


@pytest.mark.parametrize(("words", "sentence"), USAGE)
def test_usage__is_one_sentence(run: Run, store: Path, words: str, sentence: str) -> None:
    before = contents(store.parent)
    done = run(*words.split(), store=store)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"claims: {sentence}")
    assert done.err.count("\n") == 1
    assert contents(store.parent) == before


def test_records__many_candidates_are_cut_and_said_so(run: Run, store_of: Callable[[str], Path]) -> None:
    line = "  - {{id: us-{}, text: T., speaker: blinken, side: us, act: denial}}\n"
    store = store_of("claims:\n" + "".join(line.format(number) for number in range(100, 130)))
    done = run("show", "us-", store=store)
    shown = ", ".join(f"us-{number}" for number in range(100, 108))
    assert done.err == f"claims: “us-” fits more than one record (one of {shown} and others)\n"


def test_records__a_long_name_is_cut(run: Run, store: Path) -> None:
    done = run("show", "x" * 10_000, store=store)
    assert (done.code, done.err) == (3, f"claims: no record “{'x' * 60}…” in this store\n")


@pytest.mark.parametrize(
    "name", ["BALLOON", "The Balloon", "balloon", "ballo"], ids=["case", "title", "exact id", "prefix"]
)
def test_names__are_found_exactly_then_by_alias_then_by_prefix(run: Run, store: Path, name: str) -> None:
    assert run("thread", name, "--fields", "id", store=store).out == "us-balloon-spies\n"


def test_names__an_id_goes_before_a_longer_one_that_begins_like_it(run: Run, store_of: Callable[[str], Path]) -> None:
    line = "  - {{id: {}, text: T., speaker: blinken, side: us, act: denial, disputes: [balloon]}}\n"
    store = store_of("claims:\n" + "".join(map(line.format, ("us-a", "us-ab", "balloon", "balloon-x"))))
    assert run("show", "us-a", "--fields", "id", store=store).out == "us-a\n"
    # A dispute before a claim of the same id, in `thread` alone.
    assert '"dispute":{"id":"balloon"' in run("thread", "balloon", "--json", store=store).out
    assert '"act":"denial"' in run("show", "balloon", "--json", store=store).out


def test_names__a_retracted_record_is_found_by_its_whole_id_alone(run: Run, store_of: Callable[[str], Path]) -> None:
    line = "claims:\n  - {id: us-gone, text: T., speaker: blinken, side: us, act: denial, status: retracted}\n"
    assert run("show", "us-gone", "--fields", "status", store=store_of(line)).out == "retracted\n"
    assert run("show", "us-g", store=store_of(line)).code == 3


# Failures of our own and of the surroundings.


def _failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def test_bug__is_one_line_and_exit_code_70(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.store.claims.ids", _failing(ZeroDivisionError("a\x1b[31m slip")))
    done = run("list", store=store)
    assert (done.code, done.out) == (70, "")
    sentence = "this is a bug in claims: ZeroDivisionError: a\\u001b[31m slip (run it again with --debug)"
    assert done.err == f"claims: {sentence}\n"


@pytest.mark.parametrize("words", [("list", "--debug"), ("--debug", "list")])
def test_bug__debug_shows_the_traceback(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str]
) -> None:
    monkeypatch.setattr("claims.store.claims.ids", _failing(ZeroDivisionError("slip")))
    done = run(*words, store=store)
    assert done.code == 70
    assert done.err.startswith("Traceback")
    assert done.err.endswith("ZeroDivisionError: slip\n")


@pytest.mark.parametrize("words", [("list",), ("--store", "STORE", "list")])
def test_interrupt__ends_with_130(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("claims.store.claims.ids", _failing(KeyboardInterrupt()))
    done = run(*(store if word == "STORE" else word for word in words), store=store)
    assert (done.code, done.out, done.err) == (130, "", "claims: interrupted\n")


def test_output__that_can_not_be_written(process: Run, store: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = process("list", store=store, stdout=full)
    assert (done.code, done.err) == (5, "claims: writing failed: no space left on device\n")


@pytest.mark.parametrize("stream", [1, 2])
def test_output__closed_by_the_caller(process: Run, store: Path, stream: int) -> None:
    prefix = ("sh", "-c", f'exec "$@" {stream}>&-', "sh")
    done = process("list", "--side", "us" if stream == 1 else "nobody", store=store, prefix=prefix)
    assert (done.code, done.out, done.err) == (0 if stream == 1 else 3, "", "")


def test_talk__that_can_not_be_written_leaves_the_exit_code(process: Run, store: Path) -> None:
    with Path("/dev/full").open("w") as full:
        assert process("list", "--side", "nobody", store=store, stderr=full).code == 3


def test_errno__is_spelled_out(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.store.claims.ids", _failing(OSError(errno.EIO, "Input/output error")))
    assert run("list", store=store).err == "claims: writing failed: input/output error\n"


# The grammar is Click's, which most programs of Python have.


def _of_click(name: str, words: list[str]) -> dict[str, Any] | None:
    """What Click reads from the same declaration, None where it shows the help; raises `click.UsageError`."""
    declared = load(name)
    params: list[click.Parameter] = [
        click.Argument([f"{one.name}_"], required=one.required, nargs=-1 if one.repeats else 1)
        for one in declared.arguments
    ]
    for one in declared.options:
        params.append(click.Option([*one.flags, f"{one.name}_"], is_flag=one.is_flag or None, multiple=one.repeats))
    command = click.Command(name, params=params, context_settings={"help_option_names": ["-h", "--help"]})
    try:
        with redirect_stdout(io.StringIO()):
            found = command.make_context(name, list(words)).params
    except click.exceptions.Exit:
        return None
    return {key.removesuffix("_"): tuple(value) if isinstance(value, list) else value for key, value in found.items()}


_WORDS = st.sampled_from(
    [
        "balloon",
        "us",
        "",
        "-",
        "--",
        "-h",
        "--help",
        "--version",
        "5",
        "-5",
        "-word",
        "-n",
        "-n5",
        "-j",
        "--side",
        "--store",
        "x=y",
    ]
)


@given(st.data())
def test_parse__reads_what_click_reads(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in COMMANDS if not following(name)]))
    flags = [option.flag for option in load(name).options]
    # Where a value is joined to a flag, ours may pick keys.
    joined = [flag for flag in flags if flag != "--json"]
    flag = st.sampled_from(["--help", *flags, *(f"{flag}=a" for flag in joined), *(f"{flag}=" for flag in joined)])
    words = data.draw(st.lists(st.one_of(flag, _WORDS), max_size=5))
    before = data.draw(st.sampled_from([[], [], ["--store", "a.db"], ["--store=b.db"], ["--store", "-"]]))
    line = [*before, *name.split(), *words]
    try:
        expected = _of_click(name, words)
    except click.UsageError:
        with pytest.raises(UsageFault):
            argv.parse(line)
        return
    parsed = argv.parse(line)
    if expected is None:
        assert parsed == [*name.split(), "--help"]
        return
    if before and expected.get("store") is None:
        expected["store"] = before[-1].removeprefix("--store=")
    assert isinstance(parsed, tuple)
    assert (parsed[0].name, parsed[1].values) == (name, expected)


def test_main__takes_its_words_from_the_process(process: Run, bundled: Path) -> None:
    done = process("list", "--count", store=bundled)
    assert (done.code, done.err) == (0, "")
    assert int(done.out) > 50
    assert sys.argv[0] != "claims"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("thread", "us-balloon-surveils", "--side", "us"),
            "us-balloon-surveils is a claim, whose thread is always whole (filters narrow the thread of a dispute)",
        ),
        (("list", "--since", "../2023-02-05"), "--since: “../2023-02-05” has no first day (give a day that is known)"),
        (("list", "--until", "2023-02/.."), "--until: “2023-02/..” has no last day (give a day that is known)"),
        (("list", "--store", "~nobody-of-that-name/x"), "there is no home folder for “~nobody-of-that-name/x”"),
    ],
)
def test_usage__options_that_could_only_be_ignored(
    run: Callable[..., Any], bundled: Path, words: tuple[str, ...], expected: str
) -> None:
    done = run(*words, store=bundled)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"claims: {expected}")


def test_fields__with_blanks_ask_for_a_sources_text_as_well(run: Callable[..., Any], bundled: Path) -> None:
    assert '"text":" date 2023-02-23' in run("sources", "--json", "--fields", "id, text", store=bundled).out
