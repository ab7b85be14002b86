"""The demo model's faults as data. Each applies to the next calls that it matches."""

from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

Kind = Literal[
    # Instead of a stream.
    "http_error",  # status (500), code, retry_after
    "http_html",  # a page, status 200
    "http_json_error",  # an error object, status 200
    "redirect",
    "stall_before_headers",  # seconds, then the answer
    # After `after` characters; they end the answer.
    "cut",  # closes the connection in the middle of the body
    "cut_utf8",  # the same, in the middle of a character
    "finish",  # ends with `reason`; a call that continues the passage repeats `overlap` characters
    "error_object",  # `code`, as a string
    "int_code",  # `code`, as a number
    "error_event",
    "error_line",
    "empty",  # only `stop`
    "thinking_only",  # thoughts, then `stop`
    "no_finish",  # a clean end, but no finish reason
    "later_stop",  # ends with `reason`, and then with `stop`, as gateways do
    "blank",  # `text`, which is invisible, then `stop`
    "huge_line",  # `size` bytes (2 MiB) without a line break
    "endless",
    # After `after` characters; then the rest, unless the fault never ends.
    "stall",  # nothing for `seconds`
    "comments_only",  # a comment and an empty chunk every `seconds`, without end
    "byte_trickle",  # one byte of an unfinished line every `seconds`, without end
    "trickle",  # one character every `seconds`
    "big_delta",  # one delta of `size` bytes (1 MB)
    "line_separators",  # U+2028, U+2029 and U+0085, unescaped
    "nul",
    "unreadable",  # a frame with text that is not valid JSON
    "torn",  # a truncated frame, followed by the next one on the same line
    "noise",  # `text`, and `tail` at the end, which a client must remove, in deltas of `size` characters
    "extra",  # `text`, which becomes part of the passage
    "surrogates",  # an emoji split over two deltas, and lone halves
    # Throughout the answer; the whole text is delivered.
    "overlap",  # only for calls that continue a passage: `text`, then the last `overlap` characters repeated
    "no_done",
    "glued",  # two whole frames on one line
    "crlf",
    "cr",
    "no_space",
    "data_lines",  # each event over `size` data lines
    "stop_everywhere",  # `stop` in every frame; a pause of `seconds` after twenty characters
    "stop_on_thought",  # `stop` in the frame of the last thought; the text follows after `seconds`
    "mirrored",  # every thought also in `content`
    "echo",  # the content begins by repeating all thoughts
    "wrapped",  # the answer is one Markdown code block
    "content_encoding",  # `text` as the header's value
    "one_byte",  # the first `size` deltas, or all of them, one byte at a time
    "reasoning",
    "list_content",
    "null_delta",
    "usage_chunk",
    "comments",
]

DROPS: frozenset[str] = frozenset({"cut", "cut_utf8", "huge_line"})
"""Faults that close the connection without ending the body."""


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """A fault for the next `times` calls that match, or for all of them if `times` is -1."""

    kind: Kind
    after: int = 0
    """How many characters of text to send before the fault."""
    times: int = 1
    report: str | None = None
    """Matches request ids that begin with this."""
    heading: str | None = None
    """Matches headings that contain this."""
    status: int | None = None
    code: str | int | None = None
    retry_after: float | str | None = None
    """Seconds, or a verbatim header value such as an HTTP date."""
    overlap: int = 0
    prelude: int | None = None
    """Only for calls that continue a passage: how many characters of the repetition to send before the fault, instead
    of all of it and `after` characters of new text."""
    reason: str = "network_error"
    seconds: float | None = None
    size: int | None = None
    text: str = ""
    tail: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no such kind of fault: {self.kind}")

    def matches(self, request_id: str, heading: str, *, is_continuation: bool) -> bool:
        return (
            self.times != 0
            and request_id.startswith(self.report or "")
            and (self.heading or "") in heading
            and (is_continuation or (self.kind != "overlap" and self.prelude is None))
        )


def take(faults: list[Fault], request_id: str, heading: str, *, is_continuation: bool) -> Fault | None:
    """Return the first matching fault and count one use of it.

    A `finish` fault with an overlap or text also queues an `overlap` fault for the call that continues the passage.
    """
    for index, fault in enumerate(faults):
        if not fault.matches(request_id, heading, is_continuation=is_continuation):
            continue
        fault.times -= fault.times > 0
        if fault.times == 0:
            del faults[index]
        if fault.kind == "finish" and (fault.overlap or fault.text):
            report = request_id.partition("-")[0]
            more = Fault("overlap", overlap=fault.overlap, text=fault.text, report=report, heading=fault.heading)
            faults.insert(index, more)
        return fault
    return None


def is_one_byte(fault: Fault | None, deltas_sent: int) -> bool:
    """Whether the next delta is sent one byte at a time."""
    return fault is not None and fault.kind == "one_byte" and (fault.size is None or deltas_sent < fault.size)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A response that is not a stream."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


def refusal(fault: Fault) -> Refusal | None:
    if fault.kind == "http_error":
        after = fault.retry_after
        value = after if isinstance(after, str) else None if after is None else f"{after:g}"
        headers = () if value is None else ((b"retry-after", value.encode()),)
        return Refusal(fault.status or 500, "application/json", error_body(fault.code), headers)
    if fault.kind == "http_json_error":
        return Refusal(fault.status or 200, "application/json", error_body(fault.code))
    if fault.kind == "http_html":
        page = b"<!doctype html><title>Blocked</title><p>The firewall says no."
        return Refusal(fault.status or 200, "text/html; charset=utf-8", page)
    if fault.kind == "redirect":
        return Refusal(fault.status or 302, "text/html", b"", ((b"location", b"/elsewhere"),))
    return None


def error_body(code: str | int | None) -> bytes:
    """Return an error object with the code as given: GLM uses strings; other servers use numbers, or no code."""
    coded = {} if code is None else {"code": code}
    return msgspec.json.encode({"error": {**coded, "message": "demonstration"}})
