"""What a browser sees: one log as server-sent events, from any position, until the end.

A viewer holds an offset, never a queue: one that is slow gets a longer piece next time. Whatever happens
to a viewer clears its connected flag and stops nothing.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any, Protocol

import msgspec
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.types import Message, Receive, Scope, Send

from app.db.records import Report
from app.live import Viewer
from app.reader import Change, Delta, Ended, Live, PreviewSaved, Reader, Reset, Saved, Waiting
from app.report import NOWHERE, Position, current_report
from app.textlog import TextLog

log = logging.getLogger(__name__)

HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
RETRY_MS = 2000
RECONNECT_MS = 500
PACE_SECONDS = 0.05
"""Text that comes faster is merged: 20 deltas a second read as smoothly as 200 and cost a tenth."""


def position_of(last_event_id: str | None, start: str | None) -> Position | None:
    """Where the viewer says it is; the header wins. `NOWHERE` if that cannot be read, None if it says nothing."""
    given = last_event_id if last_event_id is not None else start
    return None if given is None else Position.parse(given) or NOWHERE


class Teller(Protocol):
    """Says what happens in the events of one kind of stream."""

    silence: bytes
    """Sent where nothing else was for a while."""

    @property
    def due(self) -> float | None:
        """When `tell_due` has something to say although nothing changes, as `time.monotonic()`."""

    def hello(self, report: Report, text: TextLog) -> bytes:
        """The first event."""

    @property
    def is_behind(self) -> bool:
        """There is so much to say that others must get their turn in between: `catch_up` before `tell`."""

    def catch_up(self, change: Change) -> AsyncIterator[bytes]:
        """In pieces, most of what there is to say."""

    def tell(self, change: Change) -> bytes:
        """The events of one change, or none."""

    def tell_due(self) -> bytes:
        """What was put off until `due`."""


class ReportStream(EventSourceResponse):
    """The response. It closes the viewer, however it ends and even if it never began."""

    def __init__(
        self,
        viewer: Viewer,
        report: Report,
        position: Position | None,
        *,
        teller: Teller,
        keepalive_seconds: float,
        timeout_seconds: float,
        patience_seconds: float,
        headers: dict[str, str] | None = None,
    ) -> None:
        self._viewer = viewer
        self._report = report
        super().__init__(
            _events(viewer, report, position, teller, keepalive_seconds, patience_seconds),
            ping=0,  # the events bring their own, and only in silence
            send_timeout=timeout_seconds,
            client_close_handler_callable=self._client_closed,
            headers={**HEADERS, **(headers or {})},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        current_report.set(str(self._report.id))
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            log.warning("🐢 [Stream API] A viewer took nothing for too long and was let go")
        finally:
            self._viewer.close()

    async def _client_closed(self, _message: Message) -> None:
        """The cancel hook: clears the connected flag. The writing does not notice."""
        if not self._viewer.is_connected or self._viewer.is_hung_up:
            return
        self._viewer.disconnect()
        if self._viewer.text.ended is None:
            log.warning("⚠️ [Stream API] Client disconnected, continuing background task...")


async def _events(
    viewer: Viewer,
    report: Report,
    position: Position | None,
    teller: Teller,
    keepalive_seconds: float,
    patience_seconds: float,
) -> AsyncIterator[bytes]:
    text = viewer.text
    yield b"retry: %d\n" % RETRY_MS + teller.hello(report, text)
    if position is not None:
        async for _ in _wait_for_position(viewer, report, position, patience_seconds, keepalive_seconds):
            yield teller.silence
        is_elsewhere = text.granted < position.attempt or viewer.is_hung_up
        if is_elsewhere and text.ended is None and _is_ahead(viewer, report, position):
            # It holds what was written elsewhere, and cannot be read from here just now.
            yield event("reconnect", {"retry_ms": RECONNECT_MS})
            return
    reader = Reader(text, position)
    sent_at = time.monotonic() - PACE_SECONDS  # the first text goes out at once
    while True:
        seen = text.version
        while (change := reader.take()) is not None:
            if teller.is_behind:
                async for told in teller.catch_up(change):
                    yield told
            if told := teller.tell(change):
                yield told
                sent_at = time.monotonic()
            if isinstance(change, Ended):
                return
        if viewer.is_hung_up:
            yield event("reconnect", {"retry_ms": RECONNECT_MS})
            return
        # Silence is counted from what was sent, not from what changed: not every change has words.
        silent_at = sent_at + keepalive_seconds
        wake_at = silent_at if teller.due is None else min(silent_at, teller.due)
        try:
            async with asyncio.timeout(max(0.0, wake_at - time.monotonic())):
                await text.wait_change(seen)
        except TimeoutError:
            if told := teller.tell_due() or (teller.silence if time.monotonic() >= silent_at else b""):
                yield told
                sent_at = time.monotonic()
        else:
            await asyncio.sleep(max(0.0, sent_at + PACE_SECONDS - time.monotonic()))


async def _wait_for_position(
    viewer: Viewer, report: Report, position: Position, seconds: float, keepalive_seconds: float
) -> AsyncIterator[None]:
    """Waits, for a bounded time, while this process may know less of the text than the viewer does.

    A viewer of a process that died was sent more than was saved. Until the report is claimed again, its
    position looks as if it were beyond the end; once it is, it can be told what was kept. And a viewer that
    comes from another process may be ahead of what this one has heard. Yields when it is time to break the silence.
    """
    text, deadline = viewer.text, time.monotonic() + seconds
    while not viewer.is_hung_up and text.ended is None and _is_ahead(viewer, report, position):
        left = deadline - time.monotonic()
        if left <= 0:
            return
        try:
            async with asyncio.timeout(min(left, keepalive_seconds)):
                await text.wait_change(text.version)
        except TimeoutError:
            yield


def _is_ahead(viewer: Viewer, report: Report, position: Position) -> bool:
    text = viewer.text
    if position.attempt == text.granted:
        return position.offset > text.shown_end and not viewer.is_written
    return text.granted < position.attempt <= report.attempt


def status_of(report: Report, text: TextLog) -> str:
    """What a viewer of this log is told; it may know of more than the row that was read before it."""
    is_ahead = text.granted > report.attempt
    return text.ended.status if text.ended else ("running" if is_ahead else report.status)


class JsonTeller:
    """The contract's events: the text as it is."""

    silence = b": keep-alive\n\n"
    due = None
    is_behind = False

    def __init__(self, ai_label: str) -> None:
        self._ai_label = ai_label

    def hello(self, report: Report, text: TextLog) -> bytes:
        data = {
            "id": str(report.id),
            "status": status_of(report, text),
            "attempt": text.granted,
            "chars": text.end,
            "saved_chars": text.saved_end,
            "preview_chars": text.saved_preview,
            "ai_label": self._ai_label,
        }
        return event("report", data)

    async def catch_up(self, change: Change) -> AsyncIterator[bytes]:
        yield encode(change)

    def tell(self, change: Change) -> bytes:
        return encode(change)

    def tell_due(self) -> bytes:
        return b""


def encode(change: Change) -> bytes:
    """A change as the bytes of its event."""
    match change:
        case Delta():
            return event("delta", {"from": change.start, "text": change.text}, change.position)
        case Reset(attempt, keep, reason):
            data = {"attempt": attempt, "keep": keep, "reason": reason}
            return event("reset", data, Position(attempt, keep))
        case Live(chars):
            return event("live", {"chars": chars})
        case PreviewSaved(chars):
            return event("preview", {"chars": chars})
        case Saved(chars):
            return event("saved", {"chars": chars})
        case Waiting():
            return b""
        case Ended(position, end):
            data = {
                "status": end.status,
                "code": end.code,
                "message": end.message,
                "chars": end.chars,
                "sha256": end.sha256,
                "usage": end.usage,
            }
            return event("end", data, position)


def event(name: str, data: dict[str, Any], position: Position | None = None) -> bytes:
    """One event, its data JSON on one line; with a position, its id."""
    body = msgspec.json.encode(data)
    # JSON allows these raw and SSE does not mind, but many clients split lines at them.
    if b"\xe2\x80" in body or b"\xc2\x85" in body:
        body = body.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
        body = body.replace(b"\xc2\x85", b"\\u0085")
    mark = b"" if position is None else b"id: %s\n" % str(position).encode()
    return b"%sevent: %s\ndata: %s\n\n" % (mark, name.encode(), body)
