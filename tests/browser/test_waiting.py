"""The page's status while the model's provider is busy or refuses the account."""

import pytest
from playwright.async_api import Browser, expect

from app.llm.account import Account
from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from tests.held_model import HeldModel
from tests.service import FAST, serving

from .person import begin, url_of, visiting
from .reading import WAIT_MS, check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_shows_waiting_for_the_model_and_then_writing(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(300)
    demo.allowed_calls = 0
    account = Account(backoff_seconds=0.01)
    async with (
        serving(database_url, demo=demo, account=account) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        reading = await begin(service, person)
        state = reading.page.locator("#state")
        await expect(state).to_have_text("等待 AI 响应", timeout=WAIT_MS)
        again = await person.read(reading.report_id)  # a second tab, opened while the report waits
        await expect(again.page.locator("#state")).to_have_text("等待 AI 响应", timeout=WAIT_MS)
        demo.allowed_calls = None
        for tab in (reading, again):
            await expect(tab.page.locator("#state")).to_have_text("正在撰写", timeout=WAIT_MS)
        demo.resume()
        await check_exact(person, reading)


async def test_a_queued_report_shows_waiting_while_the_account_is_rejected(
    chromium: Browser, database_url: str
) -> None:
    demo = create_demo(chars_per_second=FAST)
    demo.faults.append(Fault("http_error", status=429, code="1113", times=-1))
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        first = await begin(service, person)
        await first.wait_status("failed")
        second = await begin(service, person)
        await expect(second.page.locator("#state")).to_have_text("等待 AI 响应", timeout=WAIT_MS)
        demo.faults.clear()
        await check_exact(person, second)
