"""Runs the scenarios, prints their tables, and stores the results after every run."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from bench.machine import machine, versions
from bench.results import Results, Run, doubts
from bench.rivals.install import FOLDER, UnavailableError
from bench.scenarios.catalogue import SCENARIOS, Scenario
from bench.scenarios.common import Scale
from bench.table import cell, head, markdown, number
from bench.targets import TARGETS

RUN_SECONDS = 420.0
"""Limit for one run of one scenario with one server."""


def run_all(scenarios: list[Scenario], servers: list[str], options: argparse.Namespace) -> Results:
    """Run every scenario with every server, all runs of a scenario in turns, and print each table when it is done."""
    results = Results(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        machine=machine(),
        versions=versions(),
        options={name: str(getattr(options, name)) for name in ("runs", "seconds", "share")},
    )
    deadline = time.monotonic() + options.timeout
    print(head_of(results), flush=True)
    for scenario in scenarios:
        taking_part = [server for server in scenario.servers if server in servers]
        for turn in range(1, options.runs + 1):
            for server in taking_part:
                if server not in results.unavailable:
                    _run(results, scenario, server, turn, Scale(options.seconds, options.share), deadline)
                    results.write(options.json)
        if taking_part:
            print(table_of(results, scenario), flush=True)
    results.versions = versions()  # the first run may have installed something
    results.write(options.json)
    return results


def _run(results: Results, scenario: Scenario, server: str, turn: int, scale: Scale, deadline: float) -> None:
    print(f"{scenario.name}: {server}, run {turn}", file=sys.stderr, flush=True)
    run = Run(scenario.name, server, turn)
    try:
        with _limit(min(RUN_SECONDS, deadline - time.monotonic())):
            run.figures = scenario.run(server, scale)
    except UnavailableError as error:
        results.unavailable[server] = str(error)
        return
    except TimeoutError as error:
        run.error = str(error) or "timed out"
    except Exception as error:  # noqa: BLE001 - one failure must not lose the results of the others
        run.error = f"{type(error).__name__}: {error}"
    results.runs.append(run)


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` if the block takes longer."""

    def expire(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError("the time limit was reached")

    if seconds <= 0:
        raise TimeoutError("no time left")
    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def head_of(results: Results) -> str:
    """Return the conditions of the results."""
    parts = (results.machine, results.versions, results.options)
    lines = ["; ".join(f"{name} {value}" for name, value in part.items()) for part in parts]
    return "\n".join([results.date, *lines])


def table_of(results: Results, scenario: Scenario) -> str:
    """Return the table of one scenario, the worst of all runs, with the doubts about it."""
    rows, notes = [], []
    for server in scenario.servers:
        runs = results.of(scenario.name, server)
        if runs:
            worst = results.worst(scenario.name, server)
            rows.append([server, *(cell(worst, name) for name in scenario.columns)])
            notes += [f"! {server}: {doubt}" for doubt in doubts(runs)]
        elif server in results.unavailable:
            rows.append([server, *("–" for _ in scenario.columns)])
            notes.append(f"! {server} is unavailable: {results.unavailable[server]}")
    heads = ["server", *map(head, scenario.columns)]
    return "\n".join([f"\n### {scenario.name}: {scenario.title}\n", markdown(heads, rows), *notes])


def targets_of(results: Results) -> str:
    """Return the table of the targets that were measured, or nothing."""
    rows = []
    for target in TARGETS:
        value = target.value(results)
        if value is not None:
            verdict = "yes" if value <= target.limit else "no"
            rows.append([target.name, number(value), number(target.limit), verdict])
    if not rows:
        return ""
    return "\n### targets\n\n" + markdown(["worst of all runs", "measured", "at most", "reached"], rows)


def tables_of(results: Results) -> str:
    """Return everything that is printed during a run."""
    measured = [one for one in SCENARIOS if any(run.scenario == one.name for run in results.runs)]
    return "\n".join([head_of(results), *(table_of(results, one) for one in measured), targets_of(results)])


def default_path() -> Path:
    return FOLDER / "results" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
