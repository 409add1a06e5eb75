"""Rules about links: that they stand between claims on record, fit the days and the sides, and fit one another."""

from collections.abc import Iterator

from claims.checks.graph_of_links import connected, decisions, rings
from claims.checks.rule import DATE_LINE_IN_DAYS, Problem, Rule, is_before, on_record, span
from claims.model import Claim, Corpus, Link
from claims.vocabulary import Kind, Relation, Severity, Status


def _self_links(corpus: Corpus) -> Iterator[Problem]:
    for link in corpus.links:
        if link.from_id == link.to_id:
            yield Problem(Kind.LINK, link.id, ("to",), f"{link.from_id} {link.relation.term.label} itself")


def _retracted_ends(corpus: Corpus) -> Iterator[Problem]:
    retracted = {claim.id for claim in corpus.claims if claim.status is Status.RETRACTED}
    for link in on_record(corpus.links):
        for key, end in (("from", link.from_id), ("to", link.to_id)):
            if end in retracted:
                yield Problem(Kind.LINK, link.id, (key,), f"{end} is retracted, so that the link is shown nowhere")


_REPLYING = frozenset(relation for relation in Relation if relation.term.answers) | {Relation.WITHDRAWS}
"""What is said to what it is linked to, which then was there first."""
_FOLLOWING = _REPLYING | {Relation.RESTATES}
"""What makes no sense before what it is linked to: answers, withdrawals, and what is said again."""


def _too_early(corpus: Corpus) -> Iterator[Problem]:
    claims, links = corpus.standing
    for link in links:
        if link.relation not in _FOLLOWING:
            continue
        answer, claim = claims[link.from_id], claims[link.to_id]
        if is_before(span(answer.said), span(claim.said), allowance_in_days=DATE_LINE_IN_DAYS):
            earlier = f"{answer.id}, said {answer.said}, {link.relation.term.label}"
            message = f"{earlier} {claim.id}, which was said later ({claim.said})"
            yield Problem(Kind.LINK, link.id, ("from",), message)


_OPPOSING = frozenset(relation for relation in Relation if relation.term.attacks) - {Relation.WITHDRAWS}


def _own_side(corpus: Corpus) -> Iterator[Problem]:
    claims, links = corpus.standing
    for link in links:
        side, other_side = claims[link.from_id].side, claims[link.to_id].side
        if link.relation in _OPPOSING and side == other_side and link.from_id != link.to_id:
            message = f"{link.from_id} {link.relation.term.label} {link.to_id}, and both are of {side}"
            yield Problem(Kind.LINK, link.id, ("relation",), message)


def _foreign_withdrawals(corpus: Corpus) -> Iterator[Problem]:
    withdrawals = [link for link in on_record(corpus.links) if link.relation is Relation.WITHDRAWS]
    # Of every status, since a claim that was retracted may be restored.
    claims = {claim.id: claim for claim in corpus.claims}
    for link in withdrawals:
        taker, taken = claims.get(link.from_id), claims.get(link.to_id)
        if taker and taken and taker.side != taken.side:
            message = f"{taker.id} is of {taker.side} and withdraws {taken.id}, which is of {taken.side}"
            yield Problem(Kind.LINK, link.id, ("relation",), message)


def _conflicts(corpus: Corpus) -> Iterator[Problem]:
    between: dict[tuple[str, str], list[Link]] = {}
    for link in corpus.standing.links:
        same_way = between.setdefault((link.from_id, link.to_id), [])
        for earlier in same_way:
            why = _conflict(earlier.relation, link.relation)
            if why:
                both = f"{link.from_id} {earlier.relation.term.label} and {link.relation.term.label} {link.to_id}"
                yield Problem(Kind.LINK, link.id, ("relation",), f"{both}, which {why}")
        same_way.append(link)
        for back in between.get((link.to_id, link.from_id), ()):
            # Two answers to one another are a ring, which is a rule of its own.
            if link.from_id != link.to_id and not _REPLYING.issuperset((back.relation, link.relation)):
                message = f"{link.from_id} {link.relation.term.label} {link.to_id}, which {back.relation.term.label} it"
                yield Problem(Kind.LINK, link.id, ("relation",), message)


def _conflict(earlier: Relation, later: Relation) -> str | None:
    pair = frozenset((earlier, later))
    if pair in _CONTRARY:
        return "contradict each other"
    return "say the same" if pair in _ALIKE else None


_DENIALS = (Relation.REBUTS, Relation.WITHDRAWS)
_NO_DENIALS = (Relation.QUALIFIES, Relation.CONCEDES, Relation.SUPPORTS, Relation.RESTATES)
_CONTRARY = frozenset(
    {
        *(frozenset((denial, other)) for denial in _DENIALS for other in _NO_DENIALS),
        # By their definition these two don't deny.
        frozenset((Relation.REBUTS, Relation.COUNTERS)),
        frozenset((Relation.REBUTS, Relation.RESPONDS)),
        frozenset((Relation.UNDERCUTS, Relation.SUPPORTS)),
        frozenset((Relation.UNDERCUTS, Relation.RESTATES)),
    }
)
_ALIKE = frozenset(
    {frozenset((Relation.SUPPORTS, Relation.RESTATES)), frozenset((Relation.QUALIFIES, Relation.CONCEDES))}
)


def _rings(corpus: Corpus) -> Iterator[Problem]:
    targets: dict[str, list[str]] = {}
    ids: dict[tuple[str, str], str] = {}
    for link in corpus.standing.links:
        if link.relation in _REPLYING:
            targets.setdefault(link.from_id, []).append(link.to_id)
            ids.setdefault((link.from_id, link.to_id), link.id)
    for ring in rings(targets):
        message = f"each answers the next, and the last the first: {' → '.join((*ring, ring[0]))}"
        yield Problem(Kind.LINK, ids[ring[0], ring[1]], ("to",), message)


def _foreign_restatements(corpus: Corpus) -> Iterator[Problem]:
    claims, links = corpus.standing
    for link in links:
        again, before = claims[link.from_id], claims[link.to_id]
        if link.relation is Relation.RESTATES and again.side != before.side:
            message = f"{again.id} is of {again.side} and restates {before.id}, which is of {before.side}"
            yield Problem(Kind.LINK, link.id, ("relation",), message)


def _restated_after_withdrawal(corpus: Corpus) -> Iterator[Problem]:
    claims, links = corpus.standing
    restating = [
        link
        for link in links
        if link.relation is Relation.RESTATES and claims[link.from_id].side == claims[link.to_id].side
    ]
    positions = connected((link.from_id, link.to_id) for link in restating)
    withdrawals: dict[str, list[Claim]] = {}
    for link in links:
        if link.relation is Relation.WITHDRAWS:
            withdrawals.setdefault(positions.get(link.to_id, link.to_id), []).append(claims[link.from_id])
    for link in restating:
        again, before = claims[link.from_id], claims[link.to_id]
        for taker in withdrawals.get(positions[link.to_id], ()):
            taken = span(taker.said)
            if is_before(taken, span(again.said)) and not is_before(taken, span(before.said)):
                message = f"{again.id} was said after {taker.id} had withdrawn what it restates"
                yield Problem(Kind.LINK, link.id, ("relation",), message)


def _deciding(corpus: Corpus) -> Iterator[Problem]:
    claims, links = corpus.standing
    for link, claim, last_word in decisions({claim.id: claim.side for claim in claims.values()}, links):
        message = f"the last word on {claim} lies {last_word.term.label} by this inferred link alone"
        yield Problem(Kind.LINK, link.id, ("basis",), message)


_TWO_CLAIMS = """\
claims:
  - {{id: us-a, text: The craft was a balloon., speaker: blinken, side: us, act: assertion, said: "2023-02-03"}}
  - id: {id}
    text: The craft was an airship.
    speaker: {speaker}
    side: {side}
    act: denial
    said: "{said}"
    links:
"""


def _example(*links: str, said: str = "2023-02-05", id: str = "china-b") -> str:
    side = id.partition("-")[0]
    claims = _TWO_CLAIMS.format(id=id, speaker={"us": "blinken", "china": "wang"}[side], side=side, said=said)
    return claims + "".join(f"      - {{{link}}}\n" for link in links)


RULES = (
    Rule(
        "L001", Severity.ERROR, "self-link", _self_links,
        "a link runs from a claim to itself",
        "A claim is an answer to another one or to none.",
        "a claim can't answer itself",
        _example("relation: supports, to: china-b, basis: inferred"), on_write=True,
    ),
    Rule(
        "L002", Severity.WARNING, "retracted-end", _retracted_ends,
        "a link on record begins or ends at a retracted claim",
        "Such a link counts nowhere. If the claim was retracted because another took its place, the answers to it may"
        " belong to the other.",
        "retract the link, or link to the claim that took its place",
        _example("relation: rebuts, to: us-a, basis: explicit").replace(
            'act: assertion, said: "2023-02-03"', 'act: assertion, said: "2023-02-03", status: retracted'
        ),
    ),
    Rule(
        "L003", Severity.WARNING, "answer-too-early", _too_early,
        "an answer, a withdrawal or a restatement that was surely said before what it is linked to",
        "Nobody answers what has not been said. One day is allowed for the date line, since days are those at the"
        " speaker's place; an open or unknown end of a date never counts.",
        "look at the days of both claims, and at which of them answers the other",
        _example("relation: rebuts, to: us-a, basis: inferred, note: Read so.", said="2023-02-01"),
    ),
    Rule(
        "L004", Severity.WARNING, "attack-on-own-side", _own_side,
        "a claim rebuts or undercuts one of its own side",
        "A side that takes its own words back withdraws them, which reads otherwise and counts otherwise. Within one"
        " side people may contradict each other all the same.",
        "make it `withdraws` if the side takes its claim back; otherwise say in the dossier why it stays",
        _example("relation: rebuts, to: us-a, basis: explicit", id="us-b"),
    ),
    Rule(
        "L005", Severity.ERROR, "foreign-withdrawal", _foreign_withdrawals,
        "a claim withdraws one of another side",
        "Only the side that made a claim can take it back; of anyone else it is a denial.",
        "make it `rebuts`, or mend the side of one of the claims",
        _example("relation: withdraws, to: us-a, basis: explicit"), on_write=True,
    ),
    Rule(
        "L006", Severity.WARNING, "links-at-odds", _conflicts,
        "two links between the same two claims say the same, contradict each other, or run both ways",
        "A claim that both rebuts and concedes another, or both supports and restates it, was read in two ways; one of"
        " them is too much.",
        "keep the one that fits",
        _example(
            "relation: rebuts, to: us-a, basis: explicit", "relation: concedes, to: us-a, basis: explicit"
        ),
    ),
    Rule(
        "L007", Severity.WARNING, "ring", _rings,
        "claims answer one another in a ring",
        "An answer comes after what it answers, so that one of the links runs the wrong way, or one of the claims"
        " stands for words that were said twice.",
        "turn the link that runs backwards, or make two claims of the one that was said twice",
        """\
claims:
  - id: us-a
    text: The craft was a balloon.
    speaker: blinken
    side: us
    act: assertion
    links:
      - {relation: responds, to: china-b, basis: explicit}
  - id: china-b
    text: The craft was an airship.
    speaker: wang
    side: china
    act: denial
    links:
      - {relation: responds, to: us-a, basis: explicit}
""",
    ),
    Rule(
        "L008", Severity.WARNING, "foreign-restatement", _foreign_restatements,
        "a claim restates one of another side",
        "`restates` makes one position of claims of one side, and between sides it makes none. Who says what another"
        " side says backs it or grants it.",
        "make it `supports` or `concedes`",
        _example("relation: restates, to: us-a, basis: explicit"),
    ),
    Rule(
        "L009", Severity.WARNING, "restated-after-withdrawal", _restated_after_withdrawal,
        "a claim restates what its side had withdrawn before",
        "A withdrawal strikes all claims that say the same. Words that were taken back and said again stand anew, and"
        " the withdrawal must not reach them.",
        "take the link out; `supports` may fit instead",
        """\
claims:
  - {id: us-a, text: The craft was a balloon., speaker: blinken, side: us, act: assertion, said: "2023-02-03"}
  - id: us-b
    text: It is not known what the craft was.
    speaker: blinken
    side: us
    act: acknowledgement
    said: "2023-02-05"
    links:
      - {relation: withdraws, to: us-a, basis: explicit}
  - id: us-c
    text: A balloon is what it was.
    speaker: blinken
    side: us
    act: assertion
    said: "2023-02-07"
    links:
      - {relation: restates, to: us-a, basis: explicit}
""",
    ),
    Rule(
        "L010", Severity.WARNING, "inferred-last-word", _deciding,
        "an inferred link alone decides with whom the last word on a claim lies",
        "The last word is what readers take away. Where it hangs on a link that is the curator's reading and not the"
        " source's, the reading should be looked at twice, and its reason given in the link's note.",
        "look for a source that presents it as an answer; otherwise give the reason in the note",
        _example("relation: rebuts, to: us-a, basis: inferred, note: Read so."),
    ),
)  # fmt: skip
