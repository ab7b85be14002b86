"""Bytes of a chat completion stream in, text and what else was said out; the same for any split of the bytes.

No I/O. Lines are split on the byte `\\n` (text may hold U+2028 and the like), a frame is one `data:` line,
and nothing a server sends makes this fail but a line beyond `MAX_LINE`. Text is mended here and nowhere
else: NUL and lone surrogates become U+FFFD, a pair of surrogates split over two deltas is joined.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from app.errors import ModelProtocol
from app.report import Usage

MAX_LINE = 1 << 20
MAX_GLUED = 16
"""Frames looked for in one broken line; more is an attack on the CPU."""

_BROKEN = re.compile("[\0\ud800-\udfff]")
_CODE = re.compile(r"[^A-Za-z0-9_.-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Thought:
    """The model is thinking: a sign of life. What it thinks is never text."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error object in the stream, of which only the code is kept."""

    code: str | None


Event = str | Thought | Failure


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Chunk(msgspec.Struct):
    """A frame as it should be. Whatever does not fit, errors too, takes the slow path."""

    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: None = None
    code: None = None


class Decoder:
    """One call's stream. `feed` it all bytes in order, then take the `end`."""

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.usage = Usage()
        self.is_done = False
        """`[DONE]` was seen; whatever follows it is ignored."""
        self.skipped = 0
        """Frames that could not be read."""
        self._line = bytearray()  # of which the end has not come
        self._is_first = True
        self._event = b""
        self._torn = b""  # data that is no JSON by itself, but may be with the next line
        self._half = ""  # a high surrogate at the end of a delta
        self._json = msgspec.json.Decoder(_Chunk)

    def feed(self, data: bytes) -> Iterator[Event]:
        """What the frames completed by `data` say, in order; texts are never empty.

        To be exhausted. Raises `ModelProtocol` where a line grows beyond `MAX_LINE`.
        """
        *lines, rest = data.split(b"\n")
        for line in lines:
            if self._line:
                line = bytes(self._line + line)
                self._line.clear()
            yield from self._read_line(line)
        self._line += rest
        self._check_length(len(self._line))

    def end(self) -> Iterator[Event]:
        """What was held back, once the bytes have ended as they should. A line cut short says nothing."""
        line = bytes(self._line)
        self._line.clear()
        yield from self._read_line(line)
        if self._half:
            self._half = ""
            yield "\ufffd"

    def _check_length(self, length: int) -> None:
        if length > MAX_LINE and not self.is_done:
            raise ModelProtocol(f"a line of the stream is longer than {MAX_LINE} bytes")

    def _read_line(self, line: bytes) -> Iterator[Event]:
        self._check_length(len(line))
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(b"\xef\xbb\xbf")
        line = line.removesuffix(b"\r")
        if self.is_done:
            return
        if not line:
            self._event = b""
            self._drop_torn()
            return
        field, _, value = line.partition(b":")
        if field == b"event":
            self._event = value.strip()
        elif field == b"error" or (field == b"data" and self._event == b"error"):
            yield Failure(error_code(value))
        elif field == b"data":
            yield from self._read_data(value.strip(b" "))

    def _read_data(self, data: bytes) -> Iterator[Event]:
        if self._torn:
            whole = self._parse(self._torn + b"\n" + data)
            if whole is not None:
                self._torn = b""
                yield from self._say(whole)
                return
        self._drop_torn()
        # One frame cut short and the next glued to it: `data: {"id":"1","objdata: {"id":…}`.
        for _ in range(MAX_GLUED):
            if not data:
                return
            if data == b"[DONE]":
                self.is_done = True
                return
            frame = self._parse(data)
            if frame is not None:
                yield from self._say(frame)
                return
            head, glue, rest = data.partition(b"data:")
            if not glue:
                break
            frame = self._parse(head)
            if frame is None:
                self.skipped += 1
            else:
                yield from self._say(frame)
            data = rest.strip(b" ")
        self._torn = data

    def _drop_torn(self) -> None:
        if self._torn:
            self._torn = b""
            self.skipped += 1

    def _parse(self, data: bytes) -> _Chunk | Failure | None:
        if len(data) > MAX_LINE:
            return None
        try:
            return self._json.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _lenient(_tree(data))  # lone surrogates and bytes that are no UTF-8 come here, too

    def _say(self, frame: _Chunk | Failure) -> Iterator[Event]:
        if isinstance(frame, Failure):
            yield frame
            return
        if frame.usage is not None:
            self._count(frame.usage)
        for choice in frame.choices[:1] if frame.choices else ():
            delta = choice.delta
            if delta is not None:
                if delta.reasoning_content or delta.reasoning:
                    yield Thought()
                if delta.content and (text := self._mend(delta.content)):
                    yield text
            if choice.finish_reason:
                self.finish_reason = mended(choice.finish_reason)

    def _count(self, usage: _Usage) -> None:
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


def mended(text: str) -> str:
    """The text with surrogate pairs joined, and U+FFFD for every lone surrogate and every NUL."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _BROKEN.sub("\ufffd", joined)


def error_code(body: bytes) -> str | None:
    """The provider's error code in a JSON body or line, at most 40 harmless characters; None if there is none."""
    return _code(_tree(body))


def _tree(data: bytes) -> Any:
    try:
        return json.loads(data.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None


def _code(tree: Any) -> str | None:
    outer = _mapping(tree)
    for level in (_mapping(outer.get("error")), outer):
        code = level.get("code")
        if isinstance(code, str | int) and not isinstance(code, bool):
            return _CODE.sub("", str(code))[:40] or None
    return None


def _lenient(tree: Any) -> _Chunk | Failure | None:
    """A frame with anything in it that is not as promised, read for what can be read."""
    if not isinstance(tree, dict):
        return None
    if tree.get("error") or ("choices" not in tree and tree.get("code") is not None):
        return Failure(_code(tree))
    choices = tree.get("choices")
    choice = _mapping(choices[0] if isinstance(choices, list) and choices else None)
    delta, usage = _mapping(choice.get("delta")), _mapping(tree.get("usage"))
    content, reason = delta.get("content"), choice.get("finish_reason")
    thought = delta.get("reasoning_content") or delta.get("reasoning") or _has_thinking(content)
    return _Chunk(
        choices=[
            _Choice(
                delta=_Delta(content=_text(content), reasoning="…" if thought else None),
                finish_reason=reason if isinstance(reason, str) else None,
            )
        ],
        usage=_Usage(_integer(usage.get("prompt_tokens")), _integer(usage.get("completion_tokens"))),
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(content: Any) -> str:
    """Content is a string, null, or a list of parts."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    parts = (part if isinstance(part, str) else _mapping(part).get("text") for part in content)
    return "".join(part for part in parts if isinstance(part, str))


def _has_thinking(content: Any) -> bool:
    return isinstance(content, list) and any(_mapping(part).get("type") == "thinking" for part in content)


def _integer(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and abs(value) < 1e15 else None


def _clamped(tokens: int) -> int:
    return min(max(tokens, 0), 2**31 - 1)
