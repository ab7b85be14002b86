"""What a viewer misses, and for how long, when its process loses the database session that live text comes by.

One process writes a report, a viewer is there and another at a process that writes none. The listening session of
the latter, or the publishing session of the writer, is terminated many times while the report is written. Measures,
and does not judge: exit code 0 whatever the figures are, 1 only where there are none.
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
from bench.service import ROOT, Role, takes_no_worker, web_only
from bench.stage import Stage, bounded, end_on_sigterm, place_options, staged
from bench.viewer import Ledger, ask, note_lags
from bench.witness import Moment, Witness, watching

SAMPLE_SECONDS = 0.05
SESSIONS = {"listen": LISTENING, "publish": PUBLISHING}


@dataclass(frozen=True, slots=True)
class Deafness:
    """How far the viewer elsewhere was behind the writer's own."""

    cuts: int
    """Times at which a session was there to be terminated, and was."""
    misses: int
    """Times at which there was none."""
    behind_ms: Spread
    """At each sample: since when the writer's own viewer has held what the other holds now; 0 if they hold the same."""
    worst_after_cuts_ms: list[float]
    """The worst from each cut to the next."""
    is_exact: bool
    """Both viewers hold the exact text, and so does the database."""
    chars: int
    status: str
    gaps: int
    resets: list[str]
    connections: int
    """Of the viewer elsewhere; 1 if it never noticed."""
    calls_elsewhere: int
    """To the model, by the process that should write nothing."""
    look_alike_lag_p99_ms: float
    viewer_lag_ms: Spread
    troubles: list[str]


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    behind_ms: float


async def measure(stage: Stage, options: argparse.Namespace) -> Deafness:
    """One report from its creation to its end."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    writing, viewing = stage.services
    ledger = Ledger()
    async with httpx.AsyncClient(base_url=writing.url, timeout=30, trust_env=False) as client:
        asked = await ask(client, birth)
    here = Witness(asked, lambda: writing.url, keeps_moments=True)
    elsewhere = Witness(asked, lambda: viewing.url)
    samples: list[Sample] = []
    async with AsyncExitStack() as stack:
        group = await stack.enter_async_context(asyncio.TaskGroup())
        for endless in (note_lags(ledger), _sample(here, elsewhere, samples)):
            stack.callback(group.create_task(endless).cancel)
        await stack.enter_async_context(watching([here, elsewhere]))
        cuts = await _cut_again_and_again(stage, options)
        troubles = stage.troubles()  # before the viewers leave, which it will complain about
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
        troubles=troubles,
    )


async def _cut_again_and_again(stage: Stage, options: argparse.Namespace) -> list[float]:
    """When a session was there to be terminated, and was."""
    writing, viewing = stage.services
    user = viewing.name if options.session == "listen" else writing.name
    cuts = []
    for _ in range(options.cuts):
        await asyncio.sleep(options.seconds / (options.cuts + 1))
        if await stage.database.cut(user, SESSIONS[options.session]):
            cuts.append(time.monotonic())
    return cuts


async def _sample(here: Witness, elsewhere: Witness, samples: list[Sample]) -> None:
    """Until cancelled, from the writer's first text to the end."""
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        if here.moments and elsewhere.end is None:
            samples.append(_behind(here.moments, elsewhere, time.monotonic()))


def _behind(held: list[Moment], elsewhere: Witness, now: float) -> Sample:
    """By the attempt first: text of an attempt that the writer's viewer has left is as old as its end."""
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
    """The table, what to doubt, and one line of JSON."""
    writing, viewing = (service.name for service in stage.services)
    session = f"{viewing}'s listening" if options.session == "listen" else f"{writing}'s publishing"
    behind, lag = deafness.behind_ms, deafness.viewer_lag_ms
    print(
        f"\na report at {options.deltas_per_second:g} deltas/s, written by process {writing}, viewed there and at "
        f"process {viewing};\n{session} session was terminated {deafness.cuts} times; {stage.places}\n"
    )
    rows = {
        "behind the writer's viewer, ms": f"p50 {behind.p50:.1f}   p99 {behind.p99:.1f}   max {behind.worst:.1f}",
        "the worst after each cut, ms": " ".join(f"{worst:.0f}" for worst in deafness.worst_after_cuts_ms) or "-",
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
    tree = {**asdict(deafness), "troubles": len(deafness.troubles), "no_worker": takes_no_worker()}
    print(json.dumps({"bench": "deaf", **conditions, **tree}))


def _doubts(options: argparse.Namespace, deafness: Deafness) -> list[str]:
    found = []
    if deafness.misses:
        found.append(f"{deafness.misses} of {options.cuts} times there was no such session to terminate")
    if deafness.calls_elsewhere:
        found.append("the report was written by the process that should write nothing")
    if deafness.look_alike_lag_p99_ms > LATE_MS:
        found.append("the look-alike did not keep its own pace: deltas came in bursts")
    if deafness.viewer_lag_ms.p99 > LATE_MS:
        found.append("the viewers were late themselves: what is behind may be so by as much")
    if deafness.troubles:
        found.append(f"{len(deafness.troubles)} warnings and errors were logged, the last: {deafness.troubles[-1]}")
    return found


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--session", choices=SESSIONS, default="listen", help="which one is terminated")
    parser.add_argument("--cuts", type=int, default=10, help="spread evenly")
    parser.add_argument("--seconds", type=float, default=44, help="how long the report is written, nearly")
    parser.add_argument("--deltas-per-second", type=float, default=50)
    parser.add_argument("--passages", type=int, default=11, help="that this version's reports have")
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
        sys.exit("the time allowed is over, and there are no figures")
