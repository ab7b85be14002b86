"""Interprets what the load client recorded: HTTP responses, their events, and the age of each token.

It understands the events of this service, and the frames of GLM, which the other servers forward unchanged.
"""

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httptools
import msgspec

from bench.load_commands import Entry
from bench.stamp import ages_ms


class _Delta(msgspec.Struct):
    start: int = msgspec.field(name="from")
    text: str


class _End(msgspec.Struct):
    status: str
    chars: int
    sha256: str | None


class _Content(msgspec.Struct):
    content: str = ""


class _Choice(msgspec.Struct):
    delta: _Content
    finish_reason: str | None = None


class _Frame(msgspec.Struct):
    choices: list[_Choice]


_read_delta = msgspec.json.Decoder(_Delta).decode
_read_end = msgspec.json.Decoder(_End).decode
_read_frame = msgspec.json.Decoder(_Frame).decode


@dataclass(frozen=True, slots=True)
class Window:
    """A period of `time.monotonic()`."""

    start: float
    stop: float


@dataclass(slots=True)
class Totals:
    """Everything that arrived on the connections of some groups within the window."""

    ages_ms: "array[float]" = field(default_factory=lambda: array("d"))
    events: int = 0
    """Events that contained text."""
    wire_bytes: int = 0


class Stream:
    """One connection, parsed read by read."""

    def __init__(self, entry: Entry, window: Window, totals: Totals) -> None:
        self.entry = entry
        self._window = window
        self._totals = totals
        self._parser = httptools.HttpResponseParser(self)
        self._rest = b""
        self._odd = ""
        """First character of a timestamp that was split."""
        self._now = 0.0
        self._is_counted = False
        self._digest = hashlib.sha256()
        self.http_status: int | None = None
        self.head_at = 0.0
        self.first_text: str | None = None
        self.first_text_at = 0.0
        self.live_at = 0.0
        self.chars = entry.start
        self.gaps = 0
        self.resets = 0
        self.status: str | None = None
        """Final status of the report, or the finish reason of the call."""
        self.is_exact: bool | None = None
        """Whether the text matches the length and the digest of `end`; None if it is not the whole text."""

    @property
    def is_cut(self) -> bool:
        """Whether a successful response closed before its end, other than by the client."""
        return self.http_status == 200 and self.status is None and self.entry.how not in ("", "dropped")

    @property
    def has_failed(self) -> bool:
        """Whether there was no response, or one that reports a failure other than 503."""
        if self.http_status is None:
            return self.entry.how not in ("", "dropped")
        return self.http_status >= 400 and self.http_status != 503

    def feed(self, now: float, data: bytes) -> None:
        self._now = now
        self._is_counted = self._window.start <= now <= self._window.stop
        if self._is_counted:
            self._totals.wire_bytes += len(data)
        self._parser.feed_data(data)

    def on_headers_complete(self) -> None:
        self.http_status, self.head_at = self._parser.get_status_code(), self._now

    def on_body(self, body: bytes) -> None:
        *events, self._rest = (self._rest + body).split(b"\n\n")
        for event in events:
            head, _, data = event.partition(b"data: ")
            if head.endswith(b"event: delta\n"):
                delta = _read_delta(data)
                self.gaps += delta.start != self.chars
                self.chars = delta.start
                self._add(delta.text, is_new=self.live_at > 0)
            elif not head:
                self._take_frame(data)
            else:
                self._take(head, data)

    def _take_frame(self, data: bytes) -> None:
        if data == b"[DONE]":
            return
        choice = _read_frame(data).choices[0]
        if choice.delta.content:
            self._add(choice.delta.content, is_new=True)
        self.status = choice.finish_reason or self.status

    def _take(self, head: bytes, data: bytes) -> None:
        if head.endswith(b"event: live\n"):
            self.live_at = self.live_at or self._now
        elif head.endswith(b"event: reset\n"):
            self.resets += 1
            self._odd = ""
        elif head.endswith(b"event: end\n"):
            end = _read_end(data)
            self.status = end.status
            if not self.entry.start:
                self.is_exact = (end.chars, end.sha256) == (self.chars, self._digest.hexdigest())

    def _add(self, text: str, *, is_new: bool) -> None:
        """Add text. Its age counts unless it was written before the viewer came."""
        if self.first_text is None:
            self.first_text, self.first_text_at = text, self._now
        self.chars += len(text)
        self._digest.update(text.encode())
        # The service joins passages with line breaks; everything else is timestamps.
        stamps = self._odd + text.replace("\n", "")
        self._odd = stamps[-1] if len(stamps) % 2 else ""
        if self._is_counted:
            self._totals.events += 1
        if self._is_counted and is_new:
            self._totals.ages_ms.extend(ages_ms(stamps, self._now))


@dataclass(frozen=True, slots=True)
class Recording:
    """The parsed connections, in the order in which they were opened."""

    streams: list[Stream]
    totals: Totals
    unreadable: int
    """Connections whose bytes could not be parsed."""

    def of(self, group: str) -> list[Stream]:
        return [stream for stream in self.streams if stream.entry.group == group]


def load(folder: Path, window: Window) -> Recording:
    """Parse the recording in a folder."""
    totals = Totals()
    entries = msgspec.json.decode((folder / "entries").read_bytes(), type=list[Entry])
    streams = [Stream(entry, window, totals) for entry in entries]
    broken = set[int]()
    for now, number, data in _reads(folder):
        if number in broken:
            continue
        try:
            streams[number].feed(now, data)
        except (httptools.HttpParserError, msgspec.MsgspecError, ValueError):
            broken.add(number)
    return Recording(streams, totals, len(broken))


def _reads(folder: Path) -> Iterator[tuple[float, int, bytes]]:
    times, numbers, sizes = array("d"), array("I"), array("I")
    for name, items in (("times", times), ("numbers", numbers), ("sizes", sizes)):
        items.frombytes((folder / name).read_bytes())
    with (folder / "bytes").open("rb") as data:
        for now, number, size in zip(times, numbers, sizes, strict=True):
            yield now, number, data.read(size)
