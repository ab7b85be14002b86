"""A GLM look-alike that writes timestamps as text at a fixed pace, and reports how precise its pace was.

It is a protocol on asyncio's own loop instead of an ASGI app on uvloop. asyncio's `transport.write` calls `send` at
once; uvloop's does so at the end of the loop iteration, which would make the timestamps too old.
`GET /stats` returns the number of deltas, and how late the timers were since the last `GET /stats`. `GET /calls`
returns the text and the key of each call, if calls are recorded. `GET /pace/<deltas per second>/<deltas per passage>`
changes the pace.
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
    """Body of `/stats`. `lags` is a histogram of the timers' lateness in buckets of `LAG_BUCKET_MS`."""

    deltas: int = 0
    calls: int = 0
    calls_by_key: dict[str, int] = {}
    worst_lag_ms: float = 0.0
    lags: list[int] = msgspec.field(default_factory=lambda: [0] * LAG_BUCKETS)

    def note_lag(self, seconds: float) -> None:
        lag_ms = seconds * 1000
        self.lags[min(int(lag_ms / LAG_BUCKET_MS), LAG_BUCKETS - 1)] += 1
        self.worst_lag_ms = max(self.worst_lag_ms, lag_ms)

    def encode_and_reset(self) -> bytes:
        """Encode as JSON, and reset the lags."""
        body = msgspec.json.encode(self)
        self.lags, self.worst_lag_ms = [0] * LAG_BUCKETS, 0.0
        return body


class Call(msgspec.Struct):
    """One call to the model; times are `time.monotonic()`."""

    key: str
    """API key of the caller."""
    opened: float
    closed: float | None = None
    """End of the response, or of the connection if the client closed it first."""
    is_whole: bool = False
    text: str = ""


class Model:
    """State that all connections share."""

    def __init__(self, deltas_per_second: float, deltas_per_passage: int, *, records_calls: bool) -> None:
        self.stats = Stats()
        self.calls: list[Call] | None = [] if records_calls else None
        self.set_pace(deltas_per_second, deltas_per_passage)

    def set_pace(self, deltas_per_second: float, deltas_per_passage: int) -> None:
        """Change the pace, including that of running calls. 0 `deltas_per_second` means no pause between deltas."""
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
        """Return the body of a control request."""
        if path == "/stats":
            return self.stats.encode_and_reset()
        if path == "/calls":
            return msgspec.json.encode(self.calls)
        _, _, per_second, per_passage = path.split("/")
        self.set_pace(float(per_second), int(per_passage))
        return b"{}"


def lag_p99_ms(lags: list[int]) -> float:
    """Return the 99th percentile, rounded up to the end of its bucket."""
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
    """One connection. Handles one call at a time, each with one timer."""

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
        self._parser = None  # breaks the reference cycle
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
            self._send_all()
            return
        # A random offset within one pause, so that calls that start together do not run in step.
        self._due = self._loop.time() + self._model.pause * (1 + random.random())
        self._timer = self._loop.call_at(self._due, self._send_next)

    def _send_next(self) -> None:
        """Send the next delta. Late deltas are sent at once, to keep the average pace."""
        if not self._model.pause:  # the pace has changed since the last delta
            self._left = min(self._left, self._model.deltas_per_passage)
            self._send_all()
            return
        self._stats.note_lag(self._loop.time() - self._due)
        self._left -= 1
        self._due += self._model.pause
        self._timer = self._loop.call_at(self._due, self._send_next if self._left else self._finish)
        self._transport.write(self._delta())

    def _finish(self) -> None:
        self._timer = None
        self._end_call()
        self._transport.write(_last(self._deltas))

    def _send_all(self) -> None:
        self._timer = None
        deltas = [self._delta() for _ in range(self._left)]
        self._end_call()
        self._transport.write(b"".join(deltas) + _last(self._deltas))

    def _delta(self) -> bytes:
        self._stats.deltas += 1
        delta = stamp(time.monotonic())
        if self._call is not None:
            self._call.text += delta.decode()
        return b"%s%s%s" % (_BEFORE, delta, _AFTER)

    def _end_call(self) -> None:
        if self._call is not None:
            self._call.closed, self._call.is_whole, self._call = time.monotonic(), True, None


async def serve(model: Model) -> None:
    """Serve on a free loopback port, which is printed as the first line of standard output."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(model),
        host="127.0.0.1",
        port=0,
        backlog=2048,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    gc.freeze()
    gc.disable()  # this process leaks no cycles, and a collection would delay every call
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--deltas-per-second", type=float, default=50, help="rate of each call; 0 sends everything at once"
    )
    parser.add_argument("--deltas-per-passage", type=int, default=450)
    parser.add_argument("--keep-calls", action="store_true", help="record calls for GET /calls")
    options = parser.parse_args()
    asyncio.run(serve(Model(options.deltas_per_second, options.deltas_per_passage, records_calls=options.keep_calls)))


if __name__ == "__main__":
    main()
