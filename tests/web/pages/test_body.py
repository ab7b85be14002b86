"""Bodies of pages: a finished report is rendered once, and its body is dropped when the report is deleted."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.db.records import Report
from app.relay import WAKE, Command
from app.web.deps import OWNER_COOKIE
from app.web.pages.blocks import render
from app.web.pages.body import Bodies, Body, body_of
from tests.service import Service, serving

TITLES = ["命盘速览", "日主与五行"]
TEXT = "## 命盘速览\n\n甲。\n\n## 日主与五行\n\n乙。"


async def body(text: str = TEXT, preview_chars: int | None = None) -> Body:
    return await body_of(render(text), TITLES, preview_chars, 1)


async def test_a_body_is_split_at_the_end_of_the_preview() -> None:
    parted = await body(preview_chars=TEXT.index("\n\n## 日主"))
    assert parted.before == '<div class="block" id="p1"><h2>命盘速览</h2></div>\n<div class="block"><p>甲。</p></div>'
    assert parted.after == '<div class="block" id="p2"><h2>日主与五行</h2></div>\n<div class="block"><p>乙。</p></div>'
    assert (parted.preview_blocks, parted.ids, parted.passages) == (2, frozenset({1, 2}), 2)
    whole = await body()
    assert (whole.before, whole.preview_blocks) == ("", None)
    assert (await body("")).passages == 0


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with serving(database_url) as service:
        yield service


@pytest.fixture
async def report(service: Service) -> Report:
    """A finished report."""
    report_id = await service.create()
    await service.finished(report_id)
    owner = service.state.owners.read(service.client.cookies[OWNER_COOKIE])
    assert owner is not None
    return await service.state.store.report(UUID(report_id), owner)


async def test_concurrent_requests_render_a_body_once(report: Report) -> None:
    bodies = Bodies()
    first, *others = await asyncio.gather(*(bodies.make(report, TEXT, TITLES) for _ in range(5)))
    assert all(other is first for other in others)
    assert bodies.find(report) is first


async def test_deleting_a_report_drops_its_body(report: Report) -> None:
    bodies = Bodies()
    await bodies.make(report, TEXT, TITLES)
    for command in (WAKE, Command("drop", uuid4()), Command("stop", report.id)):
        bodies.handle(command)
        assert bodies.find(report) is not None
    bodies.handle(Command("drop", report.id))
    assert bodies.find(report) is None


async def test_a_body_rendered_while_its_report_is_deleted_is_not_cached(report: Report) -> None:
    bodies = Bodies()
    making = asyncio.create_task(bodies.make(report, TEXT * 500, TITLES), name="making")
    await asyncio.sleep(0)
    bodies.handle(Command("drop", report.id))
    await making
    assert bodies.find(report) is None


async def test_a_report_that_has_grown_has_a_new_body(report: Report) -> None:
    bodies = Bodies()
    first = await bodies.make(report, TEXT, TITLES)
    longer = replace(report, chars=report.chars + 5)
    assert bodies.find(longer) is None
    assert await bodies.make(longer, TEXT + "\n\n丙丙丙", TITLES) != first
    assert bodies.find(report) is None


async def test_the_least_recently_used_bodies_are_dropped_first(report: Report) -> None:
    size = len((await body()).after)
    bodies = Bodies(most_chars=2 * size)
    first, second, third = (replace(report, id=uuid4(), preview_chars=None) for _ in range(3))
    for one in (first, second, first, third):
        await bodies.make(one, TEXT, TITLES)
    assert bodies.find(second) is None
    assert bodies.find(first) is not None
    await bodies.make(second, TEXT * 5, TITLES)
    assert all(bodies.find(one) is None for one in (first, second, third)), "a body over the limit is not cached"


async def test_the_page_of_a_finished_report_uses_the_cached_body_until_deletion(
    service: Service, report: Report
) -> None:
    first = await service.client.get(f"/reports/{report.id}")
    kept = service.state.bodies.find(report)
    assert kept is not None
    assert kept.after in first.text
    again = await service.client.get(f"/reports/{report.id}")
    key = r'name="key" value="\w+"'  # new for every page
    assert re.sub(key, "", again.text) == re.sub(key, "", first.text)
    assert service.state.bodies.find(report) is kept
    await service.client.delete(f"/api/reports/{report.id}")
    assert service.state.bodies.find(report) is None
