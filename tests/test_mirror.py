"""A mirror keeps the exact text behind a relay that loses, duplicates and delays messages. With a real database."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from uuid import UUID

import pytest

from app.db.records import Report
from app.db.store import Store
from app.mirror import Mirror
from app.reader import Delta, Live, PreviewSaved, Reader
from app.reader import Saved as SavedBatch
from app.reader import Waiting as ReaderWaiting
from app.relay import Command, Message, Received, RowChanged, Saved, Source, Text, Waiting
from app.relay.memory import MemoryRelay
from app.relay.publisher import FIRST_SECONDS, PublishCursor, publish
from app.report import Outcome, Rewind, Status
from app.saver import Saver
from app.textlog import TextLog
from tests.db.rows import CHART, OWNER, REQUEST, piece
from tests.outgoing import send
from tests.test_textlog import Fold
from tests.waiting import DEADLINE, wait_log


class Lossy:
    """A relay that loses, duplicates or delays a share of the messages."""

    def __init__(
        self, relay: MemoryRelay, chance: random.Random, *, loses: float, doubles: float, delays: float
    ) -> None:
        self._relay = relay
        self._chance = chance
        self._shares = loses, doubles, delays
        self._late: list[tuple[Callable[[Received], None], Received]] = []
        self.lost = 0

    def publishing(self, report_id: UUID, source: Source) -> AbstractContextManager[Callable[[], None]]:
        return self._relay.publishing(report_id, source)

    def listen(self, report_id: UUID, receive: Callable[[Received], None]) -> AbstractContextManager[None]:
        return self._relay.listen(report_id, lambda message: self._pass(receive, message))

    def send_command(self, command: Command) -> None:
        self._relay.send_command(command)

    def on_command(self, receive: Callable[[Command], None]) -> AbstractContextManager[None]:
        return self._relay.on_command(receive)

    async def run(self) -> None:
        await self._relay.run()

    def _pass(self, receive: Callable[[Received], None], message: Received) -> None:
        loses, doubles, delays = self._shares
        if self._chance.random() < loses:
            self.lost += 1
            return
        if self._chance.random() < delays:
            self._late.append((receive, message))
            return
        for _ in range(2 if self._chance.random() < doubles else 1):
            receive(message)
        if self._late and self._chance.random() < 0.5:
            late_receive, late = self._late.pop(self._chance.randrange(len(self._late)))
            late_receive(late)


class Writing:
    """A log with its saver and its publisher, as in a run."""

    def __init__(self, report: Report, store: Store, relay: Lossy) -> None:
        self.log = TextLog(attempt=report.attempt, rewinds=report.rewinds)
        self.cursor = PublishCursor(self.log, first_seconds=0)
        self._saver = Saver(report.id, self.log, store, batch_chars=60, batch_seconds=1000)
        self._relay = relay
        self._id = report.id

    def handle(self, command: Command) -> None:
        if command.kind == "follow":
            self.cursor.follow()
        if command.kind == "save":
            if self.log.end > self.log.saved.end:
                self.log.request_save()
            else:
                self.cursor.answer()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        with self._relay.on_command(self.handle):
            async with asyncio.TaskGroup() as group:
                publisher = group.create_task(publish(self._id, self.cursor, self.log, self._relay))
                saving = group.create_task(self._saver.run())
                yield
                await saving
                self.cursor.finish()
                await publisher


async def running(store: Store) -> Report:
    await store.create(OWNER, REQUEST, CHART)
    (report,) = await store.claim(slots=1, model="glm")
    return report


@pytest.mark.parametrize("seed", range(8))
async def test_the_text_is_exact_although_messages_are_lost_duplicated_or_late(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    relay = Lossy(MemoryRelay(), chance, loses=0.2, doubles=0.2, delays=0.2)
    report = await running(store)
    writing = Writing(report, store, relay)
    log = TextLog()
    mirror = Mirror(report.id, log, store, relay, poll_seconds=0.2)
    following = asyncio.create_task(mirror.run())
    fold, reader = Fold(), Reader(log)
    written: dict[int, str] = {0: ""}

    def read() -> None:
        while (change := reader.take()) is not None:
            fold.apply(change)
        if fold.position is not None:
            assert written[fold.position.attempt].startswith(fold.text)

    async with asyncio.timeout(DEADLINE):
        async with writing.running():
            source = writing.log
            for number in range(120):
                match chance.randrange(12):
                    case 0:
                        source.finish_passage(ends_preview=source.preview_end is None)
                    case 1 if source.is_committed and source.end > source.checkpoint:
                        source.rewind("retry")
                        if chance.random() < 0.8:  # nothing is published before the attempt is committed
                            await wait_log(source, lambda: source.is_committed)
                    case 2:
                        seen = log.version  # let the mirror catch up
                        with suppress(TimeoutError):
                            async with asyncio.timeout(0.05):
                                await log.wait_change(seen)
                    case _:
                        source.append(f"[{source.attempt}.{number}文😀]")
                # Text of an attempt that is not committed must not be visible yet; record it for later.
                written[source.attempt] = source.read(0)
                await asyncio.sleep(0)
                read()
            source.close(Outcome(Status.INCOMPLETE, "upstream_cut"))
        await following
    read()
    saved = await store.load(report.id)
    assert saved is not None
    assert log.read(0) == fold.text == saved[1] == writing.log.read(0)
    assert fold.ended is not None
    assert fold.ended.end.sha256 == saved[0].sha256
    assert relay.lost > 3, "too few messages were lost"


class Mirroring:
    """A running mirror, its log, and the commands that it sends. The test sends it messages."""

    def __init__(self, report: Report, store: Store) -> None:
        self.log = TextLog()
        self.relay = MemoryRelay()
        self.commands: list[Command] = []
        self.mirror = Mirror(report.id, self.log, store, self.relay, poll_seconds=1000)
        self._id = report.id

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Mirroring"]:
        with self.relay.on_command(self.commands.append):
            task = asyncio.create_task(self.mirror.run())
            await wait_log(self.log, lambda: self.log.committed > 0)
            self.commands.clear()
            yield self
            task.cancel()
            await asyncio.wait([task])

    async def send(self, *messages: Message) -> None:
        await send(self.relay, self._id, *messages)

    async def until(self, end: int) -> None:
        await wait_log(self.log, lambda: self.log.end == end)


@pytest.fixture
async def report(store: Store) -> Report:
    return await running(store)


async def test_adjacent_text_is_appended_and_known_text_is_not_repeated(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        await mirroring.send(
            Text(1, 0, "一二三"), Text(1, 1, "二三四"), Text(1, 0, "一二三"), Text(0, 4, "旧"), Text(1, 4, "")
        )
        assert mirroring.log.read(0) == "一二三四"
        assert mirroring.commands == []


async def test_a_gap_is_closed_by_having_the_writer_save(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        await mirroring.send(Text(1, 0, "一二"), Text(1, 4, "五六"), Text(1, 6, "七"))
        assert mirroring.log.read(0) == "一二"
        assert mirroring.commands == [Command("save", report.id)]
        await store.save(report.id, 1, piece(0, "一二三四五"))
        await mirroring.send(Saved(1, 5, None, is_batch=False))
        await mirroring.until(7)
        assert mirroring.log.read(0) == "一二三四五六七"
        assert mirroring.commands == [Command("save", report.id)]


async def test_saved_text_is_read_even_if_the_writer_does_not_answer(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        await store.save(report.id, 1, piece(0, "一二三四"))
        await mirroring.send(Text(1, 2, "三四"))
        await mirroring.until(4)


async def test_text_of_an_unknown_attempt_is_held_until_the_attempt_is_known(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        await store.save(report.id, 1, piece(0, "一二三", [2]))
        await mirroring.send(Text(1, 0, "一二三"))
        await store.rewind(report.id, 1, 3, [Rewind(2, 2, "retry")])
        await mirroring.send(Text(2, 2, "新"), Text(1, 3, "旧"))
        await wait_log(mirroring.log, lambda: mirroring.log.committed >= 2 and mirroring.log.end >= 3)
        assert (mirroring.log.read(0), mirroring.log.attempt) == ("一二新", 2)


async def test_progress_needs_no_read_and_late_messages_undo_nothing(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        reader = Reader(mirroring.log)
        await mirroring.send(
            Text(1, 0, "一二三四五六"), Saved(1, 3, 3, False), Saved(1, 6, 3, True), Saved(1, 3, 3, False)
        )
        changes = [change for change in iter(reader.take, None) if not isinstance(change, Delta | Live)]
        assert changes == [PreviewSaved(3), SavedBatch(6)]
        assert (mirroring.log.saved.end, mirroring.log.preview_end) == (6, 3)


async def test_a_closed_mirror_changes_nothing(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        await mirroring.send(Text(1, 0, "一"))
        mirroring.mirror.close()
        await mirroring.send(Text(1, 1, "二"), RowChanged())
        await store.save(report.id, 1, piece(0, "一二三"))
        await mirroring.mirror.catch_up()
        assert mirroring.log.read(0) == "一"


async def test_a_waiting_writer_is_shown_until_its_next_text(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        reader = Reader(mirroring.log)
        await mirroring.send(Waiting(True), Waiting(True))
        assert mirroring.log.is_waiting
        assert [change for change in iter(reader.take, None) if not isinstance(change, Live)] == [ReaderWaiting(True)]
        await mirroring.send(Text(1, 0, "一"))  # the message `Waiting(False)` was lost
        assert not mirroring.log.is_waiting


async def test_a_queued_report_waits_while_the_queue_is_paused(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        mirroring.mirror.pause(True)
        assert not mirroring.log.is_waiting  # its writer continues
        await store.finish(report.id, 1, piece(0, "一"), Outcome(Status.QUEUED), "")
        await mirroring.send(RowChanged())
        await wait_log(mirroring.log, lambda: mirroring.log.is_waiting)
        mirroring.mirror.pause(False)
        assert not mirroring.log.is_waiting


async def test_text_is_published_only_while_it_is_followed() -> None:
    log = TextLog(attempt=1)
    cursor = PublishCursor(log, first_seconds=0)

    def published() -> list[Message]:
        has_news, messages = cursor.has_news, list(cursor.take())
        cursor.confirm()
        assert has_news == bool(messages)
        return messages

    assert published() == [RowChanged()]
    log.append("甲乙")
    assert published() == []
    log.mark_saved(1)
    assert published() == []
    log.append("丙丁")
    cursor.follow()
    assert published() == [Text(1, 1, "乙丙丁"), Saved(1, 1, None, is_batch=False)]
    log.append("戊")
    assert published() == [Text(1, 4, "戊")]


async def test_who_begins_to_follow_gets_no_text_that_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    log = TextLog(attempt=1)
    cursor = PublishCursor(log)
    assert cursor.take() == [RowChanged()]
    cursor.confirm()
    clock = time.monotonic() + 2 * FIRST_SECONDS  # nobody has followed so far
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    log.append("甲" * 1000)
    log.mark_saved(1000)
    log.append("乙")
    assert not cursor.has_news
    cursor.follow()
    assert cursor.take() == [Text(1, 1000, "乙"), Saved(1, 1000, None, is_batch=False)]


async def test_the_text_of_a_new_writer_is_published_before_anybody_follows() -> None:
    log = TextLog(attempt=1)
    cursor = PublishCursor(log)
    log.append("甲")
    assert cursor.take() == [RowChanged(), Text(1, 0, "甲")]


async def test_a_mirror_follows_the_report_as_soon_as_it_listens(store: Store, report: Report) -> None:
    mirroring, has_followed = Mirroring(report, store), asyncio.Event()

    def handle(command: Command) -> None:
        if command == Command("follow", report.id):
            has_followed.set()

    with mirroring.relay.on_command(handle):
        async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
            following = group.create_task(mirroring.mirror.run())
            await has_followed.wait()
            assert mirroring.log.committed == 0  # it has not even read the row
            following.cancel()


async def test_a_mirror_that_comes_late_gets_text_before_it_is_saved(store: Store) -> None:
    relay = Lossy(MemoryRelay(), random.Random(1), loses=0, doubles=0, delays=0)
    report = await running(store)
    writing, log = Writing(report, store, relay), TextLog()
    mirror = Mirror(report.id, log, store, relay, poll_seconds=1000)
    async with asyncio.timeout(DEADLINE), writing.running(), asyncio.TaskGroup() as group:
        writing.log.append("甲")
        following = group.create_task(mirror.run())
        await wait_log(log, lambda: log.end == 1)
        writing.log.append("乙")
        await wait_log(log, lambda: log.end == 2)
        assert writing.log.saved.end == 1
        following.cancel()
        writing.log.close(Outcome(Status.COMPLETED))


async def test_a_mirror_follows_a_new_writer_at_once(store: Store, report: Report) -> None:
    async with Mirroring(report, store).running() as mirroring:
        await mirroring.send(Saved(1, 0, None, is_batch=False))
        assert mirroring.commands == []  # it follows already
        await mirroring.send(RowChanged())
        assert mirroring.commands == [Command("follow", report.id)]


async def test_an_answer_to_a_mirror_repeats_that_the_writer_waits() -> None:
    log = TextLog(attempt=1)
    cursor = PublishCursor(log)

    def publish_waiting() -> list[Message]:
        messages = [message for message in cursor.take() if isinstance(message, Waiting)]
        cursor.confirm()
        return list(messages)

    assert publish_waiting() == []
    log.set_waiting(True)
    assert publish_waiting() == [Waiting(True)]
    assert publish_waiting() == []
    cursor.answer()
    assert publish_waiting() == [Waiting(True)]
    log.set_waiting(False)
    assert publish_waiting() == [Waiting(False)]
    cursor.answer()
    assert publish_waiting() == []
