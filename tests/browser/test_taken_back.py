"""Text that the page has shown is taken back: a mark shows where, for a moment."""

import time

import pytest
from playwright.async_api import Browser, expect

from app.llm.demo.faults import Fault
from app.llm.demo.text import Order, compose
from app.web.pages.words import WORDS
from tests.held_model import LATER, MIDDLE, SLACK, HeldModel
from tests.service import Service, serving

from .person import Person, begin, url_of, visiting
from .reading import Reading, check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIFTH = "旺衰与喜用"
INVENTED = (
    "这张命盘的日柱是甲子，坐下正印。"  # the check notices: the day pillar is 丁丑, and 甲子 is nowhere in the chart
)
SHOWN = 300
"""How much of the passage the page shows before it is taken back."""
PLACES = """() => {
  const mark = document.querySelector(".taken-back");
  const blocks = [...document.querySelectorAll("#text > .block")];
  const follows = (block) => !mark || mark.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
  return {
    above: blocks.filter((block) => !follows(block)).map((block) => block.innerText),
    tops: blocks.map((block) => block.getBoundingClientRect().top),
    height: mark && mark.offsetHeight,
    scroll: [scrollX, scrollY],
    focus: document.activeElement.id,
  };
}"""
"""The blocks above the mark, and all that the mark must not change."""


def inventing(order: Order, before: int) -> str:
    """Put an invented pillar into the fifth passage in its first call, after `SHOWN` characters."""
    text = compose(order)
    if order.heading != FIFTH or before:
        return text
    end = text.index("。", SHOWN + 100) + 1
    return text[:end] + INVENTED + text[end:]


def held_in_fifth() -> HeldModel:
    demo: HeldModel = HeldModel(lambda: len("".join(demo.texts(FIFTH))) >= SHOWN, writes=inventing)
    return demo


async def stop_clock(person: Person) -> None:
    """Stop the timers of all tabs, so that a mark stays until the test moves the clock."""
    now = time.time()
    await person.context.clock.install(time=now)
    await person.context.clock.pause_at(now + 1)


async def begin_fifth(service: Service, person: Person, demo: HeldModel) -> tuple[Reading, list[str]]:
    """A page that shows the beginning of the fifth passage, and the blocks above that."""
    reading = await begin(service, person)
    await reading.record_notes()
    await reading.wait_connection("live")
    await demo.wait_held()
    await reading.wait_chars(demo.said - SLACK)
    await reading.wait_block_after(FIFTH)
    await stop_clock(person)
    blocks = await reading.blocks()
    return reading, blocks[: blocks.index(FIFTH)]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_rewrite_is_marked_where_it_begins_and_the_mark_goes_away(
    chromium: Browser, database_url: str, language: str
) -> None:
    demo = held_in_fifth()
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), locale=locale, viewport={"width": 320, "height": 640}) as person,
    ):
        reading, above = await begin_fifth(service, person, demo)
        await reading.page.locator("#text .block").nth(2).scroll_into_view_if_needed()
        await reading.page.locator("#copy").focus()
        demo.resume(lambda: len(demo.texts(FIFTH)) == 2 and len(demo.texts(FIFTH)[1]) >= SHOWN)
        await expect(reading.mark).to_have_text(WORDS[language]["rewriting"])
        await expect(reading.mark.locator("span")).to_be_visible()
        await expect(reading.page.locator("#taken-back")).to_have_text(WORDS[language]["rewriting"])
        await reading.wait_block_after(FIFTH)
        await reading.wait_chars(demo.said - len(demo.texts(FIFTH)[0]) - SLACK)
        marked = await reading.page.evaluate(PLACES)
        assert (marked["above"], marked["height"], marked["focus"]) == (above, 0, "copy")
        assert await reading.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await person.context.clock.fast_forward(10_000)
        await expect(reading.mark).to_have_count(0)
        await expect(reading.page.locator("#taken-back")).to_be_empty()
        after = await reading.page.evaluate(PLACES)
        for what in ("tops", "scroll", "focus"):
            assert after[what] == marked[what], "nothing moves when the mark goes away"
        demo.resume()
        await check_exact(person, reading)
        assert await reading.notes() == [WORDS[language]["rewriting"]], "announced once"


async def test_a_withdrawn_section_is_marked_in_every_tab(chromium: Browser, database_url: str) -> None:
    demo = held_in_fifth()
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        demo.faults.append(Fault("finish", after=SHOWN + 50, reason="sensitive", heading=FIFTH))
        reading, above = await begin_fifth(service, person, demo)
        second = await person.read(reading.report_id)
        await second.record_notes()
        await second.wait_connection("shared")
        await second.wait_same(reading)
        demo.resume()
        for tab in (reading, second):
            await expect(tab.mark).to_have_text(WORDS["zh"]["withdrawn"])
            await tab.wait_status("incomplete")
            assert (await tab.page.evaluate(PLACES))["above"] == above == await tab.blocks()
        await person.context.clock.fast_forward(10_000)
        for tab in (reading, second):
            await expect(tab.mark).to_have_count(0)
            assert await tab.notes() == [WORDS["zh"]["withdrawn"]]
        await check_exact(person, reading, "incomplete")


async def test_a_first_passage_that_is_taken_back_is_marked_above_the_text(
    chromium: Browser, database_url: str
) -> None:
    demo = HeldModel(SHOWN)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        demo.faults.append(Fault("finish", after=SHOWN + 50, reason="sensitive"))
        reading = await begin(service, person)
        await reading.record_notes()
        await reading.page.locator("#text > .block").nth(1).wait_for()
        await reading.wait_connection("live")
        await stop_clock(person)
        demo.resume()
        await expect(reading.mark).to_have_text(WORDS["zh"]["withdrawn"])
        await reading.wait_status("failed")
        assert await reading.blocks() == []
        await expect(reading.mark.locator("span")).to_be_visible()
        await reading.page.emulate_media(media="print")
        await expect(reading.mark.locator("span")).to_be_hidden()
        assert await reading.notes() == [WORDS["zh"]["withdrawn"]]


async def test_an_ordinary_report_never_shows_a_mark(chromium: Browser, database_url: str) -> None:
    """Nor does a page that reconnects and receives its last block again."""
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        await reading.record_notes()
        await reading.wait_chars(MIDDLE - SLACK)
        service.state.live.hang_up()
        await reading.wait_connection("reconnecting")
        service.state.live.is_hung_up = False
        await reading.wait_connection("live")
        demo.resume(LATER)
        await reading.wait_chars(LATER - SLACK)
        demo.resume()
        await check_exact(person, reading)
        assert await reading.notes() == []
        await expect(reading.mark).to_have_count(0)
