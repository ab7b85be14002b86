"""What befalls the relay over PostgreSQL: lost sessions on either side, and what cannot be read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.relay import PAUSE, UNPAUSE, WAKE, Heard, Look, Missed, Order, Saved, Text, Waiting
from app.relay.postgres import PostgresRelay
from app.relay.wire import MOST_CHARS, channel_of, read, read_order, write, write_order

from .conftest import DEADLINE, REPORT, Ear, Ends, end_of, end_sessions


@pytest.fixture
async def ends(database_url: str) -> AsyncIterator[Ends]:
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(end_of(database_url)) for _ in range(2)]
        yield Ends(here, there)


async def test_whoever_listens_is_told_of_an_interruption_and_hears_again(ends: Ends, engine: AsyncEngine) -> None:
    ear = Ear()
    with ends.there.listen(REPORT, ear.hear):
        await ear.ready()
        for interruption in range(2, 7):
            assert await end_sessions(engine, "mingshu listen")
            await ear.until(lambda wanted=interruption: ear.interruptions >= wanted)
            async with asyncio.timeout(DEADLINE):
                assert await ends.here.send(REPORT, lambda mark=interruption: [Text(1, mark, "")])
            await ear.until(lambda mark=interruption: Text(1, mark, "") in ear.messages)


async def test_whoever_sends_is_told_that_it_failed_and_can_send_again(ends: Ends, engine: AsyncEngine) -> None:
    ear, mine = Ear(), Ear()
    with ends.there.listen(REPORT, ear.hear), ends.there.obey(ear.obey), ends.here.obey(mine.obey):
        await ear.ready()
        assert await ends.here.send(REPORT, lambda: [Text(1, 0, "一")])
        assert await end_sessions(engine, "mingshu publish")
        ends.here.order(WAKE)  # goes out with what fails, and is not lost with it
        was_sent = [await ends.here.send(REPORT, lambda: [Text(1, 1, "二")])]
        async with asyncio.timeout(DEADLINE):
            while not was_sent[-1]:
                was_sent.append(await ends.here.send(REPORT, lambda: [Text(1, 1, "二")]))
        assert was_sent[0] is False
        await ear.until(lambda: Text(1, 1, "二") in ear.messages and WAKE in ear.orders)
    assert mine.orders[0] == WAKE


async def test_a_sender_that_gives_up_leaves_nothing_behind(ends: Ends) -> None:
    here = ends.here
    assert isinstance(here, PostgresRelay)
    asked = []
    sending = asyncio.create_task(here.send(REPORT, lambda: asked.append(1) or []))
    await asyncio.sleep(0)
    sending.cancel()
    await asyncio.wait([sending])
    async with asyncio.timeout(DEADLINE):
        assert await here.send(REPORT, lambda: [Look()])
    assert here._outgoing == {}


async def test_what_no_process_of_this_version_would_say_does_no_harm(ends: Ends, engine: AsyncEngine) -> None:
    ear = Ear()
    with ends.there.listen(REPORT, ear.hear), ends.there.obey(ear.obey):
        await ear.ready()
        payloads = [
            "",
            "x",
            "t 1",
            "t a b c",
            "s 1 2",
            "s 1 2 3 4 5",
            "t  1 2",
            "w",
            "w ",
            "w 2",
            "w 0 1",
            "l",
            "t 1 2 ",
        ]
        async with engine.connect() as conn:
            for payload in ["", "dance", "stop", "pause " + "0" * 32, "stop x", "stop " + "0" * 31]:
                await conn.execute(text("SELECT pg_notify('mingshu_orders', :payload)"), {"payload": payload})
            for payload in payloads:
                notify = text("SELECT pg_notify(:channel, :payload)")
                await conn.execute(notify, {"channel": channel_of(REPORT), "payload": payload})
        await ear.until(lambda: len(ear.messages) == len(payloads))
    assert ear.messages == [Look()] * (len(payloads) - 1) + [Text(1, 2, "")]
    assert ear.orders == [WAKE]


@pytest.mark.parametrize(
    "message",
    [
        Text(1, 0, ""),
        Text(999_999, 999_999_999, "𝒳" * MOST_CHARS),
        Text(2, 7, " a b  c "),
        Saved(1, 2, None, False),
        Saved(1, 2, 3, True),
        Look(),
        Waiting(True),
        Waiting(False),
    ],
)
def test_a_message_is_read_as_it_was_written_and_fits(message: Heard) -> None:
    assert not isinstance(message, Missed)
    payloads = list(write(message))
    assert [read(payload) for payload in payloads] == [message]
    assert all(len(payload.encode()) < 8000 for payload in payloads)


@pytest.mark.parametrize(
    "order", [WAKE, PAUSE, UNPAUSE, Order("stop", REPORT), Order("drop", REPORT), Order("save", REPORT)]
)
def test_an_order_is_read_as_it_was_written(order: Order) -> None:
    assert read_order(write_order(order)) == order
