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
    parser.add_argument("--only", default="", help="only cases whose name this expression finds; other rows stay")
    parser.add_argument("--work", type=Path, help="the folder that keeps environments and stores")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and docs/performance.svg")
    given = parser.parse_args()
    sizes = sorted({int(float(size)) for size in given.sizes.split(",")})
    place = Place(given.work or Path(tempfile.gettempdir()) / "claims-benchmarks")
    stores.prepare(place, sizes)
    measured, versions = [], stores.versions(place)
    rows: list[str] = []
    kept = report.rows(_PAGE.read_text(encoding="utf-8")) if given.only and _PAGE.exists() else {}
    all_cases = list(cases.cases(place, sizes))
    for case in all_cases:
        if not re.search(given.only, case.name):
            continue
        rounds = min(case.rounds or given.rounds, given.rounds)
        taken = measure.in_turns(case.commands, rounds, stores.environment(place))
        measured.append(report.Measured(case, tuple(taken[command.name] for command in case.commands)))
        sys.stderr.write(f"{case.name} ({case.size or 'bundled'}): {measured[-1].ratio:.2f} of {case.most}\n")
        kept[report.key(case)] = report.row(measured[-1])
        rows = [kept[report.key(one)] for one in all_cases if report.key(one) in kept]
        report.save(place.folder / "measured.jsonl", measured)
        if given.write:
            # After every case, since the last ones take long.
            _PAGE.write_text(report.table(rows, versions, _command(given)), encoding="utf-8")
        if given.write and not given.only:
            _PAGE.with_suffix(".svg").write_text(report.plot(measured), encoding="utf-8")
    sys.stdout.write(report.table(rows, versions, _command(given)))


_PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def _command(given: argparse.Namespace) -> str:
    parts = ["python -m benchmarks"]
    parts += [f"--{name} {getattr(given, name)}" for name in ("sizes", "rounds") if getattr(given, name)]
    return " ".join(parts)


if __name__ == "__main__":
    main()
