"""Rules about disputes: that every party is heard, and in its own words."""

from collections.abc import Iterator, Mapping

from claims.checks.rule import Problem, Rule, on_record
from claims.model import Citation, Claim, Corpus
from claims.vocabulary import Kind, Severity


def _silent_parties(corpus: Corpus) -> Iterator[Problem]:
    heard = _claims_by_party(corpus)
    for dispute in on_record(corpus.disputes):
        for index, party in enumerate(dispute.parties):
            if (dispute.id, party) not in heard:
                yield Problem(Kind.DISPUTE, dispute.id, ("parties", index), f"{party} has no claim in {dispute.id}")


def _claims_by_party(corpus: Corpus) -> dict[tuple[str, str], list[Claim]]:
    claims: dict[tuple[str, str], list[Claim]] = {}
    for claim in on_record(corpus.claims):
        for dispute in claim.disputes:
            claims.setdefault((dispute, claim.side), []).append(claim)
    return claims


def _hearsay_parties(corpus: Corpus) -> Iterator[Problem]:
    sides = {speaker.id: speaker.side for speaker in corpus.speakers}
    heard = _claims_by_party(corpus)
    for dispute in on_record(corpus.disputes):
        for index, party in enumerate(dispute.parties):
            citations = [citation for claim in heard.get((dispute.id, party), ()) for citation in claim.citations]
            if citations and all(_is_foreign(citation, party, sides) for citation in citations):
                message = f"the words of {party} in {dispute.id} are known only as others relay them"
                yield Problem(Kind.DISPUTE, dispute.id, ("parties", index), message)


def _is_foreign(citation: Citation, party: str, sides: Mapping[str, str | None]) -> bool:
    """Whether the words come through speakers of other sides alone; one of no side is no opponent."""
    return bool(citation.via) and all(sides.get(speaker) not in (None, party) for speaker in citation.via)


RULES = (
    Rule(
        "D001", Severity.WARNING, "silent-party",
        "a dispute in which a party has no claim",
        "A quarrel of which one side is heard reads as if the other had nothing to say.",
        "add what the party said, or take it out of the parties",
        """\
disputes:
  - {id: balloon, title: The balloon, parties: [us, china]}
claims:
  - id: us-a
    text: The craft was a balloon.
    speaker: blinken
    side: us
    act: assertion
    disputes: [balloon]
""",
        _silent_parties,
    ),
    Rule(
        "D002", Severity.WARNING, "hearsay-party",
        "a dispute in which a party's words are known only as speakers of other sides relay them",
        "What an opponent says that somebody said is the opponent's account of it.",
        "find a source in which the party speaks for itself",
        """\
disputes:
  - {id: balloon, title: The balloon, parties: [china]}
claims:
  - id: china-a
    text: The craft was an airship.
    speaker: wang
    side: china
    act: assertion
    disputes: [balloon]
    citations:
      - {source: paper, via: [blinken]}
""",
        _hearsay_parties,
    ),
)  # fmt: skip
