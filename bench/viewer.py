"""A lightweight viewer: one request on one socket. It counts events and records the ages of deltas."""

import asyncio
import time
from array import array
from dataclasses import dataclass, field
from typing import cast

import httptools
import httpx
import msgspec

from bench.stamp import ages_ms


@dataclass(slots=True)
class Tally:
    """Counts of all viewers in one period."""

    ages_ms: "array[float]" = field(default_factory=lambda: array("d"))
    lags_ms: "array[float]" = field(default_factory=lambda: array("d"))
    """How late the viewers' own loop was; the ages may be too high by that much."""
    events: int = 0


@dataclass(slots=True)
class Ledger:
    """The current tally, and counts of errors."""

    tally: Tally = field(default_factory=Tally)
    gaps: int = 0
    """Deltas that did not start at the end of the previous one."""
    resets: int = 0
    cut: int = 0
    """Streams that closed without `end`."""
    not_completed: int = 0
    completed: int = 0
    warnings: list[str] = field(default_factory=list)
    """Warnings and errors in the service's log."""

    def begin(self) -> Tally:
        self.tally = Tally()
        return self.tally


class _Delta(msgspec.Struct):
    start: int = msgspec.field(name="from")
    text: str


class _End(msgspec.Struct):
    status: str
    chars: int


_read_delta = msgspec.json.Decoder(_Delta).decode
_read_end = msgspec.json.Decoder(_End).decode


class Stream(asyncio.Protocol):
    """One request on one socket, and the events of its response."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._rest = b""
        self.transport: asyncio.Transport | None = None
        self.now = 0.0
        """Arrival time of the current event."""
        self.http_status: int | None = None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def take(self, head: bytes, data: bytes) -> None:
        """Handle an event. `head` is the lines before its data."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.now = time.monotonic()
        if self._parser is not None:
            self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._parser = self.transport = None  # breaks the reference cycles
        if not self.closed.done():
            self.closed.set_result(None)

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        self.http_status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        *events, self._rest = (self._rest + body).split(b"\n\n")
        for event in events:
            head, _, data = event.partition(b"data: ")
            self.take(head, data)


class Viewer(Stream):
    """One open stream. Ages are recorded only after `live`, because earlier text is not new."""

    def __init__(self, request: bytes, ledger: Ledger) -> None:
        super().__init__(request)
        self._ledger = ledger
        self._chars = 0
        self._is_live = False
        self.status: str | None = None

    def connection_lost(self, error: Exception | None) -> None:
        if self.status is None:
            self._ledger.cut += 1
        super().connection_lost(error)

    def take(self, head: bytes, data: bytes) -> None:
        self._ledger.tally.events += 1
        if head.endswith(b"event: delta\n"):
            self._add(_read_delta(data))
        elif head.endswith(b"event: live\n"):
            self._is_live = True
        elif head.endswith(b"event: reset\n"):
            self._ledger.resets += 1
        elif head.endswith(b"event: end\n"):
            end = _read_end(data)
            self.status = end.status
            self._ledger.gaps += end.chars != self._chars

    def _add(self, delta: _Delta) -> None:
        self._ledger.gaps += delta.start != self._chars
        self._chars = delta.start + len(delta.text)
        if self._is_live:
            self._ledger.tally.ages_ms.extend(ages_ms(delta.text.replace("\n", ""), self.now))


class Reader:
    """A user: creates reports and views them until they end."""

    def __init__(self, client: httpx.AsyncClient, birth: object, ledger: Ledger, url: str | None = None) -> None:
        """Create reports with `client` and view them at `url`, by default at the same process."""
        self._client = client
        self._birth = birth
        self._ledger = ledger
        self._url = httpx.URL(url) if url is not None else client.base_url

    async def read_one(self, viewers: int) -> None:
        """Create one report and view it to its end."""
        asked = await ask(self._client, self._birth)
        opened = [await self._open(asked) for _ in range(viewers)]
        for viewer in opened:
            await viewer.closed
        self._ledger.completed += opened[0].status == "completed"
        self._ledger.not_completed += opened[0].status not in (None, "completed")

    async def _open(self, asked: "Asked") -> Viewer:
        viewer = Viewer(asked.request(), self._ledger)
        await asyncio.get_running_loop().create_connection(lambda: viewer, self._url.host, self._url.port or 80)
        return viewer


@dataclass(frozen=True, slots=True)
class Asked:
    """A created report and its owner's cookie, which every process accepts."""

    id: str
    cookie: str

    def request(self, position: str | None = None) -> bytes:
        """Return the request for its stream, starting at `position` if given."""
        place = f"Last-Event-ID: {position}\r\n" if position is not None else ""
        path = f"/api/reports/{self.id}/stream"
        head = f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {self.cookie}\r\n{place}Connection: close\r\n\r\n"
        return head.encode()


async def ask(client: httpx.AsyncClient, birth: object) -> Asked:
    """Create a report."""
    response = await client.post("/api/reports", json=birth)
    response.raise_for_status()
    return Asked(response.json()["id"], _cookie(response))


def _cookie(response: httpx.Response) -> str:
    """Return the owner's cookie: the new one, or the one sent. The client's jar may hold another owner's by now."""
    new = "; ".join(f"{name}={value}" for name, value in response.cookies.items())
    return new or str(response.request.headers["cookie"])


async def note_lags(ledger: Ledger) -> None:
    """Record the lag of the viewers' event loop until cancelled."""
    pause = 0.005
    while True:
        due = time.monotonic() + pause
        await asyncio.sleep(pause)
        ledger.tally.lags_ms.append(max(0.0, time.monotonic() - due) * 1000)
