"""Programs of Debian's that are peers, unpacked into a folder: no root is needed, and the system stays as it is."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PROGRAMS = ("sqlite3", "jq", "hledger", "notmuch")
"""Each is in the package of its name."""


class Tried(NamedTuple):
    """What a command wrote, and what it complained of: empty where it did what it was asked."""

    output: str
    complaint: str


def fetch(folder: Path) -> None:
    """Unpack the programs that are not there, with the libraries that the system lacks; say what is not to be had."""
    for program in PROGRAMS:
        if not tool(folder, program):
            say(f"fetching {program}")
            complaint = _unpacked(folder, program)
            if complaint or not tool(folder, program):
                say(f"{program} is not to be had, and the rows against it are passed over: {complaint}")


def _unpacked(folder: Path, program: str) -> str:
    """Unpack a package and what it needs; the complaint, empty where there is none."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return "the system is none of Debian's"
    names = _needed(program)
    if not names and not tried("apt-get", "update").complaint:
        names = _needed(program)
    packages = folder / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    done = tried("apt-get", "download", *names, folder=packages) if names else Tried("", "no such package")
    for package in packages.glob("*.deb"):
        done = done if done.complaint else tried("dpkg", "-x", str(package), str(folder))
    return done.complaint


def _needed(program: str) -> list[str]:
    """The packages that an installation would bring."""
    planned = tried("apt-get", "--simulate", "--no-install-recommends", "install", program).output
    return [line.split()[1] for line in planned.splitlines() if line.startswith("Inst ")]


def tool(folder: Path, program: str) -> str:
    """The path of a program, unpacked in the folder or in the system; empty where it is nowhere."""
    unpacked = folder / "usr" / "bin" / program
    return str(unpacked) if unpacked.exists() else shutil.which(program) or ""


def libraries(folder: Path) -> dict[str, str]:
    """The variable by which unpacked programs find their libraries, none where nothing was unpacked."""
    found = ":".join(str(path) for path in sorted(folder.glob("usr/lib/*-linux-gnu*")))
    return {"LD_LIBRARY_PATH": found} if found else {}


def versions(folder: Path) -> list[str]:
    """The programs that are there, with their versions."""
    shown = []
    for program in PROGRAMS:
        if path := tool(folder, program):
            words = tried(path, "--version", variables=libraries(folder)).output.replace("-", " ").replace(",", " ")
            shown += [f"{program} {word}" for word in words.split() if word[0].isdigit()][:1]
    return shown


def run(*words: str) -> None:
    """Run a command; raises SystemExit where it fails."""
    if complaint := tried(*words).complaint:
        raise SystemExit(f"{' '.join(words)}: {complaint}")


def tried(*words: str, folder: Path | None = None, variables: dict[str, str] | None = None) -> Tried:
    """Run a command, in a folder, with further variables."""
    import os

    environment = {**os.environ, **(variables or {})}
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    return Tried(done.stdout.strip(), (done.stderr.strip()[-500:] or "it failed") if done.returncode else "")


def say(sentence: str) -> None:
    """Tell who runs the suite what is going on."""
    sys.stderr.write(f"{sentence}\n")
