"""Named tuples that are made late behave as those of Python do."""

import copy
import pickle
from typing import NamedTuple as Plain

import pytest

from claims.tuples import NamedTuple


class Late(NamedTuple):
    """A value."""

    first: int
    second: str = "b"

    def __bool__(self) -> bool:
        return bool(self.first)

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"

    @classmethod
    def of(cls, first: int) -> "Late":
        return cls(first, "of")


class Known(Plain):
    """A value."""

    first: int
    second: str = "b"


class Empty(NamedTuple):
    """Nothing."""


def test_values__are_those_of_a_plain_one() -> None:
    late, known = Late(1), Known(1)
    assert (late, tuple(late), late.first, late.second, late.both) == (known, (1, "b"), 1, "b", "1b")
    assert Late(first=1, second="c") == Late(1, "c") == late._replace(second="c")
    assert late._asdict() == known._asdict()
    assert repr(late) == repr(known).replace("Known", "Late")
    assert (Late._fields, Late._field_defaults, Late.__doc__) == (
        Known._fields, Known._field_defaults, Known.__doc__,
    )  # fmt: skip
    assert Late._make([1, "b"]) == late
    assert (bool(Late(0)), Late.of(2)) == (False, (2, "of"))
    assert Empty() == ()
    assert isinstance(late, tuple)


def test_values__are_copied_and_matched() -> None:
    late = Late(1)
    for other in (copy.copy(late), copy.deepcopy(late), pickle.loads(pickle.dumps(late))):
        assert (other, type(other)) == (late, Late)
    match late:
        case Late(first, second):
            assert (first, second) == (1, "b")
    assert {late: 1}[Late(1)] == 1


def test_values__are_refused_as_python_refuses_them() -> None:
    for words in ({}, {"first": 1, "third": 2}):
        with pytest.raises(TypeError) as late:
            Late(**words)  # type: ignore[arg-type]
        with pytest.raises(TypeError) as known:
            Known(**words)  # type: ignore[arg-type]
        assert str(late.value) == str(known.value).replace("Known", "Late")
    with pytest.raises(ValueError, match="third"):
        Late(1)._replace(third=3)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Late(1).first = 2  # type: ignore[misc]
