"""A first view stays small enough for a phone's network, and pages fit whatever font size the reader has chosen."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.held_model import HeldModel
from tests.service import Service, serving

from .chromium import launch
from .person import Person, url_of, visiting
from .reading import Reading

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_BYTES = 100_000
"""Size limit in bytes, as transferred: scripts and styles are compressed, pages and pictures are not."""


async def weighed(person: Person) -> tuple[Page, Counter[str]]:
    """A new tab, and the bytes it receives per URL, including streams that are still open."""
    page = await person.context.new_page()
    devtools = await person.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    urls: dict[str, str] = {}
    sizes: Counter[str] = Counter()

    def requested(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["request"]["url"].removeprefix(person.url)

    def received(event: dict[str, Any]) -> None:
        sizes[urls[event["requestId"]]] += event["encodedDataLength"]

    def finished(event: dict[str, Any]) -> None:
        sizes[urls[event["requestId"]]] = int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", requested)
    devtools.on("Network.dataReceived", received)
    devtools.on("Network.loadingFinished", finished)
    return page, sizes


async def test_the_front_page_is_light(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        page, sizes = await weighed(person)
        await page.goto("/", wait_until="networkidle")
        assert {"/", "/static/page.css", "/static/ask.js"} <= sizes.keys()
        assert sizes.total() < MOST_BYTES, sizes


async def test_a_half_written_reading_is_light(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(4000)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create()
        await person.be(service.client)
        await demo.wait_held()
        page, sizes = await weighed(person)
        await page.goto(f"/reports/{report_id}")
        await Reading(page, report_id).wait_connection("live")
        await page.wait_for_function("() => [...document.images].every((image) => image.complete)")
        assert {f"/reports/{report_id}", "/static/chart.css", "/static/chart.js", "/static/reading.js"} <= sizes.keys()
        assert not {"/static/term-card.js", "/static/glossary.css"} & sizes.keys()  # until a term is opened
        assert sizes.total() < MOST_BYTES, sizes
        demo.resume()


LARGE_FONT = 28
SMALLEST_LABEL = 11
MISSING = "/reports/00000000-0000-4000-8000-000000000000"
OVERFLOW = """() => {
  const clips = (element) => {
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement)
      if (getComputedStyle(e).overflowX !== "visible") return true;
    return false;
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !clips(e))
    .map((e) => `${e.tagName}#${e.id}.${e.className}: ${e.textContent.trim().slice(0, 30)}`);
}"""
"""What sticks out of the window at its right, other than in boxes that scroll or clip."""
SMALL_LABELS = """(smallest) => [...document.querySelectorAll("body *")]
  .filter((e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < smallest)
  .map((e) => `${e.tagName}#${e.id}.${e.className}: ${e.textContent.trim().slice(0, 30)}`)"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button:not(.unseen), summary, .top a, .foot a")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.9)
  .map((e) => `${e.id}.${e.className} ${e.getBoundingClientRect().height}`)"""


@pytest_asyncio.fixture(loop_scope="session")
async def large_font(chromium: Browser) -> AsyncIterator[Browser]:
    """A browser whose reader has chosen a default font size of 28 px. `chromium` skips the test if there is none."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, f"--blink-settings=defaultFontSize={LARGE_FONT}")
        yield browser
        await browser.close()


async def pages_of(service: Service, person: Person) -> AsyncIterator[Page]:
    """The front page with a list, a finished reading, and an error page."""
    person.expects("status of 404")
    report = await service.finished(await service.create(question="今年适合换工作吗？"))
    await person.be(service.client)
    for path in ("/", f"/reports/{report['id']}", MISSING):
        yield await person.tab(path)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [320, 360, 768, 1440])
async def test_pages_fit_with_a_large_font(large_font: Browser, database_url: str, locale: str, width: int) -> None:
    async with (
        serving(database_url) as service,
        visiting(large_font, url_of(service), locale=locale, viewport={"width": width, "height": 740}) as person,
    ):
        async for page in pages_of(service, person):
            assert await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == LARGE_FONT
            assert await page.evaluate(OVERFLOW) == [], page.url
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
            assert await page.evaluate(SMALL_TARGETS) == [], page.url


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize(("width", "zoom"), [(360, 1), (640, 2), (1280, 2)])
async def test_pages_fit_phones_and_zoom_with_readable_labels(
    chromium: Browser, database_url: str, locale: str, width: int, zoom: int
) -> None:
    """Zoom makes the window narrower in CSS pixels, and these larger."""
    viewport = {"width": width // zoom, "height": 740 // zoom}
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), locale=locale, viewport=viewport, device_scale_factor=zoom) as person,
    ):
        async for page in pages_of(service, person):
            assert await page.evaluate(OVERFLOW) == [], page.url
            assert await page.evaluate(SMALL_LABELS, SMALLEST_LABEL) == [], page.url
            assert await page.evaluate(SMALL_TARGETS) == [], page.url
