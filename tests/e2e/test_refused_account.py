"""A provider that refuses the account: one report ends, the others wait in the queue and lose nothing."""

import asyncio
import logging
import time

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.llm.demo import create_demo
from app.llm.demo_faults import Fault
from app.llm.demo_text import Order, compose
from app.relay import PAUSE, UNPAUSE
from app.relay import Order as RelayOrder
from tests.e2e.sockets import eventually, lines, settled, watching, whole_passages
from tests.service import FAST, serving

from .provider import (
    BRIEF,
    FIRST,
    PROBE_SECONDS,
    REFUSALS,
    amid_the_first_passage,
    brief,
    completed,
    quick,
    rows,
    until_paused,
    until_rows,
    until_state,
)


@pytest.mark.parametrize("code", REFUSALS)
async def test_sixty_reports_on_a_refused_account_cost_one_report_and_one_call_a_probe(
    database_url: str, engine: AsyncEngine, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    caplog.set_level(logging.INFO, "app")
    demo = create_demo(chars_per_second=FAST, compose=brief)
    demo.faults.append(REFUSALS[code])
    async with serving(
        database_url, demo=demo, account=quick(growth_seconds=10), report_slots=30, check_passages=False
    ) as service:
        orders: list[RelayOrder] = []
        with service.state.relay.obey(orders.append):
            began = time.monotonic()
            ids = [await service.create() for _ in range(60)]
            await until_paused(service, code)
            await eventually(lambda: len(demo.calls) >= 4)
            assert len(demo.calls) <= 1 + (time.monotonic() - began) / PROBE_SECONDS
            found = await until_rows(engine, lambda found: sum(status == "queued" for status, _ in found) >= 58)
            assert [ended for ended in found if ended[0] == "failed"] == [("failed", code)]
            waiting = next(
                report_id for report_id, row in zip(ids[-20:], found[-20:], strict=True) if row[0] == "queued"
            )
            await until_state(service, waiting, waiting=True)
            page = await service.client.get(f"/reports/{waiting}", headers={"Accept-Language": "zh-CN"})
            assert 'role="status">等候模型</span>' in page.text
            demo.faults.clear()
            (failed,) = [report_id for report_id, row in zip(ids, found, strict=True) if row[0] == "failed"]
            # From the rows: sixty streams at once are another test.
            await until_rows(engine, lambda found: sum(status == "completed" for status, _ in found) == 59)
            for report_id in ids:
                if report_id != failed:
                    assert (await service.report(report_id))["text"] == whole_passages(service, report_id)
            told = [order for order in orders if order in (PAUSE, UNPAUSE)]
            assert told.count(PAUSE) > 1  # for processes that missed the first
            assert told[-1] == UNPAUSE
            assert (await service.client.get("/readyz")).json() == {"status": "ready"}
            assert len(lines(caplog, "The provider refuses this account")) == 1
            assert len(lines(caplog, "The provider accepts calls again")) == 1


async def test_an_account_out_of_credit_amid_ten_reports_ends_one_and_nine_go_on_later(
    database_url: str, engine: AsyncEngine
) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        viewers = [service.viewer(report_id) for report_id in await amid_the_first_passage(service, 10)]
        seeing = [watching(viewer) for viewer in viewers]
        demo.faults.append(REFUSALS["upstream_quota"])
        await until_paused(service, "upstream_quota")
        found = await until_rows(engine, lambda found: sum(status == "queued" for status, _ in found) == 9)
        assert [row for row in found if row[0] != "queued"] == [("incomplete", "upstream_quota")]
        for chars, kept in await rows(engine, "chars, kept"):
            assert chars == kept  # no passage was begun: nothing can be lost
        demo.faults.clear()
        await asyncio.gather(*seeing)
        statuses = []
        for viewer in viewers:
            report = await settled(service, viewer)
            statuses.append(report["status"])
            assert report["text"] == whole_passages(service, viewer.report_id)
            calls = [call for call in service.calls(viewer.report_id) if call.finish_reason == "stop"]
            assert len(calls) == len({call.heading for call in calls})  # no passage was paid for twice
        assert sorted(statuses) == ["completed"] * 9 + ["incomplete"]


async def test_a_call_that_is_answered_goes_on_when_the_account_is_refused(database_url: str) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        (slow,) = await amid_the_first_passage(service, 1)
        demo.faults.append(REFUSALS["upstream_quota"])
        assert (await service.finished(await service.create()))["status"] == "failed"
        await eventually(lambda: service.calls(slow)[0].finish_reason)
        await eventually(lambda: service.worker.run_count == 0)
        demo.faults.clear()
        (report,) = await completed(service, [slow])
        assert [call.heading for call in service.calls(slow) if call.finish_reason].count(FIRST) <= 1
        assert report["chars"]


async def test_a_whole_passage_that_was_to_be_written_again_is_kept_when_the_account_is_refused(
    database_url: str,
) -> None:
    def write(order: Order, request_id: str) -> str:
        return brief(order, request_id) if order.heading == FIRST else compose(order)

    demo = create_demo(chars_per_second=FAST, compose=write)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        demo.faults.append(
            Fault("stall", after=5, heading=FIRST, seconds=4)
        )  # longer than the next report takes to fail
        first = await service.create()
        await eventually(lambda: service.calls(first))
        demo.faults.append(REFUSALS["upstream_quota"])
        await service.finished(await service.create())
        await eventually(lambda: service.worker.run_count == 0)
        assert (await service.report(first))["text"].endswith(BRIEF)
        demo.faults.clear()
        report = await service.finished(first)
        assert report["status"] == "completed"
        assert report["checks"]
        assert [call.heading for call in service.calls(first) if call.finish_reason].count(FIRST) == 1


async def test_a_shutdown_while_the_account_is_refused_hands_everything_back(
    database_url: str, engine: AsyncEngine
) -> None:
    demo = create_demo(chars_per_second=FAST)
    demo.faults.append(Fault("stall_before_headers", seconds=0.1))
    demo.faults.append(REFUSALS["upstream_auth"])
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        ids = [await service.create() for _ in range(12)]
        cookies = service.client.cookies
        await until_paused(service, "upstream_auth")
    found = await rows(engine)
    assert sum(status == "failed" for status, _ in found) <= 1
    assert {status for status, _ in found} <= {"queued", "failed", "completed"}
    demo.faults.clear()
    async with serving(database_url) as service:
        service.client.cookies = cookies
        queued = [report_id for report_id, (status, _) in zip(ids, found, strict=True) if status == "queued"]
        for report_id in queued:
            assert (await service.finished(report_id))["status"] == "completed"


async def test_a_report_waits_for_a_refused_account_for_a_day(database_url: str, engine: AsyncEngine) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        begun = await amid_the_first_passage(service, 3)
        demo.faults.append(REFUSALS["upstream_quota"])
        await until_rows(engine, lambda found: sum(status == "queued" for status, _ in found) == 2)
        await until_paused(service, "upstream_quota")
        fresh = [await service.create() for _ in range(2)]
        viewer = service.viewer(fresh[0])
        seeing = watching(viewer)
        async with connection(engine) as conn:
            await conn.execute(
                sql("UPDATE reports SET queued_at = queued_at - interval '25 h' WHERE id <> :id"), {"id": fresh[1]}
            )
        await asyncio.gather(*(service.finished(report_id) for report_id in begun))
        ended = [await service.report(report_id) for report_id in begun]
        assert [(one["status"], one["end"]["code"]) for one in ended] == [("incomplete", "upstream_quota")] * 3
        await seeing
        report = await settled(service, viewer)
        assert (report["status"], report["end"]["code"]) == ("failed", "upstream_quota")
        assert (await service.report(fresh[1]))["status"] in ("queued", "running")
        demo.faults.clear()
        await completed(service, [fresh[1]])


async def test_a_paused_process_does_not_spin(database_url: str, engine: AsyncEngine) -> None:
    demo = create_demo(chars_per_second=FAST)
    demo.faults.append(REFUSALS["upstream_quota"])
    async with serving(database_url, demo=demo, account=quick(growth_seconds=10), scan_seconds=0.2) as service:
        turns = 0
        run_once = service.worker.run_once

        async def counted(group: asyncio.TaskGroup) -> None:
            nonlocal turns
            turns += 1
            await run_once(group)

        service.worker.run_once = counted  # type: ignore[method-assign]
        for _ in range(10):
            await service.create()
        await until_paused(service, "upstream_quota")
        began, turns = time.monotonic(), 0
        calls = len(demo.calls)
        await eventually(lambda: len(demo.calls) >= calls + 4)
        elapsed = time.monotonic() - began
        # One for each scan, and a few for each probe that comes and goes.
        assert turns <= 5 + elapsed / 0.2 + 4 * elapsed / PROBE_SECONDS
