"""axe-core finds nothing serious on any page, light or dark."""

from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from app.llm.demo.faults import Fault
from tests.held_model import HeldModel
from tests.service import serving

from .person import begin, url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE, DESK = (360, 740), (1280, 800)


async def check(page: Page) -> None:
    found = (await Axe().run(page)).response["violations"]
    serious = [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
    assert serious == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_axe_finds_nothing_serious(
    chromium: Browser, database_url: str, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    demo = HeldModel(2500)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(
            chromium, url_of(service), color_scheme=scheme, viewport={"width": size[0], "height": size[1]}
        ) as person,
    ):
        person.expects("status of 422")
        page = await person.tab("/")
        await check(page)
        for kind in ("double_hour", "part", "unknown", "exact"):
            await page.locator(f"[name=time_kind][value={kind}]").check()
            await check(page)
        await page.locator("details.options > summary").click()
        await page.locator("details.by-hand > summary").click()
        await page.locator("form.ask button[type=submit]").click()
        await expect(page.locator("#date-error")).to_be_visible()
        await check(page)
        await page.locator("#place").fill("北京")
        await expect(page.locator("#place-list [role=option]").first).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await check(page)

        # The hour by the sun is not the clock's, so the page shows a warning with a button.
        birth = {"birth": {"date": "1996-03-12", "time": "07:30"}, "place": {"id": "chengdu"}}
        reading = await begin(service, person, **birth)
        await expect(reading.button("again")).to_be_visible()
        await reading.wait_connection("live")
        await reading.wait_chars(2000)
        await check(reading.page)
        await reading.page.locator("#where").click()
        await expect(reading.page.locator("#sheet")).to_be_visible()
        await check(reading.page)
        await reading.page.keyboard.press("Escape")
        await reading.page.locator("#text .block").nth(4).scroll_into_view_if_needed()
        await reading.page.wait_for_function("() => localStorage.getItem('mingshu:last-read')")
        await reading.page.evaluate("scrollTo(0, 0)")
        again = await person.read(reading.report_id)
        await expect(again.page.locator("#last-read")).to_be_visible()
        await check(again.page)
        await again.page.close()
        assert await reading.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "the page must not scroll horizontally"
        )
        await reading.button("stop").click()
        await reading.wait_status("stopped")
        await check(reading.page)
        demo.resume()
        await reading.button("resume").click()
        await reading.wait_status("completed")
        await reading.page.locator("details.delete > summary").click()
        await check(reading.page)

        page = await person.tab("/")
        await expect(page.locator(".mine li")).to_have_count(1)
        await check(page)
        missing = await person.context.new_page()
        person.expects("status of 404")
        await missing.goto("/reports/00000000-0000-4000-8000-000000000000")
        await check(missing)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_axe_finds_nothing_serious_around_a_finished_reading(
    chromium: Browser, database_url: str, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    """The open panels of its page, its shared pages, an unanswered question, and the pages that it links to."""
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": size[0], "height": size[1]}}
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), **options) as person,
        visiting(chromium, url_of(service), **options) as stranger,
    ):
        report = await service.finished(await service.create())
        await person.be(service.client)
        reading = await person.read(report["id"])
        page = reading.page
        await page.locator(".natal .god td a").first.click()
        await expect(page.locator("#term-card")).to_be_visible()
        await check(page)
        await page.keyboard.press("Escape")
        await page.evaluate("document.querySelectorAll('#chart details').forEach((each) => (each.open = true))")
        await page.locator("#follow-up button").click()
        await expect(page.locator("#question-error")).to_be_visible()
        await page.locator("#sharing > summary").click()
        for scope in ("preview", "all"):
            await page.locator(f"#sharing [name=scope][value={scope}]").check()
            before = await page.locator("#share-link").input_value()
            await page.locator("#share-form button").click()
            await expect(page.locator("#share-link")).not_to_have_value(before)
            shared = await stranger.tab(await page.locator("#share-link").input_value())
            await expect(shared.locator("#text .block").first).to_be_visible()
            await check(shared)
        await expect(page.locator("#shares li")).to_have_count(2)
        await check(page)

        service.demo.faults.append(Fault("finish", after=80, reason="sensitive"))
        await page.locator("#question").fill("明年适合换城市吗？")
        await page.locator("#follow-up button").click()
        await reading.wait_status("incomplete")
        await expect(page.locator("#drop")).to_be_visible()
        await check(page)
        for path in ("/glossary", "/devices", "/join", "/recover", "/reports?q=none", "/s/unknown"):
            if path == "/s/unknown":
                person.expects("status of 404")
            await check(await person.tab(path))


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_in_a_reading_in_a_single_response(
    chromium: Browser, database_url: str, scheme: Literal["light", "dark"]
) -> None:
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), color_scheme=scheme, viewport={"width": 360, "height": 740}) as person,
    ):
        person.expects("status of 422")  # the form without cookies
        page = await person.tab("/")
        for name, value in (("year", "1990"), ("month", "5"), ("day", "12"), ("time", "14:30"), ("place", "成都市")):
            await page.locator(f"[name={name}]").fill(value)
        await page.locator("[name=gender][value=female]").check()
        await person.context.clear_cookies()
        await page.locator("#submit").click()
        await expect(page.locator("#no-cookies")).to_be_visible()
        await check(page)
        await person.context.clear_cookies()
        await page.locator("[name=anyway]").click(no_wait_after=True)
        await expect(page.locator(".one-off .message").first).to_be_visible()
        await check(page)


async def test_selected_choices_are_visible_in_forced_colours(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(2500)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), forced_colors="active") as person,
    ):
        page = await person.tab("/")
        ground = "(chip) => getComputedStyle(chip).backgroundColor"
        chosen, other = (page.locator(f"[name=calendar]{which} + span") for which in (":checked", ":not(:checked)"))
        assert await chosen.evaluate(ground) != await other.evaluate(ground)
        reading = await begin(service, person)
        await reading.wait_chars(2000)
        assert await reading.page.locator("#bar").evaluate(ground) != await reading.page.locator(".progress").evaluate(
            ground
        )
        await reading.button("stop").click()
        await reading.wait_status("stopped")
