"""The chart of a reading: its terms explain themselves, and it opens from decades to years to months."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from tests.service import serving

from .chromium import find_browser
from .person import Person, url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
FONT = 28
"""A default font that some readers set, in CSS pixels."""


@asynccontextmanager
async def reading(
    chromium: Browser, database_url: str, options: dict[str, Any], **changes: Any
) -> AsyncIterator[tuple[Person, Page]]:
    """The page of a finished reading."""
    async with serving(database_url) as service, visiting(chromium, url_of(service), **options) as person:
        report_id = await service.create(**changes)
        await service.finished(report_id)
        await person.be(service.client)
        yield person, await person.tab(f"/reports/{report_id}")


def card_of(page: Page) -> Locator:
    return page.locator("#term-card")


def term_in(page: Page, row: str) -> Locator:
    """The first term in a cell of this row of the four pillars."""
    return page.locator(f".natal .{row} td a").first


async def check(page: Page) -> None:
    found = (await Axe().run(page)).response["violations"]
    assert [
        (rule["id"], rule["nodes"][0]["target"]) for rule in found if rule["impact"] in ("serious", "critical")
    ] == []


async def open_all(page: Page) -> None:
    await page.evaluate("document.querySelectorAll('#chart details').forEach((each) => (each.open = true))")


async def test_a_tap_opens_a_term_at_the_bottom_of_a_phone(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, PHONE) as (person, page):
        term, card = term_in(page, "god"), card_of(page)
        assert not any("/api/glossary" in request.url for request in person.requests)
        await term.tap()
        await expect(card).to_be_visible()
        await expect(card).to_contain_text(await term.inner_text())
        box = await card.bounding_box()
        assert box
        assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 844)
        await check(page)
        await page.touchscreen.tap(4, 300)  # where nothing is
        await expect(card).to_be_hidden()
        await expect(term).to_have_attribute("aria-expanded", "false")
        await term_in(page, "branch").tap()
        await expect(card).to_be_visible()
        await card.get_by_role("button").tap()
        await expect(card).to_be_hidden()
        assert sum("/api/glossary" in request.url for request in person.requests) == 1


async def test_a_resting_pointer_opens_a_term_and_leaving_closes_it(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, DESK) as (_, page):
        term, card = term_in(page, "god"), card_of(page)
        await term.hover()
        await expect(card).to_be_visible()
        assert await page.evaluate("document.activeElement === document.body")
        anchor, box = await term.bounding_box(), await card.bounding_box()
        assert anchor
        assert box
        assert 0 < box["y"] - anchor["y"] - anchor["height"] < 20
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1440
        await card.hover()
        await page.mouse.move(5, 5)
        await expect(card).to_be_hidden()
        await term.hover()
        await expect(card).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(card).to_be_hidden()


async def test_the_keyboard_opens_a_term_and_escape_returns_to_it(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, DESK) as (_, page):
        term, card = term_in(page, "stem"), card_of(page)
        for key in ("Enter", " "):
            await term.focus()
            await page.keyboard.press(key)
            await expect(card).to_be_focused()
            await expect(term).to_have_attribute("aria-expanded", "true")
            name = await page.locator("#term-name").inner_text()
            assert (await term.inner_text()) in name
            await page.keyboard.press("Escape")
            await expect(card).to_be_hidden()
            await expect(term).to_be_focused()
            await expect(term).to_have_attribute("aria-expanded", "false")
        assert "/glossary" not in page.url


async def test_another_term_replaces_the_open_one(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, DESK) as (_, page):
        first, second, card = term_in(page, "god"), page.locator(".natal .god td a").last, card_of(page)
        await first.click()
        await expect(card).to_contain_text(await first.inner_text())
        await second.click()
        await expect(card).to_be_visible()
        await expect(card).to_contain_text(await second.inner_text())
        await expect(second).to_have_attribute("aria-expanded", "true")
        await expect(first).to_have_attribute("aria-expanded", "false")
        await page.mouse.wheel(0, 200)
        await expect(card).to_be_hidden()


async def test_a_term_says_so_if_the_glossary_does_not_load(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, DESK) as (person, page):
        person.expects("net::ERR_FAILED")
        await page.route("**/api/glossary*", lambda route: route.abort())
        term, card = term_in(page, "god"), card_of(page)
        await term.click()
        await expect(card).to_contain_text(await page.locator("#chart").get_attribute("data-failed") or "?")
        await page.unroute("**/api/glossary*")
        await page.keyboard.press("Escape")
        await term.click()
        await expect(card.locator("h3 span").first).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_decade_opens_its_years_and_a_year_its_months(
    chromium: Browser, database_url: str, language: str
) -> None:
    async with reading(chromium, database_url, PHONE, language=language) as (_, page):
        luck = page.locator("#chart .luck")
        await expect(luck).to_be_hidden()
        await expect(page.locator(".natal .stars")).to_be_hidden()
        await page.locator(".plate > .rest > summary").tap()
        await expect(page.locator(".natal .stars")).to_be_visible()
        now = luck.locator("li.now > details").first
        await expect(now).to_have_attribute("open", "")
        other = luck.locator("div > ol > li:not(.now) > details").nth(1)
        await expect(other.locator(".years")).to_be_hidden()
        await other.locator("summary").first.focus()
        await page.keyboard.press("Enter")
        await expect(other.locator(".years > li")).to_have_count(10)
        await expect(other.locator(".years > li").last).to_be_visible()
        year = now.locator(".years > li.now > details")
        await year.locator("summary").tap()
        await expect(year.locator(".months tr")).to_have_count(12)
        await expect(year.locator(".months tr").last).to_be_visible()


async def test_without_scripts_it_is_tables_and_links(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, {**PHONE, "java_script_enabled": False}) as (_, page):
        await page.locator(".plate > .rest > summary").tap()
        year = page.locator("#chart .years > li.now > details")
        await year.locator("summary").tap()
        await expect(year.locator(".months tr").last).to_be_visible()
        term = term_in(page, "god")
        name = await term.inner_text()
        await term.tap()
        await expect(page).to_have_url(re.compile("/glossary#"))
        await expect(page.locator(":target")).to_contain_text(name)
        await page.locator(".switch").tap()
        await expect(page.locator("h1")).to_have_text("Glossary")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_axe_finds_nothing_serious_and_nothing_sticks_out(
    chromium: Browser, database_url: str, scheme: Literal["light", "dark"], language: str
) -> None:
    async with reading(chromium, database_url, {"color_scheme": scheme}, language=language) as (person, page):
        for width in (360, 390, 768, 1440):
            await page.set_viewport_size({"width": width, "height": 900})
            await check(page)
            await open_all(page)
            await check(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            # No label is smaller than 11 pixels.
            sizes = await page.evaluate(
                "[...document.querySelectorAll('#chart *')].map((each) => parseFloat(getComputedStyle(each).fontSize))"
            )
            assert min(sizes) >= 11
            cells = await page.evaluate(
                """() => [...document.querySelectorAll('.natal :is(td, th)')]
                    .filter((cell) => cell.scrollWidth > cell.clientWidth + 12).map((cell) => cell.textContent)"""
            )
            assert cells == []
        await term_in(page, "god").click()
        await expect(card_of(page)).to_be_visible()
        await check(page)
        await page.goto(f"{person.url}/glossary")
        await check(page)


async def test_beside_the_text_the_whole_chart_is_open(chromium: Browser, database_url: str) -> None:
    async with reading(chromium, database_url, DESK) as (_, page):
        await expect(page.locator(".plate > .rest > summary")).to_be_hidden()
        await expect(page.locator(".natal .stars")).to_be_visible()
        await expect(page.locator("#chart .luck h3")).to_be_visible()
        chart, text = await page.locator("#chart").bounding_box(), await page.locator("#text").bounding_box()
        assert chart
        assert text
        assert chart["x"] >= text["x"] + text["width"]
        assert chart["y"] + chart["height"] <= 900


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_large_default_font_does_not_widen_the_page(
    chromium: Browser, database_url: str, language: str
) -> None:
    path = find_browser(chromium.browser_type.executable_path)
    large = await chromium.browser_type.launch(
        executable_path=path, args=["--no-sandbox", f"--blink-settings=defaultFontSize={FONT}"]
    )
    try:
        async with reading(large, database_url, PHONE, language=language) as (_, page):
            assert await page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{FONT}px"
            await open_all(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            wide = await page.evaluate(
                """() => [...document.querySelectorAll('#chart *')].filter(
                    (each) => !each.closest('.across') && each.getBoundingClientRect().right > innerWidth + 1
                  ).map((each) => each.className || each.textContent)"""
            )
            assert wide == []
            await term_in(page, "god").tap()
            box = await card_of(page).bounding_box()
            assert box
            assert box["y"] > 0
    finally:
        await large.close()
