"""Follow a report that another process writes, or that is queued, and keep a local log of it up to date.

The mirror reads the saved text and then follows the relay, and keeps telling the writer that it does. It appends text
only at the end of the log, and only text of the log's attempt. To close a gap, it asks the writer to save now and reads
the saved text; messages that arrive meanwhile are held and joined afterwards. So any message may be lost, duplicated or
late, and readers still get the exact text.
"""

import asyncio
import logging
import math
import time
from uuid import UUID

from app.db.records import Report
from app.db.store import Store
from app.errors import StorageUnavailable
from app.relay import FOLLOW_SECONDS, Command, Missed, Received, Relay, RowChanged, Saved, Text, Waiting
from app.report import End, Status
from app.textlog import TextLog

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 0.5
"""How long the writer may take to answer a request to save. After that, the saved text is read anyway."""
MAX_HELD = 64
"""Limit for held messages, whose text does not connect to the log yet. Beyond it the oldest are dropped, and the saved
text replaces them."""


class Mirror:
    """Keeps one log up to date. `run` it until the end, or `close` it earlier."""

    def __init__(
        self,
        report_id: UUID,
        log: TextLog,
        store: Store,
        relay: Relay,
        *,
        poll_seconds: float,
        is_paused: bool = False,
    ) -> None:
        self._id = report_id
        self._log = log
        self._store = store
        self._relay = relay
        self._poll_seconds = poll_seconds
        self._held: list[Text] = []
        self._is_stale = False  # the saved text must be read
        self._is_loading = False
        self._asked_at: float | None = None  # when the writer was asked to save; None once it answered
        self._received_at = time.monotonic()
        self._follows_until = -math.inf  # when to tell the writer again that this process follows the report
        self._changed = asyncio.Event()
        self._is_polling = False  # the saved text is read because no message arrived
        self._is_written = False  # a process writes the report, as its row or its messages show
        self._is_waiting = False  # the writer is waiting for the model
        self._is_paused = is_paused  # no process claims queued reports
        self._is_closed = False

    async def run(self) -> None:
        """Follow the report until its end is in the database, or until closed. Retries while the database is down."""
        self._log.discard_uncommitted()  # left by an earlier writer in this process
        with self._relay.listen(self._id, self._receive):
            while self._log.ended is None and not self._is_closed:
                self._is_polling = await self._wait()
                try:
                    await self.catch_up()
                except StorageUnavailable as error:
                    logger.warning("⚠️ [Stream API] Reading the saved text failed; retrying: %s", error)
                if self._is_polling and self._is_written:  # messages may have been lost, in both directions
                    self._follow(is_new=True)
                    self._relay.send_command(Command("save", self._id))

    def close(self) -> None:
        """Stop changing the log: it has another writer, or no viewers."""
        self._is_closed = True
        self._changed.set()

    def refresh(self) -> None:
        """Read the saved text now."""
        self._is_stale = True
        self._changed.set()

    def pause(self, is_paused: bool) -> None:
        """Record whether queued reports are waiting for the model."""
        self._is_paused = is_paused
        if not self._is_written:
            self._show_waiting()

    @property
    def is_written(self) -> bool:
        """Whether a process writes the report, as far as this one knows."""
        return self._is_written

    async def catch_up(self) -> None:
        """Bring the log at least up to the saved text. Raises `StorageUnavailable`; the log stays consistent."""
        self._is_stale, self._asked_at, self._received_at = False, None, time.monotonic()
        self._is_loading = True
        try:
            while not self._is_closed:
                start = self._log.end
                loaded = await self._store.load(self._id, start)
                if self._is_closed or self._take_saved(loaded, start):
                    break
        finally:
            self._is_loading = False
        self._join_held()

    async def _wait(self) -> bool:
        """Wait for a reason to read the saved text. Returns True if the reason is that no message arrived."""
        while not (self._is_stale or self._is_closed):
            if self._asked_at is not None:
                seconds = self._asked_at + ANSWER_SECONDS - time.monotonic()
            else:
                seconds = self._received_at + self._poll_seconds - time.monotonic()
            if seconds <= 0:
                return self._asked_at is None
            self._changed.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            except TimeoutError:
                continue
        return False

    # Saved text.

    def _take_saved(self, loaded: tuple[Report, str] | None, start: int) -> bool:
        """Merge text that was loaded from `start` into the log. Returns False if the log has gone back to before
        `start`."""
        log = self._log
        if log.ended is not None:  # the report was deleted during the read
            return True
        if loaded is None:
            log.confirm_end(End(Status.DELETED, "deleted", log.end, None, log.usage))
            return True
        report, saved = loaded
        if report.attempt < log.committed:  # a newer attempt was announced during the read
            return True
        adopt(log, report)
        if log.end < start:
            return False
        is_batch = self._is_polling and report.chars > log.saved.end  # otherwise a message announces the batch
        if missing := saved[log.end - start :]:
            log.append(missing)
        log.restore(report.passage_ends, report.preview_chars, report.usage, report.findings, saved_end=report.chars)
        self._is_written = report.status is Status.RUNNING
        self._follow()
        self._show_waiting()
        if report.status.is_ended:
            log.confirm_end(End(report.status, report.code, report.chars, report.sha256, report.usage))
        elif is_batch:
            log.mark_saved(report.chars, is_batch=True)
        return True

    # Messages.

    def _receive(self, message: Received) -> None:
        if self._is_closed or self._log.ended is not None:
            return
        self._received_at = time.monotonic()
        if isinstance(message, Text | Saved) and message.attempt == self._log.committed:
            self._is_written = True
        self._follow(is_new=isinstance(message, RowChanged | Missed))
        match message:
            case Text():
                self._take_text(message)
            case Saved():
                self._take_progress(message)
            case Waiting(is_waiting):
                self._is_waiting = is_waiting
                if self._is_written:
                    self._show_waiting()
            case RowChanged():
                self.refresh()
            case Missed():
                self._ask()

    def _take_text(self, message: Text) -> None:
        if message.attempt < self._log.committed:
            return
        if self._joins(message):
            if self._held:
                self._join_held()
            return
        self._held.append(message)
        del self._held[:-MAX_HELD]
        self._close_gap()

    def _take_progress(self, message: Saved) -> None:
        log = self._log
        if message.attempt > log.committed or (message.attempt == log.committed and message.chars > log.end):
            self.refresh()
        elif message.attempt == log.committed and message.chars >= log.saved.end:
            if not self._held:
                self._asked_at = None  # the log has all text that existed when the writer was asked
            if message.preview_chars is not None and log.saved.preview_end is None:
                log.mark_preview_saved(message.preview_chars)
            log.mark_saved(message.chars, is_batch=message.is_batch)

    def _joins(self, message: Text) -> bool:
        """Append the new part of the text. Returns False if there is a gap before it."""
        log = self._log
        if message.attempt != log.committed or message.start > log.end:
            return False
        if more := message.text[log.end - message.start :]:
            self._is_waiting = False
            log.set_waiting(False)
            log.append(more)
        return True

    def _show_waiting(self) -> None:
        if not self._is_closed and self._log.ended is None:
            self._is_waiting = self._is_waiting and self._is_written
            self._log.set_waiting(self._is_waiting if self._is_written else self._is_paused)

    def _join_held(self) -> None:
        held, self._held = self._held, []
        for message in sorted(held, key=lambda text: (text.attempt, text.start)):
            if message.attempt >= self._log.committed and not self._joins(message):
                self._held.append(message)
        if self._held and self._log.ended is None:
            self._close_gap()

    def _close_gap(self) -> None:
        """Fetch the text missing before the held messages.

        Ask the writer to save, or, if they belong to a newer attempt, read the saved text.
        """
        if self._held[-1].attempt <= self._log.committed:
            self._ask()
        elif not self._is_loading:
            self.refresh()

    def _ask(self) -> None:
        """Ask the writer, in any process, to save. It answers with `Saved`."""
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            self._relay.send_command(Command("save", self._id))
            self._changed.set()

    def _follow(self, *, is_new: bool = False) -> None:
        """Tell the writer, early enough, that this process follows the report; at once if it may not know."""
        if is_new or (self._is_written and time.monotonic() >= self._follows_until):
            self._follows_until = time.monotonic() + FOLLOW_SECONDS / 3
            self._relay.send_command(Command("follow", self._id))


def adopt(log: TextLog, report: Report) -> None:
    """Apply the attempts that `log` does not know yet, each with the text that it keeps."""
    for rewind in report.rewinds:
        if rewind.attempt > log.committed:
            log.adopt(rewind)
