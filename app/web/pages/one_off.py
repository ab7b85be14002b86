"""A report in a single response, for a browser without cookies, which could not come back to its page.

The text appears section by section, without JavaScript. Nobody can open the report again, so it is deleted, and its
writing stops, once the response has ended.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Mapping
from uuid import UUID

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.db.records import Report
from app.errors import NotFound, StorageUnavailable
from app.reading.request import stored_chart, stored_request
from app.report import End, Status, current_report
from app.viewer import Viewer
from app.web import actions
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.deps import State
from app.web.edge import HANDOVER, Handover
from app.web.pages.blocks import render_in_slices
from app.web.pages.chart_words import pillars_of, place_word
from app.web.pages.templating import HEADERS, render_page

logger = logging.getLogger(__name__)

_SPLIT = "<!-- the text -->"
"""Where the template has the text."""
_SILENCE = b"<!-- -->\n"


class OneOffPage(Response):
    """The page. It closes its viewer and deletes the report, however the response ends."""

    media_type = "text/html"

    def __init__(self, state: State, report: Report, owner: UUID, viewer: Viewer, words: Mapping[str, str]) -> None:
        self._state = state
        self._report = report
        self._owner = owner
        self._viewer = viewer
        self._words = words
        super().__init__(headers={**HEADERS, "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]

    @classmethod
    async def open(cls, state: State, report: Report, owner: UUID, words: Mapping[str, str]) -> "OneOffPage":
        """Return the page of a report that was just created. Raises `StorageUnavailable`."""
        return cls(state, report, owner, await state.live.view(report, owner), words)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the stream over to `Edge`, which sends it."""
        handover: Handover = scope[HANDOVER]
        handover.stream = self

    def close(self) -> None:
        """Release the viewer of a page that is not sent."""
        self._viewer.close()

    async def send(self, receive: Receive, send: Send) -> None:
        """Send the page until the report has ended or the client disconnects; then delete the report."""
        current_report.set(str(self._report.id))
        listening = asyncio.create_task(self._listen(receive), name="disconnect")
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async with contextlib.aclosing(self._parts()) as parts:
                async for part in parts:
                    await self._send(send, part)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            pass  # the client takes nothing any more
        finally:
            listening.cancel()
            self._viewer.close()
            await self._delete()

    async def _send(self, send: Send, part: bytes) -> None:
        message: Message = {"type": "http.response.body", "body": part, "more_body": True}
        await asyncio.wait_for(send(message), self._state.viewer_timeout_seconds)

    async def _listen(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._viewer.disconnect()

    async def _delete(self) -> None:
        try:
            await actions.delete_report(self._state, self._report.id, self._owner)
        except NotFound:
            pass
        except StorageUnavailable as error:
            logger.warning("⚠️ A report that nobody can open could not be deleted: %s", error)

    async def _parts(self) -> AsyncGenerator[bytes, None]:
        """The page in pieces: its head, every section once it is complete and saved, and what follows the text."""
        yield self._rendered(None).partition(_SPLIT)[0].encode()
        log, alarm, start = self._viewer.log, self._viewer.alarm, 0
        keepalive_seconds = self._state.keepalive_seconds
        with log.watching(alarm.ring):
            while self._viewer.is_connected and not self._viewer.is_hung_up:
                end = log.end if log.ended else _complete_end(log.read(0, log.saved.end))
                if end > start:
                    yield await _html(log.read(start, end))
                    start = end
                if log.ended:
                    break
                silent_at = time.monotonic() + keepalive_seconds
                await alarm.wait(silent_at)
                if time.monotonic() >= silent_at:
                    yield _SILENCE
        yield self._rendered(log.ended).partition(_SPLIT)[2].encode()

    def _rendered(self, end: End | None) -> str:
        """The page. Only what follows the text depends on how the report ended: None if it is not known here."""
        report, words = self._report, self._words
        chart, asked = stored_chart(report), stored_request(report)
        code = end.code if end else "internal"
        return render_page(
            "one_off.html",
            words,
            "/",
            split=_SPLIT,
            name=asked.name,
            pillars=pillars_of(chart, words),
            origin=place_word(asked.place, words),
            language=report.language,
            ai_label=AI_LABEL[report.language],
            ai_label_after=AI_LABEL_AFTER[report.language],
            is_whole=end is not None and end.status == Status.COMPLETED,
            chars=end.chars if end else 0,
            message=words.get(f"code_{code}", words["code_internal"]) if code else None,
        )


def _complete_end(text: str) -> int:
    """Where the last complete section ends. A section that is being written may still be taken back."""
    return max(text.rfind("\n## "), 0)


async def _html(text: str) -> bytes:
    blocks = await render_in_slices(text)
    return "".join(f'<div class="block">{block.html}</div>\n' for block in blocks).encode()
