"""The reader that saves the text: the preview, batches, and the last piece together with the final status.

Between batches, each renewal of the lease saves the text so far as a piece of the journal, so that a process that dies
loses only a few seconds of it; the next batch joins these pieces. Within a run, only the saver writes the report's row,
one statement at a time. It logs and retries a failed save while the writer continues; only the end waits for it. A save
that the fence rejects raises `FenceLost`.
"""

import asyncio
import contextlib
import hashlib
import logging
import math
import time
from uuid import UUID

from app.alarm import Alarm
from app.db.records import Piece, WriteResult
from app.db.store import Store
from app.errors import StorageUnavailable
from app.report import End, Outcome
from app.textlog import TextLog

logger = logging.getLogger(__name__)

_RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0)
"""Pauses after consecutive failures. The last one repeats."""


class Saver:
    """Saves one log, for one attempt and the later ones of the same run."""

    def __init__(self, report_id: UUID, log: TextLog, store: Store, *, batch_chars: int, batch_seconds: float) -> None:
        self._id = report_id
        self._log = log
        self._store = store
        self._batch_chars = batch_chars
        self._batch_seconds = batch_seconds
        # State known to be in the database.
        self._attempt = log.attempt
        self._saved = log.saved.end
        self._joined = self._saved  # end of the text that is saved outside the journal
        self._is_settled = True  # False while it is unknown whether a statement was committed
        self._batch_end = log.end
        self._batch_at = time.monotonic()
        self._failures = 0
        self._retry_at = 0.0
        self._statement_lock = asyncio.Lock()  # one statement at a time, lease renewals included
        self._alarm = Alarm()

    async def run(self) -> None:
        """Save until the end is in the database. Raises `FenceLost`."""
        with self._log.watching(self._ring_if_due), contextlib.closing(self._alarm):
            await self._run()

    async def _run(self) -> None:
        while True:
            if not self._is_due():
                await self._wait()
                continue
            try:
                async with self._statement_lock:
                    done = await self._step()
            except StorageUnavailable as error:
                self._note_failure(error)
                continue
            if self._failures:
                logger.info("💾 [Stream API] Saving works again; %d characters saved", self._saved)
            self._failures = 0
            if done:
                return

    async def renew(self) -> WriteResult | None:
        """Renew the lease between two saves, and save unsaved text in the journal with the same statement.

        Returns None while it is unknown which attempt the database holds.
        """
        async with self._statement_lock:
            if not self._is_settled:
                return None
            log = self._log
            if log.attempt != self._attempt or log.outcome is not None or log.end <= self._saved:
                return await self._store.renew(self._id, self._attempt)
            return await self._save(log.end, is_journal=True)

    def _is_due(self) -> bool:
        log = self._log
        if time.monotonic() < self._retry_at:
            return False
        return (
            log.attempt != self._attempt
            or log.outcome is not None
            or self._is_preview_due()
            or self._is_batch_due()
            or (log.save_requested and log.end > self._saved)
        )

    def _is_preview_due(self) -> bool:
        return self._log.saved.preview_end != self._log.preview_end

    def _is_batch_due(self) -> bool:
        """Return whether 3,000 characters have arrived since the last batch, or there is text and the last batch was
        30 s ago."""
        late = time.monotonic() - self._batch_at >= self._batch_seconds
        return self._log.end - self._batch_end >= self._batch_chars or (self._has_new_text and late)

    @property
    def _has_new_text(self) -> bool:
        """Whether there is text that is at most in the journal."""
        return self._log.end > self._joined

    async def _wait(self) -> None:
        """Wait until a save may be due."""
        now = time.monotonic()
        if self._retry_at > now:  # no change to the log shortens a back-off
            await asyncio.sleep(self._retry_at - now)
            return
        late_at = self._batch_at + self._batch_seconds
        await self._alarm.wait(late_at if late_at > now else math.inf)  # once it is late, any new text is due

    def _ring_if_due(self) -> None:
        if self._is_due():
            self._alarm.ring()

    async def _step(self) -> bool:
        """Run the most urgent statement. Returns whether the end is in the database."""
        log = self._log
        if log.attempt != self._attempt:
            await self._rewind()
        elif log.outcome is not None:
            return await self._finish(log.outcome)
        elif self._is_preview_due():
            # Only up to the preview's end. This save does not count as a batch.
            await self._save(log.preview_end or 0)
        elif self._is_batch_due():
            await self._batch()
        else:
            log.take_save_request()
            await self._save(log.end, is_journal=True)
        return False

    async def _rewind(self) -> None:
        rewinds = [rewind for rewind in self._log.rewinds if rewind.attempt > self._attempt]
        self._is_settled = False
        result = await self._store.rewind(self._id, self._attempt, self._saved, rewinds)
        self._is_settled = True
        # Not necessarily the log's attempt: if an earlier save was committed after all, the store reports that one.
        self._attempt, self._saved = result.attempt, result.chars
        self._joined = min(self._joined, self._saved)
        self._batch_end = min(self._batch_end, min(rewind.keep for rewind in rewinds))
        self._log.mark_saved(self._saved)
        if self._attempt > self._log.committed:
            self._log.mark_committed(self._attempt)

    async def _batch(self) -> None:
        end, attempt = self._log.end, self._attempt
        if not (await self._save(end)).applied:
            return
        self._batch_end, self._batch_at = end, time.monotonic()
        logger.info("💾 [Stream API] Batch saved at %d characters", end)
        if self._log.attempt == attempt:  # otherwise the log was rewound in the meantime, and readers need no event
            self._log.mark_saved(self._saved, is_batch=True)

    async def _save(self, end: int, *, is_journal: bool = False) -> WriteResult:
        """Save up to `end`. Nothing is saved if an earlier save turns out to be committed: `applied` is False then."""
        piece = self._piece(max(end, self._saved), is_journal=is_journal)
        result = await self._store.save(self._id, self._attempt, piece)
        self._saved = result.chars
        self._log.mark_saved(self._saved)
        if result.applied:
            self._joined = self._joined if is_journal else self._saved
            self._note_preview(piece)
        return result

    async def _finish(self, outcome: Outcome) -> bool:
        log = self._log
        digest = hashlib.sha256(log.read(0).encode()).hexdigest()
        piece = self._piece(log.end)
        self._is_settled = False
        result = await self._store.finish(self._id, self._attempt, piece, outcome, digest)
        self._is_settled = True
        if result is not None:
            self._saved = result.chars
            return False
        self._saved = piece.end
        log.mark_saved(self._saved)
        self._note_preview(piece)
        if outcome.status.is_ended:
            logger.info("✅ [Stream API] Final save complete, total length: %d", log.end)
            log.confirm_end(End(outcome.status, outcome.code, log.end, digest, log.usage))
        else:
            logger.info("🤝 [Stream API] Handed back at %d characters", log.end)
        return True

    def _piece(self, end: int, *, is_journal: bool = False) -> Piece:
        log = self._log
        preview = log.preview_end
        ends = [passage for passage in log.passage_ends if passage <= end]
        is_all = end == log.end and log.outcome is not None  # the last, incomplete passage may have findings, too
        return Piece(
            start=self._saved,
            text=log.read(self._saved, end),
            kept=log.kept_at(end),
            passage_ends=ends,
            preview_chars=preview if preview is not None and preview <= end else None,
            usage=log.usage,
            findings=[finding for finding in log.findings if finding.passage <= len(ends) or is_all],
            is_journal=is_journal,
        )

    def _note_preview(self, piece: Piece) -> None:
        if piece.preview_chars is not None and self._is_preview_due():
            self._log.mark_preview_saved()
            logger.info("📝 [Stream API] Preview saved at %d characters", piece.preview_chars)

    def _note_failure(self, error: StorageUnavailable) -> None:
        delay = _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS) - 1)]
        self._failures += 1
        self._retry_at = time.monotonic() + delay
        logger.warning(
            "⚠️ [Stream API] Save failed at %d characters, %d of them unsaved; retrying in %.1f s: %s",
            self._log.end,
            self._log.end - self._saved,
            delay,
            error,
        )
