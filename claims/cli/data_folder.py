"""Where the user's data are kept, as far as two variables tell: platformdirs takes 6 ms to import."""

import os
import sys


def plain() -> str | None:
    """The program's folder for data, None where it is for platformdirs to say: other systems, no home folder."""
    folder = os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")  # noqa: PTH111
    return f"{folder}/claims" if sys.platform == "linux" and os.path.isabs(folder) else None  # noqa: PTH117
