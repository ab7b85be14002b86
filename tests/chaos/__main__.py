"""Run the service under faults and print a summary. Exit code 1 means violations, or a mutant that was not caught."""

import argparse
import asyncio
import logging
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

from .mutants import MUTANTS
from .run import Plan, Result, run
from .summary import summary

ROLES = ("serve", "serve", "serve --no-worker", "worker")
MUTANT_SECONDS = 90.0
_SHOWN = 12


def main() -> int:
    options = _parser().parse_args()
    # Suppress uvicorn's log messages about connections that the look-alike drops on purpose.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    # Raise on SIGTERM, so that every process and server is cleaned up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    roles = tuple(options.roles.split(","))
    if options.mutants is not None:
        names = options.mutants or list(MUTANTS)
        return _try_mutants(names, roles, options.seed, options.seconds or MUTANT_SECONDS)
    if options.mutant:
        plan = mutant_plan(options.mutant, roles, options.seed, options.seconds or MUTANT_SECONDS)
    else:
        plan = Plan(seconds=options.seconds or 120.0, seed=options.seed, roles=roles)
    result = _run(plan)
    text = summary(plan, result)
    _print(text)
    if options.report:
        options.report.write_text(text + "\n")
    for violation in result.violations[:_SHOWN]:
        _print(f"  {violation}")
    is_bad = bool(result.violations or result.unfinished or result.bad_exits or result.stack_traces)
    if is_bad or options.keep:
        _print(f"history: {result.folder}")
    else:
        shutil.rmtree(result.folder)
    return int(is_bad)


def mutant_plan(name: str, roles: Sequence[str], seed: int, seconds: float) -> Plan:
    """Plan a run that provokes the mutant's defect and stops at the first violation."""
    mutant = MUTANTS[name]
    return Plan(
        seconds=seconds,
        seed=seed,
        roles=roles,
        mutant=name,
        mix=mutant.mix,
        upstream=mutant.upstream,
        strokes_per_second=mutant.strokes_per_second,
        deletes=mutant.deletes,
        stops_at_first=True,
    )


def _try_mutants(names: Sequence[str], roles: Sequence[str], seed: int, seconds: float) -> int:
    """Run each mutant in turn. Returns 1 if one was not caught."""
    missed = 0
    for name in names:
        mutant = MUTANTS[name]
        began = time.monotonic()
        result = _run(mutant_plan(name, roles, seed, seconds))
        invariants = " ".join(sorted({violation.invariant for violation in result.violations}))
        missed += not result.violations
        verdict = f"caught by {invariants}" if result.violations else "NOT CAUGHT"
        _print(f"{name:22} {time.monotonic() - began:5.0f} s  {verdict}  ({mutant.why})")
        for violation in result.violations[:1]:
            _print(f"    {violation}")
        shutil.rmtree(result.folder)
    _print(f"{len(names) - missed} of {len(names)} mutants caught")
    return int(missed > 0)


def _run(plan: Plan) -> Result:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run(plan))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, help="duration of the faults in seconds (default: 120; 90 for a mutant)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of all faults and user actions (default: 1)")
    parser.add_argument("--roles", default=",".join(ROLES), help="comma-separated command lines, one for each process")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="run with this defect")
    parser.add_argument(
        "--mutants",
        nargs="*",
        choices=sorted(MUTANTS),
        metavar="NAME",
        help="run each mutant, or those named, and require that each is caught",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="also write the summary to FILE")
    parser.add_argument("--keep", action="store_true", help="keep the history even if there are no violations")
    return parser


if __name__ == "__main__":
    sys.exit(main())
