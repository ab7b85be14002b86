"""The alarm: no wake-up is lost, and none comes too early."""

import asyncio
import time

import pytest

from app.alarm import Alarm
from tests.waiting import in_time


async def test_a_ring_wakes_the_waiting_task_and_one_before_the_wait_counts() -> None:
    alarm = Alarm()
    alarm.ring()
    await in_time(alarm.wait())
    waiting = asyncio.create_task(alarm.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    alarm.ring()
    await in_time(waiting)
    alarm.close()


@pytest.mark.parametrize("order", ["until first", "ring first", "ring earlier than until"])
async def test_it_waits_until_the_earliest_time_and_not_less(order: str) -> None:
    alarm, start = Alarm(), time.monotonic()
    until, ring_at = {
        "until first": (start + 0.05, start + 3600),
        "ring first": (start + 3600, start + 0.05),
        "ring earlier than until": (start + 0.5, start + 0.05),
    }[order]
    waiting = asyncio.create_task(alarm.wait(until))
    await asyncio.sleep(0)
    alarm.ring(ring_at)
    await in_time(waiting)
    assert time.monotonic() >= start + 0.05
    alarm.close()


async def test_rings_for_later_do_not_delay_an_earlier_one() -> None:
    alarm, start = Alarm(), time.monotonic()
    waiting = asyncio.create_task(alarm.wait())
    await asyncio.sleep(0)
    for seconds in (3600, 0.05, 7200):
        alarm.ring(start + seconds)
    await in_time(waiting)
    alarm.close()


async def test_a_wait_after_the_time_of_a_ring_has_passed_ends_at_once_and_only_once() -> None:
    alarm = Alarm()
    alarm.ring(time.monotonic())
    await in_time(alarm.wait(time.monotonic() + 3600))
    waiting = asyncio.create_task(alarm.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])
    alarm.ring()
    await in_time(alarm.wait())
    alarm.close()


async def test_a_cancelled_wait_leaves_the_alarm_usable() -> None:
    alarm = Alarm()
    for _ in range(3):
        waiting = asyncio.create_task(alarm.wait(time.monotonic() + 3600))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    alarm.ring()
    await in_time(alarm.wait())
    alarm.close()
