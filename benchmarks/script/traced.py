"""What a command line runs through: `traced.py WORDS…` runs it and prints counts as JSON to standard error.

Functions are the program's own that were called and have a name, each counted once however often it was called; modules
are the program's that were imported; statements are what the program asked of SQLite, without what triggers and the
index of words run by themselves.
"""

import json
import sqlite3
import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import claims

FOLDER = str(Path(claims.__file__).parent)


def count(words: list[str]) -> dict[str, int]:
    """Run a command line and return how many functions, modules and statements it took."""
    called: set[CodeType] = set()
    statements: list[str] = []
    plain = sqlite3.connect

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = plain(*args, **options)
        db.set_trace_callback(statements.append)
        return db

    sqlite3.connect = connect
    sys.setprofile(note)
    try:
        # Not before: what it imports is counted.
        from claims.cli import main

        main(words)
    except SystemExit as end:
        if end.code:
            raise
    finally:
        sys.setprofile(None)
    return {
        "functions": sum(code.co_filename.startswith(FOLDER) and code.co_name[0] != "<" for code in called),
        "modules": sum(name.partition(".")[0] == "claims" for name in sys.modules),
        "statements": sum(not (statement.startswith("--") or "'main'." in statement) for statement in statements),
    }


if __name__ == "__main__":
    counts = count(sys.argv[1:])
    sys.stderr.write(f"\n{json.dumps(counts)}\n")
