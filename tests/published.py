"""The cases that the Hypothesis client is tested with."""

import json
import unicodedata
from pathlib import Path
from typing import Any

from claims.anchor import Located, locate

_DATA = Path(__file__).parent / "data" / "quotes"
MATCH_QUOTE: dict[str, Any] = json.loads((_DATA / "hypothesis_match_quote.json").read_text())
APPROXIMATE: dict[str, Any] = json.loads((_DATA / "approx_string_match.json").read_text())

CITIES = MATCH_QUOTE["texts"]["twoCities"]
BRIEFING = (
    "Q: Was it a spy balloon?\n"
    "A: It was “an unmanned civilian airship” — used for research.\n"
    "A: I said it was used for research. It was used for research.\n"
)

RETYPED = [
    ("He said “no” — twice.", '"no" - twice', "“no” — twice"),
    ("He said ‘no’ – twice.", "“no”--twice", "‘no’ – twice"),
    ("It's  the\n\u00a0balloon.", "It’s the balloon", "It's  the\n\u00a0balloon"),
    ("We will not be\r\nintimidated.", "We will not be intimidated.", "We will not be\r\nintimidated."),
    ("We will not be intimi\u00ad\n  dated.", "not be intimidated", "not be intimi\u00ad\n  dated"),
    ("the bal\u00adloon was\u200b shot", "balloon was shot", "bal\u00adloon was\u200b shot"),
    ("the balloon was shot", "bal\u00adloon\u00a0was", "balloon was"),
    ("un naif, nai\u0308f.", "naïf", "nai\u0308f"),
    ("un naif, naïf.", "nai\u0308f", "naïf"),
    ("대한민국 정부는 말했다", unicodedata.normalize("NFD", "정부는"), "정부는"),
    (unicodedata.normalize("NFD", "대한민국 정부는 말했다"), "정부는", unicodedata.normalize("NFD", "정부는")),
    ("外交部：「氣球」是民用的", "“氣球”是民用的", "「氣球」是民用的"),
    ("an oﬃcial ﬁnding, ﬁnally", "official finding", "oﬃcial ﬁnding"),
    ("x — used for", "— used", "— used"),
]
"""A text, a quote from it as it may be typed, and the passage that it is."""


def text_of(case: dict[str, Any]) -> str:
    return str(case["text_literal"] if "text_literal" in case else MATCH_QUOTE["texts"][case["text"]])


def name_of(case: dict[str, Any]) -> str:
    return " | ".join([case.get("prefix", ""), case["quote"], case.get("suffix", "")])


def locate_case(case: dict[str, Any]) -> Located:
    return locate(text_of(case), case["quote"], prefix=case.get("prefix"), suffix=case.get("suffix"))
