"""The frames of one answer in GLM's format, plain or in the style of a fault. No I/O."""

import itertools
import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|(?P<mark>[,{\[])')
"""Matches strings whole, so that no punctuation in them is taken for JSON's own."""
THOUGHTS = ("先看日主", "与月令的关系，", "再定取法。")


@dataclass(frozen=True, slots=True)
class Step:
    """Bytes to send after a pause, and the text that they contain. A finish reason marks the last step."""

    data: bytes = b""
    text: str = ""
    pause_seconds: float = 0.0
    finish_reason: str | None = None


class Answer:
    """Builds the frames of one answer. `style` is the kind of a fault that affects the whole answer."""

    def __init__(
        self, style: str, model: str, prompt_chars: int, seed: str, *, lines: int | None = None, prelude: str = ""
    ) -> None:
        self.style = style
        self._prelude = prelude
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
        """Split the data of one event into lines. JSON is split after commas and opening brackets, not in strings."""
        if self.style != "data_lines":
            return [data]
        places = [token.end() for token in _JSON_TOKEN.finditer(data) if token.group("mark")]
        if len(places) < self._lines:
            return [data]
        cuts = [0, *sorted(self._random.sample(places, self._lines - 1)), len(data)]
        return [data[start:end] for start, end in itertools.pairwise(cuts)]

    def chunk(self, delta: dict[str, Any] | None, reason: str | None = None, **more: Any) -> bytes:
        if self.style == "stop_everywhere":
            reason = reason or "stop"
        return self.frame(to_json({**self._head, "choices": [_choice(delta, reason)], **more}))

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

    def say_nothing(self, text: str, size: int | None = None) -> Iterator[Step]:
        """Send content that a correct client does not take for text."""
        size = size or 4
        for start in range(0, len(text), size):
            yield self.delta(text[start : start + size], "")

    def say_prelude(self, chars: int | None = None) -> Iterator[Step]:
        """Send what precedes the text of a continuation, or only its first `chars`, unless it is sent already."""
        prelude, self._prelude = self._prelude, ""
        yield from self.say_nothing(prelude[:chars])

    def say(self, text: str) -> Iterator[Step]:
        """Send the text in deltas of one to four characters."""
        start = 0
        while start < len(text):
            end = start + self._random.randint(1, 4)
            yield self.delta(text[start:end])
            start = end

    def delta(self, content: str, text: str | None = None) -> Step:
        """Build one delta. `text` is what a correct client reads, if that differs from `content`."""
        self._chars += len(content)
        sent: str | list[dict[str, str]] = content
        if self.style == "list_content":
            sent = [{"type": "text", "text": char} for char in content]
        data = self.chunk({"role": "assistant", "content": sent})
        return Step(self._prefix() + data, content if text is None else text)

    def _prefix(self) -> bytes:
        """Return what some styles send before a delta: frames and comments without meaning."""
        if self.style == "comments":
            return b": keep-alive\n\n"
        if self.style == "glued":
            return self.chunk({"role": "assistant", "content": ""}).rstrip()
        if self.style == "null_delta":
            null, missing = self.chunk(None), self.chunk({"role": "assistant", "content": None})
            return null + missing + self.frame(to_json({**self._head, "choices": []}))
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
            data = self.chunk(last, reason) + self.frame(to_json({**self._head, "choices": [], "usage": usage}))
        else:
            data = self.chunk(last, reason, usage=usage)
        yield Step(data if self.style == "no_done" else data + self.frame(b"[DONE]"), finish_reason=reason)


def _choice(delta: dict[str, Any] | None, reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": reason}


def to_json(tree: object) -> bytes:
    try:
        return msgspec.json.encode(tree)
    except UnicodeEncodeError:
        return json.dumps(tree).encode()  # lone surrogates can only be sent escaped
