"""What befalls real processes: killed, told to stop, frozen; and the text is exact all the same."""

import hashlib
import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.llm.demo import Call, Demo, create_demo
from app.llm.demo_faults import Fault
from tests.service import BIRTH
from tests.viewer import Viewer

from .processes import Owner, Process, Processes, Watching, processes, wait_writer, watch_to_end

WITHIN_A_DEPLOY = 12.0


@pytest.fixture
def demo() -> Demo:
    """Fast enough for a test, slow enough to be struck in the middle."""
    return create_demo(chars_per_second=8000)


@pytest.fixture
async def service(tmp_path: Path, database_url: str, demo: Demo) -> AsyncIterator[Processes]:
    async with processes(tmp_path, database_url, demo, BATCH_CHARS="400") as started:
        yield started


async def row(engine: AsyncEngine, report_id: str) -> dict[str, Any]:
    statement = """SELECT r.*, (SELECT coalesce(string_agg(p.text, '' ORDER BY p.start), '')
                                  FROM pieces p WHERE p.report_id = r.id) AS text
                     FROM reports r WHERE id = CAST(:id AS uuid)"""
    async with engine.connect() as conn:
        return dict((await conn.execute(text(statement), {"id": report_id})).mappings().one())


def calls(demo: Demo, report_id: str) -> list[Call]:
    return [call for call in demo.calls if call.report == report_id.replace("-", "")]


def most_open(demo: Demo, report_id: str) -> int:
    return demo.most_open_by_report[report_id.replace("-", "")]


def written(demo: Demo, report_id: str) -> str:
    """What the calls delivered that the report was made of: the last attempt's last one for each passage."""
    last: dict[str, Call] = {}
    for call in sorted(calls(demo, report_id), key=lambda call: int(call.request_id.split("-")[1])):
        last[call.heading] = call
    assert {call.finish_reason for call in last.values()} == {"stop"}
    return "\n\n".join(call.text for call in last.values())


async def check_completed(owner: Owner, process: Process, report_id: str, demo: Demo, *viewers: Viewer) -> None:
    """Exact, for the database, for every viewer, and by what the model says that it sent."""
    report = await owner.report(process, report_id)
    assert report["status"] == "completed"
    assert report["text"] == written(demo, report_id)
    assert report["sha256"] == hashlib.sha256(str(report["text"]).encode()).hexdigest()
    assert viewers
    for viewer in viewers:
        viewer.check_end()
        assert viewer.text == report["text"]
    assert demo.open_calls == 0


async def test_a_report_outlives_kill_9_and_its_viewer_goes_on(
    service: Processes, engine: AsyncEngine, demo: Demo
) -> None:
    owner = Owner()
    first = await service.start()
    report_id = await owner.create(first)
    async with Watching(owner, first, report_id) as watching:
        await watching.wait_event("preview")
        first.kill()
        viewer = await watching.over()
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
    for heading in headings[:finished]:  # what had been saved as finished is not paid for twice
        assert len([call for call in calls(demo, report_id) if call.heading == heading]) == 1
    assert all(reset.data["keep"] >= at_death["kept"] for reset in viewer.named("reset"))
    after = await row(engine, report_id)
    assert (after["attempt"], after["deaths"]) == (at_death["attempt"] + 1, 1)


async def test_a_report_on_which_three_processes_die_is_given_up(service: Processes, engine: AsyncEngine) -> None:
    owner = Owner()
    alive = await service.start_many(4, LEASE_SECONDS="1")
    report_id = await owner.create(alive[0])
    for death in range(3):
        victim = await wait_writer(alive, report_id)
        alive.remove(victim)
        async with Watching(owner, victim, report_id) as watching:
            await watching.wait_text(50 * (death + 1))
            victim.kill()
            viewer = await watching.over()
        await victim.wait_exit()
    (watcher,) = alive
    await watch_to_end(owner, watcher, viewer)
    assert viewer.end is not None
    report = await owner.report(watcher, report_id)
    assert viewer.end["status"] == report["status"] == ("incomplete" if viewer.text else "failed")
    assert viewer.end["code"] == "poison"
    assert report["text"] == viewer.text
    assert (await row(engine, report_id))["deaths"] == 3
    assert all("🚀" not in line for line in watcher.lines)


async def test_told_to_stop_it_sends_its_viewers_on_and_hands_the_report_back(
    service: Processes, engine: AsyncEngine, demo: Demo
) -> None:
    owner = Owner()
    first = await service.start()
    report_id = await owner.create(first)
    async with AsyncExitStack() as stack:
        watching = [await stack.enter_async_context(Watching(owner, first, report_id)) for _ in range(5)]
        for each in watching:
            await each.wait_text(900)
        first.terminate()
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
    for viewer in viewers:  # nobody was shown what was not saved
        assert handed_back["text"].startswith(viewer.text)
    assert demo.open_calls == 0

    second = await service.start()
    for viewer in viewers:
        await watch_to_end(owner, second, viewer)
    await check_completed(owner, second, report_id, demo, *viewers)
    assert most_open(demo, report_id) == 1
    for viewer in viewers:
        assert {reset.data["reason"] for reset in viewer.named("reset")} <= {"takeover"}
        assert all(reset.data["keep"] == handed_back["kept"] for reset in viewer.named("reset"))


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_while_the_model_is_silent_it_saves_every_character_it_was_sent(
    service: Processes, engine: AsyncEngine, demo: Demo, signal_number: signal.Signals
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
    assert call.closed_by == "client"


async def test_told_twice_it_still_hands_everything_back(service: Processes, engine: AsyncEngine, demo: Demo) -> None:
    owner = Owner()
    process = await service.start()
    report_id = await owner.create(process)
    async with Watching(owner, process, report_id) as watching:
        await watching.wait_text(500)
        process.terminate()
        await process.wait_line("Draining")
        process.terminate()
        viewer = await watching.over()
    assert await process.wait_exit(WITHIN_A_DEPLOY) == 0
    assert viewer.events[-1].name == "reconnect"
    handed_back = await row(engine, report_id)
    assert (handed_back["status"], handed_back["lease_until"]) == ("queued", None)
    assert handed_back["text"].startswith(viewer.text)
    assert demo.open_calls == 0
    assert not any("Traceback" in line for line in process.lines)


async def test_a_frozen_process_wakes_up_to_find_that_another_writes(
    service: Processes, engine: AsyncEngine, demo: Demo
) -> None:
    owner = Owner()
    both = await service.start_many(2)
    report_id = await owner.create(both[0])
    zombie = await wait_writer(both, report_id)
    (other,) = set(both) - {zombie}
    async with Watching(owner, zombie, report_id) as of_zombie:
        await of_zombie.wait_text(1000)
        zombie.freeze()  # the model goes on writing to it: it wakes up with text in hand
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
    assert most_open(demo, report_id) <= 2  # until the woken process notices
    saved = await row(engine, report_id)
    assert (saved["attempt"], saved["status"]) == (2, "completed")


async def test_the_log_lines_of_one_report_are_as_the_contract_words_them(
    service: Processes, engine: AsyncEngine
) -> None:
    owner = Owner()
    secret = {"name": "卡纳利", "question": "问卡纳利何时"}
    process = await service.start(BATCH_CHARS="3000", LOG_LEVEL="DEBUG", ZHIPU_API_KEY="key-k4n4r1")
    async with owner.at(process) as client:
        body = {**BIRTH, **secret}
        async with client.stream("POST", "/api/reports/generate-stream", json=body) as response:
            viewer = Viewer(client, "")
            await viewer.read(response, until=lambda event: event.name == "preview")
            owner.cookies.update(response.cookies)
    report_id = viewer.report_id
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
                assert report_id in line  # bound to its report
                said.append((mark, match[1]))
    marks = [mark for mark, _ in said]
    assert set(marks) == set(wording)
    assert [mark for mark in marks if mark != "💾"] == ["🚀", "📝", "⚠️", "📡", "✅"]
    assert dict(said)["📝"] == str(report["preview_chars"])
    assert dict(said)["✅"] == str(report["chars"])
    assert report["preview_chars"] < int(dict(said)["📡"]) <= report["chars"]
    batches = [int(chars) for mark, chars in said if mark == "💾"]
    assert len(batches) >= 2
    assert all(end - start >= 3000 for start, end in zip([0, *batches], batches, strict=False))
    # And no line says what is nobody's business, even at DEBUG.
    log = "\n".join(process.lines)
    for private in (*secret.values(), BIRTH["birth"]["date"], "key-k4n4r1", viewer.text[200:220]):
        for spelling in (private, private.encode("unicode_escape").decode(), repr(private.encode())[2:-1]):
            assert spelling not in log


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Under /tmp, whose parents are open: as root the server runs as a user of its own."""
    folder = Path(tempfile.mkdtemp(prefix="mingshu-data-"))
    yield folder
    pid = postmaster(folder)
    if pid is not None:  # a test failed half-way, and its processes were killed
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
        with suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(10)
    shutil.rmtree(folder, ignore_errors=True)


def postmaster(data_dir: Path) -> int | None:
    """The pid of the folder's PostgreSQL, if it runs."""
    file = data_dir / "postgres" / "postmaster.pid"
    if not file.exists():
        return None
    pid = int(file.read_text().split()[0])
    return pid if psutil.pid_exists(pid) else None


def servers(data_dir: Path) -> list[int]:
    """Every process that has the folder on its command line, children of a lost parent included."""
    return [
        process.pid
        for process in psutil.process_iter(["cmdline", "name"])
        if any(str(data_dir) in part for part in process.info["cmdline"] or []) and "postgres" in process.info["name"]
    ]


async def test_with_nothing_set_it_brings_its_own_database_and_model_and_survives_kill_9(
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
        assert postmaster(data_dir) == server  # left behind, with all that was saved

        second, third = await service.start_many(2)
        assert postmaster(data_dir) == server
        await watch_to_end(owner, second, viewer)
        assert viewer.end is not None
        assert viewer.end["status"] == "completed"
        assert any("DEMO MODEL" in line for line in second.lines)

        third.terminate()
        assert await third.wait_exit(WITHIN_A_DEPLOY) == 0
        assert postmaster(data_dir) == server  # the other one still needs it
        another = await watch_to_end(owner, second, Viewer(httpx.AsyncClient(), await owner.create(second)))
        assert another.end is not None
        assert another.end["status"] == "completed"
        assert (await owner.report(second, report_id))["text"] == viewer.text

        second.terminate()
        assert await second.wait_exit(WITHIN_A_DEPLOY) == 0
        assert postmaster(data_dir) is None
        assert servers(data_dir) == []
        assert not any("Traceback" in line for process in (first, second, third) for line in process.lines)
