"""What matters most, in Firefox and WebKit: the text arrives live and exactly, and everything around it works."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.web.deps import OWNER_COOKIE
from app.web.pages.words import WORDS
from tests.held_model import LATER, MIDDLE, SLACK, HeldModel
from tests.service import Service, serving
from tests.waiting import eventually

from .person import url_of
from .reading import plain, words
from .webdriver import Browser, Key

pytestmark = pytest.mark.asyncio(loop_scope="session")

ZH = WORDS["zh"]
BLOCKS = "[...document.querySelectorAll('#text > .block')]"
SHOWN = f"{BLOCKS}.map((block) => block.innerText)"
CHARS = f"{BLOCKS}.reduce((sum, block) => sum + block.textContent.length, 0)"
STATUS = "document.getElementById('reading')?.dataset.status"
CONNECTION = "document.getElementById('reading')?.dataset.connection"

WRONGS = {
    "document.body.append(Object.assign(document.createElement('script'), { text: '1' }))": "script-src-elem",
    "document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.test/x.png' }))": "img-src",
    # A submission that no button caused: the page's own script fails.
    "document.querySelector('#actions form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))": (
        "TypeError"
    ),
}
"""Scripts that do something wrong, and what the browser says to it."""


@asynccontextmanager
async def visiting(browser: Browser, service: Service, expected: str = "$^") -> AsyncIterator[str]:
    """Be a new user at the form, in Chinese and in the only tab. Yields the address.

    Fails if a page had an error that does not match `expected`.
    """
    url = url_of(service)
    await browser.keep_one_tab()
    await become_stranger(browser, url)
    await browser.problems()
    yield url
    assert [problem for problem in await browser.problems() if not re.search(expected, problem)] == []


async def become_stranger(browser: Browser, url: str) -> None:
    await browser.open(f"{url}/static/seal.svg")
    await browser.clear_cookies()
    await browser.open(f"{url}/?lang=zh")


async def be_owner(browser: Browser, service: Service) -> None:
    """Give the browser the cookie of the service's client."""
    await browser.add_cookie(OWNER_COOKIE, service.client.cookies[OWNER_COOKIE])


async def begin(browser: Browser, service: Service, **changes: Any) -> str:
    """Create a report and open it. Returns its address."""
    report_id = await service.create(**changes)
    await be_owner(browser, service)
    page = f"{url_of(service)}/reports/{report_id}"
    await browser.open(page)
    return page


async def check_exact(browser: Browser, status: str = "completed") -> dict[str, Any]:
    """After the end, check that the live page, the page from the server, and the saved text agree."""
    await browser.wait(f"{STATUS} === arguments[0]", status)
    await browser.wait(f"!['live', 'shared', 'connecting', 'offline'].includes({CONNECTION})")
    shown = await browser.run(f"return {SHOWN}")
    report: dict[str, Any] = await browser.run(
        "return fetch(`/api${location.pathname}`).then((response) => response.json())"
    )
    assert report["status"] == status
    assert words(" ".join(shown)) == words(plain(report["text"]))
    await browser.reload()
    assert await browser.run(f"return {SHOWN}") == shown
    return report


async def choose(browser: Browser, name: str, value: str) -> None:
    await browser.click(f"label:has([name={name}][value={value}])")


async def test_the_form_creates_a_report_whose_text_arrives_live(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(browser, service):
        for name, value in {"year": "1990", "month": "5", "day": "12", "place": "上海"}.items():
            await browser.type(f"input[name={name}]", value)
        await browser.type("input[name=time]", "14:30")
        await choose(browser, "gender", "male")
        await browser.click("form.ask button[type=submit]")
        await browser.wait(f"{CONNECTION} === 'live'")
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)
        assert await browser.run(f"return {STATUS}") == "running"
        demo.resume()
        report = await check_exact(browser)
        assert report["chart"]["civil_time"] == "1990-05-12T14:30:00+09:00"


async def test_a_reload_continues_at_the_exact_character(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(browser, service):
        await begin(browser, service)
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)
        before = await browser.run(f"return {SHOWN}")
        await browser.reload()
        again = await browser.run(f"{BLOCKS}.forEach((block) => block.setAttribute('data-old', '')); return {SHOWN}")
        assert words(" ".join(again)).startswith(words(" ".join(before)))
        demo.resume(LATER)
        await browser.wait(f"{CHARS} >= arguments[0]", LATER - SLACK)
        old = await browser.run(f"return {BLOCKS}.filter((b) => b.hasAttribute('data-old')).map((b) => b.innerText)")
        assert old[: len(again) - 1] == again[:-1], "only the open block was sent again"
        demo.resume()
        report = await check_exact(browser)
        assert report["attempt"] == 1


async def test_the_writing_continues_without_a_tab_and_a_new_tab_shows_it(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(browser, service):
        report_id = await service.create()
        await be_owner(browser, service)
        await browser.new_tab()
        page = f"{url_of(service)}/reports/{report_id}"
        await browser.open(page)
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)
        await browser.close_tab()
        await eventually(lambda: service.state.live.viewer_count == 0)
        demo.resume(LATER)
        await demo.wait_held()
        await browser.new_tab()
        await browser.open(page)
        await browser.wait(f"{CHARS} >= arguments[0]", LATER - SLACK)
        demo.resume()
        await check_exact(browser)


async def test_two_tabs_share_one_connection(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(browser, service):
        page = await begin(browser, service)
        await browser.wait(f"{CONNECTION} === 'live'")
        await browser.new_tab()
        await browser.open(page)
        await browser.wait(f"{CONNECTION} === 'shared'")
        assert service.state.live.viewer_count == 1
        demo.resume()
        await check_exact(browser)
        await browser.close_tab()
        await check_exact(browser)


async def test_a_question_is_asked_and_answered_on_the_page(browser: Browser, database_url: str) -> None:
    question = "明年适合换城市吗？"
    async with serving(database_url) as service, visiting(browser, service):
        await begin(browser, service)
        before = (await check_exact(browser))["text"]
        await browser.type("#question", question)
        await browser.click("#follow-up button")
        await browser.wait(
            f"document.querySelector('.follow-ups q')?.textContent === arguments[0] && {STATUS} === 'completed'",
            question,
        )
        after = (await check_exact(browser))["text"]
        assert after.startswith(before)
        assert f"追问：{question}" in after


async def test_places_are_suggested_and_chosen_by_keyboard(browser: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(browser, service):
        await browser.type("#place", "hangzhou")
        await browser.wait("document.querySelector('#place-list [role=option]')?.textContent.includes('杭州')")
        await browser.type("#place", Key.DOWN)
        await browser.wait("document.querySelector('#place-0').getAttribute('aria-selected') === 'true'")
        await browser.type("#place", Key.ENTER)
        await browser.wait("document.getElementById('place').value === '杭州'")
        assert await browser.run("return document.querySelector('[name=place_id]').value") == "hangzhou"
        await browser.fill("#place", "北京")
        await browser.wait("document.querySelector('#place-list [role=option]')?.textContent.includes('北京')")
        await browser.type("#place", Key.ESCAPE)
        await browser.wait("document.getElementById('place-list').hidden")


async def test_a_term_of_the_chart_opens_its_entry_and_escape_closes_it(browser: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(browser, service):
        await begin(browser, service)
        term = "#chart .natal a[href^='/glossary#']"
        await browser.click(term)
        await browser.wait(
            "document.activeElement.id === 'term-card' && document.activeElement.matches(':popover-open')"
        )
        explained = await browser.run("return document.getElementById('term-name').textContent")
        assert explained.startswith(await browser.run("return document.querySelector(arguments[0]).textContent", term))
        await browser.type("#term-card", Key.ESCAPE)
        await browser.wait("!document.querySelector('#term-card:popover-open')")
        assert await browser.run("return document.activeElement === document.querySelector(arguments[0])", term)


async def test_a_stranger_follows_a_shared_link_until_it_is_revoked(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    refused = "can’t establish a connection"  # in Firefox's words, the response 404 to a stream
    async with serving(database_url, demo=demo) as service, visiting(browser, service, refused) as url:
        page = await begin(browser, service)
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)  # the panel stands below the text
        await browser.click("#sharing > summary")
        await browser.wait("document.getElementById('sharing').open")
        await browser.click("#share-form button")
        link = await browser.wait("document.getElementById('share-link').value")
        await become_stranger(browser, url)
        await browser.open(link)
        await browser.wait(f"{CONNECTION} === 'live'")
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)
        demo.resume(LATER)
        await browser.wait(f"{CHARS} >= arguments[0]", LATER - SLACK)
        shares = f"/api{page.removeprefix(url)}/shares"
        (share,) = (await service.client.get(shares)).json()["shares"]
        assert (await service.client.delete(f"{shares}/{share['id']}")).status_code == 204
        missing = "document.querySelector('h1').textContent === arguments[0]"
        await browser.wait(missing, ZH["share_missing_title"])
        await browser.open(link)
        await browser.wait(missing, ZH["share_missing_title"])


async def test_a_link_opens_the_readings_on_another_device(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(browser, service) as url:
        page = await begin(browser, service)
        await browser.open(f"{url}/devices")
        await browser.click("form[action='/devices/link'] button")
        link = await browser.wait("document.getElementById('url')?.value")
        await become_stranger(browser, url)
        await browser.open(link)
        await browser.wait("document.getElementById('field').hidden")
        await browser.click("#join button[type=submit]")
        await browser.wait("document.querySelectorAll('.mine li').length === 1")
        await browser.open(page)
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)
        demo.resume()
        await check_exact(browser)


async def test_a_reading_is_renamed_and_found_by_its_new_name(browser: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(browser, service) as url:
        renamed, other = [await service.create(name=name) for name in ("甲", "乙")]
        await be_owner(browser, service)
        await browser.open(f"{url}/reports")
        names = "[...document.querySelectorAll('.mine .who')].map((who) => who.textContent).join()"
        assert await browser.run(f"return {names}") == "乙,甲"
        await browser.click(f"#r-{renamed} .manage > summary")
        await browser.fill(f"#r-{renamed} [name=title]", "给妈妈的")
        await browser.click(f"#r-{renamed} .rename button")
        await browser.wait(f"{names} === arguments[0]", "乙,给妈妈的")
        await browser.type("[name=q]", f"妈妈{Key.ENTER}")
        await browser.wait(f"{names} === arguments[0]", "给妈妈的")
        assert not await browser.run("return document.getElementById(arguments[0])", f"r-{other}")


async def test_the_title_of_a_tab_in_the_background_says_when_it_is_done(browser: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE)
    async with serving(database_url, demo=demo) as service, visiting(browser, service):
        await begin(browser, service)
        await browser.wait(f"{CHARS} >= arguments[0]", MIDDLE - SLACK)
        assert re.match(r"第 \d+/\d+ 节 · ", await browser.run("return document.title"))
        await browser.look_away()
        demo.resume()
        await browser.wait("document.title.startsWith(arguments[0])", ZH["written_now"])


async def test_a_large_default_font_fits_a_narrow_window(browser: Browser, database_url: str) -> None:
    """WebKitGTK has neither a setting for the font nor windows as narrow as a phone: there only 450 px are tested."""
    async with serving(database_url) as service, visiting(browser, service) as url:
        report = await service.finished(await service.create())
        await be_owner(browser, service)
        async with browser.narrow(font_size=28):
            for page in ("/", "/reports", f"/reports/{report['id']}", "/devices", "/glossary"):
                await browser.open(f"{url}{page}?lang=en")
                await browser.wait("innerWidth >= document.documentElement.scrollWidth")
                await browser.open(f"{url}{page}?lang=zh")
                await browser.wait("innerWidth >= document.documentElement.scrollWidth")


async def test_errors_on_a_page_are_reported(browser: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(browser, service):
        await begin(browser, service)
        for wrong, words in WRONGS.items():
            await browser.run(wrong)

            async def report() -> list[str]:
                await browser.run("")
                return await browser.problems()

            assert re.search(words, " ".join(await eventually(report)))
