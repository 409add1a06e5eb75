"""What can go wrong, each with its sentence, its exit code and a hint.

Errors are raised where they happen and caught in one place (`claims.cli`). A problem in the data is no error but a
value: see `claims.model.Finding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class ClaimsError(Exception):
    """An expected failure: one sentence for stderr, an exit code, and what the user can do about it."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, hint: str | None = None, lines: Sequence[str] = ()) -> None:
        """`message` is one clear sentence; `hint` says what to do next, None where there is nothing to add.

        `lines` name the single cases, where there are several.
        """
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.lines = tuple(lines)


class UsageFault(ClaimsError):
    """A malformed value or an impossible combination on the command line."""

    exit_code = 2


class UnknownRecord(ClaimsError):
    """A record named on the command line is not in the store."""

    exit_code = 3

    def __init__(
        self, kind: str, name: str, nearest: Sequence[str] = (), making: str | None = None, speaking: Sequence[str] = ()
    ) -> None:
        """`kind` is the word for the record, `nearest` the ids or names most like `name`, best first.

        `making` is the command that makes such a record, None where making one is no way out. `speaking` are the ids of
        claims that have the words of the name.
        """
        meant = f"did you mean {_alternatives(nearest)}?" if nearest else None
        made = f"make it with: {making}" if making else None
        spoken = f"claims that speak of it: {', '.join(speaking)}" if speaking else None
        hint = " or ".join(filter(None, (meant, made)))
        super().__init__(f"no {kind} {quoted(name)} in this store", " ".join(filter(None, (hint, spoken))) or None)
        self.nearest = tuple(nearest)


class AmbiguousName(ClaimsError):
    """A name on the command line fits several records."""

    exit_code = 3

    def __init__(self, kind: str, name: str, candidates: Sequence[str]) -> None:
        """`candidates` are the ids that `name` fits, in order."""
        super().__init__(f"{quoted(name)} fits more than one {kind}", f"one of {_alternatives(candidates)}")
        self.candidates = tuple(candidates)


class CurationRefused(ClaimsError):
    """A rule of curation forbids the change."""

    exit_code = 4


class StoreUnusable(ClaimsError):
    """The store can't be opened, read, written or made."""

    exit_code = 5


class InputFault(ClaimsError):
    """One or more faults in input files; `lines` are `file:line:column: sentence (remedy)`, in file order."""

    exit_code = 6


class Aborted(ClaimsError):
    """The user, or what the user was working with, ended the command before anything was done."""

    exit_code = 130


def quoted(name: str) -> str:
    """`name` in quotation marks, shortened."""
    shown = name if len(name) <= _LONGEST_QUOTED else f"{name[:_LONGEST_QUOTED]}…"
    return f"“{shown}”"


def meant(word: str, known: Sequence[str], otherwise: str, cutoff: float = 0.5) -> str:
    """Return the hint for a word that is not known: the nearest that is, or what is to be said where none is near."""
    from difflib import get_close_matches

    nearest = get_close_matches(word, known, n=1, cutoff=cutoff)
    return f"did you mean {nearest[0]}?" if nearest else otherwise


_LONGEST_QUOTED = 60
_MOST_ALTERNATIVES = 8


def _alternatives(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_ALTERNATIVES])
    if len(names) > len(shown):
        return f"{', '.join(shown)} and others"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
