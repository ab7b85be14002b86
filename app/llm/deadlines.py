"""When to read the next piece of an answer, and how long to wait for it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from app.errors import ModelOverlong, ModelStalled
from app.reader import PACE_SECONDS

LATE_SECONDS: Final = 0.2
"""A deadline noticed later than this was missed by a process that did not run. Text may have arrived meanwhile, so the
model was not silent."""
READ_SECONDS: Final = 1.1 * PACE_SECONDS
"""Interval at which a fast answer is read. A little longer than the viewers' interval, so that they are ready for each
piece: with equal intervals, a viewer that is once out of step would stay so, and receive all text up to 50 ms later."""
MAX_READS_PER_SECOND: Final = 1800
"""Of all calls together, approximately. Beyond it, the intervals grow: text comes later, but the process keeps up."""
TICK_SECONDS: Final = READ_SECONDS / 5
"""Reads begin at multiples of this time, so that those of several calls share one wake-up of the event loop."""
BURST_READS: Final = 5
"""How far reading may run ahead of its pace: this many pieces at the start of a call, or after a pause of the model."""

_T = TypeVar("_T")


class Pace:
    """Spaces the pieces that one call reads. Viewers receive text at the same pace, and a large piece costs little more
    than a small one. `open_calls` returns how many calls this process reads."""

    def __init__(self, open_calls: Callable[[], int]) -> None:
        self._clock = asyncio.get_running_loop().time
        self._open_calls = open_calls
        self._due = -math.inf
        self.is_over = False
        """Whether the text is complete, so that the rest may be read at once."""

    def next_read(self) -> float:
        """Return when the next piece may be read, on the event loop's clock. What arrives before becomes part of it."""
        now, interval = self._clock(), max(READ_SECONDS, self._open_calls() / MAX_READS_PER_SECOND)
        due = max(self._due, now - BURST_READS * interval) + interval
        self._due = round(due / TICK_SECONDS) * TICK_SECONDS
        return now if self.is_over else self._due


class Deadlines:
    """The deadlines of a call: one for the whole call, one for its current silence.

    They are checked only while the task that created this waits, never at a `yield`. One timer serves the whole call:
    when it fires too early, it is set again. A timeout for each piece would cost more than decoding it.
    """

    def __init__(self, silent_seconds: float, call_seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._clock = self._loop.time
        self._task = asyncio.current_task()
        self._is_waiting = self._has_passed = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = math.inf
        self._call_ends = self._clock() + call_seconds
        self.was_late = False
        """Whether a deadline was noticed late."""
        self.extend(silent_seconds)

    @property
    def _next(self) -> float:
        return min(self._ends, self._call_ends)

    def extend(self, seconds: float) -> None:
        self._ends = self._clock() + seconds
        self._is_excused = False

    def end_within(self, seconds: float) -> None:
        self._call_ends = min(self._call_ends, self._clock() + seconds)

    async def wait(self, awaitable: Awaitable[_T]) -> _T:
        """Return the result. Raises `ModelOverlong` or `ModelStalled` if it takes too long."""
        if self._next < self._timer_at:
            self._set_timer()
        self._is_waiting = True
        try:
            return await awaitable
        except asyncio.CancelledError:
            if self._task is None or not self._has_passed or self._task.uncancel() > 0:
                raise
            if self._clock() >= self._call_ends:
                raise ModelOverlong("the call exceeded its total time limit") from None
            raise ModelStalled("the model was silent for too long") from None
        finally:
            self._is_waiting = False

    def close(self) -> None:
        """Stop the timer at the end of the call."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer, self._timer_at = None, math.inf

    def _set_timer(self) -> None:
        self.close()
        self._timer_at = self._next
        self._timer = self._loop.call_at(self._timer_at, self._check)

    def _check(self) -> None:
        self._timer, self._timer_at = None, math.inf
        now = self._clock()
        if not self._is_waiting:  # the next wait sets the timer
            return
        self.was_late = now - self._next > LATE_SECONDS
        if self.was_late and not self._is_excused:  # read what arrived while this process did not run
            self._is_excused = True
            self._ends = max(self._ends, now + LATE_SECONDS)
        if now < self._next:
            self._set_timer()
        elif self._task is not None:
            self._has_passed = self._task.cancel()
