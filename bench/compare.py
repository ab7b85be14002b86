"""Prints the results of two runs of the benchmark side by side."""

import argparse
import sys
from pathlib import Path

from bench.results import Results, read_results
from bench.scenarios.catalogue import SCENARIOS
from bench.suite import head_of
from bench.table import cell, head, markdown, number


def rows_of(a: Results, b: Results, *, everything: bool) -> list[list[str]]:
    """Return a line for each figure that both results have: the worst of the runs of each, and their ratio."""
    rows = []
    for scenario in SCENARIOS:
        for server in scenario.servers:
            ours, theirs = a.worst(scenario.name, server), b.worst(scenario.name, server)
            names = [name for name in ours if everything or name in scenario.columns]
            rows += [
                [scenario.name, server, head(name), cell(ours, name), cell(theirs, name), _ratio(ours, theirs, name)]
                for name in names
                if name in theirs and (everything or ours[name] or theirs[name])
            ]
    return rows


def _ratio(a: dict[str, float], b: dict[str, float], name: str) -> str:
    return number(b[name] / a[name]) if a[name] else "–"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("a", type=Path, help="results of the first run, as JSON")
    parser.add_argument("b", type=Path)
    parser.add_argument("--all", action="store_true", help="all figures, instead of those in the tables")
    options = parser.parse_args(arguments)
    a, b = read_results(options.a), read_results(options.b)
    print(f"A: {head_of(a)}\n\nB: {head_of(b)}\n")
    rows = rows_of(a, b, everything=options.all)
    print(markdown(["scenario", "server", "figure (worst of the runs)", "A", "B", "B/A"], rows))
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
