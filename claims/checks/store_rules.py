"""Rules about a store itself: what another program, or a failing disk, did to the file. See `claims.model.Fault`."""

from collections.abc import Callable, Iterator

from claims.checks.rule import Problem, Rule
from claims.model import Corpus
from claims.vocabulary import Severity


def _told(code: str) -> Callable[[Corpus], Iterator[Problem]]:
    """Return what passes on the faults of a store that have this code."""

    def told(corpus: Corpus) -> Iterator[Problem]:
        return (Problem(kind, record, (), message) for own, kind, record, message in corpus.faults if own == code)

    return told


_RESTORE = "restore the store from a copy, or export what is sound of it and import that into a new one"

RULES = (
    Rule(
        "X001", Severity.WARNING, "stale-index", _told("X001"),
        "the index of words and the text of a claim differ",
        "A search then misses the claim, or finds it by words that are no longer there. The index changes with the "
        "text in one transaction, so that something else than this program has written into the store.",
        "claims reindex makes the index anew",
        "# UPDATE claims SET text = 'The craft was an airship.' WHERE id = 'us-a';  by another program\n",
    ),
    Rule(
        "X003", Severity.ERROR, "damaged-file", _told("X003"),
        "SQLite finds the file damaged",
        "Pages that were lost or overwritten make records vanish, or show another than is there. What SQLite says of an"
        " index is mended by claims reindex.",
        _RESTORE,
        "# the last pages of the file were overwritten\n",
    ),
    Rule(
        "X004", Severity.ERROR, "impossible-value", _told("X004"),
        "a value that no command and no import lets in: an unknown word, a day or an id that is none",
        "Whoever wrote it went round the program, which counts on what it lets in: commands may refuse the store.",
        "set it right with claims edit where that goes, or restore the store from a copy",
        "# UPDATE claims SET act = 'praise', said = 'soon' WHERE id = 'us-a';  with foreign keys off\n",
    ),
    Rule(
        "X005", Severity.ERROR, "stale-state", _told("X005"),
        "the state that is kept of a claim is not what the links on record give",
        "Lists, threads and figures then say that the last word lies where it does not. States change with the links in"
        " one transaction, so that something else than this program has written into the store.",
        "claims reindex works all states out anew",
        "# UPDATE claims SET last_word = 'reply' WHERE id = 'us-a';  by another program\n",
    ),
    Rule(
        "X006", Severity.ERROR, "stale-day", _told("X006"),
        "the first and the last day that are kept of a date are not those of the date as written",
        "Order, filters and the post of the day go by the days that are kept.",
        "claims reindex works them out anew",
        "# UPDATE claims SET said = '2023-02-14' WHERE id = 'us-a';  by another program\n",
    ),
    Rule(
        "X007", Severity.ERROR, "broken-log", _told("X007"),
        "the log does not lead to a record as it stands, or from one revision to the next",
        "The log is what the record was, and who changed it. Where it breaks, something was changed past the"
        " program, or taken out.",
        "restore the store from a copy; or export it with --no-revisions and import that into a new one, which begins"
        " a log of its own",
        "# UPDATE claims SET text = 'The craft was an airship.' WHERE id = 'us-a';  by another program\n",
    ),
    Rule(
        "X008", Severity.WARNING, "missing-revision", _told("X008"),
        "the numbers of the log have a gap",
        "Numbers are given one after the other. A store that began with a part of another's record has the numbers of"
        " that part; in any other, revisions were taken out.",
        "compare the log with a copy",
        "# DELETE FROM revisions WHERE seq = 7;  with its trigger dropped\n",
    ),
)  # fmt: skip
