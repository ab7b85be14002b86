"""Read one frame of a chat completion stream: JSON as it should be, or else for what can be read in it. No I/O."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from app.llm.words import names_a_filter

_NO_FAILURES = (None, 0, "0", 200, "200", "", "success", "ok", "OK")
_CODE = re.compile(r"[^A-Za-z0-9_.-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error object in the stream, of which only the code is kept."""

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
    """Of another interface; one that holds any takes the slow path."""
    message: None = None


class FrameUsage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Frame(msgspec.Struct):
    """A frame as it should be. Anything that does not fit, errors too, takes the slow path."""

    choices: list[_Choice] | None = None
    usage: FrameUsage | None = None
    error: None = None
    code: None = None


class UnsoundFrame(Frame):
    """Its content is of no known kind, so nobody can tell what it says."""


def frame_reader() -> Callable[[bytes], "Frame | Failure | None"]:
    """A function that reads the data of a frame; None if it is no JSON object."""
    decode = msgspec.json.Decoder(Frame).decode

    def read(data: bytes) -> Frame | Failure | None:
        try:
            return decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _lenient(_tree(data), is_sound=_is_utf8(data))  # lone surrogates come here, too

    return read


def error_code(body: bytes) -> str | None:
    """The provider's error code in a JSON body or line, at most 40 harmless characters; None if there is none."""
    return _code(_tree(body))


def is_evident(frame: Frame | Failure) -> bool:
    """A frame for certain, not one line of an event's JSON that happens to be an object by itself."""
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
    """The name of a safety filter wherever it stands, else the first code."""
    outer = _mapping(tree)
    error = _mapping(outer.get("error"))
    inner = _mapping(error.get("innererror"))
    said = [outer.get("error"), *(level.get(key) for level in (error, inner, outer) for key in ("code", "type"))]
    words = [str(word) for word in said if isinstance(word, str | int) and not isinstance(word, bool)]
    codes = [error.get("code"), outer.get("code")]
    named = [word for word in words if names_a_filter(word)]
    first = next((code for code in (*named, *codes) if isinstance(code, str | int) and not isinstance(code, bool)), "")
    return _CODE.sub("", str(first))[:40] or None


def _is_understood(choices: Any, choice: dict[str, Any]) -> bool:
    """Whether all text that the frame may hold is where it is looked for."""
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
    """Content is a string, null, or a list of parts."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    parts = (part if isinstance(part, str) else _mapping(part).get("text") for part in content)
    return "".join(part for part in parts if isinstance(part, str))


def _thought(delta: dict[str, Any]) -> str | None:
    thought = delta.get("reasoning_content") or delta.get("reasoning")
    if isinstance(thought, str) and thought:
        return thought
    content = delta.get("content")
    is_part = isinstance(content, list) and any(_mapping(part).get("type") == "thinking" for part in content)
    return "…" if thought or is_part else None


def _integer(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and abs(value) < 1e15 else None


def _lenient(tree: Any, *, is_sound: bool) -> Frame | Failure | None:
    """A frame with anything in it that is not as promised, read for what can be read."""
    if not isinstance(tree, dict):
        return None
    if tree.get("error") or ("choices" not in tree and tree.get("code") not in _NO_FAILURES):
        return Failure(_code(tree))
    choices = tree.get("choices")
    choice = _mapping(choices[0] if isinstance(choices, list) and choices else None)
    delta, usage = _mapping(choice.get("delta")), _mapping(tree.get("usage"))
    content, reason, index = delta.get("content"), choice.get("finish_reason"), choice.get("index")
    said = _Choice(
        index=index if isinstance(index, int) else None,
        delta=_Delta(content=_text(content), reasoning=_thought(delta)),
        finish_reason=reason if isinstance(reason, str | None) else str(reason),
    )
    is_sound = _is_understood(choices, choice) and (is_sound or not content)
    return (Frame if is_sound else UnsoundFrame)(
        choices=[said] if "choices" in tree else None,
        usage=FrameUsage(_integer(usage.get("prompt_tokens")), _integer(usage.get("completion_tokens"))),
    )
