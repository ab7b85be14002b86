"""The test harness itself: any problem in the browser fails the test."""

import re

import pytest
from playwright.async_api import Browser

from tests.service import serving
from tests.waiting import eventually

from .person import url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONGS = {
    "console.error('quietly')": "error: quietly",
    "setTimeout(() => { throw new Error('loudly'); })": "uncaught: .*loudly",
    "setTimeout(() => alert('hello'))": "a dialog: hello",
    "document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.test/x.png' }))": "img-src",
    "document.body.append(Object.assign(document.createElement('script'), { text: '1' }))": "script-src-elem",
    "location.href = 'http://elsewhere.test/'": "external request: http://elsewhere.test/",
}


async def test_problems_in_the_browser_fail_the_test(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service:
        for wrong, problem in WRONGS.items():
            with pytest.raises(AssertionError, match=problem):
                await go_wrong(chromium, url_of(service), wrong)


async def go_wrong(chromium: Browser, url: str, wrong: str) -> None:
    async with visiting(chromium, url) as person:
        page = await person.tab("/")
        await page.evaluate(f"() => {{ {wrong}; }}")
        await eventually(lambda: any(re.search(WRONGS[wrong], trouble) for trouble in person.troubles))
