"""Waiting with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar, overload

from app.textlog import TextLog

T = TypeVar("T")

DEADLINE = 90.0
"""Seconds after which a test counts as hanging; generous, because a loaded machine may be several times slower."""


async def in_time(event: Awaitable[T]) -> T:
    """Return the result of `event`. Raises `TimeoutError` after `DEADLINE` seconds."""
    async with asyncio.timeout(DEADLINE):
        return await event


@overload
async def eventually(condition: Callable[[], Awaitable[T | None]]) -> T: ...


@overload
async def eventually(condition: Callable[[], T | None]) -> T: ...


async def eventually(condition: Callable[[], Any]) -> Any:
    """Poll `condition`, a function or coroutine function, and return its first true result.

    Only for conditions that cannot be awaited. Raises `TimeoutError` after `DEADLINE` seconds.
    """
    async with asyncio.timeout(DEADLINE):
        while True:
            result = condition()
            value = await result if isawaitable(result) else result
            if value:
                return value
            await asyncio.sleep(0.005)


async def wait_log(log: TextLog, condition: Callable[[], bool]) -> None:
    """Wait until `condition` is true. Evaluates it after each change of the log."""
    async with asyncio.timeout(DEADLINE):
        while not condition():
            await log.wait_change(log.version)
