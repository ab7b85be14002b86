"""Measure how long a viewer waits when the process that writes its report is killed, terminated or frozen.

Two full processes run with the default settings. The viewer stays connected to the other process. The text must be the
same at every viewer and in the database, and must come from a single writer. It sets no limits: the exit code is 1 only
if there are no figures.
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass

import httpx

from bench.look_alike import Call
from bench.service import ROOT, Role, Service
from bench.stage import Stage, bounded, end_on_sigterm, place_options, staged
from bench.viewer import Asked, ask
from bench.witness import Witness, watching

SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGTERM, "freeze": signal.SIGSTOP}
RENEW_SECONDS = 3.0
"""The fault occurs at a random time between two renewals of the lease."""
SETTLE_SECONDS = 5.0
"""Observation time after waking: longer than the retry pause of a failed call and the renewal interval."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One report and the fault of its writer. Times are in seconds from the signal, unless noted."""

    fault: str
    next_delta_seconds: float
    """First delta of the next attempt at the viewer of the other process."""
    exit_seconds: float | None
    """Exit of the terminated process."""
    hang_up_seconds: float | None
    """Time from waking until the frozen process closed its call to the model."""
    calls_after_waking: int
    """Calls that the frozen process started before it noticed that it had lost the report."""
    status: str
    is_exact: bool
    """Every viewer and the database have the text that matches the end's digest."""
    is_one_writers: bool
    """Every passage ends with a whole call of the surviving process, which may continue an earlier call."""
    resets: tuple[str, ...]
    gaps: int


async def measure(stage: Stage, options: argparse.Namespace) -> list[Trial]:
    """Perform all trials in sequence, each with its own report. Ended processes are restarted."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    trials = []
    for fault in options.faults:
        for number in range(options.repetitions):
            asked_at = stage.services[number % 2]
            stage.set_pace(options.deltas_per_second, options.deltas_per_passage)
            before = len(stage.calls())
            async with httpx.AsyncClient(base_url=asked_at.url, timeout=30, trust_env=False) as client:
                asked = await ask(client, birth)
            trials.append(await _try(stage, options, fault, asked, before))
            print(row(fault, [trials[-1]]), file=sys.stderr, flush=True)
    return trials


async def _try(stage: Stage, options: argparse.Namespace, fault: str, asked: Asked, before: int) -> Trial:
    writer, other = await _roles(stage, before)
    witness = Witness(asked, lambda: other.url, records_moments=True)
    others = [Witness(asked, lambda: writer.url)] if fault == "freeze" else []
    async with watching([witness, *others]):
        await asyncio.sleep(options.lead_seconds + random.uniform(0, RENEW_SECONDS))
        struck, attempt = time.monotonic(), witness.attempt
        writer.send(SIGNALS[fault])
        gone = asyncio.create_task(asyncio.to_thread(writer.wait_exit)) if fault != "freeze" else None
        await witness.wait(lambda: bool(witness.moments) and witness.moments[-1].attempt > max(attempt, 1))
        next_delta = witness.moments[-1].at - struck
        hang_up, calls_after = None, 0
        if fault == "freeze":
            await asyncio.sleep(max(0.0, struck + options.freeze_seconds - time.monotonic()))
            hang_up, calls_after = await _thaw(stage, writer, before)
        stage.set_pace(0, options.last_deltas)
        for one in (witness, *others):
            await one.wait_end()
    exited = await gone - struck if gone is not None else None
    if not writer.is_running:
        await asyncio.to_thread(writer.start)
    assert witness.end is not None
    saved = await stage.database.saved_text(asked.id)
    return Trial(
        fault=fault,
        next_delta_seconds=round(next_delta, 2),
        exit_seconds=round(exited, 2) if exited is not None and fault == "stop" else None,
        hang_up_seconds=round(hang_up, 2) if hang_up is not None else None,
        calls_after_waking=calls_after,
        status=witness.end.status,
        is_exact=all(one.is_exact and one.text == saved for one in (witness, *others)),
        is_one_writers=_writers(saved, stage.calls()[before:]) == {f"bench-{other.name}"},
        resets=tuple(witness.resets),
        gaps=sum(one.gaps for one in (witness, *others)),
    )


async def _roles(stage: Stage, before: int) -> tuple[Service, Service]:
    """Return the process that writes the latest report, and the other one."""
    first, second = stage.services
    while True:
        if calls := stage.calls()[before:]:
            return (first, second) if calls[0].key == f"bench-{first.name}" else (second, first)
        await asyncio.sleep(0.05)


async def _thaw(stage: Stage, frozen: Service, before: int) -> tuple[float, int]:
    """Wake the frozen process. Return how long its call to the model stays open, and how many calls it still starts."""
    woken = time.monotonic()
    frozen.send(signal.SIGCONT)
    await asyncio.sleep(SETTLE_SECONDS)
    while True:
        own = [call for call in stage.calls()[before:] if call.key == f"bench-{frozen.name}"]
        if all(call.closed is not None for call in own):
            return max(call.closed or 0.0 for call in own) - woken, sum(call.opened > woken for call in own)
        await asyncio.sleep(0.05)


def _writers(text: str, calls: list[Call]) -> set[str]:
    """Return the keys of the calls that completed the passages; an empty one for a passage that no calls explain."""
    return {_writer(passage, calls) for passage in text.split("\n\n")}


def _writer(passage: str, calls: list[Call]) -> str:
    for call in calls:
        if call.is_whole and passage.endswith(call.text):
            before = passage.removesuffix(call.text)
            if not before or any(other.text.startswith(before) for other in calls):
                return call.key
    return ""


HEAD = (
    "fault    trials   next delta after, s   exit after, s   call closed after waking, s   exact  single writer  gaps\n"
    "                     best       worst           worst                         worst"
)


def row(fault: str, trials: list[Trial]) -> str:
    """Format the worst figures of the trials."""
    waits = [trial.next_delta_seconds for trial in trials]
    exits = [trial.exit_seconds for trial in trials if trial.exit_seconds is not None]
    closings = [trial.hang_up_seconds for trial in trials if trial.hang_up_seconds is not None]
    exact = f"{sum(trial.is_exact for trial in trials)} / {len(trials)}"
    alone = f"{sum(trial.is_one_writers for trial in trials)} / {len(trials)}"
    gaps = sum(trial.gaps for trial in trials)
    return (
        f"{fault:9}{len(trials):6}{min(waits):10.2f}{max(waits):12.2f}{_worst(exits):>16}{_worst(closings):>30}"
        f"{exact:>8}{alone:>15}{gaps:7}"
    )


def _worst(seconds: list[float]) -> str:
    return f"{max(seconds):.2f}" if seconds else "-"


def report(stage: Stage, options: argparse.Namespace, trials: list[Trial]) -> None:
    """Print the table, the failures, and one line of JSON."""
    print(
        f"\na report at {options.deltas_per_second:g} deltas/s, written by one of two processes, viewed at the other; "
        f"frozen for {options.freeze_seconds:g} s;\n{stage.places}\n"
    )
    print(HEAD)
    for fault in options.faults:
        print(row(fault, [trial for trial in trials if trial.fault == fault]))
    for trial in trials:
        if trial.status != "completed" or not (trial.is_exact and trial.is_one_writers) or trial.calls_after_waking:
            print(f"! {trial}")
    names = ("deltas_per_second", "repetitions", "freeze_seconds", "spread")
    conditions = {name: getattr(options, name) for name in names}
    print(json.dumps({"bench": "takeover", **conditions, "trials": [asdict(trial) for trial in trials]}))


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", nargs="+", choices=SIGNALS, default=list(SIGNALS))
    parser.add_argument("--repetitions", type=int, default=3, help="trials per fault")
    parser.add_argument("--freeze-seconds", type=float, default=60)
    parser.add_argument("--lead-seconds", type=float, default=4, help="minimum writing time before the fault")
    parser.add_argument("--deltas-per-second", type=float, default=50)
    parser.add_argument(
        "--deltas-per-passage", type=int, default=6000, help="enough for the fault to occur in the first passage"
    )
    parser.add_argument("--last-deltas", type=int, default=50, help="deltas per passage after the measurement")
    place_options(parser, timeout=900)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    end_on_sigterm()
    with staged(
        slots=10,
        deltas_per_second=options.deltas_per_second,
        deltas_per_passage=options.deltas_per_passage,
        roles=(Role("a"), Role("b")),
        is_spread=options.spread,
        records_calls=True,
    ) as stage:
        trials = bounded(measure(stage, options), options.timeout)
        report(stage, options, trials)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("timed out without figures")
