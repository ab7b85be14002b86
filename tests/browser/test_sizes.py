"""A first view stays small enough for a phone's network."""

from collections import Counter
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.held_model import HeldModel
from tests.service import serving

from .person import Person, url_of, visiting
from .reading import Reading

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_BYTES = 120_000
"""Size limit in bytes, uncompressed. The scripts are served as they are, comments and types included."""


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
        sizes[urls[event["requestId"]]] += event["dataLength"]

    devtools.on("Network.requestWillBeSent", requested)
    devtools.on("Network.dataReceived", received)
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
