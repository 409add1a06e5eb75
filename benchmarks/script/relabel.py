"""Labelling everything in a store anew, kept nowhere: `relabel.py STORE`."""

import sys
from pathlib import Path

from claims.store import states
from claims.store.connection import writing

with writing(Path(sys.argv[1]), keep=False) as db:
    # More claims than are labelled one by one.
    states.renew(db, {str(number) for number in range(30_000)})
