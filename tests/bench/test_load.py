"""The load client against a small server."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.client import Client, load_client
from bench.load import NUMBER, Counters
from bench.recording import Window

REQUEST = b"GET /" + NUMBER + b" HTTP/1.1\r\nHost: bench\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
EVENT = 'id: 3.14\nevent: delta\ndata: {"from": 0, "text": "' + "命" * 14 + '"}\n\n'


class Server:
    """Records requests, responds with one event, and closes the connection if the path is `/0`."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.port = 0

    async def respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(request)
        writer.write(HEAD + EVENT.encode())
        await writer.drain()
        if not request.startswith(b"GET /0 "):
            await reader.read()  # until the client is gone
        writer.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server, ready, loop = Server(), threading.Event(), asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        listening = await asyncio.start_server(server.respond, "127.0.0.1", 0)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()
        return listening

    async def stop(listening: asyncio.Server) -> None:
        listening.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    listening = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server
    asyncio.run_coroutine_threadsafe(stop(listening), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


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
    assert sum(b"\r\nLast-Event-ID: 3.14\r\n\r\n" in request for request in server.requests) == 3
    assert all(stream.http_status == 200 for stream in recording.streams)
    assert recording.totals.wire_bytes == 7 * len(HEAD + EVENT.encode())


def test_a_refused_connection_has_failed(server: Server, tmp_path: Path) -> None:
    with load_client(tmp_path) as client:
        client.open("one", 1, REQUEST, 1)
        wait(client, lambda now: now.opened == 1 and not now.open)
        (stream,) = client.recording(Window(0.0, 1e9)).streams
    assert stream.has_failed
    assert stream.entry.how == "ECONNREFUSED"
