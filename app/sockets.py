"""Listening sockets, and a loopback server for a second app in this process."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. A peer that is gone or never reads cannot hold a connection permanently.

    Accepted connections inherit its options. Raises `OSError` if the address is taken or invalid.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.create_server((host, port), family=family, backlog=2048)
    # Small, so that a viewer that never reads ties up little memory; large enough for a 16 KiB event.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 96 * 1024)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # asyncio sets this only on sockets that name their protocol. Without it, responses are delayed by 40 ms.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: close a connection whose data is not acknowledged for 20 s
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 20_000)
    sock.setblocking(False)
    return sock


class LoopbackServer(uvicorn.Server):
    """A second server in a process. It leaves the signals to the first one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve_on_loopback(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an ASGI app on a free loopback port until the end of the block. Yields its URL."""
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
                # The socket already listens: early connections wait in its backlog.
                yield f"http://127.0.0.1:{port}"
            finally:
                server.should_exit = True
                await asyncio.wait([serving])  # otherwise, if the block failed, the group would cancel the shutdown
