"""The worker's own book-keeping, against the database."""

import asyncio
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.bazi.passages import Outline
from app.db.records import Report
from app.db.store import Store
from app.errors import StorageUnavailable
from app.generation import Limits
from app.live import Live
from app.llm import Llm
from app.relay import Order
from app.relay.memory import MemoryRelay
from app.run import Pace, Parts
from app.worker import Worker
from tests.db.rows import CHART, OWNER, REQUEST, expire


class Unasked:
    """A model that nothing here gets as far as asking."""

    name = "none"


def no_outline(_report: Report) -> Outline:
    raise AssertionError("nothing here is written")


def parts_of(store: Store, relay: MemoryRelay, pace: Pace) -> Parts:
    return Parts(store=store, relay=relay, llm=cast(Llm, Unasked()), outline_of=no_outline, pace=pace, limits=Limits())


@pytest.mark.parametrize(("lease_seconds", "is_taken"), [(1000.0, False), (0.0, True)])
async def test_after_an_outage_the_living_get_a_leases_time_before_their_reports_are_taken(
    store: Store, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, lease_seconds: float, is_taken: bool
) -> None:
    relay = MemoryRelay()
    elsewhere, _ = await store.create(OWNER, REQUEST, CHART)
    await store.claim(slots=1, model="other")
    await expire(engine, elsewhere.id)
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    claim = store.claim
    taken: list[UUID] = []

    async def away(**_values: object) -> list[Report]:
        raise StorageUnavailable("away")

    async def back(**values: Any) -> list[Report]:
        taken.extend(report.id for report in await claim(**values))
        return []

    async with Live(store, relay, poll_seconds=1000) as live, asyncio.TaskGroup() as group:
        worker = Worker(
            live=live, slots=5, owner_slots=5, parts=parts_of(store, relay, Pace(lease_seconds=lease_seconds))
        )
        monkeypatch.setattr(store, "claim", away)
        await worker.run_once(group)
        monkeypatch.setattr(store, "claim", back)
        await worker.run_once(group)
        assert taken == [queued.id]  # nobody has to be waited for
        await worker.run_once(group)
        assert taken == [queued.id, *([elsewhere.id] if is_taken else [])]


async def test_a_run_that_is_dropped_before_its_first_step_leaves_its_place_free(
    store: Store, engine: AsyncEngine
) -> None:
    relay = MemoryRelay()
    parts = parts_of(store, relay, Pace())
    report, _ = await store.create(OWNER, REQUEST, CHART)
    async with Live(store, relay, poll_seconds=1000) as live, asyncio.timeout(20):
        worker = Worker(live=live, slots=1, owner_slots=1, parts=parts)
        async with asyncio.TaskGroup() as group:
            await worker.run_once(group)
            assert worker.run_count == 1
            worker.obey(Order("drop", report.id))  # in the same turn of the loop as the task was made
        await worker.wait_idle()
        assert worker.run_count == 0
