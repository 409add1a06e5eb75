"""The lines of a form: every field of a record in its order, with a comment that explains it, filled in or empty.

Made from the declared fields of the records, so that a form can't drift from what is accepted.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from claims.exchange import yaml_text
from claims.exchange.yaml_text import WIDTH
from claims.json import record, shape
from claims.json.shape import Field
from claims.vocabulary import Kind, RelationTerm, Term

_HIDDEN = frozenset({"status", "recorded_at", "revised_at", "sha256"})
_ONLY_IF_FILLED = frozenset({("citations", "id"), ("citations", "start"), ("citations", "end")})
_LONG = frozenset({"text", "quote", "note", "summary"})
_LINKS = Field("links", shape.each(shape.TEXT), "the claims on record that it answers or takes up")
_CITATION_ID = Field("id", shape.TEXT, "the citation's id, which never changes; a new citation has no such line")
_NESTED = {
    "posts": record.POST_FIELDS,
    "translations": record.TRANSLATION_FIELDS,
    "citations": (_CITATION_ID, *record.CITATION_FIELDS),
    "links": record.LINK_FIELDS[1:],
}

_HOW = (
    (
        "Fill in what is known and leave the rest empty; then save the form and leave the editor. A form that was not"
        " changed is not taken."
    ),
    (
        "After >- write on the indented line below: nothing needs quotation marks there, and line breaks count as"
        " blanks. Lists stand in brackets: [us, china]."
    ),
)
_ABOUT = {
    "citations": "where it is reported, one citation for each source or quote",
    "basis": "on what the link rests",
    "start": "where the quote begins in the source's text; it is found again where the quote is changed",
    "end": "where the quote ends in the source's text",
    "prefix": "the words just before, where the quote alone stands in the source more than once",
    "suffix": "the words just after, for the same end",
    "statement": "an id of your choice, shared by the claims made in one breath",
}
# What is made from the rest in a new record, and so needn't be filled in.
_LEFT_EMPTY = {
    (Kind.SIDE, "id"): "it is made from the name",
    (Kind.SPEAKER, "id"): "it is made from the name",
    (Kind.SOURCE, "id"): "it is made from publisher, day and title",
    (Kind.DISPUTE, "id"): "it is made from the title",
    (Kind.CLAIM, "id"): "it is made from the side and the text",
    (Kind.CLAIM, "side"): "it is the speaker's",
    (Kind.CLAIM, "act"): "it is a denial where the claim rebuts, else an assertion",
    (Kind.SOURCE, "wording"): "it is unknown",
}
_EXAMPLES = (
    (shape.DAY, "2023-02-20, 2023-02, 2023-02-20~ (about), 2023-02-06/2023-02-09, ../2023-02-23 (at the latest)"),
    (shape.LANG, "en, zh, zh-Hans or de-AT"),
    (shape.TIME, "14:05 or 14:05+01:00"),
    (shape.WIKIDATA, "Q42"),
)
# The store's names stand where a kind of record is named for the first time.
_NAMED = {
    ("", "speaker"): Kind.SPEAKER,
    ("", "side"): Kind.SIDE,
    ("", "parties"): Kind.SIDE,
    ("", "disputes"): Kind.DISPUTE,
    ("citations", "source"): Kind.SOURCE,
    ("links", "to"): Kind.CLAIM,
}
_MOST_EXPLAINED_IN_PLACE = 5
_JARGON = re.compile(r" \((?:Text\w+Selector\.\w+|PolNeAR)\)")


class Sheet(NamedTuple):
    """What a form depends on beside the record; `known` are names that the store holds, by the word for their kind."""

    kind: Kind
    is_new: bool
    known: Mapping[str, Sequence[str]]

    def fields(self) -> Iterator[Field]:
        """Return the fields that stand in the form."""
        for field in record.WRITTEN[self.kind]:
            if field.key not in _HIDDEN and not field.is_derived:
                yield field
            if field.key == "citations" and self.is_new:
                yield _LINKS

    def lines(self, data: Mapping[str, Any], heading: str) -> Iterator[str]:
        """Return the form, filled in with `data`."""
        yield from _comment([heading, "", *_HOW])
        for field in self.fields():
            yield ""
            yield from _explanation(self, field, "", 0)
            yield from _entry(self, field, data.get(field.key), 0)
        yield from self._glossary()

    def _glossary(self) -> Iterator[str]:
        for field in self.fields():
            for part in (field, *_NESTED.get(field.key, ())):
                if len(part.type.words) > _MOST_EXPLAINED_IN_PLACE:
                    yield ""
                    yield from _comment([f"The words for {part.key}:"])
                    yield from _meanings(part.type.words, 0)


# Comments.


def _comment(paragraphs: Sequence[str], indent: int = 0, head: str = "") -> list[str]:
    """Return comment lines; `head` stands before the first and its width in blanks before the others."""
    width = WIDTH - indent - 2 - len(head)
    lines = [line for text in paragraphs for line in textwrap.wrap(text, width, break_on_hyphens=False) or [""]]
    starts = [head, *[" " * len(head)] * (len(lines) - 1)]
    return [f"{' ' * indent}# {start}{line}".rstrip() for start, line in zip(starts, lines, strict=True)]


def _explanation(sheet: Sheet, field: Field, parent: str, indent: int) -> list[str]:
    about, is_required = _about(sheet, field, parent)
    sentences = ["Required."] if is_required else []
    sentences.append(f"{about[0].upper()}{about[1:]}.")
    sentences += [f"Such as {example}." for type, example in _EXAMPLES if type is field.type]
    if field.key in _NESTED:
        sentences.append("Copy the lines of one for another; one that is left empty is passed over.")
    words = field.type.words
    is_long = len(words) > _MOST_EXPLAINED_IN_PLACE
    if is_long:
        sentences.append(f"One of {', '.join(words)}; what they mean stands at the end.")
    lines = _comment([" ".join(sentences)], indent)
    if words and not is_long:
        lines += _meanings(words, indent)
    return lines + _names(sheet, field, parent, indent)


def _about(sheet: Sheet, field: Field, parent: str) -> tuple[str, bool]:
    """Return what the field is, and whether it must be filled in."""
    about = _ABOUT.get(field.key) or _JARGON.sub("", field.about)
    if parent:
        return about, field.required
    if not sheet.is_new:
        return ("its id, which never changes" if field.key == "id" else about), field.required
    left_empty = _LEFT_EMPTY.get((sheet.kind, field.key))
    if left_empty:
        return f"{about}; left empty, {left_empty}", False
    if sheet.kind is Kind.SOURCE and field.key == "text":
        return "its text, word for word and line by line; a long one is better read from a file, with --file", False
    return about, field.required


def _meanings(words: Sequence[Any], indent: int) -> Iterator[str]:
    width = max(len(word) for word in words) + 3
    for word in words:
        term: Term | RelationTerm = word.term
        means = f"{term.definition[0].lower()}{term.definition[1:].rstrip('.')}"
        yield from _comment([means], indent, f"  {word:{width}}")


def _names(sheet: Sheet, field: Field, parent: str, indent: int) -> list[str]:
    """Return names that the store has for the field, as many as two lines hold."""
    kind = _NAMED.get((parent, field.key))
    names = sheet.known.get(kind.value, ()) if kind else ()
    if not kind or not names:
        return []
    shown = list(names)
    more = f", … ({len(names)} in all: claims {'list' if kind is Kind.CLAIM else kind.plural})"
    while len(lines := _on_record(shown, more if len(shown) < len(names) else "", indent)) > 2 and len(shown) > 1:
        # Halving first keeps this short for the many names of a large store.
        del shown[max(len(shown) // 2 if len(lines) > 4 else len(shown) - 1, 1) :]
    return lines


def _on_record(names: Sequence[str], more: str, indent: int) -> list[str]:
    return _comment([f"On record: {', '.join(names)}{more}"], indent)


# Values.


def _entry(sheet: Sheet, field: Field, value: Any, indent: int, *, is_explained: bool = True) -> list[str]:
    key = f"{' ' * indent}{field.key}:"
    if field.key in _NESTED:
        items = enumerate(value or [{}])
        return [key] + [
            line
            for number, item in items
            for line in _item(sheet, field.key, item, indent + 2, is_explained=is_explained and not number)
        ]
    if field.type.is_list:
        return _list(key, [str(item) for item in value or ()], indent)
    if field.key in _LONG and (value or is_explained):
        return _block(key, value or "", indent, is_literal=sheet.kind is Kind.SOURCE and field.key == "text")
    if value is None or value == "":
        return [key]
    return _line(key, value, indent) if isinstance(value, str) else [f"{key} {value}"]


def _item(sheet: Sheet, key: str, item: Mapping[str, Any], indent: int, *, is_explained: bool) -> list[str]:
    """Return one item of a list of mappings; the comment of its first key stands above the dash."""
    lines: list[str] = []
    dash = None
    for field in _NESTED[key]:
        value = item.get(field.key)
        if field.key in _HIDDEN or (value is None and (key, field.key) in _ONLY_IF_FILLED):
            continue
        if is_explained:
            lines += _explanation(sheet, field, key, indent + 2)
        dash = len(lines) if dash is None else dash
        lines += _entry(sheet, field, value, indent + 2, is_explained=is_explained)
    lines[dash or 0] = f"{' ' * indent}- {lines[dash or 0].lstrip()}"
    return lines


def _list(key: str, items: Sequence[str], indent: int) -> list[str]:
    texts = [yaml_text.bare(item, in_brackets=True) for item in items]
    line = f"{key} [{', '.join(texts)}]"
    return [line] if len(line) <= WIDTH else [key, *(f"{' ' * indent}  - {text}" for text in texts)]


def _line(key: str, value: str, indent: int) -> list[str]:
    line = f"{key} {yaml_text.bare(str(value))}"
    return [line] if len(line) <= WIDTH else _block(key, value, indent)


def _block(key: str, value: str, indent: int, *, is_literal: bool = False) -> list[str]:
    first, *more = yaml_text.block(value, indent + 2, is_literal=is_literal)
    return [f"{key} {first}", *more]
