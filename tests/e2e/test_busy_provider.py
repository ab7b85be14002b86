"""A provider that is busy, or refuses the account: reports wait, and none is lost or failed for it."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.llm.account import Account
from app.llm.demo import Demo, create_demo
from app.llm.demo_faults import Fault
from app.llm.demo_text import Order, compose
from tests.e2e.sockets import Onlooker, eventually, lines, settled, watching, whole_passages
from tests.service import FAST, Service, serving
from tests.viewer import DEADLINE, read_events

FIRST = "命盘速览"
FOURTH = "旺衰与格局"
PASSAGES = 11
PROBE_SECONDS = 0.3
BRIEF = "此节从略。"

REFUSALS = {
    "upstream_quota": Fault("http_error", status=429, code="1113", times=-1),
    "upstream_auth": Fault("http_error", status=401, code="1001", times=-1),
}


def quick(**changes: Any) -> Account:
    return Account(**{"backoff_seconds": 0.003, "growth_seconds": 0.1, "probe_seconds": PROBE_SECONDS, **changes})


def brief(order: Order, _request_id: str) -> str:
    """Far too short to pass a check."""
    return f"## {order.heading}\n\n{BRIEF}"


def busy(allowed_calls: int | None) -> Demo:
    demo = create_demo(chars_per_second=FAST)
    demo.allowed_calls = allowed_calls
    return demo


async def rows(engine: AsyncEngine, columns: str = "status, code") -> list[tuple[Any, ...]]:
    async with connection(engine) as conn:
        return [tuple(row) for row in await conn.execute(sql(f"SELECT {columns} FROM reports ORDER BY created_at"))]


async def until_rows(engine: AsyncEngine, is_so: Any, columns: str = "status, code") -> list[tuple[Any, ...]]:
    """For what another connection writes: asks until it is so."""
    async with asyncio.timeout(DEADLINE):
        while not is_so(found := await rows(engine, columns)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


async def until_state(service: Service, report_id: str, *, waiting: bool) -> None:
    """The page's stream says so, at once or later."""
    url = f"/reports/{report_id}/stream"
    async with asyncio.timeout(DEADLINE), service.client.stream("GET", url) as response:
        async for event in read_events(response):
            if event.name in ("page", "state") and event.data["waiting"] == waiting:
                return
    raise AssertionError("the stream ended without a word")


async def amid_the_first_passage(service: Service, count: int) -> list[str]:
    """So many reports whose first passage has begun; it comes slowly."""
    demo = service.demo
    demo.faults.append(Fault("trickle", after=10, seconds=0.002, heading=FIRST, times=count))
    ids = [await service.create() for _ in range(count)]
    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: sum(bool(call.text) for call in demo.calls) >= count)
    return ids


async def completed(service: Service, report_ids: Sequence[str]) -> list[dict[str, Any]]:
    reports = await asyncio.gather(*(service.finished(report_id) for report_id in report_ids))
    assert [report["status"] for report in reports] == ["completed"] * len(report_ids)
    for report in reports:
        assert report["text"] == whole_passages(service, report["id"])
    return reports


async def test_eight_reports_at_once_on_an_account_of_two_calls_are_all_written(database_url: str) -> None:
    async with serving(database_url, demo=busy(2), account=quick(), report_slots=30) as service:
        ids = [await service.create() for _ in range(8)]
        reports = await completed(service, ids)
        assert service.demo.most_open_calls == 2
        assert {report["attempt"] for report in reports} == {1}
        assert len(service.demo.calls) == 8 * PASSAGES


async def test_an_account_that_allows_more_is_used_more(database_url: str) -> None:
    demo = busy(1)
    async with serving(database_url, demo=demo, account=quick(), report_slots=30) as service:
        demo.faults.append(Fault("stall_before_headers", seconds=1.0, times=6))
        ids = [await service.create() for _ in range(6)]
        await eventually(lambda: demo.refused_calls)
        assert demo.most_open_calls == 1
        demo.allowed_calls = 3
        await completed(service, ids)
        assert demo.most_open_calls == 3


@pytest.mark.parametrize("code", ["1302", "1305"])
async def test_refusals_for_now_use_up_no_retries(database_url: str, code: str) -> None:
    async with serving(database_url, account=quick()) as service:
        service.demo.faults.append(Fault("http_error", status=429, code=code, times=12))
        service.demo.faults.append(Fault("error_object", code=code, times=12))
        (report,) = await completed(service, [await service.create()])
        assert len(service.calls(report["id"])) == 24 + PASSAGES


async def test_a_passage_broken_off_by_a_rate_limit_is_written_again(database_url: str) -> None:
    async with serving(database_url, account=quick()) as service:
        service.demo.faults.append(Fault("error_object", code="1302", after=100, heading=FOURTH))
        (report,) = await completed(service, [await service.create()])
        assert len(service.calls(report["id"])) == PASSAGES + 1


@pytest.mark.parametrize("move", ["stop", "delete"])
async def test_a_report_that_waits_can_be_stopped_and_deleted_at_once(database_url: str, move: str) -> None:
    async with serving(database_url, demo=busy(0), account=quick()) as service:
        viewer = Onlooker(service.client, await service.create())
        seeing = asyncio.create_task(viewer.watch())
        await until_state(service, viewer.report_id, waiting=True)
        began = time.monotonic()
        if move == "stop":
            await service.client.post(f"/api/reports/{viewer.report_id}/stop")
        else:
            await service.client.delete(f"/api/reports/{viewer.report_id}")
        await seeing
        assert time.monotonic() - began < 5
        assert viewer.end is not None
        assert viewer.end["status"] == ("stopped" if move == "stop" else "deleted")
        await eventually(lambda: service.worker.run_count == 0)


async def test_a_shutdown_does_not_wait_for_a_busy_provider(database_url: str, engine: AsyncEngine) -> None:
    async with serving(database_url, demo=busy(0), account=quick()) as service:
        ids = [await service.create() for _ in range(3)]
        cookies = service.client.cookies
        await eventually(lambda: service.demo.refused_calls and service.worker.run_count == 3)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert [status for status, _ in await rows(engine)] == ["queued"] * 3
    async with serving(database_url) as service:
        service.client.cookies = cookies
        await completed(service, ids)


async def test_the_lease_is_renewed_while_a_report_waits(database_url: str, engine: AsyncEngine) -> None:
    demo = busy(0)
    async with serving(database_url, demo=demo, account=quick(), lease_seconds=1) as service:
        report_id = await service.create()
        await eventually(lambda: demo.refused_calls)
        ((first,),) = await rows(engine, "lease_until")
        await until_rows(engine, lambda found: (found[0][0] - first).total_seconds() > 2.5, "lease_until")
        demo.allowed_calls = None
        (report,) = await completed(service, [report_id])
        assert report["attempt"] == 1


@pytest.mark.parametrize("has_text", [False, True])
async def test_a_report_that_waits_in_vain_ends_as_busy(database_url: str, has_text: bool) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, account=quick(busy_seconds=0.5)) as service:
        demo.faults.append(
            Fault("http_error", status=429, code="1305", times=-1, heading=FOURTH if has_text else FIRST)
        )
        report = await service.finished(await service.create())
        assert report["end"]["code"] == "upstream_busy"
        assert report["status"] == ("incomplete" if has_text else "failed")
        assert bool(report["text"]) == has_text


async def test_pages_on_every_process_say_that_a_report_waits_for_the_model(database_url: str) -> None:
    demo = busy(0)
    async with serving(database_url, demo=demo, account=quick()) as writer:
        report_id = await writer.create()
        await eventually(lambda: demo.refused_calls)
        async with serving(database_url, demo=demo, report_slots=1) as other:
            other.worker.close()
            other.client.cookies = writer.client.cookies
            for service in (writer, other):
                await until_state(service, report_id, waiting=True)
            watching_other = asyncio.create_task(until_state(other, report_id, waiting=False))
            for language, words in (("zh-CN", "等候模型"), ("en", "Waiting for the AI")):
                async with writer.client.stream("GET", f"/reports/{report_id}/stream") as stream:
                    await anext(read_events(stream))
                    page = await writer.client.get(f"/reports/{report_id}", headers={"Accept-Language": language})
                assert f'role="status">{words}</span>' in page.text
            demo.allowed_calls = None
            await watching_other
            await completed(writer, [report_id])


async def until_paused(service: Service, code: str) -> None:
    """The process is ready and says that its model is not."""
    async with asyncio.timeout(DEADLINE):
        while "model" not in (ready := await service.client.get("/readyz")).json():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "model": "paused", "code": code}


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
        began = time.monotonic()
        ids = [await service.create() for _ in range(60)]
        await until_paused(service, code)
        await eventually(lambda: len(demo.calls) >= 4)
        assert len(demo.calls) <= 1 + (time.monotonic() - began) / PROBE_SECONDS
        found = await until_rows(engine, lambda found: sum(status == "queued" for status, _ in found) >= 58)
        assert [ended for ended in found if ended[0] == "failed"] == [("failed", code)]
        waiting = next(report_id for report_id, row in zip(ids[-20:], found[-20:], strict=True) if row[0] == "queued")
        await until_state(service, waiting, waiting=True)
        page = await service.client.get(f"/reports/{waiting}", headers={"Accept-Language": "zh-CN"})
        assert 'role="status">等候模型</span>' in page.text
        demo.faults.clear()
        (failed,) = [report_id for report_id, row in zip(ids, found, strict=True) if row[0] == "failed"]
        await completed(service, [report_id for report_id in ids if report_id != failed])
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
        demo.faults.append(Fault("stall", after=5, heading=FIRST, seconds=0.3))
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
        began = time.monotonic()
    assert time.monotonic() - began < 5
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
