"""Planning what a curator enters: a record read from its form, completed with defaults, as the change that it makes.

A form is the curator's form of a record (see `claims.json.record`): a mapping with the keys of a dossier's entry.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, zip_longest
from typing import Any, NamedTuple

from claims import checks
from claims.curation import citations
from claims.errors import CurationRefused, quoted
from claims.json import record as wire
from claims.json import shape
from claims.json.record import kind_of
from claims.model import Change, Citation, Claim, Corpus, Finding, Link, Record, Source, Speaker
from claims.store import curated, references
from claims.store.connection import Connection
from claims.store.references import Name
from claims.vocabulary import Act, Basis, Kind, Op, Relation, Status, Wording

Form = Mapping[str, Any]


class Planned(NamedTuple):
    """The changes that a form makes, or the findings that stop it."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()


def added(db: Connection, kind: Kind, form: Form, *, is_forced: bool = False) -> Planned:
    """Plan a new record and, with a claim, its links.

    Left out, the id is made from side and text (or name or title), a claim's side is its speaker's, its act an
    assertion (a denial where it rebuts), a source's wording unknown. Raises `CurationRefused` for an id that was given
    before, for names of retracted records and, unless `is_forced`, for a side, speaker, source or dispute in which
    `checks.DOUBLES` find another one that there is.
    """
    filled = filled_in(form)
    completed = _completed(db, kind, filled)
    reading = wire.read(kind, completed)
    if reading.findings:
        return Planned((), tuple(_explained(db, completed, reading.findings)))
    # An id that was made is one that was never given.
    if "id" in filled and references.is_known(db, kind, filled["id"]):
        raise CurationRefused(
            f"there is a {kind.value} {quoted(filled['id'])} already, and ids are never reused",
            "give another, or leave it out",
        )
    refuse_retracted(db, reading.records)
    if kind is not Kind.CLAIM and not is_forced:
        _refuse_double(db, kind, _unstamped(reading.records[0]))
    return _planned(Change(Op.ADD, wire.kind_of(record), None, _unstamped(record)) for record in reading.records)


def _refuse_double(db: Connection, kind: Kind, record: Record) -> None:
    others = (_without_text(other) for other in curated.all_of(db, kind))
    corpus = Corpus(**{kind.plural: (*others, citations.completed(record, None))})  # type: ignore[arg-type]
    for finding in checks.findings(corpus, checks.DOUBLES):
        if finding.record == record.id:
            raise CurationRefused(f"{finding.message} [{finding.code}]", "name that one, or add another with --force")


def _without_text(record: Record) -> Record:
    return record._replace(text=None) if isinstance(record, Source) else record


def _planned(changes: Iterable[Change]) -> Planned:
    """Return the changes, unless they can't be written at all: then what stops them."""
    planned = tuple(changes)
    corpus = Corpus(claims=tuple(change.after for change in planned if isinstance(change.after, Claim)))
    findings = checks.findings(corpus, (rule for rule in checks.ON_WRITE if rule.code in _OF_CITATIONS))
    return Planned((), tuple(findings)) if findings else Planned(planned)


_OF_CITATIONS = ("R002", "Q005")
"""Rules that look at the citations of one claim, and without which the store would have no place for them."""


def _explained(db: Connection, form: Form, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Return the findings; of a side that is missing, what is the matter with the speaker whose side it would be."""
    for finding in findings:
        if (finding.code, finding.message, finding.kind) != (shape.MISSING_KEY, "side is missing", Kind.CLAIM):
            yield finding
        elif isinstance(name := form.get("speaker"), str):
            yield from _side_missing(db, finding, name, findings)


def _side_missing(db: Connection, missing: Finding, name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    speaker = curated.one(db, Kind.SPEAKER, name)
    if isinstance(speaker, Speaker):
        yield missing._replace(remedy=f"{speaker.name} stands for no side, so say whose case the claim puts")
    elif not any(finding.path == ("speaker",) for finding in findings):
        message, remedy = f"there is no speaker {quoted(name)}", f"add it first: claims speaker add {name}"
        yield missing._replace(code="R001", path=("speaker",), message=message, remedy=remedy)


def filled_in(form: Form) -> dict[str, Any]:
    """Return the keys of a form that have a value."""
    return {key: value for key, value in form.items() if value not in (None, "", [])}


def _completed(db: Connection, kind: Kind, form: Form) -> dict[str, Any]:
    completed = {**(_claim_defaults(db, form) if kind is Kind.CLAIM else {}), **form}
    if kind is Kind.SOURCE:
        completed.setdefault("wording", Wording.UNKNOWN.value)
    if "id" not in completed:
        base = slug(*_telling(kind, completed))
        completed["id"] = numbered(base, lambda candidate: references.is_known(db, kind, candidate))
    return completed


def _claim_defaults(db: Connection, form: Form) -> dict[str, Any]:
    speaker = curated.one(db, Kind.SPEAKER, str(form.get("speaker")))
    if speaker and speaker.status is Status.RETRACTED:
        raise _is_retracted(Kind.SPEAKER, speaker.id)
    links = form.get("links")
    rebuts = isinstance(links, Sequence) and any(
        isinstance(link, Mapping) and link.get("relation") == Relation.REBUTS for link in links
    )
    side = {"side": speaker.side} if isinstance(speaker, Speaker) and speaker.side else {}
    return {**side, "act": Act.DENIAL.value if rebuts else Act.ASSERTION.value}


def _unstamped(record: Record) -> Record:
    # Status and instants are the store's to say.
    return record._replace(status=Status.ON_RECORD, recorded_at=None, revised_at=None)


def _telling(kind: Kind, form: Form) -> Iterable[str | None]:
    """Return what an id is made of, in order."""
    keys = {
        Kind.SIDE: ("name",),
        Kind.SPEAKER: ("name",),
        Kind.SOURCE: ("publisher", "published", "title") if form.get("publisher") else ("title", "published"),
        Kind.DISPUTE: ("title",),
        Kind.CLAIM: ("side", "text"),
    }[kind]
    return (str(form[key]) if form.get(key) else None for key in keys)


def edited(db: Connection, before: Record, changed: Form) -> Planned:
    """Plan another version of a record, in which these keys have these values (None, "" and []: nothing)."""
    kind = wire.kind_of(before)
    form = {**wire.write(before), **changed}
    if "text" in changed and "sha256" not in changed:
        form.pop("sha256", None)
    reading = wire.read(kind, filled_in(form))
    if reading.findings:
        return Planned((), reading.findings)
    after = reading.records[0]
    if after.id != before.id:
        raise CurationRefused("an id never changes, since others refer to it", "retract the record and add another")
    refuse_retracted(db, [after], but=before)
    return _planned([Change(Op.EDIT, kind, before, _replaced(after, before))])


def _replaced(after: Record, before: Record) -> Record:
    """Return the new version without what the old one only implied: the place, where words or context are others."""
    if not isinstance(after, Claim) or not isinstance(before, Claim):
        return after
    old = {citation.number: citation for citation in before.citations}
    return after._replace(
        citations=tuple(_without_old_place(citation, old.get(citation.number)) for citation in after.citations)
    )


def _without_old_place(citation: Citation, old: Citation | None) -> Citation:
    if old is None or _words(old) == _words(citation):
        return citation
    is_old = (old.start, old.end) == (citation.start, citation.end)
    return citation._replace(start=None, end=None) if is_old else citation


def _words(citation: Citation) -> tuple[str | None, ...]:
    return citation.source, citation.quote, citation.prefix, citation.suffix


def refuse_retracted(db: Connection, records: Iterable[Record], but: Record | None = None) -> None:
    """Raise `CurationRefused` where a record names one that is retracted, which `but` does not name already."""
    known = set(_named([but] if but else ()))
    names = [name for name in _named(records) if name not in known]
    gone = references.retracted(db, names) if names else set()
    for name in names:
        if name in gone:
            raise _is_retracted(*name)


def _named(records: Iterable[Record]) -> Iterator[Name]:
    return ((named.kind, named.id) for record in records for named in checks.references(record))


def _is_retracted(kind: Kind, id: str) -> CurationRefused:
    return CurationRefused(f"the {kind.value} {quoted(id)} is retracted", f"restore it first: claims restore {id}")


def linked(db: Connection, from_id: str, relation: Relation, to_id: str, about: Form) -> Change:
    """Plan a link: a new one, other words about one that is there, or one that was taken back, restored.

    `about` has what is given of basis, note and source (ids); what is not given stays as it was, and the basis of a new
    link is inferred.
    """
    details: dict[str, Any] = {key: about[key] or None for key in ("note", "source") if key in about}
    new = Link(from_id, relation, to_id, Basis(about.get("basis") or Basis.INFERRED), **details)
    refuse_retracted(db, [new])
    before = curated.one(db, Kind.LINK, new.id)
    if not isinstance(before, Link):
        return Change(Op.ADD, Kind.LINK, None, new)
    after = before._replace(status=Status.ON_RECORD, **details)
    after = after._replace(basis=new.basis) if "basis" in about else after
    return Change(Op.RESTORE if before.status is Status.RETRACTED else Op.EDIT, Kind.LINK, before, after)


_MOST_NAMED = 4


def retracted(db: Connection, record: Record) -> Change:
    """Plan the retraction of a record.

    Raises `CurationRefused` where it is retracted already, and where records on record name it: they would speak of
    something that is hidden. Links of a retracted claim take no part while it is retracted.
    """
    kind = kind_of(record)
    if record.status is Status.RETRACTED:
        raise CurationRefused(f"the {kind.value} {quoted(record.id)} is retracted already")
    users = references.users(db, kind, record.id, _MOST_NAMED + 1)
    if users:
        shown = ", ".join(f"{user.value} {id}" for user, id in users[:_MOST_NAMED])
        more = " and more" if len(users) > _MOST_NAMED else ""
        raise CurationRefused(
            f"the {kind.value} {quoted(record.id)} is in use: {shown}{more}", "change or retract those first"
        )
    return Change(Op.RETRACT, kind, record, record._replace(status=Status.RETRACTED))


def restored(db: Connection, record: Record) -> Change:
    """Plan bringing a retracted record back; raises `CurationRefused` where it stands or names a retracted one."""
    kind = kind_of(record)
    if record.status is Status.ON_RECORD:
        raise CurationRefused(f"the {kind.value} {quoted(record.id)} is on record already")
    refuse_retracted(db, [record])
    return Change(Op.RESTORE, kind, record, record._replace(status=Status.ON_RECORD))


_LONGEST = 48
_LEAST_TELLING = (
    *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "of"),
    *("on", "or", "that", "the", "their", "them", "they", "this", "to", "was", "were", "which", "will", "with"),
)


def slug(*parts: str | None) -> str:
    """Return a lower-case slug made of these parts, in order; `record` where they have nothing to make one of.

    Other scripts are transliterated. Words that tell least are left out of a part unless nothing of it would be left,
    and so is a part with which the next one begins: “Sea regrets nothing” of side `sea` makes one `sea`.
    """
    from slugify import slugify

    slugs = [slugify(part, stopwords=_LEAST_TELLING) or slugify(part) for part in parts if part]
    distinct = [slug for slug, following in zip_longest(slugs, slugs[1:]) if not f"{following}-".startswith(f"{slug}-")]
    return slugify(" ".join(distinct), max_length=_LONGEST, word_boundary=True, save_order=True) or "record"


def numbered(slug: str, is_taken: Callable[[str], bool]) -> str:
    """Return the slug, or the first of slug-2, slug-3, … that is not taken."""
    candidates = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(candidate for candidate in candidates if not is_taken(candidate))
