"""Wakes one task when something happens or a time comes, without a new timer for every wait."""

import asyncio
import math
import time


class Alarm:
    """One task may `wait`, and anything on the same event loop may `ring`. Times are on the clock of
    `time.monotonic()`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._rung_at = math.inf  # when to wake the task because of rings since its last wait
        self._until = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = math.inf

    def ring(self, at: float = -math.inf) -> None:
        """Wake the task at `at`, by default now. If it is not waiting, its next wait ends then."""
        if at < self._rung_at:
            self._rung_at = at
            if self._waiter is not None:
                self._wake_or_set_timer()

    async def wait(self, until: float = math.inf) -> None:
        """Wait until rung or until `until`, whichever comes first. Only one task may wait."""
        self._until = until
        if min(self._rung_at, until) > time.monotonic():
            self._waiter = self._loop.create_future()
            self._wake_or_set_timer()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self._rung_at <= time.monotonic():
            self._rung_at = math.inf

    def close(self) -> None:
        """Stop the timer. Call this when the task no longer waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake_or_set_timer(self) -> None:
        due = min(self._rung_at, self._until)
        if due <= time.monotonic():
            if self._waiter is not None and not self._waiter.done():
                self._waiter.set_result(None)
        elif self._timer is None or due < self._timer_at:  # an earlier timer looks again when it fires
            self.close()
            if due < math.inf:
                self._timer, self._timer_at = self._loop.call_at(due, self._on_timer), due

    def _on_timer(self) -> None:
        self._timer = None
        if self._waiter is not None:
            self._wake_or_set_timer()
