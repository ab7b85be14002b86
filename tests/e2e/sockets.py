"""Viewers and checks that several end-to-end tests share."""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from tests.service import Service
from tests.viewer import Event, Viewer
from tests.waiting import DEADLINE


class RawViewer:
    """A viewer on a bare socket. It reads only on demand and can close the connection politely or with RST."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.received = b""

    @classmethod
    async def open(cls, service: Service, report_id: str, *, method: str = "GET") -> "RawViewer":
        """Connect and request the stream without reading. The receive buffer has the minimum size."""
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, ("127.0.0.1", service.port))
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in service.client.cookies.jar)
        head = f"{method} /api/reports/{report_id}/stream HTTP/1.1\r\nHost: test\r\nCookie: {cookies}\r\n\r\n"
        await loop.sock_sendall(sock, head.encode())
        return cls(sock)

    async def read_until(self, needle: bytes) -> None:
        """Read until `needle` has arrived."""
        async with asyncio.timeout(DEADLINE):
            while needle not in self.received:
                piece = await asyncio.get_running_loop().sock_recv(self._sock, 65536)
                assert piece, f"the connection ended before {needle!r}"
                self.received += piece

    def leave(self) -> None:
        """Close with FIN, like a closed browser tab."""
        self._sock.close()

    def reset(self) -> None:
        """Close with RST, like a crashed peer."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


@dataclass
class Onlooker(Viewer):
    """A viewer whose progress a test can await."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def apply(self, event: Event) -> None:
        super().apply(event)
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    async def wait_for(self, condition: Callable[[], Any]) -> None:
        """Wait until `condition` is true. It is checked after every event."""
        async with asyncio.timeout(DEADLINE):
            while not condition():
                await self.changed.wait()

    async def wait_for_more(self, chars: int) -> None:
        """Wait until this viewer has received `chars` more characters."""
        goal = len(self.text) + chars
        await self.wait_for(lambda: len(self.text) >= goal)


def watching(viewer: Viewer) -> asyncio.Task[dict[str, Any]]:
    """Start watching in a task that ends with the report."""
    return asyncio.create_task(viewer.watch_to_end(), name="viewer")


async def settled(service: Service, viewer: Viewer) -> dict[str, Any]:
    """Check that this viewer has exactly the saved text and that calls never overlapped. Returns the ended report."""
    viewer.check_end()
    assert viewer.end is not None
    report = await service.report(viewer.report_id)
    assert report["text"] == viewer.text
    assert report["sha256"] == viewer.end["sha256"]
    assert (report["status"], report["chars"]) == (viewer.end["status"], viewer.end["chars"])
    assert report["saved_chars"] == report["chars"]
    if service.calls(viewer.report_id):
        assert service.demo.most_open_by_report[UUID(viewer.report_id).hex] == 1
    async with asyncio.timeout(DEADLINE):
        await service.demo.wait_for(lambda: all(call.closed_at for call in service.calls(viewer.report_id)))
    return report


def whole_passages(service: Service, report_id: str) -> str:
    """Return the text as the model delivered it: for each passage, the last finished call and what it continued."""
    passages = {call.heading: call.whole for call in service.calls(report_id) if call.finish_reason == "stop"}
    return "\n\n".join(passages.values())


def lines(caplog: pytest.LogCaptureFixture, part: str) -> list[str]:
    """Return the log messages that contain `part`."""
    return [record.getMessage() for record in caplog.records if part in record.getMessage()]


def resets(viewer: Viewer) -> list[tuple[str, int]]:
    """Return the reason and the `keep` of each reset that the viewer received."""
    return [(event.data["reason"], event.data["keep"]) for event in viewer.named("reset")]
