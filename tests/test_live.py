"""The logs of one process, against the database and what other processes do to it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import live as live_module
from app.db.records import Piece, Report
from app.db.store import Store
from app.errors import FenceLost
from app.live import Live, Viewer
from app.relay import PAUSE, UNPAUSE, Order
from app.relay.memory import MemoryRelay
from app.report import Outcome, Status, Usage
from tests.db.rows import CHART, OWNER, REQUEST, expire

DEADLINE = 20


def piece(start: int, text: str, ends: tuple[int, ...] = ()) -> Piece:
    return Piece(start=start, text=text, passage_ends=ends, preview_chars=None, usage=Usage())


@pytest.fixture
def relay() -> MemoryRelay:
    return MemoryRelay()


@pytest.fixture
async def live(store: Store, relay: MemoryRelay) -> AsyncIterator[Live]:
    async with Live(store, relay, poll_seconds=1000) as live:
        with relay.obey(live.obey):
            yield live


async def running(store: Store) -> Report:
    await store.create(OWNER, REQUEST, CHART)
    (report,) = await store.claim(slots=1, model="glm")
    return report


async def until(viewer: Viewer, chars: int) -> None:
    async with asyncio.timeout(DEADLINE):
        while viewer.text.end < chars:
            await viewer.text.wait_change(viewer.text.version)


async def test_what_was_taken_over_before_it_began_is_not_written(
    store: Store, engine: AsyncEngine, live: Live
) -> None:
    """Else two processes would write under the attempt that the second one was given."""
    first = await running(store)
    await store.save(first.id, 1, piece(0, "一二三", (3,)))
    await store.finish(first.id, 1, piece(3, "", (3,)), Outcome(Status.QUEUED), "")
    (slow,) = await store.claim(slots=1, model="glm")
    await expire(engine, slow.id)
    (other,) = await store.claim(slots=1, model="glm")
    assert (slow.attempt, other.attempt) == (2, 3)
    with pytest.raises(FenceLost):
        async with live.write(slow):
            raise AssertionError("it must not begin")


async def test_viewers_of_one_report_share_a_mirror_that_outlives_them_for_a_while(store: Store, live: Live) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    viewers = await asyncio.gather(*(live.view(report) for _ in range(5)))
    (text,) = {id(viewer.text): viewer.text for viewer in viewers}.values()
    await until(viewers[0], 3)
    for viewer in viewers:
        viewer.close()
    assert live.log_of(report.id) is text
    again = await live.view(report)
    assert again.text is text
    again.close()


async def test_a_mirror_that_nobody_comes_back_to_is_let_go(
    store: Store, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "LINGER_SECONDS", 0.01)
    report = await running(store)
    viewer = await live.view(report)
    following = live._entries[report.id].following
    assert following is not None
    viewer.close()
    async with asyncio.timeout(DEADLINE):
        await asyncio.wait([following])
    assert live.log_of(report.id) is None
    assert live._entries == {}


async def test_a_viewer_that_is_closed_twice_ends_nothing_for_those_who_came_after(
    store: Store, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "LINGER_SECONDS", 0.01)
    report = await running(store)
    first = await live.view(report)
    first.close()
    first.close()
    second = await live.view(report)
    following = live._entries[report.id].following
    assert following is not None
    done, _ = await asyncio.wait([following], timeout=0.1)
    assert done == set()
    assert live.log_of(report.id) is second.text
    second.close()


async def test_a_viewer_whose_row_says_more_than_the_mirror_heard_is_shown_it(store: Store, live: Live) -> None:
    report = await running(store)
    first = await live.view(report)
    await until(first, 0)
    await store.save(report.id, 1, piece(0, "一二三"))
    second = await live.view(await store.report(report.id, OWNER))
    await until(second, 3)
    assert second.text.read(0) == "一二三"
    for viewer in (first, second):
        viewer.close()


async def test_a_deletion_elsewhere_ends_the_viewers_here(store: Store, live: Live, relay: MemoryRelay) -> None:
    report = await running(store)
    viewer = await live.view(report)
    await store.delete(report.id, OWNER)
    relay.order(Order("drop", report.id))
    assert viewer.text.ended is not None
    assert viewer.text.ended.status == Status.DELETED
    viewer.close()
    assert live.viewer_count == 0


async def test_an_order_about_a_report_that_nobody_looks_at_does_nothing(live: Live) -> None:
    for kind in ("drop", "stop", "look", "save"):
        live.obey(Order(kind, uuid4()))  # type: ignore[arg-type]
    assert live.log_of(UUID(int=0)) is None


async def test_a_deletion_heard_while_the_first_viewer_reads_ends_it(
    store: Store, live: Live, relay: MemoryRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    load = store.load

    async def load_and_hear(id: UUID, start: int = 0) -> tuple[Report, str] | None:
        loaded = await load(id, start)
        relay.order(Order("drop", report.id))
        return loaded

    monkeypatch.setattr(store, "load", load_and_hear)
    viewer = await live.view(report)
    assert viewer.text.ended is not None
    assert viewer.text.ended.status == Status.DELETED
    viewer.close()


async def waiting(viewer: Viewer, is_waiting: bool) -> None:
    async with asyncio.timeout(DEADLINE):
        while viewer.text.is_waiting != is_waiting:
            await viewer.text.wait_change(viewer.text.version)


async def test_queued_reports_wait_for_the_model_from_pause_to_unpause(
    store: Store, relay: MemoryRelay, live: Live
) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    early = await live.view(queued)
    assert not early.text.is_waiting
    relay.order(PAUSE)
    await waiting(early, True)
    later, _ = await store.create(OWNER, REQUEST, CHART)
    late = await live.view(later)
    assert late.text.is_waiting
    relay.order(UNPAUSE)
    assert not early.text.is_waiting
    assert not late.text.is_waiting
    for viewer in (early, late):
        viewer.close()


async def test_a_pause_that_is_not_said_again_is_forgotten(store: Store, relay: MemoryRelay) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    async with Live(store, relay, poll_seconds=1000, pause_seconds=0.05) as live:
        with relay.obey(live.obey):
            viewer = await live.view(queued)
            relay.order(PAUSE)
            await waiting(viewer, True)
            await waiting(viewer, False)
            viewer.close()


async def test_a_probe_does_not_make_the_page_flicker(store: Store, relay: MemoryRelay, live: Live) -> None:
    queued, _ = await store.create(OWNER, REQUEST, CHART)
    relay.order(PAUSE)
    (claimed,) = await store.claim(slots=1, model="glm")
    assert claimed.id == queued.id
    async with live.write(claimed) as entry:
        assert entry.text.is_waiting
