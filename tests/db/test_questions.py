"""Further questions in the store: asking, limits, repeated requests, and giving one up."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.records import Report
from app.db.store import Store
from app.errors import FenceLost, IdempotencyConflict, IllegalMove, NotFound, TooManyQuestions
from app.reading.request import WRITABLE_OUTLINE
from app.report import Outcome, Rewind, Status

from .rows import EMPTY_SHA256, OWNER, STRANGER, piece, pieces, queued, row, running, sql

MOST = 5
TEXT = "第一节。\n\n第二节。"
ENDS = [4, len(TEXT)]


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    return Store(engine, lease_seconds=10, outline=WRITABLE_OUTLINE)


async def completed(store: Store) -> Report:
    report = await running(store)
    last = piece(0, TEXT, ENDS, preview=4)
    assert await store.finish(report.id, 1, last, Outcome(Status.COMPLETED), "digest") is None
    return await store.report(report.id, OWNER)


async def ended(store: Store, id: UUID, outcome: Outcome, added: str = "", ends: list[int] = ENDS) -> Report:
    """Claim the report and end it, with `added` after its text."""
    (claimed,) = await store.claim(slots=1, model="glm")
    assert claimed.id == id
    last = piece(claimed.chars, added, ends, preview=4)
    assert await store.finish(id, claimed.attempt, last, outcome, "later") is None
    return await store.report(id, OWNER)


async def test_a_question_queues_a_completed_report_and_changes_none_of_its_text(
    store: Store, engine: AsyncEngine
) -> None:
    report = await completed(store)
    asked, is_new = await store.ask(report.id, OWNER, "明年呢？", most=MOST, idempotency_key="k")
    assert is_new
    assert (asked.status, asked.attempt, asked.chars, asked.sha256, asked.ended_at) == (
        "queued",
        1,
        len(TEXT),
        None,
        None,
    )
    assert [(each.text, each.key, each.is_dropped) for each in asked.questions] == [("明年呢？", "k", False)]
    assert asked.questions[0].asked_at.tzinfo is not None
    assert await pieces(engine, report.id) == [(0, TEXT)]
    (claimed,) = await store.claim(slots=1, model="glm")
    assert (claimed.attempt, claimed.chars, claimed.kept, claimed.passage_ends) == (
        2,
        len(TEXT),
        len(TEXT),
        tuple(ENDS),
    )
    assert claimed.rewinds[-1] == Rewind(2, len(TEXT), "takeover")
    assert claimed.questions == asked.questions
    added = "\n\n## 追问\n\n答。"
    last = piece(len(TEXT), added, [*ENDS, len(TEXT + added)], preview=4)
    assert await store.finish(report.id, 2, last, Outcome(Status.COMPLETED), "new") is None
    again, text = await store.report_with_text(report.id, OWNER)
    assert (again.status, again.sha256, text) == ("completed", "new", TEXT + added)


async def test_a_repeated_request_asks_once(store: Store) -> None:
    report = await completed(store)
    first, _ = await store.ask(report.id, OWNER, "明年呢？", most=MOST, idempotency_key="k")
    again, is_new = await store.ask(report.id, OWNER, "明年呢？", most=MOST, idempotency_key="k")
    assert (again.questions, is_new) == (first.questions, False)
    await ended(store, report.id, Outcome(Status.COMPLETED))
    later, is_new = await store.ask(report.id, OWNER, "明年呢？", most=MOST, idempotency_key="k")
    assert (len(later.questions), later.status, is_new) == (1, "completed", False)
    with pytest.raises(IdempotencyConflict):
        await store.ask(report.id, OWNER, "后年呢？", most=MOST, idempotency_key="k")
    other, is_new = await store.ask(report.id, OWNER, "明年呢？", most=MOST)  # without a key, it is another question
    assert (len(other.questions), is_new) == (2, True)


async def test_of_many_requests_at_once_one_asks(store: Store) -> None:
    report = await completed(store)

    async def ask(key: str) -> str:
        try:
            _, is_new = await store.ask(report.id, OWNER, "明年呢？", most=MOST, idempotency_key=key)
        except IllegalMove:
            return "refused"
        return "asked" if is_new else "known"

    answers = await asyncio.gather(*(ask(key) for key in ["a"] * 6 + ["b"] * 6))
    assert answers.count("asked") == 1
    assert (answers.count("known"), answers.count("refused")) == (5, 6)
    assert len((await store.report(report.id, OWNER)).questions) == 1


@pytest.mark.parametrize("status", ["queued", "running", "incomplete", "stopped", "failed"])
async def test_only_a_completed_report_takes_a_question(store: Store, engine: AsyncEngine, status: str) -> None:
    report = await queued(store) if status == "queued" else await running(store)
    if status not in ("queued", "running"):
        await store.finish(report.id, 1, piece(0, ""), Outcome(Status(status), "stopped"), EMPTY_SHA256)
    with pytest.raises(IllegalMove):
        await store.ask(report.id, OWNER, "明年呢？", most=MOST)
    assert (await row(engine, report.id))["status"] == status


async def test_a_report_takes_a_limited_number_of_questions(store: Store) -> None:
    report = await completed(store)
    for number in range(MOST):
        await store.ask(report.id, OWNER, f"问题{number}", most=MOST, idempotency_key=str(number))
        await ended(store, report.id, Outcome(Status.COMPLETED))
    with pytest.raises(TooManyQuestions):
        await store.ask(report.id, OWNER, "再问", most=MOST)
    again, is_new = await store.ask(report.id, OWNER, "问题4", most=MOST, idempotency_key="4")
    assert (len(again.questions), is_new) == (MOST, False)


async def test_nobody_else_can_ask_or_give_up_a_question(store: Store) -> None:
    report = await completed(store)
    for id, owner in ((report.id, STRANGER), (uuid4(), OWNER)):
        with pytest.raises(NotFound):
            await store.ask(id, owner, "明年呢？", most=MOST)
        with pytest.raises(NotFound):
            await store.drop_question(id, owner, answered=2)


@pytest.mark.parametrize("outcome", [Outcome(Status.INCOMPLETE, "content_blocked"), Outcome(Status.STOPPED, "stopped")])
async def test_a_question_whose_answer_never_began_can_be_given_up(store: Store, outcome: Outcome) -> None:
    report = await completed(store)
    await store.ask(report.id, OWNER, "明年呢？", most=MOST)
    before = await ended(store, report.id, outcome)
    dropped = await store.drop_question(report.id, OWNER, answered=2)
    assert (dropped.status, dropped.code, dropped.attempt, dropped.chars) == ("completed", None, 2, len(TEXT))
    assert dropped.sha256 == before.sha256
    assert [each.is_dropped for each in dropped.questions] == [True]
    with pytest.raises(IllegalMove):
        await store.drop_question(report.id, OWNER, answered=2)
    asked, is_new = await store.ask(report.id, OWNER, "后年呢？", most=2)  # the one given up counts towards the limit
    assert (is_new, [each.is_dropped for each in asked.questions]) == (True, [True, False])


async def test_a_question_stopped_in_the_queue_can_be_given_up(store: Store) -> None:
    report = await completed(store)
    await store.ask(report.id, OWNER, "明年呢？", most=MOST)
    assert (await store.request_stop(report.id, OWNER)).status == "stopped"
    dropped = await store.drop_question(report.id, OWNER, answered=2)
    assert (dropped.status, dropped.chars) == ("completed", len(TEXT))
    assert dropped.sha256 is not None


async def test_no_text_of_an_answer_is_lost_by_giving_up_its_question(store: Store) -> None:
    report = await completed(store)
    await store.ask(report.id, OWNER, "明年呢？", most=MOST)
    with pytest.raises(IllegalMove):  # still in the queue
        await store.drop_question(report.id, OWNER, answered=2)
    partial = "\n\n## 追问\n\n答到一"
    await ended(store, report.id, Outcome(Status.INCOMPLETE, "upstream_cut"), partial)
    with pytest.raises(IllegalMove):  # it has begun
        await store.drop_question(report.id, OWNER, answered=2)
    await store.resume(report.id, OWNER)
    await ended(store, report.id, Outcome(Status.STOPPED, "stopped"), "半。", [*ENDS, len(TEXT + partial) + 2])
    with pytest.raises(IllegalMove):  # it is whole, although the report was stopped before it was marked completed
        await store.drop_question(report.id, OWNER, answered=2)


async def test_code_that_knows_no_questions_does_not_claim_a_report_with_one(engine: AsyncEngine) -> None:
    older, newer = (Store(engine, lease_seconds=10, outline=outline) for outline in (2, 3))
    report = await completed(older)
    await newer.ask(report.id, OWNER, "明年呢？", most=MOST)
    assert await older.claim(slots=5, model="glm") == []
    (claimed,) = await newer.claim(slots=5, model="glm")
    assert claimed.id == report.id
    await sql(
        engine, "UPDATE reports SET lease_until = clock_timestamp() - interval '1 s' WHERE id = :id", id=report.id
    )
    assert await older.claim(slots=5, model="glm") == []
    assert len(await newer.claim(slots=5, model="glm")) == 1


async def test_a_final_save_whose_answer_was_lost_does_not_touch_a_question_asked_since(
    store: Store, engine: AsyncEngine
) -> None:
    report = await completed(store)
    await store.ask(report.id, OWNER, "明年呢？", most=MOST)
    with pytest.raises(FenceLost):
        await store.finish(report.id, 1, piece(0, TEXT, ENDS, preview=4), Outcome(Status.COMPLETED), "digest")
    assert (await row(engine, report.id))["status"] == "queued"
    assert await pieces(engine, report.id) == [(0, TEXT)]
