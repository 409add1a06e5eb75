"""Records that are JSON text already: whoever reads them sees what the text says."""

import json
from typing import Any

from claims.json.encoded import Encoded
from hypothesis import given
from hypothesis import strategies as st

from claims.json import encoded

_KEYS = st.text("abc", min_size=1)
_VALUES = st.dictionaries(_KEYS, st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(_VALUES, _KEYS)
def test_encoded__is_the_record_that_its_text_says(values: dict[str, Any], key: str) -> None:
    one = Encoded(_text(values))
    assert (dict(one), len(one), one.get(key), one.text) == (values, len(values), values.get(key), _text(values))


@given(_VALUES, st.dictionaries(_KEYS, _VALUES), _VALUES)
def test_joined__has_encoded_records_among_its_values(
    plain: dict[str, Any], inner: dict[str, dict[str, Any]], more: dict[str, Any]
) -> None:
    values = {**plain, **{key: Encoded(_text(one)) for key, one in inner.items()}, "more": more}
    one = encoded.joined(values)
    assert one.text == _text({**plain, **inner, "more": more})
    assert json.loads(encoded.text(one)) == {**plain, **inner, "more": more}
    assert one["more"] is more
