"""The cases that the Hypothesis client is tested with."""

import json
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


def text_of(case: dict[str, Any]) -> str:
    return str(case["text_literal"] if "text_literal" in case else MATCH_QUOTE["texts"][case["text"]])


def name_of(case: dict[str, Any]) -> str:
    return " | ".join([case.get("prefix", ""), case["quote"], case.get("suffix", "")])


def locate_case(case: dict[str, Any]) -> Located:
    return locate(text_of(case), case["quote"], prefix=case.get("prefix"), suffix=case.get("suffix"))
