"""What the page says while the provider of the model is busy, or refuses the account."""

import pytest
from playwright.async_api import Browser, expect

from app.llm.account import Account
from app.llm.demo import create_demo
from app.llm.demo_faults import Fault
from tests.service import FAST, serving

from .person import begin, url_of, visiting
from .reading import WAIT_MS, check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_says_that_it_waits_for_the_model_and_then_that_it_is_written(
    chromium: Browser, database_url: str
) -> None:
    demo = create_demo(chars_per_second=FAST, allowed_calls=0)
    account = Account(backoff_seconds=0.01)
    async with (
        serving(database_url, demo=demo, account=account) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        reading = await begin(service, person)
        state = reading.page.locator("#state")
        await expect(state).to_have_text("等候模型", timeout=WAIT_MS)
        again = await person.read(reading.report_id)  # opened while it waits, and in a second tab
        await expect(again.page.locator("#state")).to_have_text("等候模型", timeout=WAIT_MS)
        demo.faults.append(Fault("stall", after=300, seconds=1))
        demo.allowed_calls = None
        for tab in (reading, again):
            await expect(tab.page.locator("#state")).to_have_text("正在书写", timeout=WAIT_MS)
        await check_exact(person, reading)


async def test_a_queued_report_waits_for_the_model_while_the_account_is_refused(
    chromium: Browser, database_url: str
) -> None:
    demo = create_demo(chars_per_second=FAST)
    demo.faults.append(Fault("http_error", status=429, code="1113", times=-1))
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        first = await begin(service, person)
        await first.wait_status("failed")
        second = await begin(service, person)
        await expect(second.page.locator("#state")).to_have_text("等候模型", timeout=WAIT_MS)
        demo.faults.clear()
        await check_exact(person, second)
