"""The record as a folder of dossiers, in the layout of the bundled ones: one file a dispute, the rest beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from claims.errors import StoreUnusable, quoted
from claims.exchange import dossier, jsonl
from claims.exchange.record_files import LOG, TEXTS
from claims.json import record as wire
from claims.json.shape import SLUG, Problem
from claims.model import Claim, Corpus, Dispute, Link, Source
from claims.vocabulary import Kind

_SHARED = (Kind.SIDE, Kind.SPEAKER, Kind.SOURCE)
SOURCES = "sources.yaml"
_CLAIMS = "claims.yaml"
_OWN = frozenset({*(f"{kind.plural}.yaml" for kind in _SHARED), _CLAIMS})


class File(NamedTuple):
    """A file of the folder: its path in it, with `/`, and its text in parts, which may be asked for once."""

    path: str
    parts: Iterable[str]


def files(rows: Iterable[str], log: Iterable[str] = ()) -> Iterator[File]:
    """Return the files of the layout, those with nothing in them left out; `log` holds the rows of revisions.

    A claim stands in the file of its first dispute, those of none in one of their own.
    """
    corpus = dossier.corpus_of(rows)
    _require_slugs(chain(corpus.sources, corpus.disputes, corpus.claims))
    texts = dossier.texts_in(corpus)
    text_files = {source: f"{TEXTS}/{source}.txt" for source in texts}
    for path, part in _parts(corpus):
        yield File(path, dossier.Dossier(part, texts, text_files).pieces())
    for source, path in sorted(text_files.items()):
        yield File(path, [texts[source]])
    written = jsonl.write(log)
    first = next(written, None)
    if first is not None:
        yield File(LOG, chain([first], written))


def _require_slugs(records: Iterable[Source | Dispute | Claim]) -> None:
    """Raise `StoreUnusable` for ids that are none: whoever made the store may have meant them for paths."""
    for record in records:
        problems: list[Problem] = []
        for id in (record.id, *(record.disputes if isinstance(record, Claim) else ())):
            SLUG.read(id, (), problems)
            if problems:
                raise StoreUnusable(f"the store holds {quoted(id)} for an id", problems[0].message)


def _parts(corpus: Corpus) -> Iterator[tuple[str, Corpus]]:
    for kind in _SHARED:
        if corpus.of(kind):
            yield f"{kind.plural}.yaml", wire.corpus(corpus.of(kind))
    claims: dict[str | None, list[Claim]] = defaultdict(list)
    for claim in corpus.claims:
        claims[claim.disputes[0] if claim.disputes else None].append(claim)
    home = {claim.id: dispute for dispute, inside in claims.items() for claim in inside}
    links: dict[str | None, list[Link]] = defaultdict(list)
    for link in corpus.links:
        links[home.get(link.from_id)].append(link)
    disputes = {dispute.id: (dispute,) for dispute in corpus.disputes}
    for id in sorted({*disputes, *filter(None, claims)}):
        part = Corpus(disputes=disputes.get(id, ()), claims=tuple(claims[id]), links=tuple(links[id]))
        # A slug has no full stop, so that the other name is no dispute's either.
        yield f"{id}.dispute.yaml" if f"{id}.yaml" in _OWN else f"{id}.yaml", part
    if claims[None] or links[None]:
        yield _CLAIMS, Corpus(claims=tuple(claims[None]), links=tuple(links[None]))
