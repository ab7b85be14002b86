"""What a reading's page shows: the body of a finished report is rendered once, and deleted with the report."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.db.records import Report
from app.relay import WAKE, Order
from app.web.blocks import render
from app.web.body import Bodies, Body, body_of
from app.web.deps import OWNER_COOKIE
from tests.service import Service, serving

TITLES = ["命盘速览", "日主与五行"]
TEXT = "## 命盘速览\n\n甲。\n\n## 日主与五行\n\n乙。"


async def body(text: str = TEXT, preview_chars: int | None = None) -> Body:
    return await body_of(render(text), TITLES, preview_chars, 1)


async def test_a_body_is_parted_where_the_preview_ends() -> None:
    parted = await body(preview_chars=TEXT.index("\n\n## 日主"))
    assert parted.before == '<div class="block" id="p1"><h2>命盘速览</h2></div>\n<div class="block"><p>甲。</p></div>'
    assert parted.after == '<div class="block" id="p2"><h2>日主与五行</h2></div>\n<div class="block"><p>乙。</p></div>'
    assert (parted.preview_blocks, parted.ids, parted.passages) == (2, {1, 2}, 2)
    whole = await body()
    assert (whole.before, whole.preview_blocks) == ("", None)
    assert (await body("")).passages == 0


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with serving(database_url) as service:
        yield service


@pytest.fixture
async def report(service: Service) -> Report:
    """A finished one."""
    report_id = await service.create()
    await service.finished(report_id)
    owner = service.state.owners.read(service.client.cookies[OWNER_COOKIE])
    assert owner is not None
    return await service.state.store.report(UUID(report_id), owner)


async def test_a_body_is_made_once_however_many_ask(report: Report) -> None:
    bodies = Bodies()
    first, *others = await asyncio.gather(*(bodies.make(report, TEXT) for _ in range(5)))
    assert all(other is first for other in others)
    assert bodies.find(report) is first


async def test_a_body_is_gone_with_its_report(report: Report) -> None:
    bodies = Bodies()
    await bodies.make(report, TEXT)
    for order in (WAKE, Order("drop", uuid4()), Order("stop", report.id)):
        bodies.obey(order)
        assert bodies.find(report) is not None
    bodies.obey(Order("drop", report.id))
    assert bodies.find(report) is None


async def test_a_body_that_was_being_made_when_its_report_was_deleted_is_not_kept(report: Report) -> None:
    bodies = Bodies()
    making = asyncio.create_task(bodies.make(report, TEXT * 500), name="making")
    await asyncio.sleep(0)
    bodies.obey(Order("drop", report.id))
    await making
    assert bodies.find(report) is None


async def test_another_length_of_a_report_is_another_body(report: Report) -> None:
    bodies = Bodies()
    first = await bodies.make(report, TEXT)
    longer = replace(report, chars=report.chars + 5)
    assert bodies.find(longer) is None
    assert await bodies.make(longer, TEXT + "\n\n丙丙丙") != first
    assert bodies.find(report) is None


async def test_the_least_recently_used_bodies_make_room(report: Report) -> None:
    size = len((await body()).after)
    bodies = Bodies(most_chars=2 * size)
    first, second, third = (replace(report, id=uuid4(), preview_chars=None) for _ in range(3))
    for one in (first, second, first, third):
        await bodies.make(one, TEXT)
    assert bodies.find(second) is None
    assert bodies.find(first) is not None
    await bodies.make(second, TEXT * 5)
    assert all(bodies.find(one) is None for one in (first, second, third)), "one that is too long is not kept"


async def test_a_finished_page_comes_from_its_body_until_it_is_deleted(service: Service, report: Report) -> None:
    first = await service.client.get(f"/reports/{report.id}")
    kept = service.state.bodies.find(report)
    assert kept is not None
    assert kept.after in first.text
    assert (await service.client.get(f"/reports/{report.id}")).text == first.text
    assert service.state.bodies.find(report) is kept
    await service.client.delete(f"/api/reports/{report.id}")
    assert service.state.bodies.find(report) is None
