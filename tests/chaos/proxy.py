"""A TCP proxy that simulates network faults: black holes, lost answers, delays, resets and refused connections.

Data in a black hole is queued. When the network heals, it is delivered late, like a retransmission, or the
connections are reset, as after a reboot of a router.
"""

import asyncio
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

_RST = struct.pack("ii", 1, 0)
TRAPPED_SECONDS = 0.3
_OPENING_BYTES = 1024
_CLOSE = b""
"""Marks the end of a connection in the queue."""


def reset(transport: asyncio.Transport) -> None:
    """Close with RST, without sending queued data."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
    transport.abort()


@dataclass(frozen=True, slots=True)
class Trap:
    """Drops the response and then the connection of the next client that sends `mark`.

    Connections whose first bytes contain `spared` are exempt.
    """

    mark: bytes
    spared: bytes


@dataclass(eq=False)
class _Direction:
    """One direction of a link: the queued data and its target."""

    target: asyncio.Transport | None = None
    queue: list[bytes] = field(default_factory=list)
    is_busy: bool = False  # data is delayed; later data must not overtake it
    is_over: bool = False


class _Link:
    """One client connection and its server connection."""

    def __init__(self, proxy: "Proxy") -> None:
        self._proxy = proxy
        self.front: asyncio.Transport | None = None
        self.to_server = _Direction()
        self.to_client = _Direction()
        self._connecting: asyncio.Task[None] | None = None
        self._opening = b""
        """First bytes from the client, which identify it."""
        self._is_trapped = False

    def open(self, front: asyncio.Transport) -> None:
        self.front = self.to_client.target = front
        self._proxy.links.add(self)
        self.pump()

    def pump(self) -> None:
        """Forward all data that may be sent now."""
        if not self._proxy.is_hole and self.to_server.target is None and self._connecting is None:
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
        self._pump(self.to_server, is_stuck=self._proxy.is_hole)
        self._pump(self.to_client, is_stuck=self._proxy.is_hole or self._proxy.is_deaf or self._is_trapped)

    def _pump(self, way: _Direction, *, is_stuck: bool) -> None:
        if way.target is None or way.is_busy or not way.queue or is_stuck:
            return
        if self._proxy.delay_seconds:
            way.is_busy = True
            asyncio.get_running_loop().call_later(self._proxy.delay_seconds, self._late, way)
        else:
            self._flush(way)

    def note(self, way: _Direction, data: bytes) -> None:
        """Queue received data. Data that springs the trap is forwarded, but its response is not."""
        way.queue.append(data)
        if way is self.to_server:
            self._opening += data[: _OPENING_BYTES - len(self._opening)]
            self._step_on(self._proxy.trap, data)
        self.pump()

    def _step_on(self, trap: Trap | None, data: bytes) -> None:
        if trap is not None and trap.mark in data and trap.spared not in self._opening:
            self._proxy.trap, self._is_trapped = None, True
            self._proxy.sprung.set()
            asyncio.get_running_loop().call_later(TRAPPED_SECONDS, self.reset)

    def _late(self, way: _Direction) -> None:
        way.is_busy = False
        if not self._proxy.is_hole:
            self._flush(way)

    def _flush(self, way: _Direction) -> None:
        queue, way.queue = way.queue, []
        for data in queue:
            if way.target is None or way.is_over or way.target.is_closing():
                self._proxy.links.discard(self)
                return
            if data is _CLOSE:
                way.is_over = True
                way.target.close()
                self._proxy.links.discard(self)
            else:
                way.target.write(data)

    async def _connect(self) -> None:
        host, port = self._proxy.target
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: _End(self, self.to_client, self._behind), host, port
            )
        except OSError:
            self.reset()

    def _behind(self, transport: asyncio.Transport) -> None:
        self.to_server.target = transport
        self.pump()

    def reset(self) -> None:
        self._proxy.links.discard(self)
        for way in (self.to_client, self.to_server):
            if way.target is not None and not way.is_over:
                way.is_over = True
                reset(way.target)

    @property
    def is_holding(self) -> bool:
        return bool(self.to_client.queue or self.to_server.queue)


class _End(asyncio.Protocol):
    """One socket of a link; received data goes to `way`."""

    def __init__(self, link: _Link, way: _Direction, made: object) -> None:
        self._link = link
        self._way = way
        self._made = made

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._made(cast(asyncio.Transport, transport))  # type: ignore[operator]

    def data_received(self, data: bytes) -> None:
        self._link.note(self._way, data)

    def connection_lost(self, error: Exception | None) -> None:
        self._way.queue.append(_CLOSE)
        self._link.pump()


class Proxy:
    """One listener on a free loopback port, for one client process."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = 0
        self.links: set[_Link] = set()
        self.is_hole = False
        self.is_deaf = False
        """Requests are forwarded, responses are not."""
        self.delay_seconds = 0.0
        self.trap: Trap | None = None
        self.sprung = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, on the same port as before a `refuse`."""
        if self._server is None:
            self._server = await asyncio.get_running_loop().create_server(self._accept, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Stop listening. Open connections stay open."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def stop(self) -> None:
        await self.refuse()
        self.cut()

    def cut(self) -> None:
        """Reset every connection. New ones are accepted."""
        for link in list(self.links):
            link.reset()

    def heal(self, *, late: bool) -> None:
        """End all faults. If `late`, queued data is delivered; otherwise connections with queued data are reset."""
        self.is_hole = self.is_deaf = False
        self.trap = None
        self.delay_seconds = 0.0
        for link in list(self.links):
            if late or not link.is_holding:
                link.pump()
            else:
                link.reset()

    def _accept(self) -> asyncio.Protocol:
        link = _Link(self)
        return _End(link, link.to_server, link.open)
