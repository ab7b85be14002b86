"""Sockets and servers that know nothing of what they serve."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose connections cannot be held for ever by a peer that is gone or never reads.

    Accepted sockets inherit the options. OSError if the address is taken or is none.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.create_server((host, port), family=family, backlog=2048)
    # Small enough that a viewer who never reads holds little, large enough for a 16 KiB event at once.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 96 * 1024)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # asyncio does this only for sockets that name their protocol; without it every answer waits 40 ms.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: sent but not acknowledged for so long ends it
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 20_000)
    sock.setblocking(False)
    return sock


class LoopbackServer(uvicorn.Server):
    """A server inside a process that has its own: it leaves the signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve_on_loopback(app: ASGIApp) -> AsyncIterator[str]:
    """Serves an ASGI app on a free loopback port, in this loop; yields its URL."""
    sock = listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    config = uvicorn.Config(
        app, http="httptools", lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = LoopbackServer(config)
    with contextlib.closing(sock):
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve(sockets=[sock]), name="loopback-server")
            try:
                # The socket listens already: who connects early waits in its backlog.
                yield f"http://127.0.0.1:{port}"
            finally:
                server.should_exit = True
                await asyncio.wait([serving])  # else the group, if the block failed, would cut its shutdown short
