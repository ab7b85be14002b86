"""A stranger opens a shared link while the report is written, and after it was revoked."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from app.db.shares import MOST_SHARES
from app.web.pages.words import WORDS
from tests.held_model import LATER, MIDDLE, SLACK, HeldModel
from tests.service import Service, serving

from .person import Person, url_of, visiting
from .reading import Reading
from .test_accessibility import check

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "小明"
ZH = WORDS["zh"]


async def share(page: Page, *, scope: str = "all", with_person: bool = False) -> str:
    """Make a link in the panel of the owner's page, and return it."""
    panel = page.locator("#sharing")
    if not await panel.evaluate("(panel) => panel.open"):
        await panel.locator("summary").click()
    await panel.locator(f"[name=scope][value={scope}]").check()
    await panel.locator("[name=with_person]").set_checked(with_person)
    before = await page.locator("#share-link").input_value()
    await panel.get_by_role("button", name=ZH["share_make"]).click()
    await expect(page.locator("#share-link")).not_to_have_value(before)
    return await page.locator("#share-link").input_value()


@asynccontextmanager
async def owner_and_stranger(
    chromium: Browser, database_url: str, demo: HeldModel, **options: Any
) -> AsyncIterator[tuple[Service, Reading, Person]]:
    """The owner's open page, held at `MIDDLE`, and a stranger with a browser of their own."""
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service)) as owner,
        visiting(chromium, url_of(service), **options) as stranger,
    ):
        report_id = await service.create()
        await owner.be(service.client)
        reading = await owner.read(report_id)
        await reading.wait_chars(MIDDLE - SLACK)
        yield service, reading, stranger
        assert await stranger.context.cookies() == []


async def opened(stranger: Person, link: str) -> Reading:
    return Reading(await stranger.tab(link), "")


async def test_a_stranger_sees_it_live_until_the_link_is_revoked(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with owner_and_stranger(chromium, database_url, demo) as (_, mine, stranger):
        link = await share(mine.page)
        shared = await opened(stranger, link)
        await shared.wait_connection("live")
        await shared.wait_chars(MIDDLE - SLACK)
        await expect(shared.page.locator("h1")).to_have_text(ZH["reading_nameless"])
        assert NAME not in await shared.page.content()
        assert await shared.page.locator("form:not([method=dialog])").count() == 0
        demo.resume(LATER)
        await shared.wait_chars(LATER - SLACK)
        await shared.wait_status("running")

        stranger.expects("status of 404")
        await mine.page.locator("#shares summary").click()
        await mine.page.locator("#shares").get_by_role("button", name=ZH["share_revoke_yes"]).click()
        await expect(mine.page.locator("#shares li")).to_have_count(0)
        await expect(shared.page.locator("h1")).to_have_text(ZH["share_missing_title"])
        assert "某某" not in await shared.page.content()
        await mine.wait_status("running")
        demo.resume()
        await mine.wait_status("completed")


async def test_a_shared_page_shows_the_whole_text_in_the_end(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with owner_and_stranger(chromium, database_url, demo) as (_, mine, stranger):
        shared = await opened(stranger, await share(mine.page, with_person=True))
        await shared.wait_connection("live")
        await expect(shared.page.locator("h1")).to_contain_text(NAME)
        demo.resume()
        await shared.wait_status("completed")
        await mine.wait_status("completed")
        await shared.wait_same(mine)
        await expect(shared.page.locator(".preview-end")).to_have_count(0)
        await shared.page.reload()
        assert await shared.blocks() == await mine.blocks()


async def test_a_shared_preview_ends_while_the_report_goes_on(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(1000)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service)) as owner,
        visiting(chromium, url_of(service)) as stranger,
    ):
        report_id = await service.create()
        await owner.be(service.client)
        mine = await owner.read(report_id)
        shared = await opened(stranger, await share(mine.page, scope="preview", with_person=True))
        await shared.wait_connection("live")
        await expect(shared.page.locator(".preview-end")).to_be_hidden()
        demo.resume(LATER)
        await mine.wait_chars(LATER - SLACK)
        await shared.wait_status("completed")
        await expect(shared.page.locator("#state")).to_have_text(ZH["shared_preview_status"])
        await expect(shared.page.locator(".preview-end")).to_be_visible()
        preview = (await service.report(report_id))["preview"]
        live = await shared.blocks()
        assert len("".join(live)) <= len(preview)
        await shared.page.reload()
        assert await shared.blocks() == live
        last = shared.page.locator("#toc li").last
        await expect(last.locator("a[href]")).to_have_count(0)
        await expect(last).not_to_have_class(re.compile("written"))
        assert (await service.report(report_id))["status"] == "running"


async def test_a_shared_link_works_without_a_script(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), java_script_enabled=False) as owner,
        visiting(chromium, url_of(service), java_script_enabled=False) as stranger,
    ):
        report_id = await service.create()
        await owner.be(service.client)
        await demo.wait_held()
        page = await owner.tab(f"/reports/{report_id}")
        await page.locator("#sharing summary").click()
        await page.locator("#sharing [name=days][value='7']").check()
        await page.get_by_role("button", name=ZH["share_make"]).click()
        link = await page.locator("#share-link").input_value()
        await page.get_by_role("link", name=ZH["share_back"]).click()
        await expect(page.locator("#shares li")).to_have_count(1)
        shared = await stranger.tab(link)
        await expect(shared.locator("#text .block").nth(5)).to_be_attached()
        await expect(shared.locator("noscript meta[http-equiv=refresh]")).to_have_count(1)
        await expect(page.locator("#shares")).to_be_visible()  # the address opens the panel
        await page.locator("#shares summary").click()
        await page.locator("#shares").get_by_role("button", name=ZH["share_revoke_yes"]).click()
        await expect(page).to_have_url(re.compile(f"/reports/{report_id}#share-form$"))
        stranger.expects("status of 404")
        await shared.goto(link)
        await expect(shared.locator("h1")).to_have_text(ZH["share_missing_title"])


async def test_the_chart_is_saved_as_a_picture_without_a_name_in_it(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with owner_and_stranger(chromium, database_url, demo) as (_, mine, stranger):
        shared = await opened(stranger, await share(mine.page))
        for page in (mine.page, shared.page):
            async with page.expect_download() as saving:
                await page.locator("#save-chart").click()
            download = await saving.value
            assert download.suggested_filename == "mingshu-chart.png"
            path = await download.path()
            data = path.read_bytes()
            assert data[:8] == b"\x89PNG\r\n\x1a\n"
            assert int.from_bytes(data[16:20], "big") == 1440
            assert len(data) > 50_000, "not an empty canvas"
            async with page.expect_download() as saving:
                await page.locator(".save-chart").click()
            assert (await saving.value).suggested_filename == "mingshu-chart.svg"


async def test_a_printed_preview_has_its_text_and_mark_and_no_buttons(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(LATER)
    async with owner_and_stranger(chromium, database_url, demo) as (_, mine, stranger):
        shared = await opened(stranger, await share(mine.page, scope="preview"))
        await shared.wait_status("completed")
        await shared.page.emulate_media(media="print")
        await expect(shared.page.locator(".preview-end")).to_be_visible()
        for hidden in (".save-chart", "#actions", ".shared-note", "#status"):
            await expect(shared.page.locator(hidden)).to_be_hidden()
        await mine.page.emulate_media(media="print")
        await expect(mine.page.locator("#sharing")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_axe_finds_nothing_serious_in_sharing_and_shared_pages(
    chromium: Browser, database_url: str, scheme: Literal["light", "dark"], locale: str
) -> None:
    demo = HeldModel(MIDDLE)
    options = {"locale": locale, "color_scheme": scheme}
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), **options) as owner,
        visiting(chromium, url_of(service), **options) as stranger,
    ):
        report_id = await service.create()
        await owner.be(service.client)
        await demo.wait_held()
        made = [
            await service.client.post(f"/api/reports/{report_id}/shares", json=body)
            for body in ({}, {"scope": "preview", "with_person": True}, {"expires_at": "2999-01-01T00:00:00Z"})
        ]
        for width, height in ((390, 844), (1440, 900), (320, 640)):
            page = await owner.tab(f"/reports/{report_id}#sharing")
            await page.set_viewport_size({"width": width, "height": height})
            await expect(page.locator("#shares li").first).to_be_visible()
            panel, row = [await page.locator(each).first.bounding_box() for each in ("#sharing", "#shares li")]
            assert panel
            assert row
            assert abs(row["width"] - panel["width"]) < 1, "a link takes up the width of the panel"
            await page.locator(".share-form button").click()
            await expect(page.locator(".new-share")).to_be_visible()
            pages = [page, *[await stranger.tab(response.json()["link"]) for response in made[:2]]]
            for each in pages:
                await each.set_viewport_size({"width": width, "height": height})
                await check(each)
                is_wide = "document.documentElement.scrollWidth > innerWidth"
                assert not await each.evaluate(is_wide), "the page must not scroll horizontally"
                await each.close()
        stranger.expects("status of 404")
        await check(await stranger.tab("/s/unknown"))


async def test_the_panel_is_used_by_keyboard_and_says_what_failed(chromium: Browser, database_url: str) -> None:
    async with (
        serving(database_url, demo=HeldModel(MIDDLE)) as service,
        visiting(chromium, url_of(service)) as owner,
    ):
        report_id = await service.create()
        await owner.be(service.client)
        page = (await owner.read(report_id)).page
        panel = page.locator("#sharing")
        await panel.locator("summary").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowRight")
        await expect(panel.locator("[name=scope][value=preview]")).to_be_checked()
        await page.keyboard.press("Enter")
        await expect(page.locator("#share-link")).to_be_focused()
        await expect(page.locator("#share-link")).to_have_value(re.compile(r"^http://.*/s/\w{24}$"))
        await expect(page.locator("#shares li")).to_contain_text(ZH["share_scope_preview"])
        for _ in range(MOST_SHARES - 1):
            await service.client.post(f"/api/reports/{report_id}/shares", json={})
        owner.expects("status of 429")
        await panel.get_by_role("button", name=ZH["share_make"]).click()
        await expect(panel.locator(".share-form .error")).to_have_text(ZH["share_most"].format(n=MOST_SHARES))


@pytest.mark.parametrize("zone", ["Pacific/Midway", "Pacific/Kiritimati"])  # one of them has another date than Beijing
async def test_the_dates_of_links_are_those_of_the_reader(chromium: Browser, database_url: str, zone: str) -> None:
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), timezone_id=zone) as owner,
    ):
        report_id = await service.create()
        await owner.be(service.client)
        await service.client.post(f"/api/reports/{report_id}/shares", json={})
        reading = await owner.read(report_id)
        await reading.page.locator("#sharing > summary").click()
        created = reading.page.locator("#shares time")
        moment = datetime.fromisoformat(await created.get_attribute("datetime") or "")
        await expect(created).to_have_text(f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}")
        await share(reading.page)  # replaces the list
        await expect(created).to_have_count(2)
        for each in await created.all():
            await expect(each).to_have_text(f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}")
