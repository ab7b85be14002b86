"""The logs in this process: which reports are written or watched here, and their viewers.

All viewers of a report share one log, which is written by this process's worker or by a mirror of another process. A
log lives while it is written or watched, and a little longer: viewers that lose their connections at the same time
find the log still up to date and need no database read. The logs of ended reports use no memory.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from app.db.records import Report
from app.db.store import Store
from app.errors import FenceLost
from app.mirror import Mirror, adopt
from app.relay import Command, Relay
from app.report import End, Position, Status, current_report
from app.textlog import TextLog
from app.viewer import SharedLog, Viewer

logger = logging.getLogger(__name__)

LINGER_SECONDS = 15.0
"""How long a mirror keeps running after its last viewer has left."""


class _Entry(SharedLog):
    """A report's shared log, and what keeps it up to date here."""

    def __init__(self, is_hung_up: Callable[[], bool]) -> None:
        super().__init__(is_hung_up)
        self.load_lock = asyncio.Lock()  # held while saved text is read into the log
        self.is_loaded = False
        self.mirror: Mirror | None = None
        self.mirroring: asyncio.Task[None] | None = None
        self.lingering: asyncio.TimerHandle | None = None
        """Runs while nobody watches a log that is mirrored."""
        self.row: Report | None = None
        self.owner: UUID | None = None
        """The row that a viewer came with, and the owner that it was read for."""

    @property
    def is_followed(self) -> bool:
        """Whether the log has the saved text of a report that has not ended, and is kept up to date."""
        return self.is_loaded and self.log.ended is None and (self.is_written or self.mirror is not None)

    def is_stale_for(self, report: Report) -> bool:
        """Return whether the report ended in this log and has since been resumed.

        Viewers that saw the end keep this log.
        """
        return self.log.ended is not None and (not report.status.is_ended or self.log.committed < report.attempt)

    def stop_lingering(self) -> None:
        if self.lingering is not None:
            self.lingering.cancel()
            self.lingering = None

    def stop_mirror(self) -> None:
        """Stop the mirror. It no longer changes the log."""
        self.stop_lingering()
        if self.mirror is not None and self.mirroring is not None:
            self.mirror.close()
            self.mirroring.cancel()
        self.mirror = self.mirroring = None


@dataclass(frozen=True, slots=True)
class WritableLog:
    """The log of a report that this process writes."""

    log: TextLog
    no_viewers: asyncio.Event
    """Set while no viewer is connected."""


@asynccontextmanager
async def open_live(store: Store, relay: Relay, *, poll_seconds: float, pause_seconds: float) -> AsyncIterator["Live"]:
    """Keep the logs of this process until the end of the block, which stops the mirrors.

    Mirrors read the saved text again after `poll_seconds` without a message. A `pause` expires after `pause_seconds`.
    """
    async with asyncio.TaskGroup() as group:
        live = Live(store, relay, group, poll_seconds=poll_seconds, pause_seconds=pause_seconds)
        try:
            yield live
        finally:
            live.stop()


class Live:
    """All logs in this process. Create it with `open_live`. Mirrors run in `group`."""

    def __init__(
        self, store: Store, relay: Relay, group: asyncio.TaskGroup, *, poll_seconds: float, pause_seconds: float
    ) -> None:
        self._store = store
        self._relay = relay
        self._group = group
        self._poll_seconds = poll_seconds
        self._pause_seconds = pause_seconds
        self._unpausing: asyncio.TimerHandle | None = None
        self._entries: dict[UUID, _Entry] = {}
        self.is_hung_up = False

    def stop(self) -> None:
        """Stop all mirrors."""
        self._set_paused(False)
        for entry in self._entries.values():
            entry.stop_mirror()

    @property
    def is_paused(self) -> bool:
        """Whether a process announced a pause within the last `pause_seconds`."""
        return self._unpausing is not None

    @property
    def viewer_count(self) -> int:
        return sum(len(entry.viewers) for entry in self._entries.values())

    async def report(self, report_id: UUID, owner: UUID, position: Position | None) -> Report:
        """Return a report for a new viewer at `position`. Raises `NotFound` and `StorageUnavailable`.

        While its log is kept up to date here, the row is not read again for the same owner: what can change is in the
        log. An attempt that the log does not know yet needs the row.
        """
        entry = self._entries.get(report_id)
        if entry is None or not entry.is_followed or entry.row is None or entry.owner != owner:
            return await self._store.report(report_id, owner)
        log, is_running = entry.log, entry.is_written or (entry.mirror is not None and entry.mirror.is_written)
        if not log.is_committed or (position is not None and position.attempt > log.committed):
            return await self._store.report(report_id, owner)
        status = Status.RUNNING if is_running else Status.QUEUED
        return replace(entry.row, status=status, attempt=log.committed, chars=log.saved.end)

    async def view(self, report: Report, owner: UUID | None = None) -> Viewer:
        """Return a viewer of the report's log, which holds at least the saved text. The caller must close it.

        `owner` is the one that the report was read for. Viewers that arrive at the same time share one read of the
        saved text. Raises `StorageUnavailable`.
        """
        entry = self._entries.get(report.id)
        if entry is None or entry.is_stale_for(report):
            entry = self._entries[report.id] = _Entry(lambda: self.is_hung_up)
        entry.row, entry.owner = replace(report, request_json="", chart_json=""), owner
        viewer = Viewer(entry, partial(self._leave, report.id, entry), owner)
        entry.stop_lingering()
        try:
            async with entry.load_lock:
                if not entry.is_loaded:
                    await self._mirror_of(report.id, entry).catch_up()
                    entry.is_loaded = True
        except BaseException:
            viewer.close()
            raise
        self._start_mirror(report.id, entry)
        if entry.mirror is not None and (entry.log.committed, entry.log.end) < (report.attempt, report.chars):
            entry.mirror.refresh()  # the row is ahead of the mirror
        return viewer

    @asynccontextmanager
    async def write(self, report: Report) -> AsyncIterator[WritableLog]:
        """Yield the log of a report that this process has claimed, cut back to what is kept.

        Viewers that are already connected stay. If the report has not ended by the end of the block, a mirror takes
        over the log for them. Raises `StorageUnavailable`, and `FenceLost` if another attempt owns the report.
        """
        entry = self._entries.get(report.id)
        if entry is None or entry.log.ended is not None:
            entry = self._entries[report.id] = _Entry(lambda: self.is_hung_up)
        entry.is_written = True
        try:
            async with entry.load_lock:
                await self._load_for_writing(report, entry)
            entry.knows_passages = True
            yield WritableLog(entry.log, entry.no_viewers)
        finally:
            entry.is_written = entry.knows_passages = False
            if self._entries.get(report.id) is entry:
                if not entry.viewers:
                    del self._entries[report.id]
                else:
                    self._start_mirror(report.id, entry)

    async def _load_for_writing(self, report: Report, entry: _Entry) -> None:
        entry.stop_mirror()
        adopt(entry.log, report)
        if report.kept != entry.log.end:
            await self._mirror_of(report.id, entry).catch_up()
        else:
            entry.log.restore(report.passage_ends, report.preview_chars, report.usage, report.findings)
        entry.is_loaded = True
        if self.is_paused:
            entry.log.set_waiting(True)  # its pages already show it as waiting; the first text clears that
        if entry.log.attempt != report.attempt:  # the lease expired before the text was loaded
            raise FenceLost(f"attempt {report.attempt} lost the report before it started writing")

    def log_of(self, report_id: UUID) -> TextLog | None:
        """Return the report's log if this process has one that is up to date."""
        entry = self._entries.get(report_id)
        return entry.log if entry is not None and entry.is_loaded else None

    def handle(self, command: Command) -> None:
        """Apply a command to the viewers here."""
        if command.kind in ("pause", "unpause"):
            self._set_paused(command.kind == "pause")
            return
        if command.kind == "access":
            self._hang_up_on(command.report_id)
            return
        entry = self._entries.get(command.report_id) if command.report_id is not None else None
        if entry is None:
            return
        if command.kind == "drop":
            self._drop(entry)
        elif command.kind in ("stop", "look") and entry.mirror is not None:
            entry.mirror.refresh()

    def hang_up(self) -> None:
        """Make every viewer send `reconnect` and close its response."""
        self.is_hung_up = True
        for entry in self._entries.values():
            entry.log.notify()

    def _hang_up_on(self, owner: UUID | None) -> None:
        """Make the owner's viewers reconnect: one of them may not read the report any more."""
        for entry in self._entries.values():
            for viewer in entry.viewers:
                if viewer.owner == owner:
                    viewer.hang_up()

    def _set_paused(self, is_paused: bool) -> None:
        """Show queued reports as waiting for the model until `unpause`, or until `pause` is not repeated in time."""
        if self._unpausing is not None:
            self._unpausing.cancel()
            self._unpausing = None
        if is_paused:
            loop = asyncio.get_running_loop()
            self._unpausing = loop.call_later(self._pause_seconds, self._set_paused, False)
        for entry in self._entries.values():
            if entry.mirror is not None:
                entry.mirror.pause(is_paused)

    def _drop(self, entry: _Entry) -> None:
        """End the viewers of a deleted report and remove its log."""
        self._entries = {key: other for key, other in self._entries.items() if other is not entry}
        entry.stop_mirror()
        if entry.log.ended is None:
            entry.log.confirm_end(End(Status.DELETED, "deleted", entry.log.end, None, entry.log.usage))

    def _leave(self, report_id: UUID, entry: _Entry, _viewer: Viewer) -> None:
        if entry.viewers or entry.is_written:
            return
        is_known = self._entries.get(report_id) is entry
        if is_known and entry.mirror is not None and not self.is_hung_up:
            loop = asyncio.get_running_loop()
            entry.lingering = loop.call_later(LINGER_SECONDS, self._forget, report_id, entry)
        else:
            self._forget(report_id, entry)

    def _forget(self, report_id: UUID, entry: _Entry) -> None:
        entry.stop_mirror()
        if self._entries.get(report_id) is entry:
            del self._entries[report_id]

    def _mirror_of(self, report_id: UUID, entry: _Entry) -> Mirror:
        return Mirror(
            report_id,
            entry.log,
            self._store,
            self._relay,
            poll_seconds=self._poll_seconds,
            is_paused=self.is_paused,
        )

    def _start_mirror(self, report_id: UUID, entry: _Entry) -> None:
        if entry.is_written or entry.mirror is not None or entry.log.ended is not None or not entry.viewers:
            return
        entry.mirror = mirror = self._mirror_of(report_id, entry)
        entry.mirroring = self._group.create_task(self._run(report_id, entry, mirror), name=f"mirror-{report_id}")

    async def _run(self, report_id: UUID, entry: _Entry, mirror: Mirror) -> None:
        current_report.set(str(report_id))
        try:
            await mirror.run()
        except Exception:  # a failed mirror must not affect other reports
            logger.exception("The mirror failed; its viewers receive no more text until a new viewer connects")
        finally:
            mirror.close()
            if entry.mirror is mirror:
                entry.mirror = entry.mirroring = None
                if not entry.viewers:
                    self._forget(report_id, entry)
