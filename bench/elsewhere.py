"""Age of deltas at viewers whose process does not write the report, and the CPU cost of both processes.

One process writes all reports, the other serves the viewers. In the same run, a few more reports are viewed at the
writing process for comparison. It sets no limits: the exit code is 1 only if there are no figures.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from bench.figures import Spread, cpu_seconds, spread, waited_seconds, worst_spread
from bench.live import LATE_MS
from bench.look_alike import Stats, lag_p99_ms
from bench.service import ROOT, Role, supports_no_worker, web_only
from bench.stage import Stage, bounded, end_on_sigterm, place_options, staged
from bench.viewer import Ledger, Reader, Tally, note_lags


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU seconds so far of the writing process, the viewing process and the database."""

    writing: float
    viewing: float
    database: float
    waited: float
    """Time that both processes of the service waited for a busy core."""

    def since(self, before: "Costs") -> "Costs":
        return Costs(
            self.writing - before.writing,
            self.viewing - before.viewing,
            self.database - before.database,
            self.waited - before.waited,
        )


@dataclass(frozen=True, slots=True)
class Window:
    """Raw counts of one run."""

    seconds: float
    costs: Costs
    deltas: int
    stats: Stats
    elsewhere: Tally
    here: Tally


@dataclass(frozen=True, slots=True)
class Run:
    """Figures of one run. CPU and `waited` are in seconds per second."""

    deltas_in_per_second: float
    deltas_seen_per_second: float
    """Deltas received by the viewers at the other process."""
    age_ms: Spread
    age_here_ms: Spread
    times: Spread
    """Ratio of the ages at the other process to those at the writer, for each percentile."""
    writing_cpu: float
    viewing_cpu: float
    database_cpu: float
    waited: float
    writing_us_per_delta: float
    viewing_us_per_delta: float
    """CPU per delta that was sent to its viewers."""
    database_us_per_delta: float
    look_alike_lag_p99_ms: float
    look_alike_lag_worst_ms: float
    viewer_lag_ms: Spread


@dataclass(slots=True)
class Ledgers:
    elsewhere: Ledger
    here: Ledger

    def begin(self) -> tuple[Tally, Tally]:
        return self.elsewhere.begin(), self.here.begin()

    def total(self, name: str) -> int:
        return int(getattr(self.elsewhere, name) + getattr(self.here, name))


async def measure(stage: Stage, options: argparse.Namespace, ledgers: Ledgers) -> list[Window]:
    """Perform the runs back to back."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    gc.freeze()
    gc.disable()  # a collection in this process would look like a late delta
    writing, viewing = stage.services
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=writing.url, timeout=30, trust_env=False))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = [group.create_task(note_lags(ledgers.elsewhere))]
        urls = [viewing.url] * options.reports + [writing.url] * options.here
        for url in urls:
            ledger = ledgers.elsewhere if url == viewing.url else ledgers.here
            tasks.append(group.create_task(_read_repeatedly(Reader(client, birth, ledger, url))))
            await asyncio.sleep(options.warm_up / 2 / len(urls))
        await asyncio.sleep(options.warm_up / 2)
        windows = [await _window(stage, options.seconds, ledgers) for _ in range(options.runs)]
        ledgers.elsewhere.warnings = stage.warnings()  # before the viewers disconnect, which the service logs
        for task in tasks:
            task.cancel()
    return windows


async def _read_repeatedly(reader: Reader) -> None:
    while True:
        await reader.read_one(viewers=1)


def _costs(stage: Stage) -> Costs:
    writing, viewing = (service.pid for service in stage.services)
    waited = waited_seconds(writing) + waited_seconds(viewing)
    return Costs(cpu_seconds(writing), cpu_seconds(viewing), stage.database.cpu_seconds(), waited)


async def _window(stage: Stage, seconds: float, ledgers: Ledgers) -> Window:
    before, costs, start = stage.look_alike_stats(), _costs(stage), time.monotonic()
    elsewhere, here = ledgers.begin()
    await asyncio.sleep(seconds)
    ledgers.begin()
    costs, elapsed, stats = _costs(stage).since(costs), time.monotonic() - start, stage.look_alike_stats()
    print(f"run of {elapsed:.1f} s done", file=sys.stderr)
    return Window(elapsed, costs, stats.deltas - before.deltas, stats, elsewhere, here)


def figures(window: Window, viewed_elsewhere: float) -> Run:
    """Compute the figures. `viewed_elsewhere` is the share of the deltas that the other process serves."""
    seconds, costs, deltas = window.seconds, window.costs, max(window.deltas, 1)
    age, age_here = spread(window.elsewhere.ages_ms), spread(window.here.ages_ms)
    return Run(
        deltas_in_per_second=round(window.deltas / seconds, 1),
        deltas_seen_per_second=round(len(window.elsewhere.ages_ms) / seconds, 1),
        age_ms=age,
        age_here_ms=age_here,
        times=Spread(*(_ratio(age, age_here, name) for name in ("p50", "p99", "worst"))),
        writing_cpu=round(costs.writing / seconds, 3),
        viewing_cpu=round(costs.viewing / seconds, 3),
        database_cpu=round(costs.database / seconds, 3),
        waited=round(costs.waited / seconds, 3),
        writing_us_per_delta=round(costs.writing / deltas * 1e6, 1),
        viewing_us_per_delta=round(costs.viewing / (deltas * viewed_elsewhere) * 1e6, 1),
        database_us_per_delta=round(costs.database / deltas * 1e6, 1),
        look_alike_lag_p99_ms=lag_p99_ms(window.stats.lags),
        look_alike_lag_worst_ms=round(window.stats.worst_lag_ms, 1),
        viewer_lag_ms=spread(window.elsewhere.lags_ms),
    )


def _ratio(age: Spread, age_here: Spread, name: str) -> float:
    """Return the ratio, or 0 without an age at the writer."""
    here: float = getattr(age_here, name)
    return round(getattr(age, name) / here, 2) if here else 0.0


def worst_of(runs: list[Run]) -> Run:
    """Combine the worst value of each figure over all runs: minimum throughput, maximum cost."""
    worst: dict[str, Any] = {}
    for name, value in asdict(runs[0]).items():
        values = [getattr(run, name) for run in runs]
        if isinstance(value, dict):
            worst[name] = worst_spread(values)
        else:
            worst[name] = (min if name.startswith("deltas_") else max)(values)
    return Run(**worst)


HEAD = (
    "run     deltas/s        age elsewhere, ms     age at the writer, ms  times as old     CPU, µs per delta  waited"
    "  look-alike late  viewers late\n"
    "            in  seen     p50    p99    max     p50    p99    max     p50 /  p99   writer viewers   DB  (of 1)"
    "     p99 / max ms  p99 / max ms"
)


def row(name: str, run: Run) -> str:
    age, here, lag = run.age_ms, run.age_here_ms, run.viewer_lag_ms
    return (
        f"{name:6}{run.deltas_in_per_second:8.0f}{run.deltas_seen_per_second:6.0f}"
        f"{age.p50:8.1f}{age.p99:7.1f}{age.worst:7.1f}{here.p50:8.1f}{here.p99:7.1f}{here.worst:7.1f}"
        f"{run.times.p50:8.2f} /{run.times.p99:5.2f}"
        f"{run.writing_us_per_delta:9.1f}{run.viewing_us_per_delta:8.1f}{run.database_us_per_delta:5.0f}{run.waited:8.3f}"
        f"{run.look_alike_lag_p99_ms:9.1f} /{run.look_alike_lag_worst_ms:6.1f}{lag.p99:7.1f} /{lag.worst:6.1f}"
    )


def report(stage: Stage, options: argparse.Namespace, ledgers: Ledgers, runs: list[Run]) -> None:
    """Print the table, the caveats, and one line of JSON."""
    worst, (writing, viewing) = worst_of(runs), stage.services
    print(
        f"\n{options.reports} reports at once, {options.deltas_per_second:g} deltas/s each, written by process "
        f"{writing.name}, viewed at process {viewing.name} only; {options.here} more viewed at {writing.name} only;\n"
        f"{stage.places}\n"
    )
    print(HEAD)
    for number, run in enumerate(runs, 1):
        print(row(str(number), run))
    print(row("worst", worst))
    elsewhere_calls = stage.look_alike_stats().calls_by_key.get(f"bench-{viewing.name}", 0)
    found = doubts(options, ledgers, worst)
    if elsewhere_calls:
        found.append(f"{elsewhere_calls} model calls came from the process that should write nothing")
    for doubt in found:
        print(f"! {doubt}")
    names = ("reports", "here", "deltas_per_second", "seconds", "deltas_per_passage", "spread")
    warnings = ledgers.elsewhere.warnings
    tree = {
        "bench": "elsewhere",
        **{name: getattr(options, name) for name in names},
        "no_worker": supports_no_worker(),
        **{name: ledgers.total(name) for name in ("gaps", "resets", "cut", "not_completed")},
        "warnings": len(warnings),
        "calls_elsewhere": elsewhere_calls,
        "runs": [asdict(run) for run in runs],
        "worst": asdict(worst),
    }
    print(json.dumps(tree))


def doubts(options: argparse.Namespace, ledgers: Ledgers, worst: Run) -> list[str]:
    """Return reasons to doubt the figures or the service's results."""
    found = []
    if worst.look_alike_lag_p99_ms > LATE_MS:
        found.append("the look-alike did not keep its pace: deltas were sent in bursts")
    if worst.viewer_lag_ms.p99 > LATE_MS:
        found.append("the viewers themselves were late: the ages are too high by that much")
    if worst.waited > 0.05:
        found.append("the service had to share its cores: the ages and the CPU per delta are too high")
    expected = options.reports * options.deltas_per_second
    if worst.deltas_in_per_second < (expected + options.here * options.deltas_per_second) * 0.95:
        found.append("fewer deltas were sent than requested")
    if worst.deltas_seen_per_second < expected * 0.95:
        found.append(f"the viewers elsewhere saw fewer deltas than the {expected:.0f}/s that were sent")
    if not worst.deltas_seen_per_second:
        found.append("a run had no deltas at the viewers elsewhere, so its zeros are meaningless")
    failures = [f"{ledgers.total(name)} {name}" for name in ("gaps", "resets", "cut") if ledgers.total(name)]
    if failures or ledgers.total("not_completed"):
        found.append(
            f"the streams were not intact: {', '.join(failures)}; {ledgers.total('not_completed')} not completed"
        )
    if warnings := ledgers.elsewhere.warnings:
        found.append(f"the service logged {len(warnings)} warnings and errors, the last: {warnings[-1]}")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20, help="concurrent reports viewed at the other process")
    parser.add_argument("--here", type=int, default=5, help="more reports, viewed at the writing process")
    parser.add_argument("--deltas-per-second", type=float, default=50, help="rate of each report")
    parser.add_argument("--seconds", type=float, default=20, help="duration of a run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--warm-up", type=float, default=8, help="warm-up in seconds; the reports start in its first half"
    )
    parser.add_argument("--deltas-per-passage", type=int, default=450, help="each delta has two characters")
    place_options(parser, timeout=600)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    end_on_sigterm()
    ledgers = Ledgers(Ledger(), Ledger())
    with staged(
        slots=options.reports + options.here + 1,
        deltas_per_second=options.deltas_per_second,
        deltas_per_passage=options.deltas_per_passage,
        roles=(Role("a"), web_only("b")),
        is_spread=options.spread,
    ) as stage:
        windows = bounded(measure(stage, options, ledgers), options.timeout)
        part = options.reports / (options.reports + options.here)
        report(stage, options, ledgers, [figures(window, part) for window in windows])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("timed out without figures")
