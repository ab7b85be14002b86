"""The frames of one answer, in GLM's format: as they should be, or as a fault wants them.

`script` is pure: the steps of an answer, each with its bytes and the text that a sound client reads in them.
"""

import itertools
import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from app.llm.demo_faults import Fault, error_body

THOUGHTS = ("先看日主", "与月令的关系，", "再定取法。")
_THINKING = ("reasoning", "stop_on_thought", "mirrored", "echo")


@dataclass(frozen=True, slots=True)
class Step:
    """Bytes to send after a pause, and the text they amount to; with a finish reason the answer is over."""

    data: bytes = b""
    text: str = ""
    pause_seconds: float = 0.0
    finish_reason: str | None = None


def script(text: str, fault: Fault | None, *, model: str, thinks: bool, prompt_chars: int, seed: str) -> Iterator[Step]:
    """The steps of one answer, in GLM's format; with a fault, not quite."""
    answer = _Answer(fault.kind if fault else "", model, prompt_chars, seed, lines=fault.size if fault else None)
    if thinks or answer.style in _THINKING:
        yield from answer.think()
        yield Step(pause_seconds=fault.seconds or 0 if fault else 0)
    if answer.style == "wrapped":
        yield from answer.wrap(text)
        return
    if answer.style == "stop_everywhere":
        yield from answer.say(text[:20])
        yield Step(pause_seconds=fault.seconds or 0 if fault else 0)
        text = text[20:]
    if fault is not None and fault.kind == "overlap":
        yield from answer.say_nothing(fault.text, fault.size)
    strike = _STRIKES.get(fault.kind) if fault else None
    if fault is None or strike is None:
        yield from answer.say(text)
        yield from answer.end()
        return
    yield from answer.say(text[: fault.after])
    yield from strike(answer, fault, text[fault.after :])


class _Answer:
    """The frames of one answer. `style` is the kind of a fault that lasts throughout."""

    def __init__(self, style: str, model: str, prompt_chars: int, seed: str, *, lines: int | None = None) -> None:
        self.style = style
        self._lines = lines or 3
        self._random = random.Random(seed)  # noqa: S311
        now = time.time()
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
        self._head = {
            "id": f"{stamp}{self._random.getrandbits(72):018x}",
            "created": int(now),
            "object": "chat.completion.chunk",
            "model": model,
        }
        self._prompt_tokens = round(prompt_chars / 1.5)
        self._chars = 0

    def frame(self, data: bytes, field: bytes = b"data") -> bytes:
        colon = b":" if self.style == "no_space" else b": "
        end = {"crlf": b"\r\n", "cr": b"\r"}.get(self.style, b"\n")
        return b"".join(field + colon + line + end for line in self._split(data)) + end

    def _split(self, data: bytes) -> list[bytes]:
        """The data of one event by line; JSON may be broken at its commas and braces."""
        places = [place.end() for place in re.finditer(rb"[,{\[](?=[\"{])", data)]
        if self.style != "data_lines" or len(places) < self._lines:
            return [data]
        cuts = [0, *sorted(self._random.sample(places, self._lines - 1)), len(data)]
        return [data[start:end] for start, end in itertools.pairwise(cuts)]

    def chunk(self, delta: dict[str, Any] | None, reason: str | None = None, **more: Any) -> bytes:
        if self.style == "stop_everywhere":
            reason = reason or "stop"
        return self.frame(_json({**self._head, "choices": [_choice(delta, reason)], **more}))

    def think(self) -> Iterator[Step]:
        *first, last = THOUGHTS
        for thought in first:
            yield Step(self.chunk(self._thought(thought)))
        yield Step(self.chunk(self._thought(last), "stop" if self.style == "stop_on_thought" else None))
        if self.style == "echo":
            yield from self.say_nothing("".join(THOUGHTS))

    def _thought(self, thought: str) -> dict[str, Any]:
        mirror = {"content": thought} if self.style == "mirrored" else {}
        return {"role": "assistant", "reasoning_content": thought, **mirror}

    def wrap(self, text: str) -> Iterator[Step]:
        """The text in a code block of its own."""
        yield from self.say_nothing("```markdown\n")
        yield from self.say(text)
        yield from self.say_nothing("\n```")
        yield from self.end()

    def say_nothing(self, text: str, size: int | None = None) -> Iterator[Step]:
        """Words that a sound client does not take for text."""
        size = size or 4
        for start in range(0, len(text), size):
            yield self.delta(text[start : start + size], "")

    def say(self, text: str) -> Iterator[Step]:
        """The text in deltas of one to four characters."""
        start = 0
        while start < len(text):
            end = start + self._random.randint(1, 4)
            yield self.delta(text[start:end])
            start = end

    def delta(self, content: str, text: str | None = None) -> Step:
        """One delta; `text` is what it should be read as, if that is not what it says."""
        self._chars += len(content)
        said: str | list[dict[str, str]] = content
        if self.style == "list_content":
            said = [{"type": "text", "text": char} for char in content]
        data = self.chunk({"role": "assistant", "content": said})
        return Step(self._oddity() + data, content if text is None else text)

    def _oddity(self) -> bytes:
        """What stands before a delta in some styles, and says nothing."""
        if self.style == "comments":
            return b": keep-alive\n\n"
        if self.style == "glued":
            return self.chunk({"role": "assistant", "content": ""}).rstrip()
        if self.style == "null_delta":
            null, missing = self.chunk(None), self.chunk({"role": "assistant", "content": None})
            return null + missing + self.frame(_json({**self._head, "choices": []}))
        return b""

    def end(self, reason: str = "stop") -> Iterator[Step]:
        tokens = round(self._chars / 1.5)
        usage = {
            "prompt_tokens": self._prompt_tokens,
            "completion_tokens": tokens,
            "total_tokens": self._prompt_tokens + tokens,
            "prompt_tokens_details": {"cached_tokens": 0},
        }
        last = {"role": "assistant", "content": ""}
        if self.style == "usage_chunk":
            data = self.chunk(last, reason) + self.frame(_json({**self._head, "choices": [], "usage": usage}))
        else:
            data = self.chunk(last, reason, usage=usage)
        yield Step(data if self.style == "no_done" else data + self.frame(b"[DONE]"), finish_reason=reason)


def _choice(delta: dict[str, Any] | None, reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": reason}


def _json(tree: object) -> bytes:
    try:
        return msgspec.json.encode(tree)
    except UnicodeEncodeError:
        return json.dumps(tree).encode()  # halves of a surrogate pair can only be sent escaped


def _cut(_answer: _Answer, _fault: Fault, _rest: str) -> Iterator[Step]:
    yield from ()


def _cut_utf8(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    char = next((char for char in rest if not char.isascii()), "水").encode()
    data = answer.chunk({"role": "assistant", "content": char.decode()})
    yield Step(data[: data.index(char) + 1])


def _finish(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield from answer.end(fault.reason)


def _later_stop(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(answer.chunk({"role": "assistant", "content": ""}, fault.reason))
    for step in answer.end():
        yield Step(step.data, finish_reason=fault.reason)


def _blank(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield answer.delta(fault.text or "\n", "")
    yield from answer.end()


def _unreadable(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    lost = answer.delta(rest[:4], "")
    yield Step(lost.data.replace(b'{"index"', b'{index"', 1))
    yield from answer.say(rest[4:])
    yield from answer.end()


def _torn(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    lost, following = answer.delta(rest[:4]), answer.delta(rest[4:8])
    yield Step(lost.data[: lost.data.index(b'"delta"')] + following.data)
    yield from answer.say(rest[8:])
    yield from answer.end()


def _noise(answer: _Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield from answer.say_nothing(fault.text, fault.size)
    yield from answer.say(rest)
    yield from answer.say_nothing(fault.tail, fault.size)
    yield from answer.end()


def _extra(answer: _Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield from answer.say(fault.text + rest)
    yield from answer.end()


def _error_object(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    code = fault.code if fault.code is not None else "1234"
    yield Step(answer.frame(error_body(str(code))) + answer.frame(b"[DONE]"))


def _int_code(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(answer.frame(error_body(int(fault.code or 1234))))


def _error_event(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(b"event: error\n" + answer.frame(_json({"code": str(fault.code or 1234), "message": "demonstration"})))


def _error_line(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(answer.frame(_json({"code": fault.code or 500, "message": "demonstration"}), b"error"))


def _empty(answer: _Answer, _fault: Fault, _rest: str) -> Iterator[Step]:
    yield from answer.end()


def _thinking_only(answer: _Answer, _fault: Fault, _rest: str) -> Iterator[Step]:
    yield from answer.think()
    yield from answer.end()


def _huge_line(_answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(b'data: {"choices":[{"delta":{"content":"')
    for _ in range((fault.size or 2 << 20) >> 16):
        yield Step(b"a" * (1 << 16))


def _endless(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    while True:
        yield from answer.say(f"{rest}\n\n")


def _stall(answer: _Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield Step(pause_seconds=3600 if fault.seconds is None else fault.seconds)
    yield from answer.say(rest)
    yield from answer.end()


def _comments_only(answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    while True:
        data = b": keep-alive\n\n" + answer.chunk({"role": "assistant", "content": ""})
        yield Step(data, pause_seconds=fault.seconds or 1)


def _byte_trickle(_answer: _Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(b'data: {"choices":[{"delta":{"content":"')
    while True:
        yield Step(b"a", pause_seconds=fault.seconds or 1)


def _trickle(answer: _Answer, fault: Fault, rest: str) -> Iterator[Step]:
    for char in rest:
        step = answer.delta(char)
        yield Step(step.data, step.text, pause_seconds=fault.seconds or 1)
    yield from answer.end()


def _big_delta(answer: _Answer, fault: Fault, rest: str) -> Iterator[Step]:
    size, prose = fault.size or 1_000_000, f"{rest}\n\n"
    yield answer.delta((prose * (size // len(prose.encode()) + 1)).encode()[:size].decode(errors="ignore"))
    yield from answer.say(rest)
    yield from answer.end()


def _line_separators(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    for separator in "\u2028\u2029\x85":
        yield answer.delta(separator)
    yield from answer.say(rest)
    yield from answer.end()


def _nul(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    yield answer.delta("\0", "\ufffd")
    yield from answer.say(rest)
    yield from answer.end()


def _surrogates(answer: _Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    yield answer.delta("\ud83d", "")
    yield answer.delta("\ude00", "😀")
    yield answer.delta("\ude00", "\ufffd")
    yield answer.delta("\ud83d", "\ufffd")
    yield from answer.say(rest)
    yield from answer.end()


_STRIKES = {
    "cut": _cut,
    "cut_utf8": _cut_utf8,
    "finish": _finish,
    "later_stop": _later_stop,
    "blank": _blank,
    "unreadable": _unreadable,
    "torn": _torn,
    "noise": _noise,
    "extra": _extra,
    "error_object": _error_object,
    "int_code": _int_code,
    "error_event": _error_event,
    "error_line": _error_line,
    "empty": _empty,
    "thinking_only": _thinking_only,
    "no_finish": _cut,
    "huge_line": _huge_line,
    "endless": _endless,
    "stall": _stall,
    "comments_only": _comments_only,
    "byte_trickle": _byte_trickle,
    "trickle": _trickle,
    "big_delta": _big_delta,
    "line_separators": _line_separators,
    "nul": _nul,
    "surrogates": _surrogates,
}
"""What is sent after the first `after` characters, given the rest of the text."""
