"""A viewer that assembles the exact text over any number of connections and records when it arrived.

Like a page, it applies deltas and resets, reconnects with its position, and stops at the end.
"""

import asyncio
import hashlib
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import msgspec

from bench.viewer import Asked, Stream

RETRY_SECONDS = 0.5
_RST = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Moment:
    """The arrival of a delta: its attempt, and the viewer's text length afterwards."""

    at: float
    attempt: int
    chars: int


class _Data(msgspec.Struct):
    """The relevant fields of all events."""

    start: int = msgspec.field(name="from", default=0)
    text: str = ""
    keep: int = 0
    reason: str = ""
    status: str = ""
    chars: int = 0
    sha256: str | None = None
    retry_ms: int = 0


_read = msgspec.json.Decoder(_Data).decode


class Witness:
    """Watches one report. `url` is called before each connection, `pause_seconds` after each lost one."""

    def __init__(
        self,
        asked: Asked,
        url: Callable[[], str],
        *,
        pause_seconds: Callable[[], float] = lambda: RETRY_SECONDS,
        records_moments: bool = False,
    ) -> None:
        self._asked = asked
        self._url = url
        self._pause_seconds = pause_seconds
        self._pieces: list[str] = []
        self._position: str | None = None
        self._stream: _Connection | None = None
        self._waiters: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self.chars = 0
        self.attempt = 0
        self.end: _Data | None = None
        self.moments: list[Moment] = []
        self._records_moments = records_moments
        self.live_seconds: list[float] = []
        """Time from the start of each connection to `live`."""
        self.live_at = 0.0
        self.connections = 0
        self.failures: list[str] = []
        """Statuses other than 200, and errors of failed connections."""
        self.gaps = 0
        self.resets: list[str] = []
        """Reasons of all resets."""

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def is_exact(self) -> bool:
        """Whether the text matches the length and the digest of the end."""
        text = self.text
        return (
            self.end is not None
            and self.end.chars == len(text)
            and self.end.sha256 == hashlib.sha256(text.encode()).hexdigest()
        )

    async def watch(self) -> None:
        """Watch until the end, over any number of connections. May be cancelled."""
        try:
            while self.end is None:
                await self._connect()
                if self.end is None:
                    await asyncio.sleep(self._pause_seconds())
        finally:
            if self._stream is not None and self._stream.transport is not None:
                self._stream.transport.abort()

    def drop(self) -> None:
        """Reset the connection, as in a network failure."""
        if self._stream is not None and self._stream.transport is not None:
            sock = self._stream.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            self._stream.transport.abort()

    async def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition is true. It is checked after every event."""
        if not condition():
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append((condition, waiter))
            await waiter

    async def wait_end(self) -> None:
        await self.wait(lambda: self.end is not None)

    async def wait_live_since(self, at: float) -> None:
        """Wait for a `live` event after `at`."""
        await self.wait(lambda: self.live_at > at)

    async def _connect(self) -> None:
        url, start = httpx.URL(self._url()), time.monotonic()
        stream = self._stream = _Connection(self, self._asked.request(self._position), start)
        try:
            await asyncio.get_running_loop().create_connection(lambda: stream, url.host, url.port or 80)
        except OSError as error:
            self.failures.append(type(error).__name__)
            return
        self.connections += 1
        await stream.closed
        if stream.http_status not in (200, None):
            self.failures.append(str(stream.http_status))

    def take(self, stream: "_Connection", name: bytes, position: bytes, data: _Data) -> None:
        """Apply one event."""
        match name:
            case b"delta":
                self.gaps += data.start != self.chars
                self._pieces.append(data.text)
                self._move(position, data.start + len(data.text))
                if self._records_moments:
                    self.moments.append(Moment(stream.now, self.attempt, self.chars))
            case b"reset":
                self.gaps += data.keep > self.chars
                self.resets.append(data.reason)
                self._pieces = [self.text[: data.keep]]
                self._move(position, data.keep)
            case b"live":
                self.live_at = stream.now
                self.live_seconds.append(stream.now - stream.start)
            case b"end":
                self.end = data
        ready = [waiter for condition, waiter in self._waiters if not waiter.done() and condition()]
        for waiter in ready:
            waiter.set_result(None)
        self._waiters = [(condition, waiter) for condition, waiter in self._waiters if not waiter.done()]

    def _move(self, position: bytes, chars: int) -> None:
        """Update the position. An id that differs from the text length counts as a gap."""
        self._position, self.chars = position.decode(), chars
        attempt, _, offset = self._position.partition(".")
        self.attempt = int(attempt)
        self.gaps += int(offset) != chars


class _Connection(Stream):
    """One connection of a witness."""

    def __init__(self, witness: Witness, request: bytes, start: float) -> None:
        super().__init__(request)
        self._witness = witness
        self.start = start

    def take(self, head: bytes, data: bytes) -> None:
        if not data:  # a comment
            return
        fields = dict(line.split(b": ", 1) for line in head.splitlines() if b": " in line)
        self._witness.take(self, fields.get(b"event", b""), fields.get(b"id", b""), _read(data))


@asynccontextmanager
async def watching(witnesses: list[Witness]) -> AsyncIterator[None]:
    """Run all witnesses until the end of the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(witness.watch()) for witness in witnesses]
        yield
        for task in tasks:
            task.cancel()
