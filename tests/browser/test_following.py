"""The page never scrolls by itself; after the button to the newest text it follows until the reader scrolls."""

import pytest
from playwright.async_api import Browser, Page, expect

from app.web.pages.words import WORDS
from tests.held_model import LATER, MIDDLE, SLACK, HeldModel
from tests.service import serving

from .person import Person, begin, url_of, visiting
from .reading import WAIT_MS, Reading

pytestmark = pytest.mark.asyncio(loop_scope="session")

END_IN_SIGHT = """() => {
  const end = [...document.querySelectorAll("#text > .block")].at(-1).getBoundingClientRect().bottom;
  return end > 0 && end <= document.querySelector(".foot").getBoundingClientRect().top + 1;
}"""
"""Whether the end of the text is in the window, above the pinned foot."""
RESTING = """async () => {
  for (let frames = 0, last = scrollY; frames < 20; frames = scrollY === last ? frames + 1 : 0) {
    last = scrollY;
    await new Promise(requestAnimationFrame);
  }
  return scrollY;
}"""
"""The scroll position, once it has not changed for 20 frames: keys scroll smoothly."""


async def half_written(reading: Reading) -> None:
    await reading.wait_connection("live")
    await reading.wait_chars(MIDDLE - SLACK)


async def follow(reading: Reading) -> None:
    await reading.page.locator("#newest").click()
    await reading.page.wait_for_function(END_IN_SIGHT, timeout=WAIT_MS)
    await expect(reading.page.locator("#newest")).to_be_hidden()


async def test_the_page_does_not_scroll_by_itself(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        await half_written(reading)
        await reading.page.locator("#text .block").nth(3).scroll_into_view_if_needed()
        before = await reading.page.evaluate("scrollY")
        await expect(reading.page.locator("#newest")).to_be_visible()
        demo.resume()
        await reading.wait_connection("over")
        assert await reading.page.evaluate("scrollY") == before
        await expect(reading.page.locator("#newest")).to_be_hidden()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_after_the_button_the_page_follows_to_the_end(chromium: Browser, database_url: str, motion: str) -> None:
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), reduced_motion=motion) as person,
    ):
        reading = await begin(service, person)
        await half_written(reading)
        await follow(reading)
        for hold in (LATER, None):
            demo.resume(hold)
            await reading.wait_chars(LATER - SLACK)
            await reading.page.wait_for_function(END_IN_SIGHT, timeout=WAIT_MS)
        await reading.wait_connection("over")
        await reading.page.wait_for_function(END_IN_SIGHT, timeout=WAIT_MS)


async def scroll_with_the_wheel(_: Person, page: Page) -> None:
    await page.mouse.move(200, 300)
    await page.mouse.wheel(0, -300)


async def scroll_with_a_key(_: Person, page: Page) -> None:
    await page.keyboard.press("PageUp")


async def scroll_with_a_finger(person: Person, page: Page) -> None:
    devtools = await person.context.new_cdp_session(page)
    for step, kind in enumerate(["touchStart", *["touchMove"] * 10, "touchEnd"]):
        points = [] if kind == "touchEnd" else [{"x": 200, "y": 200 + 30 * step}]
        await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


async def drag_the_scroll_bar(_: Person, page: Page) -> None:
    """Like a drag, this causes no event but `scroll`."""
    await page.evaluate("scrollBy(0, -300)")


@pytest.mark.parametrize(
    "scroll", [scroll_with_the_wheel, scroll_with_a_key, scroll_with_a_finger, drag_the_scroll_bar]
)
async def test_the_page_stops_following_when_the_reader_scrolls(
    chromium: Browser, database_url: str, scroll: object
) -> None:
    assert callable(scroll)
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), has_touch=True) as person,
    ):
        reading = await begin(service, person)
        await half_written(reading)
        await follow(reading)
        at_end = await reading.page.evaluate("scrollY")
        await scroll(person, reading.page)
        await reading.page.wait_for_function("(end) => scrollY < end - 100", arg=at_end, timeout=WAIT_MS)
        there = await reading.page.evaluate(RESTING)
        demo.resume(LATER)
        await reading.wait_chars(LATER - SLACK)
        assert await reading.page.evaluate("scrollY") == there
        await expect(reading.page.locator("#newest")).to_be_visible()
        await follow(reading)
        demo.resume()
        await reading.wait_status("completed")


async def test_only_trouble_is_said_about_saving_and_the_connection(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        await half_written(reading)
        status = reading.page.locator("#status")
        await expect(status).not_to_contain_text("保存")
        await expect(status).not_to_contain_text("实时")
        await expect(reading.page.locator("#connection")).to_be_empty()
        demo.resume()
        await reading.wait_status("completed")
        await expect(status).not_to_contain_text("保存")


async def test_text_that_waits_too_long_for_a_save_is_noticed(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        page = await person.tab("/")
        await page.clock.install()
        await page.evaluate("""async () => {
          const { SaveWatch } = await import("/static/unsaved.js");
          window.isLate = false;
          window.isListening = true;
          window.watch = new SaveWatch(() => isListening, (isLate) => (window.isLate = isLate));
          watch.update({ chars: 900, saved_chars: 0 });
        }""")
        await page.clock.run_for(55_000)
        assert not await page.evaluate("isLate"), "a batch may take 30 seconds"
        await page.evaluate("isListening = false")
        await page.clock.run_for(60_000)
        assert not await page.evaluate("isLate"), "without a connection the page cannot know"
        await page.evaluate("isListening = true")
        await page.clock.run_for(15_000)
        assert await page.evaluate("isLate")
        await page.evaluate("watch.update({ saved_chars: 900 })")
        assert not await page.evaluate("isLate")
        await page.clock.run_for(120_000)
        assert not await page.evaluate("isLate"), "all text is saved"


async def test_the_words_for_unsaved_text_are_on_the_page(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        unsaved = reading.page.locator("#unsaved")
        await expect(unsaved).to_have_attribute("data-words", WORDS["zh"]["unsaved"])
        await expect(unsaved).to_be_empty()
        demo.resume()
        await reading.wait_status("completed")
