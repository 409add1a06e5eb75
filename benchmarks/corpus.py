"""Records made up for measuring: the same ones every time, in the shape of what curators write.

Words follow Zipf's law. Four sides and two more speak through hundreds of speakers in many disputes of 50 claims, in
English and Chinese; every claim has two links, and a quote from a source.
"""

import json
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

SIDES = ("us", "china", "eu", "nato", "russia", "japan")
ACTS = ("assertion", "denial", "accusation", "demand", "warning", "explanation")
RELATIONS = ("rebuts", "undercuts", "counters", "responds", "supports")
PER_DISPUTE = 50
RARE, MIDDLING, COMMONEST = "zeppelin", "harbour", "balloon"
"""Words in one claim of ten thousand, in one of a hundred, and in all that are in English."""

_STEMS = [
    "airspace", "weapon", "sanction", "border", "treaty", "vessel", "signal", "sensor",
    "island", "exercise", "alliance", "summit", "tariff", "satellite", "drone", "missile",
    "radar", "embassy", "minister", "spokesman", "statement", "evidence", "violation", "sovereignty",
    "response", "warning", "assurance", "escalation", "intelligence", "payload", "altitude", "wind",
    "course", "debris", "recovery", "navy", "army", "exporter", "supplier", "sanctioned",
    "licence",
]  # fmt: skip
_TAILS = ("", "s", " over the coast", " near the strait", " of the programme", " in the north", " at sea", " this week")
_CHINESE = [
    "气球", "飞艇", "领空", "主权", "武器", "制裁", "声明", "外交部", "发言人", "美国",
    "中方", "欧盟", "北约", "证据", "指责", "否认", "回应", "警告", "军舰", "卫星",
]  # fmt: skip


def write(path: Path, claims: int, seed: int = 7) -> None:
    """Write the record as JSON Lines, unless it is there."""
    if path.exists():
        return
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records(claims, seed))
    draft.rename(path)


def records(claims: int, seed: int = 7) -> Iterator[dict[str, object]]:
    """The records, those first that others name."""
    chance = random.Random(seed)
    speakers = [f"speaker-{number}" for number in range(max(40, claims // 500))]
    for side in SIDES[4:]:
        yield {"record": "side", "id": side, "name": side.title()}
    for number, speaker in enumerate(speakers):
        side = SIDES[number % len(SIDES)]
        post = {"title": f"Spokesperson {number}", "from": "2010-01-01"}
        yield {"record": "speaker", "id": speaker, "name": f"Speaker {number}", "kind": "person", "side": side,
               "posts": [post]}  # fmt: skip
    yield {"record": "source", "id": "paper", "title": "The paper", "kind": "article", "wording": "original"}
    for number in range(0, claims, PER_DISPUTE):
        dispute = _dispute(number)
        yield {"record": "dispute", "id": dispute, "title": f"Dispute {dispute}", "parties": list(SIDES[:4])}
    for number in range(claims):
        yield _claim(number, claims, speakers, chance)
    yield from _links(claims, chance)


def _dispute(number: int) -> str:
    return f"d-{number // PER_DISPUTE}"


def _claim(number: int, claims: int, speakers: list[str], chance: random.Random) -> dict[str, object]:
    day = f"{2010 + number * 14 // claims}-{1 + number % 12:02}-{1 + number % 28:02}"
    text = _text(number, chance)
    return {
        "record": "claim", "id": f"c-{number:07}", "text": text, "speaker": speakers[number % len(speakers)],
        "side": SIDES[number % len(speakers) % len(SIDES)], "said": day, "act": ACTS[number % len(ACTS)],
        "lang": "en" if text.isascii() else "zh", "disputes": [_dispute(number)],
        "citations": [{"source": "paper", "quote": text, "attribution": "direct", "lang": "en"}],
    }  # fmt: skip


_WEIGHTS = list(accumulate(1 / (rank + 1) for rank in range(5_000)))


def _text(number: int, chance: random.Random) -> str:
    if number % 5 == 4:
        return f"{''.join(chance.choices(_CHINESE, k=9))}{number}。"
    ranks = chance.choices(range(len(_WEIGHTS)), cum_weights=_WEIGHTS, k=11)
    words = [f"{_STEMS[rank % len(_STEMS)]}{'' if rank < len(_STEMS) else rank}" for rank in ranks]
    marks = [MIDDLING] if number % 100 == 1 else [RARE] if number % 10_000 == 2 else []
    return " ".join(["The", COMMONEST, *marks, *words[:6], "is not", *words[6:]]) + f"{_TAILS[number % 8]} {number}."


def _links(claims: int, chance: random.Random) -> Iterator[dict[str, object]]:
    """Two links to earlier claims of the dispute, as far as there are any."""
    for number in range(1, claims):
        first = number // PER_DISPUTE * PER_DISPUTE
        targets = [chance.randrange(first, number) for _ in range(2)] if number > first else []
        for target in dict.fromkeys(targets):
            yield {"record": "link", "from": f"c-{number:07}", "to": f"c-{target:07}",
                   "relation": chance.choice(RELATIONS), "basis": "explicit" if number % 3 else "inferred"}  # fmt: skip
