"""Measure whether finished reports leak memory: the service's memory after many small reports.

The look-alike writes at full speed. After each step, the service is idle for a moment before its memory is read. It
sets no limits: the exit code is 1 only if there are no figures.
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import httpx
import uvloop

from bench.figures import cpu_seconds, fd_count, rss_kib, slope, thread_count
from bench.service import ROOT
from bench.stage import Stage, end_on_sigterm, staged
from bench.viewer import Ledger, Reader


@dataclass(frozen=True, slots=True)
class Sample:
    """Resources of the service after a number of reports."""

    finished: int
    rss_kib: int
    fds: int
    threads: int
    cpu_seconds: float
    seconds: float
    """Both are counted since the previous sample."""


async def measure(stage: Stage, options: argparse.Namespace, ledger: Ledger) -> list[Sample]:
    """Take a sample before the first report and one after each step."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    async with httpx.AsyncClient(base_url=stage.service_url, timeout=60, trust_env=False) as client:
        reader = Reader(client, birth, ledger)
        samples = [await _sample(stage, 0, 0.0, 0.0)]
        for finished in range(options.step, options.reports + 1, options.step):
            cpu, start = cpu_seconds(stage.service_pid), time.monotonic()
            await _read_many(reader, options.step, options.at_once)
            cpu, elapsed = cpu_seconds(stage.service_pid) - cpu, time.monotonic() - start
            samples.append(await _sample(stage, finished, cpu, elapsed))
            print(row(samples[-1], options.step), flush=True)
    ledger.warnings = stage.warnings()
    return samples


async def _read_many(reader: Reader, reports: int, at_once: int) -> None:
    """Write the reports with one viewer each, so that leaks of viewers are included."""
    remaining = iter(range(reports))

    async def read_repeatedly() -> None:
        for _ in remaining:
            await reader.read_one(viewers=1)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(read_repeatedly())


async def _sample(stage: Stage, finished: int, cpu: float, seconds: float) -> Sample:
    await asyncio.sleep(1)
    pid = stage.service_pid
    return Sample(finished, rss_kib(pid), fd_count(pid), thread_count(pid), round(cpu, 2), round(seconds, 2))


HEAD = "finished   RSS, MiB     fds   threads   reports/s   CPU, ms per report"


def row(sample: Sample, reports: int) -> str:
    """Format a sample. `reports` have ended since the previous one."""
    pace, cost = reports / sample.seconds, sample.cpu_seconds / reports * 1000
    return f"{sample.finished:8}{sample.rss_kib / 1024:11.1f}{sample.fds:8}{sample.threads:10}{pace:12.1f}{cost:21.1f}"


def second_half_slope(samples: list[Sample]) -> float:
    """Return the growth in KiB per report over the second half, when one-time allocations are over."""
    half = samples[-1].finished / 2
    return slope([(sample.finished, sample.rss_kib) for sample in samples if sample.finished >= half])


def report(options: argparse.Namespace, ledger: Ledger, samples: list[Sample]) -> None:
    """Print the table and one line of JSON."""
    kib = second_half_slope(samples)
    print(f"\nover the second half: {kib:+.3f} KiB for each finished report")
    if ledger.not_completed or ledger.cut or ledger.gaps or ledger.resets:
        faults = f"{ledger.cut} cut off, {ledger.gaps} gaps, {ledger.resets} resets"
        print(f"! {ledger.not_completed} did not complete, {faults}")
    if ledger.warnings:
        print(f"! the service logged {len(ledger.warnings)} warnings and errors, the last: {ledger.warnings[-1]}")
    figures = {
        "bench": "finished",
        "reports": samples[-1].finished,
        "completed": ledger.completed,
        "at_once": options.at_once,
        "deltas_per_passage": options.deltas_per_passage,
        "warnings": len(ledger.warnings),
        "kib_per_report": round(kib, 3),
        "samples": [asdict(sample) for sample in samples],
    }
    print(json.dumps(figures))


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2000, help="total number of reports")
    parser.add_argument("--step", type=int, default=250, help="reports between samples")
    parser.add_argument("--at-once", type=int, default=50, help="concurrent reports")
    parser.add_argument("--deltas-per-passage", type=int, default=20, help="each delta has two characters")
    parser.add_argument("--timeout", type=float, default=900, help="total time limit in seconds")
    return parser.parse_args(arguments)


async def _measure(stage: Stage, options: argparse.Namespace, ledger: Ledger) -> list[Sample]:
    async with asyncio.timeout(options.timeout):
        return await measure(stage, options, ledger)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    end_on_sigterm()
    ledger = Ledger()
    with staged(slots=options.at_once, deltas_per_second=0, deltas_per_passage=options.deltas_per_passage) as stage:
        print(f"the service is process {stage.service_pid} at {stage.service_url}", file=sys.stderr)
        print(HEAD)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            samples = runner.run(_measure(stage, options, ledger))
        report(options, ledger, samples)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("timed out without figures")
