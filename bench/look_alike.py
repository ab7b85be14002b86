"""A GLM look-alike that writes timestamps as text at a fixed pace, and reports how precise its pace was.

It is a protocol on asyncio's own loop instead of an ASGI app on uvloop. asyncio's `transport.write` calls `send` at
once; uvloop's does so at the end of the loop iteration, which would make the timestamps too old.
`GET /stats` returns the number of deltas, and how late they were since the last `GET /stats`. `GET /firsts` returns
when each call since the last `GET /firsts` was opened and sent its first delta. `GET /calls` returns the text and the
key of each call, if calls are recorded. `GET /pace/<deltas per second>/<deltas per passage>/<seconds before the first>`
changes the pace.
"""

import argparse
import asyncio
import gc
import time

import httptools
import msgspec

from bench.frames import AFTER, BEFORE, last_frames
from bench.pacer import Pacer
from bench.stamp import stamp

LAG_BUCKET_MS = 0.1
LAG_BUCKETS = 2000

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: "
_STREAM = _OK + b"text/event-stream;charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n"


class Stats(msgspec.Struct):
    """Body of `/stats`. `lags` is a histogram of the timers' lateness in buckets of `LAG_BUCKET_MS`."""

    deltas: int = 0
    calls: int = 0
    calls_by_key: dict[str, int] = {}
    open_calls: int = 0
    most_open_calls: int = 0
    """Largest number of calls that were open at once."""
    cpu_seconds: float = 0.0
    """CPU time of the look-alike since its start."""
    worst_lag_ms: float = 0.0
    lags: list[int] = msgspec.field(default_factory=lambda: [0] * LAG_BUCKETS)

    def note_lag(self, seconds: float) -> None:
        lag_ms = seconds * 1000
        self.lags[min(int(lag_ms / LAG_BUCKET_MS), LAG_BUCKETS - 1)] += 1
        self.worst_lag_ms = max(self.worst_lag_ms, lag_ms)

    def encode_and_reset(self) -> bytes:
        """Encode as JSON, and reset the lags."""
        self.cpu_seconds = time.process_time()
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


class First(msgspec.Struct):
    """When a call was opened and sent its first delta, in `time.monotonic()`."""

    opened: float
    sent: float


class Model:
    """State that all connections share."""

    def __init__(
        self, deltas_per_second: float, deltas_per_passage: int, first_seconds: float, *, records_calls: bool
    ) -> None:
        self.stats = Stats()
        self.pacer = Pacer(self.stats.note_lag)
        self.calls: list[Call] | None = [] if records_calls else None
        self.firsts: list[First] = []
        self.set_pace(deltas_per_second, deltas_per_passage, first_seconds)

    def set_pace(self, deltas_per_second: float, deltas_per_passage: int, first_seconds: float = 0.0) -> None:
        """Change the pace, including that of running calls. 0 `deltas_per_second` means no pause between deltas."""
        self.pause = 1 / deltas_per_second if deltas_per_second else 0.0
        self.deltas_per_passage = deltas_per_passage
        self.first_seconds = first_seconds

    def open_call(self, key: str) -> Call | None:
        self.stats.calls += 1
        self.stats.calls_by_key[key] = self.stats.calls_by_key.get(key, 0) + 1
        self.stats.open_calls += 1
        self.stats.most_open_calls = max(self.stats.most_open_calls, self.stats.open_calls)
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
        if path == "/firsts":
            firsts, self.firsts = self.firsts, []
            return msgspec.json.encode(firsts)
        _, _, per_second, per_passage, first_seconds = path.split("/")
        self.set_pace(float(per_second), int(per_passage), float(first_seconds))
        return b"{}"


def lag_p99_ms(lags: list[int]) -> float:
    """Return the 99th percentile, rounded up to the end of its bucket."""
    left = sum(lags) * 0.99
    for bucket, count in enumerate(lags):
        left -= count
        if left <= 0:
            return round((bucket + 1) * LAG_BUCKET_MS, 1)
    return LAG_BUCKETS * LAG_BUCKET_MS


class Connection(asyncio.Protocol):
    """One connection. Handles one call at a time."""

    _transport: asyncio.Transport

    def __init__(self, model: Model) -> None:
        self._model = model
        self._stats = model.stats
        self._parser: httptools.HttpRequestParser | None = httptools.HttpRequestParser(self)
        self._path = ""
        self._key = ""
        self._call: Call | None = None
        self._is_calling = False
        self._opened = 0.0
        """When the current call was opened; 0 after its first delta."""
        self._left = 0
        self._deltas = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._parser = None  # breaks the reference cycle
        if self._call is not None:
            self._call.closed = time.monotonic()
        self._end_call()

    def data_received(self, data: bytes) -> None:
        if self._parser is not None:
            self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url.decode()

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"authorization":
            self._key = value.decode().removeprefix("Bearer ")

    def on_message_complete(self) -> None:
        if self._path.startswith(("/stats", "/calls", "/firsts", "/pace/")):
            body = self._model.answer(self._path)
            self._transport.write(_OK + b"application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            return
        self._call = self._model.open_call(self._key)
        self._is_calling, self._opened = True, time.monotonic()
        self._deltas = self._left = self._model.deltas_per_passage
        self._transport.write(_STREAM)
        if not self._model.pause and not self._model.first_seconds:
            self._send_all()
            return
        self._model.pacer.start(self._send_next, self._model.first_seconds, self._model.pause)

    def _send_next(self) -> float | None:
        """Send the next delta, or the end of the call. Returns the pause until the next one."""
        if not self._is_calling:  # the client closed the connection
            return None
        if not self._model.pause:  # the pace may have changed since the last delta
            self._left = min(self._left, self._model.deltas_per_passage)
            self._send_all()
            return None
        if not self._left:
            self._end_call(is_whole=True)
            self._transport.write(last_frames(self._deltas))
            return None
        self._left -= 1
        self._transport.write(self._delta())
        return self._model.pause

    def _send_all(self) -> None:
        deltas = [self._delta() for _ in range(self._left)]
        self._end_call(is_whole=True)
        self._transport.write(b"".join(deltas) + last_frames(self._deltas))

    def _delta(self) -> bytes:
        self._stats.deltas += 1
        now = time.monotonic()
        if self._opened:
            self._model.firsts.append(First(self._opened, now))
            self._opened = 0.0
        delta = stamp(now)
        if self._call is not None:
            self._call.text += delta.decode()
        return b"%s%s%s" % (BEFORE, delta, AFTER)

    def _end_call(self, *, is_whole: bool = False) -> None:
        if self._is_calling:
            self._is_calling = False
            self._stats.open_calls -= 1
        if self._call is not None and is_whole:
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


async def _main(options: argparse.Namespace) -> None:
    pace = options.deltas_per_second, options.deltas_per_passage, options.first_seconds
    await serve(Model(*pace, records_calls=options.keep_calls))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--deltas-per-second", type=float, default=50, help="rate of each call; 0 sends everything at once"
    )
    parser.add_argument("--deltas-per-passage", type=int, default=450)
    parser.add_argument("--first-seconds", type=float, default=0.0, help="pause before the first delta of each call")
    parser.add_argument("--keep-calls", action="store_true", help="record calls for GET /calls")
    asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    main()
