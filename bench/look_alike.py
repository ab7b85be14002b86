"""A GLM look-alike that writes the time into its text, keeps its pace, and tells how well it did.

A protocol on asyncio's own loop, neither ASGI nor uvloop: `transport.write` of asyncio calls `send` at once,
uvloop's at the end of the round, so that a stamp would be older than its bytes by all that is stamped after it.
`GET /stats` tells how many deltas were sent, and how late its timers were since it was last asked.
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

    def __init__(self, stats: Stats, *, deltas_per_second: float, deltas_per_passage: int) -> None:
        self._stats = stats
        self._pause = 1 / deltas_per_second if deltas_per_second else 0.0
        self._deltas_per_passage = deltas_per_passage
        self._loop = asyncio.get_running_loop()
        self._parser: httptools.HttpRequestParser | None = httptools.HttpRequestParser(self)
        self._timer: asyncio.TimerHandle | None = None
        self._is_stats = False
        self._left = 0
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._parser = None  # which holds this protocol
        if self._timer is not None:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        if self._parser is not None:
            self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._is_stats = url == b"/stats"

    def on_message_complete(self) -> None:
        if self._is_stats:
            body = self._stats.taken()
            self._transport.write(_OK + b"application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            return
        self._stats.calls += 1
        self._left = self._deltas_per_passage
        self._transport.write(_STREAM)
        if not self._pause:
            self._say_all()
            return
        # Anywhere in the first pause, so that calls that begin together do not march in step.
        self._due = self._loop.time() + self._pause * (1 + random.random())
        self._timer = self._loop.call_at(self._due, self._say)

    def _say(self) -> None:
        """The next delta. Keeps the average: what is late is sent at once."""
        self._stats.note_lag(self._loop.time() - self._due)
        self._stats.deltas += 1
        self._left -= 1
        self._due += self._pause
        self._timer = self._loop.call_at(self._due, self._say if self._left else self._finish)
        self._transport.write(b"%s%s%s" % (_BEFORE, stamp(time.monotonic()), _AFTER))

    def _finish(self) -> None:
        self._timer = None
        self._transport.write(_last(self._deltas_per_passage))

    def _say_all(self) -> None:
        self._stats.deltas += self._left
        deltas = [b"%s%s%s" % (_BEFORE, stamp(time.monotonic()), _AFTER) for _ in range(self._left)]
        self._transport.write(b"".join(deltas) + _last(self._deltas_per_passage))


async def serve(deltas_per_second: float, deltas_per_passage: int) -> None:
    """Serves on a free loopback port, which is the first line on standard output."""
    stats = Stats()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(stats, deltas_per_second=deltas_per_second, deltas_per_passage=deltas_per_passage),
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
    options = parser.parse_args()
    asyncio.run(serve(options.deltas_per_second, options.deltas_per_passage))


if __name__ == "__main__":
    main()
