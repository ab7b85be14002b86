"""Many reports from a provider that is odd at random: what is completed is the whole text and nothing else.

`ODDITIES_REPORTS` and `ODDITIES_SEED` choose a longer run; `make oddities REPORTS=500 SEED=1`.
"""

import asyncio
import contextlib
import os
import random
from collections import Counter

import msgspec

from app.llm.demo import create_demo
from app.llm.demo_faults import Fault
from app.llm.demo_text import Order
from tests.service import FAST, Service, serving
from tests.viewer import Viewer

from .catalogue import BLOCKED, BROKEN_OFF, CUT_BY_LENGTH, HARMLESS, THOUGHT, Oddity
from .test_report import PASSAGES, single_blank_lines

REPORTS = int(os.environ.get("ODDITIES_REPORTS", "24"))
SEED = os.environ.get("ODDITIES_SEED", "1")
AT_ONCE = 16
NO_TEXT = (THOUGHT, "think", "<|", "|>", "```", "~~~", "[gMASK]", "◁", "\u200b", "再写一节", "另一篇")


class OddAtRandom:
    """Chooses for every call, by its request id; the same seed chooses the same."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._following: dict[tuple[str, str], Fault] = {}
        self.chosen: dict[str, list[Oddity]] = {}

    def __call__(self, order: Order, request_id: str) -> Fault | None:
        report = request_id.partition("-")[0]
        passage = (report, order.heading)
        if order.written is not None and passage in self._following:
            return self._following.pop(passage)
        rng = random.Random(f"{self._seed} {request_id}")
        kinds = rng.choices([(), HARMLESS, BROKEN_OFF, CUT_BY_LENGTH, BLOCKED], [30, 45, 12, 12, 0.3])[0]
        if not kinds:
            return None
        oddity = rng.choice(kinds)
        self.chosen.setdefault(report, []).append(oddity)
        fault = msgspec.structs.replace(oddity.fault)
        if fault.kind == "finish" and (fault.overlap or fault.text):
            self._following[passage] = Fault("overlap", overlap=fault.overlap, text=fault.text)
        return fault


async def watch(service: Service, gate: asyncio.Semaphore) -> Viewer:
    async with gate:
        viewer = service.viewer(await service.create())
        async with asyncio.timeout(600):
            while viewer.end is None:
                with contextlib.suppress(TimeoutError):  # a viewer may come back as often as it needs
                    await viewer.watch()
        viewer.check_end()
        return viewer


async def test_no_oddity_passes_for_text_and_no_part_of_a_text_for_the_whole(database_url: str) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, report_slots=AT_ONCE) as service:
        plain = (await service.finished(await service.create()))["text"]
        odd = demo.misbehave = OddAtRandom(SEED)
        gate = asyncio.Semaphore(AT_ONCE)
        viewers = await asyncio.gather(*(watch(service, gate) for _ in range(REPORTS)))
        ends: Counter[tuple[str, str | None]] = Counter()
        for viewer in viewers:
            assert viewer.end is not None
            report = await service.report(viewer.report_id)
            assert report["text"] == viewer.text
            chosen = odd.chosen[viewer.report_id.replace("-", "")]
            names = [oddity.name for oddity in chosen]
            ends[report["status"], report["end"]["code"]] += 1
            if report["status"] == "completed":
                assert single_blank_lines(report["text"]) == plain, names
                assert report["checks"] == [], names
            assert not [part for part in NO_TEXT if part in report["text"]], names
            broken = sum(oddity.more_calls for oddity in chosen)
            assert len(service.calls(viewer.report_id)) <= PASSAGES + broken, names
        print(f"{REPORTS} reports, seed {SEED}: {dict(ends)}, {sum(map(len, odd.chosen.values()))} oddities")  # noqa: T201
        assert ends["completed", None] > REPORTS / 3
