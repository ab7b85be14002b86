"""Stop, resume, delete, repeated creates, and shutdowns in the middle of a report."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.db.records import Report
from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from app.relay import WAKE
from tests.e2e.sockets import Onlooker, lines, resets, settled, watching, whole_passages
from tests.headings import PASSAGES
from tests.held_model import HeldModel
from tests.service import BIRTH, FAST, Service, serving
from tests.waiting import DEADLINE, eventually


async def post(service: Service, report_id: str, move: str) -> httpx.Response:
    return await service.client.post(f"/api/reports/{report_id}/{move}")


async def closed_by(service: Service, report_id: str) -> str | None:
    """Wait until the last call is closed, and return which side closed it."""
    async with asyncio.timeout(DEADLINE):
        return await service.demo.wait_for(lambda: service.calls(report_id)[-1].closed_by)


async def blocked(service: Service) -> str:
    """Create a report that occupies the only slot until it is deleted."""
    service.demo.faults.append(Fault("stall_before_headers"))
    report_id = await service.create()
    async with asyncio.timeout(DEADLINE):
        await service.demo.wait_for(lambda: service.calls(report_id))
    return report_id


async def paused(service: Service) -> tuple[Onlooker, str]:
    """Pause a new report inside its fifth passage. Return a viewer, not connected yet, and the text so far."""
    service.demo.faults.append(Fault("stall", after=300, heading="旺衰与喜用"))
    viewer = Onlooker(service.client, await service.create())
    async with asyncio.timeout(DEADLINE):
        await service.demo.wait_for(lambda: [len(call.text) for call in service.calls(viewer.report_id)][4:] == [300])
    *whole, partial = service.calls(viewer.report_id)
    return viewer, "\n\n".join(call.text for call in (*whole, partial))


async def test_a_stopped_report_keeps_its_text_and_resume_completes_it(service: Service) -> None:
    viewer, text = await paused(service)
    seeing = watching(viewer)
    await viewer.wait_for(lambda: viewer.text == text)
    response = await post(service, viewer.report_id, "stop")
    assert (response.status_code, response.json()["status"]) == (202, "running")
    await seeing
    report = await settled(service, viewer)
    assert (report["status"], report["end"]["code"]) == ("stopped", "stopped")
    assert report["text"] == text
    assert await closed_by(service, viewer.report_id) == "client"
    again = await post(service, viewer.report_id, "stop")
    assert (again.status_code, again.json()["status"]) == (200, "stopped")
    assert service.demo.open_calls == 0

    response = await post(service, viewer.report_id, "resume")
    assert (response.status_code, response.json()["status"]) == (202, "queued")
    viewer.end = None
    await viewer.watch_to_end()
    report = await settled(service, viewer)
    assert report["status"] == "completed"
    assert resets(viewer) == []
    assert report["text"] == service.written(viewer.report_id)
    assert report["text"].startswith(text)
    # The rest of the unfinished passage is requested, and those after it.
    assert len(service.calls(viewer.report_id)) == PASSAGES + 1


async def test_concurrent_stops_stop_the_report_once(service: Service) -> None:
    viewer, text = await paused(service)
    seeing = watching(viewer)
    await viewer.wait_for(lambda: viewer.text == text)
    responses = await asyncio.gather(*(post(service, viewer.report_id, "stop") for _ in range(5)))
    assert {response.status_code for response in responses} <= {200, 202}
    await seeing
    report = await settled(service, viewer)
    assert (report["status"], report["attempt"]) == ("stopped", 1)
    assert (await post(service, viewer.report_id, "stop")).status_code == 200


async def test_a_queued_report_is_stopped_at_once_and_never_written(database_url: str) -> None:
    async with serving(database_url, report_slots=1) as service:
        blocking = await blocked(service)
        viewer = Onlooker(service.client, await service.create())
        seeing = watching(viewer)
        await viewer.wait_for(lambda: viewer.named("live"))
        response = await post(service, viewer.report_id, "stop")
        assert (response.status_code, response.json()["status"]) == (200, "stopped")
        await seeing
        report = await settled(service, viewer)
        assert (report["status"], report["text"], report["end"]["code"]) == ("stopped", "", "stopped")
        await service.client.delete(f"/api/reports/{blocking}")
        other = await service.finished(await service.create())
        assert other["status"] == "completed"
        assert service.calls(viewer.report_id) == []

        assert (await post(service, viewer.report_id, "resume")).status_code == 202
        report = await service.finished(viewer.report_id)
        assert (report["status"], report["text"]) == ("completed", service.written(viewer.report_id))
        assert len(service.calls(viewer.report_id)) == PASSAGES


async def test_a_completed_report_can_be_neither_stopped_nor_resumed(service: Service) -> None:
    report_id = await service.create()
    report = await service.finished(report_id)
    response = await post(service, report_id, "stop")
    assert (response.status_code, response.json()["status"]) == (200, "completed")
    response = await post(service, report_id, "resume")
    assert (response.status_code, response.json()["code"]) == (409, "illegal_state")
    assert response.headers["content-type"] == "application/problem+json"
    assert await service.report(report_id) == report
    await service.finished(await service.create())  # a call that a refused move had started would be recorded by now
    assert len(service.calls(report_id)) == PASSAGES


async def test_resuming_a_running_report_changes_nothing(database_url: str) -> None:
    demo = HeldModel(2000)
    async with serving(database_url, demo=demo) as service:
        viewer = Onlooker(service.client, await service.create())
        seeing = watching(viewer)
        await viewer.wait_for_more(100)
        response = await post(service, viewer.report_id, "resume")
        assert (response.status_code, response.json()["status"]) == (200, "running")
        demo.resume()
        await seeing
        report = await settled(service, viewer)
        assert (report["status"], report["attempt"]) == ("completed", 1)
        assert len(service.calls(viewer.report_id)) == PASSAGES


async def test_resuming_many_times_at_once_writes_once(database_url: str) -> None:
    # The second call is held until all requests are answered, so the report cannot end before then.
    demo: HeldModel = HeldModel(lambda: len(demo.calls) > 1)
    demo.faults.append(Fault("error_object", after=50, code="1113"))
    async with serving(database_url, demo=demo) as service:
        report_id = await service.create()
        assert (await service.finished(report_id))["status"] == "incomplete"
        responses = await asyncio.gather(*(post(service, report_id, "resume") for _ in range(10)))
        demo.resume()
        codes = sorted(response.status_code for response in responses)
        assert codes == [200] * 9 + [202]
        report = await service.finished(report_id)
        assert (report["status"], report["text"]) == ("completed", service.written(report_id))
        assert len(service.calls(report_id)) == PASSAGES + 1
        assert demo.most_open_by_report[UUID(report_id).hex] == 1


async def test_deleting_a_running_report_ends_it_for_everyone(service: Service) -> None:
    viewer, text = await paused(service)
    seeing = asyncio.create_task(viewer.watch())
    await viewer.wait_for(lambda: viewer.text == text)
    url = f"/api/reports/{viewer.report_id}"
    assert (await service.client.delete(url)).status_code == 204
    assert await seeing == 200
    assert viewer.end is not None
    assert (viewer.end["status"], viewer.end["code"]) == ("deleted", "deleted")
    assert await closed_by(service, viewer.report_id) == "client"
    for path in (url, f"{url}/stream", f"{url}/text"):
        assert (await service.client.get(path)).status_code == 404
    assert (await service.client.delete(url)).status_code == 404
    for move in ("stop", "resume"):
        assert (await post(service, viewer.report_id, move)).status_code == 404
    await eventually(lambda: service.worker.run_count == 0)
    assert service.state.live._entries == {}
    assert len(service.calls(viewer.report_id)) == 5
    assert service.demo.open_calls == 0


async def test_deleting_a_queued_or_an_ended_report_leaves_nothing(database_url: str) -> None:
    async with serving(database_url, report_slots=1) as service:
        blocking = await blocked(service)
        queued = Onlooker(service.client, await service.create())
        seeing = asyncio.create_task(queued.watch())
        await queued.wait_for(lambda: queued.named("live"))
        assert (await service.client.delete(f"/api/reports/{queued.report_id}")).status_code == 204
        assert await seeing == 200
        assert queued.end is not None
        assert (queued.end["status"], queued.text) == ("deleted", "")
        await service.client.delete(f"/api/reports/{blocking}")
        ended = await service.finished(await service.create())
        assert (await service.client.delete(f"/api/reports/{ended['id']}")).status_code == 204
        assert (await service.client.get("/api/reports")).json()["reports"] == []
        assert service.calls(queued.report_id) == []


async def test_a_stranger_can_neither_delete_nor_stop_nor_resume(service: Service) -> None:
    service.demo.faults.append(Fault("error_object", after=50, code="1113"))
    report_id = await service.create()
    report = await service.finished(report_id)
    mine = httpx.Cookies(service.client.cookies)
    for cookies in ({}, {"mingshu_owner": "forged.signature"}, await strangers_cookies(service)):
        service.client.cookies = httpx.Cookies(cookies)
        assert (await service.client.delete(f"/api/reports/{report_id}")).status_code == 404
        for move in ("stop", "resume"):
            assert (await post(service, report_id, move)).status_code == 404
    service.client.cookies = mine
    assert await service.report(report_id) == report
    await service.finished(await service.create())  # a call that a refused move had started would be recorded by now
    assert len(service.calls(report_id)) == 1


async def strangers_cookies(service: Service) -> httpx.Cookies:
    service.client.cookies.clear()
    await service.finished(await service.create())
    return httpx.Cookies(service.client.cookies)


async def create(service: Service, key: str, path: str = "", **changes: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key}
    return await service.client.post(f"/api/reports{path}", json={**BIRTH, **changes}, headers=headers)


async def test_one_idempotency_key_creates_one_report(service: Service) -> None:
    first = await create(service, "一把钥匙".encode().hex())
    again = await create(service, "一把钥匙".encode().hex())
    assert (first.status_code, again.status_code) == (201, 200)
    report_id = first.json()["id"]
    assert again.json()["id"] == report_id
    assert first.headers["location"] == again.headers["location"] == f"/api/reports/{report_id}"
    report = await service.finished(report_id)
    late = await create(service, "一把钥匙".encode().hex())
    assert (late.status_code, late.json()["id"], late.json()["text"]) == (200, report_id, report["text"])
    other = await create(service, "一把钥匙".encode().hex(), name="别人")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert (await create(service, "another key")).json()["id"] != report_id
    assert len(service.calls(report_id)) == PASSAGES


async def test_twenty_concurrent_creates_with_one_key_create_one_report(service: Service) -> None:
    await service.finished(await service.create())  # so that the owner has a cookie
    responses = await asyncio.gather(*(create(service, "double click") for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [200] * 19 + [201]
    [report_id] = {response.json()["id"] for response in responses}
    report = await service.finished(report_id)
    assert (report["status"], report["text"]) == ("completed", service.written(report_id))
    assert len(service.demo.calls) == 2 * PASSAGES
    assert service.demo.most_open_by_report[UUID(report_id).hex] == 1
    assert len((await service.client.get("/api/reports")).json()["reports"]) == 2


async def test_the_same_key_on_generate_stream_joins_the_report_that_is_written(database_url: str) -> None:
    async with serving(database_url, chars_per_second=8000) as service:
        first = Onlooker(service.client, (await create(service, "curl")).json()["id"])
        seeing = watching(first)
        await first.wait_for_more(1000)
        joined = service.viewer("")
        headers = {"Idempotency-Key": "curl"}
        url = "/api/reports/generate-stream"
        async with service.client.stream("POST", url, json=BIRTH, headers=headers) as response:
            assert response.status_code == 200
            await joined.read(response)
        await seeing
        assert joined.report_id == first.report_id
        assert joined.text == first.text == service.written(first.report_id)
        for viewer in (first, joined):
            assert (await settled(service, viewer))["status"] == "completed"
        other = await create(service, "curl", "/generate-stream", name="别人")
        assert other.status_code == 409
        assert len(service.demo.calls) == PASSAGES


async def test_stop_and_completion_race_and_one_of_them_wins(database_url: str) -> None:
    """However late the stop arrives, the report is either completed and whole, or stopped with a prefix."""
    async with serving(database_url) as service:
        whole = (await service.finished(await service.create()))["text"]
        last = whole[whole.rindex("\n## ") + 1 :]
        # Slow enough for a stop to arrive among the last characters.
        service.demo.faults.append(Fault("trickle", after=len(last) - 400, seconds=0.001, heading="行动建议", times=-1))
        outcomes: list[str] = []
        for lead in (390, 50, 25, 12, 6, 3, 1, 0):
            viewer = Onlooker(service.client, await service.create())
            seeing = watching(viewer)
            await written_to(service, viewer.report_id, PASSAGES - 1, len(last) - lead)
            response = await post(service, viewer.report_id, "stop")
            await seeing
            report = await settled(service, viewer)
            outcomes.append(report["status"])
            assert report["status"] in ("completed", "stopped")
            assert response.status_code == 202 or response.json()["status"] == report["status"]
            assert whole.startswith(report["text"])
            assert report["text"] == whole or report["status"] == "stopped"
            assert len(service.calls(viewer.report_id)) == PASSAGES
            again = await post(service, viewer.report_id, "stop")
            assert (again.status_code, again.json()["status"]) == (200, report["status"])
            if report["status"] == "stopped":
                assert (await post(service, viewer.report_id, "resume")).status_code == 202
                viewer.end = None
                await viewer.watch_to_end()
                assert (await settled(service, viewer))["text"] == whole
                assert resets(viewer) == []
        assert "stopped" in outcomes


async def written_to(service: Service, report_id: str, index: int, chars: int) -> None:
    """Wait until the call at `index`, or a later one, has sent at least `chars` characters."""
    async with asyncio.timeout(DEADLINE):
        await service.demo.wait_for(lambda: any(len(c.text) >= chars for c in service.calls(report_id)[index:]))


async def test_a_shutdown_hands_the_report_to_the_next_process_without_losing_a_character(
    database_url: str, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo) as first:
        viewer, text = await paused(first)
        seeing = asyncio.create_task(viewer.watch())
        await viewer.wait_for(lambda: viewer.text == text)
        cookies = first.client.cookies
        first.server.should_exit = True
        assert await seeing == 200
    assert viewer.end is None
    assert [event.data for event in viewer.named("reconnect")] == [{"retry_ms": 500}]
    assert viewer.events[-1].name == "reconnect"
    assert (await closed_by(first, viewer.report_id), demo.open_calls) == ("client", 0)
    assert len(lines(caplog, f"🤝 [Stream API] Handed back at {len(text)} characters")) == 1
    async with connection(engine) as conn:
        row = (await conn.execute(sql("SELECT status, attempt, chars, continue_at, lease_until FROM reports"))).one()
        saved = (await conn.execute(sql("SELECT string_agg(text, '' ORDER BY start) FROM pieces"))).scalar()
    assert (tuple(row), saved) == (("queued", 1, len(text), len(text), None), text)

    # The next process finds the report without any request.
    async with serving(database_url, demo=demo) as second:
        second.client.cookies = cookies
        async with asyncio.timeout(DEADLINE):
            await demo.wait_for(lambda: len(second.calls(viewer.report_id)) > 4)
        viewer.client = second.client
        await viewer.watch_to_end()
        report = await settled(second, viewer)
        assert (report["status"], report["attempt"]) == ("completed", 2)
        assert report["text"] == whole_passages(second, viewer.report_id)
        assert resets(viewer) == []
        assert len(second.calls(viewer.report_id)) == PASSAGES + 1


async def test_a_shutdown_does_not_claim_what_it_hands_back(
    database_url: str, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A claim is in progress when the shutdown begins, and reaches the database only after the hand-back."""
    monkeypatch.setattr("app.worker.CLAIM_SECONDS", 10)  # long enough for the shutdown to wait for the slow claim
    async with serving(database_url) as service:
        viewer, text = await paused(service)
        store, under_way = service.worker.store, asyncio.Event()
        claim = store.claim

        async def late(**values: Any) -> list[Report]:
            under_way.set()
            await asyncio.wait({drained}, timeout=0.5)
            return await claim(**values)

        monkeypatch.setattr(store, "claim", late)
        begin = asyncio.Event()
        drained = asyncio.create_task(_after(begin, service.running.drain))
        service.state.relay.send_command(WAKE)
        async with asyncio.timeout(DEADLINE):
            await under_way.wait()
            begin.set()
            await drained
        async with asyncio.timeout(DEADLINE):
            await service.worker.wait_idle()
    async with connection(engine) as conn:
        row = (await conn.execute(sql("SELECT status, attempt, chars FROM reports"))).one()
    assert tuple(row) == ("queued", 1, len(text))
    assert viewer.end is None


async def _after(begin: asyncio.Event, what: Callable[[], Awaitable[None]]) -> None:
    await begin.wait()
    await what()


async def test_a_viewer_that_returns_before_the_next_process_writes_waits_for_it(database_url: str) -> None:
    """It keeps all that it was sent."""
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo) as first:
        viewer, text = await paused(first)
        cookies = first.client.cookies
    demo.faults.append(Fault("stall_before_headers"))
    async with serving(database_url, demo=demo, report_slots=1) as second:
        second.client.cookies = cookies
        viewer.client = second.client
        async with asyncio.timeout(DEADLINE):
            await demo.wait_for(lambda: demo.open_calls)
        seeing = watching(viewer)
        await viewer.wait_for(lambda: viewer.named("live"))
        assert viewer.text == text
        assert (await post(second, viewer.report_id, "stop")).status_code == 202
        await seeing
        report = await settled(second, viewer)
        assert (report["status"], report["text"], report["attempt"]) == ("stopped", text, 2)


async def test_a_shutdown_with_a_queue_leaves_the_queue_to_the_next_process(database_url: str) -> None:
    demo = create_demo(chars_per_second=1_000_000)
    async with serving(database_url, demo=demo, report_slots=1) as first:
        ids = [await blocked(first), await first.create(), await first.create()]
        cookies = first.client.cookies
    assert demo.open_calls == 0
    async with serving(database_url, demo=demo) as second:
        second.client.cookies = cookies
        reports = [await second.finished(report_id) for report_id in ids]
        assert [report["status"] for report in reports] == ["completed"] * 3
        assert [report["attempt"] for report in reports] == [2, 1, 1]
        assert [len(second.calls(report_id)) for report_id in ids] == [PASSAGES + 1, PASSAGES, PASSAGES]
        assert set(demo.most_open_by_report.values()) == {1}
