"""Two browser contexts as two devices: opening readings on another device, by link and by code, and signing out."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.held_model import HeldModel
from tests.service import Service, serving

from .person import Person, begin, url_of, visiting
from .test_accessibility import check

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def service(database_url: str) -> AsyncIterator[Service]:
    async with serving(database_url, demo=HeldModel(2500)) as service:
        yield service


@asynccontextmanager
async def two(chromium: Browser, service: Service, **options: Any) -> AsyncIterator[tuple[Person, Person]]:
    """A phone and a laptop."""
    async with (
        visiting(chromium, url_of(service), **options) as phone,
        visiting(chromium, url_of(service), **options) as laptop,
    ):
        yield phone, laptop


async def make_link(page: Page) -> str:
    await page.locator("form[action='/devices/link'] button").click()
    await expect(page.locator(".code svg")).to_be_visible()
    return await page.locator("#url").input_value()


async def test_a_link_opens_the_readings_on_another_device(chromium: Browser, service: Service) -> None:
    async with two(chromium, service) as (phone, laptop):
        reading = await begin(service, phone)
        await reading.page.locator(".links a[href='/devices']").click()
        link = await make_link(reading.page)
        assert link.startswith(f"{url_of(service)}/join#")

        page = await laptop.tab(link)
        await expect(page.locator("#field")).to_be_hidden()
        await page.reload()  # opening it, even twice, does not use it
        await page.locator("#join button[type=submit]").click()
        await page.wait_for_url("**/reports")
        await expect(page.locator(".mine li")).to_have_count(1)
        there = await laptop.read(reading.report_id)
        await there.wait_chars(2000)
        await there.wait_connection("live")

        laptop.expects("status of 404")
        again = await laptop.tab(link)
        await again.locator("#join button[type=submit]").click()
        await expect(again.locator("#trouble")).to_contain_text("链接或代码无效")
        sent = [request for person in (phone, laptop) for request in person.requests]
        token = link.partition("#")[2]
        for request in sent:
            assert token not in request.url.partition("#")[0]
            assert token not in (request.headers.get("referer") or "")


async def test_a_recovery_code_brings_readings_back_and_its_own_come_along(chromium: Browser, service: Service) -> None:
    async with two(chromium, service, locale="en-US") as (phone, laptop):
        laptop.expects("status of 422")
        first = await begin(service, phone)
        page = await phone.tab("/devices")
        await page.get_by_role("button", name="Create a recovery code").click()
        code = await page.locator("#code").inner_text()
        assert re.fullmatch(r"([0-9A-Z]{4}-){5}[0-9A-Z]{4}", code)

        service.client.cookies.clear()
        await begin(service, laptop)
        page = await laptop.tab("/recover")
        await expect(page.locator(".note").first).to_contain_text("Readings already in this browser (1) will be merged")
        await page.get_by_label("Recovery code").fill(code[:-1])
        await page.keyboard.press("Enter")
        await expect(page.locator("#trouble")).to_contain_text("A character is wrong or missing")
        await page.get_by_label("Recovery code").fill(code.lower())
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/reports")
        await expect(page.locator(".mine li")).to_have_count(2)
        assert (await laptop.report(first.report_id))["id"] == first.report_id


async def test_a_device_that_is_signed_out_loses_the_reading_it_watches(chromium: Browser, service: Service) -> None:
    async with two(chromium, service) as (phone, laptop):
        laptop.expects("status of 404")
        reading = await begin(service, phone)
        page = await phone.tab("/devices")
        link = await make_link(page)
        joining = await laptop.tab(link)
        await joining.locator("#join button[type=submit]").click()
        await joining.wait_for_url("**/reports")
        there = await laptop.read(reading.report_id)
        await there.wait_connection("live")

        await page.goto("/devices")
        await expect(page.locator(".devices li")).to_have_count(2)
        other = page.locator(".devices li").nth(1)
        await expect(other.locator("time[data-minute]")).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d$"))
        await other.locator("summary").click()
        await other.get_by_role("button", name="确定退出").click()
        await expect(page.locator(".devices li")).to_have_count(1)
        await expect(there.page.locator("#reading")).to_have_attribute("data-status", "gone")
        await expect((await laptop.tab("/devices")).locator(".part")).to_contain_text("这个浏览器里还没有命书")
        await reading.wait_connection("live")


async def test_everything_works_without_javascript(chromium: Browser, service: Service) -> None:
    async with two(chromium, service, java_script_enabled=False) as (phone, laptop):
        reading_id = await service.create()
        await phone.be(service.client)
        page = await phone.tab("/devices")
        link = await make_link(page)
        typed = await page.locator("#typed").inner_text()
        await expect(page.locator("[data-copy]").first).to_be_hidden()

        joining = await laptop.tab(link)
        await expect(joining.locator("#field")).to_be_visible()
        await joining.locator("#code").fill(typed)
        await joining.locator("#join button[type=submit]").click()
        await joining.wait_for_url("**/reports")
        assert (await laptop.report(reading_id))["id"] == reading_id

        await page.goto("/devices")
        await page.locator(".devices li").nth(1).locator("summary").click()
        await page.locator(".devices li").nth(1).locator("button").click()
        await expect(page.locator(".devices li")).to_have_count(1)
        response = await laptop.context.request.get(f"/api/reports/{reading_id}")
        assert response.status == 404


async def test_link_and_code_can_be_copied(chromium: Browser, service: Service) -> None:
    async with visiting(chromium, url_of(service), permissions=["clipboard-read", "clipboard-write"]) as phone:
        await service.create()
        await phone.be(service.client)
        page = await phone.tab("/devices")
        link = await make_link(page)
        await page.get_by_role("button", name="复制链接").click()
        await expect(page.get_by_role("button", name="已复制")).to_be_visible()
        assert await page.evaluate("navigator.clipboard.readText()") == link
        await page.get_by_role("button", name="生成恢复码").click()
        await page.get_by_role("button", name="复制恢复码").click()
        await expect(page.get_by_role("button", name="已复制")).to_be_visible()
        code = await page.locator("#code").inner_text()
        assert await page.evaluate("navigator.clipboard.readText()") == code


async def test_the_other_language_keeps_the_link(chromium: Browser, service: Service) -> None:
    async with two(chromium, service) as (phone, laptop):
        await service.create()
        await phone.be(service.client)
        link = await make_link(await phone.tab("/devices"))
        page = await laptop.tab(link)
        await page.locator("#switch").click()
        await expect(page.locator("h1")).to_have_text("Open on this device")
        await expect(page.locator("#field")).to_be_hidden()
        await page.locator("#join button[type=submit]").click()
        await page.wait_for_url("**/reports")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desk"])
async def test_axe_finds_nothing_serious(
    chromium: Browser, service: Service, scheme: Literal["light", "dark"], locale: str, size: tuple[int, int]
) -> None:
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": size[0], "height": size[1]}}
    async with visiting(chromium, url_of(service), locale=locale, **options) as person:
        person.expects("status of 422")
        for path in ("/devices", "/join", "/recover"):
            await check(await person.tab(path))
        await service.create()
        await person.be(service.client)
        page = await person.tab("/recover")
        await page.locator("#code").fill("ABCD")
        await page.keyboard.press("Enter")
        await expect(page.locator("#trouble")).to_be_visible()
        await check(page)
        page = await person.tab("/devices")
        await page.locator(".devices summary").click()
        await check(page)
        await make_link(page)
        await check(page)
        await page.locator("form[action='/devices/recovery-code'] button").click()
        await expect(page.locator("#code")).to_be_visible()
        await check(page)
        await fits(page)
        link = await make_link(page)
        await fits(page)
        page = await person.tab(link)
        await check(page)
        await fits(page)


async def fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no horizontal scrolling"
    small = await page.evaluate(
        "[...document.querySelectorAll('main :is(a.button, button, summary, input), .links a')]"
        ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)"
        ".map((each) => each.outerHTML)"
    )
    assert small == []
