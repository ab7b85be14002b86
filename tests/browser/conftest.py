"""One browser of each kind per pytest worker."""

import os
from collections.abc import AsyncIterator
from typing import NoReturn

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from . import webdriver
from .chromium import launch
from .other_browsers import START
from .reading import WAIT_MS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    async with async_playwright() as playwright:
        try:
            browser = await launch(playwright)
        except LookupError as error:
            _do_without(error)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=START)
async def browser(request: pytest.FixtureRequest) -> AsyncIterator[webdriver.Browser]:
    """Firefox, then WebKit."""
    try:
        async with START[request.param]() as browser:
            yield browser
    except LookupError as error:
        _do_without(error)


def _do_without(error: LookupError) -> NoReturn:
    """Skip the tests of a missing browser; in CI, fail them."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(error))
    pytest.skip(str(error))
