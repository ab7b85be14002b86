"""A browser that refuses cookies is told what it loses before a report is created, and still gets its text."""

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from sqlalchemy import text

from app.llm.demo.faults import Fault
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.pages.words import WORDS
from tests.databases import open_engine
from tests.headings import HEADINGS
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.waiting import DEADLINE, eventually

from .test_routes import FORM, HTML

ZH = WORDS["zh"]


class NoCookies(httpx.AsyncBaseTransport):
    """A browser that neither stores nor sends cookies."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.pop("cookie", None)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with serving(database_url) as service:
        yield service


@pytest.fixture
async def browser(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(service) as client:
        yield client


def browser_of(service: Service) -> httpx.AsyncClient:
    headers = {"Accept-Language": "zh-CN", **HTML}
    return httpx.AsyncClient(transport=NoCookies(), base_url=service.client.base_url, headers=headers, timeout=DEADLINE)


async def key_of(browser: httpx.AsyncClient) -> str:
    found = re.search(r'name="key" value="(\w+)"', (await browser.get("/")).text)
    assert found is not None
    return found[1]


async def count(database_url: str) -> int:
    async with open_engine(database_url) as engine, engine.connect() as conn:
        return int((await conn.execute(text("SELECT count(*) FROM reports"))).scalar_one())


async def test_nothing_is_created_before_the_reader_knows(
    service: Service, browser: httpx.AsyncClient, database_url: str
) -> None:
    page = await browser.post("/", data={**FORM, "key": await key_of(browser)})
    assert page.status_code == 422
    assert "hidden" not in page.text.partition('id="no-cookies"')[2].partition(">")[0]
    assert ZH["no_cookies"] in page.text
    assert 'name="anyway"' in page.text
    for kept in ('value="1990"', 'value="14:30"', "事业上该守还是该动？"):
        assert kept in page.text
    assert (await count(database_url), service.demo.calls) == (0, [])


async def test_a_browser_that_accepts_cookies_by_now_goes_on_as_usual(service: Service, database_url: str) -> None:
    client = service.client
    key = await key_of(client)
    client.cookies.clear()
    refused = await client.post("/", data={**FORM, "key": key})
    assert refused.status_code == 422
    created = await client.post("/", data={**FORM, "key": key})
    assert created.status_code == 303
    assert (await client.get(created.headers["location"])).status_code == 200


async def test_the_notice_is_hidden_from_browsers_with_cookies(service: Service) -> None:
    page = await service.client.get("/")
    assert "hidden" in page.text.partition('id="no-cookies"')[2].partition(">")[0]


async def test_who_insists_reads_the_whole_text_in_one_response(
    service: Service, browser: httpx.AsyncClient, database_url: str
) -> None:
    page = await browser.post("/", data={**FORM, "key": await key_of(browser), "anyway": "1"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "no-store" in page.headers["cache-control"]
    assert "set-cookie" not in page.headers
    assert re.findall(r"<h2>(.*?)</h2>", page.text) == HEADINGS["zh"]
    assert page.text.index(AI_LABEL["zh"]) < page.text.index("<h2>") < page.text.index(AI_LABEL_AFTER["zh"])
    assert page.text.rstrip().endswith("</html>")
    assert "&lt;b&gt;小明" in page.text
    assert "<script" not in page.text
    assert ZH["one_off_done"].partition("{chars}")[2] in page.text
    assert "/reports/" not in page.text.replace('href="/reports"', "")
    assert await count(database_url) == 0, "nobody could open it again"


async def test_sections_arrive_while_the_next_one_is_written(database_url: str) -> None:
    demo = HeldModel(4000)
    async with serving(database_url, demo=demo, batch_seconds=1) as service, browser_of(service) as browser:
        data = {**FORM, "key": await key_of(browser), "anyway": "1"}
        async with browser.stream("POST", "/", data=data) as response:
            parts = response.aiter_text()
            html = ""
            async with asyncio.timeout(DEADLINE):
                while HEADINGS["zh"][1] not in html:
                    html += await anext(parts)
            assert "</html>" not in html
            assert ZH["one_off"] in html
            demo.resume()
            async for part in parts:
                html += part
        assert re.findall(r"<h2>(.*?)</h2>", html) == HEADINGS["zh"]


async def test_closing_the_page_stops_the_writing_and_deletes_the_report(database_url: str) -> None:
    demo = HeldModel(3000)
    async with serving(database_url, demo=demo) as service, browser_of(service) as browser:
        data = {**FORM, "key": await key_of(browser), "anyway": "1"}
        async with browser.stream("POST", "/", data=data) as response:
            assert response.status_code == 200
            await demo.wait_held()
            assert await count(database_url) == 1

        async def is_deleted() -> bool:
            return await count(database_url) == 0

        await eventually(is_deleted)
        demo.resume()
        await eventually(lambda: service.state.live.viewer_count == 0)


async def test_a_report_that_fails_says_so_at_the_end(service: Service, browser: httpx.AsyncClient) -> None:
    service.demo.faults.append(Fault("finish", after=300, reason="sensitive", heading=HEADINGS["zh"][2]))
    page = await browser.post("/", data={**FORM, "key": await key_of(browser), "anyway": "1"})
    assert ZH["code_content_blocked"] in unescape(page.text)
    assert page.text.rstrip().endswith("</html>")


async def test_programs_without_a_form_key_create_as_before(service: Service) -> None:
    created = await service.client.post("/", data=FORM)
    assert (created.status_code, "mingshu_owner" in created.headers["set-cookie"]) == (303, True)
