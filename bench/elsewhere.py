"""How old a delta is at a viewer whose process does not write the report, and what that costs two processes.

One process writes every report, the other writes none and has the viewers. A few reports more are viewed where they
are written, in the same run, so that the two can be compared. Measures, and does not judge: exit code 0 whatever the
figures are, 1 only where there are none.
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
from bench.service import ROOT, Role, takes_no_worker, web_only
from bench.stage import Stage, bounded, end_on_sigterm, place_options, staged
from bench.viewer import Ledger, Reader, Tally, note_lags


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds on a core so far: of the process that writes, of the one with the viewers, of the database."""

    writing: float
    viewing: float
    database: float
    waited: float
    """For a core that others had, both processes of the service."""

    def since(self, before: "Costs") -> "Costs":
        return Costs(
            self.writing - before.writing,
            self.viewing - before.viewing,
            self.database - before.database,
            self.waited - before.waited,
        )


@dataclass(frozen=True, slots=True)
class Window:
    """What was counted in one run, before anything is made of it."""

    seconds: float
    costs: Costs
    deltas: int
    stats: Stats
    elsewhere: Tally
    here: Tally


@dataclass(frozen=True, slots=True)
class Run:
    """One run's figures. Both CPU and `waited` are seconds per second."""

    deltas_in_per_second: float
    deltas_seen_per_second: float
    """At the viewers elsewhere."""
    age_ms: Spread
    age_here_ms: Spread
    times: Spread
    """How many times as old as here, each figure by its like."""
    writing_cpu: float
    viewing_cpu: float
    database_cpu: float
    waited: float
    writing_us_per_delta: float
    viewing_us_per_delta: float
    """Of those that were viewed there."""
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
    """The runs, one right after the other."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    gc.freeze()
    gc.disable()  # a collection here would look like a late delta
    writing, viewing = stage.services
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=writing.url, timeout=30, trust_env=False))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = [group.create_task(note_lags(ledgers.elsewhere))]
        urls = [viewing.url] * options.reports + [writing.url] * options.here
        for url in urls:
            ledger = ledgers.elsewhere if url == viewing.url else ledgers.here
            tasks.append(group.create_task(_read_on(Reader(client, birth, ledger, url))))
            await asyncio.sleep(options.warm_up / 2 / len(urls))
        await asyncio.sleep(options.warm_up / 2)
        windows = [await _window(stage, options.seconds, ledgers) for _ in range(options.runs)]
        ledgers.elsewhere.troubles = stage.troubles()  # before the viewers leave, which it will complain about
        for task in tasks:
            task.cancel()
    return windows


async def _read_on(reader: Reader) -> None:
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
    """`viewed_elsewhere` is the part of the reports, and so of the deltas, that is."""
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
    """0 where there was nothing here to compare with."""
    here: float = getattr(age_here, name)
    return round(getattr(age, name) / here, 2) if here else 0.0


def worst_of(runs: list[Run]) -> Run:
    """The worst of each figure, whichever run it is from: the least of what was done, the most of what it cost."""
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
    """The table, what to doubt, and one line of JSON."""
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
        found.append(f"{elsewhere_calls} calls to the model were made by the process that should write nothing")
    for doubt in found:
        print(f"! {doubt}")
    names = ("reports", "here", "deltas_per_second", "seconds", "deltas_per_passage", "spread")
    troubles = ledgers.elsewhere.troubles
    tree = {
        "bench": "elsewhere",
        **{name: getattr(options, name) for name in names},
        "no_worker": takes_no_worker(),
        **{name: ledgers.total(name) for name in ("gaps", "resets", "cut", "not_completed")},
        "troubles": len(troubles),
        "calls_elsewhere": elsewhere_calls,
        "runs": [asdict(run) for run in runs],
        "worst": asdict(worst),
    }
    print(json.dumps(tree))


def doubts(options: argparse.Namespace, ledgers: Ledgers, worst: Run) -> list[str]:
    """Why the figures may not be the service's own, or its work not right."""
    found = []
    if worst.look_alike_lag_p99_ms > LATE_MS:
        found.append("the look-alike did not keep its own pace: deltas came in bursts")
    if worst.viewer_lag_ms.p99 > LATE_MS:
        found.append("the viewers were late themselves: ages are too high by as much")
    if worst.waited > 0.05:
        found.append("the service had to share its cores: ages and CPU per delta are too high")
    expected = options.reports * options.deltas_per_second
    if worst.deltas_in_per_second < (expected + options.here * options.deltas_per_second) * 0.95:
        found.append("fewer deltas came than were wanted")
    if worst.deltas_seen_per_second < expected * 0.95:
        found.append(f"the viewers elsewhere saw fewer deltas than the {expected:.0f}/s that were sent to them")
    if not worst.deltas_seen_per_second:
        found.append("in a run without a delta at the viewers elsewhere there are no ages: its zeros mean nothing")
    wholes = [f"{ledgers.total(name)} {name}" for name in ("gaps", "resets", "cut") if ledgers.total(name)]
    if wholes or ledgers.total("not_completed"):
        found.append(f"the streams were not whole: {', '.join(wholes)}; {ledgers.total('not_completed')} not completed")
    if troubles := ledgers.elsewhere.troubles:
        found.append(f"the service logged {len(troubles)} warnings and errors, the last: {troubles[-1]}")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20, help="written at once, and viewed elsewhere")
    parser.add_argument("--here", type=int, default=5, help="reports more, viewed where they are written")
    parser.add_argument("--deltas-per-second", type=float, default=50, help="of each report")
    parser.add_argument("--seconds", type=float, default=20, help="of one run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--warm-up", type=float, default=8, help="seconds; the reports begin in the first half")
    parser.add_argument("--deltas-per-passage", type=int, default=450, help="two characters each")
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
        sys.exit("the time allowed is over, and there are no figures")
