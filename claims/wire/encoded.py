"""Records that are JSON text already: as text for who writes JSON, read only where somebody asks for a value."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

# Without spaces, as SQLite writes it: claims come from it as text (`claims.store.as_json`).
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Encoded(Mapping[str, Any]):
    """A record in its JSON shape, of which the text is at hand; nothing in it is escaped that JSON need not escape."""

    __slots__ = ("_values", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._values: dict[str, Any] | None = None

    def _read(self) -> dict[str, Any]:
        if self._values is None:
            self._values = json.loads(self.text)
        return self._values

    def __getitem__(self, key: str) -> Any:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def text(value: object) -> str:
    """A value as JSON on one line."""
    return value.text if isinstance(value, Encoded) else _ENCODER.encode(value)


def joined(values: Mapping[str, object]) -> Encoded:
    """A record of these values, encoded ones among them."""
    pairs = ",".join([f'"{key}":{text(value)}' for key, value in values.items()])
    return Encoded(f"{{{pairs}}}")
