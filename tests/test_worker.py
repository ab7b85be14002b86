"""The worker's own book-keeping, against the database."""

import asyncio
from typing import cast

from sqlalchemy.ext.asyncio import AsyncEngine

from app.bazi.passages import Outline
from app.db.records import Report
from app.db.store import Store
from app.generation import Limits
from app.live import Live
from app.llm import Llm
from app.relay import Order
from app.relay.memory import MemoryRelay
from app.run import Pace, Parts
from app.worker import Worker
from tests.db.rows import CHART, OWNER, REQUEST


class Unasked:
    """A model that nothing here gets as far as asking."""

    name = "none"


def no_outline(_report: Report) -> Outline:
    raise AssertionError("nothing here is written")


async def test_a_run_that_is_dropped_before_its_first_step_leaves_its_place_free(
    store: Store, engine: AsyncEngine
) -> None:
    relay = MemoryRelay()
    parts = Parts(
        store=store,
        relay=relay,
        llm=cast(Llm, Unasked()),
        outline_of=no_outline,
        pace=Pace(),
        limits=Limits(),
    )
    report, _ = await store.create(OWNER, REQUEST, CHART)
    async with Live(store, relay, poll_seconds=1000) as live, asyncio.timeout(20):
        worker = Worker(live=live, slots=1, owner_slots=1, parts=parts)
        async with asyncio.TaskGroup() as group:
            await worker.run_once(group)
            assert worker.run_count == 1
            worker.obey(Order("drop", report.id))  # in the same turn of the loop as the task was made
        await worker.wait_idle()
        assert worker.run_count == 0
