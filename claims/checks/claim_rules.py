"""Rules about claims: that each has a source, a dispute and a day that fit, stands once, and is found by its words."""

from collections.abc import Iterable, Iterator

from claims import dates
from claims.checks import near_duplicates
from claims.checks.graph_of_links import connected
from claims.checks.rule import DATE_LINE_IN_DAYS, Problem, Rule, is_before, on_record, span
from claims.model import Claim, Corpus
from claims.vocabulary import Kind, Relation, Severity


def _unsourced(corpus: Corpus) -> Iterator[Problem]:
    for claim in on_record(corpus.claims):
        if not claim.citations:
            yield Problem(Kind.CLAIM, claim.id, ("citations",), "the claim has no source")


def _undisputed(corpus: Corpus) -> Iterator[Problem]:
    for claim in on_record(corpus.claims):
        if not claim.disputes:
            yield Problem(Kind.CLAIM, claim.id, ("disputes",), "the claim belongs to no dispute")


def _published_too_early(corpus: Corpus) -> Iterator[Problem]:
    published = {source.id: source.published for source in corpus.sources}
    for claim in on_record(corpus.claims):
        for index, citation in enumerate(claim.citations):
            day = published.get(citation.source)
            if is_before(span(day), span(claim.said), allowance_in_days=DATE_LINE_IN_DAYS):
                message = f"said {claim.said}, after {citation.source} was published ({day})"
                yield Problem(Kind.CLAIM, claim.id, ("citations", index, "source"), message)


def _doubles(corpus: Corpus) -> Iterator[Problem]:
    claims, links = corpus.standing
    linked = {(link.from_id, link.to_id) for link in links}
    positions = connected((link.from_id, link.to_id) for link in links if link.relation is Relation.RESTATES)
    for first, second in _similar(claims.values()):
        is_linked = not linked.isdisjoint(((first.id, second.id), (second.id, first.id)))
        if not is_linked and positions.get(first.id, first.id) != positions.get(second.id, second.id):
            message = f"nearly the same as {first.id}, of the same speaker: “{first.text}”"
            yield Problem(Kind.CLAIM, second.id, ("text",), message)


def _similar(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """The claims of one speaker for one side that say nearly the same."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.speaker, claim.side), []).append(claim)
    for group in groups.values():
        for first, second in near_duplicates.pairs([claim.text for claim in group]):
            yield group[first], group[second]


def _outside_days(corpus: Corpus) -> Iterator[Problem]:
    covers = {dispute.id: dispute.covers for dispute in corpus.disputes}
    for claim in on_record(corpus.claims):
        for index, dispute in enumerate(claim.disputes):
            days = covers.get(dispute)
            if claim.said and days and not dates.overlap(span(claim.said), span(days)):
                message = f"said {claim.said}, outside of the days that {dispute} covers ({days})"
                yield Problem(Kind.CLAIM, claim.id, ("disputes", index), message)


def _no_party(corpus: Corpus) -> Iterator[Problem]:
    parties = {dispute.id: dispute.parties for dispute in corpus.disputes if dispute.parties}
    for claim in on_record(corpus.claims):
        for index, dispute in enumerate(claim.disputes):
            if dispute in parties and claim.side not in parties[dispute]:
                yield Problem(Kind.CLAIM, claim.id, ("disputes", index), f"{claim.side} is no party to {dispute}")


def _torn_statements(corpus: Corpus) -> Iterator[Problem]:
    first_of: dict[str, Claim] = {}
    for claim in on_record(corpus.claims):
        if claim.statement is None:
            continue
        first = first_of.setdefault(claim.statement, claim)
        different = [key for key in ("speaker", "with_", "said") if getattr(claim, key) != getattr(first, key)]
        if different:
            keys = " and ".join(key.rstrip("_") for key in different)
            message = f"{first.id} is of the same statement, {claim.statement}, and has another value for {keys}"
            yield Problem(Kind.CLAIM, claim.id, ("statement",), message)


def _unusual_side(corpus: Corpus) -> Iterator[Problem]:
    sides = {speaker.id: speaker.side for speaker in corpus.speakers}
    for claim in on_record(corpus.claims):
        usual = sides.get(claim.speaker)
        if usual is not None and usual != claim.side:
            message = f"it puts the case of {claim.side}, and {claim.speaker} speaks for {usual} by default"
            yield Problem(Kind.CLAIM, claim.id, ("side",), message)


def _example(more: str, text: str = "The craft was a balloon.") -> str:
    return f"claims:\n  - {{id: us-a, text: {text}, speaker: blinken, side: us, act: assertion{more}}}\n"


_CITED = ", citations: [{source: paper}]"
_FULL = f"{_CITED}, disputes: [balloon]"

RULES = (
    Rule(
        "C001", Severity.WARNING, "no-source", _unsourced,
        "a claim without a source",
        "A record that can't be looked up is hearsay of the curator's.",
        "cite the document that reports it",
        _example(", disputes: [balloon]"),
    ),
    Rule(
        "C002", Severity.WARNING, "no-dispute", _undisputed,
        "a claim that belongs to no dispute",
        "Readers come by way of disputes; a claim outside of all of them is found by chance.",
        "name the dispute to which it belongs",
        _example(_CITED),
    ),
    Rule(
        "C003", Severity.WARNING, "published-too-early", _published_too_early,
        "a claim that was surely made after its source was published",
        "No document reports what was said later. One day is allowed for the date line; an open or unknown end of a"
        " date never counts.",
        "look at the day of the claim, at the day of the source, and at whether it is the right source",
        """\
sources:
  - {id: paper, title: A paper, kind: article, wording: original, published: "2023-02-03"}
"""
        + _example(f'{_FULL}, said: "2023-02-06"'),
    ),
    Rule(
        "C004", Severity.WARNING, "double", _doubles,
        "two claims of one speaker that say nearly the same and are not linked",
        "Either one statement was entered twice, or it was made twice, which `restates` says. Without that link an"
        " attack on one leaves the other standing. Claims that any link joins have been looked at, and texts that"
        " differ in a number or a negation say different things.",
        "retract one of them, or link the later to the earlier with `restates`",
        _example(f'{_FULL}, said: "2023-02-03"', "The craft over Montana was a weather balloon.")
        + _example(f'{_FULL}, said: "2023-02-08"', "The craft over Montana was a weather-balloon.")
        .removeprefix("claims:\n").replace("us-a", "us-b"),
    ),
    Rule(
        "C005", Severity.WARNING, "outside-days", _outside_days,
        "a claim that was said outside of the days that its dispute covers",
        "`covers` tells readers of which days the record speaks; what lies outside makes it say too little.",
        "widen `covers`, or look at the day of the claim",
        _example(f'{_FULL}, said: "2023-01-05"'),
    ),
    Rule(
        "C006", Severity.NOTE, "no-party", _no_party,
        "a claim in a dispute to which its side is no party",
        "Sides that are heard without being parties are worth knowing of: perhaps they are parties after all.",
        "add the side to the parties, or leave it as a voice from outside",
        _example(_FULL).replace("us-a", "eu-a").replace("blinken", "borrell").replace("side: us", "side: eu"),
    ),
    Rule(
        "C007", Severity.WARNING, "torn-statement", _torn_statements,
        "claims of one statement that differ in speaker or day",
        "Claims of one statement were made in one breath, by the same speakers on the same day.",
        "mend the speaker or the day, or give the claims statements of their own",
        _example(f'{_FULL}, statement: briefing, said: "2023-02-03"')
        + _example(f'{_FULL}, statement: briefing, said: "2023-02-04"', "The talks are put off.")
        .removeprefix("claims:\n").replace("us-a", "us-b"),
    ),
    Rule(
        "C008", Severity.NOTE, "unusual-side", _unusual_side,
        "a claim of another side than its speaker's",
        "It happens that someone puts another side's case; more often it is a slip.",
        "look at the side of the claim and at that of the speaker",
        _example(_FULL).replace("us-a", "china-a").replace("side: us", "side: china"),
    ),
)  # fmt: skip
