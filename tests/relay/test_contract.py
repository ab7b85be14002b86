"""The contract of every relay."""

import asyncio
from contextlib import ExitStack
from uuid import UUID

import pytest

from app.relay import PAUSE, UNPAUSE, WAKE, Command, Message, Missed, RowChanged, Saved, Text, Waiting
from tests.outgoing import Outgoing
from tests.waiting import DEADLINE

from .conftest import OTHER, REPORT, Ends, Listener

TRICKY = "命书 '\"\\;--\n\t%s {} \u2028\u0085 e\u0301 𝒳😀 "


async def test_a_listener_gets_missed_first_and_then_every_message(ends: Ends) -> None:
    listener = Listener()
    with ends.there.listen(REPORT, listener.receive):
        await listener.ready()
        messages: list[Message] = [
            Text(1, 0, TRICKY),
            Text(1, len(TRICKY), ""),
            Saved(1, 7, None, False),
            Saved(2, 9, 5, True),
            RowChanged(),
            Waiting(True),
            Waiting(False),
        ]
        await ends.send(*messages)
        await listener.wait_messages(len(messages))
        assert listener.messages == messages
        assert listener.received[0] == Missed()


async def test_a_listener_gets_messages_of_its_own_report_only_and_none_after_leaving(ends: Ends) -> None:
    listener, other, later = Listener(), Listener(), Listener()
    with ends.there.listen(OTHER, other.receive):
        await other.ready()
        with ends.there.listen(REPORT, listener.receive):
            await listener.ready()
            await ends.send(Text(1, 0, "一"))
            await listener.wait_messages(1)
        await ends.send(Text(1, 1, "二"))
        with ends.there.listen(REPORT, later.receive):
            await later.ready()
            await ends.send(Text(1, 2, "三"))
            await later.until(lambda: bool(later.messages))
    assert listener.messages == [Text(1, 0, "一")]
    assert later.messages == [Text(1, 2, "三")]
    assert other.messages == []


async def test_two_listeners_of_one_report_get_the_same_messages(ends: Ends) -> None:
    first, second = Listener(), Listener()
    with ends.there.listen(REPORT, first.receive):
        await first.ready()
        with ends.there.listen(REPORT, second.receive):
            await second.ready()
            await ends.send(Text(1, 0, "一"))
            await second.until(lambda: bool(second.messages))
        await ends.send(Text(1, 1, "二"))
        await first.wait_messages(2)
    assert second.messages == [Text(1, 0, "一")]


@pytest.mark.parametrize("text", ["𝒳" * 10_000, "文\n" * 9_000])
async def test_long_text_arrives_whole_and_in_order(ends: Ends, text: str) -> None:
    listener = Listener()
    with ends.there.listen(REPORT, listener.receive):
        await listener.ready()
        await ends.send(Text(3, 100, text))
        await listener.until(
            lambda: sum(len(message.text) for message in listener.messages if isinstance(message, Text)) == len(text)
        )
    end, whole = 100, ""
    for message in listener.messages:
        assert isinstance(message, Text)
        assert (message.attempt, message.start) == (3, end)
        whole += message.text
        end += len(message.text)
    assert whole == text


async def test_messages_are_taken_only_when_they_can_be_sent(ends: Ends) -> None:
    """On a slow connection nothing queues up: text that arrives meanwhile is sent in one message."""
    listener, texts = Listener(), ["一"]
    outgoing = Outgoing(lambda: [Text(1, 0, "".join(texts))])
    with ends.there.listen(REPORT, listener.receive), ends.here.publishing(REPORT, outgoing) as note_change:
        await listener.ready()
        for _ in range(5):
            note_change()
            texts.append("又")
        await listener.wait_messages(1)
        assert listener.messages == [Text(1, 0, "一又又又又又")]
        note_change()
        await listener.wait_messages(2)
    assert outgoing.taken == 2


async def test_a_command_reaches_this_process_immediately_and_then_the_others(ends: Ends) -> None:
    local, remote = Listener(), Listener()
    with ends.here.on_command(local.handle), ends.there.on_command(remote.handle):
        await remote.until(lambda: WAKE in remote.commands)
        ends.here.send_command(Command("stop", REPORT))
        assert Command("stop", REPORT) in local.commands
        for kind in ("drop", "save", "look"):
            ends.here.send_command(Command(kind, OTHER))
        await remote.until(lambda: Command("look", OTHER) in remote.commands)
    wanted = [WAKE, Command("stop", REPORT), *(Command(kind, OTHER) for kind in ("drop", "save", "look"))]
    assert [command for command in remote.commands if command in wanted] == remote.commands
    assert list(dict.fromkeys(remote.commands)) == wanted


async def test_a_process_does_not_get_its_own_commands_back(ends: Ends) -> None:
    local, remote = Listener(), Listener()
    with ends.here.on_command(local.handle), ends.there.on_command(remote.handle):
        await local.until(lambda: WAKE in local.commands)
        await remote.until(lambda: WAKE in remote.commands)
        ends.here.send_command(Command("look", REPORT))
        await remote.until(lambda: Command("look", REPORT) in remote.commands)
        ends.there.send_command(Command("look", OTHER))  # would arrive after it
        await local.until(lambda: Command("look", OTHER) in local.commands)
    assert local.commands.count(Command("look", REPORT)) == 1


async def test_many_reports_send_concurrently(ends: Ends) -> None:
    listeners = {UUID(int=number): Listener() for number in range(100, 140)}

    async def send_numbers(report_id: UUID) -> None:
        for number in range(3):
            await ends.send(Text(report_id.int, number, str(number)), report_id=report_id)

    with ExitStack() as stack:
        for report_id, listener in listeners.items():
            stack.enter_context(ends.there.listen(report_id, listener.receive))
        for listener in listeners.values():
            await listener.ready()
        async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
            for report_id in listeners:
                group.create_task(send_numbers(report_id))
        for report_id, listener in listeners.items():
            await listener.wait_messages(3)
            assert listener.messages == [Text(report_id.int, number, str(number)) for number in range(3)]


async def test_pause_and_unpause_reach_every_process(ends: Ends) -> None:
    remote = Listener()
    with ends.there.on_command(remote.handle):
        await remote.until(lambda: WAKE in remote.commands)
        ends.here.send_command(PAUSE)
        ends.here.send_command(UNPAUSE)
        await remote.until(lambda: UNPAUSE in remote.commands)
    assert [command for command in remote.commands if command != WAKE] == [PAUSE, UNPAUSE]
