"""The relay over PostgreSQL: lost sessions on either side, and messages that cannot be decoded."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.relay import PAUSE, UNPAUSE, WAKE, Command, Missed, Received, RowChanged, Saved, Text, Waiting
from app.relay.postgres import PostgresRelay
from app.relay.wire import MAX_CHARS, channel_of, decode, decode_command, encode, encode_command
from tests.outgoing import Outgoing
from tests.waiting import in_time

from .conftest import REPORT, Ends, Listener, end_of, end_sessions


@pytest.fixture
async def ends(database_url: str) -> AsyncIterator[Ends]:
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(end_of(database_url)) for _ in range(2)]
        yield Ends(here, there)


async def test_a_listener_is_notified_of_an_interruption_and_receives_again(ends: Ends, engine: AsyncEngine) -> None:
    listener = Listener()
    with ends.there.listen(REPORT, listener.receive):
        await listener.ready()
        for interruption in range(2, 7):
            assert await end_sessions(engine, "mingshu listen")
            await listener.wait_interruptions(interruption)
            message = Text(1, interruption, "")
            await ends.send(message)
            await listener.wait_message(message)


async def test_a_sender_learns_of_a_failure_and_can_send_again(ends: Ends, engine: AsyncEngine) -> None:
    listener, local = Listener(), Listener()
    with (
        ends.there.listen(REPORT, listener.receive),
        ends.there.on_command(listener.handle),
        ends.here.on_command(local.handle),
    ):
        await listener.ready()
        await ends.send(Text(1, 0, "一"))
        assert await end_sessions(engine, "mingshu publish")
        ends.here.send_command(WAKE)  # sent in the same statement, which fails; it must not be lost
        outgoing = Outgoing(lambda: [Text(1, 1, "二")])
        with ends.here.publishing(REPORT, outgoing) as note_change:
            note_change()
            await in_time(outgoing.confirmed.wait())
        assert outgoing.taken > 1
        await listener.until(lambda: Text(1, 1, "二") in listener.messages and WAKE in listener.commands)
    assert local.commands[0] == WAKE


async def test_a_source_that_has_left_is_not_asked_again(ends: Ends) -> None:
    here = ends.here
    assert isinstance(here, PostgresRelay)
    outgoing = Outgoing(lambda: [RowChanged()])
    with here.publishing(REPORT, outgoing) as note_change:
        note_change()
    await ends.send(RowChanged())
    assert outgoing.taken == 0
    assert not here._sources


async def test_unknown_payloads_are_harmless(ends: Ends, engine: AsyncEngine) -> None:
    listener = Listener()
    with ends.there.listen(REPORT, listener.receive), ends.there.on_command(listener.handle):
        await listener.ready()
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
        await listener.wait_messages(len(payloads))
    assert listener.messages == [RowChanged()] * (len(payloads) - 1) + [Text(1, 2, "")]
    assert listener.commands == [WAKE]


@pytest.mark.parametrize(
    "message",
    [
        Text(1, 0, ""),
        Text(999_999, 999_999_999, "𝒳" * MAX_CHARS),
        Text(2, 7, " a b  c "),
        Saved(1, 2, None, False),
        Saved(1, 2, 3, True),
        RowChanged(),
        Waiting(True),
        Waiting(False),
    ],
)
def test_a_message_survives_encoding_and_decoding_and_fits(message: Received) -> None:
    assert not isinstance(message, Missed)
    payloads = list(encode(message))
    assert [decode(payload) for payload in payloads] == [message]
    assert all(len(payload.encode()) < 8000 for payload in payloads)


@pytest.mark.parametrize(
    "command", [WAKE, PAUSE, UNPAUSE, Command("stop", REPORT), Command("drop", REPORT), Command("save", REPORT)]
)
def test_a_command_survives_encoding_and_decoding(command: Command) -> None:
    assert decode_command(encode_command(command)) == command
