"""Grounded labelling of a whole store by clingo: `solver.py STORE`."""

import sqlite3
import sys

import clingo

db = sqlite3.connect(sys.argv[1])
numbers = {id: number for number, (id,) in enumerate(db.execute("SELECT id FROM claims"))}
attacks = db.execute("SELECT from_id, to_id FROM links WHERE relation IN ('rebuts', 'undercuts', 'withdraws')")
facts = "".join(f"att({numbers[a]},{numbers[b]})." for a, b in attacks)
control = clingo.Control(["--warn=none"])
control.add(
    "base",
    [],
    f"arg(0..{len(numbers) - 1}). {facts}in(X) :- arg(X), out(Y) : att(Y,X). out(X) :- in(Y), att(Y,X). #show in/1.",
)
control.ground([("base", [])])
control.solve()
