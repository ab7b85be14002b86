"""Several tabs on one report share a connection, hand it over, and all show what one of them does."""

import re

import pytest
from playwright.async_api import Browser, expect

from app.web.pages.words import WORDS
from tests.held_model import LATER, MIDDLE, SLACK, HeldModel
from tests.service import serving
from tests.waiting import eventually

from .person import begin, url_of, visiting
from .reading import BRUSHES, Reading, check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")

FROM_BEFORE = """() => new BroadcastChannel(document.getElementById("reading").dataset.stream).postMessage(
  { name: "block", term: 1, detail: { i: 0, html: "<p>From a tab that lost the lock long ago</p>", chars: 9 } })"""


async def test_two_tabs_share_one_connection_and_hand_it_over(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        first = await begin(service, person)
        await first.wait_connection("live")
        await first.wait_chars(MIDDLE - SLACK)
        second = await person.read(first.report_id)
        await second.wait_connection("shared")
        demo.resume(LATER)
        await demo.wait_held()
        await first.wait_chars(LATER - SLACK)
        await second.wait_chars(LATER - SLACK)
        await second.wait_same(first)
        assert service.state.live.viewer_count == 1
        assert len(person.streams()) == 1
        await first.page.close()
        await second.wait_connection("live")
        assert len(person.streams()) == 2
        await eventually(lambda: service.state.live.viewer_count == 1)
        demo.resume()
        await check_exact(person, second)


async def test_all_tabs_that_share_a_connection_learn_of_the_end(chromium: Browser, database_url: str) -> None:
    """Three tabs opened at once say `hello` before any of them is connected."""
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create()
        await person.be(service.client)
        pages = [await person.context.new_page() for _ in range(3)]
        for page in pages:
            await page.goto(f"/reports/{report_id}", wait_until="commit")
        readings = [Reading(page, report_id) for page in pages]
        for reading in readings:
            # Wait until each tab listens: one that does not would request the end later instead of sharing it.
            await expect(reading.article).to_have_attribute("data-connection", re.compile("live|shared"))
            await reading.wait_chars(MIDDLE - SLACK)
        demo.resume()
        for reading in readings:
            await check_exact(person, reading)
            await reading.wait_connection("over")
        assert len(person.streams()) == 1


async def test_a_frozen_tab_does_not_block_the_others(chromium: Browser, database_url: str) -> None:
    """Phones freeze tabs in the background: such a tab keeps its lock, but neither receives nor answers."""
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        frozen = await begin(service, person)
        await frozen.wait_connection("live")
        await frozen.wait_chars(MIDDLE - SLACK)
        second = await person.read(frozen.report_id)
        await second.wait_connection("shared")
        third = await person.read(frozen.report_id)
        await third.wait_connection("shared")
        devtools = await person.context.new_cdp_session(frozen.page)
        await devtools.send("Debugger.enable")
        await devtools.send("Debugger.pause")
        demo.resume(LATER)
        await second.look_at()
        await second.wait_connection("live")
        await second.wait_chars(LATER - SLACK)
        await third.wait_same(second)
        await third.wait_connection("shared")
        await devtools.send("Debugger.resume")
        await frozen.wait_connection("shared")
        await frozen.wait_same(second)
        await eventually(lambda: service.state.live.viewer_count == 1)
        await second.page.evaluate(FROM_BEFORE)
        demo.resume()
        for reading in (frozen, second, third):
            await check_exact(person, reading)


async def test_tabs_follow_a_report_that_another_tab_resumed(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        first = await begin(service, person)
        await first.wait_connection("live")
        second = await person.read(first.report_id)
        await second.wait_connection("shared")
        await first.wait_chars(MIDDLE - SLACK)
        await first.button("stop").click()
        for reading in (first, second):
            await check_exact(person, reading, "stopped")
        third = await person.read(first.report_id)
        demo.resume(LATER)
        await first.button("resume").click()
        for reading in (first, second, third):  # wait until all follow, before the report can end
            await expect(reading.article).to_have_attribute("data-connection", re.compile("live|shared"))
        demo.resume()
        for reading in (first, second, third):
            await check_exact(person, reading)


@pytest.mark.parametrize("who", ["first", "second"])
async def test_a_report_deleted_in_one_tab_disappears_from_the_other(
    chromium: Browser, database_url: str, who: str
) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        person.expects("404")
        first = await begin(service, person)
        await first.wait_connection("live")
        second = await person.read(first.report_id)
        await second.wait_connection("shared")
        deleting, other = (first, second) if who == "first" else (second, first)
        button = deleting.button("delete")
        await expect(button).to_be_hidden()
        await deleting.page.locator("details.delete > summary").click()
        await button.click()
        await deleting.page.wait_for_url("**/reports#deleted")
        await expect(deleting.page.locator(".library")).to_be_visible()
        await expect(deleting.page.locator(".mine li")).to_have_count(0)
        # The other tab leaves, too, or shows that the report is gone if it learned of it too late.
        gone = other.page.locator(".library, #reading[data-connection=gone]")
        await expect(gone).to_have_count(1)
        if await other.article.count():
            await expect(other.page.locator("#state")).to_have_text(WORDS["zh"]["conn_gone"])
            for action in ("stop", "resume", "delete"):
                await expect(other.button(action)).to_be_hidden()
            assert await other.page.evaluate(BRUSHES) == []
        assert (await service.client.get(f"/api/reports/{first.report_id}")).status_code == 404
        demo.resume()
