"""A printed reading."""

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.held_model import HeldModel
from tests.service import serving

from .person import url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHEET: ViewportSize = {"width": 658, "height": 994}
"""An A4 page without its margins, in CSS pixels."""


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_picture_is_printed_whole(chromium: Browser, database_url: str, language: str) -> None:
    """The Chinese one even on the first page."""
    demo = HeldModel(4000)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create(language=language)
        await person.be(service.client)
        await demo.wait_held()
        page = await person.context.new_page()
        await page.set_viewport_size(SHEET)
        await page.goto(f"/reports/{report_id}")
        await page.wait_for_function("() => [...document.images].every((image) => image.complete)")
        await page.emulate_media(media="print")
        picture = await page.locator(".paper img").bounding_box()
        window = await page.locator(".paper").bounding_box()
        assert picture
        assert window
        assert picture["height"] / picture["width"] > 2
        assert language == "en" or picture["y"] + picture["height"] < SHEET["height"]
        assert (
            picture["height"] - window["height"] < 0.04 * picture["width"]
        )  # only the margin outside the frame is cut
        demo.resume()
