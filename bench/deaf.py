"""Measure how far a viewer falls behind when its process loses the database session that carries live text.

One process writes a report. One viewer is connected to it, another to a process that writes nothing. The listening
session of the latter, or the publishing session of the writer, is terminated repeatedly while the report is written.
It sets no limits: the exit code is 1 only if there are no figures.
"""

import argparse
import asyncio
import json
import sys
import time
from bisect import bisect_left
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass

import httpx

from bench.database import LISTENING, PUBLISHING
from bench.figures import Spread, spread
from bench.live import LATE_MS
from bench.look_alike import lag_p99_ms
from bench.service import ROOT, Role, supports_no_worker, web_only
from bench.stage import Stage, bounded, end_on_sigterm, place_options, staged
from bench.viewer import Ledger, ask, note_lags
from bench.witness import Moment, Witness, watching

SAMPLE_SECONDS = 0.05
SESSIONS = {"listen": LISTENING, "publish": PUBLISHING}


@dataclass(frozen=True, slots=True)
class Deafness:
    """How far the viewer at the other process was behind the one at the writer."""

    cuts: int
    """Number of terminated sessions."""
    misses: int
    """Number of times at which there was no session to terminate."""
    behind_ms: Spread
    """For each sample, how long ago the writer's viewer first had the other's current text; 0 if they are equal."""
    worst_after_cuts_ms: list[float]
    """Maximum from each cut to the next."""
    is_exact: bool
    """Both viewers and the database have the exact text."""
    chars: int
    status: str
    gaps: int
    resets: list[str]
    connections: int
    """Connections of the viewer at the other process; 1 if it never reconnected."""
    calls_elsewhere: int
    """Calls to the model by the process that should write nothing."""
    look_alike_lag_p99_ms: float
    viewer_lag_ms: Spread
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    behind_ms: float


async def measure(stage: Stage, options: argparse.Namespace) -> Deafness:
    """Measure one report from its creation to its end."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    writing, viewing = stage.services
    ledger = Ledger()
    async with httpx.AsyncClient(base_url=writing.url, timeout=30, trust_env=False) as client:
        asked = await ask(client, birth)
    here = Witness(asked, lambda: writing.url, records_moments=True)
    elsewhere = Witness(asked, lambda: viewing.url)
    samples: list[Sample] = []
    async with AsyncExitStack() as stack:
        group = await stack.enter_async_context(asyncio.TaskGroup())
        for background in (note_lags(ledger), _sample(here, elsewhere, samples)):
            stack.callback(group.create_task(background).cancel)
        await stack.enter_async_context(watching([here, elsewhere]))
        cuts = await _cut_repeatedly(stage, options)
        warnings = stage.warnings()  # before the viewers disconnect, which the service logs
        for witness in (here, elsewhere):
            await witness.wait_end()
    assert elsewhere.end is not None
    saved, stats = await stage.database.saved_text(asked.id), stage.look_alike_stats()
    return Deafness(
        cuts=len(cuts),
        misses=options.cuts - len(cuts),
        behind_ms=spread([sample.behind_ms for sample in samples]),
        worst_after_cuts_ms=_worst_after(cuts, samples),
        is_exact=all(one.is_exact and one.text == saved for one in (here, elsewhere)),
        chars=elsewhere.chars,
        status=elsewhere.end.status,
        gaps=here.gaps + elsewhere.gaps,
        resets=elsewhere.resets,
        connections=elsewhere.connections,
        calls_elsewhere=stats.calls_by_key.get(f"bench-{viewing.name}", 0),
        look_alike_lag_p99_ms=lag_p99_ms(stats.lags),
        viewer_lag_ms=spread(ledger.tally.lags_ms),
        warnings=warnings,
    )


async def _cut_repeatedly(stage: Stage, options: argparse.Namespace) -> list[float]:
    """Terminate the session repeatedly, and return the times at which there was one to terminate."""
    writing, viewing = stage.services
    user = viewing.name if options.session == "listen" else writing.name
    cuts = []
    for _ in range(options.cuts):
        await asyncio.sleep(options.seconds / (options.cuts + 1))
        if await stage.database.cut(user, SESSIONS[options.session]):
            cuts.append(time.monotonic())
    return cuts


async def _sample(here: Witness, elsewhere: Witness, samples: list[Sample]) -> None:
    """Take samples from the writer's first text to the end, until cancelled."""
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        if here.moments and elsewhere.end is None:
            samples.append(_behind(here.moments, elsewhere, time.monotonic()))


def _behind(held: list[Moment], elsewhere: Witness, now: float) -> Sample:
    """Compare positions by attempt, then by length: an attempt that the writer's viewer has left counts as behind."""
    place = (elsewhere.attempt, elsewhere.chars)
    first = held[bisect_left(held, place, key=lambda moment: (moment.attempt, moment.chars)) :]
    is_behind = place < (held[-1].attempt, held[-1].chars)
    return Sample(now, (now - first[0].at) * 1000 if is_behind else 0.0)


def _worst_after(cuts: list[float], samples: list[Sample]) -> list[float]:
    ends = [*cuts[1:], float("inf")]
    return [
        round(max((sample.behind_ms for sample in samples if cut <= sample.at < end), default=0.0), 1)
        for cut, end in zip(cuts, ends, strict=False)
    ]


def report(stage: Stage, options: argparse.Namespace, deafness: Deafness) -> None:
    """Print the table, the caveats, and one line of JSON."""
    writing, viewing = (service.name for service in stage.services)
    session = f"{viewing}'s listening" if options.session == "listen" else f"{writing}'s publishing"
    behind, lag = deafness.behind_ms, deafness.viewer_lag_ms
    print(
        f"\na report at {options.deltas_per_second:g} deltas/s, written by process {writing}, viewed there and at "
        f"process {viewing};\n{session} session was terminated {deafness.cuts} times; {stage.places}\n"
    )
    rows = {
        "behind the writer's viewer, ms": f"p50 {behind.p50:.1f}   p99 {behind.p99:.1f}   max {behind.worst:.1f}",
        "maximum after each cut, ms": " ".join(f"{worst:.0f}" for worst in deafness.worst_after_cuts_ms) or "-",
        "text": f"{deafness.chars} characters, {deafness.status}, {'exact' if deafness.is_exact else 'NOT EXACT'}",
        "gaps, resets, connections": f"{deafness.gaps}, {len(deafness.resets)}, {deafness.connections}",
        "look-alike late, p99 ms": f"{deafness.look_alike_lag_p99_ms:.1f}",
        "viewers late, p99 / max ms": f"{lag.p99:.1f} / {lag.worst:.1f}",
    }
    for name, value in rows.items():
        print(f"{name:34}{value}")
    for doubt in _doubts(options, deafness):
        print(f"! {doubt}")
    names = ("session", "deltas_per_second", "seconds", "spread")
    conditions = {name: getattr(options, name) for name in names}
    tree = {**asdict(deafness), "warnings": len(deafness.warnings), "no_worker": supports_no_worker()}
    print(json.dumps({"bench": "deaf", **conditions, **tree}))


def _doubts(options: argparse.Namespace, deafness: Deafness) -> list[str]:
    found = []
    if deafness.misses:
        found.append(f"{deafness.misses} of {options.cuts} times there was no session to terminate")
    if deafness.calls_elsewhere:
        found.append("the report was written by the process that should write nothing")
    if deafness.look_alike_lag_p99_ms > LATE_MS:
        found.append("the look-alike did not keep its pace: deltas were sent in bursts")
    if deafness.viewer_lag_ms.p99 > LATE_MS:
        found.append("the viewers themselves were late: the delays are too high by that much")
    if deafness.warnings:
        found.append(f"{len(deafness.warnings)} warnings and errors were logged, the last: {deafness.warnings[-1]}")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--session", choices=SESSIONS, default="listen", help="session to terminate")
    parser.add_argument("--cuts", type=int, default=10, help="number of terminations, evenly spaced")
    parser.add_argument("--seconds", type=float, default=44, help="approximate duration of the report")
    parser.add_argument("--deltas-per-second", type=float, default=50)
    parser.add_argument("--passages", type=int, default=11, help="number of passages of a report")
    place_options(parser, timeout=300)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    end_on_sigterm()
    with staged(
        slots=10,
        deltas_per_second=options.deltas_per_second,
        deltas_per_passage=max(1, round(options.seconds * options.deltas_per_second / options.passages)),
        roles=(Role("a"), web_only("b")),
        is_spread=options.spread,
    ) as stage:
        deafness = bounded(measure(stage, options), options.timeout)
        report(stage, options, deafness)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("timed out without figures")
