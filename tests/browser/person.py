"""One user with a browser of their own. Any problem in it, even a console message, fails the test."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, WebError

from app.web.deps import OWNER_COOKIE
from tests.service import Service

from .reading import WAIT_MS, Reading

VIOLATION = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`security policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""
GONE_NETWORK = (
    r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|INTERNET_DISCONNECTED)"
)


class Person:
    """A browser context: its tabs, its requests, and the problems in it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.requests: list[Request] = []
        self.troubles: list[str] = []
        self._expected: list[str] = []
        context.set_default_timeout(WAIT_MS)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("dialog", self._dialog)

    def expects(self, pattern: str) -> None:
        """Allow console messages that match; the browser itself reports every failed request."""
        self._expected.append(pattern)

    async def be(self, client: httpx.AsyncClient) -> None:
        """Copy this client's owner cookie into the browser."""
        value = client.cookies[OWNER_COOKIE]
        await self.context.add_cookies([{"name": OWNER_COOKIE, "value": value, "url": self.url}])

    async def tab(self, path: str) -> Page:
        page = await self.context.new_page()
        await page.goto(path)
        return page

    async def read(self, report_id: str) -> Reading:
        """Open the reading in a new tab."""
        return Reading(await self.tab(f"/reports/{report_id}"), report_id)

    async def report(self, report_id: str) -> dict[str, Any]:
        """The report as the API returns it."""
        response = await self.context.request.get(f"/api/reports/{report_id}")
        assert response.status == 200
        body: dict[str, Any] = await response.json()
        return body

    def streams(self) -> list[str]:
        """URLs of all requests for a stream so far."""
        return [request.url for request in self.requests if urlsplit(request.url).path.endswith("/stream")]

    async def leave(self) -> None:
        """Close the context, and fail if there was any unexpected problem."""
        await self.context.close()
        unexpected = [trouble for trouble in self.troubles if not any(re.search(p, trouble) for p in self._expected)]
        assert not unexpected, unexpected

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.troubles.append(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith(f"{self.url}/"):
            self.troubles.append(f"external request: {request.url}")

    async def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"a dialog: {dialog.message}")
        await dialog.dismiss()


@asynccontextmanager
async def visiting(chromium: Browser, url: str, **options: Any) -> AsyncIterator[Person]:
    """A new user at this address for the duration of the block. `options` are those of a Playwright context."""
    options = {"locale": "zh-CN", "reduced_motion": "reduce", **options}
    context = await chromium.new_context(base_url=url, **options)
    try:
        await context.add_init_script(VIOLATION)
        person = Person(context, url)
        yield person
        await person.leave()
    finally:
        await context.close()


def url_of(service: Service) -> str:
    return f"http://127.0.0.1:{service.port}"


async def begin(service: Service, person: Person, **changes: Any) -> Reading:
    """Create a report and open it in a tab."""
    report_id = await service.create(**changes)
    await person.be(service.client)
    return await person.read(report_id)
