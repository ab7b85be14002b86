"""What the tests of trouble share: viewers that are bare sockets, and the check every story ends with."""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.service import Service
from tests.viewer import DEADLINE, Viewer


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


async def eventually(is_so: Callable[[], Any]) -> None:
    """For what makes no event: asks until it is so."""
    async with asyncio.timeout(DEADLINE):
        while not is_so():
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


def resets(viewer: Viewer) -> list[tuple[str, int]]:
    """What the viewer was sent back to, and why."""
    return [(event.data["reason"], event.data["keep"]) for event in viewer.named("reset")]
