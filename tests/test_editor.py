"""The form in an editor: opened, marked, opened again; nothing typed is ever lost."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from claims.cli import editor
from claims.command import Call
from claims.errors import Aborted, ClaimsError, InputFault, UnknownRecord, UsageFault
from claims.exchange import form
from claims.json import record as wire
from claims.model import Finding
from claims.vocabulary import Kind, Severity
from tests import terminals

NEW = form.text(Kind.CLAIM, {}, heading="A new claim")
CLAIM = {"text": "It: strayed.", "speaker": "wang", "side": "china", "act": "denial", "id": "strayed"}


def rules(data: Mapping[str, Any]) -> Sequence[Finding]:
    return wire.read(Kind.CLAIM, data).findings


def finding(message: str, *path: str | int, **rest: Any) -> Finding:
    given = {"code": "X001", "severity": Severity.ERROR, "kind": None, "record": None, "remedy": None, **rest}
    return Finding(path=path, message=message, **given)


def line_below(text: str, message: str) -> str:
    """The line under the mark that holds `message`, which must say its number."""
    lines = text.split("\n")
    (at,) = (number for number, line in enumerate(lines) if line.startswith("#! ") and message in line)
    below = next(number for number in range(at, len(lines)) if not lines[number].startswith("#! "))
    assert lines[at].startswith(f"#! {below + 1}: ")
    return lines[below]


# Editors.

SCRIPT = """
import json, os, sys, time
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


def test_filled__gives_what_was_typed(steps: Callable[..., Steps], home: Path) -> None:
    steps([*FILL, *REST])
    done = editor.filled(Kind.CLAIM, NEW, rules)
    assert done.data == CLAIM
    assert form.read(done.text).data == CLAIM
    assert done.again == "claims add"
    assert left_behind(home) == []


def test_filled__opens_again_with_the_problems_until_it_passes(steps: Callable[..., Steps], home: Path) -> None:
    made = steps([*FILL, ["put", "act:", "act: denail"]], [["put", "act: denail", "act: denial"], REST[0]], [REST[2]])
    assert editor.filled(Kind.CLAIM, NEW, rules).data == CLAIM
    first, second, third = made.seen()
    assert first == NEW
    assert second.startswith("#! 3 problems.")
    assert line_below(second, "“denail” is not a known word") == "act: denail"
    assert third.startswith("#! 1 problem.")
    assert line_below(third, "id is missing") == "id:"
    assert "denail" not in third
    assert left_behind(home) == []


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_filled__runs_editors_with_arguments(variable: str) -> None:
    with mock.patch.dict(os.environ, {"EDITOR": "false", variable: "sed -i -e 's/^venue:$/venue: a hall/'"}):
        assert editor.filled(Kind.CLAIM, NEW, lambda _: ()).data == {"venue": "a hall"}


def test_filled__the_file_is_open_to_nobody_else(steps: Callable[..., Steps], tmp_path: Path) -> None:
    script = tmp_path / "look.sh"
    script.write_text('#!/bin/sh\nstat -c "%a %n" "$1" "$(dirname "$1")" > "$0.out"\n', encoding="utf-8")
    with mock.patch.dict(os.environ, {"EDITOR": f"sh {script}"}), pytest.raises(Aborted):
        editor.filled(Kind.SPEAKER, NEW, rules)
    file, folder = (tmp_path / "look.sh.out").read_text(encoding="utf-8").splitlines()
    assert file.startswith("600 ")
    assert file.endswith("/speaker.yaml")
    assert folder.startswith("700 ")


@pytest.mark.parametrize("act", [[], [["delete"]], [["bytes", ""]], [["bytes", "23 6e 6f 0a"]]])
def test_filled__untouched_or_emptied_is_aborted(
    steps: Callable[..., Steps], home: Path, act: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    steps(act)
    with pytest.raises(Aborted) as stop:
        editor.filled(Kind.CLAIM, NEW, rules)
    assert stop.value.exit_code == 130
    assert "nothing was written" in stop.value.message
    assert left_behind(home) == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ([], "left with 3 problems"),
        ([["exit", 3]], "exit code 3"),
        ([["kill", signal.SIGKILL]], "signal 9"),
        ([["put", "wang", "wang-yi"], ["exit", 1]], "exit code 1"),
    ],
)
def test_filled__what_was_typed_is_kept(
    steps: Callable[..., Steps], home: Path, capsys: pytest.CaptureFixture[str], act: list[Any], message: str
) -> None:
    made = steps(FILL, act)
    with pytest.raises(Aborted, match=message) as stop:
        editor.filled(Kind.CLAIM, NEW, rules)
    assert stop.value.exit_code == 130
    (path,) = left_behind(home)
    assert path.stat().st_mode & 0o777 == 0o600
    assert capsys.readouterr().err == f"claims: what you wrote is kept; go on with: claims add --form {path}\n"
    expected = form.unmarked(made.seen()[1])
    assert editor.text_of(path) == (expected.replace("wang", "wang-yi") if "put" in str(act) else expected)


def test_filled__bytes_that_are_no_utf_8_are_told_and_kept(steps: Callable[..., Steps], home: Path) -> None:
    typed = "text: caf\xe9\n".encode("latin-1")
    made = steps([["bytes", typed.hex()]])
    with pytest.raises(Aborted):
        editor.filled(Kind.CLAIM, NEW, rules)
    assert "not encoded in UTF-8" in made.seen()[1]
    (path,) = left_behind(home)
    assert path.read_bytes() == typed


def test_filled__an_error_of_the_check_is_told_at_the_top(steps: Callable[..., Steps], home: Path) -> None:
    def check(data: Mapping[str, Any]) -> Sequence[Finding]:
        if data["speaker"] == "wang":
            raise UnknownRecord("speaker", "wang", ["wang-yi"])
        return ()

    made = steps(FILL, [["put", "speaker: wang", "speaker: wang-yi"]])
    assert editor.filled(Kind.CLAIM, NEW, check).data["speaker"] == "wang-yi"
    assert made.seen()[1].split("\n")[1] == "#! no speaker “wang” in this store (did you mean wang-yi?)"


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ZeroDivisionError(), OSError(28, "No space left")])
def test_filled__nothing_is_lost_when_the_check_breaks(
    steps: Callable[..., Steps], home: Path, fault: BaseException
) -> None:
    steps(FILL)
    with pytest.raises(type(fault)):
        editor.filled(Kind.SIDE, NEW, mock.Mock(side_effect=fault), again="claims edit us-a")
    (path,) = left_behind(home)
    assert path.name.startswith("edit-us-a-")
    assert form.read(editor.text_of(path)).data == {"text": "It: strayed.", "speaker": "wang"}


def test_filled__warnings_do_not_stop_it(steps: Callable[..., Steps]) -> None:
    steps(FILL)
    warning = finding("hm", "text", severity=Severity.WARNING)
    assert editor.filled(Kind.CLAIM, NEW, lambda _: [warning]).data["speaker"] == "wang"


def test_filled__a_kept_form_is_taken_as_it_is_or_opened_with_its_problems(
    steps: Callable[..., Steps], home: Path
) -> None:
    whole = form.text(Kind.CLAIM, CLAIM, heading="A new claim")
    made = steps([["put", "act: denail", "act: denial"]])
    assert editor.filled(Kind.CLAIM, whole, rules, is_typed=True).data == CLAIM
    assert made.seen() == []
    faulty = whole.replace("act: denial", "act: denail")
    with pytest.raises(InputFault, match="no terminal") as stop:
        editor.filled(Kind.CLAIM, faulty, rules, is_typed=True)
    assert "“denail” is not a known word" in stop.value.faults[0]
    with mock.patch("claims.cli.editor.can_edit", return_value=True):
        assert editor.filled(Kind.CLAIM, faulty, rules, is_typed=True).data == CLAIM
    assert line_below(made.seen()[0], "“denail” is not") == "act: denail"
    assert left_behind(home) == []


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"EDITOR": "no-such-editor -x"}, "“no-such-editor” is not there"),
        ({"VISUAL": "'open"}, "VISUAL can't be read"),
        ({"EDITOR": " ", "PATH": "/nowhere"}, "there is no editor"),
    ],
)
def test_filled__without_an_editor(env: dict[str, str], message: str, home: Path) -> None:
    with mock.patch.dict(os.environ, env), pytest.raises(UsageFault, match=message) as stop:
        editor.filled(Kind.CLAIM, NEW, rules)
    assert stop.value.hint
    assert left_behind(home) == []


# Kept forms.


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


def test_rescue__without_a_data_folder_uses_the_one_for_temporary_files(home: Path) -> None:
    home.parent.write_text("no folder", encoding="utf-8")
    path = editor.rescue("text: x\n")
    assert path.parent.name == "tmp"
    assert editor.text_of(path) == "text: x\n"


def test_kept__shows_the_text_where_no_file_can_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        mock.patch("tempfile.mkstemp", side_effect=OSError(28, "No space left")),
        pytest.raises(ValueError, match="broken"),
        editor.kept(editor.Filled({}, "text: typed\n", "claims add")),
    ):
        raise ValueError("broken")
    assert capsys.readouterr().err.endswith("here it is:\ntext: typed\n")


def test_filled__keeps_the_editors_file_where_no_other_can_be_written(
    steps: Callable[..., Steps], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps(FILL)
    with mock.patch("tempfile.mkstemp", side_effect=OSError(28, "No space left")), pytest.raises(Aborted):
        editor.filled(Kind.CLAIM, NEW, rules)
    (path,) = (tmp_path / "tmp").glob("*/claim.yaml")
    assert str(path) in capsys.readouterr().err
    assert (form.read(editor.text_of(path)).data or {})["speaker"] == "wang"


# Terminals.

PROGRAM = """
import os, sys
os.close(os.open(os.ttyname(0), os.O_RDWR))  # whose session has no terminal gets this one
from claims.cli import editor, fault
from claims.exchange import form
from claims.vocabulary import Kind
def run():
    assert editor.can_edit()
    print(editor.filled(Kind.SIDE, form.text(Kind.SIDE, {}, heading="A new side"), lambda _: ()).data)
sys.exit(fault.guarded(run, debug=True))
"""


def on_terminal(**streams: Any) -> tuple[subprocess.Popen[bytes], terminals.Terminal]:
    screen = terminals.opened()
    given = {"stdin": screen.theirs, "stdout": screen.theirs, "stderr": screen.theirs, **streams}
    return subprocess.Popen([sys.executable, "-c", PROGRAM], start_new_session=True, **given), screen


def waited(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not path.exists() or not path.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return path.read_text(encoding="utf-8")


def test_terminal__the_editor_has_it_even_when_the_output_goes_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.sh"
    script.write_text('test -t 0 && test -t 1 && echo On screen && echo "name: Russia" > "$1"\n', encoding="utf-8")
    monkeypatch.setenv("EDITOR", f"sh {script}")
    with (tmp_path / "out").open("wb") as out:
        process, screen = on_terminal(stdout=out)
        seen = screen.shown_by(process).decode()
    assert process.wait(timeout=20) == 0
    assert "On screen" in seen
    assert (tmp_path / "out").read_text(encoding="utf-8") == "{'name': 'Russia'}\n"


def test_terminal__an_interrupt_keeps_what_was_typed(steps: Callable[..., Steps], tmp_path: Path, home: Path) -> None:
    steps([["put", "name:", "name: Russia"], ["wait"]])
    process, screen = on_terminal()
    waited(tmp_path / "ready")
    os.write(screen.ours, b"\x03")
    seen = screen.shown_by(process).decode()
    assert process.wait(timeout=20) == 130
    (path,) = left_behind(home)
    assert f"claims side add --form {path}" in seen
    assert 'Traceback (most recent call last):\r\n  File "<string>"' not in seen
    assert form.read(editor.text_of(path)).data == {"name": "Russia"}


def test_terminal__killed_the_editors_file_is_still_there(steps: Callable[..., Steps], tmp_path: Path) -> None:
    steps([["put", "name:", "name: Russia"], ["wait"]])
    process, screen = on_terminal()
    file = Path(waited(tmp_path / "ready"))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)
    screen.close()
    assert form.read(editor.text_of(file)).data == {"name": "Russia"}


def test_is_wanted__only_without_options_and_on_a_terminal() -> None:
    names = ("speaker", "text")
    with mock.patch("claims.cli.editor.can_edit", return_value=True):
        assert editor.is_wanted(Call("add", {"speaker": None, "text": (), "store": "x"}), names)
        assert not editor.is_wanted(Call("add", {"speaker": "wang"}), names)
    assert not editor.can_edit()
    assert not editor.is_wanted(Call("add", {}), names)
