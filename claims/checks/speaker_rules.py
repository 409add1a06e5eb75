"""Rules about speakers: for whom they speak, and as what."""

from collections.abc import Iterator

from claims import dates
from claims.checks.reference_rules import Mark, doubles
from claims.checks.rule import Problem, Rule, is_before, on_record, span
from claims.dates import Span
from claims.model import Corpus, Post, Record, Speaker
from claims.vocabulary import Kind, Severity, SpeakerKind


def _sideless(corpus: Corpus) -> Iterator[Problem]:
    for speaker in on_record(corpus.speakers):
        if speaker.side is None:
            yield Problem(Kind.SPEAKER, speaker.id, ("side",), "the speaker speaks for no side")


def _without_post(corpus: Corpus) -> Iterator[Problem]:
    persons = {speaker.id: speaker for speaker in corpus.speakers if speaker.kind is SpeakerKind.PERSON}
    tenures = {id: [_tenure(post) for post in person.posts] for id, person in persons.items() if person.posts}
    for claim in on_record(corpus.claims):
        # The post shown with a claim is the one held on its last known day; without any day none is missed.
        day = span(claim.said).latest or span(claim.said).earliest
        for number, id in enumerate((claim.speaker, *claim.with_) if day else ()):
            if id in tenures and not any(dates.overlap(tenure, Span(day, day)) for tenure in tenures[id]):
                message = f"{persons[id].name} has posts, and none of them on the day of the claim ({claim.said})"
                yield Problem(Kind.CLAIM, claim.id, ("with", number - 1) if number else ("speaker",), message)


def _tenure(post: Post) -> Span:
    return Span(span(post.from_on).earliest, span(post.to_on).latest)


def _unheard(corpus: Corpus) -> Iterator[Problem]:
    heard: set[str] = set()
    for claim in on_record(corpus.claims):
        heard.update((claim.speaker, *claim.with_))
        heard.update(speaker for citation in claim.citations for speaker in citation.via)
    for speaker in on_record(corpus.speakers):
        if speaker.id not in heard:
            message = "the speaker is heard in no claim on record, and relays none"
            yield Problem(Kind.SPEAKER, speaker.id, ("id",), message)


def _backward_posts(corpus: Corpus) -> Iterator[Problem]:
    for speaker in on_record(corpus.speakers):
        for index, post in enumerate(speaker.posts):
            if is_before(span(post.to_on), span(post.from_on)):
                message = f"the post “{post.title}” ends ({post.to_on}) before it begins ({post.from_on})"
                yield Problem(Kind.SPEAKER, speaker.id, ("posts", index), message)


def items_of(record: Record) -> Iterator[Mark]:
    """Return the item of a speaker in Wikidata."""
    if isinstance(record, Speaker) and record.wikidata:
        yield Mark(("wikidata",), f"the Wikidata item {record.wikidata}", record.wikidata)


RULES = (
    Rule(
        "S001", Severity.NOTE, "no-side", _sideless,
        "a speaker who speaks for no side",
        "Such a speaker's claims need a side each time they are entered. For a bystander that is as it should be.",
        "give the side for which the speaker speaks, if there is one",
        """\
speakers:
  - {id: observer, name: An observer, kind: person}
""",
    ),
    Rule(
        "S002", Severity.WARNING, "no-post", _without_post,
        "a person with posts who held none of them on the day of the claim",
        "The post shown with a claim is the one held on the day. Without one, readers can't tell as what the"
        " person spoke.",
        "add the post held on the day, mend its days, or mend the day of the claim",
        """\
speakers:
  - {id: blinken, name: Antony Blinken, kind: person, side: us, posts: [{title: Secretary, from: "2021-01-26"}]}
claims:
  - {id: us-a, text: The talks are off., speaker: blinken, side: us, act: announcement, said: "2020-02-03"}
""",
    ),
    Rule(
        "S003", Severity.NOTE, "unheard-speaker", _unheard,
        "a speaker who is heard in no claim on record and relays none",
        "The speaker may have been entered for a claim that was never written.",
        "retract the speaker, or leave the record for later",
        """\
speakers:
  - {id: passer-by, name: A passer-by, kind: unnamed, side: us}
""",
    ),
    Rule(
        "S004", Severity.WARNING, "backward-post", _backward_posts,
        "a post that ends before it begins",
        "Such a post was held on no day and is shown with no claim.",
        "mend its days",
        """\
speakers:
  - id: blinken
    name: Antony Blinken
    kind: person
    side: us
    posts: [{title: Secretary, from: "2021-01-26", to: "2020-01-20"}]
""",
    ),
    Rule(
        "S005", Severity.WARNING, "same-person", doubles(items_of),
        "a speaker with the Wikidata item of another",
        "The two are one, so that their claims are counted apart.",
        "let the claims name one of them and retract the other, or mend the item",
        """\
speakers:
  - {id: blinken, name: Antony Blinken, kind: person, side: us, wikidata: Q7821917}
  - {id: secretary, name: The Secretary of State, kind: office, side: us, wikidata: Q7821917}
""",
    ),
)  # fmt: skip
