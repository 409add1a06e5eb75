"""How rows become HTML: the templates, what they may call, and the page's own style, script and policy.

Every value is escaped, and made harmless before: no control and no mark that turns the order of text reaches a page.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from claims import __version__, escaping
from claims.publish import prose
from claims.render import days, phrase
from claims.render.line import side_colour
from claims.render.value import Row
from claims.vocabulary import Act, Attribution, Relation, SourceKind, SpeakerKind, Wording

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Macro

TEMPLATES = Path(__file__).parent / "templates"
_PATTERNS = 6
_TRUE_COLOURS = 1 << 24
_FIXED = "img-src data:; base-uri 'none'; form-action 'none'"
_WORDS: Mapping[str, Iterable[Any]] = {
    "acts": Act, "attributions": Attribution, "relations": Relation, "source_kinds": SourceKind,
    "voice_kinds": SpeakerKind, "wordings": Wording,
}  # fmt: skip
_TERMS = {name: {word.value: word.term for word in words} for name, words in _WORDS.items()}
"""What the words mean, by word; a look-up costs a template less than a call."""
_MOST_KEPT = 30_000


class Addresses:
    """Where a page leads: to places on itself, and on a site to other pages."""

    def __init__(self, root: str | None = None, numbers: Mapping[str, int] | None = None) -> None:
        """`root` is the way to the site's first page, None where the page stands alone; `numbers` are of its claims."""
        self.root = root
        self.numbers = numbers or {}
        self._kept: dict[tuple[str, str], str] = {}

    def kept(self, macro: "Macro", claim: Row) -> str:
        """Return what a macro makes of a claim, once for all places that lead to the same ones."""
        key = macro.name, claim["id"]
        made = self._kept.get(key)
        if made is None:
            made = self._kept[key] = macro(claim)
            if len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return made

    def claim(self, id: str) -> str | None:
        """Return the address of a claim, None where there is none."""
        return f"#{id}" if id in self.numbers else self.page("claims", id)

    def page(self, folder: str, id: str) -> str | None:
        """Return the address of a page of its own, None where the page stands alone."""
        return None if self.root is None else f"{self.root}{folder}/{id}.html"


class Look(NamedTuple):
    """What all pages have in common; `sides` are those of the record by id, and give each its pattern."""

    sides: Sequence[Row]
    is_site: bool

    @property
    def style(self) -> str:
        """The style sheet, with the colours of the sides."""
        colours = "".join(
            f".s-{side['id']} {{ --side: {side_colour(side['id'], _TRUE_COLOURS)}; }}\n" for side in self.sides
        )
        return _file("style.css") + colours

    @property
    def script(self) -> str:
        """The script of the filters."""
        return _file("filter.js")

    @property
    def policy(self) -> str:
        """The content-security policy: nothing but the page's own style and script."""
        style, script = ("'self'", "'self'") if self.is_site else (_hash(self.style), _hash(self.script))
        return f"default-src 'none'; style-src {style}; script-src {script}; {_FIXED}"

    @property
    def patterns(self) -> dict[str, str]:
        """The classes of each side: its colour, and the pattern of its border."""
        return {side["id"]: f"s-{side['id']} p{number % _PATTERNS}" for number, side in enumerate(self.sides)}

    @property
    def names(self) -> dict[str, str]:
        """What each side is called."""
        return {side["id"]: side["name"] for side in self.sides}


def pages(template: str, look: Look, **values: Any) -> Iterator[str]:
    """Return the text of a page, in pieces."""
    return environment().get_template(template).generate(look=look, patterns=look.patterns, names=look.names, **values)


@cache
def environment() -> "Environment":
    """Return the templates, compiled as they are asked for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    class Rows(Environment):
        """Templates in which a dot looks for a key of a row first, and not for a method of a dictionary."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            if type(obj) is dict and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

    made = Rows(
        autoescape=True, loader=FileSystemLoader(TEMPLATES), finalize=_harmless, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    made.globals |= {
        "prose": prose,
        "days": days,
        "phrase": phrase,
        "version": __version__,
        "grounds": prose.GROUNDS,
        **_TERMS,
    }
    made.filters |= {
        "hearsay": lambda citation, shelf: shelf.hearsay(citation),
        "source": lambda source, shelf: shelf.source(source),
        "extract": lambda key, known: known.get(key, key),
    }
    return made


def _harmless(value: object) -> object:
    # Markup is a string as well, and has been through here before it became one.
    return escaping.block(value) if type(value) is str and not value.isprintable() else value


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
