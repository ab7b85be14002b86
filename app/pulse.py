"""Notices that this process has not run for a while: it was frozen, or starved of CPU time."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SHORTEST_BEAT_SECONDS = 0.05


class Pulse:
    """Counts the pauses longer than `limit_seconds` in which this process did not run, while it is `beating`."""

    def __init__(self, limit_seconds: float) -> None:
        self._limit_seconds = limit_seconds
        self._at = time.monotonic()
        self._pauses = 0
        self._timer: asyncio.TimerHandle | None = None

    def pauses(self) -> int:
        """Return the number of pauses so far, including one that has only just ended."""
        now = time.monotonic()
        self._pauses += now - self._at > self._limit_seconds
        self._at = now
        return self._pauses

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Notice pauses until the end of the block."""
        self._at = time.monotonic()
        self._beat()
        try:
            yield
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def _beat(self) -> None:
        self.pauses()
        seconds = max(self._limit_seconds / 4, _SHORTEST_BEAT_SECONDS)
        self._timer = asyncio.get_running_loop().call_later(seconds, self._beat)
