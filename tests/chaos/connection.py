"""One HTTP request on its own socket. The body is delivered as it arrives; the connection is closed with FIN or RST."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

import httptools

from .proxy import reset


class Connection(asyncio.Protocol):
    """`answered` resolves to the status; `closed` resolves when no more data will arrive."""

    def __init__(self, request: bytes, on_body: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        self.answered: asyncio.Future[int] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.headers: list[tuple[str, str]] = []
        self._request = request
        self._take = on_body
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._parser is not None:
            self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._over()

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.decode().lower(), value.decode()))

    def on_headers_complete(self) -> None:
        if self._parser is not None and not self.answered.done():
            self.answered.set_result(self._parser.get_status_code())

    def on_body(self, body: bytes) -> None:
        self._take(body)

    def on_message_complete(self) -> None:
        self._over()

    def leave(self, *, politely: bool) -> None:
        """Close with FIN, or with RST unless `politely`. Later data is ignored."""
        self._parser = None
        if self._transport is not None:
            if politely:
                self._transport.close()
            else:
                reset(self._transport)
        self._over()

    def _over(self) -> None:
        self._parser = None
        if not self.answered.done():
            self.answered.set_exception(ConnectionError("no answer"))
            self.answered.exception()  # marks the exception as retrieved
        if not self.closed.done():
            self.closed.set_result(None)


async def connect(
    port: int,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: object = None,
    on_body: Callable[[bytes], None],
    seconds: float,
) -> Connection:
    """Send a request. Returns the connection once it has a status; raises OSError or TimeoutError otherwise."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = {"Host": "chaos", "Connection": "close", **headers}
    if content:
        lines |= {"Content-Type": "application/json"}
    if method != "GET":
        lines |= {"Content-Length": str(len(content))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    request = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content
    made: Connection | None = None
    try:
        async with asyncio.timeout(seconds):
            _, made = await asyncio.get_running_loop().create_connection(
                lambda: Connection(request, on_body), "127.0.0.1", port
            )
            await made.answered
    except BaseException:
        if made is not None:
            made.leave(politely=False)
        raise
    return made


async def request(
    port: int, method: str, path: str, *, headers: Mapping[str, str], body: object = None, seconds: float
) -> tuple[int, Any, dict[str, str]]:
    """Return the status, JSON body and headers of a response. Raises OSError or TimeoutError if it is incomplete."""
    received = bytearray()
    async with asyncio.timeout(seconds):
        made = await connect(port, method, path, headers=headers, body=body, on_body=received.extend, seconds=seconds)
        try:
            await made.closed
        finally:
            made.leave(politely=True)
    try:
        tree = json.loads(bytes(received)) if received else None
    except ValueError:
        raise ConnectionError("the answer broke off") from None
    return made.answered.result(), tree, dict(made.headers)
