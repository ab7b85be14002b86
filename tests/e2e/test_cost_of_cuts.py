"""What it costs if the model breaks off in every second passage: `CUT_REPORTS=100` for the figures in the documents."""

import asyncio
import os
import random
import sys

import pytest

from app.llm.demo.faults import Fault
from app.llm.demo.text import Order
from tests.headings import HEADINGS, PASSAGES
from tests.service import serving

REPORTS = int(os.environ.get("CUT_REPORTS", "12"))
MOST_CALLS_PER_PASSAGE = 1.6
MOST_WASTED = 0.01


def cut_every_second(order: Order, request_id: str) -> Fault | None:
    """Cut the first call for every second passage, anywhere but at its very beginning."""
    if order.written is not None or HEADINGS["zh"].index(order.heading) % 2:
        return None
    return Fault("cut", after=random.Random(f"{request_id} {order.heading}").randint(45, order.shortest))


async def test_cuts_cost_few_calls_and_hardly_any_text(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(database_url, report_slots=25, check_passages=False) as service:
        service.demo.misbehave = cut_every_second
        ids = [await service.create() for _ in range(REPORTS)]
        reports = await asyncio.gather(*(service.finished(report_id) for report_id in ids))
        assert [report["status"] for report in reports] == ["completed"] * REPORTS
        assert [report["text"] for report in reports] == [service.written(report_id) for report_id in ids]
        cuts = sum(call.fault == "cut" for call in service.demo.calls)
    usage = [report["usage"] for report in reports]
    total = {name: sum(each[name] for each in usage) for name in usage[0]}
    calls_per_passage = total["calls"] / (REPORTS * PASSAGES)
    wasted = total["wasted_tokens"] / total["completion_tokens"]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{REPORTS} reports, {cuts} cuts: {calls_per_passage:.3f} calls a passage, "
            f"{total['wasted_tokens']} of {total['completion_tokens']} tokens in dropped text ({wasted:.2%})\n"
        )
    assert cuts == REPORTS * (PASSAGES + 1) // 2
    assert calls_per_passage <= MOST_CALLS_PER_PASSAGE
    assert wasted < MOST_WASTED
