"""The page of what was measured: which bounds are kept, and a table for each group of cases."""

import json
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.case import Case, Group
from benchmarks.measure import Taken

Key = tuple[str, int | None, str]
"""What tells one row from others: what was measured, the number of claims, against what."""

Figures = dict[Key, tuple[Taken, ...]]
"""What the commands of each case took."""

_HEAD = """# Performance

What the commands cost, each against a peer or a floor that took turns with it in one run, on records that are made up
(`benchmarks/corpus.py`: two links a claim, words by Zipf's law, English and Chinese, six sides, disputes of 50 claims).
The program is installed as a wheel and byte-compiled. The ratios are what to trust; milliseconds are those of one
machine.

Bounds are set for the bundled record of 91 claims, which is what people wait for most often, and for 100,000 claims,
the largest store that they are expected to have. A million claims are there to see that the program gets to the end.

Measured with {versions}.

```sh
make bench                                                # everything, and this page anew: an hour
.venv/bin/python -m benchmarks --sizes 1e4 --only search  # a part, shown; with --write its rows here are renewed
.venv/bin/python -m benchmarks.trace                      # only the counts at the end, in seconds
```

Each row has the median and the quartiles of the rounds, the median of the rounds' ratios, what it may be at most, and
the peak of memory of the program; less than the 20 MiB that the suite itself takes can't be told. A dash: nothing is
aimed at. All rounds are in [performance.jsonl](performance.jsonl).

![How each grows with the record](performance.svg)

{verdict}
"""
_COLUMNS = (
    "| what | claims | median | quartiles | against | ratio | at most | memory |\n|---|---|---|---|---|---|---|---|\n"
)


def page(groups: Sequence[Group], figures: Figures, versions: Sequence[str]) -> str:
    """The page; groups and cases that were not measured are left out."""
    head = _HEAD.format(versions=", ".join(versions), verdict=_verdict(groups, figures))
    return head + "".join(_section(group, figures) for group in groups)


def key(case: Case) -> Key:
    """The key of the figures of a case."""
    return case.name, case.size, case.against


def _section(group: Group, figures: Figures) -> str:
    rows = [row(case, figures[key(case)]) for case in group.cases if key(case) in figures]
    note = f"{group.note}\n\n" if group.note else ""
    return f"\n## {group.title}\n\n{note}{_COLUMNS}{''.join(rows)}" if rows else ""


def _verdict(groups: Sequence[Group], figures: Figures) -> str:
    """How many bounds are kept, and the rows that miss theirs."""
    cases = [case for group in groups for case in group.cases if key(case) in figures]
    kept = {key(case): is_kept(case, figures[key(case)]) for case in cases}
    bound = [case for case in cases if kept[key(case)] is not None]
    missed = [case for case in bound if not kept[key(case)]]
    told = f"{len(bound) - len(missed)} of {len(bound)} rows with a bound keep it."
    lines = "".join(f"- {_title(case)}: {_ratio(figures[key(case)])} of {_bound(case)}\n" for case in missed)
    return f"{told} The others:\n\n{lines.rstrip()}" if missed else told


def _title(case: Case) -> str:
    size = f", {case.size:,} claims" if case.size else ""
    return f"{case.name}{size}, against {case.against}"


def row(case: Case, taken: Sequence[Taken]) -> str:
    """One row of a table, with its line break."""
    ours = taken[0]
    ratio = _ratio(taken)
    cells = (
        case.name,
        f"{case.size:,}" if case.size else "",
        _time(ours.median),
        " to ".join(map(_time, ours.quartiles)) if len(ours.seconds) > 1 else "",
        f"{case.against}, {_time(taken[1].median)}" if len(taken) > 1 else "",
        f"**{ratio}**" if is_kept(case, taken) is False else ratio,
        _bound(case),
        _memory(case, ours),
    )
    return f"| {' | '.join(cells)} |\n"


def sentence(case: Case, taken: Sequence[Taken]) -> str:
    """What there is to tell of a case as soon as it is measured."""
    cells = row(case, taken).strip("| \n").split(" | ")
    return "; ".join(cell for cell in cells if cell)


def ratio(taken: Sequence[Taken]) -> float:
    """How many times as much as what it is measured against: of each round, since its moment hits both; the median."""
    pairs = zip(taken[0].seconds, taken[1].seconds, strict=True)
    return statistics.median(ours / theirs for ours, theirs in pairs)


def is_kept(case: Case, taken: Sequence[Taken]) -> bool | None:
    """Whether a case keeps its bounds, None where it has none."""
    bounds = []
    if case.memory is not None:
        bounds.append(taken[0].peak <= case.memory)
    # Two figures, as the table shows them.
    if case.most is not None:
        bounds.append(round(ratio(taken), 2) <= case.most)
    return all(bounds) if bounds else None


def _ratio(taken: Sequence[Taken]) -> str:
    return f"{ratio(taken):.2f}" if len(taken) > 1 else ""


def _bound(case: Case) -> str:
    return f"{case.most:g}" if case.most is not None else "–"


def _memory(case: Case, taken: Taken) -> str:
    shown = f"{taken.peak / (1 << 20):.0f} MiB"
    if case.memory is None:
        return shown
    return f"{f'**{shown}**' if taken.peak > case.memory else shown} of {case.memory >> 20}"


def _time(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def written(groups: Sequence[Group], figures: Figures) -> str:
    """The figures as JSON Lines, a case a line, in the order of the page; those of no case any more are left out."""
    keys = dict.fromkeys(key(case) for group in groups for case in group.cases)
    return "".join(f"{json.dumps(_line(key, figures[key]), ensure_ascii=False)}\n" for key in keys if key in figures)


def _line(key: Key, taken: Sequence[Taken]) -> dict[str, object]:
    name, size, against = key
    took, peaks = [command.seconds for command in taken], [command.peak for command in taken]
    return {"name": name, "claims": size, "against": against, "took": took, "peaks": peaks}


def read(path: Path) -> Figures:
    """The figures that were written to a file, none where it is not there."""
    return dict(_read(path)) if path.exists() else {}


def _read(path: Path) -> Iterator[tuple[Key, tuple[Taken, ...]]]:
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        taken = zip(line["took"], line["peaks"], strict=True)
        yield (
            (line["name"], line["claims"], line["against"]),
            tuple(Taken(tuple(seconds), peak) for seconds, peak in taken),
        )
