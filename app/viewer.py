"""The viewers of one report in this process, and their connected flags."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from app.alarm import Alarm
from app.textlog import TextLog


class SharedLog:
    """One report's log and all its viewers in this process.

    `is_hung_up` returns whether the process is shutting down.
    """

    def __init__(self, is_hung_up: Callable[[], bool]) -> None:
        self.log = TextLog()
        self.viewers: set[Viewer] = set()
        self.is_written = False
        """Whether this process writes the report."""
        self.knows_passages = False
        """Whether the log learns where a passage ends before it holds any text after it. Only a writer's log does:
        elsewhere, text may arrive before the message that says where the preview ends."""
        self.is_hung_up = is_hung_up
        self.no_viewers = asyncio.Event()
        """Set while no viewer is connected."""
        self.no_viewers.set()


class Viewer:
    """One open response. Its reader holds the offset; this holds only whether it is connected.

    `leave` is called once, when the response has ended. `owner` is the one that the response was opened for.
    """

    def __init__(self, shared: SharedLog, leave: Callable[["Viewer"], None], owner: UUID | None = None) -> None:
        self._shared = shared
        self._leave = leave
        self.owner = owner
        self._must_reconnect = False
        self.is_connected = True
        self.alarm = Alarm()
        """Rings when the viewer disconnects, and whenever its response asks for it."""
        shared.viewers.add(self)
        shared.no_viewers.clear()

    @property
    def log(self) -> TextLog:
        return self._shared.log

    @property
    def is_written(self) -> bool:
        """Whether this process writes the report, in which case no other process knows more of its text."""
        return self._shared.is_written

    @property
    def knows_passages(self) -> bool:
        """Whether the log learns where a passage ends before it holds any text after it."""
        return self._shared.knows_passages

    @property
    def is_hung_up(self) -> bool:
        """Whether this process is shutting down or `hang_up` was called: send `reconnect` and close the response."""
        return self._must_reconnect or self._shared.is_hung_up()

    def hang_up(self) -> None:
        """End the response. The client reconnects, if it still may read the report."""
        self._must_reconnect = True
        self.alarm.ring()

    def disconnect(self) -> None:
        """Clear the connected flag: the client is gone. The writing continues. Idempotent."""
        self.is_connected = False
        self.alarm.ring()
        if not any(viewer.is_connected for viewer in self._shared.viewers):
            self._shared.no_viewers.set()

    def close(self) -> None:
        """Remove the viewer once its response has ended. Idempotent."""
        self.disconnect()
        self.alarm.close()
        if self in self._shared.viewers:
            self._shared.viewers.discard(self)
            self._leave(self)
