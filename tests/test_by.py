"""Who is at work: whom --by names, else CLAIMS_CURATOR, else git's user, else the login name."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import curating
from tests.curating import Desk


@pytest.fixture
def desk(run: Callable[..., Any], store_of: Callable[[str], Path], tmp_path: Path) -> Desk:
    return curating.desk(run, store_of, tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A home with a git of its own, in which nobody is named as the curator."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text("[user]\n\tname = Gítta Müller\n", encoding="utf-8")
    return {"HOME": str(tmp_path / "home"), "CLAIMS_CURATOR": "", "LOGNAME": "login", "GIT_CONFIG_NOSYSTEM": "1"}


def author(desk: Desk, *words: str, **env: str) -> str:
    desk("add", "--speaker", "wang", "--text", "T.", *words, **env)
    return str(desk.log("--limit", "1")[0]["by"])


def test_by__is_who_is_named_else_the_variable_else_git_else_the_login(desk: Desk, home: dict[str, str]) -> None:
    assert author(desk, "--by", " Anna ", **{**home, "CLAIMS_CURATOR": "mara"}) == "Anna"
    assert author(desk, **{**home, "CLAIMS_CURATOR": " mara "}) == "mara"
    assert author(desk, **home) == "Gítta Müller"
    Path(home["HOME"], ".gitconfig").unlink()
    assert author(desk, **home) == "login"
    assert author(desk, **{**home, "PATH": "/nowhere"}) == "login"


def test_by__git_of_the_folder_goes_before_that_of_the_user(
    desk: Desk, home: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {**os.environ, **home}
    subprocess.run(["git", "init", "-q", tmp_path / "here"], env=env, check=True)
    monkeypatch.chdir(tmp_path / "here")
    subprocess.run(["git", "config", "user.name", "Here"], env=env, check=True)
    assert author(desk, **home) == "Here"
