"""Results of the benchmark: the file they are stored in, the worst of several runs, and the doubts about them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

LATE_MS = 10.0
"""If the 99th percentile of the harness's own lag exceeds this, the ages are unreliable."""
WAITED = 0.05
"""If the server waited longer than this for its core, in seconds per second, the machine was busy."""

_LOWER_IS_WORSE = frozenset({"tokens_per_second", "delivered_per_token", "first_texts", "created", "viewers", "live"})


class Run(msgspec.Struct):
    """One run of one scenario with one server."""

    scenario: str
    server: str
    number: int
    figures: dict[str, float] = {}
    error: str = ""
    """Why there are no figures."""


class Results(msgspec.Struct):
    """Everything that one invocation of the benchmark measured."""

    date: str
    machine: dict[str, str]
    versions: dict[str, str]
    options: dict[str, str]
    runs: list[Run] = []
    unavailable: dict[str, str] = {}
    """Servers that cannot run on this machine, and why."""

    def of(self, scenario: str, server: str) -> list[Run]:
        return [run for run in self.runs if (run.scenario, run.server) == (scenario, server)]

    def worst(self, scenario: str, server: str) -> dict[str, float]:
        """Return the worst value of each figure over all runs that succeeded."""
        return worst_of([run.figures for run in self.of(scenario, server) if not run.error])

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")


def read_results(path: Path) -> Results:
    return msgspec.json.decode(path.read_bytes(), type=Results)


def worst_of(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the worst value of each figure."""
    names = dict.fromkeys(name for figures in runs for name in figures)
    return {
        name: (min if name in _LOWER_IS_WORSE else max)(figures[name] for figures in runs if name in figures)
        for name in names
    }


def doubts(runs: Iterable[Run]) -> list[str]:
    """Return the reasons to doubt the figures of these runs, each with the numbers of the runs."""
    found: dict[str, list[str]] = {}
    for run in runs:
        for doubt in _doubts(run):
            found.setdefault(doubt, []).append(str(run.number))
    return [f"{doubt} (run {', '.join(numbers)})" for doubt, numbers in found.items()]


def _doubts(run: Run) -> Iterable[str]:
    if run.error:
        yield f"failed: {run.error.strip().splitlines()[-1]}"  # a whole traceback is only in the file
        return
    figures = run.figures
    if figures.get("waited", 0) > WAITED:
        yield "the server had to wait for its core: the machine was busy"
    if figures.get("client_lag_p99_ms", 0) > LATE_MS:
        yield "the load client was late: the ages are too high by that much"
    if figures.get("upstream_lag_p99_ms", 0) > LATE_MS:
        yield "the look-alike did not keep its pace: tokens were sent in bursts"
    if max(figures.get("client_cpu", 0), figures.get("upstream_cpu", 0)) > 0.5:
        yield "the load client or the look-alike used more than half a core"
    if figures.get("delivered_per_token", 1) < 0.95:
        yield "the server fell behind: less text arrived than was sent"
    if figures.get("tokens_per_second", 0) < 0.95 * figures.get("requested_per_second", 0):
        yield "fewer tokens were written than requested: the server did not start all streams in time"
    if figures.get("unrecorded") or figures.get("unreadable"):
        yield "some of the responses were not recorded or could not be parsed"
    if broken := [
        name for name in ("failed", "cut", "gaps", "resets", "inexact", "not_completed") if figures.get(name)
    ]:
        yield "streams were not intact: " + ", ".join(f"{figures[name]:g} {name}" for name in broken)
