"""`python -m benchmarks`: installs the program and its peer, makes stores, measures, writes table and plot."""

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import cases, measure, plot, report, stores, trace
from benchmarks.case import BOUND, Case, Group
from benchmarks.report import Figures
from benchmarks.stores import Place, say

_PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def main() -> None:
    given = _parser().parse_args()
    place = Place((given.work or Path(tempfile.gettempdir()) / "claims-benchmarks").absolute())
    sizes = sorted({int(float(size)) for size in given.sizes.split(",")})
    stores.prepare(place, sizes, [size for size in sizes if size <= BOUND])
    versions, counts = stores.versions(place), trace.section()
    page = _PAGE if given.write else place.folder / "performance.md"
    # What was measured before of other cases or on other stores stays.
    figures = report.read(page.with_suffix(".jsonl")) if given.only else {}
    known = sorted({*sizes, *(key[1] for key in figures if key[1] in _SIZES)})
    for case in _chosen([*cases.groups(place, sizes)], given.only):
        rounds = min(case.rounds or given.rounds, given.rounds)
        taken = measure.in_turns(case.commands, rounds, stores.environment(place))
        figures[report.key(case)] = taken
        say(report.sentence(case, taken))
        # After every case, since the last ones take long.
        _write(page, [*cases.groups(place, known)], figures, versions, counts)
    sys.stdout.write(page.read_text(encoding="utf-8") if page.exists() else "nothing was measured\n")


_SIZES = (10_000, 100_000, 1_000_000)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What the program costs, in ratios.")
    parser.add_argument("--sizes", default="1e4,1e5,1e6", help="claims of the stores (default 1e4,1e5,1e6)")
    parser.add_argument("--rounds", type=int, default=15, help="how often the quick commands run (default 15)")
    parser.add_argument(
        "--only", default="", help="only cases whose title and name this expression finds; other rows stay"
    )
    parser.add_argument("--work", type=Path, help="the folder that keeps environments and stores")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md, .svg and .jsonl")
    return parser


def _chosen(groups: Sequence[Group], only: str) -> list[Case]:
    """The cases that are asked for and can run; of the others is said why not."""
    found = []
    for group in groups:
        for case in group.cases:
            if not re.search(only, f"{group.title}: {case.name}".replace("`", "")):
                continue
            if case.can_run:
                found.append(case)
            else:
                say(f"{case.name} is passed over: {case.against} is not there")
    return found


def _write(page: Path, groups: Sequence[Group], figures: Figures, versions: Sequence[str], counts: str) -> None:
    page.with_suffix(".jsonl").write_text(report.written(groups, figures), encoding="utf-8")
    page.write_text(report.page(groups, figures, versions) + counts, encoding="utf-8")
    page.with_suffix(".svg").write_text(plot.drawn(groups, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
