"""From the words of a query to the expressions of FTS5: every word is quoted, so that nothing in it is an operator.

A folded word has no quotation marks.
"""

from collections.abc import Iterable

from claims.query import Term, Words
from claims.query import words as search

TABLE = "claims_fts"
WEIGHTS = (10.0, 4.0, 3.0, 1.0, 5.0, 1.0)
"""How much a word weighs, column by column of `PLACES`: the claim's own text first."""

RANK = f"bm25({TABLE}, {', '.join(map(str, WEIGHTS))})"
"""The rank of a row, the best lowest: BM25 (Robertson and Zaragoza 2009) with these weights."""


def wanted(words: Words) -> str | None:
    """What is wanted without what is not; None where something is only left out."""
    if not words.wanted:
        return None
    left_out = f" NOT {unwanted(words)}" if words.unwanted else ""
    return f"({' AND '.join(map(any_of, words.wanted))}){left_out}"


def unwanted(words: Words) -> str:
    """What is left out; there must be something."""
    return any_of(words.unwanted)


def any_of(terms: Iterable[Term]) -> str:
    """One of the terms at least."""
    return f"({' OR '.join(map(_quoted, terms))})"


def _quoted(term: Term) -> str:
    column = f"{{{term.column}}} : " if term.column else ""
    return f'{column}"{search.folded(term.words)}"{" *" if term.is_prefix else ""}'
