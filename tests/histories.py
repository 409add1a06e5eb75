"""Random histories for properties: what curators do to a record, step by step, each step through a command's rules."""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from claims import checks, curation
from claims.curation import entry
from claims.errors import CurationRefused
from claims.json.record import kind_of
from claims.model import Change, Citation, Claim, Corpus, Link, Record, Source
from claims.store import curated
from claims.store.connection import Connection, reading
from claims.store.write import Stamp
from claims.vocabulary import BUILT_IN_SIDES, Kind, Op, Relation, Status
from tests import strategies

Act = Callable[[Connection, Any, str], Change]
"""What a curator does to a record, with some words."""

CURATORS = ("Ann", "bob", "气球")


def storable(corpus: Corpus) -> Corpus:
    """The corpus without what a rule of writing forbids in a store that has its sides.

    That is withdrawals of another side's claims, and names of the sides with which a store is made.
    """
    sides = {claim.id: claim.side for claim in corpus.claims}
    kept = (one for one in corpus.links if not (_withdraws(one) and sides[one.from_id] != sides[one.to_id]))
    sides_kept = (one._replace(aliases=tuple(filter(_is_free, one.aliases))) for one in corpus.sides)
    return corpus._replace(links=tuple(kept), sides=tuple(sides_kept))


def _is_free(alias: str) -> bool:
    return alias.casefold() not in {name.casefold() for id, _, aliases in BUILT_IN_SIDES for name in (id, *aliases)}


def _withdraws(link: Link) -> bool:
    return link.relation is Relation.WITHDRAWS


@st.composite
def _steps(draw: st.DrawFn) -> tuple[str, int, str]:
    """What is done, to which record (a number to choose by), and in which words."""
    return draw(st.sampled_from(sorted(_ACTS))), draw(st.integers(0, 99)), draw(strategies.TEXTS)


def histories(most: int = 8) -> st.SearchStrategy[list[Any]]:
    """Some steps, each with its curator."""
    return st.lists(st.tuples(_steps(), st.sampled_from(CURATORS)), max_size=most)


def live(store: Path, history: list[Any], hour: int = 0) -> None:
    """Do what a history says, a minute apart; steps that the rules refuse are passed over."""
    for minute, (step, by) in enumerate(history):
        stamp = Stamp(f"2027-01-01T{hour:02}:{minute:02}:00.000000Z", by)
        with suppress(CurationRefused):
            curation.commit(store, partial(changes, step), stamp, step[-1])


def changes(step: tuple[str, int, str], db: Connection) -> list[Change]:
    """What a step does to a record."""
    act, choice, words = step
    records = [one for kind in _KINDS.get(act, tuple(Kind)) for one in curated.all_of(db, kind)]
    return [_ACTS[act](db, records[choice % len(records)], words)] if records else []


def _reword(db: Connection, one: Any, words: str) -> Change:
    return edited(one, text=words)


def _remark(db: Connection, one: Any, words: str) -> Change:
    return edited(one, note=words)


def _retract(db: Connection, one: Any, words: str) -> Change:
    return entry.retracted(db, one)


def _restore(db: Connection, one: Any, words: str) -> Change:
    return entry.restored(db, one)


def _drop(db: Connection, one: Claim, words: str) -> Change:
    return edited(one, citations=one.citations[:-1])


def cite(db: Connection, one: Claim, words: str) -> Change:
    """Another citation of a claim, with the number that a command would give it."""
    sources = [source.id for source in curated.all_of(db, Kind.SOURCE) if source.status is Status.ON_RECORD]
    (made,) = db.execute("SELECT citations_made FROM claims WHERE id = ?", (one.id,)).fetchone()
    return edited(one, citations=(*one.citations, *(Citation(made + 1, id, locator=words) for id in sources[:1])))


def _retell(db: Connection, one: Source, words: str) -> Change:
    text = f"{words}\n{one.text or words}"
    return edited(one, text=text, sha256=checks.digest(text))


def _turn(db: Connection, one: Any, words: str) -> Change:
    names = [name for name in ("aliases", "authors", "addressees", "disputes", "citations") if hasattr(one, name)]
    return edited(one, **{name: getattr(one, name)[::-1] for name in names})


def edited(before: Record, **changed: Any) -> Change:
    """Another version of a record."""
    return Change(Op.EDIT, kind_of(before), before, before._replace(**changed))


_KINDS = {**dict.fromkeys(("cite", "drop", "reword"), (Kind.CLAIM,)), "retell": (Kind.SOURCE,)}
_ACTS: dict[str, Act] = {
    "cite": cite, "drop": _drop, "remark": _remark, "restore": _restore, "retract": _retract, "reword": _reword,
    "retell": _retell, "turn": _turn,
}  # fmt: skip


def contents(store: Path) -> dict[str, Any]:
    """All that a store says: records of every status, the log, the states, the numbers that citations were given."""
    with reading(store) as db:
        log = db.execute("SELECT * FROM revisions ORDER BY seq").fetchall()
        claims = db.execute("SELECT id, last_word, unanswered FROM claims ORDER BY id").fetchall()
        made = dict(db.execute("SELECT id, citations_made FROM claims"))
        return {"records": curated.corpus(db), "log": log, "states": claims, "made": made}


def shared(store: Path) -> dict[str, Any]:
    """The same, but for the numbers that a store of its own gives to revisions."""
    found = contents(store)
    return {**found, "log": sorted(map(repr, (row[1:] for row in found["log"])))}


def numbers_told(log: list[Any]) -> dict[str, set[int]]:
    """The numbers of citations that a log tells of, by claim."""
    told: dict[str, set[int]] = {}
    for *_, kind, id, before, after, _ in log:
        for text in (before, after) if kind == "claim" else ():
            for citation in (json.loads(text) if text else {}).get("citations", ()):
                told.setdefault(id, set()).add(int(citation["id"].rpartition("#")[2]))
    return told
