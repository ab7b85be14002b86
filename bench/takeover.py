"""How long a viewer waits when the process that writes its report is killed, told to stop, or frozen.

Two full processes with the settings that users have: nothing is shortened. The viewer is at the other process and
stays. The text must be the same at every viewer and in the database, and all by one writer. Measures, and does not
judge: exit code 0 whatever the figures are, 1 only where there are none.
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
"""The moment of the trouble is anywhere between two renewals of the lease."""
SETTLE_SECONDS = 5.0
"""After waking: longer than the pause before a failed call is tried again, and than a renewal of the lease."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One report, and what befell its writer. Seconds, from the signal on."""

    trouble: str
    next_delta_seconds: float
    """At the viewer of the other process, of the next attempt: what was under way does not count."""
    exit_seconds: float | None
    """Until the process that was told to stop was gone."""
    hang_up_seconds: float | None
    """From its waking on, until the frozen process had closed its call to the model."""
    calls_after_waking: int
    """That the frozen process began all the same, before it knew that another owns the report."""
    status: str
    is_exact: bool
    """At every viewer and in the database the text that the end proves."""
    is_one_writers: bool
    """Every passage is what one call of the surviving process was told, whole."""
    resets: tuple[str, ...]
    gaps: int


async def measure(stage: Stage, options: argparse.Namespace) -> list[Trial]:
    """All trials, one after the other, each with a report of its own; what was ended is started again."""
    birth = json.loads((ROOT / "examples" / "birth.json").read_text())
    trials = []
    for trouble in options.troubles:
        for number in range(options.repetitions):
            asked_at = stage.services[number % 2]
            stage.set_pace(options.deltas_per_second, options.deltas_per_passage)
            before = len(stage.calls())
            async with httpx.AsyncClient(base_url=asked_at.url, timeout=30, trust_env=False) as client:
                asked = await ask(client, birth)
            trials.append(await _try(stage, options, trouble, asked, before))
            print(row(trouble, [trials[-1]]), file=sys.stderr, flush=True)
    return trials


async def _try(stage: Stage, options: argparse.Namespace, trouble: str, asked: Asked, before: int) -> Trial:
    writer, other = await _roles(stage, before)
    witness = Witness(asked, lambda: other.url, keeps_moments=True)
    others = [Witness(asked, lambda: writer.url)] if trouble == "freeze" else []
    async with watching([witness, *others]):
        await asyncio.sleep(options.lead_seconds + random.uniform(0, RENEW_SECONDS))
        struck, attempt = time.monotonic(), witness.attempt
        writer.send(SIGNALS[trouble])
        gone = asyncio.create_task(asyncio.to_thread(writer.wait_exit)) if trouble != "freeze" else None
        await witness.wait(lambda: bool(witness.moments) and witness.moments[-1].attempt > max(attempt, 1))
        next_delta = witness.moments[-1].at - struck
        hang_up, calls_after = None, 0
        if trouble == "freeze":
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
        trouble=trouble,
        next_delta_seconds=round(next_delta, 2),
        exit_seconds=round(exited, 2) if exited is not None and trouble == "stop" else None,
        hang_up_seconds=round(hang_up, 2) if hang_up is not None else None,
        calls_after_waking=calls_after,
        status=witness.end.status,
        is_exact=all(one.is_exact and one.text == saved for one in (witness, *others)),
        is_one_writers=_writers(saved, stage.calls()[before:]) == {f"bench-{other.name}"},
        resets=tuple(witness.resets),
        gaps=sum(one.gaps for one in (witness, *others)),
    )


async def _roles(stage: Stage, before: int) -> tuple[Service, Service]:
    """Who writes the report that was asked for last, and who does not."""
    first, second = stage.services
    while True:
        if calls := stage.calls()[before:]:
            return (first, second) if calls[0].key == f"bench-{first.name}" else (second, first)
        await asyncio.sleep(0.05)


async def _thaw(stage: Stage, frozen: Service, before: int) -> tuple[float, int]:
    """Wakes it: how long its call to the model stays open after that, and how many calls it still begins."""
    woken = time.monotonic()
    frozen.send(signal.SIGCONT)
    await asyncio.sleep(SETTLE_SECONDS)
    while True:
        own = [call for call in stage.calls()[before:] if call.key == f"bench-{frozen.name}"]
        if all(call.closed is not None for call in own):
            return max(call.closed or 0.0 for call in own) - woken, sum(call.opened > woken for call in own)
        await asyncio.sleep(0.05)


def _writers(text: str, calls: list[Call]) -> set[str]:
    """Whose calls the text is made of; an empty name for a passage that is no call's whole text."""
    whole = {call.text: call.key for call in calls if call.is_whole}
    return {whole.get(passage, "") for passage in text.split("\n\n")}


HEAD = (
    "trouble  trials   next delta after, s   exit after, s   call closed after waking, s   exact  one writer's   gaps\n"
    "                     best       worst           worst                         worst"
)


def row(trouble: str, trials: list[Trial]) -> str:
    """The worst of its trials."""
    waits = [trial.next_delta_seconds for trial in trials]
    exits = [trial.exit_seconds for trial in trials if trial.exit_seconds is not None]
    closings = [trial.hang_up_seconds for trial in trials if trial.hang_up_seconds is not None]
    exact = f"{sum(trial.is_exact for trial in trials)} / {len(trials)}"
    alone = f"{sum(trial.is_one_writers for trial in trials)} / {len(trials)}"
    gaps = sum(trial.gaps for trial in trials)
    return (
        f"{trouble:9}{len(trials):6}{min(waits):10.2f}{max(waits):12.2f}{_worst(exits):>16}{_worst(closings):>30}"
        f"{exact:>8}{alone:>15}{gaps:7}"
    )


def _worst(seconds: list[float]) -> str:
    return f"{max(seconds):.2f}" if seconds else "-"


def report(stage: Stage, options: argparse.Namespace, trials: list[Trial]) -> None:
    """The table, what went wrong, and one line of JSON."""
    print(
        f"\na report at {options.deltas_per_second:g} deltas/s, written by one of two processes, viewed at the other; "
        f"frozen for {options.freeze_seconds:g} s;\n{stage.places}\n"
    )
    print(HEAD)
    for trouble in options.troubles:
        print(row(trouble, [trial for trial in trials if trial.trouble == trouble]))
    for trial in trials:
        if trial.status != "completed" or not (trial.is_exact and trial.is_one_writers) or trial.calls_after_waking:
            print(f"! {trial}")
    names = ("deltas_per_second", "repetitions", "freeze_seconds", "spread")
    conditions = {name: getattr(options, name) for name in names}
    print(json.dumps({"bench": "takeover", **conditions, "trials": [asdict(trial) for trial in trials]}))


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--troubles", nargs="+", choices=SIGNALS, default=list(SIGNALS))
    parser.add_argument("--repetitions", type=int, default=3, help="of each trouble")
    parser.add_argument("--freeze-seconds", type=float, default=60)
    parser.add_argument("--lead-seconds", type=float, default=4, help="of writing before the trouble, at least")
    parser.add_argument("--deltas-per-second", type=float, default=50)
    parser.add_argument("--deltas-per-passage", type=int, default=6000, help="so many that the trouble is in the first")
    parser.add_argument("--last-deltas", type=int, default=50, help="of each passage, when all has been seen")
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
        keeps_calls=True,
    ) as stage:
        trials = bounded(measure(stage, options), options.timeout)
        report(stage, options, trials)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TimeoutError:
        sys.exit("the time allowed is over, and there are no figures")
