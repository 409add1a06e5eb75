"""What a reading command is: a name, its options, and an answer that a format can render."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from claims.command import Argument, Call, Option
from claims.json import schemas
from claims.json.shape import Field, Schema
from claims.render.value import View
from claims.reports import REPORTS
from claims.store.connection import Connection


class Report(NamedTuple):
    """A reading command. `answer` is a function of the store and the call; it prints nothing.

    `total` answers `--count`; None: the command has no such option. `schema` and `fields` are the name and the keys of
    rows that only this report has; None: they are records that others print too.
    """

    name: str
    help: str
    answer: Callable[[Connection, Call], View]
    total: Callable[[Connection, Call], int] | None = None
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    schema: str | None = None
    fields: tuple[Field, ...] = ()

    def described(self, schema: str) -> Schema:
        """Return the JSON Schema of that name: of its own rows, or of a record that others print too."""
        return schemas.described(schema, self.fields) if schema == self.schema else schemas.schema(schema)


def report(name: str) -> Report:
    """Return the reading command of that name."""
    module, _, attribute = REPORTS[name].place.partition(":")
    declared: Report = getattr(import_module(module), attribute)
    return declared


def every_schema() -> dict[str, Schema]:
    """Return every JSON Schema by name: of what is printed, and of what dossiers hold."""
    reports = [report(name) for name in REPORTS]
    own = {each.schema: each.described(each.schema) for each in reports if each.schema}
    read, curated = ({name: schemas.schema(name) for name in names} for names in (schemas.READ, schemas.CURATED))
    return {**read, **own, **curated}
