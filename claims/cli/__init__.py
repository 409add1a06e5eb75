"""The command line: parses, composes a read, a thought and a view. No rule, no SQL, no Rich."""

import sys


def main() -> None:
    """Run the command line of this process, then exit."""
    from claims.cli.app import app

    # Names and quotes have every script; a terminal that lacks one still gets to see that something is there.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    app(prog_name="claims")
