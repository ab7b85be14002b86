"""The logs of this process: which reports are being written or looked at here, and by whom.

A log lives as long as someone writes it or looks at it; finished reports cost no memory. All viewers of a
report share one log, whoever writes it: this process's worker, or a mirror of what is saved.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self
from uuid import UUID

from app.db.records import Report
from app.db.store import Store
from app.mirror import adopt, catch_up, mirror
from app.report import End, Status, current_report
from app.textlog import TextLog

log = logging.getLogger(__name__)


class _Entry:
    """One report's log, who looks at it, and who keeps it going."""

    def __init__(self) -> None:
        self.text = TextLog()
        self.viewers: set[Viewer] = set()
        self.is_written = False
        self.unwatched = asyncio.Event()
        """Set while no viewer is connected."""
        self.unwatched.set()
        self.turn = asyncio.Lock()  # who reads the saved text into the log
        self.is_read = False
        self.mirror: asyncio.Task[None] | None = None


class Viewer:
    """One open response. It holds an offset elsewhere; here it is only a flag."""

    def __init__(self, live: "Live", report_id: UUID, entry: _Entry) -> None:
        self._live = live
        self._id = report_id
        self._entry = entry
        self.is_connected = True

    @property
    def text(self) -> TextLog:
        return self._entry.text

    @property
    def is_written(self) -> bool:
        """This process writes the report: nobody knows more of its text."""
        return self._entry.is_written

    @property
    def is_hung_up(self) -> bool:
        """This process is going away: say so and leave."""
        return self._live.is_hung_up

    def disconnect(self) -> None:
        """The client is gone. Clears a flag and stops nothing. Idempotent."""
        self.is_connected = False
        if not any(viewer.is_connected for viewer in self._entry.viewers):
            self._entry.unwatched.set()

    def close(self) -> None:
        """The response is over. Idempotent."""
        self.disconnect()
        self._live._leave(self._id, self._entry, self)


class Live:
    """All logs of this process. Enter it before use; leaving it ends the mirrors."""

    def __init__(self, store: Store, *, poll_seconds: float) -> None:
        self._store = store
        self._poll_seconds = poll_seconds
        self._entries: dict[UUID, _Entry] = {}
        self._group = asyncio.TaskGroup()
        self.is_hung_up = False

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for entry in self._entries.values():
            self._end_mirror(entry)
        await self._group.__aexit__(kind, error, trace)

    @property
    def viewer_count(self) -> int:
        return sum(len(entry.viewers) for entry in self._entries.values())

    async def view(self, report: Report) -> Viewer:
        """A viewer of the report's log, which then holds at least what is saved. Close it.

        However many come at once, the saved text is read once. Raises `StorageUnavailable`.
        """
        entry = self._entries.get(report.id)
        if entry is not None and entry.text.ended is not None and not report.status.is_ended:
            entry = None  # it was resumed since; those who saw it end keep the old log
        if entry is None:
            entry = self._entries[report.id] = _Entry()
        viewer = Viewer(self, report.id, entry)
        entry.viewers.add(viewer)
        entry.unwatched.clear()
        try:
            async with entry.turn:  # many who come at once wait for one
                if not entry.is_read:
                    await catch_up(report.id, entry.text, self._store)
                    entry.is_read = True
        except BaseException:
            viewer.close()
            raise
        self._mirror(report.id, entry)
        return viewer

    @asynccontextmanager
    async def write(self, report: Report) -> AsyncIterator[_Entry]:
        """The log of a report that this process has claimed, brought to what the claim kept.

        Viewers who are already there stay. At the end of the block, a log that is not over goes on as a
        mirror for them. Raises `StorageUnavailable`.
        """
        entry = self._entries.get(report.id)
        if entry is None or entry.text.ended is not None:
            entry = self._entries[report.id] = _Entry()
        entry.is_written = True
        self._end_mirror(entry)
        try:
            async with entry.turn:
                adopt(entry.text, report)
                if report.kept != entry.text.end:
                    await catch_up(report.id, entry.text, self._store)
                else:
                    entry.text.restore(report.passage_ends, report.preview_chars, report.usage)
                entry.is_read = True
            yield entry
        finally:
            entry.is_written = False
            if self._entries.get(report.id) is entry:
                if not entry.viewers:
                    del self._entries[report.id]
                else:
                    self._mirror(report.id, entry)

    def log_of(self, report_id: UUID) -> TextLog | None:
        """The report's log, if this process has one that is up to date."""
        entry = self._entries.get(report_id)
        return entry.text if entry is not None and entry.is_read else None

    def forget(self, report_id: UUID) -> None:
        """The report was deleted: its viewers are told, its log goes."""
        entry = self._entries.pop(report_id, None)
        if entry is not None and entry.text.ended is None:
            entry.text.confirm_end(End(Status.DELETED, "deleted", entry.text.end, None, entry.text.usage))

    def hang_up(self) -> None:
        """Tells every viewer to come back later, and lets them go."""
        self.is_hung_up = True
        for entry in self._entries.values():
            entry.text.nudge()

    def _leave(self, report_id: UUID, entry: _Entry, viewer: Viewer) -> None:
        entry.viewers.discard(viewer)
        if entry.viewers or entry.is_written:
            return
        self._end_mirror(entry)
        if self._entries.get(report_id) is entry:
            del self._entries[report_id]

    def _mirror(self, report_id: UUID, entry: _Entry) -> None:
        if entry.is_written or entry.mirror is not None or entry.text.ended is not None or not entry.viewers:
            return
        entry.mirror = self._group.create_task(self._run_mirror(report_id, entry), name=f"mirror-{report_id}")

    async def _run_mirror(self, report_id: UUID, entry: _Entry) -> None:
        current_report.set(str(report_id))
        try:
            await mirror(report_id, entry.text, self._store, poll_seconds=self._poll_seconds)
        except Exception:  # one report never touches its neighbours
            log.exception("A mirror failed")
        finally:
            if entry.mirror is asyncio.current_task():
                entry.mirror = None

    def _end_mirror(self, entry: _Entry) -> None:
        if entry.mirror is not None:
            entry.mirror.cancel()
            entry.mirror = None
