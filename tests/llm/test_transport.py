"""The transport on real sockets: nothing that arrived is lost, and no connection outlives its use."""

import asyncio
import fcntl
import os
import socket
import ssl
import struct
import termios
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.llm.transport import MAX_HEAD_BYTES, Transport
from tests.waiting import DEADLINE, eventually, in_time

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PIECES = [b"%04d" % number for number in range(200)]
BODY = b"".join(PIECES)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


class Server:
    """A server that answers each request with `answer`, and notes its connections."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.url = ""
        self.connections = 0
        self.requests: list[bytes] = []
        self.closed = asyncio.Event()
        self.handlers: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        handler = asyncio.current_task()
        assert handler is not None
        self.handlers.add(handler)
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = [line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
                self.requests.append(head + await reader.readexactly(int(length[0]) if length else 0))
                await self.answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()
            self.closed.set()


@asynccontextmanager
async def serving(
    answer: Answer | bytes, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    async def write(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert isinstance(answer, bytes)
        writer.write(answer)
        await writer.drain()

    server = Server(write if isinstance(answer, bytes) else answer)
    async with await asyncio.start_server(server.serve, host, 0, ssl=tls, backlog=2000) as listening:
        port = listening.sockets[0].getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        server.url = f"{'https' if tls else 'http'}://{name}:{port}/v4"
        yield server
        for handler in server.handlers:
            handler.cancel()
        if server.handlers:
            await asyncio.wait(server.handlers)
        await asyncio.sleep(0)  # the transports are closed in the next iteration


def client(tls: ssl.SSLContext | None = None, connect: float = DEADLINE) -> httpx.AsyncClient:
    transport = Transport(tls or ssl.create_default_context())
    return httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(None, connect=connect))


async def read(answer: Answer | bytes) -> tuple[bytes, int]:
    """Return the body of an answer and the number of its headers. Raises `httpx.TransportError`."""
    async with serving(answer) as server, client() as http, http.stream("POST", server.url, content=b"{}") as response:
        return b"".join([piece async for piece in response.aiter_raw()]), len(response.headers)


@pytest.mark.parametrize("is_reset", [False, True])
@pytest.mark.parametrize("reads_slowly", [False, True])
async def test_everything_that_arrived_before_a_break_is_handed_over(is_reset: bool, reads_slowly: bool) -> None:
    has_broken = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        for piece in PIECES:
            writer.write(chunk(piece))
            await writer.drain()
        if is_reset:
            sock = writer.get_extra_info("socket")
            await eventually(lambda: not unacknowledged(sock))  # otherwise the reset discards it on this side
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        writer.close()
        has_broken.set()

    received: list[bytes] = []

    async def stream(url: str) -> None:
        async with client() as http, http.stream("POST", url, content=b"{}") as response:
            async for piece in response.aiter_raw():
                received.append(piece)
                if reads_slowly:
                    await in_time(has_broken.wait())

    async with serving(answer) as server:
        with pytest.raises(httpx.ReadError):
            await stream(server.url)
    assert b"".join(received) == BODY


def unacknowledged(sock: socket.socket) -> int:
    """Return how many bytes the other side's kernel has not acknowledged."""
    return int(struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4)))[0])


ANSWERS = {
    "chunked": CHUNKED + b"".join(map(chunk, PIECES)) + b"0\r\n\r\n",
    "one chunk, trailers": CHUNKED + chunk(BODY) + b"0\r\nX-Trailer: 1\r\n\r\n",
    "content-length": OK + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY,
    "until the end": OK + b"Connection: close\r\n\r\n" + BODY,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    "early hints": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + CHUNKED + chunk(BODY) + b"0\r\n\r\n",
}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 300), max_size=8))
@pytest.mark.parametrize("name", ANSWERS)
async def test_every_kind_of_body_is_read_whole_however_it_is_split(name: str, cuts: list[int]) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start = 0
        for cut in sorted(cuts):
            writer.write(ANSWERS[name][start:cut])
            await writer.drain()
            start = max(start, cut)
        writer.write(ANSWERS[name][start:])
        if name in ("until the end", "HTTP/1.0"):
            writer.close()

    body, headers = await read(answer)
    assert body == BODY
    assert headers == (0 if name == "HTTP/1.0" else 1)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200",
        b"SSH-2.0-OpenSSH\r\n",
        CHUNKED + chunk(b"a") + b"oops\r\n",
        CHUNKED + chunk(b"a")[:-3],
        OK + b"Content-Length: 9\r\n\r\nshort",
        OK + b"X-Long: " + b"x" * (2 * MAX_HEAD_BYTES),
        CHUNKED + chunk(b"a") + b"0\r\nX-Trailer: " + b"x" * (8 * MAX_HEAD_BYTES),
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * (MAX_HEAD_BYTES // 8),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
)
async def test_an_answer_that_is_not_valid_http_or_not_whole_is_an_error(answer: bytes) -> None:
    async def write(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        if len(answer) > MAX_HEAD_BYTES:
            await reader.read(1)  # until the client closes
        writer.close()

    with pytest.raises(httpx.ReadError):
        await read(write)


async def test_the_next_request_reuses_the_connection_once_the_answer_is_read() -> None:
    async with serving(ANSWERS["chunked"]) as server, client() as http:
        for _ in range(3):
            assert (await http.post(server.url, content="{}")).content == BODY
        assert server.connections == 1
    assert server.requests[0].endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize("after", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", b"oops"])
async def test_a_connection_that_the_server_closed_or_that_sent_more_is_not_reused(after: bytes) -> None:
    """What follows a whole answer belongs to nobody."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWERS["content-length"] + after)
        await writer.drain()
        if not after:
            writer.close()

    async with serving(answer) as server, client() as http:
        for expected in (1, 2):
            assert (await http.post(server.url, content=b"{}")).content == BODY
            await in_time(server.closed.wait())
            server.closed.clear()
            assert server.connections == expected


async def test_unrequested_bytes_on_an_idle_connection_close_it() -> None:
    say = asyncio.Event()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWERS["content-length"])
        await writer.drain()
        if server.connections == 1:
            await say.wait()
            writer.write(ANSWERS["content-length"])

    async with serving(answer) as server, client() as http:
        await http.post(server.url, content=b"{}")
        say.set()
        await in_time(server.closed.wait())
        assert (await http.post(server.url, content=b"{}")).content == BODY
        assert server.connections == 2


async def never(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(CHUNKED + chunk(b"a"))
    await writer.drain()
    await _reader.read(1)  # until the client closes


async def test_cancelled_requests_close_their_connections() -> None:
    async with serving(never) as server, client() as http:
        before = len(os.listdir("/proc/self/fd"))
        has_begun = asyncio.Event()

        async def stream(one: httpx.AsyncClient) -> None:
            async with one.stream("POST", server.url, content=b"{}") as response:
                async for _ in response.aiter_raw():
                    has_begun.set()

        for _ in range(20):
            has_begun.clear()
            task = asyncio.create_task(stream(http))
            async with asyncio.timeout(DEADLINE):
                await has_begun.wait()
                task.cancel()
                await asyncio.wait([task])
                await server.closed.wait()
            server.closed.clear()
        await eventually(lambda: len(os.listdir("/proc/self/fd")) <= before)


async def test_a_thousand_streams_at_once() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        for piece in PIECES[:20]:
            writer.write(chunk(piece))
            await writer.drain()
        if server.connections == 1000:
            everyone.set()
        await everyone.wait()
        writer.write(chunk(b"end") + b"0\r\n\r\n")

    everyone = asyncio.Event()

    async def post() -> bytes:
        async with client(tls) as http:
            return (await http.post(server.url, content=b"{}")).content

    tls = ssl.create_default_context()
    async with serving(answer) as server, asyncio.timeout(DEADLINE):
        bodies = await asyncio.gather(*(post() for _ in range(1000)))
    assert set(bodies) == {b"".join(PIECES[:20]) + b"end"}


async def test_ipv6() -> None:
    async with serving(ANSWERS["chunked"], "::1") as server, client() as http:
        assert (await http.post(server.url, content=b"{}")).content == BODY


async def test_a_refused_connection_and_an_unknown_host(unused_tcp_port: int) -> None:
    async with client() as http:
        for host in (f"127.0.0.1:{unused_tcp_port}", "unknown.invalid", f"{'x' * 64}.invalid"):
            with pytest.raises(httpx.ConnectError):
                await http.post(f"http://{host}/v4", content=b"{}")


async def test_a_line_break_in_a_header_is_not_sent() -> None:
    async with serving(ANSWERS["chunked"]) as server, client() as http:
        with pytest.raises(httpx.LocalProtocolError):
            await http.post(server.url, content=b"{}", headers=[(b"X-A", b"1\r\nX-B: 2")])
        assert not server.requests


async def test_tls_verifies_the_certificate_and_the_name() -> None:
    ca = trustme.CA()
    tls = ssl.create_default_context()
    ca.configure_trust(tls)
    for names, trusts, works in (
        (("127.0.0.1",), True, True),
        (("127.0.0.1",), False, False),
        (("x.test",), True, False),
    ):
        serving_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        ca.issue_cert(*names).configure_cert(serving_tls)
        async with serving(ANSWERS["chunked"], tls=serving_tls) as server, client(tls if trusts else None) as http:
            if works:
                assert (await http.post(server.url, content=b"{}")).content == BODY
                continue
            with pytest.raises(httpx.ConnectError) as caught:
                await http.post(server.url, content=b"{}")
            assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)


async def test_a_handshake_that_never_ends_times_out() -> None:
    async with serving(b"") as server, client(connect=0.1) as http:
        with pytest.raises(httpx.ConnectTimeout):
            await http.post(server.url.replace("http:", "https:"), content=b"{}")
