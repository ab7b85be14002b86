"""The reader that keeps the text: preview, batches, and the last piece with the status in one statement.

It alone writes a running report's row, one statement at a time. A save that fails is logged and tried
again; nothing waits for it but the end. A save that is refused by the fence raises `FenceLost`.
"""

import asyncio
import contextlib
import hashlib
import logging
import time
from uuid import UUID

from app.db.records import Hold, Piece
from app.db.store import Store
from app.errors import StorageUnavailable
from app.report import End, Outcome
from app.textlog import TextLog

log = logging.getLogger(__name__)

_RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0)


class Saver:
    """Saves one log for one attempt and those that follow it in this process."""

    def __init__(self, report_id: UUID, text: TextLog, store: Store, *, batch_chars: int, batch_seconds: float) -> None:
        self._id = report_id
        self._log = text
        self._store = store
        self._batch_chars = batch_chars
        self._batch_seconds = batch_seconds
        # What the database holds, as far as known.
        self._attempt = text.attempt
        self._saved = text.saved_end
        self._is_settled = True  # False: a statement's fate is unknown
        self._batch_end = text.end
        self._batch_at = time.monotonic()
        self._failures = 0
        self._retry_at = 0.0
        self._turn = asyncio.Lock()  # one statement at a time, the lease's renewal among them

    async def run(self) -> None:
        """Saves until the end is in the database. Raises `FenceLost`."""
        while True:
            seen = self._log.version
            if not self._is_due():
                await self._wait(seen)
                continue
            try:
                async with self._turn:
                    done = await self._step()
            except StorageUnavailable as error:
                self._failed(error)
                continue
            if self._failures:
                log.info("💾 [Stream API] Saving works again at %d characters", self._saved)
            self._failures = 0
            if done:
                return

    async def renew(self) -> Hold | None:
        """Renews the lease, in turn with the saves; None while it is unknown what the database holds."""
        async with self._turn:
            return await self._store.renew(self._id, self._attempt) if self._is_settled else None

    def _is_due(self) -> bool:
        text = self._log
        if time.monotonic() < self._retry_at:
            return False
        return (
            text.attempt != self._attempt
            or text.outcome is not None
            or self._is_preview_due()
            or self._is_batch_due()
            or (text.save_wanted and text.end > self._saved)
        )

    def _is_preview_due(self) -> bool:
        return self._log.saved_preview != self._log.preview_end

    def _is_batch_due(self) -> bool:
        unsaved = self._log.end > self._saved
        late = time.monotonic() - self._batch_at >= self._batch_seconds
        return self._log.end - self._batch_end >= self._batch_chars or (unsaved and late)

    async def _wait(self, seen: int) -> None:
        now = time.monotonic()
        if self._retry_at > now:  # no change shortens a back-off
            await asyncio.sleep(self._retry_at - now)
            return
        # With nothing unsaved, a batch can fall due only after a change.
        unsaved = self._log.end > self._saved
        late = self._batch_at + self._batch_seconds - now
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(late, 0.001) if unsaved else None):
                await self._log.wait_change(seen)

    async def _step(self) -> bool:
        """One statement, the most pressing; whether the end is in the database."""
        text = self._log
        if text.attempt != self._attempt:
            await self._rewind()
        elif text.outcome is not None:
            return await self._finish(text.outcome)
        elif self._is_preview_due():
            # To the boundary and no further; the preview does not move the batches' count.
            await self._save(text.preview_end or 0)
        elif self._is_batch_due():
            await self._batch()
        else:
            text.save_wanted = False
            await self._save(text.end)
        return False

    async def _rewind(self) -> None:
        rewinds = [rewind for rewind in self._log.rewinds if rewind.attempt > self._attempt]
        self._is_settled = False
        hold = await self._store.rewind(self._id, self._attempt, self._saved, rewinds)
        self._is_settled = True
        self._attempt, self._saved = hold.attempt, hold.chars  # perhaps not the last: an earlier try had landed
        self._batch_end = min(self._batch_end, min(rewind.keep for rewind in rewinds))
        self._log.mark_saved(self._saved)
        if self._attempt > self._log.granted:
            self._log.grant(self._attempt)

    async def _batch(self) -> None:
        end, attempt = self._log.end, self._attempt
        if not await self._save(end):
            return
        self._batch_end, self._batch_at = end, time.monotonic()
        log.info("💾 [Stream API] Batch saved at %d characters", end)
        if self._log.attempt == attempt:  # else it went back meanwhile, and readers need not know
            self._log.mark_saved(self._saved, batch=True)

    async def _save(self, end: int) -> bool:
        """Saves up to `end`; False if it did nothing but find that an earlier save had landed."""
        piece = self._piece(max(end, self._saved))
        self._is_settled = False
        hold = await self._store.save(self._id, self._attempt, piece)
        self._is_settled = True
        self._saved = hold.chars
        self._log.mark_saved(self._saved)
        if hold.applied:
            self._note_preview(piece)
        return hold.applied

    async def _finish(self, outcome: Outcome) -> bool:
        text = self._log
        whole = text.read(0)
        digest = hashlib.sha256(whole.encode()).hexdigest()
        piece = self._piece(text.end)
        self._is_settled = False
        hold = await self._store.finish(self._id, self._attempt, piece, outcome, digest)
        self._is_settled = True
        if hold is not None:
            self._saved = hold.chars
            return False
        self._saved = piece.end
        text.mark_saved(self._saved)
        self._note_preview(piece)
        if outcome.status.is_ended:
            log.info("✅ [Stream API] Final save complete, total length: %d", text.end)
            text.confirm_end(End(outcome.status, outcome.code, text.end, digest, text.usage))
        else:
            log.info("🤝 [Stream API] Handed back at %d characters", text.end)
        return True

    def _piece(self, end: int) -> Piece:
        text = self._log
        preview = text.preview_end
        ends = [passage for passage in text.passage_ends if passage <= end]
        is_all = end == text.end and text.outcome is not None  # what is left of a passage may be marked, too
        return Piece(
            start=self._saved,
            text=text.read(self._saved, end),
            passage_ends=ends,
            preview_chars=preview if preview is not None and preview <= end else None,
            usage=text.usage,
            marks=[mark for mark in text.marks if mark.passage <= len(ends) or is_all],
        )

    def _note_preview(self, piece: Piece) -> None:
        if piece.preview_chars is not None and self._is_preview_due():
            self._log.mark_preview_saved()
            log.info("📝 [Stream API] Preview saved at %d characters", piece.preview_chars)

    def _failed(self, error: StorageUnavailable) -> None:
        delay = _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS) - 1)]
        self._failures += 1
        self._retry_at = time.monotonic() + delay
        log.warning(
            "⚠️ [Stream API] Save failed at %d characters, %d unsaved, trying again in %.1f s: %s",
            self._log.end,
            self._log.end - self._saved,
            delay,
            error,
        )
