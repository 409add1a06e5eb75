"""Records that are JSON text already: as text for who writes JSON, read only where somebody asks for a value."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

# Without spaces, as SQLite writes it: claims come from it as text (`claims.store.as_json`).
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


class Encoded(Mapping[str, Any]):
    """A record in its JSON shape, of which the text is at hand; nothing in it is escaped that JSON need not escape."""

    __slots__ = ("_text", "_values")

    def __init__(self, text: str | None, values: dict[str, Any] | None = None) -> None:
        self._text = text
        self._values = values

    @property
    def text(self) -> str:
        """The record as JSON on one line."""
        if self._text is None:
            pairs = ",".join([f'"{key}":{text(value)}' for key, value in self._read().items()])
            self._text = f"{{{pairs}}}"
        return self._text

    def _read(self) -> dict[str, Any]:
        if self._values is None:
            self._values = json.loads(self.text)
        return self._values

    def __getitem__(self, key: str) -> Any:
        return self._read()[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value at the key, if there is one."""
        return self._read().get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def joined(values: dict[str, Any]) -> Encoded:
    """A record of these values, encoded ones among them."""
    return Encoded(None, values)


def text(value: object) -> str:
    """A value as JSON on one line."""
    return value.text if isinstance(value, Encoded) else _ENCODER.encode(value)
