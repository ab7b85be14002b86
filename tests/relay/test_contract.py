"""What every relay promises."""

import asyncio
from contextlib import ExitStack
from uuid import UUID

import pytest

from app.relay import PAUSE, UNPAUSE, WAKE, Look, Message, Missed, Order, Saved, Text, Waiting

from .conftest import DEADLINE, OTHER, REPORT, Ear, Ends

TRICKY = "命书 '\"\\;--\n\t%s {} \u2028\u0085 e\u0301 𝒳😀 "


async def send(ends: Ends, *messages: Message) -> None:
    async with asyncio.timeout(DEADLINE):
        assert await ends.here.send(REPORT, lambda: messages)


async def test_a_listener_is_told_when_it_hears_all_and_hears_all_from_then_on(ends: Ends) -> None:
    ear = Ear()
    with ends.there.listen(REPORT, ear.hear):
        await ear.ready()
        said = [Text(1, 0, TRICKY), Text(1, len(TRICKY), ""), Saved(1, 7, None, False), Saved(2, 9, 5, True), Look()]
        said += [Waiting(True), Waiting(False)]
        await send(ends, *said)
        await ear.until(lambda: len(ear.messages) == len(said))
        assert ear.messages == said
        assert ear.heard[0] == Missed()


async def test_it_hears_of_its_own_report_alone_and_nothing_once_it_left(ends: Ends) -> None:
    ear, other, later = Ear(), Ear(), Ear()
    with ends.there.listen(OTHER, other.hear):
        await other.ready()
        with ends.there.listen(REPORT, ear.hear):
            await ear.ready()
            await send(ends, Text(1, 0, "一"))
            await ear.until(lambda: len(ear.messages) == 1)
        await send(ends, Text(1, 1, "二"))
        with ends.there.listen(REPORT, later.hear):
            await later.ready()
            await send(ends, Text(1, 2, "三"))
            await later.until(lambda: bool(later.messages))
    assert ear.messages == [Text(1, 0, "一")]
    assert later.messages == [Text(1, 2, "三")]
    assert other.messages == []


async def test_two_listeners_of_one_report_hear_the_same(ends: Ends) -> None:
    first, second = Ear(), Ear()
    with ends.there.listen(REPORT, first.hear):
        await first.ready()
        with ends.there.listen(REPORT, second.hear):
            await second.ready()
            await send(ends, Text(1, 0, "一"))
            await second.until(lambda: bool(second.messages))
        await send(ends, Text(1, 1, "二"))
        await first.until(lambda: len(first.messages) == 2)
    assert second.messages == [Text(1, 0, "一")]


@pytest.mark.parametrize("text", ["𝒳" * 10_000, "文\n" * 9_000])
async def test_long_text_arrives_whole_and_in_order(ends: Ends, text: str) -> None:
    ear = Ear()
    with ends.there.listen(REPORT, ear.hear):
        await ear.ready()
        await send(ends, Text(3, 100, text))
        await ear.until(lambda: sum(len(heard.text) for heard in ear.messages if isinstance(heard, Text)) == len(text))
    end, whole = 100, ""
    for heard in ear.messages:
        assert isinstance(heard, Text)
        assert (heard.attempt, heard.start) == (3, end)
        whole += heard.text
        end += len(heard.text)
    assert whole == text


async def test_what_there_is_to_say_is_asked_for_only_when_it_can_go_out(ends: Ends) -> None:
    """So that nothing queues behind a slow way: what came meanwhile goes out at once."""
    ear, texts = Ear(), ["一"]
    with ends.there.listen(REPORT, ear.hear):
        await ear.ready()

        async def say(count: int) -> None:
            for _ in range(count):
                await ends.here.send(REPORT, lambda: [Text(1, 0, "".join(texts))])
                texts.append("又")

        async with asyncio.timeout(DEADLINE):
            await say(5)
        await ear.until(lambda: len(ear.messages) == 5)
    assert [len(heard.text) for heard in ear.messages if isinstance(heard, Text)] == [1, 2, 3, 4, 5]


async def test_an_order_reaches_every_process_this_one_at_once(ends: Ends) -> None:
    mine, theirs = Ear(), Ear()
    with ends.here.obey(mine.obey), ends.there.obey(theirs.obey):
        await theirs.until(lambda: WAKE in theirs.orders)
        ends.here.order(Order("stop", REPORT))
        assert Order("stop", REPORT) in mine.orders
        for kind in ("drop", "save", "look"):
            ends.here.order(Order(kind, OTHER))  # type: ignore[arg-type]
        await theirs.until(lambda: Order("look", OTHER) in theirs.orders)
    wanted = [WAKE, Order("stop", REPORT), *(Order(kind, OTHER) for kind in ("drop", "save", "look"))]  # type: ignore[arg-type]
    assert [order for order in theirs.orders if order in wanted] == theirs.orders
    assert list(dict.fromkeys(theirs.orders)) == wanted


async def test_many_reports_speak_at_once(ends: Ends) -> None:
    ears = {UUID(int=number): Ear() for number in range(100, 140)}

    async def speak(report_id: UUID) -> None:
        for number in range(3):
            message = Text(report_id.int, number, str(number))
            assert await ends.here.send(report_id, lambda said=message: [said])

    with ExitStack() as stack:
        for report_id, ear in ears.items():
            stack.enter_context(ends.there.listen(report_id, ear.hear))
        for ear in ears.values():
            await ear.ready()
        async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
            for report_id in ears:
                group.create_task(speak(report_id))
        for report_id, ear in ears.items():
            await ear.until(lambda ear=ear: len(ear.messages) == 3)
            assert ear.messages == [Text(report_id.int, number, str(number)) for number in range(3)]


async def test_that_nothing_is_claimed_reaches_every_process(ends: Ends) -> None:
    theirs = Ear()
    with ends.there.obey(theirs.obey):
        await theirs.until(lambda: WAKE in theirs.orders)
        ends.here.order(PAUSE)
        ends.here.order(UNPAUSE)
        await theirs.until(lambda: UNPAUSE in theirs.orders)
    assert [order for order in theirs.orders if order != WAKE] == [PAUSE, UNPAUSE]
