"""A form in the user's editor, opened again until it passes. Nothing that was typed is ever lost.

The form is edited in a file of its own, which goes only once its text is in the store, in a file that is kept, or
worth nothing.
"""

import os
import re
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from claims import escaping
from claims.cli import pager_and_editor, store_file
from claims.cli.messages import tell
from claims.errors import Aborted, ClaimsError, InputFault, StoreUnusable
from claims.exchange import disk, form
from claims.model import Finding
from claims.vocabulary import Kind, Severity

Check = Callable[[Mapping[str, Any]], Sequence[Finding]]

_REFUSED = "E000"
_TOO_QUICK_IN_SECONDS = 1.0
_MUST_WAIT = 'an editor with a window of its own must be told to wait: EDITOR="code --wait"'


class Filled(NamedTuple):
    """A form that passed.

    `data` is what was filled in. `text` is the form, to be kept (see `kept`) until the store has the record; `again`
    is the command that goes on with a kept form.
    """

    data: Mapping[str, Any]
    text: str
    again: str


def filled(kind: Kind, start: str, check: Check, again: str, *, is_typed: bool = False) -> Filled:
    """Return the form with the text `start`, as it was filled in by the user and passed `check`.

    It passes with no finding that is an error; a `ClaimsError` of `check` is told like one, but for a store that can't
    be used. `again` is the command that takes the option --form. `is_typed`: somebody filled in `start` before, so that
    the editor is opened only if it does not pass.

    Raises `Aborted` where the form was left as it was or the editor failed, `UsageFault` where there is no editor, and
    `InputFault` where a typed form does not pass without a terminal. What was typed is kept, and the user told where.
    """
    session = _Session(check, again, form.unmarked(start))
    passed, problems = session.checked(session.start) if is_typed else (None, ())
    if passed:
        return passed
    if is_typed:
        _require_terminal(problems)
    command = pager_and_editor.editor()
    with pager_and_editor.ends_raised():
        folder = Path(tempfile.mkdtemp(prefix="claims-"))
        file = folder / f"{kind.value}.yaml"
        try:
            _write(file, form.marked(start, problems) if problems else start)
            done = session.edited(command, file, len(problems))
        except BaseException:
            session.keep(file)
            raise
        shutil.rmtree(folder, ignore_errors=True)
    return done


def _require_terminal(problems: Sequence[Finding]) -> None:
    """Raise `InputFault` with what is wrong with a form where nobody could mend it."""
    if not pager_and_editor.can_edit():
        lines = [f"{one.message} ({one.remedy})" if one.remedy else one.message for one in problems]
        raise InputFault("the form does not pass, and no terminal is there to mend it", lines=lines)


@contextmanager
def kept(done: Filled) -> Iterator[None]:
    """Keep the text of a form if what is done in this context fails, and tell how to go on."""
    with pager_and_editor.ends_raised():
        try:
            yield
        except BaseException:
            try:
                _tell_kept(rescue(done.text, done.again), done.again)
            except OSError:
                tell("no file could be written to keep what you wrote; here it is:")
                sys.stderr.write(escaping.block(done.text))
            raise


def rescue(text: str, again: str) -> Path:
    """Write the text to a new file in the user's data folder, else in the one for temporary files; return its path."""
    command = again.removeprefix("claims ").lower()
    prefix = re.sub(r"[^a-z0-9]+", "-", f"{command}-{time.strftime('%Y-%m-%d')}-")
    try:
        return _new_file(store_file.data_folder() / "forms", prefix, text)
    except (OSError, StoreUnusable):
        return _new_file(Path(tempfile.gettempdir()), f"claims-{prefix}", text)


def text_of(path: Path) -> str:
    """Return the text of a form in a file, bytes that are no UTF-8 kept as surrogates; raises `OSError`."""
    path.stat()
    return disk.whole_bytes(path).decode("utf-8", "surrogateescape")


class _Session(NamedTuple):
    """One form, from its first opening to its end."""

    check: Check
    again: str
    start: str

    def edited(self, command: Sequence[str], file: Path, problems: int) -> Filled:
        before = self.start
        while True:
            begun = time.monotonic()
            pager_and_editor.edit(command, file)
            text = _typed(file)
            if text == before:
                raise _unchanged(problems, time.monotonic() - begun)
            if form.is_empty(text):
                raise Aborted("the form is empty, so nothing was written")
            passed, findings = self.checked(text)
            if passed:
                return passed
            _require_terminal(findings)
            _write(file, form.marked(text, findings))
            before, problems = text, len(findings)

    def checked(self, text: str) -> tuple[Filled | None, Sequence[Finding]]:
        """Return the form if it passes, else None, and the findings."""
        read = form.read(text)
        if read.data is None or read.findings:
            return None, read.findings
        try:
            findings = self.check(read.data)
        except StoreUnusable:
            # Nothing in the form could mend it.
            raise
        except ClaimsError as fault:
            sentences = [(fault.message, fault.hint), *((line, None) for line in fault.lines)]
            findings = [Finding(_REFUSED, Severity.ERROR, None, None, (), *sentence) for sentence in sentences]
        has_passed = not any(finding.severity is Severity.ERROR for finding in findings)
        return (Filled(read.data, text, self.again) if has_passed else None), findings

    def keep(self, file: Path) -> None:
        """Keep what was typed into the file; there is nothing to keep where nothing was."""
        try:
            text = _typed(file)
            is_worth_it = text != self.start and not form.is_empty(text)
            path = rescue(text, self.again) if is_worth_it else None
        except OSError:
            # Where no other file can be written, the one that the editor wrote is the one that is kept.
            path = file
        if path is not None:
            _tell_kept(path, self.again)
        if path != file:
            shutil.rmtree(file.parent, ignore_errors=True)


def _unchanged(problems: int, seconds: float) -> Aborted:
    if not problems:
        hint = _MUST_WAIT if seconds < _TOO_QUICK_IN_SECONDS else None
        return Aborted("the form was not changed, so nothing was written", hint)
    many = "a problem" if problems == 1 else f"{problems} problems"
    return Aborted(f"the form was left with {many}, so nothing was written")


def _typed(file: Path) -> str:
    """Return the text in the file without our marks; empty where the file is gone."""
    try:
        return form.unmarked(text_of(file))
    except FileNotFoundError:
        return ""


def _write(file: Path, text: str) -> None:
    """Put the text in the place of the file's, which stays whole if that fails."""
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text.encode("utf-8", "surrogateescape"))
    new.replace(file)


def _tell_kept(path: Path, again: str) -> None:
    tell(f"what you wrote is kept; go on with: {again} --form {shlex.quote(str(path))}")


def _new_file(folder: Path, prefix: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # Open to nobody else, as every file that `tempfile` makes.
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=".yaml", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode("utf-8", "surrogateescape"))
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)
