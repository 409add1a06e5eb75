"""The form in an editor: opened, marked, opened again; nothing typed is ever lost."""

import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from claims.cli import editor
from claims.errors import ClaimsError
from claims.exchange import form
from claims.vocabulary import Kind
from tests import curating, terminals
from tests.curating import Desk

CLAIM = {"text": "It: strayed.", "speaker": "wang", "side": "china", "act": "denial", "id": "strayed"}


def line_below(text: str, message: str) -> str:
    """The line under the mark that holds `message`, which must say its number."""
    lines = text.split("\n")
    (at,) = (number for number, line in enumerate(lines) if line.startswith("#! ") and message in line)
    below = next(number for number in range(at, len(lines)) if not lines[number].startswith("#! "))
    assert lines[at].startswith(f"#! {below + 1}: ")
    return lines[below]


# Editors.

SCRIPT = """
import json, os, resource, sys, time
from pathlib import Path
folder, file = Path(__file__).parent, Path(sys.argv[-1])
number = len(list(folder.glob("seen-*")))
text = file.read_bytes().decode("utf-8", "surrogateescape")
(folder / f"seen-{number}").write_text(text, "utf-8", "surrogateescape")
steps = json.loads((folder / "steps").read_text())
for act, *words in steps[number] if number < len(steps) else []:
    if act == "put":
        assert words[0] in text, words[0]
        text = text.replace(*words, 1)
        file.write_text(text, "utf-8")
    elif act == "bytes":
        file.write_bytes(bytes.fromhex(words[0]))
    elif act == "delete":
        file.unlink()
    elif act == "kill":
        os.kill(os.getpid(), words[0])
    elif act == "exit":
        sys.exit(words[0])
    elif act == "fill the disk":
        resource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, (0, 0))
    elif act == "wait":
        (folder / "ready").write_text(str(file))
        time.sleep(30)
"""
FILL = [["put", "text: >-\n  \n", "text: >-\n  It: strayed.\n"], ["put", "speaker:", "speaker: wang"]]
REST = [["put", "\nside:", "\nside: china"], ["put", "act:", "act: denial"], ["put", "id:", "id: strayed"]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of kept forms; nothing else is left behind in the folder for temporary files."""
    for name in ("data", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path / "data" / "claims" / "forms"


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


class Steps:
    """An editor that does the next of these steps each time it is opened."""

    def __init__(self, folder: Path, steps: Sequence[Sequence[Sequence[object]]]) -> None:
        self.folder = folder
        self.script = folder / "editor script.py"
        self.script.write_text(SCRIPT, encoding="utf-8")
        (folder / "steps").write_text(json.dumps(steps), encoding="utf-8")

    @property
    def command(self) -> str:
        return f"{shlex.quote(sys.executable)} -S {shlex.quote(str(self.script))}"

    def seen(self) -> list[str]:
        return [path.read_text("utf-8", "surrogateescape") for path in sorted(self.folder.glob("seen-*"))]


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Steps]:
    def make(*steps: Sequence[Sequence[object]]) -> Steps:
        made = Steps(tmp_path, steps)
        monkeypatch.setenv("EDITOR", made.command)
        return made

    return make


def left_behind(home: Path) -> list[Path]:
    """The kept forms, once it is certain that there is nothing in the folder for temporary files."""
    assert list((home.parents[1].parent / "tmp").iterdir()) == []
    return sorted(home.glob("*")) if home.exists() else []


def kept_form(home: Path) -> str:
    """The text of the only form that was kept."""
    (path,) = left_behind(home)
    return path.read_text("utf-8", "surrogateescape")


def test_form__takes_what_was_typed(desk: Desk, steps: Callable[..., Steps], home: Path) -> None:
    steps([*FILL, *REST])
    assert desk.typing("add").out == "strayed\n"
    shown = desk.show("strayed")
    assert {**CLAIM, "speaker": shown["speaker"]} == {key: shown[key] for key in CLAIM}
    assert left_behind(home) == []


def test_form__is_opened_again_with_the_problems_until_it_passes(
    desk: Desk, steps: Callable[..., Steps], home: Path
) -> None:
    made = steps([*FILL, ["put", "act:", "act: denail"], ["put", "said:", "said: then"]],
                 [["put", "act: denail", "act: denial"]], [["put", "said: then", "said: 2023-02"]])  # fmt: skip
    desk.typing("add", "--id", "strayed")
    first, second, third = made.seen()
    assert not first.startswith("#!")
    assert second.startswith("#! 2 problems.")
    assert line_below(second, "“denail” is not a known word") == "act: denail"
    assert third.startswith("#! 1 problem.")
    assert line_below(third, "“then” is no EDTF date") == "said: then"
    assert "denail" not in third
    assert desk.show("strayed")["act"] == "denial"
    assert left_behind(home) == []


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_form__editors_have_arguments(desk: Desk, variable: str) -> None:
    named = {"EDITOR": "false", variable: "sed -i -e 's/^name:.*/name: Russia/'"}
    desk.typing("side", "add", "russia", **named)
    assert desk.show("russia")["name"] == "Russia"


def test_form__is_open_to_nobody_else(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "look.sh"
    script.write_text('#!/bin/sh\nstat -c "%a %n" "$1" "$(dirname "$1")" > "$0.out"\n', encoding="utf-8")
    desk.typing("speaker", "add", EDITOR=f"sh {script}", code=130)
    file, folder = (tmp_path / "look.sh.out").read_text(encoding="utf-8").splitlines()
    assert file.startswith("600 ")
    assert file.endswith("/speaker.yaml")
    assert folder.startswith("700 ")


@pytest.mark.parametrize("act", [[], [["delete"]], [["bytes", ""]], [["bytes", "23 6e 6f 0a"]]])
def test_form__untouched_or_emptied_is_aborted(
    desk: Desk, steps: Callable[..., Steps], home: Path, act: list[Any]
) -> None:
    steps(act)
    told = desk.typing("add", code=130).err
    assert "nothing was written" in told
    assert told.count("\n") == 1
    assert left_behind(home) == []


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ([], "left with a problem"),
        ([["exit", 3]], "exit code 3"),
        ([["kill", signal.SIGKILL]], "signal 9"),
        ([["put", "speaker: nobody", "speaker: somebody"], ["exit", 1]], "exit code 1"),
    ],
)
def test_form__what_was_typed_is_kept(
    desk: Desk, steps: Callable[..., Steps], home: Path, act: list[Any], message: str
) -> None:
    made = steps([FILL[0], ["put", "speaker:", "speaker: nobody"]], act)
    kept, sentence = desk.typing("add", code=130).err.splitlines()
    assert message in sentence
    (path,) = left_behind(home)
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept == f"claims: what you wrote is kept; go on with: claims add --form {path}"
    expected = form.unmarked(made.seen()[1])
    assert kept_form(home) == (expected.replace("nobody", "somebody") if "put" in str(act) else expected)


def test_form__bytes_that_are_no_utf_8_are_told_and_kept(desk: Desk, steps: Callable[..., Steps], home: Path) -> None:
    typed = "text: caf\xe9\n".encode("latin-1")
    made = steps([["bytes", typed.hex()]])
    desk.typing("add", code=130)
    assert "not encoded in UTF-8" in made.seen()[1]
    (path,) = left_behind(home)
    assert path.read_bytes() == typed


def test_form__a_refusal_is_told_at_the_top(desk: Desk, steps: Callable[..., Steps]) -> None:
    made = steps([*FILL, ["put", "id:", "id: us-size"]], [["put", "id: us-size", "id: strayed"]])
    assert desk.typing("add").out == "strayed\n"
    told = made.seen()[1].split("\n")[1]
    assert told == "#! there is a claim “us-size” already, and ids are never reused (give another, or leave it out)"


def test_form__is_kept_where_the_store_went_away(desk: Desk, tmp_path: Path, home: Path) -> None:
    script = tmp_path / "away.sh"
    script.write_text(f'rm {desk.store}\nsed -i "s/^name:.*/name: Us/" "$1"\n', encoding="utf-8")
    desk.typing("side", "edit", "us", EDITOR=f"sh {script}", code=5)
    (path,) = left_behind(home)
    assert path.name.startswith("side-edit-us-")
    assert "\nname: Us\n" in kept_form(home)


def test_form__a_kept_one_is_taken_as_it_is_or_opened_with_its_problems(
    desk: Desk, steps: Callable[..., Steps], home: Path, tmp_path: Path
) -> None:
    made = steps([["put", "act: denail", "act: denial"]])
    kept = tmp_path / "kept.yaml"
    kept.write_text(form.text(Kind.CLAIM, CLAIM, heading="A new claim"), encoding="utf-8")
    assert desk("add", "--form", kept).out == "strayed\n"
    assert made.seen() == []
    kept.write_text(kept.read_text("utf-8").replace("act: denial", "act: denail").replace("id: strayed", "id: gone-by"))
    assert "no terminal" in desk.refused(6, "add", "--form", kept)
    assert desk.typing("add", "--form", kept).out == "gone-by\n"
    assert line_below(made.seen()[0], "“denail” is not") == "act: denail"
    assert left_behind(home) == []


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"EDITOR": "no-such-editor -x"}, "the editor “no-such-editor” is not there (name another in EDITOR)"),
        ({"VISUAL": "'open"}, "VISUAL can't be read: “'open” (close its quotation marks)"),
        ({"EDITOR": " ", "PATH": "/nowhere"}, "there is no editor for the form (name one in VISUAL or EDITOR, or"),
    ],
)
def test_form__without_an_editor(desk: Desk, env: dict[str, str], message: str, home: Path) -> None:
    assert desk.typing("add", code=2, **env).err.startswith(f"claims: {message}")
    assert left_behind(home) == []


def test_form__without_a_data_folder_is_kept_in_the_one_for_temporary_files(
    desk: Desk, steps: Callable[..., Steps], home: Path, tmp_path: Path
) -> None:
    home.parent.write_text("no folder", encoding="utf-8")
    steps([*FILL, ["exit", 1]])
    kept = desk.typing("add", code=130).err.splitlines()[0]
    (path,) = (tmp_path / "tmp").iterdir()
    assert kept.endswith(f"claims add --form {path}")
    assert "It: strayed." in path.read_text(encoding="utf-8")


# Where saving fails, or nothing can be written.


@pytest.mark.parametrize("fault", [ClaimsError("the disk is full"), KeyboardInterrupt(), ValueError()])
def test_kept__writes_the_text_when_saving_fails(
    home: Path, fault: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    done = editor.Filled({}, "text: 气球\r\n", "claims speaker add")
    with pytest.raises(type(fault)), editor.kept(done):
        raise fault
    (path,) = left_behind(home)
    assert path.read_bytes() == done.text.encode()
    assert f"claims speaker add --form {path}" in capsys.readouterr().err
    with editor.kept(done):
        pass
    assert left_behind(home) == [path]


def test_kept__shows_the_text_where_no_file_can_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        mock.patch("tempfile.mkstemp", side_effect=OSError(28, "No space left")),
        pytest.raises(ValueError, match="broken"),
        editor.kept(editor.Filled({}, "text: typed\n", "claims add")),
    ):
        raise ValueError("broken")
    assert capsys.readouterr().err.endswith("here it is:\ntext: typed\n")


def test_form__the_editors_file_is_kept_where_no_other_can_be_written(
    desk: Desk, steps: Callable[..., Steps], tmp_path: Path
) -> None:
    steps([*FILL, ["fill the disk"], ["exit", 1]])
    told = desk.typing("add", code=130).err
    (path,) = (tmp_path / "tmp").glob("*/claim.yaml")
    assert str(path) in told
    assert "It: strayed." in path.read_text(encoding="utf-8")


# Terminals.


def waited(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not path.exists() or not path.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return path.read_text(encoding="utf-8")


def test_terminal__the_editor_has_it_even_when_the_output_goes_to_a_file(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(
        'test -t 0 && test -t 1 && echo On screen && sed -i "s/^name:.*/name: Russia/" "$1"\n', encoding="utf-8"
    )
    screen = terminals.opened()
    env = {"CLAIMS_STORE": str(desk.store), "EDITOR": f"sh {script}"}
    with (tmp_path / "out").open("wb") as out:
        process = terminals.started(["side", "add", "russia"], env, screen, stdout=out)
        seen = screen.shown_by(process).decode()
    assert process.wait(timeout=20) == 0
    assert "On screen" in seen
    assert (tmp_path / "out").read_text(encoding="utf-8") == "russia\n"


def test_terminal__an_interrupt_keeps_what_was_typed(
    desk: Desk, steps: Callable[..., Steps], tmp_path: Path, home: Path
) -> None:
    steps([["put", "name:", "name: Russia"], ["wait"]])
    screen = terminals.opened()
    process = terminals.started(["side", "add"], {"CLAIMS_STORE": str(desk.store)}, screen)
    waited(tmp_path / "ready")
    os.write(screen.ours, b"\x03")
    seen = screen.shown_by(process).decode()
    assert process.wait(timeout=20) == 130
    (path,) = left_behind(home)
    assert f"claims side add --form {path}" in seen.replace("\r\n", "")
    assert "name: Russia" in kept_form(home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_terminal__told_to_end_it_says_where_the_form_is(
    desk: Desk, steps: Callable[..., Steps], tmp_path: Path, home: Path, number: signal.Signals
) -> None:
    steps([["put", "name:", "name: Russia"], ["wait"]])
    screen = terminals.opened()
    process = terminals.started(["side", "add"], {"CLAIMS_STORE": str(desk.store)}, screen)
    waited(tmp_path / "ready")
    process.send_signal(number)
    seen = screen.shown_by(process).decode()
    assert process.wait(timeout=20) == 130
    (path,) = left_behind(home)
    assert f"claims side add --form {path}" in seen.replace("\r\n", "")
    assert "name: Russia" in kept_form(home)


def test_terminal__that_vanished_ends_the_command(
    desk: Desk, steps: Callable[..., Steps], tmp_path: Path, home: Path
) -> None:
    """An editor that does not mind writes a form that never passes, and would be opened for ever."""
    script = tmp_path / "editor.sh"
    acts = f"""trap "" HUP; date +%N >> "$1"; echo "$1" > '{tmp_path}/ready'; sleep 1; date +%N >> "$1"\n"""
    script.write_text(acts, encoding="utf-8")
    screen = terminals.opened()
    env = {"CLAIMS_STORE": str(desk.store), "EDITOR": f"sh {script}"}
    process = terminals.started(["side", "add"], env, screen)
    waited(tmp_path / "ready")
    screen.close()
    assert process.wait(timeout=20) in (6, 130)
    assert len(left_behind(home)) == 1


def test_terminal__killed_the_editors_file_is_still_there(
    desk: Desk, steps: Callable[..., Steps], tmp_path: Path
) -> None:
    steps([["put", "name:", "name: Russia"], ["wait"]])
    screen = terminals.opened()
    process = terminals.started(["side", "add"], {"CLAIMS_STORE": str(desk.store)}, screen)
    file = Path(waited(tmp_path / "ready"))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)
    screen.close()
    assert "name: Russia" in file.read_text(encoding="utf-8")


def test_terminal__without_one_the_options_are_asked_for(desk: Desk) -> None:
    assert desk.refused(2, "add").startswith("claims: --speaker and --text must be given where there is no terminal")
