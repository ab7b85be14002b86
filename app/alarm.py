"""Wakes one task when something happens or a time comes, without a new timer for every wait."""

import asyncio
import math
import time
from collections.abc import Callable


class Alarm:
    """One task may `wait`, and anything on the same event loop may `ring`. Times are on the clock of
    `time.monotonic()`."""

    def __init__(self) -> None:
        self._waiter: asyncio.Future[None] | None = None
        self._rung_at = math.inf  # when to wake the task because of rings since its last wait
        self._until = math.inf
        # Two timers, so that a ring for soon does not cost the one for later.
        self._soon = _Timer(self._look)
        self._late = _Timer(self._look)

    def ring(self, at: float = -math.inf) -> None:
        """Wake the task at `at`, by default now. If it is not waiting, its next wait ends then."""
        if at < self._rung_at:
            self._rung_at = at
            self._look()

    async def wait(self, until: float = math.inf) -> None:
        """Wait until rung or until `until`, whichever comes first. Only one task may wait."""
        self._until = until
        if min(self._rung_at, until) > time.monotonic():
            self._waiter = asyncio.get_running_loop().create_future()
            self._look()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self._rung_at <= time.monotonic():
            self._rung_at = math.inf

    def close(self) -> None:
        """Stop the timers. Call this when the task no longer waits."""
        self._soon.stop()
        self._late.stop()

    def _look(self) -> None:
        """Wake the task if it is time, or else make sure that a timer looks again."""
        if self._waiter is None or self._waiter.done():
            return
        if min(self._rung_at, self._until) <= time.monotonic():
            self._waiter.set_result(None)
            return
        self._soon.set_by(self._rung_at)
        self._late.set_by(self._until)


class _Timer:
    """Fires at the latest time asked for, or earlier: an earlier one is not replaced."""

    def __init__(self, on_time: Callable[[], None]) -> None:
        self._on_time = on_time
        self._handle: asyncio.TimerHandle | None = None
        self._at = math.inf

    def set_by(self, at: float) -> None:
        """Make sure that it fires at `at` or earlier."""
        if at < self._at:
            self.stop()
            self._handle, self._at = asyncio.get_running_loop().call_at(at, self._fire), at

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._handle, self._at = None, math.inf

    def _fire(self) -> None:
        self._handle, self._at = None, math.inf
        self._on_time()
