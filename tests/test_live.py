"""The logs in one process, with a real database that other processes change."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import live as live_module
from app import mirror as mirror_module
from app.db.records import Piece, Report
from app.db.store import Store
from app.errors import FenceLost, NotFound
from app.live import Live, open_live
from app.mirror import Mirror
from app.relay import PAUSE, UNPAUSE, Command, Saved, Text
from app.relay.memory import MemoryRelay
from app.report import Outcome, Position, Status, Usage
from app.viewer import Viewer
from tests.db.rows import CHART, OWNER, REQUEST, expire
from tests.outgoing import send
from tests.waiting import in_time, wait_log


def piece(start: int, text: str, ends: tuple[int, ...] = ()) -> Piece:
    kept = ends[-1] if ends else 0
    return Piece(start=start, text=text, kept=kept, passage_ends=ends, preview_chars=None, usage=Usage())


@pytest.fixture
def relay() -> MemoryRelay:
    return MemoryRelay()


@pytest.fixture
async def live(store: Store, relay: MemoryRelay) -> AsyncIterator[Live]:
    async with open_live(store, relay, poll_seconds=1000, pause_seconds=60) as live:
        with relay.on_command(live.handle):
            yield live


async def running(store: Store) -> Report:
    await store.create(OWNER, REQUEST, CHART)
    (report,) = await store.claim(slots=1, model="glm")
    return report


async def wait_chars(viewer: Viewer, chars: int) -> None:
    await wait_log(viewer.log, lambda: viewer.log.end >= chars)


async def test_a_claim_that_was_taken_over_before_it_started_is_not_written(
    store: Store, engine: AsyncEngine, live: Live
) -> None:
    """If the first process started, both would write under the second one's attempt."""
    first = await running(store)
    await store.save(first.id, 1, piece(0, "一二三", (3,)))
    await store.finish(first.id, 1, piece(3, "", (3,)), Outcome(Status.QUEUED), "")
    (slow,) = await store.claim(slots=1, model="glm")
    await expire(engine, slow.id)
    (other,) = await store.claim(slots=1, model="glm")
    assert (slow.attempt, other.attempt) == (2, 3)
    with pytest.raises(FenceLost):
        async with live.write(slow):
            raise AssertionError("writing must not start")


async def test_viewers_of_one_report_share_a_mirror_that_outlives_them_briefly(store: Store, live: Live) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    viewers = await asyncio.gather(*(live.view(report) for _ in range(5)))
    (log,) = {id(viewer.log): viewer.log for viewer in viewers}.values()
    await wait_chars(viewers[0], 3)
    for viewer in viewers:
        viewer.close()
    assert live.log_of(report.id) is log
    again = await live.view(report)
    assert again.log is log
    again.close()


async def test_a_mirror_without_viewers_stops_after_a_while(
    store: Store, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "LINGER_SECONDS", 0.01)
    report = await running(store)
    viewer = await live.view(report)
    following = live._entries[report.id].mirroring
    assert following is not None
    viewer.close()
    await in_time(asyncio.wait([following]))
    assert live.log_of(report.id) is None
    assert live._entries == {}


async def test_closing_a_viewer_twice_does_not_affect_later_viewers(
    store: Store, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "LINGER_SECONDS", 0.01)
    report = await running(store)
    first = await live.view(report)
    first.close()
    first.close()
    second = await live.view(report)
    passed = asyncio.Event()  # timers fire in order: a timer that removes the log would fire before this one
    asyncio.get_running_loop().call_later(0.02, passed.set)
    await in_time(passed.wait())
    assert live.log_of(report.id) is second.log
    second.close()


async def test_a_viewer_whose_row_is_ahead_of_the_mirror_gets_the_saved_text(store: Store, live: Live) -> None:
    report = await running(store)
    first = await live.view(report)
    await wait_chars(first, 0)
    await store.save(report.id, 1, piece(0, "一二三"))
    second = await live.view(await store.report(report.id, OWNER))
    await wait_chars(second, 3)
    assert second.log.read(0) == "一二三"
    for viewer in (first, second):
        viewer.close()


async def test_a_deletion_by_another_process_ends_the_viewers_here(
    store: Store, live: Live, relay: MemoryRelay
) -> None:
    report = await running(store)
    viewer = await live.view(report)
    await store.delete(report.id, OWNER)
    relay.send_command(Command("drop", report.id))
    assert viewer.log.ended is not None
    assert viewer.log.ended.status == Status.DELETED
    viewer.close()
    assert live.viewer_count == 0


async def test_a_command_about_another_report_changes_nothing(
    store: Store, live: Live, relay: MemoryRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await running(store)
    viewer = await live.view(report)
    refreshed: list[Mirror] = []
    monkeypatch.setattr(Mirror, "refresh", lambda mirror: refreshed.append(mirror))
    kinds: tuple[Literal["drop", "stop", "look"], ...] = ("drop", "stop", "look")
    for kind in kinds:
        relay.send_command(Command(kind, uuid4()))
    assert (refreshed, viewer.log.ended) == ([], None)
    assert live.log_of(report.id) is viewer.log
    for kind in kinds[1:]:
        relay.send_command(Command(kind, report.id))
    assert len(refreshed) == 2
    viewer.close()


async def test_a_deletion_while_the_saved_text_is_loading_ends_the_viewer(
    store: Store, live: Live, relay: MemoryRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    load = store.load

    async def load_and_drop(id: UUID, start: int = 0) -> tuple[Report, str] | None:
        loaded = await load(id, start)
        relay.send_command(Command("drop", report.id))
        return loaded

    monkeypatch.setattr(store, "load", load_and_drop)
    viewer = await live.view(report)
    assert viewer.log.ended is not None
    assert viewer.log.ended.status == Status.DELETED
    viewer.close()


async def wait_waiting(viewer: Viewer, is_waiting: bool) -> None:
    await wait_log(viewer.log, lambda: viewer.log.is_waiting == is_waiting)


async def test_queued_reports_wait_for_the_model_from_pause_to_unpause(
    store: Store, relay: MemoryRelay, live: Live
) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    early = await live.view(queued)
    assert not early.log.is_waiting
    relay.send_command(PAUSE)
    await wait_waiting(early, True)
    later, _ = await store.create(OWNER, REQUEST, CHART)
    late = await live.view(later)
    assert late.log.is_waiting
    relay.send_command(UNPAUSE)
    assert [viewer.log.is_waiting for viewer in (early, late)] == [False, False]
    for viewer in (early, late):
        viewer.close()


async def test_a_pause_that_is_not_repeated_expires(store: Store, relay: MemoryRelay) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    async with open_live(store, relay, poll_seconds=1000, pause_seconds=0.05) as live:
        with relay.on_command(live.handle):
            viewer = await live.view(queued)
            relay.send_command(PAUSE)
            await wait_waiting(viewer, True)
            await wait_waiting(viewer, False)
            viewer.close()


async def test_a_probe_does_not_clear_the_waiting_state(store: Store, relay: MemoryRelay, live: Live) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    relay.send_command(PAUSE)
    (claimed,) = await store.claim(slots=1, model="glm")
    assert claimed.id == queued.id
    async with live.write(claimed) as entry:
        assert entry.log.is_waiting


async def test_the_row_is_read_once_for_an_owner_while_the_log_is_followed(
    live: Live, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    reads = 0
    read = store.report

    async def count(id: UUID, owner: UUID) -> Report:
        nonlocal reads
        reads += 1
        return await read(id, owner)

    monkeypatch.setattr(store, "report", count)
    first = await live.view(await live.report(queued.id, OWNER, None), OWNER)
    for position in (None, Position(0, 0), Position(-1, 0)):
        again = await live.report(queued.id, OWNER, position)
        assert (again.id, again.status, again.attempt, again.chars) == (queued.id, Status.QUEUED, 0, 0)
    assert reads == 1
    with pytest.raises(NotFound):
        await live.report(queued.id, UUID(int=7), None)
    await live.report(queued.id, OWNER, Position(1, 0))  # this log does not know that attempt yet
    assert reads == 3
    (claimed,) = await store.claim(slots=1, model="glm")
    async with live.write(claimed) as writable:
        writable.log.append("甲")
        writable.log.mark_saved(1)
        running = await live.report(queued.id, OWNER, Position(1, 1))
        assert (running.status, running.attempt, running.chars) == (Status.RUNNING, 1, 1)
        assert reads == 3
    first.close()


async def test_a_report_written_elsewhere_is_running_for_later_viewers_and_followed_on(
    live: Live, store: Store, relay: MemoryRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror_module, "FOLLOW_SECONDS", 0)  # each message is a reason to say it again
    report = await running(store)
    listens, commands = asyncio.Event(), list[Command]()

    def handle(command: Command) -> None:
        commands.append(command)
        if command.kind == "save":
            listens.set()

    with relay.on_command(handle):
        viewer = await live.view(report, OWNER)
        await in_time(listens.wait())
        await send(relay, report.id, Saved(1, 0, None, is_batch=False))  # the answer: no reason to read the row again
        commands.clear()
        await send(relay, report.id, Text(1, 0, "甲"))
        assert commands == [Command("follow", report.id)]
        assert (await live.report(report.id, OWNER, None)).status is Status.RUNNING
    viewer.close()


async def test_a_deleted_report_is_not_found_again_although_its_log_was_followed(live: Live, store: Store) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    viewer = await live.view(await live.report(queued.id, OWNER, None), OWNER)
    await store.delete(queued.id, OWNER)
    live.handle(Command("drop", queued.id))
    with pytest.raises(NotFound):
        await live.report(queued.id, OWNER, None)
    viewer.close()
