"""How the demo model misbehaves: faults as data, each used up by the calls it matches."""

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
    # After `after` characters, and the end of the answer.
    "cut",  # the connection is closed in the middle of the body
    "cut_utf8",  # the same, in the middle of a character
    "finish",  # ends with `reason`; `overlap` characters are repeated if it is asked to go on
    "error_object",  # `code`, as a string
    "int_code",  # `code`, as a number
    "error_event",
    "error_line",
    "empty",  # stop
    "thinking_only",  # thoughts, then stop
    "no_finish",  # a clean end, but no finish reason
    "later_stop",  # ends with `reason`, and then with `stop`, as gateways do
    "blank",  # `text`, which nobody can see, then stop
    "huge_line",  # `size` bytes (2 MiB) without a line's end
    "endless",
    # After `after` characters; then the rest, unless it lasts for ever.
    "stall",  # nothing for `seconds`
    "comments_only",  # for ever comments and empty chunks, one every `seconds`
    "byte_trickle",  # for ever a byte of an unfinished line every `seconds`
    "trickle",  # one character every `seconds`
    "big_delta",  # one delta of `size` bytes (1 MB)
    "line_separators",  # U+2028, U+2029 and U+0085, unescaped
    "nul",
    "unreadable",  # a frame that is no JSON, with text in it
    "torn",  # a frame cut short, and the next one glued to it
    "noise",  # `text`, and `tail` at the end, which are no text of the passage, in deltas of `size` characters
    "extra",  # `text`, which the passage then holds
    "surrogates",  # an emoji split over two deltas, and lone halves
    # Throughout; the whole text is delivered.
    "overlap",  # matches calls to go on: `text`, then the last `overlap` characters are repeated
    "no_done",
    "glued",  # two whole frames on one line
    "crlf",
    "cr",
    "no_space",
    "data_lines",  # each event over `size` data lines
    "stop_everywhere",  # every frame says `stop`; after twenty characters a pause of `seconds`
    "stop_on_thought",  # the last thought's frame says `stop`; the text follows after `seconds`
    "mirrored",  # thoughts stand in the content as well
    "echo",  # the content begins by repeating all thoughts
    "wrapped",  # the answer is one Markdown code block
    "content_encoding",  # `text` as the header's value
    "one_byte",
    "reasoning",
    "list_content",
    "null_delta",
    "usage_chunk",
    "comments",
]

DROPS: frozenset[str] = frozenset({"cut", "cut_utf8", "huge_line"})
"""After these the connection is closed without the end of the body."""


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One way to misbehave, for the next `times` calls that match; -1 is always."""

    kind: Kind
    after: int = 0
    """Characters of text sent in the call before it strikes."""
    times: int = 1
    report: str | None = None
    """The beginning of the request id."""
    heading: str | None = None
    """A part of the passage's heading."""
    status: int | None = None
    code: str | int | None = None
    retry_after: float | str | None = None
    """Seconds, or the header's value verbatim, such as an HTTP date."""
    overlap: int = 0
    reason: str = "network_error"
    seconds: float | None = None
    size: int | None = None
    text: str = ""
    tail: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no such kind of fault: {self.kind}")

    def matches(self, request_id: str, heading: str, *, goes_on: bool) -> bool:
        return (
            self.times != 0
            and request_id.startswith(self.report or "")
            and (self.heading or "") in heading
            and (goes_on or self.kind != "overlap")
        )


def take(faults: list[Fault], request_id: str, heading: str, *, goes_on: bool) -> Fault | None:
    """The first fault that matches, used up by one; a `finish` with an overlap or a text leaves an `overlap` behind."""
    for index, fault in enumerate(faults):
        if not fault.matches(request_id, heading, goes_on=goes_on):
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no stream."""

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
    """An error object as GLM writes it; other servers write numbers, or no code at all."""
    coded = {} if code is None else {"code": code}
    return msgspec.json.encode({"error": {**coded, "message": "demonstration"}})
