"""How late the event loop runs what is due: the measure of this process's load."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.05
BEATS = 5
MAX_LAG_SECONDS = 0.1
"""A loop that runs later than this, on average over the last `BEATS`, is overloaded."""


class LoopLag:
    """Measures the event loop's lag while `measuring`."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=BEATS)
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._was_overloaded = False
        self.on_change: Callable[[], None] = lambda: None
        """Called when the process becomes overloaded, and when it has recovered; set once, by the worker."""

    @property
    def seconds(self) -> float:
        """The average lag of the last `BEATS`."""
        return sum(self._lags) / len(self._lags) if self._lags else 0.0

    @property
    def is_overloaded(self) -> bool:
        """Whether this process should take on no more work."""
        return self.seconds > MAX_LAG_SECONDS

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Measure until the end of the block."""
        self._set_timer()
        try:
            yield
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def note(self, seconds: float) -> None:
        """Add one measurement. Logs when the process becomes overloaded, and when it has recovered."""
        self._lags.append(max(0.0, seconds))
        if self.is_overloaded != self._was_overloaded:
            self._was_overloaded = self.is_overloaded
            effect = "claiming no reports until it recovers" if self._was_overloaded else "claiming reports again"
            logger.info("⏱ The event loop is %d ms late; %s", self.seconds * 1000, effect)
            self.on_change()

    def _set_timer(self) -> None:
        self._due = time.monotonic() + BEAT_SECONDS
        self._timer = asyncio.get_running_loop().call_later(BEAT_SECONDS, self._beat)

    def _beat(self) -> None:
        self.note(time.monotonic() - self._due)
        self._set_timer()
