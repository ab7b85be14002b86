"""The load client against a small server."""

import contextlib
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.client import Client, load_client
from bench.load_commands import NUMBER, Counters
from bench.recording import Window

REQUEST = b"GET /" + NUMBER + b" HTTP/1.1\r\nHost: bench\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
EVENT = 'id: 3.14\nevent: delta\ndata: {"from": 0, "text": "' + "命" * 14 + '"}\n\n'


class Handler(socketserver.StreamRequestHandler):
    """Responds with one event, and closes the connection if the path is `/0`."""

    def handle(self) -> None:
        assert isinstance(self.server, Server)
        request = b"".join(iter(self.rfile.readline, b"\r\n"))
        self.server.requests.append(request)
        self.wfile.write(HEAD + EVENT.encode())
        if not request.startswith(b"GET /0 "):
            with contextlib.suppress(ConnectionResetError):
                self.rfile.read()  # until the client is gone


class Server(socketserver.ThreadingTCPServer):
    """Records the requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def wait(client: Client, condition: Callable[[Counters], bool]) -> Counters:
    """Ask for the counters until they meet the condition."""
    for _ in range(10_000):
        if condition(counters := client.counters()):
            return counters
        time.sleep(0.001)
    raise AssertionError(f"still {counters}")


def test_connections_are_replaced_dropped_and_resumed(server: Server, tmp_path: Path) -> None:
    with load_client(tmp_path) as client:
        client.open("viewers", server.port, REQUEST, 3, replaces=True)
        counters = wait(client, lambda now: now.answered == 4)  # the server closes the first one, which is replaced
        assert (counters.open, counters.opened) == (3, 4)
        client.drop("viewers")
        assert client.counters().open == 0
        client.resume("viewers", "back")
        wait(client, lambda now: now.answered == 7)
        recording = client.recording(Window(0.0, 1e9))
    assert [stream.entry.how for stream in recording.of("viewers")] == ["eof", "dropped", "dropped", "dropped"]
    assert [stream.entry.start for stream in recording.of("back")] == [14, 14, 14]
    assert sum(request.endswith(b"\r\nLast-Event-ID: 3.14\r\n") for request in server.requests) == 3
    assert all(stream.http_status == 200 for stream in recording.streams)
    assert recording.totals.wire_bytes == 7 * len(HEAD + EVENT.encode())


def test_a_refused_connection_has_failed(server: Server, tmp_path: Path) -> None:
    with load_client(tmp_path) as client:
        client.open("one", 1, REQUEST, 1)
        wait(client, lambda now: now.opened == 1 and not now.open)
        (stream,) = client.recording(Window(0.0, 1e9)).streams
    assert stream.has_failed
    assert stream.entry.how == "ECONNREFUSED"
