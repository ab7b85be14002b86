"""Parse one frame of a chat completion stream: strictly first, then leniently. No I/O."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from app.llm.finish_reasons import names_a_filter

_SUCCESS_CODES = (None, 0, "0", 200, "200", "", "success", "ok", "OK")
_THOUGHT_PARTS = ("thinking", "reasoning", "thought")
"""Types of the parts of a list content that hold thoughts."""
_FIRST, _NEXT = b"data: ", b"\n\ndata: "
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error object in the stream, reduced to its code."""

    code: str | None


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(msgspec.Struct):
    index: int | None = None
    delta: _Delta | None = None
    finish_reason: str | None = None
    text: None = None
    """Used by other interfaces. A frame with a `text` or a `message` takes the lenient path."""
    message: None = None
    error: None = None


class FrameUsage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Frame(msgspec.Struct):
    """A frame in the documented format. Anything else, including errors, takes the lenient path."""

    choices: list[_Choice] | None = None
    usage: FrameUsage | None = None
    error: None = None
    code: None = None


class UnsoundFrame(Frame):
    """A frame whose content has an unknown format, so that its text may be lost."""


class _PlainDelta(msgspec.Struct):
    content: str
    reasoning_content: None = None
    reasoning: None = None


class _PlainChoice(msgspec.Struct):
    delta: _PlainDelta
    index: Literal[0] = 0
    finish_reason: None = None
    text: None = None
    message: None = None
    error: None = None


class _PlainFrame(msgspec.Struct):
    """A frame that holds text and nothing else."""

    choices: tuple[_PlainChoice]
    usage: None = None
    error: None = None
    code: None = None


def text_reader() -> Callable[[bytes], str | None]:
    """Return a function that returns the text of whole events whose frames hold nothing else, as most do.

    It takes the events' bytes without the last blank line, and returns None for anything else.
    """
    decode = msgspec.json.Decoder(list[_PlainFrame]).decode

    def read(events: bytes) -> str | None:
        breaks = events.count(_NEXT)
        if not events.startswith(_FIRST) or events.count(b"\n") != 2 * breaks:
            return None
        try:  # as one array, which is decoded in half the time; the line break stops a text that has no end
            frames = decode(b"[%s]" % events[len(_FIRST) :].replace(_NEXT, b"\n,"))
            texts = [frame.choices[0].delta.content for frame in frames]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return "".join(texts) if len(texts) == breaks + 1 else None

    return read


def frame_reader() -> Callable[[bytes], "Frame | Failure | None"]:
    """Return a function that parses the data of a frame, or returns None if it is not a JSON object."""
    decode = msgspec.json.Decoder(Frame).decode

    def read(data: bytes) -> Frame | Failure | None:
        try:
            return decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _lenient(_tree(data), is_sound=_is_utf8(data))  # lone surrogates take this path, too

    return read


def error_code(body: bytes) -> str | None:
    """Return the error code in a JSON body or line as at most 40 safe characters, or None."""
    return _code(_tree(body))


def is_evident(frame: Frame | Failure) -> bool:
    """Whether this is certainly a whole frame, not one line of an event's JSON that happens to be an object."""
    return isinstance(frame, Frame) and frame.choices is not None


def _tree(data: bytes) -> Any:
    try:
        return json.loads(data.decode(errors="replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _code(tree: Any) -> str | None:
    """Return the name of a safety filter wherever it appears, else the first code."""
    outer = _mapping(tree)
    error = _mapping(outer.get("error"))
    inner = _mapping(error.get("innererror"))
    values = [outer.get("error"), *(level.get(key) for level in (error, inner, outer) for key in ("code", "type"))]
    names = [str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    filters = [name for name in names if names_a_filter(name)]
    codes = [*filters, error.get("code"), outer.get("code")]
    first = next((code for code in codes if isinstance(code, str | int) and not isinstance(code, bool)), "")
    return _UNSAFE.sub("", str(first))[:40] or None


def _is_understood(choices: Any, choice: dict[str, Any]) -> bool:
    """Whether all text that the frame may contain is in a place that `_lenient` reads."""
    delta = choice.get("delta")
    if (choices and not isinstance(choices, list)) or (delta and not isinstance(delta, dict)):
        return False
    content = _mapping(delta).get("content")
    if isinstance(content, list):
        return all(_is_known_part(part) for part in content)
    if delta is None and (choice.get("text") or _mapping(choice.get("message")).get("content")):
        return False
    return not content or isinstance(content, str)


def _is_known_part(part: Any) -> bool:
    kind = _mapping(part).get("type", "text")
    return not part or isinstance(part, str | list) or isinstance(_mapping(part).get("text"), str) or kind != "text"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(content: Any) -> str:
    """Return the text of `content`, which is a string, null, or a list of parts."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    spoken = (part for part in content if _mapping(part).get("type") not in _THOUGHT_PARTS)
    parts = (part if isinstance(part, str) else _mapping(part).get("text") for part in spoken)
    return "".join(part for part in parts if isinstance(part, str))


def _thought(delta: dict[str, Any]) -> str | None:
    thought = delta.get("reasoning_content") or delta.get("reasoning")
    if isinstance(thought, str) and thought:
        return thought
    content = delta.get("content")
    is_part = isinstance(content, list) and any(_mapping(part).get("type") in _THOUGHT_PARTS for part in content)
    return "…" if thought or is_part else None


def _integer(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and abs(value) < 1e15 else None


def _lenient(tree: Any, *, is_sound: bool) -> Frame | Failure | None:
    """Read what can be read from a frame that does not match the documented format."""
    if not isinstance(tree, dict):
        return None
    choices = tree.get("choices")
    choice = _mapping(choices[0] if isinstance(choices, list) and choices else None)
    if tree.get("error") or (not choices and tree.get("code") not in _SUCCESS_CODES):
        return Failure(_code(tree))
    if choice.get("error"):
        return Failure(_code(choice))
    delta, usage = _mapping(choice.get("delta")), _mapping(tree.get("usage"))
    content, reason, index = delta.get("content"), choice.get("finish_reason"), choice.get("index")
    first = _Choice(
        index=index if isinstance(index, int) else None,
        delta=_Delta(content=_text(content), reasoning=_thought(delta)),
        finish_reason=reason if isinstance(reason, str | None) else str(reason),
    )
    is_sound = _is_understood(choices, choice) and (is_sound or not content)
    return (Frame if is_sound else UnsoundFrame)(
        choices=[first] if "choices" in tree else None,
        usage=FrameUsage(_integer(usage.get("prompt_tokens")), _integer(usage.get("completion_tokens"))),
    )
