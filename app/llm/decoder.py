"""Decode the bytes of a chat completion stream into text, thoughts and errors, however the bytes are split.

No I/O. Only CR, LF and CRLF end a line (text may contain U+2028 and the like); the `data:` lines of an event are joined
as the SSE specification says. `lost` counts the unreadable frames that may have contained text: with any of them, the
surrounding text is incomplete. Only an event longer than `MAX_EVENT` raises. This is the one place that sanitises text:
NUL and lone surrogates become U+FFFD, and a surrogate pair split over two deltas is joined.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import ModelProtocol
from app.llm.finish_reasons import SENSITIVE, STOP, finish_reason
from app.llm.frames import Failure, Frame, FrameUsage, UnsoundFrame, error_code, frame_reader, is_evident, text_reader
from app.report import Usage

MAX_EVENT = 1 << 20
"""Size limit of one event in bytes, its lines joined."""
MAX_GLUED = 16
"""How many frames to look for in one broken line. The limit bounds the CPU time that a hostile server can use."""

_INVALID = re.compile("[\0\ud800-\udfff]")
_HEARTBEAT = re.compile(rb"[^{}\[\]\"\\\x80-\xff]{0,64}")
"""Data that cannot be a frame or a part of one: `ping`, `OK`, `1`."""
_OTHER_FIELDS = frozenset({b"", b"id", b"retry"})
"""SSE fields without meaning here. The field name of a comment is empty."""


@dataclass(frozen=True, slots=True)
class Thought:
    """The model is thinking. This shows that it is working, but never becomes part of the report."""

    text: str = ""


Event = str | Thought | Failure


class Decoder:
    """The decoder for one call's stream. Pass all bytes to `feed` in order, then call `end`."""

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        """The first reason other than `stop`, because gateways add a closing `stop`; else `stop` if it was received.

        `sensitive` overrides all others, because text that the safety filter stopped must not be kept.
        """
        self.is_premature = False
        """Whether text followed a `stop`. Such a server's `stop` proves nothing until the stream has ended."""
        self.is_bare = False
        """Whether the finish reason arrived in its own frame, without text or a thought."""
        self.usage = Usage()
        self.is_done = False
        """Whether `[DONE]` has arrived. Everything after it is ignored."""
        self.lost = 0
        """Number of unreadable frames that may have contained text."""
        self.skipped = 0
        """Number of unreadable frames that cannot have contained text."""
        self._line = bytearray()  # the unfinished line
        self._ends_with_cr = False
        self._event = b""
        self._parts: list[bytes] = []  # data lines of the current event that are not frames by themselves
        self._parts_size = 0
        self._high_surrogate = ""  # at the end of the last delta
        self._read_frame = frame_reader()
        self._read_text = text_reader()

    def feed(self, data: bytes) -> Iterator[Event]:
        """Yield the events of all frames that `data` completes, in order; texts are never empty.

        Texts that follow each other in `data` may be joined.
        Exhaust the iterator before the next call. Raises `ModelProtocol` if an event exceeds `MAX_EVENT`.
        """
        data = self._with_line_feeds(data)
        if self._line and b"\n" in data:
            data = bytes(self._line + data)
            self._line.clear()
        events, _, rest = data.rpartition(b"\n\n")
        if (text := self._plain_text(events)) is not None:
            data = rest
            if text:
                yield text
        *lines, rest = data.split(b"\n")
        for line in lines:
            yield from self._read_line(line)
        self._line += rest
        self._check_size(len(self._line))

    def _plain_text(self, events: bytes) -> str | None:
        """Return the text of whole events that hold nothing else, as most do; None for anything else."""
        is_inside = self._parts or self._event or self._high_surrogate or self.finish_reason is not None or self.is_done
        if is_inside or len(events) > MAX_EVENT:
            return None
        text = self._read_text(events)
        return None if text is None or _INVALID.search(text) else text

    def end(self) -> Iterator[Event]:
        """Yield the events held back so far. Call it once the body has ended."""
        line = bytes(self._line)
        self._line.clear()
        yield from self._read_line(line)
        if self._parts:
            yield from self._end_event()
        if self._high_surrogate:
            self._high_surrogate = ""
            yield "\ufffd"

    def _with_line_feeds(self, data: bytes) -> bytes:
        if self._ends_with_cr and data:
            data = data.removeprefix(b"\n")
            self._ends_with_cr = False
        if b"\r" not in data:
            return data
        self._ends_with_cr = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _check_size(self, size: int) -> None:
        if size + self._parts_size > MAX_EVENT and not self.is_done:
            raise ModelProtocol(f"an event in the stream is longer than {MAX_EVENT} bytes")

    def _read_line(self, line: bytes) -> Iterator[Event]:
        self._check_size(len(line))
        if self.is_done:
            return
        if line.startswith(b"data:"):
            yield from self._read_data(line[5:].strip(b" "))
        elif not line:
            if self._parts:
                yield from self._end_event()
            self._event = b""
        else:
            yield from self._read_other_line(line.removeprefix(b"\xef\xbb\xbf"))

    def _read_other_line(self, line: bytes) -> Iterator[Event]:
        name, _, value = line.partition(b":")
        field = name.strip().lower()
        if field == b"event":
            self._event = value.strip()
        elif field == b"error":
            yield Failure(error_code(value))
        elif field == b"data":
            yield from self._read_data(value.strip(b" "))
        elif field not in _OTHER_FIELDS and not _HEARTBEAT.fullmatch(line):  # a frame whose field name is broken
            yield from self._salvage(line.strip())

    def _read_data(self, data: bytes) -> Iterator[Event]:
        """Emit a line that is a whole frame at once; buffer any other until its event ends."""
        if self._event == b"error":
            self._buffer(data)
            if error_code(data) is not None:  # complete, as servers send it: do not wait for the end of the event
                yield from self._end_event()
            return
        if _is_done(data):
            if self._parts:
                yield from self._end_event()
            self.is_done = True
            return
        frame = self._parse(data)
        if frame is None or (self._parts and not is_evident(frame)):
            self._buffer(data)
            return
        if self._parts:
            yield from self._end_event()
        if not self.is_done:
            yield from self._emit(frame)

    def _buffer(self, data: bytes) -> None:
        self._parts.append(data)
        self._parts_size += len(data) + 1

    def _end_event(self) -> Iterator[Event]:
        """Parse the buffered lines of an event joined together; if that fails, parse each line on its own."""
        parts, self._parts, self._parts_size = self._parts, [], 0
        joined = b"\n".join(parts)
        if self._event == b"error":
            yield Failure(error_code(joined))
        elif (frame := self._parse(joined)) is not None:
            yield from self._emit(frame)
        else:
            for part in parts:
                yield from self._salvage(part)

    def _salvage(self, data: bytes) -> Iterator[Event]:
        """Read a line in which the next frame follows a truncated one: `{"id":"1","objdata: {"id":…}`."""
        for _ in range(MAX_GLUED):
            if _is_done(data):
                self.is_done = True
                return
            if (frame := self._parse(data)) is not None:
                yield from self._emit(frame)
                return
            head, glue, rest = data.partition(b"data:")
            if not glue:
                break
            if (frame := self._parse(head)) is not None:
                yield from self._emit(frame)
            else:
                self._count_unreadable(head)
            data = rest.strip(b" ")
        self._count_unreadable(data)

    def _count_unreadable(self, data: bytes) -> None:
        if _HEARTBEAT.fullmatch(data) or data in (b"[]", b'""'):
            self.skipped += bool(data)
        else:
            self.lost += 1

    def _parse(self, data: bytes) -> Frame | Failure | None:
        frame = self._read_frame(data)
        if isinstance(frame, UnsoundFrame):
            self.lost += 1
        return frame

    def _emit(self, frame: Frame | Failure) -> Iterator[Event]:
        if isinstance(frame, Failure):
            yield frame
            return
        if frame.usage is not None:
            self._count(frame.usage)
        for choice in frame.choices or ():
            if choice.index:  # an alternative answer, which was not requested
                continue
            delta, is_bare = choice.delta, True
            if delta is not None:
                is_bare = not (delta.content or delta.reasoning_content or delta.reasoning)
                thought = delta.reasoning_content or delta.reasoning
                if thought:
                    yield Thought(thought)
                # Some gateways repeat the thought as content, for clients that do not support thoughts.
                if delta.content and delta.content != thought and (text := self._sanitize(delta.content)):
                    self.is_premature |= self.finish_reason == STOP and not text.isspace()
                    yield text
            if choice.finish_reason:
                self._finish(choice.finish_reason, is_bare)

    def _finish(self, received: str, is_bare: bool) -> None:
        reason = finish_reason(sanitized(received))
        if reason == STOP and is_bare:  # it came after all text so far
            self.is_premature = False
            self.is_bare = True
        if reason is not None and (self.finish_reason in (None, STOP) or reason == SENSITIVE):
            self.finish_reason, self.is_bare = reason, is_bare

    def _count(self, usage: FrameUsage) -> None:
        """Update the usage. The last number of each kind counts."""
        prompt, completion = usage.prompt_tokens, usage.completion_tokens
        self.usage = Usage(
            self.usage.prompt_tokens if prompt is None else _clamped(prompt),
            self.usage.completion_tokens if completion is None else _clamped(completion),
        )

    def _sanitize(self, text: str) -> str:
        if self._high_surrogate:
            text = self._high_surrogate + text
            self._high_surrogate = ""
        if not _INVALID.search(text):
            return text
        if "\ud800" <= text[-1] <= "\udbff":
            self._high_surrogate = text[-1]
            text = text[:-1]
        return sanitized(text)


def _is_done(data: bytes) -> bool:
    return not data.startswith(b"{") and data[:8].strip(b'"').upper() == b"[DONE]"


def sanitized(text: str) -> str:
    """Return the text with surrogate pairs joined, and U+FFFD in place of lone surrogates and NUL."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _INVALID.sub("\ufffd", joined)


def _clamped(tokens: int) -> int:
    return min(max(tokens, 0), 2**31 - 1)
