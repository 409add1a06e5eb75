"""What a command did, or would have done."""

from collections.abc import Mapping
from typing import NamedTuple

from claims.model import Revision
from claims.store.states import StateChange
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op


class Receipt(NamedTuple):
    """The outcome of one transaction.

    `is_dry`: nothing was kept. `changes` are in the order in which they were made, each as its revision (`seq` 0: not
    numbered); of an import they are left out unless they were asked for. `counts` are records by kind, by what was
    done, and whether they were new; `unchanged` counts those given that changed nothing. `states` tells the claims
    whose state is another now, new ones included.
    """

    stamp: Stamp
    why: str | None
    is_dry: bool
    changes: tuple[Revision, ...]
    counts: Mapping[tuple[Kind, Op, bool], int]
    unchanged: int
    states: tuple[StateChange, ...]
