"""Several processes on one database: any process can show, stop, delete and take over any report.

Scan, batch and lease times are so long that only messages between processes can arrive within a test.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo
from tests.held_model import HeldModel
from tests.relay.conftest import end_sessions
from tests.waiting import DEADLINE

from .processes import Owner, Processes, Watching, processes, wait_writer, watch_to_end
from .test_processes import WITHIN_A_DEPLOY, calls, check_completed, most_open, row

NEVER = "1000"
NO_TIMERS = {"SCAN_SECONDS": NEVER, "BATCH_SECONDS": NEVER, "BATCH_CHARS": "1000000", "LEASE_SECONDS": NEVER}


@pytest.fixture
def demo() -> HeldModel:
    return HeldModel(pace=4000)


@pytest.fixture
async def service(tmp_path: Path, database_url: str, demo: Demo) -> AsyncIterator[Processes]:
    async with processes(tmp_path, database_url, demo, **NO_TIMERS) as started:
        yield started


async def test_a_viewer_at_any_process_sees_text_live_with_every_event(service: Processes, demo: HeldModel) -> None:
    demo.resume(0)
    owner = Owner()
    writer = await service.start(BATCH_CHARS="3000")
    web = await service.start("serve", "--no-worker")
    report_id = await owner.create(web)  # only the other process can write it
    async with Watching(owner, web, report_id) as there, Watching(owner, writer, report_id) as here:
        for watching in (there, here):
            await watching.wait_event("live")
        demo.resume()
        viewers = [await there.over(), await here.over()]
    await check_completed(owner, web, report_id, demo, *viewers)
    assert all(viewer.connections == 1 for viewer in viewers)
    assert all(viewer.named("reset") == [] for viewer in viewers)
    assert viewers[0].named("live")
    for mark in ("preview", "saved"):  # the same events at both processes
        there_marks, here_marks = ([event.data for event in viewer.named(mark)] for viewer in viewers)
        assert there_marks == here_marks[-len(there_marks) :], mark
        assert there_marks, mark
    assert len(viewers[0].named("delta")) > 10
    assert len(calls(demo, report_id)) == len({call.heading for call in calls(demo, report_id)})
    assert not any("🚀" in line for line in web.lines)


async def test_a_get_at_another_process_returns_what_its_viewers_have(service: Processes, demo: Demo) -> None:
    demo.faults.append(Fault("stall", after=400))
    owner = Owner()
    await service.start()
    web = await service.start("serve", "--no-worker")
    report_id = await owner.create(web)
    async with Watching(owner, web, report_id) as watching:
        await watching.wait_text(400)
        report = await owner.report(web, report_id)
        assert report["text"] == watching.viewer.text
        assert (report["chars"], report["attempt"]) == (400, 1)


async def test_workers_write_and_stop_reports_on_behalf_of_web_processes(service: Processes, demo: Demo) -> None:
    demo.faults += [Fault("stall", after=300), Fault("stall", after=300)]
    owner = Owner()
    worker = await service.start("worker")
    web, other_web = [await service.start("serve", "--no-worker") for _ in range(2)]
    stopped, deleted = [await owner.create(web) for _ in range(2)]
    async with Watching(owner, web, stopped) as first, Watching(owner, other_web, deleted) as second:
        await first.wait_text(300)
        await second.wait_text(300)
        assert (await owner.post(other_web, f"/api/reports/{stopped}/stop")).status_code == 202
        stop = (await first.over()).end
        async with owner.at(web) as client:
            assert (await client.delete(f"/api/reports/{deleted}")).status_code == 204
        deletion = (await second.over()).end
    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: demo.open_calls == 0)
    assert stop is not None
    assert (stop["status"], stop["chars"]) == ("stopped", 300)
    assert deletion is not None
    assert deletion["status"] == "deleted"
    assert {call.closed_by for report_id in (stopped, deleted) for call in calls(demo, report_id)} == {"client"}
    # The earlier stop does not affect the resumed report.
    assert (await owner.post(other_web, f"/api/reports/{stopped}/resume")).status_code == 202
    viewer = first.viewer
    viewer.end = None
    await watch_to_end(owner, other_web, viewer)
    await check_completed(owner, web, stopped, demo, viewer)
    worker.terminate()
    assert await worker.wait_exit(WITHIN_A_DEPLOY) == 0
    assert not any("Traceback" in line for line in worker.lines)


async def test_a_terminated_process_hands_over_to_one_that_continues_at_once(
    service: Processes, demo: HeldModel, engine: AsyncEngine
) -> None:
    demo.resume(4000)
    owner = Owner()
    both = await service.start_many(2)
    report_id = await owner.create(both[0])
    writer = await wait_writer(both, report_id)
    (other,) = set(both) - {writer}
    async with Watching(owner, other, report_id) as watching:
        await watching.wait_text(1000)
        writer.terminate()
        await writer.wait_line("Draining")
        demo.resume(8000)  # allows more text, but not the end
        assert await writer.wait_exit(WITHIN_A_DEPLOY) == 0
        demo.resume()
        viewer = await watching.over()
    await check_completed(owner, other, report_id, demo, viewer)
    assert viewer.connections == 1
    assert most_open(demo, report_id) == 1
    saved = await row(engine, report_id)
    assert (saved["attempt"], saved["deaths"]) == (2, 0)


@pytest.mark.parametrize("session", ["mingshu listen", "mingshu publish"])
async def test_viewers_survive_ten_losses_of_a_relay_session(
    service: Processes, demo: Demo, engine: AsyncEngine, session: str
) -> None:
    owner = Owner()
    await service.start()
    web = await service.start("serve", "--no-worker")
    report_id = await owner.create(web)
    async with Watching(owner, web, report_id) as watching:
        for time in range(1, 11):
            await watching.wait_text(time * 150)
            await end_sessions(engine, session)
        viewer = await watching.over()
    await check_completed(owner, web, report_id, demo, viewer)
    assert viewer.connections == 1
    assert viewer.named("reset") == []
    assert len(calls(demo, report_id)) == len({call.heading for call in calls(demo, report_id)})


async def test_owner_slots_apply_across_processes_oldest_first(
    service: Processes, demo: Demo, engine: AsyncEngine
) -> None:
    demo.faults.append(Fault("stall", after=100, times=-1))
    owner, other_owner = Owner(), Owner()
    both = await service.start_many(2, OWNER_SLOTS="2")
    ids = [await owner.create(both[number % 2]) for number in range(5)]
    other = await other_owner.create(both[0])  # another owner's slots are free

    async def running() -> set[str]:
        return {report_id for report_id in [*ids, other] if (await row(engine, report_id))["status"] == "running"}

    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: demo.open_calls == 3)
    assert await running() == {*ids[:2], other}
    for stopped, following in zip(ids[:3], ids[2:], strict=True):
        assert (await owner.post(both[1], f"/api/reports/{stopped}/stop")).status_code == 202
        async with asyncio.timeout(DEADLINE):
            await demo.wait_for(partial(calls, demo, following))
        assert len(await running()) == 3
    assert not calls(demo, other)[1:]


async def test_a_drain_lets_running_reports_finish_first(service: Processes, demo: HeldModel) -> None:
    demo.resume(4000)
    owner = Owner()
    process = await service.start(DRAIN_SECONDS=NEVER)
    report_id = await owner.create(process)
    async with Watching(owner, process, report_id) as watching:
        await watching.wait_text(400)
        process.terminate()
        await process.wait_line("Draining")
        async with owner.at(process) as client:
            assert (await client.get("/readyz")).status_code == 503
        demo.resume()
        viewer = await watching.over()
    assert await process.wait_exit() == 0
    viewer.check_end()
    assert viewer.end is not None
    assert viewer.end["status"] == "completed"
    assert demo.open_calls == 0


@pytest.mark.parametrize("role", ["serve", "worker"])
async def test_a_second_sigterm_ends_the_drain(service: Processes, demo: Demo, engine: AsyncEngine, role: str) -> None:
    demo.faults.append(Fault("stall", after=200, times=-1))
    owner = Owner()
    process = await service.start(role, DRAIN_SECONDS=NEVER)
    web = await service.start("serve", "--no-worker")
    report_id = await owner.create(web)
    async with AsyncExitStack() as stack:
        watching = await stack.enter_async_context(Watching(owner, web, report_id))
        await watching.wait_text(200)
        process.terminate()
        await process.wait_line("Draining")
        process.terminate()
        assert await process.wait_exit(WITHIN_A_DEPLOY) == 0
        assert not any("Traceback" in line for line in process.lines)
    handed_back: dict[str, Any] = await row(engine, report_id)
    assert (handed_back["status"], handed_back["chars"]) == ("queued", 200)
    assert demo.open_calls == 0
