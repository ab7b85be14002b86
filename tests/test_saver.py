"""The saver's timing: what it saves and when, with a real database."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.bazi.birth import Birth, Place
from app.db.records import Report
from app.db.store import Store
from app.errors import FenceLost
from app.reading.request import ReportRequest
from app.report import Finding, Outcome, Status, Usage
from app.saver import Saver
from app.textlog import TextLog
from tests.waiting import DEADLINE

REQUEST = ReportRequest(
    birth=Birth(year=1990, month=5, day=12, hour=14, minute=30),
    gender="female",
    place=Place(longitude=116.41, timezone="Asia/Shanghai"),
)


async def claimed(store: Store) -> tuple[UUID, Report, TextLog]:
    owner = uuid4()
    await store.create(owner, REQUEST, {})
    [report] = await store.claim(slots=1, model="test")
    return owner, report, TextLog(attempt=report.attempt, rewinds=report.rewinds)


class Saving:
    """A running saver. `until` waits for the progress that it reports in the log."""

    def __init__(self, store: Store, report: Report, log: TextLog, *, chars: int = 3000, seconds: float = 1000) -> None:
        self.log = log
        self.saver = Saver(report.id, log, store, batch_chars=chars, batch_seconds=seconds)

    async def __aenter__(self) -> "Saving":
        self.task = asyncio.create_task(self.saver.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])

    async def until(self, saved: int) -> None:
        async with asyncio.timeout(DEADLINE):
            while self.log.saved.end < saved:
                change = asyncio.create_task(self.log.wait_change(self.log.version))
                await asyncio.wait([change, self.task], return_when=asyncio.FIRST_COMPLETED)
                change.cancel()
                if self.task.done():
                    self.task.result()


async def pieces(engine: AsyncEngine) -> list[tuple[int, int]]:
    async with engine.connect() as conn:
        rows = await conn.execute(sql("SELECT start, char_length(text) FROM pieces ORDER BY start"))
        return [(row[0], row[1]) for row in rows]


async def test_saving_the_preview_does_not_shift_the_batches(store: Store, engine: AsyncEngine) -> None:
    owner, report, log = await claimed(store)
    async with Saving(store, report, log) as saving:
        log.append("序" * 1800)
        log.finish_passage(ends_preview=True)
        log.append("文" * 5)
        await saving.until(1800)
        assert await pieces(engine) == [(0, 1800)]
        log.append("文" * 1194)
        assert log.end == 2999
        log.append("文")
        await saving.until(3000)
        log.append("文" * 3000)
        await saving.until(6000)
    assert await pieces(engine) == [(0, 1800), (1800, 1200), (3000, 3000)]
    row = await store.report(report.id, owner)
    assert (row.preview_chars, row.kept, row.chars) == (1800, 6000, 6000)
    assert log.saved.batches == 2


async def test_a_batch_is_saved_after_enough_time(store: Store, engine: AsyncEngine) -> None:
    _, report, log = await claimed(store)
    async with Saving(store, report, log, seconds=0.05) as saving:
        log.append("三个字")
        await saving.until(3)
    assert await pieces(engine) == [(0, 3)]
    assert log.saved.batches == 1


async def test_the_end_is_saved_with_the_last_piece_and_the_digest(store: Store) -> None:
    owner, report, log = await claimed(store)
    async with Saving(store, report, log) as saving:
        log.append("完𝒳")
        log.add_usage(Usage(3, 4, calls=2, wasted_calls=1, wasted_tokens=2))
        log.finish_passage()
        log.close(Outcome(Status.COMPLETED))
        await asyncio.wait_for(saving.task, 10)
    row, text = await store.report_with_text(report.id, owner)
    assert (row.status, row.chars, text, row.usage) == (Status.COMPLETED, 2, "完𝒳", Usage(3, 4, 2, 1, 2))
    assert log.ended is not None
    assert log.ended.sha256 == row.sha256


async def test_findings_are_saved_with_the_end_of_their_passage(store: Store) -> None:
    owner, report, log = await claimed(store)
    first, second = (Finding(passage=number, key="k", code="phrase", detail="必定") for number in (1, 2))
    async with Saving(store, report, log) as saving:
        log.append("甲" * 10)
        log.finish_passage(findings=[first])
        log.append("乙" * 10)
        log.finish_passage(findings=[second])
        partial = saving.saver._piece(15)
        assert (partial.passage_ends, partial.findings) == ([10], [first])
        log.close(Outcome(Status.COMPLETED))
        await asyncio.wait_for(saving.task, 10)
    row, _ = await store.report_with_text(report.id, owner)
    assert row.findings == (first, second)


async def test_a_rewritten_passage_is_saved_under_a_new_attempt(store: Store, engine: AsyncEngine) -> None:
    owner, report, log = await claimed(store)
    async with Saving(store, report, log) as saving:
        log.append("甲" * 10)
        log.finish_passage()
        log.append("乙" * 10)
        log.request_save()
        await saving.until(20)
        log.rewind("retry")
        log.append("丙" * 3)
        log.close(Outcome(Status.INCOMPLETE, "upstream_cut"))
        await asyncio.wait_for(saving.task, 10)
    row, text = await store.report_with_text(report.id, owner)
    assert text == "甲" * 10 + "丙" * 3
    assert (row.attempt, row.kept) == (2, 13)
    assert [tuple(rewind) for rewind in row.rewinds] == [(1, 0, "takeover"), (2, 10, "retry")]


async def test_a_saver_that_lost_its_report_writes_nothing(store: Store, engine: AsyncEngine) -> None:
    _, report, log = await claimed(store)
    async with engine.connect() as conn:
        await conn.execute(sql("UPDATE reports SET attempt = attempt + 1"))
    async with Saving(store, report, log) as saving:
        with pytest.raises(FenceLost):
            await saving.saver.renew()
        log.append("迟了")
        log.request_save()
        await asyncio.wait([saving.task], timeout=DEADLINE)
        with pytest.raises(FenceLost):
            saving.task.result()
    assert await pieces(engine) == []


async def test_a_report_that_is_handed_back_keeps_all_its_text(store: Store) -> None:
    owner, report, log = await claimed(store)
    async with Saving(store, report, log) as saving:
        log.append("还没写完")
        log.close(Outcome(Status.QUEUED))
        await asyncio.wait_for(saving.task, 10)
    row, text = await store.report_with_text(report.id, owner)
    assert (row.status, text, row.attempt) == (Status.QUEUED, "还没写完", 1)
    assert log.ended is None
    [again] = await store.claim(slots=1, model="test")
    assert (again.attempt, again.chars) == (2, 4)


async def test_text_that_is_to_be_written_again_is_not_kept(store: Store) -> None:
    owner, report, log = await claimed(store)
    async with Saving(store, report, log) as saving:
        log.append("甲" * 10)
        log.finish_passage()
        log.append("乙" * 10)
        log.mark_flawed()
        log.close(Outcome(Status.QUEUED))
        await asyncio.wait_for(saving.task, 10)
    row, text = await store.report_with_text(report.id, owner)
    assert (len(text), row.kept) == (20, 10)
    [again] = await store.claim(slots=1, model="test")
    assert (again.attempt, again.chars) == (2, 10)


async def test_a_renewal_saves_the_unsaved_text_without_a_batch(store: Store, engine: AsyncEngine) -> None:
    _, report, log = await claimed(store)
    async with Saving(store, report, log) as saving:
        await saving.saver.renew()
        for _ in range(3):
            log.append("文" * 10)
            await saving.saver.renew()
        assert await pieces(engine) == [(0, 10), (10, 10), (20, 10)]
        assert (log.saved.end, log.saved.batches) == (30, 0)
        log.append("文" * 2971)
        await saving.until(3001)
        assert await pieces(engine) == [(0, 3001)]
        assert log.saved.batches == 1


async def test_text_in_the_journal_still_becomes_a_batch_by_time(store: Store, engine: AsyncEngine) -> None:
    _, report, log = await claimed(store)
    async with Saving(store, report, log, seconds=0.5) as saving:
        log.append("文" * 10)
        await saving.saver.renew()
        async with asyncio.timeout(DEADLINE):
            while not log.saved.batches:
                await log.wait_change(log.version)
    async with engine.connect() as conn:
        assert (await conn.execute(sql("SELECT start, is_journal FROM pieces"))).all() == [(0, False)]
