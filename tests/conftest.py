"""What the tests share: an environment of their own, the program in this process or beside it, and small stores."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import settings

from claims.cli import main, store_file
from claims.model import Corpus
from tests import reading

# A shell that starts a command in the background has it ignore interrupts, and so would all that it starts here.
signal.signal(signal.SIGINT, signal.default_int_handler)

STAMP = reading.STAMP

# The part of a small dossier that a test leaves out because it does not matter there.
COMMON = {
    "sides": """
sides:
  - {id: us, name: United States, aliases: [usa, america, washington]}
  - {id: china, name: China, aliases: [prc, cn, beijing]}
  - {id: eu, name: European Union, aliases: [ue]}
  - {id: nato, name: NATO, aliases: [otan]}
""",
    "speakers": """
speakers:
  - {id: wang, name: Wang Yi, kind: person, side: china, posts: [{title: Director, from: "2023-01-01"}]}
  - {id: blinken, name: Antony Blinken, kind: person, side: us, posts: [{title: Secretary, from: "2021-01-26"}]}
  - {id: borrell, name: Josep Borrell, kind: person, side: eu}
  - {id: officials, name: American officials, kind: unnamed, side: us}
""",
    "sources": """
sources:
  - {id: paper, title: A paper, kind: article, wording: original, publisher: The Paper, published: "2023-02-24"}
""",
    "disputes": """
disputes:
  - {id: balloon, title: The balloon, parties: [us, china], covers: "2023-02"}
""",
}

# A database of examples would tie one run to another, and a deadline a test to the machine.
settings.register_profile("claims", database=None, deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("claims")


class Outcome(NamedTuple):
    """How a command line ended: its exit code, and what it wrote to each stream."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the user's surroundings reaches a test, and no test reaches the user's data."""
    home = tmp_path_factory.mktemp("home")
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    own = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "LANG": "C.UTF-8", "CLAIMS_CURATOR": "tester"}
    with mock.patch.dict(os.environ):
        for key in [key for key in os.environ if not key.startswith(("PYTEST_", "COV_"))]:
            del os.environ[key]
        os.environ.update({**kept, **own, "COLUMNS": "80"})
        yield


@pytest.fixture(scope="session")
def run() -> Callable[..., Outcome]:
    """The program, run in this process as `claims` on a pipe: `run("list", "--json", store=path, env={...})`."""

    def call(*args: object, store: Path | None = None, env: dict[str, str] | None = None) -> Outcome:
        out, err = _pipe(), _pipe()
        variables = {**({"CLAIMS_STORE": str(store)} if store else {}), **(env or {})}
        with (
            mock.patch.dict(os.environ, variables),
            mock.patch.object(sys, "argv", ["claims", *map(str, args)]),
            redirect_stdout(out),
            redirect_stderr(err),
            pytest.raises(SystemExit) as end,
        ):
            main([*map(str, args)])
        return Outcome(_exit_code(end.value.code), _written(out), _written(err))

    return call


def _pipe() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    buffer = stream.detach()
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def _exit_code(code: object) -> int:
    assert code is None or isinstance(code, int)
    return code or 0


@pytest.fixture(scope="session")
def process() -> Callable[..., Outcome]:
    """The program as a process of its own; `prefix` is a command that runs it, the rest goes to `subprocess.run`."""

    def call(
        *args: object,
        store: Path | None = None,
        env: dict[str, str] | None = None,
        prefix: tuple[str, ...] = (),
        **rest: Any,
    ) -> Outcome:
        command = [*prefix, sys.executable, "-m", "claims", *map(str, args)]
        variables = {**os.environ, **({"CLAIMS_STORE": str(store)} if store else {}), **(env or {})}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **rest}
        done = subprocess.run(command, env=variables, text=True, check=False, timeout=60, **streams)
        return Outcome(done.returncode, done.stdout or "", done.stderr or "")

    return call


@pytest.fixture(scope="session")
def store_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The path of a store that holds the text of a dossier, completed by those of `COMMON`'s lists that it lacks.

    It is made once a text and only to be read.
    """
    stores = tmp_path_factory.mktemp("stores")

    def made(text: str) -> Path:
        path = stores / f"{sha256(text.encode()).hexdigest()[:24]}.db"
        if not path.exists():
            folder = tmp_path_factory.mktemp("dossier")
            (folder / "dossier.yaml").write_text(text, encoding="utf-8")
            for key, common in COMMON.items():
                if f"\n{key}:" not in f"\n{text}":
                    (folder / f"{key}.yaml").write_text(common, encoding="utf-8")
            reading.new_store(path, folder)
        return path

    return made


@pytest.fixture(scope="session")
def corpus_of(store_of: Callable[[str], Path]) -> Callable[[str], Corpus]:
    """The corpus in the store that `store_of` makes of a text."""
    return lambda text: reading.corpus_in(store_of(text))


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bundled record, only to be read."""
    return reading.new_store(tmp_path_factory.mktemp("bundled") / "claims.db", store_file.bundled())
