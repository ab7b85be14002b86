"""A reconnect storm: all viewers lose their connections at once and reconnect within three seconds.

Two processes write reports and serve many viewers. Every connection is reset; each viewer reconnects a little later
with its position, to either process. Counts errors, and how often the reports' text is read from the database. It sets
no limits: the exit code is 1 only if there are no figures.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace

import httpx

from bench.figures import Spread, cpu_seconds, spread, waited_seconds
from bench.live import LATE_MS
from bench.look_alike import lag_p99_ms
from bench.service import ROOT, Role
from bench.stage import Stage, bounded, end_on_sigterm, place_options, staged
from bench.viewer import Asked, Ledger, ask, note_lags
from bench.witness import Witness, watching


@dataclass(frozen=True, slots=True)
class Reads:
    """How often reports were read from the database in a period."""

    seconds: float
    total: int
    mean: float
    """Mean number of reads of one report by one process."""
    most: int
    rows: int
    """Reads of report rows alone. Each reconnect causes one, so their number shows whether the count is complete."""


@dataclass(frozen=True, slots=True)
class Storm:
    """Figures of the storm, from the drop until all viewers were live again."""

    errors: list[str]
    """Responses other than 200, and failed connections."""
    gaps: int
    resets: int
    extra_calls: int
    """Additional calls to the model."""
    back_ms: Spread
    """Time from a viewer's reconnect to `live`, when it has all text written so far."""
    all_live_seconds: float
    """Time from the drop until all viewers were live, including their own pauses."""
    not_back: int
    reads: Reads
    reads_when_quiet: Reads
    """Reads in the quiet period before the storm."""
    exact: int
    """Number of viewers with the exact text at the end."""
    cpu: float
    """CPU of both processes in seconds per second."""
    waited: float
    look_alike_lag_p99_ms: float
    viewer_lag_ms: Spread
    warnings: dict[str, int]
    """Number of warnings and errors in the services' logs, by their first characters."""


async def measure(stage: Stage, options: argparse.Namespace, ledger: Ledger) -> Storm:
    """Create reports and viewers, wait for a quiet period, cause the storm, and let all reports end."""
    asked = await _ask_all(stage, options.reports)
    urls = [service.url for service in stage.services]
    witnesses = [
        Witness(
            asked[number % len(asked)],
            _places(urls, number // len(asked), stays=options.stay),
            pause_seconds=lambda: random.uniform(0, options.jitter_seconds),
        )
        for number in range(options.viewers)
    ]
    async with AsyncExitStack() as stack:
        group = await stack.enter_async_context(asyncio.TaskGroup())
        stack.callback(group.create_task(note_lags(ledger)).cancel)
        await stack.enter_async_context(watching(witnesses))
        await asyncio.sleep(options.warm_up)
        async with stage.database.statements_logged():
            storm = await _storm(stage, options, ledger, witnesses, [one.id for one in asked])
        stage.set_pace(0, options.last_deltas)
        for witness in witnesses:
            await witness.wait_end()
    return replace(storm, exact=sum(witness.is_exact for witness in witnesses))


async def _ask_all(stage: Stage, reports: int) -> list[Asked]:
    """Create the reports at both processes alternately."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=service.url, timeout=30, trust_env=False))
            for service in stage.services
        ]
        return [await ask(clients[number % len(clients)], birth) for number in range(reports)]


def _places(urls: list[str], first: int, *, stays: bool) -> Callable[[], str]:
    """Return a function that picks a URL: evenly distributed for the first connection, random afterwards."""
    left = [urls[first % len(urls)]]

    def place() -> str:
        if stays:
            return left[0]
        return left.pop() if left else random.choice(urls)

    return place


async def _storm(
    stage: Stage, options: argparse.Namespace, ledger: Ledger, witnesses: list[Witness], ids: list[str]
) -> Storm:
    await asyncio.sleep(options.quiet_seconds)
    pids = [service.pid for service in stage.services]
    before, failures = stage.look_alike_stats(), [len(witness.failures) for witness in witnesses]
    gaps, resets = _gaps(witnesses), _resets(witnesses)
    cpu, waited = sum(map(cpu_seconds, pids)), sum(map(waited_seconds, pids))
    tally, dropped, dropped_at = ledger.begin(), time.monotonic(), time.time()
    for witness in witnesses:
        witness.drop()
    await _wait_live(witnesses, dropped, options.live_timeout_seconds)
    elapsed = time.monotonic() - dropped
    cpu, waited = sum(map(cpu_seconds, pids)) - cpu, sum(map(waited_seconds, pids)) - waited
    ledger.begin()
    after = stage.look_alike_stats()
    back = [witness for witness in witnesses if witness.live_at > dropped]
    return Storm(
        errors=[error for one, seen in zip(witnesses, failures, strict=True) for error in one.failures[seen:]],
        gaps=_gaps(witnesses) - gaps,
        resets=_resets(witnesses) - resets,
        extra_calls=after.calls - before.calls,
        back_ms=spread([witness.live_seconds[-1] * 1000 for witness in back]),
        all_live_seconds=round(max((witness.live_at for witness in back), default=dropped) - dropped, 2),
        not_back=len(witnesses) - len(back),
        reads=_reads(stage, ids, dropped_at, elapsed),
        reads_when_quiet=_reads(stage, ids, dropped_at - options.quiet_seconds, options.quiet_seconds),
        exact=0,
        cpu=round(cpu / elapsed, 3),
        waited=round(waited / elapsed, 3),
        look_alike_lag_p99_ms=lag_p99_ms(after.lags),
        viewer_lag_ms=spread(tally.lags_ms),
        warnings=_kinds(stage.warnings()),
    )


async def _wait_live(witnesses: list[Witness], dropped: float, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for witness in witnesses:
                await witness.wait_live_since(dropped)


def _gaps(witnesses: list[Witness]) -> int:
    return sum(witness.gaps for witness in witnesses)


def _resets(witnesses: list[Witness]) -> int:
    return sum(len(witness.resets) for witness in witnesses)


def _reads(stage: Stage, ids: list[str], start: float, seconds: float) -> Reads:
    texts, rows = stage.database.reads(start, start + seconds)
    pairs = [(service.name, report_id) for service in stage.services for report_id in ids]
    ours = [texts[pair] for pair in pairs]
    mean = round(sum(ours) / len(ours), 2)
    return Reads(round(seconds, 2), sum(ours), mean, max(ours), sum(rows[pair] for pair in pairs))


def _kinds(lines: list[str]) -> dict[str, int]:
    """Count the messages, without time, level and report id."""
    messages = [line.partition("] ")[2][:60] for line in lines]
    return {kind: messages.count(kind) for kind in dict.fromkeys(messages)}


def report(stage: Stage, options: argparse.Namespace, storm: Storm) -> None:
    """Print the table, the caveats, and one line of JSON."""
    place = "the same process" if options.stay else "either process"
    print(
        f"\n{options.viewers} viewers of {options.reports} reports at {options.deltas_per_second:g} deltas/s, at two "
        f"processes that both write; all dropped at once,\neach reconnects to {place} after 0 to "
        f"{options.jitter_seconds:g} s; {stage.places}\n"
    )
    back, quiet, reads = storm.back_ms, storm.reads_when_quiet, storm.reads
    rows = {
        "errors": len(storm.errors),
        "gaps": storm.gaps,
        "resets": storm.resets,
        "extra calls to the model": storm.extra_calls,
        "viewers not live again": storm.not_back,
        "exact at the end": f"{storm.exact} of {options.viewers}",
        "live again, ms after reconnecting": f"p50 {back.p50:.0f}   p99 {back.p99:.0f}   max {back.worst:.0f}",
        "all live again, s after the drop": f"{storm.all_live_seconds:.2f}",
        "reads of a report's text by a process": _describe(reads),
        "the same when quiet": _describe(quiet),
        "CPU of both processes (of 1)": f"{storm.cpu:.2f}, waited {storm.waited:.3f}",
        "viewers late, p99 / max ms": f"{storm.viewer_lag_ms.p99:.1f} / {storm.viewer_lag_ms.worst:.1f}",
    }
    for name, value in rows.items():
        print(f"{name:40}{value}")
    for doubt in _doubts(options, storm):
        print(f"! {doubt}")
    names = ("viewers", "reports", "deltas_per_second", "jitter_seconds", "stay", "spread")
    print(json.dumps({"bench": "storm", **{name: getattr(options, name) for name in names}, **asdict(storm)}))


def _describe(reads: Reads) -> str:
    total = f"in all {reads.total} in {reads.seconds:.1f} s, and {reads.rows} of rows"
    return f"mean {reads.mean:.2f}   most {reads.most}   {total}"


def _doubts(options: argparse.Namespace, storm: Storm) -> list[str]:
    """Return reasons to doubt the figures."""
    found = []
    if storm.reads.rows < options.viewers:
        found.append("fewer reads were logged than viewers reconnected: not all reads were counted")
    if storm.look_alike_lag_p99_ms > LATE_MS:
        found.append("the look-alike did not keep its pace: deltas were sent in bursts")
    if storm.viewer_lag_ms.p99 > LATE_MS:
        found.append("the viewers themselves were late: they were live earlier than measured")
    if storm.waited > 0.05:
        found.append("the processes waited for a core, or for each other")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--reports", type=int, default=50)
    parser.add_argument("--jitter-seconds", type=float, default=2, help="maximum pause before a reconnect")
    parser.add_argument("--stay", action="store_true", help="reconnect to the same process")
    parser.add_argument(
        "--warm-up", type=float, default=35, help="warm-up in seconds; batches are saved every 30 seconds"
    )
    parser.add_argument(
        "--quiet-seconds", type=float, default=5, help="period before the storm in which reads are counted"
    )
    parser.add_argument(
        "--live-timeout-seconds", type=float, default=60, help="time limit for all viewers to be live again"
    )
    parser.add_argument("--deltas-per-second", type=float, default=50, help="rate of each report")
    parser.add_argument(
        "--deltas-per-passage", type=int, default=8000, help="enough for the storm to occur in the first passage"
    )
    parser.add_argument("--last-deltas", type=int, default=20, help="deltas per passage after the measurement")
    place_options(parser, timeout=300)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    end_on_sigterm()
    with staged(
        slots=options.reports,
        deltas_per_second=options.deltas_per_second,
        deltas_per_passage=options.deltas_per_passage,
        roles=(Role("a"), Role("b")),
        is_spread=options.spread,
    ) as stage:
        storm = bounded(measure(stage, options, Ledger()), options.timeout)
        report(stage, options, storm)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("timed out without figures")
