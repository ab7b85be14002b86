"""The speed of an answer."""

import asyncio

from app.llm.demo.answer import Step

UNPACED = 100_000
"""At this many characters per second or more, the demo sends as fast as it can."""


class Pace:
    """Keeps the average speed: a step that is late is sent at once."""

    def __init__(self, chars_per_second: float, deltas_per_second: float | None) -> None:
        self._chars_per_second = chars_per_second
        self._deltas_per_second = deltas_per_second
        self._clock = asyncio.get_running_loop().time
        self._start = self._clock()
        self._chars = self._deltas = 0

    async def wait(self, step: Step) -> None:
        if step.pause_seconds:
            await asyncio.sleep(step.pause_seconds)
            self._start += step.pause_seconds
        self._chars += len(step.text)
        self._deltas += 1
        if self._deltas_per_second is not None:
            due = self._deltas / self._deltas_per_second
        elif self._chars_per_second < UNPACED:
            due = self._chars / self._chars_per_second
        else:
            due = 0
        delay = self._start + due - self._clock()
        if delay > 0:
            await asyncio.sleep(delay)
        elif self._deltas % 16 == 0:
            await asyncio.sleep(0)
