"""The end of the writing is announced: in the tab's title, at the foot, and by a notification if one was asked for."""

import re
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from app.web.pages.words import WORDS
from tests.held_model import MIDDLE, SLACK, HeldModel
from tests.service import serving

from .person import Person, begin, url_of, visiting
from .reading import Reading

pytestmark = pytest.mark.asyncio(loop_scope="session")

ZH = WORDS["zh"]
WRITING = re.compile(r"^第 \d+/\d+ 节 · 小明的命书$")
RECORD = """
window.notices = [];
window.questions = 0;
window.Notification = class extends Notification {
  constructor(title, options) { super(title, options); notices.push([title, options.body, options.tag]); }
  static requestPermission() { questions += 1; return super.requestPermission(); }
};
"""
"""Records the browser's notifications and the questions for them."""


async def turn_away(person: Person, page: Page) -> None:
    """Look at another tab. Playwright tells every tab that it has the focus, unless it is told not to."""
    other = await person.context.new_page()
    devtools = await person.context.new_cdp_session(page)
    await devtools.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    await other.bring_to_front()
    await page.wait_for_function("() => !document.hasFocus()")


async def turn_back(person: Person, page: Page) -> None:
    devtools = await person.context.new_cdp_session(page)
    await devtools.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
    await page.bring_to_front()
    await page.wait_for_function("() => document.hasFocus()")


async def answer_questions(person: Person, page: Page, setting: Literal["prompt", "denied"]) -> None:
    """Set how the browser answers a question for notifications: `prompt` is closed without a choice."""
    devtools = await person.context.new_cdp_session(page)
    target = (await devtools.send("Target.getTargetInfo"))["targetInfo"]
    assert person.context.browser
    browser = await person.context.browser.new_browser_cdp_session()
    permission = {"permission": {"name": "notifications"}, "setting": setting, "origin": person.url}
    await browser.send("Browser.setPermission", {**permission, "browserContextId": target["browserContextId"]})


async def half_written(service_reading: Reading) -> None:
    await service_reading.wait_connection("live")
    await service_reading.wait_chars(MIDDLE - SLACK)


async def test_the_title_shows_progress_and_the_end_until_somebody_looks(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person, name="小明")
        await half_written(reading)
        await expect(reading.page).to_have_title(WRITING)
        await expect(reading.page.locator("#finished")).to_be_hidden()
        await turn_away(person, reading.page)
        demo.resume()
        await reading.wait_status("completed")
        await expect(reading.page).to_have_title("写好了 · 小明的命书")
        await turn_back(person, reading.page)
        await expect(reading.page).to_have_title("小明的命书 · 命书")
        await expect(reading.page.locator("#finished")).to_have_text("写好了")
        await expect(reading.page.locator("#finished")).to_be_visible()
        await expect(reading.page.locator(".pinned")).to_be_visible()
        again = await person.read(reading.report_id)
        await expect(again.page).to_have_title("小明的命书 · 命书")
        await expect(again.page.locator("#finished")).to_be_hidden()


async def test_the_title_shows_progress_without_a_script(chromium: Browser, database_url: str) -> None:
    async with (
        serving(database_url, demo=HeldModel(MIDDLE)) as service,
        visiting(chromium, url_of(service), java_script_enabled=False) as person,
    ):
        report_id = await service.create(name="小明")
        await person.be(service.client)
        page = await person.tab(f"/reports/{report_id}")
        await expect(page).to_have_title(re.compile(r"^(第 \d+/\d+ 节|排队中|正在撰写) · 小明的命书$"))


async def test_a_report_that_is_written_on_shows_progress_again(chromium: Browser, database_url: str) -> None:
    """A further question takes a finished report back to the queue."""
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        page = await person.tab("/")
        titles = await page.evaluate("""async () => {
          const { TabTitle } = await import("/static/tab-title.js");
          const words = { title: "T", brand: "B", tab: "{state} · {title}", passage: "{n}/{m}", written: "done" };
          const title = new TabTitle(words);
          const show = (status, n, m) => (title.update({ status, state: status, n, m }), document.title);
          return [show("queued", 0, 12), show("running", 12, 12), show("completed", 12, 12), show("queued", 12, 13),
                  show("running", 13, 13), show("stopped", 13, 13), show("gone", 13, 13)];
        }""")
        assert titles == ["queued · T", "12/12 · T", "T · B", "12/13 · T", "13/13 · T", "T · B", "T · B"]


@pytest.mark.parametrize("is_away", [True, False])
async def test_a_notification_comes_if_nobody_is_looking(chromium: Browser, database_url: str, is_away: bool) -> None:
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), permissions=["notifications"]) as person,
    ):
        await person.context.add_init_script(RECORD)
        reading = await begin(service, person, name="小明")
        page, button = reading.page, reading.page.locator("#notify")
        await half_written(reading)
        assert await page.evaluate("questions") == 0, "asked only by a click"
        await button.click()
        await expect(button).to_have_text(ZH["notify_on"])
        await page.reload()
        await expect(button).to_have_text(ZH["notify_on"])
        await half_written(reading)
        if is_away:
            await turn_away(person, page)
        demo.resume()
        await reading.wait_connection("over")
        expected = [["小明的命书", ZH["notify_body"], reading.report_id]] if is_away else []
        assert await page.evaluate("notices") == expected
        await expect(button).to_be_hidden()


async def test_without_a_click_nothing_is_asked_or_shown(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), permissions=["notifications"]) as person,
    ):
        await person.context.add_init_script(RECORD)
        reading = await begin(service, person)
        await half_written(reading)
        await turn_away(person, reading.page)
        demo.resume()
        await reading.wait_connection("over")
        assert await reading.page.evaluate("[notices.length, questions]") == [0, 0]


@pytest.mark.parametrize("answer", ["prompt", "denied"])
async def test_a_refused_notification_is_said_and_the_button_goes(
    chromium: Browser, database_url: str, answer: Literal["prompt", "denied"]
) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        await person.context.add_init_script(RECORD)
        reading = await begin(service, person)
        page, button = reading.page, reading.page.locator("#notify")
        await half_written(reading)
        await expect(button).to_have_text(ZH["notify"])
        await answer_questions(person, page, answer)
        await page.clock.install()
        await button.click()
        await expect(button).to_have_text(ZH["notify_refused"])
        below = await page.locator("#text").bounding_box()
        await page.clock.fast_forward(10_000)
        await expect(button).to_be_hidden()
        assert await page.locator("#text").bounding_box() == below, "nothing moves"
        await turn_away(person, page)
        demo.resume()
        await reading.wait_status("completed")
        assert await page.evaluate("notices") == []


async def test_there_is_no_button_where_notifications_are_blocked(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        await answer_questions(person, await person.tab("/"), "denied")
        reading = await begin(service, person)
        await half_written(reading)
        await expect(reading.page.locator("#notify")).to_be_hidden()
        demo.resume()
        await reading.wait_status("completed")


async def test_a_finished_report_offers_no_notification(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        report = await service.finished(await service.create())
        await person.be(service.client)
        reading = await person.read(report["id"])
        await expect(reading.page.locator("#where")).to_be_visible()
        await expect(reading.page.locator("#notify")).to_be_hidden()
