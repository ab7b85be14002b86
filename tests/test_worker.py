"""The worker's bookkeeping, with a real database."""

import asyncio
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.records import Report
from app.db.store import Store
from app.errors import StorageUnavailable
from app.generation import Limits
from app.lag import BEATS, MAX_LAG_SECONDS, LoopLag
from app.live import open_live
from app.llm import Llm
from app.llm.account import Account
from app.outline import Outline
from app.pulse import Pulse
from app.relay import Command
from app.relay.memory import MemoryRelay
from app.run import Run, RunDependencies, Timings
from app.worker import CLAIMED_AT_ONCE, Worker
from tests.db.rows import CHART, OWNER, REQUEST, expire
from tests.waiting import DEADLINE


class UnusedModel:
    """A model that no test here calls."""

    name = "none"


def timings(lease_seconds: float = 10) -> Timings:
    return Timings(batch_chars=3000, batch_seconds=30, lease_seconds=lease_seconds, scan_seconds=2)


def no_outline(_report: Report) -> Outline:
    raise AssertionError("no test here writes a report")


def dependencies_of(store: Store, relay: MemoryRelay, timings: Timings) -> RunDependencies:
    return RunDependencies(
        store=store,
        relay=relay,
        llm=cast(Llm, UnusedModel()),
        outline_of=no_outline,
        timings=timings,
        limits=Limits(max_chars=200_000),
        account=Account(),
        pulse=Pulse(timings.renew_seconds),
        lag=LoopLag(),
    )


@pytest.mark.parametrize(("lease_seconds", "is_taken"), [(1000.0, False), (0.0, True)])
async def test_after_an_outage_writers_get_one_lease_to_renew_before_a_takeover(
    store: Store, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, lease_seconds: float, is_taken: bool
) -> None:
    relay = MemoryRelay()
    elsewhere, _ = await store.create(OWNER, REQUEST, CHART)
    await store.claim(slots=1, model="other")
    await expire(engine, elsewhere.id)
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    claim = store.claim
    taken: list[UUID] = []

    async def fail(**_values: object) -> list[Report]:
        raise StorageUnavailable("unavailable")

    async def claim_and_record(**values: Any) -> list[Report]:
        taken.extend(report.id for report in await claim(**values))
        return []

    async with open_live(store, relay, poll_seconds=1000, pause_seconds=60) as live, asyncio.TaskGroup() as group:
        worker = Worker(
            live=live, slots=5, owner_slots=5, dependencies=dependencies_of(store, relay, timings(lease_seconds))
        )
        monkeypatch.setattr(store, "claim", fail)
        await worker.run_once(group)
        monkeypatch.setattr(store, "claim", claim_and_record)
        await worker.run_once(group)
        assert taken == [queued.id]  # a queued report has no writer to wait for
        await worker.run_once(group)
        assert taken == [queued.id, *([elsewhere.id] if is_taken else [])]


async def test_a_run_that_is_dropped_before_its_first_step_frees_its_slot(store: Store, engine: AsyncEngine) -> None:
    relay = MemoryRelay()
    dependencies = dependencies_of(store, relay, timings())
    report, _ = await store.create(OWNER, REQUEST, CHART)
    async with open_live(store, relay, poll_seconds=1000, pause_seconds=60) as live, asyncio.timeout(DEADLINE):
        worker = Worker(live=live, slots=1, owner_slots=1, dependencies=dependencies)
        async with asyncio.TaskGroup() as group:
            await worker.run_once(group)
            assert worker.run_count == 1
            worker.handle(Command("drop", report.id))  # before the loop has started the new task
        await worker.wait_idle()
        assert worker.run_count == 0


@pytest.mark.parametrize(("kind", "method"), [("save", "save"), ("follow", "follow"), ("stop", "refresh")])
async def test_a_command_reaches_the_run_of_its_report(
    store: Store, monkeypatch: pytest.MonkeyPatch, kind: Any, method: str
) -> None:
    relay, reached = MemoryRelay(), list[UUID]()
    monkeypatch.setattr(Run, method, lambda run: reached.append(run.report.id))
    report, _ = await store.create(OWNER, REQUEST, CHART)
    dependencies = dependencies_of(store, relay, timings())
    async with open_live(store, relay, poll_seconds=1000, pause_seconds=60) as live, asyncio.TaskGroup() as group:
        worker = Worker(live=live, slots=1, owner_slots=1, dependencies=dependencies)
        await worker.run_once(group)
        worker.handle(Command(kind, report.id))
        worker.handle(Command(kind, UUID(int=1)))
        worker.handle(Command("drop", report.id))
    assert reached == [report.id]


async def test_a_late_process_claims_nothing_until_it_has_recovered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay, asked = MemoryRelay(), list[int]()
    dependencies = dependencies_of(store, relay, timings())

    async def claim(*, slots: int, **_values: object) -> list[Report]:
        asked.append(slots)
        return []

    monkeypatch.setattr(store, "claim", claim)
    async with open_live(store, relay, poll_seconds=1000, pause_seconds=60) as live, asyncio.TaskGroup() as group:
        worker = Worker(live=live, slots=100, owner_slots=100, dependencies=dependencies)
        dependencies.lag.note(2 * MAX_LAG_SECONDS)
        await worker.run_once(group)
        assert asked == []
        for _ in range(BEATS):
            dependencies.lag.note(0)
        await worker.run_once(group)
        assert asked == [CLAIMED_AT_ONCE]  # not all at once
