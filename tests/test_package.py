"""What is shipped: the package's version, its types and the bounds of what it depends on."""

import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import claims

ROOT = Path(__file__).parent.parent


def test_version__is_the_newest_in_the_changelog() -> None:
    page = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(\S+)\] - \d{4}-\d{2}-\d{2}$", page, re.MULTILINE)
    assert versions[0] == claims.__version__


def test_types__are_announced() -> None:
    assert (files(claims) / "py.typed").is_file()


def test_lowest__has_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    done = subprocess.run([sys.executable, ROOT / ".ci" / "lowest.py"], capture_output=True, text=True, check=True)
    bounds = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert len(done.stdout.splitlines()) == len(bounds)
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", line) for line in done.stdout.splitlines())
