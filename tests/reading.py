"""Reading files into a corpus without a store: what the tests of dossiers and of exports look at."""

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from claims import checks
from claims.exchange.fault import REPEATED_ID
from claims.exchange.intake import Intake
from claims.json.record import kind_of
from claims.model import Claim, Corpus, Record, Revision
from claims.vocabulary import Kind


def read(paths: Sequence[Path]) -> Corpus:
    """The corpus in these files and folders, checked and completed; raises `InputFault` with every fault there is."""
    intake = Intake(paths)
    corpus = corpus_of(intake)
    # References into a file that could not be read would only repeat its faults.
    is_whole = all(fault.code == REPEATED_ID for fault in intake.faults)
    findings = checks.findings(corpus, checks.ON_WRITE) if is_whole else []
    if intake.faults or findings:
        raise intake.refusal(findings)
    return checks.anchored(corpus)


def corpus_of(records: Iterable[Record | Revision]) -> Corpus:
    """These records as a corpus, citations numbered; revisions are passed over."""
    found: dict[str, list[Record]] = {kind.plural: [] for kind in Kind}
    for one in records:
        if not isinstance(one, Revision):
            found[kind_of(one).plural].append(_numbered(one) if isinstance(one, Claim) else one)
    lists: dict[str, Any] = {key: tuple(listed) for key, listed in found.items()}
    return Corpus(**lists)


def _numbered(claim: Claim) -> Claim:
    taken = {citation.number for citation in claim.citations}
    free = (number for number in count(1) if number not in taken)
    return claim._replace(
        citations=tuple(one if one.number else one._replace(number=next(free)) for one in claim.citations)
    )
