"""The rules about what the store keeps beside the records: that it is as they are."""

from collections.abc import Iterator

from claims.checks.declare import Found, Rule, Scope
from claims.model import Corpus
from claims.vocabulary import Kind, Severity


def _misindexed(corpus: Corpus) -> Iterator[Found]:
    for claim in corpus.misindexed:
        yield Found(Kind.CLAIM, claim, (), f"the index of words does not have {claim} as it is")


def _miscounted(corpus: Corpus) -> Iterator[Found]:
    for one in corpus.miscounted:
        pair = f"{one.side} {one.relation} {one.other}"
        yield Found(Kind.SIDE, one.side, (), f"the store counts {one.kept} links {pair}, and has {one.links}")


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
    Rule(
        "X002",
        Severity.WARNING,
        "stale-count",
        "the number of links from side to side is not the one that the store keeps",
        "`claims matrix` then tells a number that is wrong. The number changes with the links in one transaction, so "
        "that something else than this program has written into the store.",
        "claims reindex counts anew",
        "# UPDATE links SET status = 'retracted' WHERE from_id = 'us-a';  by another program\n",
        _miscounted,
        (Kind.SIDE,),
        Scope.INDEX,
    ),
)
