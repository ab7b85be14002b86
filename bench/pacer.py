"""One timer for many paced senders.

A timer of the event loop for each delta would cost more than sending it. Here, one wake-up serves everything that is
due, and wake-ups are at least a millisecond apart.
"""

import asyncio
import heapq
import random
from collections.abc import Callable

TICK_SECONDS = 0.001

Send = Callable[[], float | None]
"""Sends what is due, and returns the pause until the next time, or None at the end."""


class Pacer:
    """Calls each sender at its own pace. A late sender is called more often until it has caught up."""

    def __init__(self, note_lag: Callable[[float], None]) -> None:
        """Pass the lateness of each call in seconds to `note_lag`."""
        self._note_lag = note_lag
        self._loop = asyncio.get_running_loop()
        self._due: list[tuple[float, int, Send]] = []
        self._started = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self, send: Send, first_seconds: float, pause: float) -> None:
        """Call `send` for the first time after `first_seconds` and one or two pauses.

        The random part prevents that calls which start together run in step.
        """
        self._started += 1
        due = self._loop.time() + first_seconds + pause * (1 + random.random())
        heapq.heappush(self._due, (due, self._started, send))
        if self._due[0][2] is send:
            self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._due:
            at = max(self._due[0][0], self._loop.time() + TICK_SECONDS)
            self._timer = self._loop.call_at(at, self._run)

    def _run(self) -> None:
        now = self._loop.time()
        due = self._due
        while due and due[0][0] <= now:
            at, number, send = due[0]
            self._note_lag(now - at)
            pause = send()
            # `send` runs no event loop, so the first entry is still this one.
            if pause is None:
                heapq.heappop(due)
            else:
                heapq.heapreplace(due, (at + pause, number, send))
        self._wait()
