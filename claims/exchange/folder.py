"""The record as a folder of dossiers, in the layout of the bundled ones: one file a dispute, the rest beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from claims.exchange import dossier, jsonl
from claims.exchange.dossier import Row, Rows
from claims.exchange.record_files import LOG
from claims.vocabulary import Kind

SOURCES = "sources.yaml"
_LISTS = {Kind.SIDE: "sides.yaml", Kind.SPEAKER: "speakers.yaml", Kind.SOURCE: SOURCES}
_CLAIMS = "claims.yaml"
_OWN = frozenset({*_LISTS.values(), _CLAIMS})


class File(NamedTuple):
    """A file of the folder: its path in it, with `/`, and its text in parts, which may be asked for once."""

    path: str
    parts: Iterable[str]


def files(lines: Iterable[str], log: Iterable[str] = ()) -> Iterator[File]:
    """Return the files of the layout, those with nothing in them left out; `log` holds the revisions.

    A claim stands in the file of its first dispute, those of none in one of their own.
    """
    rows = dossier.by_kind(lines)
    texts = dossier.texts_in(rows)
    text_files = {source: f"texts/{source}.txt" for source in texts}
    for path, part in _parts(rows):
        yield File(path, [dossier.text(part, texts, text_files)])
    for source, path in sorted(text_files.items()):
        yield File(path, [texts[source]])
    written = jsonl.write(log)
    first = next(written, None)
    if first is not None:
        yield File(LOG, chain([first], written))


def _parts(rows: Rows) -> Iterator[tuple[str, Rows]]:
    for kind, path in _LISTS.items():
        if rows[kind]:
            yield path, _part({kind: rows[kind]})
    claims: dict[str | None, list[Row]] = defaultdict(list)
    for claim in rows[Kind.CLAIM]:
        claims[claim["disputes"][0] if claim["disputes"] else None].append(claim)
    home = {claim["id"]: dispute for dispute, inside in claims.items() for claim in inside}
    links: dict[str | None, list[Row]] = defaultdict(list)
    for link in rows[Kind.LINK]:
        links[home.get(link["from"])].append(link)
    disputes = {dispute["id"]: [dispute] for dispute in rows[Kind.DISPUTE]}
    for id in sorted({*disputes, *filter(None, claims)}):
        part = {Kind.DISPUTE: disputes.get(id, []), Kind.CLAIM: claims[id], Kind.LINK: links[id]}
        yield _file_of(id), _part(part)
    if claims[None] or links[None]:
        yield _CLAIMS, _part({Kind.CLAIM: claims[None], Kind.LINK: links[None]})


def _part(rows: Rows) -> Rows:
    return {kind: rows.get(kind, []) for kind in Kind}


def _file_of(dispute: str) -> str:
    name = f"{dispute}.yaml"
    # A slug has no full stop, so that the other name is no dispute's either.
    return f"{dispute}.dispute.yaml" if name in _OWN else name
