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
async def test_the_chart_is_printed_whole(chromium: Browser, database_url: str, language: str) -> None:
    """The Chinese one on the first page, in two columns; closed details do not hide anything."""
    demo = HeldModel(4000)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create(language=language)
        await person.be(service.client)
        await demo.wait_held()
        page = await person.context.new_page()
        await page.set_viewport_size(SHEET)
        await page.goto(f"/reports/{report_id}")
        await page.emulate_media(media="print")
        chart = await page.locator(".plate").bounding_box()
        assert chart
        assert chart["width"] <= SHEET["width"]
        assert language == "en" or chart["y"] + chart["height"] < SHEET["height"]
        rows = (".natal .stars", ".ties li", ".five", ".luck .months tr", ".luck > div > ol > li", ".remarks")
        for row in rows:
            for place in await page.locator(f"#chart {row}").all():
                box = await place.bounding_box()
                assert box, row
                assert box["height"] > 8, row
                assert box["x"] >= chart["x"]
                assert box["x"] + box["width"] <= chart["x"] + chart["width"] + 1
        for hidden in (".luck .facts", "figcaption", ".rest > summary"):
            assert not await page.locator(f"#chart {hidden}").first.is_visible()
        demo.resume()
