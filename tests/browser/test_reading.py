"""The reading while it is written: reloads, lost connections, actions, and the exact text at the end."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from app.llm.demo.faults import Fault
from app.llm.demo.text import Order, compose
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.pages.words import WORDS
from tests.chaos.proxy import Proxy
from tests.held_model import LATER, MIDDLE, SLACK, HeldModel, numbered_by_rewrite
from tests.service import Service, serving
from tests.waiting import eventually

from .person import GONE_NETWORK, begin, url_of, visiting
from .reading import BRUSHES, Reading, check_exact, words

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIFTH = "旺衰与喜用"


@asynccontextmanager
async def network(service: Service) -> AsyncIterator[Proxy]:
    """A network between the browser and the service that can fail."""
    proxy = Proxy("127.0.0.1", service.port)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()


async def test_a_report_is_created_and_read_to_the_end(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE, pace=20_000)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        page = await person.tab("/")
        await page.locator("[name=year]").fill("1990")
        await page.locator("[name=month]").fill("5")
        await page.locator("[name=day]").fill("12")
        await page.locator("[name=time]").fill("14:30")
        await page.locator("[name=gender][value=female]").check()
        await page.locator("#place").fill("北京")
        first = page.locator("#place-list [role=option]").first
        await expect(first).to_contain_text("北京")
        await page.keyboard.press("ArrowDown")
        await expect(first).to_have_attribute("aria-selected", "true")
        await expect(page.locator("#place")).to_have_attribute("aria-activedescendant", "place-0")
        await page.keyboard.press("Enter")
        await expect(page.locator("#place-list")).to_be_hidden()
        await expect(page.locator("#place")).to_have_value("北京")
        await page.locator("[name=name]").fill("小明")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(r"/reports/[0-9a-f-]{36}$"))
        reading = Reading(page, page.url.rpartition("/")[2])
        await expect(page.locator("h1")).to_contain_text("小明")
        await reading.wait_connection("live")
        await reading.wait_chars(MIDDLE - SLACK)
        await reading.wait_status("running")
        early = await reading.blocks()
        assert len(early) > 5
        await page.wait_for_function(f"({BRUSHES})().join() === 'text,toc'")
        await expect(page.locator("#text")).to_have_attribute("aria-busy", "true")
        await expect(page.locator("#text .preview-end")).to_have_count(0)
        demo.resume()
        report = await check_exact(person, reading)
        assert (await reading.blocks())[: len(early) - 1] == early[:-1]
        await expect(page.locator("#text")).to_have_attribute("aria-busy", "false")
        await expect(page.locator("#chars")).to_contain_text(f"{report['chars']:,}")
        await expect(page.locator("#toc > .written a[href]")).to_have_count(len(service.calls(reading.report_id)))
        await expect(page.locator("#toc a").last).to_have_attribute("href", "#p12")
        await expect(page.locator("#text #p12")).to_have_text(await page.locator("#toc a").last.text_content() or "")
        await page.goto("/")
        await expect(page.locator(".mine li[data-status=completed]")).to_contain_text("小明")


async def test_a_reload_in_the_middle_loses_nothing(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        await reading.wait_chars(MIDDLE - SLACK)
        before = await reading.blocks()
        await reading.page.reload()
        assert (await reading.blocks())[: len(before) - 1] == before[:-1], "the server sends it without any script"
        await reading.wait_connection("live")
        demo.resume()
        await check_exact(person, reading)


async def test_a_closed_page_shows_what_was_written_meanwhile(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        await reading.wait_chars(MIDDLE - SLACK)
        before = len("".join(await reading.blocks()))
        await reading.page.close()
        await eventually(lambda: service.state.live.viewer_count == 0)
        demo.resume(LATER)
        await demo.wait_held()
        again = await person.read(reading.report_id)
        assert len("".join(await again.blocks())) > before + 1000
        await again.wait_connection("live")
        demo.resume()
        await check_exact(person, again)
        assert demo.most_open_by_report[reading.report_id.replace("-", "")] == 1


async def test_a_page_catches_up_after_being_offline(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        network(service) as wire,
        visiting(chromium, f"http://127.0.0.1:{wire.port}") as person,
    ):
        person.expects(GONE_NETWORK)
        reading = await begin(service, person)
        await reading.wait_connection("live")
        await reading.wait_chars(MIDDLE - SLACK)
        await person.context.set_offline(True)
        await wire.stop()
        await reading.wait_connection("offline")
        await eventually(lambda: service.state.live.viewer_count == 0)
        before = await reading.blocks()
        demo.resume(LATER)
        await demo.wait_held()
        assert await reading.blocks() == before
        await reading.wait_connection("offline")
        await wire.start()
        await person.context.set_offline(False)
        await reading.wait_connection("live")
        await reading.wait_chars(LATER - SLACK)
        demo.resume()
        await check_exact(person, reading)


@pytest.mark.parametrize("action", ["stop", "delete"])
async def test_the_text_stays_if_an_action_gets_no_response(chromium: Browser, database_url: str, action: str) -> None:
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        network(service) as wire,
        visiting(chromium, f"http://127.0.0.1:{wire.port}") as person,
    ):
        person.expects(GONE_NETWORK)
        reading = await begin(service, person)
        await reading.wait_chars(MIDDLE - SLACK)
        await wire.stop()
        await reading.wait_connection("reconnecting")  # the error arrives after everything that was sent
        before = await reading.blocks()
        if action == "delete":
            await reading.page.locator("details.delete > summary").click()
        await reading.button(action).click()
        unanswered = reading.page.locator("#unanswered")
        await expect(unanswered).to_have_text(WORDS["zh"]["unanswered"])
        await expect(unanswered).to_be_in_viewport()
        assert await reading.blocks() == before
        await wire.start()
        await reading.button(action).click()
        if action == "delete":
            await reading.page.wait_for_url("**/reports#deleted")
            await expect(reading.page.locator(".mine li")).to_have_count(0)
        else:
            await check_exact(person, reading, "stopped")


async def test_a_silently_dead_connection_is_detected(chromium: Browser, database_url: str) -> None:
    """No connection is closed or refused; only the page's stall timer can notice."""
    demo = HeldModel(MIDDLE)
    async with (
        serving(database_url, demo=demo) as service,
        network(service) as wire,
        visiting(chromium, f"http://127.0.0.1:{wire.port}") as person,
    ):
        person.expects(GONE_NETWORK)
        await person.context.clock.install()
        reading = await begin(service, person)
        await reading.wait_connection("live")
        await reading.wait_chars(MIDDLE - SLACK)
        wire.is_hole = True
        demo.resume(LATER)
        await demo.wait_held()
        await reading.wait_connection("live")  # not noticed yet
        await person.context.clock.fast_forward(45_000)
        await reading.wait_connection("reconnecting")
        wire.heal(late=False)
        await reading.wait_connection("live")
        await reading.wait_chars(LATER - SLACK)
        demo.resume()
        await check_exact(person, reading)


async def test_a_rewind_removes_only_the_withdrawn_blocks(chromium: Browser, database_url: str) -> None:
    demo: HeldModel = HeldModel(lambda: len("".join(demo.texts(FIFTH))) >= 300, writes=numbered_by_rewrite)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        demo.faults.append(Fault("cut", after=400, heading=FIFTH))
        demo.continues = "over"
        reading = await begin(service, person)
        await demo.wait_held()
        await reading.wait_chars(demo.said - SLACK)
        await reading.wait_block_after(FIFTH)
        before = await reading.blocks()
        await reading.mark_blocks()
        demo.resume(lambda: len(demo.texts(FIFTH)) == 2 and len(demo.texts(FIFTH)[1]) >= 300)
        await expect(reading.page.locator("#text")).to_contain_text("第1次重写。")
        kept = before.index(FIFTH)
        assert 3 < kept < len(before) - 1
        assert await reading.marked_blocks() == before[:kept]
        demo.resume()
        report = await check_exact(person, reading)
        assert report["attempt"] == 2
        assert await reading.marked_blocks() == before[:kept]


async def test_copied_text_matches_the_page_and_carries_the_label(chromium: Browser, database_url: str) -> None:
    def writes(order: Order, _before: int) -> str:
        return compose(order).replace("\n\n", "\n\n3. 三\n4. 四\n\n- 甲\n- 乙\n\n", 1)

    async with (
        serving(database_url, demo=HeldModel(writes=writes), check_passages=False) as service,
        visiting(chromium, url_of(service), permissions=["clipboard-read", "clipboard-write"]) as person,
    ):
        report = await service.finished(await service.create())
        await person.be(service.client)
        reading = await person.read(report["id"])
        await reading.page.locator("#copy").click()
        await expect(reading.page.locator("#copy")).to_have_text(WORDS["zh"]["copied"])
        copied = str(await reading.page.evaluate("navigator.clipboard.readText()")).replace("\r\n", "\n")
        assert copied.startswith(f"{AI_LABEL['zh']}\n\n总评\n\n3. 三\n4. 四\n\n· 甲\n· 乙\n\n")
        assert copied.endswith(f"\n\n{AI_LABEL_AFTER['zh']}")
        marked = re.sub(r"^(#+ |[-*] )", "", report["text"], flags=re.MULTILINE).replace("**", "")
        inner = copied.removeprefix(AI_LABEL["zh"]).removesuffix(AI_LABEL_AFTER["zh"])
        assert words(inner.replace("· ", "")) == words(marked)


async def test_a_stopped_report_can_be_resumed(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading = await begin(service, person)
        await reading.wait_connection("live")
        await reading.wait_chars(MIDDLE - SLACK)
        await reading.button("stop").click()
        await check_exact(person, reading, "stopped")
        await expect(reading.page.locator("#message")).to_be_visible()
        await expect(reading.page.locator("#message")).not_to_have_text("")
        before = await reading.blocks()
        demo.resume()
        await reading.button("resume").click()
        await check_exact(person, reading)
        assert len("".join(await reading.blocks())) > len("".join(before)) + 1000


@pytest.mark.parametrize("script", [True, False])
async def test_one_click_leads_to_a_report_cast_by_the_clock(
    chromium: Browser, database_url: str, script: bool
) -> None:
    birth = {"birth": {"date": "1996-03-12", "time": "07:30"}, "place": {"id": "chengdu"}}
    async with (
        serving(database_url, demo=HeldModel(MIDDLE)) as service,
        visiting(chromium, url_of(service), java_script_enabled=script) as person,
    ):
        reading = await begin(service, person, **birth)
        page = reading.page
        await expect(page.locator(".notes p")).to_contain_text("卯时（乙卯），本报告取后者")
        await page.get_by_role("button", name=WORDS["zh"]["cast_civil"]).dblclick()
        await page.wait_for_url(lambda url: url.startswith(f"{person.url}/reports/") and reading.report_id not in url)
        await expect(page.locator(".pillars")).to_contain_text("丙辰时")
        await expect(page.get_by_role("button", name=WORDS["zh"]["cast_true_solar"])).to_be_visible()
        assert len((await service.client.get("/api/reports")).json()["reports"]) == 2


async def test_the_page_stays_if_the_request_for_another_report_gets_no_response(
    chromium: Browser, database_url: str
) -> None:
    birth = {"birth": {"date": "1996-03-12", "time": "07:30"}, "place": {"id": "chengdu"}}
    async with (
        serving(database_url, demo=HeldModel(MIDDLE)) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        person.expects("ERR_FAILED")
        reading = await begin(service, person, **birth)
        await reading.page.route("**/again", lambda route: route.abort())
        button = reading.button("again")
        await button.click()
        await expect(reading.page.locator(".notes .unanswered")).to_have_text(WORDS["zh"]["unanswered"])
        await expect(button).to_be_enabled()
