"""An HTTP/1.1 transport for httpx that hands over everything that arrived before a connection broke.

A connection reads from its socket only while somebody waits for more, and notices its own end only then. What arrives
in between collects in the kernel and is read as one piece. The parser is llhttp, through httptools.
"""

import asyncio
import math
import select
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from typing import Final, cast

import httptools
import httpx
from aiohappyeyeballs import start_connection

MAX_HEAD_BYTES: Final = 64 << 10
"""How much of a response may arrive without any text of its body: status lines, headers, trailers."""
KEEP_SECONDS: Final = 3.0
"""How long an idle connection may be used again. Many servers close theirs after five seconds, and a request that meets
the close is lost."""
NEXT_READ: Final = "mingshu.next_read"
"""Extension of a request: a function that returns when to read the next piece of the response's body, on the event
loop's clock. It is called once for each piece."""
HAPPY_EYEBALLS_SECONDS: Final = 0.25
"""Head start of each address over the next one (RFC 8305)."""


class Transport(httpx.AsyncBaseTransport):
    """Sends one request at a time, and keeps the connection for the next one to the same server."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        self._idle: _Connection | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and wait for the response's headers. Raises `httpx.TransportError`."""
        content = await request.aread()
        connection, self._idle = self._idle, None
        if connection is None or not connection.can_send_to(request.url):
            if connection is not None:
                connection.abort()
            connection = await self._open(request)
        try:
            connection.send(_encode(request, content))
            status, headers = await connection.read_head()
        except BaseException:
            connection.abort()
            raise
        next_read = request.extensions.get(NEXT_READ, _at_once)
        body = _Body(connection, self._release, next_read)
        return httpx.Response(status, headers=headers, stream=body, request=request)

    async def aclose(self) -> None:
        """Close the idle connection."""
        if self._idle is not None:
            self._idle.abort()
            self._idle = None

    async def _open(self, request: httpx.Request) -> "_Connection":
        url, loop = request.url, asyncio.get_running_loop()
        is_secure = url.scheme == "https"
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("connect")):
                port = url.port or (443 if is_secure else 80)
                addresses = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
                sock = await start_connection(addresses, happy_eyeballs_delay=HAPPY_EYEBALLS_SECONDS)
                _, connection = await loop.create_connection(
                    lambda: _Connection(url),
                    sock=sock,
                    ssl=self._tls if is_secure else None,
                    server_hostname=url.host if is_secure else None,
                )
        except TimeoutError:
            raise httpx.ConnectTimeout("the connection could not be opened in time", request=request) from None
        except (OSError, UnicodeError) as error:  # UnicodeError: a label of the host's name is too long
            raise httpx.ConnectError(str(error), request=request) from error
        return connection

    def _release(self, connection: "_Connection") -> None:
        """Keep the connection if its response was read to the end, otherwise close it."""
        if connection.is_reusable and self._idle is None:
            connection.watch_for_close()
            self._idle = connection
        else:
            connection.abort()


class _Body(httpx.AsyncByteStream):
    """The body of a response: iterate it once, then close it."""

    def __init__(
        self, connection: "_Connection", release: Callable[["_Connection"], None], next_read: Callable[[], float]
    ) -> None:
        self._connection: _Connection | None = connection
        self._release = release
        self._next_read = next_read

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._connection is not None and (data := await self._connection.read(self._next_read)) is not None:
            yield data

    async def aclose(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            self._release(connection)


class _Connection(asyncio.Protocol):
    """One connection and the response that it is reading. The methods named `on_…` are called by the parser."""

    def __init__(self, url: httpx.URL) -> None:
        self._url = url
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._is_reading = True
        self._error = ""  # why nothing more can be read
        self._idle_since = 0.0
        self._begin()

    def _begin(self) -> None:
        """Forget the last response."""
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._bodiless_size = 0  # received since the last piece of the body
        self._body: list[bytes] = []
        self._has_head = False
        self._is_whole = False  # the response was received to its end
        self.is_reusable = False
        """Whether another request can be sent, because the response was received to its end."""

    def can_send_to(self, url: httpx.URL) -> bool:
        """Whether the connection is open, idle, and leads to the server of `url`."""
        mine = self._url
        is_same = (url.scheme, url.host, url.port) == (mine.scheme, mine.host, mine.port)
        is_fresh = time.monotonic() - self._idle_since < KEEP_SECONDS
        return is_same and self.is_reusable and is_fresh and not self._has_unread

    def send(self, request: bytes) -> None:
        """Send a request. Its response must be read, or the connection aborted, before the next one."""
        self._begin()
        self._parser = httptools.HttpResponseParser(self)
        if self._transport is not None:  # otherwise reading reports why
            self._transport.write(request)

    async def read_head(self) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Wait for the status and the headers. Raises `httpx.ReadError`."""
        while not self._has_head:
            await self._wait()
        return self._status, self._headers

    async def read(self, next_read: Callable[[], float]) -> bytes | None:
        """Wait for the next piece of the body, but read it no earlier than `next_read`; None at its end.

        Raises `httpx.ReadError`.
        """
        while not self._body:
            if self._is_whole:
                return None
            await self._wait(next_read())
        body, self._body = self._body, []
        return body[0] if len(body) == 1 else b"".join(body)

    def watch_for_close(self) -> None:
        """Keep reading while idle, to notice that the server closes the connection."""
        self._idle_since = time.monotonic()
        self._resume_reading()

    def abort(self) -> None:
        """Close the connection at once."""
        self.is_reusable = False
        if self._transport is not None:
            self._transport.abort()

    @property
    def _has_unread(self) -> bool:
        """Whether the server closed the idle connection, or sent more, and the event loop has not noticed yet."""
        if self._transport is None:
            return True
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(poll.poll(0))

    async def _wait(self, read_at: float = -math.inf) -> None:
        """Read once more from the socket, at `read_at` or later."""
        if self._error:
            raise httpx.ReadError(self._error)
        resuming = None
        if read_at <= self._loop.time():
            self._resume_reading()
        else:  # a timer, so that this task wakes up only once for each piece
            resuming = self._loop.call_at(read_at, self._resume_reading)
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
            if resuming is not None:
                resuming.cancel()

    def _resume_reading(self) -> None:
        if self._transport is not None and not self._is_reading:
            self._is_reading = True
            self._transport.resume_reading()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, error: str) -> None:
        self._error = self._error or error
        self.abort()

    # Called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._parser is None or self._transport is None:  # nothing was requested
            self.abort()
            return
        self._transport.pause_reading()
        self._is_reading = False
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):  # also if more follows a whole response
            self._fail("the response is not valid HTTP")
        self._bodiless_size += len(data)
        if self._body:
            self._bodiless_size = 0
        elif self._bodiless_size > MAX_HEAD_BYTES:
            self._fail("the response's headers are too large")
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = self._parser = None
        self.is_reusable = False
        if self._ends_with_connection and error is None:
            self._is_whole = True
        self._error = self._error or "the connection was closed"
        self._wake()

    @property
    def _ends_with_connection(self) -> bool:
        """Whether the response has no other end than that of its connection."""
        names = {name.lower() for name, _ in self._headers}
        return self._has_head and not names & {b"content-length", b"transfer-encoding"}

    # Called by the parser.

    def on_message_begin(self) -> None:
        if self._is_whole:
            raise ValueError("nothing was requested")

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._has_head:  # otherwise it is a trailer
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        assert self._parser is not None  # noqa: S101 - for the type checker
        self._status = self._parser.get_status_code()
        self._has_head = self._status >= 200
        if not self._has_head:  # an informational response; the final one follows
            self._headers = []

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        if self._has_head:
            self._is_whole = True
            self.is_reusable = self._parser is not None and self._parser.should_keep_alive()


def _at_once() -> float:
    return -math.inf


def _encode(request: httpx.Request, content: bytes) -> bytes:
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % header for header in request.headers.raw]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise httpx.LocalProtocolError("a header contains a line break", request=request)
    return b"\r\n".join([*lines, b"", content])
