"""Age of deltas at their viewers, and the service's CPU cost, on one core.

Many reports with viewers are written concurrently; each one that ends is replaced by a new one. It sets no limits: the
exit code is 1 only if there are no figures.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from dataclasses import asdict, dataclass

import httpx
import uvloop

from bench.figures import Spread, cpu_seconds, rss_kib, spread, waited_seconds, worst_spread
from bench.look_alike import Stats, lag_p99_ms
from bench.service import ROOT
from bench.stage import Stage, end_on_sigterm, staged
from bench.viewer import Ledger, Reader, Tally, note_lags

LATE_MS = 10.0
"""If the 99th percentile of the look-alike's or the viewers' lag exceeds this, the ages are unreliable."""


@dataclass(frozen=True, slots=True)
class Window:
    """Raw counts of one run. They are evaluated only after the last run, so as not to delay the next one."""

    seconds: float
    cpu_seconds: float
    waited_seconds: float
    rss_kib: int
    deltas: int
    stats: Stats
    tally: Tally


@dataclass(frozen=True, slots=True)
class Run:
    """Figures of one run. CPU is in seconds per second: 1 is the whole core.

    `waited`, in the same unit, is how long the service waited for its core. If it is not near 0, the machine was busy.
    """

    deltas_in_per_second: float
    deltas_seen_per_second: float
    events_out_per_second: float
    age_ms: Spread
    cpu: float
    waited: float
    cpu_us_per_delta: float
    rss_mib: float
    look_alike_lag_p99_ms: float
    look_alike_lag_worst_ms: float
    viewer_lag_ms: Spread


async def measure(stage: Stage, options: argparse.Namespace, ledger: Ledger) -> list[Window]:
    """Perform the runs back to back."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    gc.freeze()
    gc.disable()  # a collection in this process would look like a late delta
    async with (
        httpx.AsyncClient(base_url=stage.service_url, timeout=30, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        tasks = [group.create_task(note_lags(ledger))]
        pause = options.warm_up / 2 / options.reports
        for _ in range(options.reports):
            reader = Reader(client, birth, ledger)
            tasks.append(group.create_task(_read_repeatedly(reader, options.viewers_per_report)))
            await asyncio.sleep(pause)
        await asyncio.sleep(options.warm_up / 2)
        windows = [await _window(stage, options.seconds, ledger) for _ in range(options.runs)]
        ledger.warnings = stage.warnings()  # before the viewers disconnect, which the service logs
        for task in tasks:
            task.cancel()
    return windows


async def _read_repeatedly(reader: Reader, viewers: int) -> None:
    while True:
        await reader.read_one(viewers)


async def _window(stage: Stage, seconds: float, ledger: Ledger) -> Window:
    pid, before = stage.service_pid, stage.look_alike_stats()
    cpu, waited, start, tally = cpu_seconds(pid), waited_seconds(pid), time.monotonic(), ledger.begin()
    await asyncio.sleep(seconds)
    ledger.begin()
    cpu, waited, elapsed = cpu_seconds(pid) - cpu, waited_seconds(pid) - waited, time.monotonic() - start
    rss, stats = rss_kib(pid), stage.look_alike_stats()
    print(f"run of {elapsed:.1f} s done", file=sys.stderr)
    return Window(elapsed, cpu, waited, rss, stats.deltas - before.deltas, stats, tally)


def figures(window: Window) -> Run:
    tally, seconds = window.tally, window.seconds
    return Run(
        deltas_in_per_second=round(window.deltas / seconds, 1),
        deltas_seen_per_second=round(len(tally.ages_ms) / seconds, 1),
        events_out_per_second=round(tally.events / seconds, 1),
        age_ms=spread(tally.ages_ms),
        cpu=round(window.cpu_seconds / seconds, 3),
        waited=round(window.waited_seconds / seconds, 3),
        cpu_us_per_delta=round(window.cpu_seconds / max(window.deltas, 1) * 1e6, 1),
        rss_mib=round(window.rss_kib / 1024, 1),
        look_alike_lag_p99_ms=lag_p99_ms(window.stats.lags),
        look_alike_lag_worst_ms=round(window.stats.worst_lag_ms, 1),
        viewer_lag_ms=spread(tally.lags_ms),
    )


def worst_of(runs: list[Run]) -> Run:
    """Combine the worst value of each figure over all runs."""
    return Run(
        deltas_in_per_second=min(run.deltas_in_per_second for run in runs),
        deltas_seen_per_second=min(run.deltas_seen_per_second for run in runs),
        events_out_per_second=max(run.events_out_per_second for run in runs),
        age_ms=worst_spread([run.age_ms for run in runs]),
        cpu=max(run.cpu for run in runs),
        waited=max(run.waited for run in runs),
        cpu_us_per_delta=max(run.cpu_us_per_delta for run in runs),
        rss_mib=max(run.rss_mib for run in runs),
        look_alike_lag_p99_ms=max(run.look_alike_lag_p99_ms for run in runs),
        look_alike_lag_worst_ms=max(run.look_alike_lag_worst_ms for run in runs),
        viewer_lag_ms=worst_spread([run.viewer_lag_ms for run in runs]),
    )


HEAD = (
    "run     deltas/s  events/s   age of a delta, ms       CPU waited   us per     RSS  look-alike late  viewers late\n"
    "              in       out     p50    p99    max   (of 1) (of 1)    delta     MiB    p99 / max ms  p99 / max ms"
)


def row(name: str, run: Run) -> str:
    age, lag = run.age_ms, run.viewer_lag_ms
    return (
        f"{name:6}{run.deltas_in_per_second:10.0f}{run.events_out_per_second:10.0f}"
        f"{age.p50:8.1f}{age.p99:7.1f}{age.worst:7.1f}{run.cpu:9.3f}{run.waited:7.3f}"
        f"{run.cpu_us_per_delta:9.1f}{run.rss_mib:8.1f}"
        f"{run.look_alike_lag_p99_ms:8.1f} /{run.look_alike_lag_worst_ms:6.1f}{lag.p99:7.1f} /{lag.worst:6.1f}"
    )


def report(stage: Stage, options: argparse.Namespace, ledger: Ledger, runs: list[Run]) -> None:
    """Print the table, the caveats, and one line of JSON."""
    worst = worst_of(runs)
    first, others = stage.cores
    print(
        f"\n{options.reports} reports at once, {options.deltas_per_second:g} deltas/s each, "
        f"{options.viewers_per_report} viewer(s) each; the service on core {first}, everything else on {others}\n"
    )
    print(HEAD)
    for number, run in enumerate(runs, 1):
        print(row(str(number), run))
    print(row("worst", worst))
    for doubt in doubts(options, ledger, worst):
        print(f"! {doubt}")
    wanted = ("reports", "deltas_per_second", "viewers_per_report", "seconds", "deltas_per_passage")
    conditions = {name: getattr(options, name) for name in wanted}
    counts = {"gaps": ledger.gaps, "resets": ledger.resets, "cut": ledger.cut, "warnings": len(ledger.warnings)}
    print(
        json.dumps(
            {"bench": "live", **conditions, **counts, "runs": [asdict(run) for run in runs], "worst": asdict(worst)}
        )
    )


def doubts(options: argparse.Namespace, ledger: Ledger, worst: Run) -> list[str]:
    """Return reasons to doubt the figures or the service's results."""
    found = []
    if worst.look_alike_lag_p99_ms > LATE_MS:
        found.append("the look-alike did not keep its pace: deltas were sent in bursts")
    if worst.viewer_lag_ms.p99 > LATE_MS:
        found.append("the viewers themselves were late: the ages are too high by that much")
    if worst.waited > 0.05:
        found.append("the service had to share its core: the ages and the CPU per delta are too high")
    expected = options.reports * options.deltas_per_second
    if worst.deltas_in_per_second < expected * 0.95:
        found.append(f"fewer deltas than the {expected:.0f}/s that were requested")
    if worst.deltas_seen_per_second < worst.deltas_in_per_second * options.viewers_per_report * 0.95:
        found.append("the viewers received fewer deltas than were sent: the service fell behind")
    if ledger.gaps or ledger.resets or ledger.cut or ledger.not_completed:
        found.append(f"the streams were not intact: {ledger.gaps} gaps, {ledger.resets} resets, {ledger.cut} cut")
    if ledger.warnings:
        found.append(f"the service logged {len(ledger.warnings)} warnings and errors, the last: {ledger.warnings[-1]}")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100, help="reports written concurrently")
    parser.add_argument("--deltas-per-second", type=float, default=50, help="rate of each report")
    parser.add_argument("--viewers-per-report", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="duration of a run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--warm-up", type=float, default=8, help="warm-up in seconds; the reports start in its first half"
    )
    parser.add_argument("--deltas-per-passage", type=int, default=450, help="each delta has two characters")
    parser.add_argument("--timeout", type=float, default=600, help="total time limit in seconds")
    return parser.parse_args(arguments)


async def _measure(stage: Stage, options: argparse.Namespace, ledger: Ledger) -> list[Window]:
    async with asyncio.timeout(options.timeout):
        return await measure(stage, options, ledger)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    end_on_sigterm()
    ledger = Ledger()
    with staged(
        slots=options.reports + 1,
        deltas_per_second=options.deltas_per_second,
        deltas_per_passage=options.deltas_per_passage,
    ) as stage:
        print(f"the service is process {stage.service_pid} at {stage.service_url}", file=sys.stderr)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            windows = runner.run(_measure(stage, options, ledger))
        report(stage, options, ledger, [figures(window) for window in windows])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("timed out without figures")
