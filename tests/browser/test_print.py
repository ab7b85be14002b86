"""A printed reading."""

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from app.web.pages.words import WORDS
from tests.held_model import HeldModel
from tests.service import serving

from .person import begin, url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHEET: ViewportSize = {"width": 658, "height": 994}
"""An A4 page without its margins, in CSS pixels."""
LETTER: ViewportSize = {"width": 680, "height": 927}


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


BROKEN_WORDS = """() => {
  const broken = [];
  const texts = document.createTreeWalker(document.querySelector(".natal"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[a-z]+/gi)) {
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


async def test_english_words_are_whole_on_letter_paper(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create(language="en")
        await person.be(service.client)
        page = await person.context.new_page()
        await page.set_viewport_size(LETTER)
        await page.goto(f"/reports/{report_id}", wait_until="domcontentloaded")
        await page.emulate_media(media="print")
        await expect(page.locator(".natal .stars")).to_be_visible()
        assert await page.evaluate(BROKEN_WORDS) == []
        ring = "getComputedStyle(document.querySelector('.stem .day b'), '::before').blockSize"
        glyph = await page.locator(".stem .day b").bounding_box()
        assert glyph
        assert float((await page.evaluate(ring)).removesuffix("px")) <= glyph["height"] + 1, "it cuts the reading below"


AFTER_TEXT = """() => {
  const all = [...document.querySelectorAll("body *")];
  const text = document.getElementById("text");
  const isAfter = (e) => text.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING && !text.contains(e);
  return all.filter((e) => isAfter(e) && e.checkVisibility()).map((e) => `${e.tagName}#${e.id}.${e.className}`);
}"""


async def test_nothing_stands_below_the_text_that_could_take_a_page_of_its_own(
    chromium: Browser, database_url: str
) -> None:
    """The label is at the foot of every page."""
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        report = await service.finished(await service.create())
        await person.be(service.client)
        page = (await person.read(report["id"])).page
        await page.emulate_media(media="print")
        assert await page.evaluate(AFTER_TEXT) == []
        label = await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--label')")
        assert label.strip('"') == WORDS["zh"]["label_short"]
        await expect(page.locator(".label").first).to_be_visible()


async def test_a_print_begins_with_birth_place_and_date_and_has_no_address(
    chromium: Browser, database_url: str
) -> None:
    demo = HeldModel(2500)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person, question="今年适合换工作吗？")
        page = reading.page
        await expect(page.locator(".only-print")).to_be_hidden()
        await reading.wait_chars(2000)
        await page.locator("#print").focus()
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Tab")
        await page.emulate_media(media="print")
        facts = page.locator(".asked")
        for words in ("1990年5月12日 14:30", "北京", "今年适合换工作吗？"):
            await expect(facts).to_contain_text(words)
        await expect(page.locator(".only-print")).to_be_visible()
        await expect(page.locator(".only-print")).to_contain_text("写于")
        await expect(facts.locator("a")).to_be_hidden()
        assert await page.evaluate("getComputedStyle(document.getElementById('print')).outlineStyle") == "none"
        assert person.url not in await page.evaluate("document.documentElement.outerHTML")
        demo.resume()
        await reading.wait_status("completed")
