"""What the tests of trouble share: viewers that are bare sockets, and the check every story ends with."""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from tests.service import Service
from tests.viewer import DEADLINE, Event, Viewer


class RawViewer:
    """A viewer that is a bare socket: it reads when told to, and leaves as rudely as asked."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.received = b""

    @classmethod
    async def open(cls, service: Service, report_id: str, *, method: str = "GET") -> "RawViewer":
        """Connects and asks for the stream; reads nothing. Its receive buffer is as small as it can be."""
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
        """Reads on until `needle` has come."""
        async with asyncio.timeout(DEADLINE):
            while needle not in self.received:
                piece = await asyncio.get_running_loop().sock_recv(self._sock, 65536)
                assert piece, f"the connection ended before {needle!r}"
                self.received += piece

    def leave(self) -> None:
        """FIN, as a tab that is closed."""
        self._sock.close()

    def reset(self) -> None:
        """RST, as a peer that crashed."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


@dataclass
class Onlooker(Viewer):
    """A viewer whose progress others can wait for."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def apply(self, event: Event) -> None:
        super().apply(event)
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    async def wait_for(self, is_so: Callable[[], Any]) -> None:
        """Returns once it is so; asked again after every event."""
        async with asyncio.timeout(DEADLINE):
            while not is_so():
                await self.changed.wait()

    async def wait_for_more(self, chars: int) -> None:
        """Returns once this viewer has been sent so many characters more."""
        goal = len(self.text) + chars
        await self.wait_for(lambda: len(self.text) >= goal)


async def eventually(is_so: Callable[[], Any]) -> None:
    """For what makes no event: asks until it is so."""
    async with asyncio.timeout(DEADLINE):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def watching(viewer: Viewer) -> asyncio.Task[dict[str, Any]]:
    """The viewer at its work, from now to the report's end."""
    return asyncio.create_task(viewer.watch_to_end(), name="viewer")


async def settled(service: Service, viewer: Viewer) -> dict[str, Any]:
    """The ended report, once it is shown that this viewer holds exactly what is saved and no call was ever doubled."""
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
    """The report as the model delivered it, each passage once, however often it was written."""
    passages = {call.heading: call.text for call in service.calls(report_id) if call.finish_reason == "stop"}
    return "\n\n".join(passages.values())


def lines(caplog: pytest.LogCaptureFixture, part: str) -> list[str]:
    """The log's messages that hold `part`."""
    return [record.getMessage() for record in caplog.records if part in record.getMessage()]


def resets(viewer: Viewer) -> list[tuple[str, int]]:
    """What the viewer was sent back to, and why."""
    return [(event.data["reason"], event.data["keep"]) for event in viewer.named("reset")]
