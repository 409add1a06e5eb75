"""`python -m benchmarks`: installs the program and its peers, makes stores, measures, writes table and plot."""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from benchmarks import cases, measure, report, stores
from benchmarks.stores import Place


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What the program costs, in ratios.")
    parser.add_argument("--sizes", default="1e4,1e5,1e6", help="claims of the stores (default 1e4,1e5,1e6)")
    parser.add_argument("--rounds", type=int, default=15, help="how often the quick commands run (default 15)")
    parser.add_argument("--only", default="", help="only cases whose name this regular expression finds")
    parser.add_argument("--work", type=Path, help="the folder that keeps environments and stores")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and docs/performance.svg")
    given = parser.parse_args()
    sizes = sorted({int(float(size)) for size in given.sizes.split(",")})
    place = Place(given.work or Path(tempfile.gettempdir()) / "claims-benchmarks")
    stores.prepare(place, sizes)
    measured, versions = [], stores.versions(place)
    page = ""
    for case in cases.cases(place, sizes):
        if not re.search(given.only, case.name):
            continue
        rounds = min(case.rounds or given.rounds, given.rounds)
        taken = measure.in_turns(case.commands, rounds, stores.environment(place))
        measured.append(report.Measured(case, tuple(taken[command.name] for command in case.commands)))
        sys.stderr.write(f"{case.name} ({case.size or 'bundled'}): {measured[-1].ratio:.2f} of {case.most}\n")
        page = report.table(measured, versions, _command(given))
        report.save(place.folder / "measured.jsonl", measured)
        if given.write:
            # After every case, since the last ones take long.
            (_DOCS / "performance.md").write_text(page, encoding="utf-8")
            (_DOCS / "performance.svg").write_text(report.plot(measured), encoding="utf-8")
    sys.stdout.write(page)


_DOCS = Path(__file__).parent.parent / "docs"


def _command(given: argparse.Namespace) -> str:
    parts = ["python -m benchmarks"]
    parts += [f"--{name} {getattr(given, name)}" for name in ("sizes", "rounds") if getattr(given, name)]
    return " ".join([*parts, *(["--only", repr(given.only)] if given.only else [])])


if __name__ == "__main__":
    main()
