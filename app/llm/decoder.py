"""Decode the bytes of a chat completion stream into text, thoughts and errors, the same for any split of the bytes.

No I/O. Lines end with CR, LF or CRLF and at nothing else (text may hold U+2028 and the like); the `data:` lines of an
event are joined as the SSE standard says. A frame that cannot be read and may have held text is counted in `lost`:
what surrounds it is no whole text. Nothing a server sends makes this fail but an event beyond `MAX_EVENT`. Text is
mended here and nowhere else: NUL and lone surrogates become U+FFFD, a pair of surrogates split over two deltas is
joined.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import ModelProtocol
from app.llm.frames import Failure, Frame, FrameUsage, UnsoundFrame, error_code, frame_reader, is_evident
from app.llm.words import SENSITIVE, STOP, finish_reason
from app.report import Usage

MAX_EVENT = 1 << 20
"""Bytes of one event, its lines joined."""
MAX_GLUED = 16
"""Frames looked for in one broken line; more is an attack on the CPU."""

_BROKEN = re.compile("[\0\ud800-\udfff]")
_HEARTBEAT = re.compile(rb"[^{}\[\]\"\\\x80-\xff]{0,64}")
"""Data that is no JSON and cannot be a part of a frame's: `ping`, `OK`, `1`."""
_OTHER_FIELDS = frozenset({b"", b"id", b"retry"})
"""Fields of the standard that say nothing here; a comment's name is empty."""


@dataclass(frozen=True, slots=True)
class Thought:
    """The model is thinking: a sign of life. What it thinks is never text."""

    text: str = ""


Event = str | Thought | Failure


class Decoder:
    """One call's stream. `feed` it all bytes in order, then take the `end`."""

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        """The first reason that is not `stop`, else `stop` if it was said: gateways add a closing `stop`.

        `sensitive` outweighs all others: what the safety filter caught must not be kept.
        """
        self.is_premature = False
        """Text came after a `stop`: this server's `stop` proves nothing before the stream has ended."""
        self.is_bare = False
        """The reason came on a frame of its own, without text or a thought."""
        self.usage = Usage()
        self.is_done = False
        """`[DONE]` was seen; what follows it is ignored."""
        self.lost = 0
        """Frames that could not be read and may have held text."""
        self.skipped = 0
        """Frames that could not be read and held none."""
        self._line = bytearray()  # whose end has not come
        self._ends_with_cr = False
        self._event = b""
        self._parts: list[bytes] = []  # data lines that are no frame by themselves
        self._parts_size = 0
        self._half = ""  # a high surrogate at the end of a delta
        self._read_frame = frame_reader()

    def feed(self, data: bytes) -> Iterator[Event]:
        """Yield what the frames completed by `data` say, in order; texts are never empty.

        Exhaust it before the next call. Raises `ModelProtocol` if an event grows beyond `MAX_EVENT`.
        """
        *lines, rest = self._with_line_feeds(data).split(b"\n")
        for line in lines:
            if self._line:
                line = bytes(self._line + line)
                self._line.clear()
            yield from self._read_line(line)
        self._line += rest
        self._check_size(len(self._line))

    def end(self) -> Iterator[Event]:
        """Yield what was held back, once the bytes have ended as they should."""
        line = bytes(self._line)
        self._line.clear()
        yield from self._read_line(line)
        if self._parts:
            yield from self._end_event()
        if self._half:
            self._half = ""
            yield "\ufffd"

    def _with_line_feeds(self, data: bytes) -> bytes:
        if self._ends_with_cr:
            data = data.removeprefix(b"\n")
            self._ends_with_cr = not data
        if b"\r" not in data:
            return data
        self._ends_with_cr = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _check_size(self, size: int) -> None:
        if size + self._parts_size > MAX_EVENT and not self.is_done:
            raise ModelProtocol(f"an event of the stream is longer than {MAX_EVENT} bytes")

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
        elif field not in _OTHER_FIELDS and not _HEARTBEAT.fullmatch(line):  # a frame without its field's name
            yield from self._salvage(line.strip())

    def _read_data(self, data: bytes) -> Iterator[Event]:
        """Say a line that is a whole frame at once; keep any other until its event ends."""
        if self._event == b"error":
            self._keep(data)
            if error_code(b"\n".join(self._parts)) is not None:
                yield from self._end_event()
            return
        if _is_done(data):
            if self._parts:
                yield from self._end_event()
            self.is_done = True
            return
        frame = self._parse(data)
        if frame is None or (self._parts and not is_evident(frame)):
            self._keep(data)
            return
        if self._parts:
            yield from self._end_event()
        if not self.is_done:
            yield from self._say(frame)

    def _keep(self, data: bytes) -> None:
        self._parts.append(data)
        self._parts_size += len(data) + 1

    def _end_event(self) -> Iterator[Event]:
        """Read the lines kept of an event: joined, or else for what can be found in each."""
        parts, self._parts, self._parts_size = self._parts, [], 0
        joined = b"\n".join(parts)
        if self._event == b"error":
            yield Failure(error_code(joined))
        elif (frame := self._parse(joined)) is not None:
            yield from self._say(frame)
        else:
            for part in parts:
                yield from self._salvage(part)

    def _salvage(self, data: bytes) -> Iterator[Event]:
        """One frame cut short and the next glued to it: `{"id":"1","objdata: {"id":…}`."""
        for _ in range(MAX_GLUED):
            if _is_done(data):
                self.is_done = True
                return
            if (frame := self._parse(data)) is not None:
                yield from self._say(frame)
                return
            head, glue, rest = data.partition(b"data:")
            if not glue:
                break
            if (frame := self._parse(head)) is not None:
                yield from self._say(frame)
            else:
                self._miss(head)
            data = rest.strip(b" ")
        self._miss(data)

    def _miss(self, data: bytes) -> None:
        if _HEARTBEAT.fullmatch(data) or data in (b"[]", b'""'):
            self.skipped += bool(data)
        else:
            self.lost += 1

    def _parse(self, data: bytes) -> Frame | Failure | None:
        frame = self._read_frame(data)
        self.lost += isinstance(frame, UnsoundFrame)
        return frame

    def _say(self, frame: Frame | Failure) -> Iterator[Event]:
        if isinstance(frame, Failure):
            yield frame
            return
        if frame.usage is not None:
            self._count(frame.usage)
        for choice in frame.choices or ():
            if choice.index:  # another answer, which was not asked for
                continue
            delta, is_bare = choice.delta, True
            if delta is not None:
                is_bare = not (delta.content or delta.reasoning_content or delta.reasoning)
                thought = delta.reasoning_content or delta.reasoning
                if thought:
                    yield Thought(thought)
                # What a gateway copies from the thought into the content, for clients that know no thoughts, is none.
                if delta.content and delta.content != thought and (text := self._mend(delta.content)):
                    self.is_premature |= self.finish_reason == STOP and not text.isspace()
                    yield text
            if choice.finish_reason:
                self._finish(choice.finish_reason, is_bare)

    def _finish(self, said: str, is_bare: bool) -> None:
        reason = finish_reason(mended(said))
        if reason == STOP and is_bare:  # after all text so far
            self.is_premature = False
            self.is_bare = True
        if reason is not None and (self.finish_reason in (None, STOP) or reason == SENSITIVE):
            self.finish_reason, self.is_bare = reason, is_bare

    def _count(self, usage: FrameUsage) -> None:
        """The last number seen of each kind counts."""
        prompt, completion = usage.prompt_tokens, usage.completion_tokens
        self.usage = Usage(
            self.usage.prompt_tokens if prompt is None else _clamped(prompt),
            self.usage.completion_tokens if completion is None else _clamped(completion),
        )

    def _mend(self, text: str) -> str:
        if self._half:
            text = self._half + text
            self._half = ""
        if not _BROKEN.search(text):
            return text
        if "\ud800" <= text[-1] <= "\udbff":
            self._half = text[-1]
            text = text[:-1]
        return mended(text)


def _is_done(data: bytes) -> bool:
    return data[:8].strip(b'"').upper() == b"[DONE]"


def mended(text: str) -> str:
    """The text with surrogate pairs joined, and U+FFFD for every lone surrogate and every NUL."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _BROKEN.sub("\ufffd", joined)


def _clamped(tokens: int) -> int:
    return min(max(tokens, 0), 2**31 - 1)
