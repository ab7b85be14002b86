"""A mirror behind a relay that loses, doubles and delays: its text is exact all the same, against the database."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from uuid import UUID

import pytest

from app.db.records import Report
from app.db.store import Store
from app.mirror import Mirror
from app.reader import Delta, Live, PreviewSaved, Reader
from app.reader import Saved as SavedBatch
from app.reader import Waiting as ReaderWaiting
from app.relay import Heard, Look, Message, Order, Saved, Text, Waiting
from app.relay.memory import MemoryRelay
from app.relay.tail import Tail, publish
from app.report import Outcome, Rewind, Status, Usage
from app.saver import Saver
from app.textlog import TextLog
from tests.db.rows import CHART, OWNER, REQUEST, piece
from tests.test_textlog import Fold

DEADLINE = 30


class Lossy:
    """A relay that does to messages what a network may: a share of them is lost, doubled or comes late."""

    def __init__(
        self, relay: MemoryRelay, chance: random.Random, *, loses: float, doubles: float, delays: float
    ) -> None:
        self._relay = relay
        self._chance = chance
        self._shares = loses, doubles, delays
        self._late: list[tuple[Callable[[Heard], None], Heard]] = []
        self.lost = 0

    async def send(self, report_id: UUID, take: Callable[[], Iterable[Message]]) -> bool:
        await asyncio.sleep(0)
        return await self._relay.send(report_id, take)

    def listen(self, report_id: UUID, receive: Callable[[Heard], None]) -> AbstractContextManager[None]:
        return self._relay.listen(report_id, lambda heard: self._pass(receive, heard))

    def order(self, order: Order) -> None:
        self._relay.order(order)

    def obey(self, receive: Callable[[Order], None]) -> AbstractContextManager[None]:
        return self._relay.obey(receive)

    async def run(self) -> None:
        await self._relay.run()

    def _pass(self, receive: Callable[[Heard], None], heard: Heard) -> None:
        loses, doubles, delays = self._shares
        if self._chance.random() < loses:
            self.lost += 1
            return
        if self._chance.random() < delays:
            self._late.append((receive, heard))
            return
        for _ in range(2 if self._chance.random() < doubles else 1):
            receive(heard)
        if self._late and self._chance.random() < 0.5:
            late_receive, late = self._late.pop(self._chance.randrange(len(self._late)))
            late_receive(late)


class Writing:
    """A writer, its saver and its tail, as a run has them."""

    def __init__(self, report: Report, store: Store, relay: Lossy) -> None:
        self.text = TextLog(attempt=report.attempt, rewinds=report.rewinds)
        self.tail = Tail(self.text)
        self._saver = Saver(report.id, self.text, store, batch_chars=60, batch_seconds=1000)
        self._relay = relay
        self._id = report.id

    def obey(self, order: Order) -> None:
        if order.kind == "save":
            if self.text.end > self.text.saved_end:
                self.text.want_save()
            else:
                self.tail.answer()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        with self._relay.obey(self.obey):
            async with asyncio.TaskGroup() as group:
                publisher = group.create_task(publish(self._id, self.tail, self.text, self._relay))
                saving = group.create_task(self._saver.run())
                yield
                await saving
                self.tail.finish()
                await publisher


async def running(store: Store) -> Report:
    await store.create(OWNER, REQUEST, CHART)
    (report,) = await store.claim(slots=1, model="glm")
    return report


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_is_lost_doubled_or_late_the_text_is_exact(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    relay = Lossy(MemoryRelay(), chance, loses=0.2, doubles=0.2, delays=0.2)
    report = await running(store)
    writing = Writing(report, store, relay)
    log = TextLog()
    mirror = Mirror(report.id, log, store, relay, poll_seconds=0.2)
    following = asyncio.create_task(mirror.run())
    fold, reader = Fold(), Reader(log)
    written: dict[int, str] = {0: ""}

    def look() -> None:
        while (change := reader.take()) is not None:
            fold.apply(change)
        if fold.position is not None:
            assert written[fold.position.attempt].startswith(fold.text)

    async with asyncio.timeout(DEADLINE):
        async with writing.at_work():
            text = writing.text
            for number in range(120):
                match chance.randrange(12):
                    case 0:
                        text.finish_passage(Usage(1, 1), ends_preview=text.preview_end is None)
                    case 1 if text.is_granted and text.end > text.kept:
                        text.rewind("retry")
                    case 2:
                        seen = log.version  # lets the mirror come along
                        with suppress(TimeoutError):
                            async with asyncio.timeout(0.05):
                                await log.wait_change(seen)
                    case _:
                        text.append(f"[{text.attempt}.{number}文😀]")
                # Of an attempt that waits to be granted nothing may be seen; what it wrote counts from then on.
                written[text.attempt] = text.read(0)
                await asyncio.sleep(0)
                look()
            text.close(Outcome(Status.INCOMPLETE, "upstream_cut"))
        await following
    look()
    saved = await store.load(report.id)
    assert saved is not None
    assert log.read(0) == fold.text == saved[1] == writing.text.read(0)
    assert fold.ended is not None
    assert fold.ended.end.sha256 == saved[0].sha256
    assert relay.lost > 3


class Hearing:
    """A mirror, its log, and what it asks for; the test is the relay."""

    def __init__(self, report: Report, store: Store) -> None:
        self.log = TextLog()
        self.relay = MemoryRelay()
        self.orders: list[Order] = []
        self.mirror = Mirror(report.id, self.log, store, self.relay, poll_seconds=1000)
        self._id = report.id

    @asynccontextmanager
    async def following(self) -> AsyncIterator["Hearing"]:
        with self.relay.obey(self.orders.append):
            task = asyncio.create_task(self.mirror.run())
            async with asyncio.timeout(DEADLINE):
                while not self.log.granted:
                    await self.log.wait_change(self.log.version)
            self.orders.clear()
            yield self
            task.cancel()
            await asyncio.wait([task])

    async def say(self, *messages: Message) -> None:
        await self.relay.send(self._id, lambda: messages)

    async def until(self, end: int) -> None:
        async with asyncio.timeout(DEADLINE):
            while self.log.end != end:
                await self.log.wait_change(self.log.version)


@pytest.fixture
async def report(store: Store) -> Report:
    return await running(store)


async def test_text_that_joins_is_taken_and_what_is_there_already_is_not_doubled(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        await hearing.say(
            Text(1, 0, "一二三"), Text(1, 1, "二三四"), Text(1, 0, "一二三"), Text(0, 4, "旧"), Text(1, 4, "")
        )
        assert hearing.log.read(0) == "一二三四"
        assert hearing.orders == []


async def test_a_gap_is_closed_by_asking_the_writer_to_save_and_reading_that(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        await hearing.say(Text(1, 0, "一二"), Text(1, 4, "五六"), Text(1, 6, "七"))
        assert hearing.log.read(0) == "一二"
        assert hearing.orders == [Order("save", report.id)]
        await store.save(report.id, 1, piece(0, "一二三四五"))
        await hearing.say(Saved(1, 5, None, is_batch=False))
        await hearing.until(7)
        assert hearing.log.read(0) == "一二三四五六七"
        assert hearing.orders == [Order("save", report.id)]


async def test_a_writer_that_does_not_answer_does_not_keep_what_is_saved_from_being_read(
    store: Store, report: Report
) -> None:
    async with Hearing(report, store).following() as hearing:
        await store.save(report.id, 1, piece(0, "一二三四"))
        await hearing.say(Text(1, 2, "三四"))
        await hearing.until(4)


async def test_text_of_an_attempt_it_does_not_know_waits_until_it_does(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        await store.save(report.id, 1, piece(0, "一二三", [2]))
        await hearing.say(Text(1, 0, "一二三"))
        await store.rewind(report.id, 1, 3, [Rewind(2, 2, "retry")])
        await hearing.say(Text(2, 2, "新"), Text(1, 3, "旧"))
        async with asyncio.timeout(DEADLINE):
            while hearing.log.granted < 2 or hearing.log.end < 3:
                await hearing.log.wait_change(hearing.log.version)
        assert (hearing.log.read(0), hearing.log.attempt) == ("一二新", 2)


async def test_marks_are_told_without_reading_and_late_ones_take_nothing_back(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        reader = Reader(hearing.log)
        await hearing.say(
            Text(1, 0, "一二三四五六"), Saved(1, 3, 3, False), Saved(1, 6, 3, True), Saved(1, 3, 3, False)
        )
        told = [change for change in iter(reader.take, None) if not isinstance(change, Delta | Live)]
        assert told == [PreviewSaved(3), SavedBatch(6)]
        assert (hearing.log.saved_end, hearing.log.preview_end) == (6, 3)


async def test_a_closed_mirror_touches_nothing(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        await hearing.say(Text(1, 0, "一"))
        hearing.mirror.close()
        await hearing.say(Text(1, 1, "二"), Look())
        await store.save(report.id, 1, piece(0, "一二三"))
        await hearing.mirror.catch_up()
        assert hearing.log.read(0) == "一"


async def test_that_the_writer_waits_is_shown_until_its_next_text(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        reader = Reader(hearing.log)
        await hearing.say(Waiting(True), Waiting(True))
        assert hearing.log.is_waiting
        assert [change for change in iter(reader.take, None) if not isinstance(change, Live)] == [ReaderWaiting(True)]
        await hearing.say(Text(1, 0, "一"))  # that it no longer waits was lost
        assert not hearing.log.is_waiting


async def test_what_nobody_writes_waits_while_nothing_is_claimed(store: Store, report: Report) -> None:
    async with Hearing(report, store).following() as hearing:
        hearing.mirror.pause(True)
        assert not hearing.log.is_waiting  # its writer goes on
        await store.finish(report.id, 1, piece(0, "一"), Outcome(Status.QUEUED), "")
        await hearing.say(Look())
        async with asyncio.timeout(DEADLINE):
            while not hearing.log.is_waiting:
                await hearing.log.wait_change(hearing.log.version)
        hearing.mirror.pause(False)
        assert not hearing.log.is_waiting


async def test_a_tail_says_again_that_the_writer_waits_when_a_mirror_asks() -> None:
    text = TextLog(attempt=1)
    tail = Tail(text)

    def told() -> list[Message]:
        messages = [message for message in tail.take() if isinstance(message, Waiting)]
        tail.confirm()
        return list(messages)

    assert told() == []
    text.set_waiting(True)
    assert told() == [Waiting(True)]
    assert told() == []
    tail.answer()
    assert told() == [Waiting(True)]
    text.set_waiting(False)
    assert told() == [Waiting(False)]
    tail.answer()
    assert told() == []
