"""Killed, terminated and frozen processes: the text stays exact."""

import hashlib
import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.llm.demo.calls import Call
from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo
from tests.held_model import HeldModel
from tests.service import BIRTH
from tests.viewer import Viewer

from .processes import Owner, Process, Processes, Watching, processes, wait_writer, watch_to_end

WITHIN_A_DEPLOY = 12.0
LONG = "20"
"""A lease so long that a live process keeps it even on a busy machine."""
PAST_PREVIEW = 2500


@pytest.fixture
def demo() -> HeldModel:
    """A model that a test can pause, and resume, at the point where it interferes."""
    return HeldModel(pace=8000)


@pytest.fixture
async def service(tmp_path: Path, database_url: str, demo: HeldModel) -> AsyncIterator[Processes]:
    async with processes(tmp_path, database_url, demo, BATCH_CHARS="400") as started:
        yield started


async def row(engine: AsyncEngine, report_id: str) -> dict[str, Any]:
    statement = """SELECT r.*, (SELECT coalesce(string_agg(p.text, '' ORDER BY p.start), '')
                                  FROM pieces p WHERE p.report_id = r.id) AS text
                     FROM reports r WHERE id = CAST(:id AS uuid)"""
    async with engine.connect() as conn:
        return dict((await conn.execute(text(statement), {"id": report_id})).mappings().one())


async def expire(engine: AsyncEngine, report_id: str) -> None:
    """Expire the lease at once. With `LONG`, a live process renews it well before it would expire."""
    statement = "UPDATE reports SET lease_until = clock_timestamp() - interval '1 second' WHERE id = CAST(:id AS uuid)"
    async with engine.connect() as conn:
        await conn.execute(text(statement), {"id": report_id})


def calls(demo: Demo, report_id: str) -> list[Call]:
    return [call for call in demo.calls if call.report == report_id.replace("-", "")]


def most_open(demo: Demo, report_id: str) -> int:
    return demo.most_open_by_report[report_id.replace("-", "")]


def written(demo: Demo, report_id: str) -> str:
    """Return the text of the calls that make up the report: for each passage, the last call of the last attempt."""
    last: dict[str, Call] = {}
    for call in sorted(calls(demo, report_id), key=lambda call: int(call.request_id.split("-")[1])):
        last[call.heading] = call
    assert {call.finish_reason for call in last.values()} == {"stop"}
    return "\n\n".join(call.whole for call in last.values())


@asynccontextmanager
async def locked(engine: AsyncEngine) -> AsyncIterator[None]:
    """Lock all rows of `reports` against writes until the end of the block."""
    async with engine.connect() as conn:
        holder = await conn.execution_options(isolation_level="READ COMMITTED")
        await holder.execute(text("SELECT 1 FROM reports FOR UPDATE"))
        yield
        await holder.rollback()


async def check_completed(owner: Owner, process: Process, report_id: str, demo: Demo, *viewers: Viewer) -> None:
    """Check that the database and every viewer have exactly the text that the model sent."""
    report = await owner.report(process, report_id)
    assert report["status"] == "completed"
    assert report["text"] == written(demo, report_id)
    assert report["sha256"] == hashlib.sha256(str(report["text"]).encode()).hexdigest()
    assert viewers
    for viewer in viewers:
        viewer.check_end()
        assert viewer.text == report["text"]
    await demo.wait_for(lambda: demo.open_calls == 0)


async def test_a_report_survives_kill_9_and_its_viewer_continues(
    service: Processes, engine: AsyncEngine, demo: HeldModel
) -> None:
    owner = Owner()
    first = await service.start()
    demo.resume(0)
    report_id = await owner.create(first)
    async with Watching(owner, first, report_id) as watching:
        await watching.wait_event("live")
        demo.resume(PAST_PREVIEW)
        await watching.wait_event("preview")
        first.kill()
        viewer = await watching.over()
    demo.resume()
    assert watching.status is None
    assert viewer.end is None
    assert await first.wait_exit() == -signal.SIGKILL
    at_death = await row(engine, report_id)
    assert at_death["status"] == "running"
    assert at_death["kept"] > 0
    finished = len(at_death["passage_ends"])
    headings = list(dict.fromkeys(call.heading for call in calls(demo, report_id)))

    second = await service.start(port=first.port)
    await watch_to_end(owner, second, viewer)
    await check_completed(owner, second, report_id, demo, viewer)
    assert viewer.connections == 2
    assert viewer.text[: at_death["kept"]] == at_death["text"][: at_death["kept"]]
    assert most_open(demo, report_id) == 1
    for heading in headings[:finished]:  # saved passages are not requested again
        assert len([call for call in calls(demo, report_id) if call.heading == heading]) == 1
    assert all(reset.data["keep"] >= at_death["kept"] for reset in viewer.named("reset"))
    after = await row(engine, report_id)
    assert (after["attempt"], after["deaths"]) == (at_death["attempt"] + 1, 1)


async def test_a_report_is_abandoned_after_three_processes_die_on_it(
    service: Processes, engine: AsyncEngine, demo: HeldModel
) -> None:
    demo.faults.append(Fault("stall", after=200, heading="命盘与日主", times=-1))
    owner = Owner()
    alive = await service.start_many(4, LEASE_SECONDS=LONG)
    report_id = await owner.create(alive[0])
    for _ in range(3):
        victim = await wait_writer(alive, report_id)
        alive.remove(victim)
        async with Watching(owner, victim, report_id) as watching:
            await watching.wait_text(700)
            victim.kill()
            viewer = await watching.over()
        await victim.wait_exit()
        await expire(engine, report_id)
    (watcher,) = alive
    await watch_to_end(owner, watcher, viewer)
    assert viewer.end is not None
    report = await owner.report(watcher, report_id)
    assert viewer.end["status"] == report["status"] == ("incomplete" if viewer.text else "failed")
    assert viewer.end["code"] == "poison"
    assert report["text"] == viewer.text
    assert (await row(engine, report_id))["deaths"] == 3
    assert all("🚀" not in line for line in watcher.lines)


async def test_on_sigterm_viewers_are_sent_elsewhere_and_the_report_is_handed_back(
    service: Processes, engine: AsyncEngine, demo: HeldModel
) -> None:
    owner = Owner()
    first = await service.start()
    demo.resume(4000)
    report_id = await owner.create(first)
    async with AsyncExitStack() as stack:
        watching = [await stack.enter_async_context(Watching(owner, first, report_id)) for _ in range(5)]
        for each in watching:
            await each.wait_text(900)
        first.terminate()
        await first.wait_line("Draining")
        demo.resume(8000)  # allows more text, but not the end
        viewers = [await each.over() for each in watching]
    assert await first.wait_exit(WITHIN_A_DEPLOY) == 0
    for each, viewer in zip(watching, viewers, strict=True):
        assert each.status == 200
        assert viewer.events[-1].name == "reconnect"
        assert viewer.events[-1].data == {"retry_ms": 500}
        assert viewer.end is None
    handed_back = await row(engine, report_id)
    assert (handed_back["status"], handed_back["lease_until"], handed_back["deaths"]) == ("queued", None, 0)
    assert handed_back["chars"] == len(handed_back["text"])
    for viewer in viewers:  # no viewer received unsaved text
        assert handed_back["text"].startswith(viewer.text)
    await demo.wait_for(lambda: demo.open_calls == 0)

    demo.resume()
    second = await service.start()
    for viewer in viewers:
        await watch_to_end(owner, second, viewer)
    await check_completed(owner, second, report_id, demo, *viewers)
    assert most_open(demo, report_id) == 1
    for viewer in viewers:
        assert {reset.data["reason"] for reset in viewer.named("reset")} <= {"takeover"}
        assert all(reset.data["keep"] == handed_back["kept"] for reset in viewer.named("reset"))


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
async def test_on_sigterm_with_a_silent_model_every_received_character_is_saved(
    service: Processes, engine: AsyncEngine, demo: HeldModel, signal_number: signal.Signals
) -> None:
    demo.faults.append(Fault("stall", after=333))
    owner = Owner()
    first = await service.start()
    report_id = await owner.create(first)
    (call,) = await demo.wait_for(lambda: [call for call in calls(demo, report_id) if len(call.text) == 333])
    async with Watching(owner, first, report_id) as watching:
        await watching.wait_text(333)
        os.kill(first.pid, signal_number)
        viewer = await watching.over()
    assert await first.wait_exit(WITHIN_A_DEPLOY) == 0
    assert viewer.events[-1].name == "reconnect"
    handed_back = await row(engine, report_id)
    assert (handed_back["status"], handed_back["lease_until"]) == ("queued", None)
    assert handed_back["text"] == call.text == viewer.text
    assert await demo.wait_for(lambda: call.closed_by) == "client"


async def test_a_second_sigterm_still_hands_everything_back(
    service: Processes, engine: AsyncEngine, demo: HeldModel
) -> None:
    owner = Owner()
    process = await service.start()
    demo.resume(4000)
    report_id = await owner.create(process)
    async with Watching(owner, process, report_id) as watching:
        await watching.wait_text(500)
        async with locked(engine):  # blocks the hand-back until the second signal
            process.terminate()
            await process.wait_line("Draining")
            process.terminate()
        viewer = await watching.over()
    assert await process.wait_exit(WITHIN_A_DEPLOY) == 0
    assert viewer.events[-1].name == "reconnect"
    handed_back = await row(engine, report_id)
    assert (handed_back["status"], handed_back["lease_until"]) == ("queued", None)
    assert handed_back["text"].startswith(viewer.text)
    await demo.wait_for(lambda: demo.open_calls == 0)
    assert not any("Traceback" in line for line in process.lines)


async def test_a_frozen_process_finds_after_waking_that_it_lost_its_report(
    service: Processes, engine: AsyncEngine, demo: HeldModel
) -> None:
    owner = Owner()
    both = await service.start_many(2, LEASE_SECONDS=LONG)
    demo.resume(1500)
    report_id = await owner.create(both[0])
    zombie = await wait_writer(both, report_id)
    (other,) = set(both) - {zombie}
    async with Watching(owner, zombie, report_id) as of_zombie:
        await of_zombie.wait_text(1000)
        zombie.freeze()  # the model keeps sending, so the process wakes up with unread text
        demo.resume()
        await expire(engine, report_id)
        await wait_writer([other], report_id)
        async with Watching(owner, other, report_id) as of_other:
            await of_other.wait_text(len(of_zombie.viewer.text) + 500)
            zombie.thaw()
            await zombie.wait_line("🔒 .*Another attempt owns the report")
            first, second = await of_zombie.over(), await of_other.over()
    await check_completed(owner, other, report_id, demo, first, second)
    await check_completed(owner, zombie, report_id, demo, first, second)
    assert {reset.data["reason"] for reset in first.named("reset")} == {"takeover"}
    assert first.connections == second.connections == 1
    assert most_open(demo, report_id) <= 2  # until the woken process notices that it lost the lease
    saved = await row(engine, report_id)
    assert (saved["attempt"], saved["status"]) == (2, "completed")


async def test_the_log_lines_of_a_report_match_the_contract(
    service: Processes, engine: AsyncEngine, demo: HeldModel
) -> None:
    owner = Owner()
    secret = {"name": "卡纳利", "question": "问卡纳利何时"}
    process = await service.start(BATCH_CHARS="1000", LOG_LEVEL="DEBUG", ZHIPU_API_KEY="key-k4n4r1")
    demo.resume(4000)
    async with owner.at(process) as client:
        body = {**BIRTH, **secret}
        async with client.stream("POST", "/api/reports/generate-stream", json=body) as response:
            viewer = Viewer(client, "")
            await viewer.read(response, until=lambda event: event.name == "preview")
            owner.cookies.update(response.cookies)
    report_id = viewer.report_id
    await process.wait_line("⚠️")
    demo.resume(8000)
    await process.wait_line("💾", times=2)
    demo.resume()
    await process.wait_line("✅")
    report = await row(engine, report_id)
    process.terminate()
    assert await process.wait_exit(WITHIN_A_DEPLOY) == 0

    wording = {
        "🚀": rf"🚀 \[Stream API\] Starting streaming generation for report: ({report_id})",
        "📝": r"📝 \[Stream API\] Preview saved at (\d+) characters",
        "⚠️": r"⚠️ \[Stream API\] Client disconnected, continuing background task\.\.\.()",
        "📡": r"📡 \[Stream API\] Client disconnected, skipping enqueue for chunk at (\d+) characters",
        "💾": r"💾 \[Stream API\] Batch saved at (\d+) characters",
        "✅": r"✅ \[Stream API\] Final save complete, total length: (\d+)",
    }
    said: list[tuple[str, str]] = []
    for line in process.lines:
        for mark, pattern in wording.items():
            if mark in line:
                match = re.search(pattern + "$", line)
                assert match is not None, line
                assert report_id in line  # the line carries the report id
                said.append((mark, match[1]))
    marks = [mark for mark, _ in said]
    assert set(marks) == set(wording)
    assert [mark for mark in marks if mark != "💾"] == ["🚀", "📝", "⚠️", "📡", "✅"]
    assert dict(said)["📝"] == str(report["preview_chars"])
    assert dict(said)["✅"] == str(report["chars"])
    assert report["preview_chars"] < int(dict(said)["📡"]) <= report["chars"]
    batches = [int(chars) for mark, chars in said if mark == "💾"]
    assert len(batches) >= 2
    assert all(end - start >= 1000 for start, end in zip([0, *batches], batches, strict=False))
    # No line contains private data, even at DEBUG.
    log = "\n".join(process.lines)
    for private in (*secret.values(), BIRTH["birth"]["date"], "key-k4n4r1", viewer.text[200:220]):
        for spelling in (private, private.encode("unicode_escape").decode(), repr(private.encode())[2:-1]):
            assert spelling not in log


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder under /tmp, which any user can reach: as root, the server runs as a separate user."""
    folder = Path(tempfile.mkdtemp(prefix="mingshu-data-"))
    yield folder
    pid = postmaster(folder)
    if pid is not None:  # a failed test left its PostgreSQL running
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
        with suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(10)  # type: ignore[no-untyped-call]
    shutil.rmtree(folder, ignore_errors=True)


def postmaster(data_dir: Path) -> int | None:
    """Return the pid of the folder's PostgreSQL if it is running."""
    file = data_dir / "postgres" / "postmaster.pid"
    if not file.exists():
        return None
    pid = int(file.read_text().split()[0])
    return pid if psutil.pid_exists(pid) else None  # type: ignore[no-untyped-call]


def servers(data_dir: Path) -> list[int]:
    """Return all PostgreSQL processes with the folder on their command line, including orphans."""
    return [
        process.pid
        for process in psutil.process_iter(["cmdline", "name"])  # type: ignore[no-untyped-call]
        if any(str(data_dir) in part for part in process.info["cmdline"] or []) and "postgres" in process.info["name"]
    ]


async def test_without_settings_the_bundled_database_and_the_demo_model_survive_kill_9(
    tmp_path: Path, data_dir: Path
) -> None:
    owner = Owner()
    async with Processes(tmp_path, DATA_DIR=str(data_dir), DEMO_CHARS_PER_SECOND="100000") as service:
        first = await service.start(DEMO_CHARS_PER_SECOND="3000", BATCH_CHARS="400")
        server = postmaster(data_dir)
        assert server is not None
        report_id = await owner.create(first)
        async with Watching(owner, first, report_id) as watching:
            await watching.wait_event("saved")
            first.kill()
            viewer = await watching.over()
        await first.wait_exit()
        assert postmaster(data_dir) == server  # still running, with the saved text

        second, third = await service.start_many(2)
        assert postmaster(data_dir) == server
        await watch_to_end(owner, second, viewer)
        assert viewer.end is not None
        assert viewer.end["status"] == "completed"
        assert any("DEMO MODEL" in line for line in second.lines)

        third.terminate()
        assert await third.wait_exit(WITHIN_A_DEPLOY) == 0
        assert postmaster(data_dir) == server  # the other process still uses it
        another = await watch_to_end(owner, second, Viewer(httpx.AsyncClient(), await owner.create(second)))
        assert another.end is not None
        assert another.end["status"] == "completed"
        assert (await owner.report(second, report_id))["text"] == viewer.text

        second.terminate()
        assert await second.wait_exit(WITHIN_A_DEPLOY) == 0
        assert postmaster(data_dir) is None
        assert servers(data_dir) == []
        assert not any("Traceback" in line for process in (first, second, third) for line in process.lines)
