"""A viewer that holds the exact text over as many connections as it takes, and remembers when it had it.

It does what a page does: applies deltas by their start, obeys resets, comes back where it stood, and stops at the end.
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
    """A delta came, of this attempt, and then the viewer held so many characters."""

    at: float
    attempt: int
    chars: int


class _Data(msgspec.Struct):
    """What is needed of any event."""

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
    """Looks at one report. `url` is asked before each connection, `pause_seconds` after each that was lost."""

    def __init__(
        self,
        asked: Asked,
        url: Callable[[], str],
        *,
        pause_seconds: Callable[[], float] = lambda: RETRY_SECONDS,
        keeps_moments: bool = False,
    ) -> None:
        self._asked = asked
        self._url = url
        self._pause_seconds = pause_seconds
        self._pieces: list[str] = []
        self._position: str | None = None
        self._stream: _Witnessed | None = None
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self.chars = 0
        self.attempt = 0
        self.end: _Data | None = None
        self.moments: list[Moment] = []
        self._keeps_moments = keeps_moments
        self.live_seconds: list[float] = []
        """From the beginning of each connection to `live`."""
        self.live_at = 0.0
        self.connections = 0
        self.failures: list[str] = []
        """Statuses other than 200, and connections that could not be made."""
        self.gaps = 0
        self.resets: list[str] = []
        """Their reasons."""

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def is_exact(self) -> bool:
        """After the end: that it has all of the text, as the end proves it."""
        text = self.text
        return (
            self.end is not None
            and self.end.chars == len(text)
            and self.end.sha256 == hashlib.sha256(text.encode()).hexdigest()
        )

    async def watch(self) -> None:
        """Until the end, over as many connections as it takes. May be cancelled."""
        try:
            while self.end is None:
                await self._connect()
                if self.end is None:
                    await asyncio.sleep(self._pause_seconds())
        finally:
            if self._stream is not None and self._stream.transport is not None:
                self._stream.transport.abort()

    def drop(self) -> None:
        """Loses its connection by RST, as when a network goes away."""
        if self._stream is not None and self._stream.transport is not None:
            sock = self._stream.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            self._stream.transport.abort()

    async def wait(self, is_so: Callable[[], bool]) -> None:
        """Returns right after the event that makes it so."""
        if not is_so():
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((is_so, waiter))
            await waiter

    async def wait_end(self) -> None:
        await self.wait(lambda: self.end is not None)

    async def wait_live_since(self, at: float) -> None:
        """Until it has had, after `at`, all that had been written when it came."""
        await self.wait(lambda: self.live_at > at)

    async def _connect(self) -> None:
        url, start = httpx.URL(self._url()), time.monotonic()
        stream = self._stream = _Witnessed(self, self._asked.request(self._position), start)
        try:
            await asyncio.get_running_loop().create_connection(lambda: stream, url.host, url.port or 80)
        except OSError as error:
            self.failures.append(type(error).__name__)
            return
        self.connections += 1
        await stream.closed
        if stream.http_status not in (200, None):
            self.failures.append(str(stream.http_status))

    def take(self, stream: "_Witnessed", name: bytes, position: bytes, data: _Data) -> None:
        """One event."""
        match name:
            case b"delta":
                self.gaps += data.start != self.chars
                self._pieces.append(data.text)
                self._stand(position, data.start + len(data.text))
                if self._keeps_moments:
                    self.moments.append(Moment(stream.now, self.attempt, self.chars))
            case b"reset":
                self.gaps += data.keep > self.chars
                self.resets.append(data.reason)
                self._pieces = [self.text[: data.keep]]
                self._stand(position, data.keep)
            case b"live":
                self.live_at = stream.now
                self.live_seconds.append(stream.now - stream.start)
            case b"end":
                self.end = data
        ready = [waiter for is_so, waiter in self._waiting if not waiter.done() and is_so()]
        for waiter in ready:
            waiter.set_result(None)
        self._waiting = [(is_so, waiter) for is_so, waiter in self._waiting if not waiter.done()]

    def _stand(self, position: bytes, chars: int) -> None:
        """An id that is not the length of the text is a gap too."""
        self._position, self.chars = position.decode(), chars
        attempt, _, offset = self._position.partition(".")
        self.attempt = int(attempt)
        self.gaps += int(offset) != chars


class _Witnessed(Stream):
    """One of a witness's connections."""

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
    """They watch as long as the block lasts."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(witness.watch()) for witness in witnesses]
        yield
        for task in tasks:
            task.cancel()
