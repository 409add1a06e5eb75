"""The JSON shape of what a record says of the answers in a dispute, one row a side."""

from collections.abc import Sequence
from typing import Any

from claims.json import shape
from claims.json.shape import DAY, SLUG, Field, each, word
from claims.vocabulary import Basis, LastWord


def _written(describe: dict[str, Any]) -> shape.Type:
    return shape.Type(lambda value, _path, _problems: value, lambda: describe)


def _object(*fields: Field) -> shape.Type:
    return shape.Type(lambda value, _path, _problems: value, lambda: shape.schema_of(fields, complete=True))


_BOOL = _written({"type": "boolean"})
_WORDS = {
    LastWord.CLAIM: "claims on which the last word lies with the claim, denied or not",
    LastWord.REPLY: "claims on which the last word lies with a reply",
    LastWord.CONTESTED: "claims on which the last word lies with neither",
}
_LISTS = {
    **{key.value: about for key, about in _WORDS.items()},
    "denied": "claims that another claim denies, whoever has the last word",
    "no_reply": "claims that no other side answers",
}
_COUNTS = _object(
    Field("claims", shape.integer(0), "claims of the side", required=True),
    *(Field(key, shape.integer(0), about, required=True) for key, about in _LISTS.items()),
)
_DELAY = _object(
    Field("least", shape.integer(0), "at least so many whole days", required=True),
    Field("most", shape.integer(0), "at most so many; null where a date is open"),
)
_FIRST_ANSWER = _object(
    Field("claim", SLUG, "the claim", required=True),
    Field("answer", SLUG, "the first claim in date order by which another side answers it", required=True),
    Field("side", SLUG, "its side", required=True),
    Field("days", _DELAY, "from the claim to its first answer, as far as the dates tell; null where they do not"),
)
_STATE = _object(
    Field("last_word", word(LastWord), "with whom the last word lies", required=True),
    Field("unanswered", _BOOL, "no claim of another side answers it", required=True),
)
_CHANGE = _object(
    Field("claim", SLUG, "the claim", required=True),
    Field("before", _STATE, "its state by the links on every basis", required=True),
    Field("after", _STATE, "its state by the links on the bases asked for", required=True),
)
FIELDS = (
    Field("dispute", SLUG, "the dispute", required=True),
    Field("side", SLUG, "the side", required=True),
    Field("as_of", DAY, "only claims that may have been said by this day; null: all"),
    Field("basis", each(word(Basis)), "only links on these bases; empty: all"),
    Field("counts", _COUNTS, "how many claims there are in the lists below", required=True),
    *(Field(key, each(SLUG), about) for key, about in _LISTS.items()),
    Field("first_answers", each(_FIRST_ANSWER), "the first answer to each claim that has one"),
    Field("spoke_last", each(SLUG), "claims of the side that may be the last of any side in the dispute"),
    Field("denied_last", each(SLUG), "claims of the side that may be the last denial in the dispute"),
    Field("may_be_later", each(SLUG), "claims that may have been said only after the day of `as_of`"),
    Field("changes", each(_CHANGE), "claims whose state is another than by the links on every basis"),
)

State = tuple[LastWord, bool]
"""With whom the last word lies, and whether no other side answers."""


def state(one: State) -> dict[str, Any]:
    """A state."""
    return {"last_word": one[0].value, "unanswered": one[1]}


def change(claim: str, before: State, after: State) -> dict[str, Any]:
    """A claim whose state differs."""
    return {"claim": claim, "before": state(before), "after": state(after)}


def first_answer(claim: str, answer: str, side: str, days: tuple[int, int | None] | None) -> dict[str, Any]:
    """A first answer; `days` are the least and the most."""
    told = None if days is None else {"least": days[0], "most": days[1]}
    return {"claim": claim, "answer": answer, "side": side, "days": told}


def row(
    dispute: str, side: str, as_of: str | None, bases: Sequence[Basis], lists: dict[str, list[Any]]
) -> dict[str, Any]:
    """A row; `lists` has every list by its key."""
    counts = {"claims": 0, **{key: len(lists[key]) for key in _LISTS}}
    counts["claims"] = sum(counts[key] for key in _LAST_WORDS)
    return {
        "dispute": dispute,
        "side": side,
        "as_of": as_of,
        "basis": [basis.value for basis in bases],
        "counts": counts,
        **{key: lists[key] for key in (*_LISTS, *_MORE)},
    }


_LAST_WORDS = tuple(word.value for word in LastWord)
_MORE = ("first_answers", "spoke_last", "denied_last", "may_be_later", "changes")
