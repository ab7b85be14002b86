"""Logs that hold only what the viewers of a share may see, so that no stream can send anything else.

A redacted log follows the log of its report: the same attempts and offsets, but the text stops at the end of the
preview, and words are replaced (see `app.web.redaction`). All viewers of the same redaction share one. It is brought up
to date in a callback of its own, never while the writer appends: nothing here can disturb the writing.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from app.report import End, Rewind, Status, Usage
from app.textlog import TextLog
from app.viewer import SharedLog, Viewer
from app.web.redaction import Redaction, context_before


class RedactedLogs:
    """The redacted logs of this process."""

    def __init__(self) -> None:
        self._logs: dict[tuple[TextLog, Redaction], _RedactedLog] = {}

    def view(self, source: Viewer, redaction: Redaction) -> Viewer:
        """Return a viewer of the redacted log in place of `source`, which is closed together with it."""
        if redaction.is_empty:
            return source
        key = source.log, redaction
        log = self._logs.get(key)
        if log is None:
            log = self._logs[key] = _RedactedLog(source, redaction, lambda: self._logs.pop(key, None))
        return log.view(source)


class _RedactedLog:
    """One redacted log and its viewers. It follows its source until the last viewer has left."""

    def __init__(self, source: Viewer, redaction: Redaction, on_unused: Callable[[], object]) -> None:
        self._source = source
        """Any viewer of the source: what is read from it is the same for all of them."""
        self._redaction = redaction
        self._on_unused = on_unused
        self._shared = SharedLog(lambda: source.is_hung_up)
        log = source.log
        rewinds = [rewind for rewind in log.rewinds if rewind.attempt <= log.committed]
        self._log = self._shared.log = TextLog(attempt=log.committed, rewinds=rewinds)
        self._batches = log.saved.batches
        self._pending: asyncio.Handle | None = None
        self._following = ExitStack()
        self._following.enter_context(log.watching(self._sync_soon))
        self.sync()

    def view(self, source: Viewer) -> Viewer:
        """Return a new viewer of this log."""
        return Viewer(self._shared, lambda _viewer: self._leave(source))

    def sync(self) -> None:
        """Take over what has changed in the source, and wake the viewers."""
        self._pending = None
        source, log = self._source.log, self._log
        self._shared.is_written = self._source.is_written
        if log.ended is None:
            if source.is_committed:
                self._follow_attempts(source)
                self._append(source)
                self._follow_saves(source)
                log.set_waiting(source.is_waiting)
            self._end(source)
        log.notify()

    def _sync_soon(self) -> None:
        if self._pending is None:
            self._pending = asyncio.get_running_loop().call_soon(self.sync)

    def _follow_attempts(self, source: TextLog) -> None:
        for rewind in source.rewinds:
            if self._log.committed < rewind.attempt <= source.committed:
                self._log.adopt(rewind)
        if self._log.committed < source.committed:  # the source does not know how its attempt began
            self._log.adopt(Rewind(source.committed, 0, "takeover"))

    def _append(self, source: TextLog) -> None:
        start, stop = self._log.end, self._stop(source)
        if stop <= start:
            return
        first = context_before(start)
        text = source.read(first, stop)
        is_over = source.ended is not None or (self._redaction.only_preview and source.preview_end is not None)
        if added := self._redaction.rest(text[: start - first], text[start - first :], is_over=is_over):
            self._log.append(added)

    def _stop(self, source: TextLog) -> int:
        """Return up to where the source's text may be shown.

        A writer's log knows where the preview ends before it holds any text after it. Another process may receive that
        text first; but text that was saved before the preview was known to be complete belongs to it.
        """
        if not self._redaction.only_preview:
            return source.end
        if source.preview_end is not None:
            return source.preview_end
        return source.end if self._source.knows_passages else min(source.saved.end, source.end)

    def _follow_saves(self, source: TextLog) -> None:
        saved, log = source.saved, self._log
        if saved.preview_end is not None and log.saved.preview_end is None and log.end >= saved.preview_end:
            log.mark_preview_saved(saved.preview_end)
        log.mark_saved(min(saved.end, log.end), is_batch=saved.batches > self._batches)
        self._batches = saved.batches

    def _end(self, source: TextLog) -> None:
        """End the log with its source, or with the preview: what follows that is none of its viewers' business."""
        log = self._log
        if self._redaction.only_preview and log.saved.preview_end is not None:
            log.confirm_end(End(Status.COMPLETED, None, log.end, None, Usage()))
        elif source.ended is not None:
            log.confirm_end(replace(source.ended, chars=log.end, sha256=None, usage=Usage()))

    def _leave(self, source: Viewer) -> None:
        source.close()
        if not self._shared.viewers:
            self._following.close()
            if self._pending is not None:
                self._pending.cancel()
            self._on_unused()
