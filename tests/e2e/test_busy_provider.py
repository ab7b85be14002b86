"""A busy provider: reports wait for their turn instead of failing."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from tests.e2e.sockets import Onlooker
from tests.headings import PASSAGES
from tests.service import FAST, serving
from tests.viewer import read_events
from tests.waiting import eventually, in_time

from .provider import (
    FIFTH,
    FIRST,
    busy,
    completed,
    quick,
    rows,
    until_rows,
    until_state,
)


async def test_eight_reports_at_once_on_an_account_of_two_calls_are_all_written(database_url: str) -> None:
    async with serving(database_url, demo=busy(2), account=quick(), report_slots=30) as service:
        ids = [await service.create() for _ in range(8)]
        reports = await completed(service, ids)
        assert service.demo.most_open_calls == 2
        assert {report["attempt"] for report in reports} == {1}
        assert len(service.demo.calls) == 8 * PASSAGES


async def test_an_account_with_a_higher_limit_gets_more_calls(database_url: str) -> None:
    demo = busy(1)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        demo.faults.append(Fault("stall_before_headers", seconds=1.0, times=6))
        ids = [await service.create() for _ in range(6)]
        await in_time(demo.wait_for(lambda: demo.refused_calls))
        assert demo.most_open_calls == 1
        demo.allowed_calls = 3
        await completed(service, ids)
        assert demo.most_open_calls == 3


@pytest.mark.parametrize("code", ["1302", "1305"])
async def test_temporary_refusals_use_up_no_retries(database_url: str, code: str) -> None:
    async with serving(database_url, account=quick()) as service:
        service.demo.faults.append(Fault("http_error", status=429, code=code, times=12))
        service.demo.faults.append(Fault("error_object", code=code, times=12))
        (report,) = await completed(service, [await service.create()])
        assert len(service.calls(report["id"])) == 24 + PASSAGES


async def test_a_passage_broken_off_by_a_rate_limit_is_continued(database_url: str) -> None:
    async with serving(database_url, account=quick()) as service:
        service.demo.faults.append(Fault("error_object", code="1302", after=100, heading=FIFTH))
        (report,) = await completed(service, [await service.create()])
        assert len(service.calls(report["id"])) == PASSAGES + 1


@pytest.mark.parametrize("move", ["stop", "delete"])
async def test_a_waiting_report_can_be_stopped_or_deleted_at_once(database_url: str, move: str) -> None:
    async with serving(database_url, demo=busy(0), account=quick()) as service:
        viewer = Onlooker(service.client, await service.create())
        seeing = asyncio.create_task(viewer.watch())
        await viewer.wait_for(lambda: viewer.events)
        await until_state(service, viewer.report_id, waiting=True)
        if move == "stop":
            await service.client.post(f"/api/reports/{viewer.report_id}/stop")
        else:
            await service.client.delete(f"/api/reports/{viewer.report_id}")
        await seeing
        assert viewer.end is not None
        assert viewer.end["status"] == ("stopped" if move == "stop" else "deleted")
        await eventually(lambda: service.worker.run_count == 0)


async def test_a_shutdown_does_not_wait_for_a_busy_provider(database_url: str, engine: AsyncEngine) -> None:
    async with serving(database_url, demo=busy(0), account=quick()) as service:
        ids = [await service.create() for _ in range(3)]
        cookies = service.client.cookies
        await eventually(lambda: service.demo.refused_calls and service.worker.run_count == 3)
    assert [status for status, _ in await rows(engine)] == ["queued"] * 3
    async with serving(database_url) as service:
        service.client.cookies = cookies
        await completed(service, ids)


async def test_the_lease_is_renewed_while_a_report_waits(database_url: str, engine: AsyncEngine) -> None:
    demo = busy(0)
    async with serving(database_url, demo=demo, account=quick(), lease_seconds=1) as service:
        report_id = await service.create()
        await in_time(demo.wait_for(lambda: demo.refused_calls))
        ((first,),) = await rows(engine, "lease_until")
        await until_rows(engine, lambda found: (found[0][0] - first).total_seconds() > 2.5, "lease_until")
        demo.allowed_calls = None
        (report,) = await completed(service, [report_id])
        assert report["attempt"] == 1


@pytest.mark.parametrize("has_text", [False, True])
async def test_a_report_that_waits_too_long_ends_as_busy(database_url: str, has_text: bool) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, account=quick(busy_seconds=0.5)) as service:
        demo.faults.append(Fault("http_error", status=429, code="1305", times=-1, heading=FIFTH if has_text else FIRST))
        report = await service.finished(await service.create())
        assert report["end"]["code"] == "upstream_busy"
        assert report["status"] == ("incomplete" if has_text else "failed")
        assert bool(report["text"]) == has_text


async def test_pages_on_every_process_say_that_a_report_waits_for_the_model(database_url: str) -> None:
    demo = busy(0)
    async with serving(database_url, demo=demo, account=quick()) as writer:
        report_id = await writer.create()
        await in_time(demo.wait_for(lambda: demo.refused_calls))
        async with serving(database_url, demo=demo, report_slots=1) as other:
            other.worker.close()
            other.client.cookies = writer.client.cookies
            for service in (writer, other):
                await until_state(service, report_id, waiting=True)
            watching_other = asyncio.create_task(until_state(other, report_id, waiting=False))
            for language, words in (("zh-CN", "等待 AI 响应"), ("en", "Waiting for the AI")):
                async with writer.client.stream("GET", f"/reports/{report_id}/stream") as stream:
                    await anext(read_events(stream))
                    page = await writer.client.get(f"/reports/{report_id}", headers={"Accept-Language": language})
                assert f'role="status">{words}</span>' in page.text
            demo.allowed_calls = None
            await watching_other
            await completed(writer, [report_id])
