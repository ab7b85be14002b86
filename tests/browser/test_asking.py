"""The form: errors appear at their fields, input is never lost, and everything works without scripts."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from app.web.pages.words import WORDS
from tests.databases import execute
from tests.held_model import HeldModel
from tests.service import serving

from .person import Person, url_of, visiting
from .reading import Reading, check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")

READING = re.compile(r"/reports/[0-9a-f-]{36}$")
REFUSED = "status of 422"
"""Chromium reports the status of the form with errors in the console."""


@asynccontextmanager
async def asking(chromium: Browser, database_url: str, **options: Any) -> AsyncIterator[tuple[Page, Person]]:
    """A new user at the form of a new service. `options` are those of `visiting`."""
    async with serving(database_url) as service, visiting(chromium, url_of(service), **options) as person:
        person.expects(REFUSED)
        yield await person.tab("/"), person


async def fill(page: Page, **changes: str) -> None:
    """Fill in the form with common values. An empty value leaves its field untouched."""
    fields = {"year": "1990", "month": "5", "day": "12", "time": "14:30", "place": "上海", **changes}
    for name, value in fields.items():
        if value:
            await page.locator(f"input[name={name}]:not([type=radio])").fill(value)
    await page.locator("[name=gender][value=male]").check()


async def submit(page: Page) -> None:
    await page.locator("form.ask button[type=submit]").click()


async def check_error(page: Page, field: str, error: str, lang: str = "zh") -> None:
    """Check that the error is shown at the field, and that the field refers to it."""
    words = page.locator(f"#{field}-error")
    await expect(words).to_have_text(WORDS[lang][error])
    await expect(words).to_be_visible()
    assert await page.locator(f"[aria-describedby~='{field}-error']").count() > 0
    await expect(page.locator("form.ask [role=alert]:visible")).to_have_text(WORDS[lang]["check_fields"])


async def test_an_unknown_time_makes_three_pillars(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        await fill(page, time="")
        await page.locator("[name=time_kind][value=unknown]").check()
        await expect(page.locator("[name=time]")).to_be_hidden()
        await submit(page)
        await page.wait_for_url(READING)
        reading = Reading(page, page.url.rpartition("/")[2])
        await expect(page.locator(".pillars")).not_to_contain_text("时")
        report = await check_exact(person, reading)
        assert report["chart"]["pillars"]["hour"] is None


@pytest.mark.parametrize("script", [True, False])
async def test_each_kind_of_time_shows_only_its_own_control(chromium: Browser, database_url: str, script: bool) -> None:
    async with asking(chromium, database_url, java_script_enabled=script) as (page, person):
        controls = {
            "exact": page.locator("[name=time]"),
            "double_hour": page.locator("[name=double_hour]"),
            "part": page.locator(".parts"),
        }
        await expect(page.locator("[name=time_kind]:checked")).to_have_value("exact")
        for kind in ("unknown", "part", "double_hour", "exact"):
            await page.locator(f"[name=time_kind][value={kind}]").check()
            for name, control in controls.items():
                await expect(control).to_be_visible(visible=name == kind)
        await fill(page, time="")
        await page.locator("[name=time_kind][value=double_hour]").check()
        await submit(page)
        await check_error(page, "time", "error_double_hour_missing")
        await page.locator("[name=double_hour]").select_option("卯时 05:00–07:00")
        await submit(page)
        await page.wait_for_url(READING)
        report = await person.report(page.url.rpartition("/")[2])
        assert report["chart"]["time_given"] == "卯"


async def test_an_invalid_date_is_reported_at_its_field_and_no_input_is_lost(
    chromium: Browser, database_url: str
) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        person.expects(REFUSED)
        page = await person.tab("/")
        await fill(page, month="2", day="30", name="小明")
        await page.locator("[name=question]").fill("守还是动？")
        await submit(page)
        await check_error(page, "date", "error_date")
        kept = {"year": "1990", "month": "2", "day": "30", "time": "14:30", "place": "上海", "name": "小明"}
        for name, value in {**kept, "question": "守还是动？"}.items():
            await expect(page.locator(f"[name={name}]")).to_have_value(value)
        await expect(page.locator("[name=gender][value=male]")).to_be_checked()
        await expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")
        await page.locator("[name=day]").fill("28")
        await submit(page)
        await page.wait_for_url(READING)
        assert (await service.client.get("/api/reports")).json()["reports"] == [], (
            "the report belongs to the browser's owner"
        )
        await check_exact(person, Reading(page, page.url.rpartition("/")[2]))


@pytest.mark.parametrize("script", [True, False])
async def test_an_ambiguous_place_and_time_are_each_asked_about_once(
    chromium: Browser, database_url: str, script: bool
) -> None:
    async with asking(chromium, database_url, locale="en-US", java_script_enabled=script) as (page, person):
        await fill(page, month="10", day="28", time="01:30", place="Birmingham")
        await submit(page)
        await check_error(page, "place", "error_place_choices", "en")
        await expect(page.locator(".places span").first).to_have_text("Birmingham · United Kingdom")
        await page.locator("[name=place_choice][value=birmingham]").check()
        await submit(page)
        await check_error(page, "time", "error_fold", "en")
        await expect(page.locator("#place-error")).to_have_count(0)
        await expect(page.locator("#place")).to_have_value("Birmingham · United Kingdom")
        await page.get_by_label(WORDS["en"]["fold_1"]).check()
        await submit(page)
        await page.wait_for_url(READING)
        report = await person.report(page.url.rpartition("/")[2])
        assert report["chart"]["civil_time"] == "1990-10-28T01:30:00+00:00"


async def test_suggestions_do_not_open_after_the_field_was_left(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url, locale="en-US") as (page, _):
        may_resume = asyncio.Event()

        async def hold(route: Route) -> None:
            await may_resume.wait()
            await route.continue_()

        place, options = page.locator("#place"), page.locator("#place-list [role=option]")
        await place.fill("Tokyo")
        await expect(options.first).to_contain_text(re.compile("Tokyo.*东京 · Japan"))
        await options.first.click()
        await expect(place).to_have_value("Tokyo")
        await expect(page.locator("[name=place_id]")).to_have_value("tokyo")
        await page.route("**/api/places?*", hold)
        async with page.expect_request("**/api/places?q=urumqi"):
            await place.fill("urumqi")
        await place.press("Tab")
        may_resume.set()
        await expect(page.locator("[name=xinjiang_time]")).to_be_visible()
        await expect(page.locator("#place-list")).to_be_hidden()


async def test_the_list_of_suggestions_scrolls_into_view(chromium: Browser, database_url: str) -> None:
    size = {"width": 390, "height": 600}
    async with asking(chromium, database_url, viewport=size) as (page, _):
        # Place the field at the lower edge of the window.
        await page.locator("#place").evaluate("field => { field.scrollIntoView({ block: 'end' }); field.focus(); }")
        await page.locator("#place").fill("上海")
        await expect(page.locator("#place-list [role=option]").first).to_be_visible()
        await expect(page.locator("#place-list")).to_be_in_viewport(ratio=0.99)
        await expect(page.locator("#place")).to_be_in_viewport(ratio=0.99)


async def test_xinjiang_time_is_offered_and_stays_visible(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, _):
        await expect(page.locator("[name=xinjiang_time]")).to_be_hidden()
        await fill(page, place="乌鲁木齐", day="32")
        await page.locator("[name=xinjiang_time]").check()
        await submit(page)
        await check_error(page, "date", "error_date")
        await expect(page.locator("[name=xinjiang_time]")).to_be_visible()
        await expect(page.locator("[name=xinjiang_time]")).to_be_checked()
        await page.locator("#place").fill("北京")
        await expect(page.locator("[name=xinjiang_time]")).to_be_hidden()


async def test_a_place_can_be_given_by_coordinates(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url, locale="en-US") as (page, person):
        await page.locator("details.by-hand > summary").click()
        await fill(page, place="", longitude="-122.42", timezone="America/Nowhere", place_name="a boat")
        await submit(page)
        await check_error(page, "timezone", "error_timezone", "en")
        await expect(page.locator("[name=longitude]")).to_have_value("-122.42")
        await page.locator("[name=timezone]").fill("America/Los_Angeles")
        await submit(page)
        await page.wait_for_url(READING)
        report = await person.report(page.url.rpartition("/")[2])
        assert report["chart"]["civil_time"] == "1990-05-12T14:30:00-07:00"
        assert report["chart"]["solar_time"] == "1990-05-12T13:24:00"


async def test_two_clicks_create_one_report(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        await fill(page)
        await page.locator("form.ask button[type=submit]").dblclick()
        await page.wait_for_url(READING)
        reports = await (await person.context.request.get("/api/reports")).json()
        assert len(reports["reports"]) == 1


async def test_the_button_works_again_after_a_cancelled_navigation(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        person.expects("ERR_ABORTED")
        await page.clock.install()
        await fill(page)
        await page.route("**/", lambda route: route.abort("aborted"), times=1)
        async with page.expect_event("requestfailed"):
            await submit(page)
        await page.clock.fast_forward(6000)
        await submit(page)
        await page.wait_for_url(READING)


async def test_offline_the_form_keeps_its_input(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        await fill(page)
        await person.context.set_offline(True)
        await submit(page)
        await expect(page.locator("form.ask [role=alert]:visible")).to_have_text(WORDS["zh"]["ask_offline"])
        await expect(page.locator("[name=year]")).to_have_value("1990")
        await person.context.set_offline(False)
        await submit(page)
        await page.wait_for_url(READING)


async def test_going_back_restores_the_input(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, _):
        await fill(page, place="")
        await page.locator("#place").fill("乌鲁木齐")
        await page.locator("#place-list [role=option]").first.click()
        await page.locator("[name=xinjiang_time]").check()
        await submit(page)
        await page.wait_for_url(READING)
        await page.go_back()
        await expect(page.locator("[name=year]")).to_have_value("1990")
        await expect(page.locator("#place")).to_have_value("乌鲁木齐")
        await expect(page.locator("[name=xinjiang_time]")).to_be_visible()
        await submit(page)
        await page.wait_for_url(READING)


async def test_everything_works_without_scripts(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(2500)
    async with (
        serving(database_url, demo=demo) as service,
        visiting(chromium, url_of(service), java_script_enabled=False) as person,
    ):
        person.expects(REFUSED)
        page = await person.tab("/")
        await fill(page, day="32")
        await submit(page)
        await check_error(page, "date", "error_date")
        await page.locator("[name=day]").fill("12")
        await submit(page)
        await page.wait_for_url(READING)
        await demo.wait_held()
        await page.reload()
        refresh = page.locator("meta[http-equiv=refresh]")
        await expect(refresh).to_have_attribute("content", "15")
        await expect(page.locator("#status noscript > span")).to_have_text(WORDS["zh"]["conn_nojs"])
        early = await page.locator("#text > .block").count()
        assert early > 5
        demo.resume()
        await sooner(page)
        await page.reload()
        # The page refreshes itself until the report is finished.
        await expect(page.locator("#reading")).to_have_attribute("data-status", "completed")
        await expect(refresh).to_have_count(0)
        report = await check_exact(person, Reading(page, page.url.rpartition("/")[2]))
        assert report["text"] == service.written(report["id"])
        assert await page.locator("#text > .block").count() > early
        assert not [request for request in person.requests if request.resource_type == "script"]


async def sooner(page: Page) -> None:
    """Make the page refresh every second instead of every 15."""

    async def hurry(route: Route) -> None:
        response = await route.fetch()
        await route.fulfill(response=response, body=(await response.text()).replace('content="15"', 'content="1"'))

    await page.route("**/reports/*", hurry)


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-US", "en"), ("en-GB", "en"), ("fr-FR", "zh")]
)
async def test_the_language_is_the_browsers(chromium: Browser, database_url: str, locale: str, lang: str) -> None:
    async with asking(chromium, database_url, locale=locale) as (page, _):
        await expect(page.locator("html")).to_have_attribute("lang", WORDS[lang]["lang"])
        await expect(page.locator("h1")).to_have_text(WORDS[lang]["ask_title"])
        await expect(page.locator(f"[name=language][value={lang}]")).to_be_checked()


async def test_the_language_is_switched_and_remembered(chromium: Browser, database_url: str) -> None:
    async with asking(chromium, database_url) as (page, person):
        await page.locator(".switch").click()
        await expect(page.locator("h1")).to_have_text(WORDS["en"]["ask_title"])
        assert page.url == f"{person.url}/"
        (cookie,) = [cookie for cookie in await person.context.cookies() if cookie.get("name") == "mingshu_lang"]
        assert (cookie.get("value"), cookie.get("httpOnly"), cookie.get("sameSite")) == ("en", True, "Lax")
        await fill(page, place="Shanghai")
        await submit(page)
        await page.wait_for_url(READING)
        reading = Reading(page, page.url.rpartition("/")[2])
        await expect(page.locator("a.switch")).to_have_text(WORDS["en"]["switch_language"])
        report = await check_exact(person, reading)
        assert report["language"] == "en"
        await page.locator("a.switch").click()
        await expect(page.locator("a.switch")).to_have_text(WORDS["zh"]["switch_language"])
        await expect(page.locator("#text")).to_have_attribute("lang", "en")
        assert READING.search(page.url)


@pytest.mark.parametrize("script", [True, False])
async def test_switching_the_language_keeps_the_input(chromium: Browser, database_url: str, script: bool) -> None:
    async with asking(chromium, database_url, java_script_enabled=script) as (page, _):
        await fill(page, day="", name="小明")
        await page.locator("button.switch").click()
        await expect(page.locator("h1")).to_have_text(WORDS["en"]["ask_title"])
        for name, value in {"year": "1990", "time": "14:30", "place": "上海", "name": "小明"}.items():
            await expect(page.locator(f"[name={name}]")).to_have_value(value)
        await expect(page.locator(".error:visible")).to_have_count(0)
        await expect(page.locator("[name=language][value=en]")).to_be_checked()
        await page.locator("[name=day]").fill("12")
        await page.locator("[name=day]").press("Enter")  # submits the form, and does not switch the language back
        await page.wait_for_url(READING)
        await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize(
    ("zone", "script", "day"),
    [("America/New_York", True, "2024-02-29"), ("Asia/Tokyo", True, "2024-03-01"), ("UTC", False, "2024-03-01")],
)
async def test_dates_are_in_the_readers_time_zone_or_in_beijings(
    chromium: Browser, database_url: str, zone: str, script: bool, day: str
) -> None:
    options = {"timezone_id": zone, "java_script_enabled": script}
    async with serving(database_url) as service, visiting(chromium, url_of(service), **options) as person:
        await service.finished(await service.create())
        await execute(database_url, "UPDATE reports SET created_at = '2024-02-29T23:00:00Z'")
        await person.be(service.client)
        page = await person.tab("/")
        await expect(page.locator(".mine time")).to_have_text(day)
