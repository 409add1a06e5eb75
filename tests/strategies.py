"""Random records for properties: whatever a store may hold, in corpora whose references lead somewhere."""

from datetime import datetime
from string import ascii_lowercase
from typing import Any

from hypothesis import strategies as st

from claims import checks
from claims.curation import citations
from claims.json import revision as wire_revision
from claims.json.record import kind_of, write
from claims.model import Citation, Claim, Corpus, Dispute, Link, Post, Revision, Side, Source, Speaker, Translation
from claims.vocabulary import Act, Attribution, Basis, Kind, Op, Relation, SourceKind, SpeakerKind, Status, Wording

AWKWARD = (
    "no", "on", "NO", "y", "null", "~", "true", "1.50", "0900", "012", "0x1F", "1e3", "12:30", "2023-02-01", ".5", "-1",
    "- a", "a: b", "a:", ": a", "#x", "a #x", "a#x", "'", '"', "''", "a'b", '"a" b', "&a", "*a", "!a", "%a", "@a", "`a",
    "{a}", "[a]", "a, b", "? a", "| a", "> a", "---", "...", "--- a", "=", "<<", "\\", "a\\nb", "a\\", " a", "a ",
    "\ta", "a\t", "a\tb", "a\n", "a\n\n", "\na", "\n\na\n", "a\n b", "a \nb", "a\n\nb", "a\nb\n \n", " a\nb", "a\r\nb",
    "a\rb", "a\x85b", "a\u2028b", "a\u2029b", "\ufeffa", "a\ufeff", "a\u00a0b", "\u00a0a\u00a0", "a\u3000b", "气球",
    "的，也。",
    "\u05d0\u05d1\u05d2", "\u202eabc", "a\u200fb", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "👩\u200d👩\u200d👧", "🎈",
    "e\u0301",
    "\x1b[31mred", "a\x7fb", "a\x01b", "\ue000", "\ufffe", "\U0010ffff", "\U000e0041x", "x" * 300, "a b " * 60 + "c",
    "word " * 40 + "\n" + "word " * 40 + "end", " ".join(["a" * 99] * 3), "a  b   c " * 30 + "d", "=1+1", "<b>",
    "[red]",
)  # fmt: skip
"""Texts that have been misread by one reader or another."""


def is_storable(text: str) -> bool:
    """Whether a record may hold the text."""
    return bool(text.strip()) and "\0" not in text


_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text("ab \n:#-'\"\\", max_size=30),
    st.text(_CHARACTERS, max_size=40),
    st.lists(st.text(ascii_lowercase, min_size=1, max_size=12), max_size=60).map(" ".join),
).filter(is_storable)
SLUGS = st.one_of(
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True),
    st.sampled_from(("no", "on", "y", "null", "2023", "2023-02-01", "0x1f", "1e3", "sides", "claims", "a" * 80)),
)  # fmt: skip
DAYS = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(
        ("2023", "2023-02", "2023-02-XX", "20XX", "2023-02-06/2023-02-09~", "../2023-02-23", "2023-02/..", "2023?")
    ),
)  # fmt: skip
TIMES = st.sampled_from(("14:05", "09:00", "14:05:30", "14:05Z", "14:05+01:00"))
INSTANTS = st.datetimes(min_value=datetime(2000, 1, 1)).map(  # noqa: DTZ001 - the strategy wants it without a zone
    lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
)
LANGS = st.sampled_from(("en", "zh", "zh-Hans", "no", "de-AT", "x-own"))
URLS = st.sampled_from(("https://example.org/a?b=c#d", "http://example.org/气球", "urn:a:b", "x:{a},[b]"))


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, or none."""
    return st.none() | strategy


def several(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """A tuple of different values."""
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


def _one_of(ids: list[str]) -> st.SearchStrategy[Any]:
    return st.sampled_from(ids) if ids else st.nothing()


def _any_of(ids: list[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    return several(st.sampled_from(ids)) if ids else st.just(())


_STAMPS = {
    # Few instants, so that files have something to state once.
    "recorded_at": st.sampled_from(("2026-01-01T00:00:00.000000Z", "2026-02-01T00:00:00.000000Z")),
    "revised_at": st.sampled_from(("2026-03-01T00:00:00.000000Z", "2026-03-01T00:00:00.000001Z")) | INSTANTS,
    "status": st.sampled_from(Status),
}
_UNSTAMPED = {**_STAMPS, "recorded_at": some(_STAMPS["recorded_at"]), "revised_at": some(_STAMPS["revised_at"])}


@st.composite
def corpora(draw: st.DrawFn, *, stamped: bool = True) -> Corpus:
    """A corpus as a store holds it; unless `stamped`, records may have no instants yet."""
    stamps = _STAMPS if stamped else _UNSTAMPED
    ids = {kind: draw(st.lists(SLUGS, max_size=4, unique=True)) for kind in Kind if kind is not Kind.LINK}
    ids[Kind.SIDE] = ids[Kind.SIDE] or ["us"]
    ids[Kind.SPEAKER] = ids[Kind.SPEAKER] or ["someone"]
    corpus = Corpus(
        sides=tuple(draw(_side(id, stamps)) for id in ids[Kind.SIDE]),
        speakers=tuple(draw(_speaker(id, ids, stamps)) for id in ids[Kind.SPEAKER]),
        sources=tuple(draw(_source(id, stamps)) for id in ids[Kind.SOURCE]),
        disputes=tuple(draw(_dispute(id, ids, stamps)) for id in ids[Kind.DISPUTE]),
    )
    texts = {source.id: source.text for source in corpus.sources}
    claims = tuple(draw(_claim(id, ids, texts, stamps)) for id in ids[Kind.CLAIM])
    return _anchored(_with_names_apart(corpus._replace(claims=claims, links=draw(_links(ids, stamps)))))


def _anchored(corpus: Corpus) -> Corpus:
    """With what texts imply: their digests, the offsets of quotes that stand there once."""
    texts = {source.id: source.text for source in corpus.sources if source.text}
    digests = {id: checks.digest(text) for id, text in texts.items()}
    return corpus._replace(
        sources=tuple(source._replace(sha256=digests.get(source.id)) for source in corpus.sources),
        claims=tuple(citations.placed(claim, None, texts) for claim in corpus.claims),
    )


def _with_names_apart(corpus: Corpus) -> Corpus:
    """Without the aliases by which two sides or two disputes would be known."""
    taken: set[str] = {one.id for one in (*corpus.sides, *corpus.disputes)}
    kept: dict[str, list[Any]] = {"sides": [], "disputes": []}
    for key, records in kept.items():
        for one in getattr(corpus, key):
            aliases = tuple(alias for alias in one.aliases if alias.casefold() not in taken)
            taken.update(alias.casefold() for alias in aliases)
            records.append(one._replace(aliases=aliases))
    return corpus._replace(**{key: tuple(records) for key, records in kept.items()})


def _side(id: str, stamps: Any) -> st.SearchStrategy[Side]:
    return st.builds(Side, st.just(id), TEXTS, several(TEXTS), some(TEXTS), **stamps)


def _speaker(id: str, ids: Any, stamps: Any) -> st.SearchStrategy[Speaker]:
    posts = st.lists(st.builds(Post, TEXTS, some(DAYS), some(DAYS)), max_size=2).map(tuple)
    return st.builds(
        Speaker,
        st.just(id),
        TEXTS,
        st.sampled_from(SpeakerKind),
        some(_one_of(ids[Kind.SIDE])),
        several(TEXTS),
        posts,
        some(st.sampled_from(("Q42", "Q6279"))),
        some(TEXTS),
        **stamps,
    )


def _source(id: str, stamps: Any) -> st.SearchStrategy[Source]:
    return st.builds(
        Source,
        id=st.just(id),
        title=TEXTS,
        kind=st.sampled_from(SourceKind),
        wording=st.sampled_from(Wording),
        publisher=some(TEXTS),
        authors=several(TEXTS),
        published=some(DAYS),
        url=some(URLS),
        archived_url=some(URLS),
        accessed=some(DAYS),
        lang=some(LANGS),
        text=some(TEXTS),
        sha256=st.none(),
        note=some(TEXTS),
        **stamps,
    )


def _dispute(id: str, ids: Any, stamps: Any) -> st.SearchStrategy[Dispute]:
    return st.builds(
        Dispute,
        st.just(id),
        TEXTS,
        some(TEXTS),
        several(TEXTS),
        _any_of(ids[Kind.SIDE]),
        some(DAYS),
        some(TEXTS),
        **stamps,
    )


def _claim(id: str, ids: Any, texts: Any, stamps: Any) -> st.SearchStrategy[Claim]:
    return st.builds(
        Claim,
        id=st.just(id),
        text=TEXTS,
        speaker=_one_of(ids[Kind.SPEAKER]),
        side=_one_of(ids[Kind.SIDE]),
        act=st.sampled_from(Act),
        lang=some(LANGS),
        with_=_any_of(ids[Kind.SPEAKER]),
        said=some(DAYS),
        said_time=some(TIMES),
        venue=some(TEXTS),
        addressees=_any_of(ids[Kind.SIDE]),
        statement=some(SLUGS),
        disputes=_any_of(ids[Kind.DISPUTE]),
        citations=_citations(ids, texts),
        note=some(TEXTS),
        **stamps,
    )


@st.composite
def _citations(draw: st.DrawFn, ids: Any, texts: Any) -> tuple[Citation, ...]:
    if not ids[Kind.SOURCE]:
        return ()
    many = draw(st.integers(0, 3))
    others = st.lists(st.integers(1, 99), min_size=many, max_size=many, unique=True)
    numbers = draw(st.just(range(1, many + 1)) | others)
    return tuple(draw(_citation(number, ids, texts)) for number in numbers)


@st.composite
def _citation(draw: st.DrawFn, number: int, ids: Any, texts: Any) -> Citation:
    source = draw(_one_of(ids[Kind.SOURCE]))
    quoted = draw(_quoted(texts[source]))
    translations = st.lists(st.builds(Translation, LANGS, TEXTS, some(TEXTS)), max_size=2).map(tuple)
    return Citation(
        number=number,
        source=source,
        **quoted,
        lang=draw(some(LANGS)),
        attribution=draw(some(st.sampled_from(Attribution))),
        via=draw(_any_of(ids[Kind.SPEAKER])),
        locator=draw(some(TEXTS)),
        translations=draw(translations),
        note=draw(some(TEXTS)),
    )


@st.composite
def _quoted(draw: st.DrawFn, text: str | None) -> dict[str, Any]:
    """Words that stand in the text, with their place; or any words, where there is no text to find them in."""
    if text is None:
        around = {"prefix": some(TEXTS), "suffix": some(TEXTS)}
        return draw(st.just({}) | st.fixed_dictionaries({"quote": TEXTS, **around}))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    if not is_storable(text[start:end]) or draw(st.booleans()):
        return {}
    around = {"prefix": text[max(0, start - 8) : start], "suffix": text[end : end + 8]}
    given = {key: words for key, words in around.items() if is_storable(words) and draw(st.booleans())}
    return {"quote": text[start:end], "start": start, "end": end, **given}


@st.composite
def _links(draw: st.DrawFn, ids: Any, stamps: Any) -> tuple[Link, ...]:
    ends = [(a, b) for a in ids[Kind.CLAIM] for b in ids[Kind.CLAIM] if a != b]
    if not ends:
        return ()
    chosen = draw(several(st.tuples(st.sampled_from(ends), st.sampled_from(Relation)), 5))
    rest = {"basis": st.sampled_from(Basis), "note": some(TEXTS), "source": some(_one_of(ids[Kind.SOURCE])), **stamps}
    return tuple(
        draw(st.builds(Link, from_id=st.just(a), relation=st.just(relation), to_id=st.just(b), **rest))
        for (a, b), relation in chosen
    )


@st.composite
def revisions(draw: st.DrawFn, corpus: Corpus) -> tuple[Revision, ...]:
    """A log of what was done to some of these records."""
    records = draw(st.lists(st.sampled_from(list(corpus.records())), max_size=4))
    return tuple(
        Revision(
            seq=seq,
            at=draw(INSTANTS),
            by=draw(TEXTS),
            op=draw(st.sampled_from(Op)),
            kind=kind_of(one),
            id=one.id,
            before=draw(some(st.just(wire_revision.record_text(write(one))))),
            after=draw(some(st.just(wire_revision.record_text(write(one))))),
            why=draw(some(TEXTS)),
        )
        for seq, one in enumerate(records, 1)
    )
