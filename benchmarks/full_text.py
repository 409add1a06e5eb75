"""Ways to find Chinese words of one to four characters in 100,000 sentences: what is found, how large, how fast.

    python benchmarks/full_text.py [--rows N]

The sentences are made of the words and characters of such quarrels, with words by Zipf's law; what a query should find
is told by looking through them. Of bigrams a single character is looked for as the beginning of a pair.
"""

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from claims.query.words import folded

CHARACTERS = (
    "中美国气球间谍民用飞艇气象研究误入领空反应过度武力导弹主权军事"
    "监视谴责抗议遗憾声明外交部发言人武器乌克兰俄罗斯制裁借口"
)
WORDS = ["气球", "民用", "气象", "领空", "间谍", "外交部", "发言人", "武器", "俄罗斯", "主权", "军事", "监视"]


def sentences(rows: int) -> Iterator[str]:
    chance = random.Random(7)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]
    for _ in range(rows):
        parts = [
            "".join((*chance.choices(CHARACTERS, k=chance.randint(2, 6)), *chance.choices(WORDS, weights)))
            for _ in range(chance.randint(3, 8))
        ]
        yield "，".join(parts) + "。"


def bigrams(text: str) -> str:
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return " ".join(run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1)))


def phrase(text: str) -> str:
    return f'"{text}"'


WAYS: dict[str, tuple[str, Callable[[str], str], Callable[[str], str]]] = {
    "unicode61": ("unicode61 remove_diacritics 2", str, phrase),
    "trigram": ("trigram", str, phrase),
    "bigrams": ("unicode61 remove_diacritics 2", bigrams, lambda word: phrase(bigrams(word)) + "*" * (len(word) == 1)),
    "a word a character": ("porter unicode61 remove_diacritics 2", folded, lambda word: phrase(folded(word))),
}


def measured(way: str, texts: list[str], queries: list[str], folder: Path) -> tuple[float, ...]:
    tokenizer, index, ask = WAYS[way]
    path = folder / f"{way}.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    db.execute(f"CREATE VIRTUAL TABLE f USING fts5(text, content='', tokenize=\"{tokenizer}\")")
    start = time.perf_counter()
    db.executemany("INSERT INTO f (rowid, text) VALUES (?, ?)", enumerate(map(index, texts)))
    db.execute("INSERT INTO f (f) VALUES ('optimize')")
    db.commit()
    built_in_s = time.perf_counter() - start
    # What optimizing took apart stays in the file as empty pages, of a trigram index more than of others.
    db.execute("VACUUM")
    found, there, times_in_ms = 0, 0, []
    for query in queries:
        true = {row for row, text in enumerate(texts) if query in text}
        start = time.perf_counter()
        hits = {row for (row,) in db.execute("SELECT rowid FROM f WHERE f MATCH ?", (ask(query),))}
        times_in_ms.append(1000 * (time.perf_counter() - start))
        found += len(hits & true)
        there += len(true)
    db.close()
    size = path.stat().st_size / sum(len(text.encode()) for text in texts)
    return 100 * found / there, size, built_in_s, statistics.median(times_in_ms)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    texts = list(sentences(parser.parse_args().rows))
    queries = ["气", "球", "谍", "气球", "民用", "外交", "用飞", "外交部", "俄罗斯", "民用飞艇", "气象研究", "外交部发"]
    print(f"SQLite {sqlite3.sqlite_version}, {len(texts)} sentences, {len(queries)} words of one to four characters")
    print("| way | hits found | index to text | built in | a query |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            found, size, built, query = measured(way, texts, queries, Path(folder))
            print(f"| {way} | {found:.1f} % | {size:.2f} | {built:.1f} s | {query:.1f} ms |")


if __name__ == "__main__":
    main()
