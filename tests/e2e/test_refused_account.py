"""A provider that refuses the account: one report ends, the others wait in the queue without losing text."""

import asyncio
import logging
import time

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from app.llm.demo.text import Order, compose
from app.relay import PAUSE, UNPAUSE, Command
from tests.e2e.sockets import lines, settled, watching, whole_passages
from tests.held_model import HeldModel
from tests.service import FAST, serving
from tests.waiting import eventually, in_time

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
async def test_sixty_reports_on_a_refused_account_cost_one_report_and_one_call_per_probe(
    database_url: str, engine: AsyncEngine, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    caplog.set_level(logging.INFO, "app")
    demo = create_demo(chars_per_second=FAST, compose=brief)
    demo.faults.append(REFUSALS[code])
    async with serving(
        database_url, demo=demo, account=quick(growth_seconds=10), report_slots=30, check_passages=False
    ) as service:
        commands: list[Command] = []
        with service.state.relay.on_command(commands.append):
            began = time.monotonic()
            ids = [await service.create() for _ in range(60)]
            await until_paused(service, code)
            await in_time(demo.wait_for(lambda: len(demo.calls) >= 4))
            assert len(demo.calls) <= 1 + (time.monotonic() - began) / PROBE_SECONDS
            found = await until_rows(engine, lambda found: sum(status == "queued" for status, _ in found) >= 58)
            assert [ended for ended in found if ended[0] == "failed"] == [("failed", code)]
            waiting = next(
                report_id for report_id, row in zip(ids[-20:], found[-20:], strict=True) if row[0] == "queued"
            )
            await until_state(service, waiting, waiting=True)
            page = await service.client.get(f"/reports/{waiting}", headers={"Accept-Language": "zh-CN"})
            assert 'role="status">等待 AI 响应</span>' in page.text
            demo.faults.clear()
            (failed,) = [report_id for report_id, row in zip(ids, found, strict=True) if row[0] == "failed"]
            # Poll the rows, because this test is not about sixty concurrent streams.
            await until_rows(engine, lambda found: sum(status == "completed" for status, _ in found) == 59)
            for report_id in ids:
                if report_id != failed:
                    assert (await service.report(report_id))["text"] == whole_passages(service, report_id)
            sent = [command for command in commands if command in (PAUSE, UNPAUSE)]
            assert sent.count(PAUSE) > 1  # repeated for processes that missed the first
            assert sent[-1] == UNPAUSE
            assert (await service.client.get("/readyz")).json() == {"status": "ready"}
            assert len(lines(caplog, "The provider refuses this account")) == 1
            assert len(lines(caplog, "The provider accepts calls again")) == 1


async def test_running_out_of_credit_ends_one_of_ten_reports_and_nine_continue_later(
    database_url: str, engine: AsyncEngine
) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        viewers = [service.viewer(report_id) for report_id in await amid_the_first_passage(service, demo, 10)]
        seeing = [watching(viewer) for viewer in viewers]
        demo.faults.append(REFUSALS["upstream_quota"])
        demo.resume()
        await until_paused(service, "upstream_quota")
        found = await until_rows(engine, lambda found: sum(status == "queued" for status, _ in found) == 9)
        assert [row for row in found if row[0] != "queued"] == [("incomplete", "upstream_quota")]
        for chars, checkpoint in await rows(engine, "chars, kept"):
            assert chars == checkpoint  # no passage is partial, so nothing can be lost
        demo.faults.clear()
        await asyncio.gather(*seeing)
        statuses = []
        for viewer in viewers:
            report = await settled(service, viewer)
            statuses.append(report["status"])
            assert report["text"] == whole_passages(service, viewer.report_id)
            calls = [call for call in service.calls(viewer.report_id) if call.finish_reason == "stop"]
            assert len(calls) == len({call.heading for call in calls})  # no passage was completed twice
        assert sorted(statuses) == ["completed"] * 9 + ["incomplete"]


async def test_a_running_call_continues_when_the_account_is_refused(database_url: str) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        (slow,) = await amid_the_first_passage(service, demo, 1)
        demo.faults.append(REFUSALS["upstream_quota"])
        assert (await service.finished(await service.create()))["status"] == "failed"
        demo.resume()
        await eventually(lambda: service.calls(slow)[0].finish_reason)
        await eventually(lambda: service.worker.run_count == 0)
        demo.faults.clear()
        (report,) = await completed(service, [slow])
        assert [call.heading for call in service.calls(slow) if call.finish_reason].count(FIRST) <= 1
        assert report["chars"]


async def test_a_complete_passage_stays_if_the_account_is_refused_before_its_rewrite(
    database_url: str,
) -> None:
    def write(order: Order, _before: int) -> str:
        return brief(order, "") if order.heading == FIRST else compose(order)

    demo = HeldModel(5, writes=write)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        first = await service.create()
        await demo.wait_held()
        demo.faults.append(REFUSALS["upstream_quota"])
        await service.finished(await service.create())
        demo.resume()
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
    demo.faults.append(Fault("stall_before_headers"))
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
    demo = HeldModel()
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        begun = await amid_the_first_passage(service, demo, 3)
        demo.faults.append(REFUSALS["upstream_quota"])
        demo.resume()
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
        rounds = 0
        run_once = service.worker.run_once

        async def counted(group: asyncio.TaskGroup) -> None:
            nonlocal rounds
            rounds += 1
            await run_once(group)

        service.worker.run_once = counted  # type: ignore[method-assign]
        for _ in range(10):
            await service.create()
        await until_paused(service, "upstream_quota")
        began, rounds = time.monotonic(), 0
        calls = len(demo.calls)
        await in_time(demo.wait_for(lambda: len(demo.calls) >= calls + 4))
        elapsed = time.monotonic() - began
        # One round for each scan, and a few for each probe.
        assert rounds <= 5 + elapsed / 0.2 + 4 * elapsed / PROBE_SECONDS
