"""Compares this service with other ways to forward a stream of tokens. `bench/README.md` explains the tables.

It sets no limits: the exit code is 1 only if there are no figures.
"""

import argparse
import sys
from pathlib import Path

from bench.arena import SERVERS
from bench.scenarios.catalogue import SCENARIOS
from bench.stage import end_on_sigterm
from bench.suite import default_path, run_all, targets_of


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    end_on_sigterm()
    scenarios = [one for one in SCENARIOS if not options.only or one.name.startswith(tuple(options.only))]
    results = run_all(scenarios, options.servers or list(SERVERS), options)
    print(targets_of(results))
    print(f"\nResults: {options.json}")
    return 0 if any(not run.error for run in results.runs) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    names = ", ".join(scenario.name for scenario in SCENARIOS)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=1, help="runs of each scenario (default: %(default)s)")
    parser.add_argument("--only", type=_list, default=[], help=f"scenarios, or the starts of their names: {names}")
    parser.add_argument("--servers", type=_list, default=[], help=f"servers, of {', '.join(SERVERS)}")
    parser.add_argument("--seconds", type=float, default=15, help="duration of a measurement (default: %(default)s)")
    parser.add_argument(
        "--share", type=float, default=1.0, help="part of the load that is applied, to try out the benchmark"
    )
    parser.add_argument("--json", type=Path, default=default_path(), help="where to store the results")
    parser.add_argument("--timeout", type=float, default=3 * 3600, help="total time limit in seconds")
    return parser.parse_args(arguments)


def _list(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]


if __name__ == "__main__":
    sys.exit(main())
