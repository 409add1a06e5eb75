"""Options of commands that write, made from the fields of records, and the form that they fill in."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from claims.command import Call, Option, checked, folded
from claims.curation.entry import Planned
from claims.errors import UnknownRecord, UsageFault, quoted
from claims.model import Change, Finding
from claims.store import names
from claims.store.connection import Connection
from claims.vocabulary import Act, Attribution, Basis, Kind, Relation, SourceKind, SpeakerKind, Wording


class FieldOption(NamedTuple):
    """An option that fills in a key of a form; `names` is the kind of record it names, None where it names none."""

    option: Option
    key: str
    names: Kind | None = None


def _field(
    flag: str,
    help: str,
    metavar: str = "TEXT",
    key: str | None = None,
    *,
    names: Kind | None = None,
    words: type[StrEnum] | None = None,
    repeats: bool = False,
) -> FieldOption:
    option = Option(
        flag, help, metavar, words=tuple(words or ()), repeats=repeats, completes=names.value if names else None
    )
    return FieldOption(option, key or option.name, names)


FORM = Option(
    "--form", "Take this form, such as one that was kept; opened in an editor unless it passes.", "FILE", is_path=True
)
"""The option of every command that a form can fill in."""

FILE = Option(
    "--file",
    "The file with the document's text (- for standard input), stored as it is, with its digest.",
    "FILE",
    is_path=True,
)
"""The option of every command that takes a source's text."""

_NOTE = _field("--note", "The curator's remark.")
_ALIAS = _field("--alias", "Another name under which it is looked up.", key="aliases", repeats=True)
_LANG = "(BCP 47: en, zh-Hans)"
CLAIM = (
    _field("--speaker", "Who said it.", "SPEAKER", names=Kind.SPEAKER),
    _field("--side", "The side whose case it puts; else the speaker's.", "SIDE", names=Kind.SIDE),
    _field("--text", "The assertion, as a neutral sentence of the curator's."),
    _field("--lang", f"The language of the text {_LANG}.", "TAG"),
    _field("--with", "A further speaker of a joint statement.", "SPEAKER", "with", names=Kind.SPEAKER, repeats=True),
    _field("--said", "The day at the speaker's place (EDTF: 2023-02-05, 2023-02, 2023-02-06/2023-02-09).", "DAY"),
    _field("--said-time", "The hour at the speaker's place: 14:05, 14:05+01:00.", "TIME"),
    _field("--act", "What the speaker does by saying it.", "ACT", words=Act),
    _field("--venue", "Where it was said."),
    _field("--addressee", "A side to which it is addressed.", "SIDE", "addressees", names=Kind.SIDE, repeats=True),
    _field("--statement", "An id shared by the claims made in one breath.", "ID"),
    _field("--dispute", "A dispute to which it belongs.", "DISPUTE", "disputes", names=Kind.DISPUTE, repeats=True),
    _NOTE,
)
CITATION = (
    _field("--source", "The source that reports it.", "SOURCE", names=Kind.SOURCE),
    _field("--quote", "The source's words; they are looked for in its text, and stored as it has them."),
    _field("--prefix", "The words just before the quote."),
    _field("--suffix", "The words just after the quote."),
    _field("--start", "The offset of the quote in code points; with --end, the words there are taken.", "NUMBER"),
    _field("--end", "The offset of its end.", "NUMBER"),
    _field("--quote-lang", f"The language of the quote {_LANG}.", "TAG", "lang"),
    _field("--attribution", "How the source gives the words to the speaker.", "WORD", words=Attribution),
    _field(
        "--via", "A speaker through whom the words are relayed.", "SPEAKER", "via", names=Kind.SPEAKER, repeats=True
    ),
    _field("--locator", "Where in the source: a page, a paragraph, a minute."),
    _field(
        "--translation", "The quote in another language, as TAG:TEXT.", "TAG:TEXT", key="translations", repeats=True
    ),
    _field("--quote-note", "A remark on the citation.", key="note"),
)
RECORDS: Mapping[Kind, tuple[FieldOption, ...]] = {
    Kind.SIDE: (_field("--name", "What the side is called."), _ALIAS, _NOTE),
    Kind.SPEAKER: (
        _field("--name", "The name, or the label that the source gives."),
        _field("--kind", "Who is heard.", "KIND", words=SpeakerKind),
        _field("--side", "The side for which the speaker speaks by default.", "SIDE", names=Kind.SIDE),
        _ALIAS,
        _field(
            "--post",
            "A post held, as TITLE, TITLE;FROM or TITLE;FROM;TO (EDTF).",
            "TITLE;FROM;TO",
            key="posts",
            repeats=True,
        ),
        _field("--wikidata", "The speaker's item in Wikidata.", "ITEM"),
        _NOTE,
    ),
    Kind.SOURCE: (
        _field("--title", "The document's title."),
        _field("--kind", "What sort of document it is.", "KIND", words=SourceKind),
        _field("--wording", "How near its words are to what was spoken.", "WORDING", words=Wording),
        _field("--publisher", "Who published it."),
        _field("--author", "Who wrote it.", key="authors", repeats=True),
        _field("--published", "When it was published (EDTF).", "DAY"),
        _field("--url", "Where it is found.", "URL"),
        _field("--archived-url", "Where a copy is kept.", "URL"),
        _field("--accessed", "When it was last read there (EDTF).", "DAY"),
        _field("--lang", f"Its language {_LANG}.", "TAG"),
        _NOTE,
    ),
    Kind.DISPUTE: (
        _field("--title", "What the quarrel is called."),
        _field("--summary", "What it is about."),
        _ALIAS,
        _field("--party", "A side that is a party to it.", "SIDE", "parties", names=Kind.SIDE, repeats=True),
        _field("--covers", "The span of days that the record covers (EDTF).", "DAY"),
        _NOTE,
    ),
}

BASIS = Option(
    "--basis", "explicit: the source presents it as an answer; inferred: the curator does.", "BASIS", words=tuple(Basis)
)
LINK_NOTE = Option("--note", "A remark on the link.")
LINK_SOURCE = Option("--source", "The source that shows the link.", "SOURCE", completes="source")


def options(fields: Sequence[FieldOption]) -> tuple[Option, ...]:
    """Return the options of these fields."""
    return tuple(field.option for field in fields)


def are_given(call: Call, fields: Sequence[FieldOption]) -> bool:
    """Return whether any of these options was given."""
    return any(call.values.get(field.option.name) not in (None, (), False) for field in fields)


def form(call: Call, db: Connection, fields: Sequence[FieldOption]) -> dict[str, Any]:
    """Return what the options that were given fill in; an empty value takes the key's value out.

    Raises `UsageFault`, `UnknownRecord` and `AmbiguousName`.
    """
    return {field.key: _values(call, db, field) for field in fields if are_given(call, [field])}


def _values(call: Call, db: Connection, field: FieldOption) -> Any:
    if not field.option.repeats:
        return _value(db, field, call.text(field.option.name) or "")
    values = [_value(db, field, value) for value in call.texts(field.option.name) if value]
    return [value for number, value in enumerate(values) if value not in values[:number]]


def _value(db: Connection, field: FieldOption, value: str) -> Any:
    if field.names:
        return resolved(db, field.names, value) if value else ""
    if field.key in ("start", "end"):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else value
    if field.key == "posts":
        return _post(value)
    if field.key == "translations":
        return _translation(value)
    return folded(value, field.option.words) or value


_MOST_DIGITS = 15


def _post(value: str) -> dict[str, str]:
    title, *days = (part.strip() for part in value.split(";"))
    if len(days) > 2:
        raise UsageFault(f"--post: “{value}” has more than a title and two days", "write TITLE;FROM;TO")
    return {"title": title, **{key: day for key, day in zip(("from", "to"), days, strict=False) if day}}


def _translation(value: str) -> dict[str, str]:
    lang, colon, text = value.partition(":")
    if not colon:
        raise UsageFault("--translation needs its language", "write TAG:TEXT, such as en:They spy.")
    return {"lang": lang.strip(), "text": text.strip()}


NEEDED = {
    Kind.SIDE: ("--name",),
    Kind.SPEAKER: ("--name", "--kind"),
    Kind.SOURCE: ("--title", "--kind"),
    Kind.DISPUTE: ("--title",),
}
"""The options without which no such record is added; the first gives what it is called."""


def resolved(db: Connection, kind: Kind, name: str) -> str:
    """Return the id of the record that is named; raises `UnknownRecord` with the command that makes such a record."""
    try:
        return names.resolve(db, (kind,), name).id
    except UnknownRecord as fault:
        raise UnknownRecord(kind.value, name, fault.nearest, _adding(kind, name)) from fault


def _adding(kind: Kind, name: str) -> str | None:
    """Return the command that adds a record under this name, None for kinds that no such command adds."""
    if kind not in NEEDED or not name.strip():
        return None
    from claims.curation import entry

    id = entry.slug(name)
    called, *others = NEEDED[kind]
    # What is no id was meant as the name.
    words = [called, "…" if name == id else shlex.quote(name), *(f"{flag} …" for flag in others)]
    return f"claims {kind.value} add {id} {' '.join(words)}"


def text_of_file(call: Call) -> dict[str, str]:
    """Return the text in the file that `--file` names, as part of a source's form; nothing without it."""
    file = call.text("file")
    if file is None:
        return {}
    if not file:
        raise UsageFault("--file is empty", "name the file that holds the text, - for standard input")
    from claims.exchange import disk

    return {"text": disk.whole_text(Path(file))}


def relation(word: str) -> Relation:
    """Return the relation that is named; raises `UsageFault`."""
    try:
        return Relation(checked(word, tuple(Relation), "relation"))
    except UsageFault as fault:
        raise UsageFault(f"{quoted(word)} is no relation", fault.hint) from fault


def about_link(call: Call, db: Connection, source: str = "source") -> dict[str, Any]:
    """Return what the options say of a link beside its ends; `source` is the name of the option for its source."""
    about: dict[str, Any] = {}
    basis, note, shown_by = call.text("basis"), call.text("note"), call.text(source)
    if basis is not None:
        about["basis"] = checked(basis, BASIS.words, "basis")
    if note is not None:
        about["note"] = note
    if shown_by is not None:
        about["source"] = resolved(db, Kind.SOURCE, shown_by) if shown_by else ""
    return about


def changes(plan: Planned, fields: Sequence[FieldOption]) -> Sequence[Change]:
    """Return what is planned from the options of these fields; raises `UsageFault` where they can't be taken."""
    if not plan.findings:
        return plan.changes
    sentences = list(_sentences(plan.findings, fields))
    if len(sentences) == 1:
        raise UsageFault(*sentences[0])
    lines = [f"{message}{f' ({remedy})' if remedy else ''}" for message, remedy in sentences]
    raise UsageFault(f"{len(sentences)} of the values can't be taken", None, lines)


def _sentences(findings: Sequence[Finding], fields: Sequence[FieldOption]) -> Iterator[tuple[str, str | None]]:
    for finding in findings:
        keys = [str(part) for part in finding.path if isinstance(part, str)]
        filling = CITATION if keys[:1] == ["citations"] else reversed(fields)
        yield _sentence(finding.message, keys, {field.key: field.option.flag for field in filling}), finding.remedy


def _sentence(message: str, keys: Sequence[str], flags: Mapping[str, str]) -> str:
    """Return the message about the value to which these keys lead; the option that gives it stands for the key."""
    missing = message.removesuffix(" is missing")
    if missing in flags:
        return f"{flags[missing]} is missing"
    named = next((key for key in keys if key in flags), None)
    if named is None or not message.startswith((f"{keys[-1]}: ", f"{keys[-1]} ")):
        return message
    rest = message.removeprefix(keys[-1])
    is_part = keys[-1] != named and rest.startswith(" ")
    return f"{flags[named]}: {message}" if is_part else f"{flags[named]}{rest}"
