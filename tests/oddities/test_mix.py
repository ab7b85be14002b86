"""Many reports with random oddities: every completed report is the whole text and nothing else.

Set `ODDITIES_REPORTS` and `ODDITIES_SEED` for a longer run, or call `make oddities REPORTS=500 SEED=1`.
"""

import asyncio
import os
import random
from collections import Counter

import msgspec

from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from app.llm.demo.text import Order, compose
from tests.headings import PASSAGES
from tests.service import FAST, Service, serving
from tests.viewer import Viewer

from .catalogue import BLOCKED, BROKEN_OFF, CUT_BY_LENGTH, HARMLESS, THOUGHT, Oddity
from .test_report import clear_cut, single_blank_lines, watch_to_end

REPORTS = int(os.environ.get("ODDITIES_REPORTS", "24"))
SEED = os.environ.get("ODDITIES_SEED", "1")
AT_ONCE = 16
WITHOUT_TEXT = frozenset({"blank", "empty", "thinking_only"})
FORBIDDEN = (THOUGHT, "think", "<|", "|>", "```", "~~~", "[gMASK]", "◁", "\u200b", "再写一节", "另一篇")


class OddAtRandom:
    """Chooses an oddity for every call by its request id and the seed."""

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
        if order.written is not None and oddity.fault.kind in WITHOUT_TEXT:
            return None  # the model says that the passage was whole already; then its check has it written anew
        self.chosen.setdefault(report, []).append(oddity)
        fault = msgspec.structs.replace(oddity.fault)
        if oddity in CUT_BY_LENGTH:
            written = len(order.written or "")
            fault.after = max(0, clear_cut(compose(order), written + fault.after) - written)
        if fault.kind == "finish" and (fault.overlap or fault.text):
            self._following[passage] = Fault("overlap", overlap=fault.overlap, text=fault.text)
        return fault


async def watch(service: Service, gate: asyncio.Semaphore) -> Viewer:
    async with gate:
        return await watch_to_end(service, await service.create())


async def test_a_completed_report_is_the_whole_text_without_any_oddity(database_url: str) -> None:
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
            assert not [part for part in FORBIDDEN if part in report["text"]], names
            # The call that confirms the end of a passage may be odd itself.
            broken = sum(oddity.more_calls + oddity.is_whole for oddity in chosen)
            assert len(service.calls(viewer.report_id)) <= PASSAGES + broken, names
        print(f"{REPORTS} reports, seed {SEED}: {dict(ends)}, {sum(map(len, odd.chosen.values()))} oddities")  # noqa: T201
        assert ends["completed", None] > REPORTS / 3
