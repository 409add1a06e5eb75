"""`python -m claims`."""

import sys

if not sys.flags.safe_path:
    # Python looks for modules in the current folder first, which may be anybody's; `claims` itself is found by now.
    del sys.path[0]

from claims.cli import main

main()
