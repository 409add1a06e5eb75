"""The rule about the store's index of words: that it has the text as it is."""

from collections.abc import Iterator

from claims.checks.declare import Found, Rule, Scope
from claims.model import Corpus
from claims.vocabulary import Kind, Severity


def _misindexed(corpus: Corpus) -> Iterator[Found]:
    for claim in corpus.misindexed:
        yield Found(Kind.CLAIM, claim, (), f"the index of words does not have {claim} as it is")


RULES = (
    Rule(
        "X001",
        Severity.WARNING,
        "stale-index",
        "the index of words and the text of a claim differ",
        "A search then misses the claim, or finds it by words that are no longer there. The index changes with the "
        "text in one transaction, so that something else than this program has written into the store.",
        "claims reindex makes the index anew",
        "# UPDATE claims SET text = 'The craft was an airship.' WHERE id = 'us-a';  by another program\n",
        _misindexed,
        (Kind.CLAIM,),
        Scope.INDEX,
    ),
)
