"""A GLM look-alike that writes the time into its text, keeps its pace, and tells how well it did.

A protocol on asyncio's own loop, neither ASGI nor uvloop: `transport.write` of asyncio calls `send` at once,
uvloop's at the end of the round, so that a stamp would be older than its bytes by all that is stamped after it.
`GET /stats` tells how many deltas were sent, and how late its timers were since it was last asked; `GET /calls`,
if calls are kept, what was said to whom; `GET /pace/<deltas per second>/<deltas per passage>` sets another pace.
"""

import argparse
import asyncio
import gc
import json
import random
import time

import httptools
import msgspec

from bench.stamp import stamp

LAG_BUCKET_MS = 0.1
LAG_BUCKETS = 2000

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: "
_STREAM = _OK + b"text/event-stream;charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n"
_HEAD = {"id": "20260101000000a1b2c3d4e5f60718", "created": 1767225600, "object": "chat.completion.chunk"}


class Stats(msgspec.Struct):
    """What `/stats` says. `lags` holds how many timers were late by each multiple of `LAG_BUCKET_MS`."""

    deltas: int = 0
    calls: int = 0
    calls_by_key: dict[str, int] = {}
    worst_lag_ms: float = 0.0
    lags: list[int] = msgspec.field(default_factory=lambda: [0] * LAG_BUCKETS)

    def note_lag(self, seconds: float) -> None:
        lag_ms = seconds * 1000
        self.lags[min(int(lag_ms / LAG_BUCKET_MS), LAG_BUCKETS - 1)] += 1
        self.worst_lag_ms = max(self.worst_lag_ms, lag_ms)

    def taken(self) -> bytes:
        """As JSON; the lags begin anew."""
        body = msgspec.json.encode(self)
        self.lags, self.worst_lag_ms = [0] * LAG_BUCKETS, 0.0
        return body


class Call(msgspec.Struct):
    """One call to the model; times are `time.monotonic()`."""

    key: str
    """Whose it is."""
    opened: float
    closed: float | None = None
    """When all was said, or the other side hung up."""
    is_whole: bool = False
    text: str = ""


class Model:
    """What all connections share."""

    def __init__(self, deltas_per_second: float, deltas_per_passage: int, *, keeps_calls: bool) -> None:
        self.stats = Stats()
        self.calls: list[Call] | None = [] if keeps_calls else None
        self.set_pace(deltas_per_second, deltas_per_passage)

    def set_pace(self, deltas_per_second: float, deltas_per_passage: int) -> None:
        """No pause between two deltas if `deltas_per_second` is 0. Calls that are going on take it over."""
        self.pause = 1 / deltas_per_second if deltas_per_second else 0.0
        self.deltas_per_passage = deltas_per_passage

    def open_call(self, key: str) -> Call | None:
        self.stats.calls += 1
        self.stats.calls_by_key[key] = self.stats.calls_by_key.get(key, 0) + 1
        if self.calls is None:
            return None
        self.calls.append(Call(key, time.monotonic()))
        return self.calls[-1]

    def answer(self, path: str) -> bytes:
        """The body of an answer that is no text of the model's."""
        if path == "/stats":
            return self.stats.taken()
        if path == "/calls":
            return msgspec.json.encode(self.calls)
        _, _, per_second, per_passage = path.split("/")
        self.set_pace(float(per_second), int(per_passage))
        return b"{}"


def lag_p99_ms(lags: list[int]) -> float:
    """The 99th percentile, rounded up to its bucket's end."""
    left = sum(lags) * 0.99
    for bucket, count in enumerate(lags):
        left -= count
        if left <= 0:
            return round((bucket + 1) * LAG_BUCKET_MS, 1)
    return LAG_BUCKETS * LAG_BUCKET_MS


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _frame(content: str, reason: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": reason}
    tree = {**_HEAD, "model": "bench", "choices": [choice], **more}
    return b"data: %s\n\n" % json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


_BEFORE, _AFTER = _chunk(_frame("命书")).split("命书".encode())


def _last(deltas: int) -> bytes:
    usage = {"prompt_tokens": 1000, "completion_tokens": deltas, "total_tokens": 1000 + deltas}
    return _chunk(_frame("", "stop", usage=usage) + b"data: [DONE]\n\n") + b"0\r\n\r\n"


class Connection(asyncio.Protocol):
    """One line of the service: one call after the other, each with one timer."""

    _transport: asyncio.Transport

    def __init__(self, model: Model) -> None:
        self._model = model
        self._stats = model.stats
        self._loop = asyncio.get_running_loop()
        self._parser: httptools.HttpRequestParser | None = httptools.HttpRequestParser(self)
        self._timer: asyncio.TimerHandle | None = None
        self._path = ""
        self._key = ""
        self._call: Call | None = None
        self._left = 0
        self._deltas = 0
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._parser = None  # which holds this protocol
        if self._timer is not None:
            self._timer.cancel()
        if self._call is not None:
            self._call.closed = time.monotonic()

    def data_received(self, data: bytes) -> None:
        if self._parser is not None:
            self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url.decode()

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"authorization":
            self._key = value.decode().removeprefix("Bearer ")

    def on_message_complete(self) -> None:
        if self._path.startswith(("/stats", "/calls", "/pace/")):
            body = self._model.answer(self._path)
            self._transport.write(_OK + b"application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            return
        self._call = self._model.open_call(self._key)
        self._deltas = self._left = self._model.deltas_per_passage
        self._transport.write(_STREAM)
        if not self._model.pause:
            self._say_all()
            return
        # Anywhere in the first pause, so that calls that begin together do not march in step.
        self._due = self._loop.time() + self._model.pause * (1 + random.random())
        self._timer = self._loop.call_at(self._due, self._say)

    def _say(self) -> None:
        """The next delta. Keeps the average: what is late is sent at once."""
        if not self._model.pause:  # since the last delta
            self._left = min(self._left, self._model.deltas_per_passage)
            self._say_all()
            return
        self._stats.note_lag(self._loop.time() - self._due)
        self._left -= 1
        self._due += self._model.pause
        self._timer = self._loop.call_at(self._due, self._say if self._left else self._finish)
        self._transport.write(self._delta())

    def _finish(self) -> None:
        self._timer = None
        self._end_call()
        self._transport.write(_last(self._deltas))

    def _say_all(self) -> None:
        self._timer = None
        deltas = [self._delta() for _ in range(self._left)]
        self._end_call()
        self._transport.write(b"".join(deltas) + _last(self._deltas))

    def _delta(self) -> bytes:
        self._stats.deltas += 1
        said = stamp(time.monotonic())
        if self._call is not None:
            self._call.text += said.decode()
        return b"%s%s%s" % (_BEFORE, said, _AFTER)

    def _end_call(self) -> None:
        if self._call is not None:
            self._call.closed, self._call.is_whole, self._call = time.monotonic(), True, None


async def serve(model: Model) -> None:
    """Serves on a free loopback port, which is the first line on standard output."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(model),
        host="127.0.0.1",
        port=0,
        backlog=2048,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    gc.freeze()
    gc.disable()  # nothing here makes cycles that stay, and a collection would make every call late
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deltas-per-second", type=float, default=50, help="of each call; 0: all at once")
    parser.add_argument("--deltas-per-passage", type=int, default=450)
    parser.add_argument("--keep-calls", action="store_true", help="for GET /calls")
    options = parser.parse_args()
    asyncio.run(serve(Model(options.deltas_per_second, options.deltas_per_passage, keeps_calls=options.keep_calls)))


if __name__ == "__main__":
    main()
