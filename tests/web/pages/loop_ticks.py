"""Counts event-loop iterations."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class LoopTicks:
    """A task that runs once per event-loop iteration and counts them."""

    def __init__(self) -> None:
        self.count = 0

    async def run(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)


@asynccontextmanager
async def counted_loop_ticks() -> AsyncIterator[LoopTicks]:
    """Count event-loop iterations for the duration of the block."""
    ticks = LoopTicks()
    task = asyncio.create_task(ticks.run(), name="loop-ticks")
    try:
        yield ticks
    finally:
        task.cancel()
