"""Who changes the store, and when: what a command reads of its surroundings."""

import os
from datetime import UTC, datetime

from claims.command import require_text
from claims.errors import UsageFault
from claims.store.write import Stamp


def stamp(option: str | None) -> Stamp:
    """Return who changes the store now; `option` is whom --by names, None where it is not given."""
    return Stamp(now(), name(option))


def now() -> str:
    """Return the instant, in UTC with microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def name(option: str | None) -> str:
    """Return who is at work: whom the option names, else CLAIMS_CURATOR, else git's user, else the login name."""
    named = (option or "").strip()
    if option is not None and not named:
        raise UsageFault("--by is empty", "give a name, or leave it out")
    return named or _variable() or _git_user() or _login()


def _variable() -> str:
    named = os.environ.get("CLAIMS_CURATOR", "").strip()
    require_text(named, "CLAIMS_CURATOR")
    return named


def _git_user() -> str | None:
    import shutil
    import subprocess

    git = shutil.which("git")
    if git is None:
        return None
    try:
        asked = subprocess.run(
            [git, "config", "user.name"], capture_output=True, encoding="utf-8", timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return asked.stdout.strip() or None


def _login() -> str:
    import getpass

    try:
        user = getpass.getuser()
        user.encode()
    # Neither a variable nor an entry in the password file, no such file on the system, or no text.
    except (KeyError, OSError, ImportError, UnicodeEncodeError):
        return "unknown"
    return user
