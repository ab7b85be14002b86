"""The writer of a log whose report another process, or nobody yet, is writing: saved text, then the relay.

Text is taken only where it joins what is there, in the attempt that is there. A gap is closed by asking
the writer to save now and reading what is saved; what comes meanwhile is held, and joins afterwards. So any
message may be lost, doubled or late, and readers of this log still get the exact text.
"""

import asyncio
import logging
import time
from uuid import UUID

from app.db.records import Report
from app.db.store import Store
from app.errors import StorageUnavailable
from app.relay import Heard, Look, Missed, Order, Relay, Saved, Text, Waiting
from app.report import End, Status
from app.textlog import TextLog

log = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
"""For the writer to save when asked; after that, what is saved is read all the same."""
MOST_HELD = 64
"""Messages that do not join yet. Beyond, the oldest are dropped, and what is saved makes up for them."""


class Mirror:
    """Keeps one log at what is written elsewhere. `run` it until the end, or `close` it before."""

    def __init__(
        self,
        report_id: UUID,
        text: TextLog,
        store: Store,
        relay: Relay,
        *,
        poll_seconds: float,
        is_paused: bool = False,
    ) -> None:
        self._id = report_id
        self._log = text
        self._store = store
        self._relay = relay
        self._poll_seconds = poll_seconds
        self._held: list[Text] = []
        self._is_stale = False  # what is saved must be read
        self._is_reading = False
        self._asked_at: float | None = None  # the writer was asked to save, and has not answered
        self._heard_at = time.monotonic()
        self._changed = asyncio.Event()
        self._is_silent = False  # nothing was heard, and it reads for that
        self._is_written = False
        self._is_waiting = False  # the writer said that it waits for the model
        self._is_paused = is_paused  # queued reports wait for the model
        self._is_closed = False

    async def run(self) -> None:
        """Follows until the end is in the database, or it is closed. Without the database, it goes on trying."""
        self._log.forgo()  # whoever wrote it here before
        with self._relay.listen(self._id, self._hear):
            while self._log.ended is None and not self._is_closed:
                self._is_silent = await self._wait()
                try:
                    await self.catch_up()
                except StorageUnavailable as error:
                    log.warning("⚠️ [Stream API] Saved text could not be read, trying again: %s", error)
                if self._is_silent and self._is_written:
                    self._relay.order(Order("save", self._id))  # the last it wrote may have been missed

    def close(self) -> None:
        """From here on it leaves the log alone: another writes it, or nobody looks any more."""
        self._is_closed = True
        self._changed.set()

    def look(self) -> None:
        """Reads what is saved, now."""
        self._is_stale = True
        self._changed.set()

    def pause(self, is_paused: bool) -> None:
        """Note whether queued reports wait for the model."""
        self._is_paused = is_paused
        if not self._is_written:
            self._show_waiting()

    async def catch_up(self) -> None:
        """Brings the log to what is saved, at least. Raises `StorageUnavailable`; it is then as it was, or nearer."""
        self._is_stale, self._asked_at, self._heard_at = False, None, time.monotonic()
        self._is_reading = True
        try:
            while not self._is_closed:
                start = self._log.end
                loaded = await self._store.load(self._id, start)
                if self._is_closed or self._take_saved(loaded, start):
                    break
        finally:
            self._is_reading = False
        self._join_held()

    async def _wait(self) -> bool:
        """Waits for a reason to read what is saved; whether it is that nothing is heard any more."""
        while not (self._is_stale or self._is_closed):
            if self._asked_at is not None:
                seconds = self._asked_at + ANSWER_SECONDS - time.monotonic()
            else:
                seconds = self._heard_at + self._poll_seconds - time.monotonic()
            if seconds <= 0:
                return self._asked_at is None
            self._changed.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            except TimeoutError:
                continue
        return False

    # What is saved.

    def _take_saved(self, loaded: tuple[Report, str] | None, start: int) -> bool:
        """Takes what was read from `start` on; False if the log went back before that, and it begins too late."""
        text = self._log
        if text.ended is not None:  # deleted while this was read
            return True
        if loaded is None:
            text.confirm_end(End(Status.DELETED, "deleted", text.end, None, text.usage))
            return True
        report, saved = loaded
        if report.attempt < text.granted:  # read before what has been heard since
            return True
        adopt(text, report)
        if text.end < start:
            return False
        is_batch = self._is_silent and report.chars > text.saved_end  # what is heard says so itself
        if missing := saved[text.end - start :]:
            text.append(missing)
        text.restore(report.passage_ends, report.preview_chars, report.usage, report.marks, saved_end=report.chars)
        self._is_written = report.status is Status.RUNNING
        self._show_waiting()
        if report.status.is_ended:
            text.confirm_end(End(report.status, report.code, report.chars, report.sha256, report.usage))
        elif is_batch:
            text.mark_saved(report.chars, batch=True)
        return True

    # What is heard.

    def _hear(self, heard: Heard) -> None:
        if self._is_closed or self._log.ended is not None:
            return
        self._heard_at = time.monotonic()
        match heard:
            case Text():
                self._take_text(heard)
            case Saved():
                self._take_mark(heard)
            case Waiting(is_waiting):
                self._is_waiting = is_waiting
                if self._is_written:
                    self._show_waiting()
            case Look():
                self.look()
            case Missed():
                self._ask()

    def _take_text(self, heard: Text) -> None:
        if heard.attempt < self._log.granted:
            return
        if self._joins(heard):
            if self._held:
                self._join_held()
            return
        self._held.append(heard)
        del self._held[:-MOST_HELD]
        self._mend()

    def _take_mark(self, heard: Saved) -> None:
        text = self._log
        if heard.attempt > text.granted or (heard.attempt == text.granted and heard.chars > text.end):
            self.look()
        elif heard.attempt == text.granted and heard.chars >= text.saved_end:
            if not self._held:
                self._asked_at = None  # all that was written when it was asked is here
            if heard.preview_chars is not None and text.saved_preview is None:
                text.preview_end = heard.preview_chars
                text.mark_preview_saved()
            text.mark_saved(heard.chars, batch=heard.is_batch)

    def _joins(self, heard: Text) -> bool:
        """Whether it joined the text, or was there already."""
        text = self._log
        if heard.attempt != text.granted or heard.start > text.end:
            return False
        if more := heard.text[text.end - heard.start :]:
            self._is_waiting = False
            text.set_waiting(False)
            text.append(more)
        return True

    def _show_waiting(self) -> None:
        if not self._is_closed and self._log.ended is None:
            self._is_waiting = self._is_waiting and self._is_written
            self._log.set_waiting(self._is_waiting if self._is_written else self._is_paused)

    def _join_held(self) -> None:
        held, self._held = self._held, []
        for heard in sorted(held, key=lambda text: (text.attempt, text.start)):
            if heard.attempt >= self._log.granted and not self._joins(heard):
                self._held.append(heard)
        if self._held and self._log.ended is None:
            self._mend()

    def _mend(self) -> None:
        """What is held does not join: reads the attempt it belongs to, or has what lies between saved."""
        if self._held[-1].attempt <= self._log.granted:
            self._ask()
        elif not self._is_reading:
            self.look()

    def _ask(self) -> None:
        """Asks the writer, whoever it is, to save; it answers with `Saved`."""
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            self._relay.order(Order("save", self._id))
            self._changed.set()


def adopt(text: TextLog, report: Report) -> None:
    """Takes over the attempts that `text` has not seen, and what they kept."""
    for rewind in report.rewinds:
        if rewind.attempt > text.granted:
            text.adopt(rewind)
