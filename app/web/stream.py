"""Server-sent events: streams one log to one viewer, from any position to the end.

A viewer holds an offset, not a queue: a slow viewer receives more text in its next event. When a viewer disconnects,
only its connected flag changes; the writing continues.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from typing import Any, Protocol

import msgspec
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.types import Message, Receive, Scope, Send

from app.db.records import Report
from app.reader import PACE_SECONDS, Change, Delta, Ended, Live, PreviewSaved, Reader, Reset, Saved, Waiting
from app.report import NOWHERE, Position, current_report
from app.textlog import TextLog
from app.viewer import Viewer
from app.web.edge import HANDOVER, Handover

logger = logging.getLogger(__name__)

HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
RETRY_MS = 2000
RECONNECT_MS = 500


def position_of(last_event_id: str | None, start: str | None) -> Position | None:
    """The position in the request; the header overrides the query parameter.

    `NOWHERE` if it is malformed, None if there is none.
    """
    given = last_event_id if last_event_id is not None else start
    return None if given is None else Position.parse(given) or NOWHERE


class EventEncoder(Protocol):
    """Encodes the changes of a log as the events of one kind of stream, for one viewer."""

    keepalive: bytes
    """Sent after a period of silence."""

    @property
    def due(self) -> float | None:
        """When to call `encode_due`, on the clock of `time.monotonic()`; None if nothing is deferred."""

    def opening(self, report: Report, log: TextLog) -> bytes:
        """Encode the first event."""

    @property
    def is_behind(self) -> bool:
        """Whether `encode` would block the event loop for too long unless `catch_up` runs first."""

    def catch_up(self, change: Change) -> AsyncIterator[bytes]:
        """Encode most of the backlog in pieces, and let the event loop run between them."""

    def encode(self, change: Change) -> bytes:
        """Encode one change as any number of events."""

    def encode_due(self) -> bytes:
        """Encode what was deferred until `due`."""


class ReportStream(EventSourceResponse):
    """The response. It always closes the viewer, even if it never starts.

    Of sse-starlette's response it keeps the headers and the disconnect hook, but not the task group and the cancel
    scope for every event: each viewer has two tasks, of which one waits for the disconnect, and one timer that notices
    slow sending.
    """

    def __init__(
        self,
        viewer: Viewer,
        report: Report,
        position: Position | None,
        *,
        encoder: EventEncoder,
        keepalive_seconds: float,
        timeout_seconds: float,
        patience_seconds: float,
        headers: dict[str, str] | None = None,
    ) -> None:
        self._viewer = viewer
        report = replace(report, request_json="", chart_json="")  # kept for hours, for every viewer
        self._report_id = str(report.id)
        self._timeout_seconds = timeout_seconds
        self._sending_since: float | None = None
        self._watching: asyncio.TimerHandle | None = None
        self._body = _events(viewer, report, position, encoder, keepalive_seconds, patience_seconds)
        super().__init__(
            self._body,
            client_close_handler_callable=self._client_closed,
            headers={**HEADERS, **(headers or {})},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the stream over to `Edge`, which sends it."""
        handover: Handover = scope[HANDOVER]
        handover.stream = self

    def close(self) -> None:
        """Release the viewer of a stream that is not sent."""
        self._viewer.close()

    async def send(self, receive: Receive, send: Send) -> None:
        """Send the response until its end, or until the client disconnects. Closes the viewer."""
        current_report.set(self._report_id)
        listening = asyncio.create_task(self._listen_for_disconnect(receive), name="disconnect")
        listening.add_done_callback(self._note_listened)
        try:
            await self._stream_response(send)
        except SendTimeoutError:
            logger.warning("🐢 [Stream API] A viewer stopped reading and was disconnected; it can reconnect")
        finally:
            listening.cancel()
            if self._watching is not None:
                self._watching.cancel()
            self._viewer.close()

    async def _stream_response(self, send: Send) -> None:
        """Send all events. Raises `SendTimeoutError` if the client takes nothing for `timeout_seconds`."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        self.raw_headers = []  # a kilobyte for every viewer
        try:
            async with asyncio.timeout(None) as limit, contextlib.aclosing(self._body):
                self._watch_sending(limit)
                async for events in self._body:
                    self._sending_since = time.monotonic()
                    await send({"type": "http.response.body", "body": events, "more_body": True})
                    self._sending_since = None
        except TimeoutError:
            raise SendTimeoutError from None
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _watch_sending(self, limit: asyncio.Timeout) -> None:
        """Look now and then whether the client takes nothing: a timer for every event would cost more than sending."""
        now = time.monotonic()
        since = now if self._sending_since is None else self._sending_since
        if now >= since + self._timeout_seconds:
            limit.reschedule(-math.inf)
        else:
            loop = asyncio.get_running_loop()
            self._watching = loop.call_at(since + self._timeout_seconds, self._watch_sending, limit)

    def _note_listened(self, listening: asyncio.Task[None]) -> None:
        """End the response if the request turns out to be invalid while it is answered."""
        if not listening.cancelled() and (error := listening.exception()) is not None:
            logger.info("A stream was closed because its request is invalid: %s", type(error).__name__)
            self._viewer.disconnect()

    async def _client_closed(self, _message: Message) -> None:
        """Clear the connected flag when the client disconnects. The writing continues."""
        if not self._viewer.is_connected or self._viewer.is_hung_up:
            return
        self._viewer.disconnect()
        if self._viewer.log.ended is None:
            logger.warning("⚠️ [Stream API] Client disconnected, continuing background task...")


async def _events(
    viewer: Viewer,
    report: Report,
    position: Position | None,
    encoder: EventEncoder,
    keepalive_seconds: float,
    patience_seconds: float,
) -> AsyncGenerator[bytes, None]:
    log, alarm = viewer.log, viewer.alarm
    yield b"retry: %d\n" % RETRY_MS + encoder.opening(report, log)
    if position is not None:
        async for _ in _wait_for_position(viewer, report, position, patience_seconds, keepalive_seconds):
            yield encoder.keepalive
        is_elsewhere = log.committed < position.attempt or viewer.is_hung_up
        if is_elsewhere and log.ended is None and _is_ahead(viewer, report, position):
            # Another process wrote what the viewer holds, and this one cannot read it yet.
            yield event("reconnect", {"retry_ms": RECONNECT_MS})
            return
    reader = Reader(log, position)
    sent_at = time.monotonic() - PACE_SECONDS  # send the first text at once
    with log.watching(lambda: alarm.ring(sent_at + PACE_SECONDS)):
        while viewer.is_connected:
            while (change := reader.take()) is not None:
                if encoder.is_behind:
                    async for events in encoder.catch_up(change):
                        yield events
                if events := encoder.encode(change):
                    yield events
                    sent_at = time.monotonic()
                if isinstance(change, Ended):
                    return
            if viewer.is_hung_up:
                yield event("reconnect", {"retry_ms": RECONNECT_MS})
                return
            # Silence counts from the last event sent, not from the last change: some changes have no event.
            silent_at = sent_at + keepalive_seconds
            await alarm.wait(silent_at if encoder.due is None else min(silent_at, encoder.due))
            now = time.monotonic()
            is_due = encoder.due is not None and now >= encoder.due
            if events := (encoder.encode_due() if is_due else b"") or (encoder.keepalive if now >= silent_at else b""):
                yield events
                sent_at = time.monotonic()


async def _wait_for_position(
    viewer: Viewer, report: Report, position: Position, seconds: float, keepalive_seconds: float
) -> AsyncIterator[None]:
    """Wait up to `seconds` while the viewer may hold more text than this process knows.

    If the writing process died, its viewers received text that was never saved. Their positions lie beyond the end
    until the report is claimed again; then a `reset` says how much to keep. A viewer that comes from another process
    may also be ahead of what the relay has delivered here. Yields whenever a keepalive is due.
    """
    log, deadline = viewer.log, time.monotonic() + seconds
    silent_at = time.monotonic() + keepalive_seconds
    with log.watching(viewer.alarm.ring):
        while _may_catch_up(viewer) and _is_ahead(viewer, report, position) and time.monotonic() < deadline:
            await viewer.alarm.wait(min(deadline, silent_at))
            if time.monotonic() >= silent_at:
                silent_at += keepalive_seconds
                yield


def _may_catch_up(viewer: Viewer) -> bool:
    return viewer.is_connected and not viewer.is_hung_up and viewer.log.ended is None


def _is_ahead(viewer: Viewer, report: Report, position: Position) -> bool:
    log = viewer.log
    if position.attempt == log.committed:
        return position.offset > log.committed_end and not viewer.is_written
    return log.committed < position.attempt <= report.attempt


def status_of(report: Report, log: TextLog) -> str:
    """The status to show to a viewer of this log. The log may be newer than the row, which was read first."""
    is_ahead = log.committed > report.attempt
    return log.ended.status if log.ended else ("running" if is_ahead else report.status)


class JsonEncoder:
    """Encodes the API's events: the Markdown text as the model wrote it."""

    keepalive = b": keep-alive\n\n"
    due = None
    is_behind = False

    def __init__(self, ai_label: str) -> None:
        self._ai_label = ai_label

    def opening(self, report: Report, log: TextLog) -> bytes:
        data = {
            "id": str(report.id),
            "status": status_of(report, log),
            "attempt": log.committed,
            "chars": log.end,
            "saved_chars": log.saved.end,
            "preview_chars": log.saved.preview_end,
            "ai_label": self._ai_label,
        }
        return event("report", data)

    async def catch_up(self, change: Change) -> AsyncIterator[bytes]:
        yield encode_change(change)

    def encode(self, change: Change) -> bytes:
        return encode_change(change)

    def encode_due(self) -> bytes:
        return b""


def encode_change(change: Change) -> bytes:
    """One change as an event; `Waiting` has none."""
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
    """One server-sent event, its data as JSON on one line. The position becomes its id."""
    body = msgspec.json.encode(data)
    # JSON and SSE allow these characters raw, but many clients split lines at them.
    if b"\xe2\x80" in body or b"\xc2\x85" in body:
        body = body.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
        body = body.replace(b"\xc2\x85", b"\\u0085")
    id_line = b"" if position is None else b"id: %s\n" % str(position).encode()
    return b"%sevent: %s\ndata: %s\n\n" % (id_line, name.encode(), body)
