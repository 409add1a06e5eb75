"""An export in one file: whole or not at all, and never over what no export wrote."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from claims.errors import StoreUnusable, UsageFault
from claims.exchange.yaml_text import HEADER

_BEGINNINGS = (HEADER.encode(), b'{"record":')


def write(path: Path, pieces: Iterable[str], *, force: bool = False) -> None:
    """Write the pieces beside the place of the file, then give them its name.

    Raises `UsageFault` for a file that no export wrote, unless `force`, and for what is no file; `StoreUnusable` where
    the disk refuses.
    """
    if path.exists() and not path.is_file():
        # Whoever may do anything would put a file in the place of a device.
        raise UsageFault(f"{path} is no file", "name another one, or write to standard output")
    if not (force or _is_ours(path)):
        raise UsageFault(f"{path} is there and was not written by an export", "name another file, or use --force")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        raise StoreUnusable(f"can't write {path}: {reason}", "nothing was written") from fault
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    if not path.exists():
        return True
    try:
        with path.open("rb") as stream:
            beginning = stream.read(max(map(len, _BEGINNINGS)))
    except OSError:
        return False
    return not beginning or beginning.startswith(_BEGINNINGS)
