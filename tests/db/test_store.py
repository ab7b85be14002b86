"""The store, statement by statement, with a real database."""

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.bazi.birth import Birth
from app.db import statements
from app.db.records import WriteResult
from app.db.store import Store
from app.errors import FenceLost, IdempotencyConflict, IllegalMove, NotFound, StorageUnavailable
from app.reader import Delta, Reader, Reset
from app.reading.request import ReportRequest, stored_request
from app.report import Finding, Outcome, Position, Rewind, Status, Usage
from app.textlog import TextLog
from tests.databases import open_engine
from tests.waiting import DEADLINE

from .rows import (
    CHART,
    EMPTY_SHA256,
    OWNER,
    REQUEST,
    STRANGER,
    expire,
    piece,
    pieces,
    queued,
    row,
    running,
    saved,
    sql,
)

DONE = Outcome(Status.COMPLETED)
STOPPED = Outcome(Status.STOPPED, "stopped")
HANDED_BACK = Outcome(Status.QUEUED)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# Creating and reading.


async def test_a_new_report_is_queued_with_its_request_unchanged(store: Store) -> None:
    report, is_new = await store.create(OWNER, REQUEST, CHART)
    assert is_new
    assert (report.status, report.attempt, report.chars, report.kept) == (Status.QUEUED, 0, 0, 0)
    assert (stored_request(report), json.loads(report.chart_json), report.language) == (REQUEST, CHART, "zh")
    assert (report.passage_ends, report.rewinds, report.preview_chars) == ((), (), None)
    assert (report.code, report.sha256, report.ended_at, report.model) == (None, None, None, None)
    assert await store.report(report.id, OWNER) == report
    assert await store.report_with_text(report.id, OWNER) == (report, "")


async def test_every_field_of_a_request_survives_the_database(store: Store) -> None:
    request = ReportRequest(
        birth=Birth(year=2020, month=4, day=1, hour=None, calendar="lunar", leap_month=True),
        gender="male",
        place=REQUEST.place,
        name='😀"\\\u2028',
        question="一\n二",
        language="en",
    )
    report, _ = await store.create(OWNER, request, CHART)
    assert stored_request(await store.report(report.id, OWNER)) == request


async def test_concurrent_requests_with_one_key_create_one_report(store: Store, engine: AsyncEngine) -> None:
    answers = await asyncio.gather(*(store.create(OWNER, REQUEST, CHART, idempotency_key="k") for _ in range(8)))
    assert sum(is_new for _, is_new in answers) == 1
    assert len({report.id for report, _ in answers}) == 1
    assert len(await sql(engine, "SELECT id FROM reports")) == 1


async def test_the_same_key_with_another_body_is_a_conflict(store: Store, engine: AsyncEngine) -> None:
    await store.create(OWNER, REQUEST, CHART, idempotency_key="k")
    other = ReportRequest(birth=REQUEST.birth, gender="male", place=REQUEST.place)
    with pytest.raises(IdempotencyConflict):
        await store.create(OWNER, other, CHART, idempotency_key="k")


async def test_a_key_from_before_there_were_outlines_still_finds_its_report(store: Store, engine: AsyncEngine) -> None:
    first, _ = await store.create(OWNER, REQUEST, CHART, idempotency_key="k")
    await sql(engine, "UPDATE reports SET request = request - 'outline', request_digest = 'old'")
    again, is_new = await store.create(OWNER, replace(REQUEST, outline=2), CHART, idempotency_key="k")
    assert (again.id, is_new) == (first.id, False)
    assert len(await sql(engine, "SELECT id FROM reports")) == 1


async def test_a_key_belongs_to_its_owner(store: Store) -> None:
    mine, _ = await store.create(OWNER, REQUEST, CHART, idempotency_key="k")
    theirs, is_new = await store.create(STRANGER, REQUEST, CHART, idempotency_key="k")
    assert is_new
    assert mine.id != theirs.id


async def test_without_a_key_every_request_creates_a_report(store: Store) -> None:
    assert (await queued(store)).id != (await queued(store)).id


async def test_a_key_can_be_reused_once_its_report_is_deleted(store: Store) -> None:
    first, _ = await store.create(OWNER, REQUEST, CHART, idempotency_key="k")
    await store.delete(first.id, OWNER)
    second, is_new = await store.create(OWNER, REQUEST, CHART, idempotency_key="k")
    assert is_new
    assert second.id != first.id


@pytest.mark.parametrize("id", [None, uuid4()], ids=["another_owners", "nonexistent"])
async def test_no_method_gives_access_to_another_owners_report(store: Store, engine: AsyncEngine, id: UUID) -> None:
    report = await running(store)
    before = await row(engine, report.id)
    asked = id or report.id
    for method in (store.report, store.report_with_text, store.request_stop, store.resume, store.delete):
        with pytest.raises(NotFound):
            await method(asked, STRANGER)
    assert await store.reports(STRANGER, status=None, before=None, limit=10) == []
    assert await row(engine, report.id) == before


async def test_the_list_is_newest_first_and_continues_after_any_row(store: Store, engine: AsyncEngine) -> None:
    made = [await queued(store) for _ in range(5)]
    await sql(engine, "UPDATE reports SET created_at = '2026-01-01T00:00:00Z'")  # so that only the ids differ
    expected = sorted((report.id for report in made), reverse=True)
    rows = await store.reports(OWNER, status=None, before=None, limit=10)
    assert [report.id for report in rows] == expected
    for index, seen in enumerate(rows):
        rest = await store.reports(OWNER, status=None, before=(seen.created_at, seen.id), limit=2)
        assert [report.id for report in rest] == expected[index + 1 : index + 3]


async def test_the_list_can_be_filtered_by_status(store: Store) -> None:
    claimed = await running(store)
    waiting = await queued(store)
    for status, expected in ((Status.RUNNING, [claimed.id]), (Status.QUEUED, [waiting.id]), (Status.FAILED, [])):
        rows = await store.reports(OWNER, status=status, before=None, limit=10)
        assert [report.id for report in rows] == expected


async def test_concurrent_calls_create_one_signing_key(store: Store) -> None:
    keys = await asyncio.gather(*(store.signing_key() for _ in range(5)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert await store.signing_key() == keys[0]


# Claiming.


async def test_a_claim_takes_the_oldest_reports_up_to_its_slots(store: Store, engine: AsyncEngine) -> None:
    made = [await queued(store) for _ in range(3)]
    # Backdate the reports so that the one created last is the oldest.
    for age, report in enumerate(made):
        await sql(
            engine,
            "UPDATE reports SET created_at = clock_timestamp() - make_interval(hours => :age) WHERE id = :id",
            age=age,
            id=report.id,
        )
    claimed = await store.claim(slots=2, model="glm")
    assert [report.id for report in claimed] == [made[2].id, made[1].id]
    assert {(report.status, report.attempt, report.model) for report in claimed} == {(Status.RUNNING, 1, "glm")}
    assert {report.rewinds for report in claimed} == {(Rewind(1, 0, "takeover"),)}
    assert [report.id for report in await store.claim(slots=2, model="glm")] == [made[0].id]
    assert await store.claim(slots=2, model="glm") == []


async def test_concurrent_claims_never_share_a_report(store: Store, database_url: str) -> None:
    made = {(await queued(store)).id for _ in range(24)}
    async with open_engine(database_url) as other:
        stores = [store, Store(other, lease_seconds=10)] * 4
        claims = await asyncio.gather(*(each.claim(slots=3, model="glm") for each in stores))
    taken = [report.id for claim in claims for report in claim]
    assert len(taken) == len(set(taken))
    left = [report.id for report in await store.claim(slots=24, model="glm")]
    assert {*taken, *left} == made
    assert len(taken) + len(left) == len(made)


async def test_a_claim_skips_a_locked_row(store: Store, engine: AsyncEngine) -> None:
    held, free = await queued(store), await queued(store)
    async with engine.connect() as conn:
        transaction = await conn.execution_options(isolation_level="READ COMMITTED")
        await transaction.execute(text("SELECT 1 FROM reports WHERE id = :id FOR UPDATE"), {"id": held.id})
        assert [report.id for report in await store.claim(slots=2, model="glm")] == [free.id]
        await transaction.rollback()
    assert [report.id for report in await store.claim(slots=2, model="glm")] == [held.id]


async def test_the_lease_is_measured_by_the_databases_clock(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    now = await row(engine, report.id)
    assert abs(now["lease_until"] - now["updated_at"] - timedelta(seconds=10)) < timedelta(seconds=1)
    assert await store.claim(slots=1, model="glm") == []  # it has not expired
    await expire(engine, report.id)
    (again,) = await store.claim(slots=1, model="other")
    assert (again.id, again.attempt, again.model) == (report.id, 2, "other")
    assert (await row(engine, report.id))["deaths"] == 1


@pytest.mark.parametrize("kept", [0, 1, 3, 4, 5, 9, 10])
async def test_a_claim_cuts_the_text_back_to_what_is_kept(store: Store, engine: AsyncEngine, kept: int) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "甲😀c"))
    await store.save(report.id, 1, piece(3, "😀2345678"[:6]))
    await store.save(report.id, 1, piece(9, "末", kept=kept))
    whole = await saved(store, report.id)
    await expire(engine, report.id)
    (again,) = await store.claim(slots=1, model="glm")
    assert (again.chars, again.kept, again.attempt) == (kept, kept, 2)
    assert again.rewinds[-1] == Rewind(2, kept, "takeover")
    assert await saved(store, report.id) == whole[:kept]
    assert "".join(text for _, text in await pieces(engine, report.id)) == whole[:kept]
    # Writing continues from there.
    assert (await store.save(report.id, 2, piece(kept, "续"))).chars == kept + 1
    assert await saved(store, report.id) == whole[:kept] + "续"


async def test_a_claim_does_not_touch_the_text_of_other_reports(store: Store, engine: AsyncEngine) -> None:
    mine = await running(store)
    await store.save(mine.id, 1, piece(0, "mine"))
    theirs = await running(store, STRANGER)
    await store.save(theirs.id, 1, piece(0, "theirs", kept=3))
    await expire(engine, theirs.id)
    (again,) = await store.claim(slots=5, model="glm")
    assert again.id == theirs.id
    assert await saved(store, theirs.id) == "the"
    assert await saved(store, mine.id) == "mine"


async def test_a_stop_request_survives_the_writers_death(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.request_stop(report.id, OWNER)
    await expire(engine, report.id)
    (again,) = await store.claim(slots=1, model="glm")
    assert again.stop_requested


# Saving.


async def test_a_save_adds_its_piece_and_updates_the_report(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    result = await store.save(report.id, 1, piece(0, "你好", tokens=1))
    assert result == WriteResult(1, 2, stop_requested=False)
    result = await store.save(report.id, 1, piece(2, "世界！", ends=[2, 5], preview=5, tokens=7))
    assert result == WriteResult(1, 5, stop_requested=False)
    loaded = await store.load(report.id)
    assert loaded is not None
    now, saved_text = loaded
    assert saved_text == "你好世界！"
    assert (now.chars, now.kept, now.passage_ends, now.preview_chars) == (5, 5, (2, 5), 5)
    assert now.usage == Usage(7, 7)
    assert now.kept == now.chars
    assert await pieces(engine, report.id) == [(0, "你好"), (2, "世界！")]


async def test_a_save_joins_the_pieces_of_the_journal(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "甲乙"))
    await store.save(report.id, 1, piece(2, "丙", is_journal=True))
    await store.save(report.id, 1, piece(3, "丁😀", is_journal=True))
    assert await pieces(engine, report.id) == [(0, "甲乙"), (2, "丙"), (3, "丁😀")]
    assert await store.save(report.id, 1, piece(5, "戊")) == WriteResult(1, 6, stop_requested=False)
    assert await pieces(engine, report.id) == [(0, "甲乙"), (2, "丙丁😀戊")]
    await store.save(report.id, 1, piece(6, "己"))
    assert await pieces(engine, report.id) == [(0, "甲乙"), (2, "丙丁😀戊"), (6, "己")]


async def test_an_empty_save_joins_the_journal(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "甲", is_journal=True))
    await store.save(report.id, 1, piece(1, "乙", is_journal=True))
    await store.save(report.id, 1, piece(2, "", ends=[2], preview=2))
    assert await pieces(engine, report.id) == [(0, "甲乙")]


async def test_the_next_writer_joins_the_journal_of_the_one_before(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    for start, char in enumerate("甲乙丙丁"):
        await store.save(report.id, 1, piece(start, char, kept=min(start + 1, 3), is_journal=True))
    await expire(engine, report.id)
    await store.claim(slots=1, model="glm")
    assert await pieces(engine, report.id) == [(0, "甲"), (1, "乙"), (2, "丙")]
    last = piece(3, "末")
    assert await store.finish(report.id, 2, last, DONE, digest("甲乙丙末")) is None
    assert await pieces(engine, report.id) == [(0, "甲乙丙末")]


async def test_older_code_between_two_newer_attempts_mixes_nothing(store: Store, engine: AsyncEngine) -> None:
    """It knows no journal: it trims one to the last complete passage, and writes ordinary pieces after it."""
    report = await running(store)
    for start, words in ((0, "一二三"), (3, "四五六")):
        await store.save(report.id, 1, piece(start, words, ends=[2] if start else [], is_journal=True))
    older = (
        "UPDATE reports SET attempt = 2, chars = kept WHERE id = :id",
        "DELETE FROM pieces WHERE report_id = :id AND start >= 2",
        "UPDATE pieces SET text = left(text, 2) WHERE report_id = :id",
        "UPDATE reports SET chars = 5, kept = 4, passage_ends = '{2,4}' WHERE id = :id",
        "INSERT INTO pieces (report_id, start, text) VALUES (:id, 2, '旧旧旧')",
    )
    for statement in older:
        await sql(engine, statement, id=report.id)
    await expire(engine, report.id)
    (again,) = await store.claim(slots=1, model="glm")
    assert (again.attempt, again.chars) == (3, 5)  # not 6, where the first attempt had got to
    await store.save(report.id, 3, piece(5, "新", ends=[2, 4]))
    assert await saved(store, report.id) == "一二旧旧旧新"


@pytest.mark.parametrize("status", ["queued", "stopped"])
async def test_older_code_can_end_what_newer_code_kept(store: Store, engine: AsyncEngine, status: str) -> None:
    """Its statements demand that `kept`, the last complete passage, does not go back."""
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三四", ends=[2]))
    await sql(engine, "UPDATE reports SET attempt = 2, chars = kept WHERE id = :id", id=report.id)
    ended = (
        "UPDATE reports SET kept = 2, status = :status, lease_until = NULL WHERE id = :id AND kept <= 2 RETURNING id"
    )
    assert len(await sql(engine, ended, id=report.id, status=status)) == 1


@pytest.mark.parametrize("is_journal", [True, False])
async def test_a_journal_whose_answer_was_lost_is_not_written_twice(
    store: Store, engine: AsyncEngine, is_journal: bool
) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "甲乙", is_journal=True))
    again = await store.save(report.id, 1, piece(0, "甲乙丙", is_journal=is_journal))
    assert again == WriteResult(1, 2, stop_requested=False, applied=False)
    await store.save(report.id, 1, piece(2, "丙", is_journal=is_journal))
    assert await saved(store, report.id) == "甲乙丙"


async def test_the_journal_of_another_attempt_is_refused(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await expire(engine, report.id)
    await store.claim(slots=1, model="glm")
    with pytest.raises(FenceLost):
        await store.save(report.id, 1, piece(0, "迟了", is_journal=True))
    assert await pieces(engine, report.id) == []


async def test_a_rewind_cuts_the_journal(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "甲乙", is_journal=True))
    await store.save(report.id, 1, piece(2, "丙丁", is_journal=True))
    await store.rewind(report.id, 1, 4, [Rewind(2, 3, "retry")])
    assert (await row(engine, report.id))["continue_at"] == 3
    await store.save(report.id, 2, piece(3, "末"))
    assert await pieces(engine, report.id) == [(0, "甲乙丙末")]


async def test_offsets_count_code_points_not_bytes(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    whole = "😀𠀀e\u0301\u200d👩‍👩‍👧\ufffd\u2028" * 3
    result = await store.save(report.id, 1, piece(0, whole[:7]))
    assert result.chars == 7
    await store.save(report.id, 1, piece(7, whole[7:]))
    (length,) = await sql(engine, "SELECT sum(char_length(text)) AS n, sum(octet_length(text)) AS b FROM pieces")
    assert (length["n"], length["b"]) == (len(whole), len(whole.encode()))
    assert (await row(engine, report.id))["chars"] == len(whole)
    for start in range(len(whole) + 2):
        loaded = await store.load(report.id, start)
        assert loaded is not None
        assert loaded[1] == whole[start:]


async def test_an_empty_piece_renews_the_lease_without_a_row(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await expire(engine, report.id)
    assert (await store.save(report.id, 1, piece(0, ""))).applied
    assert await pieces(engine, report.id) == []
    assert await store.claim(slots=1, model="glm") == []


async def test_a_save_whose_answer_was_lost_is_recognised_and_not_repeated(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    again = await store.save(report.id, 1, piece(0, "一二三"))
    assert again == WriteResult(1, 3, stop_requested=False, applied=False)
    assert await pieces(engine, report.id) == [(0, "一二三")]


async def test_after_a_lost_answer_a_longer_piece_adds_nothing_and_returns_the_saved_length(
    store: Store, engine: AsyncEngine
) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    longer = await store.save(report.id, 1, piece(0, "一二三四五", ends=[5]))
    assert (longer.applied, longer.chars) == (False, 3)
    assert (await row(engine, report.id))["passage_ends"] == []
    await store.save(report.id, 1, piece(3, "四五", ends=[5]))
    assert await saved(store, report.id) == "一二三四五"


async def test_a_statement_that_arrives_late_does_nothing(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    late = piece(0, "一二三四五", ends=[5])  # sent first, timed out, and arrives last
    await store.save(report.id, 1, piece(0, "一二"))
    await store.save(report.id, 1, piece(2, "三四五"))
    assert not (await store.save(report.id, 1, late)).applied
    assert await saved(store, report.id) == "一二三四五"
    assert (await row(engine, report.id))["passage_ends"] == []


@pytest.mark.parametrize("start", [0, 2, 4, 100])
async def test_a_piece_that_does_not_start_at_the_saved_end_is_not_saved(store: Store, start: int) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    result = await store.save(report.id, 1, piece(start, "四"))
    assert (result.applied, result.chars) == (False, 3)
    assert await saved(store, report.id) == "一二三"


@pytest.mark.parametrize("attempt", [0, 2, 3])
async def test_no_other_attempt_can_write(store: Store, engine: AsyncEngine, attempt: int) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "真"))
    before = await row(engine, report.id)
    with pytest.raises(FenceLost):
        await store.save(report.id, attempt, piece(1, "假"))
    with pytest.raises(FenceLost):
        await store.renew(report.id, attempt)
    with pytest.raises(FenceLost):
        await store.finish(report.id, attempt, piece(1, "假"), DONE, digest("真假"))
    with pytest.raises(FenceLost):
        await store.rewind(report.id, attempt, 1, [Rewind(attempt + 1, 0, "retry")])
    assert await row(engine, report.id) == before
    assert await saved(store, report.id) == "真"


@pytest.mark.parametrize("outcome", [DONE, STOPPED, HANDED_BACK])
async def test_nothing_can_be_written_once_the_lease_is_released(
    store: Store, engine: AsyncEngine, outcome: Outcome
) -> None:
    report = await running(store)
    await store.finish(report.id, 1, piece(0, "全文", ends=[2]), outcome, digest("全文"))
    before = await row(engine, report.id)
    with pytest.raises(FenceLost):
        await store.save(report.id, 1, piece(2, "多"))
    with pytest.raises(FenceLost):
        await store.renew(report.id, 1)
    with pytest.raises(FenceLost):
        await store.rewind(report.id, 1, 2, [Rewind(2, 0, "retry")])
    assert await row(engine, report.id) == before
    assert await saved(store, report.id) == "全文"


async def test_a_save_that_waited_for_a_takeovers_lock_does_nothing(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "留下", ends=[2]))
    async with engine.connect() as conn:
        takeover = await conn.execution_options(isolation_level="READ COMMITTED")
        await takeover.execute(text("UPDATE reports SET attempt = 2"))
        late = asyncio.create_task(store.save(report.id, 1, piece(2, "迟到", ends=[2])))
        async with asyncio.timeout(DEADLINE):
            while not await sql(engine, "SELECT pg_sleep(0.01) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
                pass
        assert not late.done()
        await takeover.commit()
    with pytest.raises(FenceLost):
        await late
    assert await saved(store, report.id) == "留下"


async def test_a_save_that_cannot_lock_its_row_raises_storage_unavailable(
    store: Store, engine: AsyncEngine, database_url: str
) -> None:
    report = await running(store)
    async with open_engine(database_url, pool_size=2, timeout_seconds=2) as hasty:
        async with engine.connect() as conn:
            holder = await conn.execution_options(isolation_level="READ COMMITTED")
            await holder.execute(text("SELECT 1 FROM reports FOR UPDATE"))
            with pytest.raises(StorageUnavailable):
                await Store(hasty, lease_seconds=10).save(report.id, 1, piece(0, "等"))
            await holder.rollback()
        # Nothing was saved, so the next try is applied.
        assert (await Store(hasty, lease_seconds=10).save(report.id, 1, piece(0, "等"))).applied


# The lease.


async def test_renewing_extends_the_lease(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await expire(engine, report.id)  # late, but nobody claimed it
    assert await store.renew(report.id, 1) == WriteResult(1, 0, stop_requested=False)
    assert await store.claim(slots=1, model="glm") == []


async def test_a_process_that_lost_its_report_cannot_renew(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await expire(engine, report.id)
    await store.claim(slots=1, model="glm")
    with pytest.raises(FenceLost):
        await store.renew(report.id, 1)
    assert (await store.renew(report.id, 2)).attempt == 2


async def test_every_write_returns_the_stop_request(store: Store) -> None:
    report = await running(store)
    await store.request_stop(report.id, OWNER)
    assert (await store.renew(report.id, 1)).stop_requested
    assert (await store.save(report.id, 1, piece(0, "一"))).stop_requested
    assert (await store.save(report.id, 1, piece(0, "一"))).stop_requested  # even if not applied
    assert (await store.rewind(report.id, 1, 1, [Rewind(2, 0, "retry")])).stop_requested


# Rewinding.


@pytest.mark.parametrize("keep", [0, 2, 3, 4, 5, 6])
async def test_a_rewind_cuts_the_text_and_fences_the_earlier_attempt(
    store: Store, engine: AsyncEngine, keep: int
) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "😀二三"))
    await store.save(report.id, 1, piece(3, "四😀六", ends=[keep] if keep else []))
    whole = await saved(store, report.id)
    result = await store.rewind(report.id, 1, 6, [Rewind(2, keep, "retry")])
    assert result == WriteResult(2, keep, stop_requested=False)
    assert await saved(store, report.id) == whole[:keep]
    now = await row(engine, report.id)
    assert (now["attempt"], now["chars"], now["kept"], now["status"]) == (2, keep, keep, "running")
    with pytest.raises(FenceLost):
        await store.save(report.id, 1, piece(keep, "旧"))
    assert (await store.save(report.id, 2, piece(keep, "新", ends=[keep] if keep else []))).applied
    assert await saved(store, report.id) == whole[:keep] + "新"


async def test_a_rewind_whose_answer_was_lost_is_recognised(store: Store) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三", ends=[2]))
    rewinds = [Rewind(2, 2, "retry")]
    first = await store.rewind(report.id, 1, 3, rewinds)
    again = await store.rewind(report.id, 1, 3, rewinds)
    assert first == again == WriteResult(2, 2, stop_requested=False)
    loaded = await store.load(report.id)
    assert loaded is not None
    assert loaded[0].rewinds == (Rewind(1, 0, "takeover"), Rewind(2, 2, "retry"))
    assert loaded[1] == "一二"


async def test_a_rewind_beyond_the_saved_text_drops_nothing(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二", ends=[2]))
    result = await store.rewind(report.id, 1, 2, [Rewind(2, 900, "retry")])
    assert (result.attempt, result.chars) == (2, 2)
    now = await row(engine, report.id)
    assert (now["chars"], now["kept"]) == (2, 2)
    assert await saved(store, report.id) == "一二"


async def test_several_rewinds_cut_to_the_least_and_are_all_recorded(store: Store) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三四五"))
    rewinds = [Rewind(2, 4, "retry"), Rewind(3, 2, "withdrawn"), Rewind(4, 3, "retry")]
    assert await store.rewind(report.id, 1, 5, rewinds) == WriteResult(4, 2, stop_requested=False)
    loaded = await store.load(report.id)
    assert loaded is not None
    assert loaded[0].rewinds == (Rewind(1, 0, "takeover"), *rewinds)
    assert loaded[1] == "一二"


async def test_a_rewind_after_a_save_whose_answer_was_lost_returns_the_saved_state(store: Store) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    result = await store.rewind(report.id, 1, 0, [Rewind(2, 0, "retry")])
    assert result == WriteResult(1, 3, stop_requested=False, applied=False)
    assert await saved(store, report.id) == "一二三"
    assert (await store.rewind(report.id, 1, 3, [Rewind(2, 0, "retry")])).attempt == 2


async def test_a_takeover_with_the_same_number_is_not_mistaken_for_a_rewind(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await expire(engine, report.id)
    await store.claim(slots=1, model="glm")  # attempt 2 belongs to another process
    with pytest.raises(FenceLost):
        await store.rewind(report.id, 1, 0, [Rewind(2, 0, "retry")])


async def test_rewinds_after_a_takeover_are_not_mistaken_for_the_writers_own(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await expire(engine, report.id)
    await store.claim(slots=1, model="glm")  # attempt 2 belongs to another process
    await store.rewind(report.id, 2, 0, [Rewind(3, 0, "retry")])
    with pytest.raises(FenceLost):
        await store.rewind(report.id, 1, 0, [Rewind(2, 0, "retry"), Rewind(3, 0, "retry")])


async def test_rewinds_that_an_earlier_try_saved_are_recognised(store: Store) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三", ends=[2]))
    both = [Rewind(2, 2, "retry"), Rewind(3, 2, "retry")]
    await store.rewind(report.id, 1, 3, both[:1])  # the answer was lost, and the writer went back again
    assert await store.rewind(report.id, 1, 3, both) == WriteResult(2, 2, stop_requested=False, applied=False)
    assert (await store.rewind(report.id, 2, 2, both[1:])).applied


async def test_a_late_empty_save_does_not_undo_a_passage(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    late = piece(3, "")
    finding = Finding(passage=1, key="overview", code="unknown_pillar", detail="甲子")
    result = await store.save(report.id, 1, piece(3, "", ends=[3], preview=3, findings=[finding]))
    assert result.applied
    assert await store.save(report.id, 1, late) == WriteResult(1, 3, stop_requested=False, applied=False)
    now = await row(engine, report.id)
    assert (now["kept"], now["passage_ends"], now["preview_chars"]) == (3, [3], 3)
    await expire(engine, report.id)
    (claimed,) = await store.claim(slots=1, model="glm")
    assert claimed.findings == (finding,)  # kept after a takeover


async def test_a_late_empty_save_does_not_keep_flawed_text(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一二三"))
    late = piece(3, "")
    assert (await store.save(report.id, 1, piece(3, "", kept=0))).applied
    assert not (await store.save(report.id, 1, late)).applied
    assert (await row(engine, report.id))["continue_at"] == 0


async def test_a_stopping_report_cannot_be_resumed_until_it_has_stopped(store: Store) -> None:
    report = await running(store)
    assert (await store.resume(report.id, OWNER))[1] is False  # it is running
    await store.request_stop(report.id, OWNER)
    with pytest.raises(IllegalMove):
        await store.resume(report.id, OWNER)
    await store.finish(report.id, 1, piece(0, "一"), Outcome(Status.STOPPED, "stopped"), digest("一"))
    assert (await store.resume(report.id, OWNER))[1] is True


# Ending.


async def test_the_last_piece_is_saved_with_the_status_and_the_digest(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "命", ends=[1]))
    assert await store.finish(report.id, 1, piece(1, "书", ends=[1, 2], tokens=9), DONE, digest("命书")) is None
    now, whole = await store.report_with_text(report.id, OWNER)
    assert (now.status, now.code, now.chars, now.sha256) == (Status.COMPLETED, None, 2, digest("命书"))
    assert (whole, now.usage) == ("命书", Usage(9, 9))
    assert now.ended_at is not None
    assert (await row(engine, report.id))["lease_until"] is None
    assert await store.claim(slots=1, model="glm") == []


@pytest.mark.parametrize("last", ["书", ""])
async def test_an_end_whose_answer_was_lost_is_recognised(store: Store, engine: AsyncEngine, last: str) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "命"))
    end = (report.id, 1, piece(1, last), STOPPED, digest("命" + last))
    assert await store.finish(*end) is None
    before = await row(engine, report.id)
    assert await store.finish(*end) is None
    assert await row(engine, report.id) == before
    assert await saved(store, report.id) == "命" + last


async def test_an_end_after_a_save_whose_answer_was_lost_returns_the_saved_length(store: Store) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "命"))
    result = await store.finish(report.id, 1, piece(0, "命书"), DONE, digest("命书"))
    assert result == WriteResult(1, 1, stop_requested=False, applied=False)
    assert await store.finish(report.id, 1, piece(1, "书"), DONE, digest("命书")) is None
    assert await saved(store, report.id) == "命书"


async def test_an_end_with_another_status_is_not_mistaken_for_the_writers_own(store: Store) -> None:
    report = await running(store)
    await store.finish(report.id, 1, piece(0, ""), STOPPED, EMPTY_SHA256)
    with pytest.raises(FenceLost):
        await store.finish(report.id, 1, piece(0, ""), DONE, EMPTY_SHA256)
    assert (await store.report(report.id, OWNER)).status == Status.STOPPED


async def test_handing_back_releases_the_lease_with_all_text_saved(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.finish(report.id, 1, piece(0, "一二三", ends=[2]), HANDED_BACK, digest("一二三"))
    now = await row(engine, report.id)
    assert (now["status"], now["lease_until"], now["ended_at"], now["sha256"]) == ("queued", None, None, None)
    assert (now["attempt"], now["chars"], now["continue_at"], now["deaths"]) == (1, 3, 3, 0)
    (again,) = await store.claim(slots=1, model="glm")
    assert (again.attempt, again.chars) == (2, 3)
    assert (await row(engine, report.id))["deaths"] == 0  # an orderly hand-back is not an expired lease
    with pytest.raises(FenceLost):
        await store.finish(report.id, 1, piece(0, "一二三", ends=[2]), HANDED_BACK, digest("一二三"))


async def test_a_stop_request_survives_a_hand_back(store: Store) -> None:
    report = await running(store)
    await store.request_stop(report.id, OWNER)
    await store.finish(report.id, 1, piece(0, "一"), HANDED_BACK, digest("一"))
    claimed = await store.claim(slots=1, model="glm")
    assert [again.stop_requested for again in claimed] in ([], [True])
    assert claimed or (await store.report(report.id, OWNER)).status == Status.STOPPED


# Stop, resume, delete.


async def test_a_queued_report_is_stopped_immediately(store: Store) -> None:
    report = await queued(store)
    stopped = await store.request_stop(report.id, OWNER)
    assert (stopped.status, stopped.code, stopped.sha256) == (Status.STOPPED, "stopped", EMPTY_SHA256)
    assert stopped.ended_at is not None
    assert not stopped.stop_requested
    assert await store.claim(slots=1, model="glm") == []


async def test_a_handed_back_report_that_is_stopped_has_the_digest_of_its_text(store: Store) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "命"))
    await store.finish(report.id, 1, piece(1, "书"), HANDED_BACK, digest("命书"))
    stopped = await store.request_stop(report.id, OWNER)
    assert (stopped.status, stopped.chars, stopped.sha256) == (Status.STOPPED, 2, digest("命书"))


async def test_a_running_report_is_asked_to_stop_and_ended_by_its_writer(store: Store) -> None:
    report = await running(store)
    asked = await store.request_stop(report.id, OWNER)
    assert (asked.status, asked.stop_requested, asked.ended_at) == (Status.RUNNING, True, None)
    assert (await store.request_stop(report.id, OWNER)).stop_requested  # idempotent
    assert await store.finish(report.id, 1, piece(0, "一"), STOPPED, digest("一")) is None
    assert not (await store.report(report.id, OWNER)).stop_requested


@pytest.mark.parametrize("outcome", [DONE, STOPPED, Outcome(Status.INCOMPLETE, "length")])
async def test_stopping_an_ended_report_changes_nothing(store: Store, engine: AsyncEngine, outcome: Outcome) -> None:
    report = await running(store)
    await store.finish(report.id, 1, piece(0, "一"), outcome, digest("一"))
    before = await row(engine, report.id)
    assert (await store.request_stop(report.id, OWNER)).status == outcome.status
    assert await row(engine, report.id) == before


@pytest.mark.parametrize("status", [Status.INCOMPLETE, Status.STOPPED, Status.FAILED])
@pytest.mark.parametrize("kept", [2, 3])
async def test_a_report_that_ended_early_resumes_at_what_is_kept(store: Store, status: Status, kept: int) -> None:
    report = await running(store)
    await store.request_stop(report.id, OWNER)
    last = piece(0, "一二三", ends=[2], kept=kept)
    await store.finish(report.id, 1, last, Outcome(status, "internal"), digest("一二三"))
    resumed, is_queued = await store.resume(report.id, OWNER)
    assert is_queued
    assert (resumed.status, resumed.code, resumed.sha256, resumed.ended_at) == (Status.QUEUED, None, None, None)
    assert (resumed.attempt, resumed.stop_requested) == (1, False)
    again, is_queued = await store.resume(report.id, OWNER)  # idempotent
    assert not is_queued
    assert again.status == Status.QUEUED
    (claimed,) = await store.claim(slots=1, model="glm")
    assert (claimed.attempt, claimed.chars, claimed.stop_requested) == (2, kept, False)
    assert await saved(store, report.id) == "一二三"[:kept]


async def test_a_running_or_completed_report_is_not_queued_again(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    before = await row(engine, report.id)
    now, is_queued = await store.resume(report.id, OWNER)
    assert (now.status, is_queued) == (Status.RUNNING, False)
    assert await row(engine, report.id) == before
    await store.finish(report.id, 1, piece(0, "全"), DONE, digest("全"))
    with pytest.raises(IllegalMove):
        await store.resume(report.id, OWNER)
    assert (await store.report(report.id, OWNER)).status == Status.COMPLETED


async def test_deleting_removes_the_text_and_fences_the_writer(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await store.save(report.id, 1, piece(0, "一"))
    await store.delete(report.id, OWNER)
    assert await sql(engine, "SELECT 1 FROM reports") == []
    assert await sql(engine, "SELECT 1 FROM pieces") == []
    assert await store.load(report.id) is None
    with pytest.raises(FenceLost):
        await store.save(report.id, 1, piece(1, "二"))
    with pytest.raises(FenceLost):
        await store.renew(report.id, 1)
    with pytest.raises(FenceLost):
        await store.rewind(report.id, 1, 1, [Rewind(2, 0, "retry")])
    with pytest.raises(FenceLost):
        await store.finish(report.id, 1, piece(1, "二"), DONE, digest("一二"))
    with pytest.raises(NotFound):
        await store.delete(report.id, OWNER)
    assert await sql(engine, "SELECT 1 FROM pieces") == []


# Poison.


async def lose_lease(store: Store, engine: AsyncEngine, id: UUID) -> None:
    await expire(engine, id)
    assert await store.bury() == []
    (again,) = await store.claim(slots=1, model="glm")
    assert again.id == id


async def test_the_third_expired_lease_ends_a_report_with_the_saved_text(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await lose_lease(store, engine, report.id)
    await lose_lease(store, engine, report.id)
    await store.save(report.id, 3, piece(0, "一😀三", ends=[2]))
    assert await store.bury() == []  # its lease has not expired
    await expire(engine, report.id)
    assert await store.claim(slots=1, model="glm") == []  # not a fourth time
    assert await store.bury() == [report.id]
    assert await store.bury() == []
    now, whole = await store.report_with_text(report.id, OWNER)
    assert (now.status, now.code, now.attempt) == (Status.INCOMPLETE, "poison", 4)
    assert (whole, now.chars, now.sha256) == ("一😀三", 3, digest("一😀三"))
    assert now.ended_at is not None
    assert (await row(engine, report.id))["lease_until"] is None
    with pytest.raises(FenceLost):
        await store.save(report.id, 3, piece(3, "晚"))


async def test_a_viewer_of_a_buried_report_is_reset_to_the_saved_text(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await lose_lease(store, engine, report.id)
    await lose_lease(store, engine, report.id)
    await store.save(report.id, 3, piece(0, "一二三", ends=[2]))
    await expire(engine, report.id)
    await store.bury()
    now, whole = await store.report_with_text(report.id, OWNER)
    log = TextLog(attempt=now.attempt, text=whole, rewinds=now.rewinds, passage_ends=now.passage_ends)
    # One viewer received five characters of attempt 3, of which three were saved. Another received only one.
    assert Reader(log, Position(3, 5)).take() == Reset(4, 3, "takeover")
    assert Reader(log, Position(3, 1)).take() == Delta(4, 1, "二三")
    # A viewer of an earlier attempt, whose text was dropped.
    assert Reader(log, Position(2, 1)).take() == Reset(4, 0, "takeover")


async def test_a_poison_report_without_text_has_failed(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await lose_lease(store, engine, report.id)
    await lose_lease(store, engine, report.id)
    await expire(engine, report.id)
    assert await store.bury() == [report.id]
    now = await store.report(report.id, OWNER)
    assert (now.status, now.code, now.sha256) == (Status.FAILED, "poison", EMPTY_SHA256)


async def test_resuming_resets_the_count_of_expired_leases(store: Store, engine: AsyncEngine) -> None:
    report = await running(store)
    await lose_lease(store, engine, report.id)
    await lose_lease(store, engine, report.id)
    await expire(engine, report.id)
    await store.bury()
    await store.resume(report.id, OWNER)
    (again,) = await store.claim(slots=1, model="glm")
    assert again.attempt == 5
    await lose_lease(store, engine, report.id)
    assert (await row(engine, report.id))["deaths"] == 1


DAY = 24 * 3600.0


async def age(engine: AsyncEngine, id: UUID, hours: float) -> None:
    """Set `queued_at` to `hours` before the database's current time."""
    await sql(
        engine,
        "UPDATE reports SET queued_at = clock_timestamp() - make_interval(secs => :s) WHERE id = :id",
        s=hours * 3600,
        id=id,
    )


async def test_a_report_queued_for_too_long_ends_with_the_given_code_and_keeps_its_text(
    store: Store, engine: AsyncEngine
) -> None:
    begun = await running(store)
    await store.finish(begun.id, 1, piece(0, "一😀三", ends=[2]), Outcome(Status.QUEUED), "")
    fresh, old = await queued(store), await queued(store)
    await age(engine, begun.id, 24.1)
    await age(engine, old.id, 24.1)
    await age(engine, fresh.id, 23.9)
    ended = await store.expire(code="upstream_quota", longest_seconds=DAY)
    assert set(ended) == {begun.id, old.id}
    assert await store.expire(code="upstream_quota", longest_seconds=DAY) == []
    now, text = await store.report_with_text(begun.id, OWNER)
    assert (now.status, now.code, now.attempt) == (Status.INCOMPLETE, "upstream_quota", 1)
    assert (text, now.sha256) == ("一😀三", digest("一😀三"))
    assert now.ended_at is not None
    empty = await store.report(old.id, OWNER)
    assert (empty.status, empty.code, empty.sha256) == (Status.FAILED, "upstream_quota", EMPTY_SHA256)
    assert (await store.report(fresh.id, OWNER)).status is Status.QUEUED


async def test_running_and_held_reports_do_not_expire(store: Store, engine: AsyncEngine) -> None:
    written = await running(store)
    held = await queued(store)
    for id in (written.id, held.id):
        await age(engine, id, 100)
    assert await store.expire(code="upstream_auth", longest_seconds=DAY, held=[held.id]) == []


async def test_a_report_asked_to_stop_while_it_was_handed_back_is_stopped(store: Store) -> None:
    report = await running(store)
    await store.request_stop(report.id, OWNER)
    await store.finish(report.id, 1, piece(0, "一二", ends=[2]), Outcome(Status.QUEUED), "")
    assert await store.expire(code="upstream_auth", longest_seconds=DAY) == [report.id]
    now = await store.report(report.id, OWNER)
    assert (now.status, now.code, now.stop_requested) == (Status.STOPPED, "stopped", False)
    assert now.sha256 == digest("一二")


async def test_resuming_restarts_the_time_in_the_queue_and_a_hand_back_does_not(
    store: Store, engine: AsyncEngine
) -> None:
    report = await running(store)
    await age(engine, report.id, 30)
    await store.finish(report.id, 1, piece(0, "一二", ends=[2]), Outcome(Status.QUEUED), "")
    assert await store.expire(code="upstream_quota", longest_seconds=DAY) == [report.id]
    await store.resume(report.id, OWNER)
    assert await store.expire(code="upstream_quota", longest_seconds=DAY) == []


async def test_expiry_skips_a_locked_row(store: Store, engine: AsyncEngine) -> None:
    locked, free = await queued(store), await queued(store)
    for id in (locked.id, free.id):
        await age(engine, id, 100)
    other = await engine.connect()
    try:
        locking = await other.execution_options(isolation_level="READ COMMITTED")
        await locking.execute(text("SELECT 1 FROM reports WHERE id = :id FOR UPDATE"), {"id": locked.id})
        async with asyncio.timeout(DEADLINE):
            assert await store.expire(code="upstream_quota", longest_seconds=DAY) == [free.id]
    finally:
        await other.close()


async def test_only_code_that_knows_the_outline_of_a_report_claims_it(engine: AsyncEngine) -> None:
    older, newer = (Store(engine, lease_seconds=10, outline=outline) for outline in (1, 2))
    report, _ = await newer.create(OWNER, replace(REQUEST, outline=2), CHART)
    plain, _ = await newer.create(OWNER, REQUEST, CHART)
    assert [claimed.id for claimed in await older.claim(slots=9, model="m")] == [plain.id]
    assert [claimed.id for claimed in await newer.claim(slots=9, model="m")] == [report.id]
    await sql(engine, "UPDATE reports SET lease_until = clock_timestamp() - interval '1 second'")
    assert [claimed.id for claimed in await older.claim(slots=9, model="m")] == [plain.id]
    (again,) = await newer.claim(slots=9, model="m")
    assert (again.id, again.attempt) == (report.id, 2)


async def test_a_claim_by_code_from_before_there_were_outlines_skips_newer_reports(engine: AsyncEngine) -> None:
    newer = Store(engine, lease_seconds=10, outline=2)
    await newer.create(OWNER, replace(REQUEST, outline=2), CHART)
    plain, _ = await newer.create(OWNER, REQUEST, CHART)
    claim = str(statements.CLAIM)
    old = claim.replace("writer_outline = :outline,", "")
    assert old != claim
    values = {"slots": 9, "owner_slots": 9, "model": "m", "held": [], "takes_over": True, "lease": 10}
    assert [row["id"] for row in await sql(engine, old, **values)] == [plain.id]
    (claimed,) = await newer.claim(slots=9, model="m")
    assert claimed.status is Status.RUNNING
    await sql(engine, "UPDATE reports SET lease_until = clock_timestamp() - interval '1 second'")
    assert [row["id"] for row in await sql(engine, old, **values)] == [plain.id]
