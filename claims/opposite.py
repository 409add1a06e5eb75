"""Two sides of a dispute opposite each other: which claim stands beside which."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from claims.model import Link


class Column(StrEnum):
    """Where a claim stands."""

    LEFT = "left"
    RIGHT = "right"


class Pair(NamedTuple):
    """A row: the ids of a claim of each side and the link between them, or one claim alone and no link."""

    left: str | None
    right: str | None
    link: Link | None

    @property
    def answers(self) -> Column | None:
        """Which of the two is the answer, None for a claim alone."""
        if self.link is None:
            return None
        return Column.LEFT if self.link.from_id == self.left else Column.RIGHT


def pairs(columns: Mapping[str, Column], links: Iterable[Link]) -> Iterator[Pair]:
    """Every link between the sides as a row, and every claim without one alone.

    `columns` are the claims of both sides in date order, `links` those between two of them. Rows go by the earlier
    claim of the row, then by the answer; where two links join the same claims, by the relation.
    """
    rank = {claim: number for number, claim in enumerate(columns)}
    across = [link for link in links if columns[link.from_id] is not columns[link.to_id]]
    linked = {end for link in across for end in (link.from_id, link.to_id)}
    keyed: list[tuple[tuple[int, int, str], Link | str]] = [
        ((min(rank[link.from_id], rank[link.to_id]), rank[link.from_id], link.id), link) for link in across
    ]
    keyed.extend(((rank[claim], rank[claim], ""), claim) for claim in columns if claim not in linked)
    keyed.sort(key=lambda one: one[0])
    return (_pair(one, columns) for _, one in keyed)


def _pair(one: Link | str, columns: Mapping[str, Column]) -> Pair:
    ends = (one,) if isinstance(one, str) else (one.from_id, one.to_id)
    at = {columns[end]: end for end in ends}
    return Pair(at.get(Column.LEFT), at.get(Column.RIGHT), None if isinstance(one, str) else one)


def alone(rows: Sequence[Pair], column: Column) -> list[str]:
    """The claims of one side that stand opposite nothing, in order."""
    claims = (row.left if column is Column.LEFT else row.right for row in rows if row.link is None)
    return [claim for claim in claims if claim is not None]
