"""My readings in a browser: found, renamed, deleted and asked again, with and without scripts."""

import re
from typing import Literal

import pytest
from playwright.async_api import Browser, Route, expect

from app.web.pages.words import WORDS
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.waiting import eventually

from .person import url_of, visiting
from .test_accessibility import check
from .test_asking import READING, REFUSED, asking, check_error, fill, submit

pytestmark = pytest.mark.asyncio(loop_scope="session")

ZH, EN = WORDS["zh"], WORDS["en"]
REPORT_CHANGES = """button => new MutationObserver(() => console.log(button.textContent, button.disabled))
  .observe(button, { attributes: true })"""
"""Logs the button's label and whether it is disabled, whenever that changes."""
LONG = "很长的名字" * 8


def entry(name: str) -> str:
    return f".library li:has(.who:text-is('{name}'))"


async def populate(service: Service) -> dict[str, str]:
    """Create readings with names of every kind, and return their ids by name."""
    people = {"小明": {}, LONG: {"question": "这是一个很长的问题" * 20}, "محمد": {"gender": "male"}, "👩‍👩‍👧‍👦": {}}
    return {name: await service.create(name=name, **changes) for name, changes in people.items()}


@pytest.mark.parametrize("script", [True, False])
async def test_a_reading_is_found_renamed_and_deleted(chromium: Browser, database_url: str, script: bool) -> None:
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), java_script_enabled=script) as person,
    ):
        await populate(service)
        await person.be(service.client)
        page = await person.tab("/")
        await page.get_by_role("link", name=ZH["mine"], exact=True).click()
        await expect(page.locator(".library li")).to_have_count(4)

        await page.get_by_role("searchbox").fill("小明 1990年5月")
        await page.get_by_role("searchbox").press("Enter")
        await expect(page.locator(".library li")).to_have_count(1)
        await expect(page.locator(".found")).to_contain_text("小明 1990年5月")

        await page.locator(entry("小明")).locator(".manage > summary").click()
        await page.get_by_label(ZH["title"], exact=True).fill("给 妈妈")
        await page.get_by_role("button", name=ZH["save"]).click()
        await expect(page.locator(".who")).to_have_text("给 妈妈")
        await expect(page.locator(".person")).to_contain_text("小明")

        await page.locator(".manage > summary").click()
        delete = page.locator("button.danger")
        await expect(delete).to_be_hidden()
        await page.locator(".remove > summary").click()
        await delete.click()
        await expect(page.locator(".found")).to_contain_text(ZH["mine_not_found"].partition("{")[0])
        await page.get_by_role("link", name=ZH["mine_show_all"]).click()
        await expect(page.locator(".library li")).to_have_count(3)


async def test_only_one_entry_is_unfolded_at_a_time(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        await populate(service)
        await person.be(service.client)
        page = await person.tab("/reports")
        for n in (0, 2):
            await page.locator(".manage > summary").nth(n).click()
        await expect(page.locator(".manage[open]")).to_have_count(1)


async def test_the_keyboard_reaches_everything_in_the_list(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create()
        await person.be(service.client)
        page = await person.tab("/reports")
        await page.locator("a.entry").focus()
        seen = []
        for key in ("Tab", "Enter", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter", "Tab"):
            await page.keyboard.press(key)
            seen.append(await page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
        assert seen[1:] == [
            ZH["mine_more"],
            ZH["ask_again"],
            ZH["change_birth"],
            "title",
            ZH["save"],
            ZH["delete"],
            ZH["delete"],
            ZH["delete_yes"],
        ]
        await page.keyboard.press("Enter")
        await expect(page.locator(".library li")).to_have_count(0)
        await expect(page.locator("#deleted")).to_be_visible()
        await page.goto("/reports?q=")
        await expect(page.locator("#deleted")).to_be_hidden()
        assert (await service.client.get(f"/api/reports/{report_id}")).status_code == 404


@pytest.mark.parametrize("script", [True, False])
async def test_the_same_birth_is_asked_about_again(chromium: Browser, database_url: str, script: bool) -> None:
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), java_script_enabled=script) as person,
    ):
        report_id = await service.create(place={"id": "chengdu"})
        await person.be(service.client)
        page = await person.tab("/reports")
        await page.locator(".manage > summary").click()
        await page.get_by_role("link", name=ZH["ask_again"]).click()
        await expect(page.locator("[name=question]")).to_be_focused()
        await expect(page.locator("[name=place]")).to_have_value("成都市 · 四川")
        assert "小明" not in page.url
        await page.keyboard.type("换工作好吗？")
        await submit(page)
        await page.wait_for_url(READING)
        made = page.url.rpartition("/")[2]
        assert made != report_id
        before, after = await person.report(report_id), await person.report(made)
        assert after["chart"]["pillars"] == before["chart"]["pillars"]
        await page.goto("/reports")
        await expect(page.locator(".asked").first).to_have_text(ZH["quoted"].format(text="换工作好吗？"))


async def test_the_birth_is_changed_and_the_reading_written_anew(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        report_id = await service.create()
        await person.be(service.client)
        page = await person.tab(f"/?from={report_id}&keep=all")
        await page.locator("[name=day]").fill("13")
        await submit(page)
        await page.wait_for_url(READING)
        report = await person.report(page.url.rpartition("/")[2])
        assert report["chart"]["pillars"]["day"] == "戊寅"


@pytest.mark.parametrize("year", ["89", "一九八九", "１９８９", "1989年"])
async def test_years_are_understood_as_people_write_them(chromium: Browser, database_url: str, year: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        await fill(page, year=year)
        await submit(page)
        await page.wait_for_url(READING)
        report = await person.report(page.url.rpartition("/")[2])
        assert report["chart"]["civil_time"].startswith("1989-05-12")


async def test_a_year_that_cannot_be_read_is_explained(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, _):
        await fill(page, year="189")
        await submit(page)
        await check_error(page, "date", "error_year_unread")


async def test_the_button_is_busy_until_the_reading_opens(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        person.expects("ERR_ABORTED|net::ERR_FAILED")
        button = page.locator("#submit")
        await fill(page)
        held: list[Route] = []
        await page.route("**/", lambda route: held.append(route), times=1)
        await button.evaluate(REPORT_CHANGES)  # Playwright evaluates nothing while a navigation is pending
        async with page.expect_console_message(lambda message: message.text == f"{ZH['submitting']} true"):
            await button.click(no_wait_after=True)
        await eventually(lambda: held)
        await held[0].abort("aborted")  # as if the reader had pressed Escape
        await expect(button).to_be_enabled(timeout=10_000)
        await expect(button).to_have_text(ZH["submit"])
        await page.locator("[name=day]").press("Enter")
        await page.wait_for_url(READING)
        await page.go_back()
        await expect(button).to_be_enabled()
        await expect(button).to_have_text(ZH["submit"])


@pytest.mark.parametrize("script", [True, False])
async def test_without_cookies_the_reader_is_told_and_can_still_read(
    chromium: Browser, database_url: str, script: bool
) -> None:
    async with asking(chromium, database_url, java_script_enabled=script) as (page, person):
        await fill(page, name="小明")
        await expect(page.locator("#no-cookies")).to_be_hidden()
        await person.context.clear_cookies()
        await submit(page)
        await expect(page.locator("#no-cookies")).to_be_visible()
        await expect(page.locator("[name=name]")).to_have_value("小明")
        await check(page) if script else None
        await person.context.clear_cookies()
        await page.locator("[name=anyway]").click(no_wait_after=True)
        await expect(page.locator(".one-off .label.last")).to_be_visible()
        await expect(page.locator("h1")).to_have_text(ZH["reading_title"].format(name="小明"))
        assert await page.locator(".text h2").count() == 12
        await expect(page.locator(".message").first).to_contain_text(ZH["one_off_done"].partition("{chars}")[2])
        await check(page) if script else None


async def test_a_browser_that_says_it_refuses_cookies_warns_before_anything_is_sent(
    chromium: Browser, database_url: str
) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        await person.context.add_init_script("Object.defineProperty(navigator, 'cookieEnabled', { value: false })")
        page = await person.tab("/")
        await expect(page.locator("#no-cookies")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
async def test_without_scripts_the_form_says_what_is_missing(
    chromium: Browser, database_url: str, script: bool
) -> None:
    async with asking(chromium, database_url, java_script_enabled=script) as (page, _):
        words = page.locator("form.ask noscript > .notice")
        await expect(words).to_have_count(0 if script else 1)
        if not script:
            await expect(words).to_be_visible()
            await expect(words).to_have_text(ZH["no_script"])


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1440])
async def test_axe_finds_nothing_serious_and_nothing_overflows(
    chromium: Browser, database_url: str, width: int, scheme: Literal["light", "dark"], locale: str
) -> None:
    options = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme, "locale": locale}
    demo = HeldModel(100)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service), **options) as person:
        person.expects(REFUSED)
        page = await person.tab("/reports")
        await check(page)
        ids = await populate(service)
        await person.be(service.client)
        for path in ("/reports", "/reports?q=小", "/reports?q=没有", f"/?from={ids['小明']}&keep=birth", "/"):
            await page.goto(path)
            await check(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.goto("/reports")
        await page.locator(".manage > summary").first.click()
        await page.locator(".remove > summary").first.click()
        await page.locator("[name=title]").first.evaluate("field => { field.value = '\u200b'; }")
        await check(page)
        await page.locator(".rename button").first.click()
        await expect(page.locator("[aria-invalid=true]")).to_be_focused()
        await check(page)
        small = await page.evaluate(
            """[...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
            .filter((each) => each.checkVisibility() && !each.classList.contains('skip'))
            .filter((each) => each.getBoundingClientRect().height < 40).map((each) => each.outerHTML)"""
        )
        assert small == []
        demo.resume()


async def test_the_header_fits_a_narrow_phone_with_large_letters(chromium: Browser, database_url: str) -> None:
    options = {"viewport": {"width": 360, "height": 740}, "locale": "en-US"}
    async with serving(database_url) as service, visiting(chromium, url_of(service), **options) as person:
        page = await person.tab("/reports")
        await page.evaluate("document.documentElement.style.fontSize = '28px'")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await expect(page.locator("header").get_by_role("link", name=re.compile(EN["mine"]))).to_be_visible()
