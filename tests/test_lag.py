"""The event loop's lag: it is noticed, and so is the recovery."""

import logging
import time

import pytest

from app.lag import BEATS, MAX_LAG_SECONDS, LoopLag
from tests.waiting import eventually


async def test_a_blocked_loop_is_overloaded_until_it_runs_freely_again() -> None:
    lag = LoopLag()

    def is_overloaded_by_blocking() -> bool:
        time.sleep(3 * MAX_LAG_SECONDS)
        return lag.is_overloaded

    with lag.measuring():
        await eventually(is_overloaded_by_blocking)
        await eventually(lambda: not lag.is_overloaded)


def test_changes_are_announced_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    lag, changes = LoopLag(), list[bool]()
    lag.on_change = lambda: changes.append(lag.is_overloaded)
    for seconds in [*[2 * MAX_LAG_SECONDS] * 3, *[0.0] * BEATS]:
        lag.note(seconds)
    assert changes == [True, False]
    assert [record.message for record in caplog.records] == [
        "⏱ The event loop is 200 ms late; claiming no reports until it recovers",
        "⏱ The event loop is 80 ms late; claiming reports again",
    ]
