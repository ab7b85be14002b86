"""The logs of this process: which reports are being written or looked at here, and by whom.

A log lives as long as someone writes it or looks at it, and a little longer: viewers who are cut off all at
once come back to what was followed meanwhile, and cost no reading. Finished reports cost no memory. All
viewers of a report share one log, whoever writes it: this process's worker, or a mirror of another's.
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
from app.errors import FenceLost
from app.mirror import Mirror, adopt
from app.relay import Order, Relay
from app.report import End, Status, current_report
from app.textlog import TextLog

log = logging.getLogger(__name__)

LINGER_SECONDS = 15.0
"""For which a log that another process writes is followed after its last viewer left."""


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
        self.mirror: Mirror | None = None
        self.following: asyncio.Task[None] | None = None
        """The mirror at work."""
        self.lingering: asyncio.TimerHandle | None = None
        """Runs while nobody looks at a log that is mirrored."""

    def is_of_before(self, report: Report) -> bool:
        """It saw the report end, and the report was resumed since: those who saw it keep this log."""
        return self.text.ended is not None and (not report.status.is_ended or self.text.granted < report.attempt)

    def stay(self) -> None:
        """Somebody looks again."""
        if self.lingering is not None:
            self.lingering.cancel()
            self.lingering = None

    def end_mirror(self) -> None:
        """At once: from here on, it does not touch the log."""
        self.stay()
        if self.mirror is not None and self.following is not None:
            self.mirror.close()
            self.following.cancel()
        self.mirror = self.following = None


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

    def __init__(self, store: Store, relay: Relay, *, poll_seconds: float, pause_seconds: float = 60) -> None:
        self._store = store
        self._relay = relay
        self._poll_seconds = poll_seconds
        self._pause_seconds = pause_seconds
        self._unpausing: asyncio.TimerHandle | None = None
        self.is_paused = False
        """Within the last `pause_seconds` a process said that it claims nothing."""
        self._entries: dict[UUID, _Entry] = {}
        self._group = asyncio.TaskGroup()
        self.is_hung_up = False

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pause(False)
        for entry in self._entries.values():
            entry.end_mirror()
        await self._group.__aexit__(kind, error, trace)

    @property
    def viewer_count(self) -> int:
        return sum(len(entry.viewers) for entry in self._entries.values())

    async def view(self, report: Report) -> Viewer:
        """A viewer of the report's log, which then holds at least what is saved. Close it.

        However many come at once, the saved text is read once. Raises `StorageUnavailable`.
        """
        entry = self._entries.get(report.id)
        if entry is None or entry.is_of_before(report):
            entry = self._entries[report.id] = _Entry()
        viewer = Viewer(self, report.id, entry)
        entry.viewers.add(viewer)
        entry.unwatched.clear()
        entry.stay()
        try:
            async with entry.turn:  # many who come at once wait for one
                if not entry.is_read:
                    await self._mirror_of(report.id, entry).catch_up()
                    entry.is_read = True
        except BaseException:
            viewer.close()
            raise
        self._start_mirror(report.id, entry)
        if entry.mirror is not None and (entry.text.granted, entry.text.end) < (report.attempt, report.chars):
            entry.mirror.look()  # the row knows of what has not been heard
        return viewer

    @asynccontextmanager
    async def write(self, report: Report) -> AsyncIterator[_Entry]:
        """The log of a report that this process has claimed, brought to what the claim kept.

        Viewers who are already there stay. At the end of the block, a log that is not over goes on as a
        mirror for them. Raises `StorageUnavailable`, and `FenceLost` if it is another's by now.
        """
        entry = self._entries.get(report.id)
        if entry is None or entry.text.ended is not None:
            entry = self._entries[report.id] = _Entry()
        entry.is_written = True
        try:
            async with entry.turn:
                entry.end_mirror()
                adopt(entry.text, report)
                if report.kept != entry.text.end:
                    await self._mirror_of(report.id, entry).catch_up()
                else:
                    entry.text.restore(report.passage_ends, report.preview_chars, report.usage, report.marks)
                entry.is_read = True
                if self.is_paused:
                    entry.text.set_waiting(True)  # pages show it already; the first text clears it
                if entry.text.attempt != report.attempt:  # the lease ran out before the text was read
                    raise FenceLost(f"attempt {report.attempt} was taken over before it began")
            yield entry
        finally:
            entry.is_written = False
            if self._entries.get(report.id) is entry:
                if not entry.viewers:
                    del self._entries[report.id]
                else:
                    self._start_mirror(report.id, entry)

    def log_of(self, report_id: UUID) -> TextLog | None:
        """The report's log, if this process has one that is up to date."""
        entry = self._entries.get(report_id)
        return entry.text if entry is not None and entry.is_read else None

    def obey(self, order: Order) -> None:
        """Does what an order means for those who look on."""
        if order.kind in ("pause", "unpause"):
            self._pause(order.kind == "pause")
            return
        entry = self._entries.get(order.report_id) if order.report_id is not None else None
        if entry is None:
            return
        if order.kind == "drop":
            self._forget(entry)
        elif order.kind in ("stop", "look") and entry.mirror is not None:
            entry.mirror.look()

    def hang_up(self) -> None:
        """Tells every viewer to come back later, and lets them go."""
        self.is_hung_up = True
        for entry in self._entries.values():
            entry.text.nudge()

    def _pause(self, is_paused: bool) -> None:
        """Queued reports wait for the model until `unpause`, or until `pause` is not repeated in time."""
        self.is_paused = is_paused
        if self._unpausing is not None:
            self._unpausing.cancel()
            self._unpausing = None
        if is_paused:
            loop = asyncio.get_running_loop()
            self._unpausing = loop.call_later(self._pause_seconds, self._pause, False)
        for entry in self._entries.values():
            if entry.mirror is not None:
                entry.mirror.pause(is_paused)

    def _forget(self, entry: _Entry) -> None:
        """The report was deleted: its viewers are told, its log goes."""
        self._entries = {key: other for key, other in self._entries.items() if other is not entry}
        entry.end_mirror()
        if entry.text.ended is None:
            entry.text.confirm_end(End(Status.DELETED, "deleted", entry.text.end, None, entry.text.usage))

    def _leave(self, report_id: UUID, entry: _Entry, viewer: Viewer) -> None:
        if viewer not in entry.viewers:
            return
        entry.viewers.discard(viewer)
        if entry.viewers or entry.is_written:
            return
        is_known = self._entries.get(report_id) is entry
        if is_known and entry.mirror is not None and not self.is_hung_up:
            loop = asyncio.get_running_loop()
            entry.lingering = loop.call_later(LINGER_SECONDS, self._let_go, report_id, entry)
        else:
            self._let_go(report_id, entry)

    def _let_go(self, report_id: UUID, entry: _Entry) -> None:
        """Nobody has looked for long enough."""
        entry.end_mirror()
        if self._entries.get(report_id) is entry:
            del self._entries[report_id]

    def _mirror_of(self, report_id: UUID, entry: _Entry) -> Mirror:
        return Mirror(
            report_id,
            entry.text,
            self._store,
            self._relay,
            poll_seconds=self._poll_seconds,
            is_paused=self.is_paused,
        )

    def _start_mirror(self, report_id: UUID, entry: _Entry) -> None:
        if entry.is_written or entry.mirror is not None or entry.text.ended is not None or not entry.viewers:
            return
        entry.mirror = mirror = self._mirror_of(report_id, entry)
        entry.following = self._group.create_task(self._run(report_id, entry, mirror), name=f"mirror-{report_id}")

    async def _run(self, report_id: UUID, entry: _Entry, mirror: Mirror) -> None:
        current_report.set(str(report_id))
        try:
            await mirror.run()
        except Exception:  # one report never touches its neighbours
            log.exception("A mirror failed")
        finally:
            mirror.close()
            if entry.mirror is mirror:
                entry.mirror = entry.following = None
                if not entry.viewers:
                    self._let_go(report_id, entry)
