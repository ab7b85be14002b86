"""A small WebDriver client for the browsers that Playwright cannot drive here: Firefox and WebKitGTK from Debian.

Firefox speaks Marionette (JSON after its length, over TCP), and WebKitWebDriver speaks HTTP. Both have the commands of
the WebDriver standard under different names: see `Command`.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Any, Protocol

import httpx

from tests.waiting import DEADLINE, eventually

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element's id in JSON, as the standard has it."""


class WebDriverError(Exception):
    """The browser refused a command."""


class Key:
    """Keys that produce no character, for `Browser.type`."""

    ENTER, ESCAPE, DOWN = "\ue007", "\ue00c", "\ue015"


class Command(Enum):
    """A command: its name in Marionette, and its method and path over HTTP."""

    OPEN = ("Navigate", "POST", "url")
    RELOAD = ("Refresh", "POST", "refresh")
    RUN = ("ExecuteScript", "POST", "execute/sync")
    CLICK = ("ElementClick", "POST", "element/{id}/click")
    CLEAR = ("ElementClear", "POST", "element/{id}/clear")
    TYPE = ("ElementSendKeys", "POST", "element/{id}/value")
    ADD_COOKIE = ("AddCookie", "POST", "cookie")
    CLEAR_COOKIES = ("DeleteAllCookies", "DELETE", "cookie")
    NEW_TAB = ("NewWindow", "POST", "window/new")
    SWITCH = ("SwitchToWindow", "POST", "window")
    CLOSE_TAB = ("CloseWindow", "DELETE", "window")
    TABS = ("GetWindowHandles", "GET", "window/handles")
    RESIZE = ("SetWindowRect", "POST", "window/rect")


class Transport(Protocol):
    """Carries commands to a browser with an open session."""

    async def send(self, command: Command, **parameters: Any) -> Any:
        """Return the result. Raises `WebDriverError` if the browser refuses."""


class Marionette:
    """Firefox's own protocol. A command that was cancelled does not disturb the next one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._received = b""
        self._numbers = count(1)

    async def open(self) -> None:
        await self._receive()  # the greeting
        await self.call("WebDriver:NewSession")

    async def send(self, command: Command, **parameters: Any) -> Any:
        return await self.call(f"WebDriver:{command.value[0]}", **parameters)

    async def call(self, name: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        message = json.dumps([0, number, name, parameters]).encode()
        self._writer.write(b"%d:%s" % (len(message), message))
        await self._writer.drain()
        answer: list[Any] = []
        while not answer or answer[1] != number:
            answer = await self._receive()
        _, _, error, result = answer
        if error:
            raise WebDriverError(f"{error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and result.keys() == {"value"} else result

    async def _receive(self) -> Any:
        while True:
            length, colon, rest = self._received.partition(b":")
            if colon and len(rest) >= int(length):
                self._received = rest[int(length) :]
                return json.loads(rest[: int(length)])
            received = await self._reader.read(65536)
            if not received:
                raise ConnectionError("Firefox has closed the connection; it may have crashed")
            self._received += received


class Http:
    """The standard's protocol."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._session = ""

    async def open(self, capabilities: dict[str, Any]) -> None:
        session = await self._request("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._session = f"/session/{session['sessionId']}"

    async def send(self, command: Command, **parameters: Any) -> Any:
        _, method, path = command.value
        return await self._request(method, f"{self._session}/{path.format_map(parameters)}", parameters)

    async def _request(self, method: str, path: str, body: dict[str, Any]) -> Any:
        response = await self._client.request(method, path, json=body if method == "POST" else None)
        value = response.json()["value"]
        if response.is_error:
            raise WebDriverError(f"{value['error']}: {value['message']}")
        return value


@dataclass
class Browser:
    """A browser with a fresh profile, and the tab that it shows."""

    transport: Transport

    async def open(self, url: str) -> None:
        """Open the page, and wait until it has loaded."""
        await self.transport.send(Command.OPEN, url=url)

    async def reload(self) -> None:
        await self.transport.send(Command.RELOAD)

    async def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page, and return its result or that of its promise."""
        return await self.transport.send(Command.RUN, script=script, args=list(arguments))

    async def wait(self, expression: str, *arguments: Any) -> Any:
        """Wait until a JavaScript expression is true, and return its value."""
        try:
            return await eventually(lambda: self.run(f"return {expression}", *arguments))
        except TimeoutError as error:
            raise TimeoutError(f"not true within {DEADLINE:.0f} s: {expression} {arguments}") from error

    async def click(self, css: str) -> None:
        """Scroll to the element, as a person does if the foot bar covers it, and click it."""
        element = await self._find(css)
        await self.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", {_ELEMENT: element})
        await self.transport.send(Command.CLICK, id=element)

    async def type(self, css: str, text: str) -> None:
        """Type into the element, after what it holds. Keys without a character are in `Key`."""
        await self.transport.send(Command.TYPE, id=await self._find(css), text=text)

    async def fill(self, css: str, text: str) -> None:
        """Type into the element, in place of what it holds."""
        await self.transport.send(Command.CLEAR, id=await self._find(css))
        await self.type(css, text)

    async def add_cookie(self, name: str, value: str) -> None:
        """Set a cookie for the site of the open page."""
        await self.transport.send(
            Command.ADD_COOKIE, cookie={"name": name, "value": value, "path": "/", "httpOnly": True}
        )

    async def clear_cookies(self) -> None:
        """Delete all cookies of the open page's site, so that its next request is a stranger's."""
        await self.transport.send(Command.CLEAR_COOKIES)

    async def new_tab(self) -> None:
        """Open an empty tab and switch to it."""
        tab = await self.transport.send(Command.NEW_TAB, type="tab")
        await self._switch(tab["handle"])

    async def look_away(self) -> None:
        """Open a window in front of the current one, without switching to it."""
        await self.transport.send(Command.NEW_TAB, type="window", focus=True)
        await self.wait("!document.hasFocus()")

    async def close_tab(self) -> None:
        """Close the current tab, and switch to another."""
        await self._switch((await self.transport.send(Command.CLOSE_TAB))[0])

    async def keep_one_tab(self) -> None:
        """Close all tabs but one, and switch to that."""
        kept, *others = await self.transport.send(Command.TABS)
        for tab in others:
            await self._switch(tab)
            await self.transport.send(Command.CLOSE_TAB)
        await self._switch(kept)

    @asynccontextmanager
    async def narrow(self, font_size: int) -> AsyncIterator[None]:
        """Make pages as narrow as on a phone, with this default font size in pixels, as far as the browser allows."""
        await self.transport.send(Command.RESIZE, width=450, height=844)
        try:
            await self.wait("innerWidth <= 450")
            yield
        finally:
            await self.transport.send(Command.RESIZE, width=1200, height=900)

    async def problems(self) -> list[str]:
        """Errors on pages since the last call."""
        raise NotImplementedError

    async def _find(self, css: str) -> str:
        """Wait for the element, and return its id."""
        element = await self.wait("document.querySelector(arguments[0])", css)
        return str(element[_ELEMENT])

    async def _switch(self, handle: str) -> None:
        await self.transport.send(Command.SWITCH, handle=handle)


FONT_SIZES = [f"font.size.variable.{script}" for script in ("x-western", "zh-CN", "x-unicode")]
_NARROW = """
gBrowser.selectedBrowser.style.maxWidth = arguments[0];  // the window itself cannot be as narrow as a phone
for (const name of arguments[1]) {
  if (arguments[2]) Services.prefs.setIntPref(name, arguments[2]);
  else Services.prefs.clearUserPref(name);
}
"""
_REPORTED = """
const { console: messages } = Services;
const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
const isOfPage = (url) => url?.startsWith("http://127.0.0.1");
const problems = [
  ...messages.getMessageArray()
    .filter((m) => m instanceof Ci.nsIScriptError && !(m.flags & m.warningFlag) && isOfPage(m.sourceName))
    .map((m) => `${m.errorMessage} (${m.sourceName}:${m.lineNumber})`),
  ...storage.getEvents()
    .filter((e) => e.level === "error" && isOfPage(e.filename))
    .map((e) => `${e.arguments.map(String).join(" ")} (${e.filename}:${e.lineNumber})`),
];
messages.reset();
storage.clearEvents();
return problems;
"""


@dataclass
class Firefox(Browser):
    """Firefox, whose Marionette also reaches the console, the settings and the browser's own window."""

    transport: Marionette

    @asynccontextmanager
    async def narrow(self, font_size: int) -> AsyncIterator[None]:
        await self._in_chrome(_NARROW, "390px", FONT_SIZES, font_size)
        try:
            await self.wait("innerWidth === 390")
            await self.wait("getComputedStyle(document.documentElement).fontSize === arguments[0]", f"{font_size}px")
            yield
        finally:
            await self._in_chrome(_NARROW, "", FONT_SIZES, None)

    async def problems(self) -> list[str]:
        return [str(problem) for problem in await self._in_chrome(_REPORTED)]

    async def _in_chrome(self, script: str, *arguments: Any) -> Any:
        await self.transport.call("Marionette:SetContext", value="chrome")
        try:
            return await self.run(script, *arguments)
        finally:
            await self.transport.call("Marionette:SetContext", value="content")


_RECORDING = """
if (!window.recorded) {
  window.recorded = [];
  const record = (...words) => window.recorded.push(`${words.map(String).join(" ")} (${location.pathname})`);
  const whatFailed = ({ message, target }) => message ?? `not loaded: ${target.src ?? target.href}`;
  addEventListener("error", (event) => record(whatFailed(event)), true);
  addEventListener("unhandledrejection", ({ reason }) => record(reason));
  addEventListener("securitypolicyviolation", (event) => record(event.violatedDirective, event.blockedURI));
  console.error = record;
}
const result = (function () { SCRIPT }).apply(null, arguments);
return Promise.resolve(result).then((value) => [value, window.recorded.splice(0)]);
"""


@dataclass
class WebKit(Browser):
    """WebKitGTK, whose driver does not report the console: `run` records a page's errors, from the first call on."""

    def __post_init__(self) -> None:
        self._problems: list[str] = []

    async def run(self, script: str, *arguments: Any) -> Any:
        result, problems = await super().run(_RECORDING.replace("SCRIPT", script), *arguments)
        self._problems += problems
        return result

    async def problems(self) -> list[str]:
        problems, self._problems = self._problems, []
        return problems
