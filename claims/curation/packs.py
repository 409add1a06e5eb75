"""Claims and links of a large first import: made into rows beside the transaction, and looked up when all have come.

Into a store that holds nothing yet, most records can be written without being looked at one by one: what is wrong
with a record by itself is seen where its rows are made, and whether what it names is there once all is there. Whatever
is more than that (a fault, a quote to be found in a text, a record of another kind) has no pack, and takes the ordinary
way in the same transaction.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from claims import checks
from claims.curation import completion
from claims.curation.portion import portions
from claims.curation.surroundings import Surroundings
from claims.model import Claim, Corpus, Finding, Link, Record, Revision, Source
from claims.store import exchanges, fulltext, pack, whole
from claims.store.connection import Connection
from claims.store.pack import Pack
from claims.store.write import Stamp
from claims.vocabulary import Kind, Op, Severity

_CHUNK = 500
_REPEATED = "R002"


class Batch(NamedTuple):
    """Records as a pack, None where they have no pack; and a way to read them one by one."""

    pack: Pack | None
    records: Callable[[], Iterator[Record | Revision]]


def packed(given: Sequence[Record | Revision], at: str) -> Pack | None:
    """The records as they are stored new at the instant `at`; None where they have to be looked at one by one."""
    records = [_completed(one, at) for one in given if isinstance(one, (Claim, Link))]
    corpus = Corpus(
        claims=tuple(one for one in records if isinstance(one, Claim)),
        links=tuple(one for one in records if isinstance(one, Link)),
    )
    if not records or len(records) < len(given) or checks.findings(corpus, checks.ALONE):
        return None
    return pack.pack(records, checks.named(corpus))


def _completed(one: Claim | Link, at: str) -> Claim | Link:
    made = completion.completed(one, None)
    recorded = one.recorded_at or at
    return made._replace(recorded_at=recorded, revised_at=one.revised_at or recorded)  # type: ignore[return-value]


class Packs:
    """The packs that one transaction has taken."""

    def __init__(self, db: Connection, stamp: Stamp, why: str | None, around: Surroundings) -> None:
        """`stamp` and `why` go with every revision; `around` knows the sources."""
        self.counts: Counter[tuple[Kind, Op, bool]] = Counter()
        self._db = db
        self._stamp = stamp
        self._why = why
        self._around = around
        self._names = fulltext.Names(db)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._lifted: list[str] = []
        self._has_taken = self._repeats = False

    def take(self, given: Pack) -> bool:
        """Write a pack; False, and nothing is written, where its quotes have to be looked for."""
        if not self._stand(given):
            return False
        if not self._has_taken:
            self._lifted, self._has_taken = pack.lift(self._db), True
        self._repeats |= not pack.put(self._db, given, self._stamp, self._why, self._names)
        for kind, ids in given.named.items():
            self._named[kind].update(ids)
        for word, number in Counter(kind for kind, *_ in given.log).items():
            self.counts[Kind(word), Op.IMPORT, True] += number
        return True

    def _stand(self, given: Pack) -> bool:
        """Whether each quote stands where it is said to in its source, or there is no text to look it up in."""
        quotes = list(pack.quotes(given))
        sources = self._around.some(Kind.SOURCE, {source for source, *_ in quotes})
        texts = {id: one.text for id, one in sources.items() if isinstance(one, Source)}
        if len(texts) < len({source for source, *_ in quotes}):
            # The text may be yet to come.
            return False
        return all(
            (text := texts[source]) is None or (start is not None and text[start:end] == words)
            for source, words, start, end in quotes
        )

    def has(self, kind: Kind, new: Iterable[str]) -> bool:
        """Whether some of these new claims or links came in a pack already, so that all is to be given up."""
        if self._has_taken and kind in (Kind.CLAIM, Kind.LINK) and not self._repeats:
            self._repeats = bool(whole.some(self._db, kind, new))
        return self._repeats

    def forget(self) -> None:
        """Read the names of speakers anew from now on."""
        self._names = fulltext.Names(self._db)

    def close(self) -> None:
        """Make what waited for all rows: indexes, and the numbers of links from side to side."""
        for statement in self._lifted:
            self._db.execute(statement)
        self._lifted = []
        if self.counts:
            exchanges.recount(self._db)

    def give_back(self) -> None:
        """Leave what was taken to others, who look at it one by one after all."""
        self.close()
        self.counts.clear()
        self._named.clear()

    def findings(self) -> Iterator[Finding]:
        """What the rules of writing find in the records, once all that they name is there."""
        if self._repeats:
            # Where it stands, and which record it is, those know who read it.
            yield Finding(_REPEATED, Severity.ERROR, None, None, (), "there is more than one record with the same id")
        if not self.counts or self._repeats:
            return
        looked_at = pack.unmet(self._db, self._named)
        looked_at.setdefault(Kind.LINK, []).extend(pack.withdrawals(self._db))
        for kind, ids in looked_at.items():
            for some in portions(ids, _CHUNK):
                yield from self._around.findings(kind, whole.some(self._db, kind, some))
