"""What the tests of the commands that write share: a small store of their own, and how they look into it."""

import io
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from jsonschema import Draft202012Validator

from claims.json import schemas
from tests import terminals

NOW = "2026-11-23T10:00:00.000000Z"
TEXT = "One. They spy.\r\nTwo. They spy.\r\nThey said: “We do not.” End"
RECORD = """
sources:
  - {id: paper, title: A paper, kind: article, wording: original, text: "One. They spy.\\r\\nTwo. They spy.\\r\\nThey said: “We do not.” End"}
  - {id: wire, title: A wire, kind: article, wording: original}
speakers:
  - {id: wang, name: Wang Yi, kind: person, side: china}
  - {id: wang-lutong, name: Wang Lutong, kind: person, side: china}
  - {id: borrell, name: Josep Borrell, kind: person, side: eu}
  - {id: blinken, name: Antony Blinken, kind: person, side: us}
  - {id: cooper, name: Zack Cooper, kind: person}
  - {id: officials, name: American officials, kind: unnamed, side: us}
  - {id: gone, name: Gone, kind: person, side: us, status: retracted}
claims:
  - {id: us-spies, text: China spies on us., speaker: blinken, side: us, act: accusation, disputes: [balloon],
     said: "2023-02-02", citations: [{source: paper, quote: We do not.}, {source: wire, quote: They spy., locator: p. 1}]}
  - {id: china-strayed, text: It strayed., speaker: wang, side: china, act: denial, disputes: [balloon],
     said: "2023-02-03", links: [{relation: rebuts, to: us-spies, basis: explicit}]}
  - {id: us-size, text: It is large., speaker: blinken, side: us, act: assertion}
"""  # noqa: E501 - one source a line
LINK = "china-strayed/rebuts/us-spies"


class Desk(NamedTuple):
    """A curator's desk: the program, and a store that a test may change."""

    run: Callable[..., Any]
    store: Path

    def __call__(self, *words: object, code: int = 0, given: bytes | None = None, **env: str) -> Any:
        """What a command line wrote; it must end with this exit code. `given` is its standard input."""
        stdin = io.TextIOWrapper(io.BytesIO(given or b""))
        with mock.patch.object(sys, "stdin", stdin), mock.patch("claims.cli.curator.now", return_value=NOW):
            done = self.run(*words, store=self.store, env=env)
        assert done.code == code, done
        return done

    def typing(self, *words: object, code: int = 0, **env: str) -> Any:
        """The same of a command line at which somebody types, whose editor is named in a variable."""
        done = terminals.typed_at(words, {"CLAIMS_STORE": str(self.store), **env})
        assert done.code == code, done
        return done

    def receipt(self, *words: object, given: bytes | None = None) -> Any:
        """The receipt of a command, which must be of the published shape."""
        found = json.loads(self(*words, "--json", given=given).out)
        Draft202012Validator(schemas.schema("receipt")).validate(found)
        return found

    def refused(self, code: int, *words: object, given: bytes | None = None) -> str:
        """The complaint of a command that must change nothing."""
        before = self.dump()
        done = self(*words, code=code, given=given)
        assert (done.out, self.dump()) == ("", before)
        return str(done.err)

    def show(self, id: str) -> Any:
        """A record as it is shown."""
        return json.loads(self("show", id, "--json").out)

    def log(self, *words: str) -> Any:
        """Revisions, the newest first."""
        return json.loads(self("log", *words, "--json").out)

    def dump(self) -> list[str]:
        """All that the store's file holds."""
        db = sqlite3.connect(f"{self.store.as_uri()}?mode=ro", uri=True)
        try:
            return list(db.iterdump())
        finally:
            db.close()


def desk(run: Callable[..., Any], store_of: Callable[[str], Path], folder: Path, record: str = RECORD) -> Desk:
    """A desk with a store of its own in `folder`."""
    return Desk(run, Path(shutil.copy(store_of(record), folder / "claims.db")))


def states(*changed: tuple[str, tuple[str, bool] | None, tuple[str, bool] | None]) -> list[dict[str, Any]]:
    """The states of a receipt: ids, each with its last word and whether it is unanswered, before and after."""
    return [{"id": id, "before": _state(before), "after": _state(after)} for id, before, after in changed]


def _state(given: tuple[str, bool] | None) -> dict[str, Any] | None:
    return {"last_word": given[0], "unanswered": given[1]} if given else None


def counts(**changed: tuple[int, int]) -> dict[str, Any]:
    """The counts of a receipt: by kind, how many records are new and how many changed."""
    kinds = ("sides", "speakers", "sources", "disputes", "claims", "links")
    by_kind = {kind: changed.get(kind, (0, 0)) for kind in kinds}
    return {**{kind: {"new": new, "changed": old} for kind, (new, old) in by_kind.items()}, "unchanged": 0}
