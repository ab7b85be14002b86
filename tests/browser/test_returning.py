"""Coming back: the place that one had read to, and the way through a long text."""

import pytest
from playwright.async_api import Browser, Page, expect

from app.web.pages.words import WORDS
from tests.service import Service, serving

from .person import Person, url_of, visiting
from .reading import WAIT_MS, Reading

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 390, "height": 844}
STORED = """(() => {
  try { return JSON.parse(localStorage.getItem("mingshu:last-read")) ?? {}; } catch { return {}; }
})()"""


async def finished(service: Service, person: Person) -> Reading:
    report = await service.finished(await service.create())
    await person.be(service.client)
    return await person.read(report["id"])


async def read_to(reading: Reading, passage: int) -> None:
    """Scroll to the second block below a heading, and wait until the page has remembered it."""
    await reading.page.evaluate(
        "(n) => document.querySelector(`#p${n} + .block + .block`).scrollIntoView({ block: 'start' })", passage
    )
    await reading.page.wait_for_function(
        f"([id, n]) => {STORED}[id]?.passage === n", arg=[reading.report_id, passage], timeout=WAIT_MS
    )


async def top_of(page: Page, selector: str) -> float:
    return float(await page.locator(selector).evaluate("(element) => element.getBoundingClientRect().top"))


async def test_a_reading_continues_where_one_had_read_to(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        await expect(reading.page.locator("#where")).to_be_visible()
        await expect(reading.page.locator("#last-read")).to_be_hidden()
        await read_to(reading, 5)
        sent = len(person.requests)
        place = await reading.page.evaluate(f"(id) => {STORED}[id]", reading.report_id)
        await reading.page.close()

        again = await person.read(reading.report_id)
        bar = again.page.locator("#last-read")
        await expect(bar).to_be_visible()
        await expect(bar).to_contain_text("接着上次读：第 5 节")
        assert await again.page.evaluate("scrollY") == 0, "the page does not scroll by itself"
        await again.page.evaluate("scrollTo(0, 400)")
        await expect(bar).to_be_visible()
        await bar.locator(".jump").press("Enter")
        await expect(bar).to_be_hidden()
        focused = await again.page.evaluate(
            "[...document.querySelectorAll('#text > .block')].indexOf(document.activeElement)"
        )
        start = await again.page.evaluate(
            "[...document.querySelectorAll('#text > .block')].findIndex((block) => block.id === 'p5')"
        )
        assert focused == start + place["block"]
        assert 0 <= await top_of(again.page, ".block:focus") < PHONE["height"] / 2
        assert all(request.post_data is None for request in person.requests[sent:]), "nothing is sent"
        assert not any("p5" in request.url or "passage" in request.url for request in person.requests)


async def test_the_offer_goes_when_it_is_dismissed_and_the_place_stays(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        await read_to(reading, 4)
        await reading.page.close()
        again = await person.read(reading.report_id)
        await again.page.get_by_role("button", name=WORDS["zh"]["last_read_close"]).click()
        await expect(again.page.locator("#last-read")).to_be_hidden()
        stored = await again.page.evaluate(f"(id) => {STORED}[id].passage", reading.report_id)
        assert stored == 4


async def test_the_offer_goes_when_one_has_read_past_it(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        await read_to(reading, 3)
        await reading.page.close()
        again = await person.read(reading.report_id)
        await expect(again.page.locator("#last-read")).to_be_visible()
        await read_to(again, 6)
        await expect(again.page.locator("#last-read")).to_be_hidden()


async def test_the_offer_goes_at_a_place_that_cannot_reach_the_reading_line(
    chromium: Browser, database_url: str
) -> None:
    """The last blocks of a text stay in the lower part of a tall window."""
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        last = "[...document.querySelectorAll('#text > .block')].at(-1)"
        await reading.page.evaluate(f"{last}.scrollIntoView({{ block: 'start' }})")
        sections = await reading.page.locator("#toc li").count()
        await reading.page.wait_for_function(
            f"([id, n]) => {STORED}[id]?.passage === n", arg=[reading.report_id, sections], timeout=WAIT_MS
        )
        await reading.page.close()
        again = await person.context.new_page()
        await again.set_viewport_size({"width": 1440, "height": 1800})
        await again.goto(f"/reports/{reading.report_id}")
        bar = again.locator("#last-read")
        await expect(bar).to_be_visible()
        await again.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        assert await again.evaluate(f"{last}.getBoundingClientRect().top > innerHeight * 0.35")
        await expect(bar).to_be_hidden()


async def test_a_deleted_report_leaves_no_place(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        await read_to(reading, 3)
        await reading.page.locator("details.delete > summary").click()
        await reading.button("delete").click()
        await reading.page.wait_for_url("**/reports#deleted")
        assert await reading.page.evaluate(STORED) == {}


async def test_a_damaged_memory_does_no_harm(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        for damage in ("null", "[]", "7", "{", '{"x": 1}', f'{{"{reading.report_id}": 1}}'):
            await reading.page.evaluate("(damage) => localStorage.setItem('mingshu:last-read', damage)", damage)
            again = await person.read(reading.report_id)
            await expect(again.page.locator("#where")).to_have_attribute("role", "button")
            await expect(again.page.locator("#last-read")).to_be_hidden()
            await read_to(again, 3)
            await again.page.close()


async def test_the_foot_says_which_section_is_in_view_and_opens_the_contents(
    chromium: Browser, database_url: str
) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service), viewport=PHONE) as person:
        reading = await finished(service, person)
        page, where, sheet = reading.page, reading.page.locator("#where"), reading.page.locator("#sheet")
        await expect(where).to_have_text("目录")
        sections = await page.locator("#toc li").count()
        await read_to(reading, 8)
        await expect(where).to_have_text(f"目录 第 8/{sections} 节")
        await expect(page.locator(".pinned")).to_be_visible()
        await where.press("Enter")
        await expect(sheet).to_be_visible()
        await expect(sheet.locator("[aria-current]")).to_have_text(await page.locator("#p8").inner_text())
        await page.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()
        await expect(where).to_be_focused()
        await where.press(" ")
        await sheet.locator("a[href='#p2']").click()
        await expect(sheet).to_be_hidden()
        await expect(where).to_have_text(f"目录 第 2/{sections} 节")
        assert 0 <= await top_of(page, "#p2") < PHONE["height"] / 2


async def test_without_a_script_the_foot_links_to_the_contents(chromium: Browser, database_url: str) -> None:
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), viewport=PHONE, java_script_enabled=False) as person,
    ):
        reading = await finished(service, person)
        await reading.page.locator("#where").click()
        await expect(reading.page).to_have_url(f"{person.url}/reports/{reading.report_id}#contents")
        await expect(reading.page.locator("#contents summary")).to_be_in_viewport()
        await expect(reading.page.locator("#last-read")).to_be_hidden()
        await expect(reading.page.locator("#notify")).to_be_hidden()
