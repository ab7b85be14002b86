"""One passage from an odd provider through the real client and engine: its text, its calls and its outcome."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from pydantic import SecretStr

from app.bazi.casting import cast_chart
from app.generation import Limits, generate
from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo, create_demo
from app.llm.zhipu import Zhipu
from app.reading.outline import ReadingOutline, outline_of
from app.report import Outcome, Status
from app.sockets import serve_on_loopback
from app.textlog import TextLog
from app.web.requests import ReportIn
from tests.unguarded import Unguarded
from tests.waiting import DEADLINE

from .catalogue import ALL, BLANKS, BLOCKED, BROKEN_OFF, CUT_BY_LENGTH, HARMLESS, THOUGHT, Oddity

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIMITS = Limits(max_chars=200_000, backoff_seconds=0.01)
HEADING = "命盘速览"


def outline_of_one(*, is_checked: bool) -> ReadingOutline:
    """Return the outline of a report reduced to its first passage."""
    birth = json.loads(Path("examples/birth.json").read_text())
    request = ReportIn.model_validate(birth).to_request()
    chart = cast_chart(request.birth, request.gender, request.place, request.options, today=date(2026, 11, 28))
    whole = outline_of(request, chart, is_checked=is_checked)
    return dataclasses.replace(whole, passages=whole.passages[:1], instructions=whole.instructions[:1])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo() -> AsyncIterator[tuple[Demo, Zhipu]]:
    demo = create_demo(chars_per_second=1e9)
    async with serve_on_loopback(demo) as url:
        yield (
            demo,
            Zhipu(
                api_key=SecretStr("key"),
                base_url=f"{url}/api/paas/v4",
                model="glm-4.6",
                thinking="disabled",
                max_tokens=8192,
                connect_seconds=5,
                first_text_seconds=10,
                idle_seconds=10,
                call_seconds=30,
            ),
        )


async def write(demo: Demo, zhipu: Zhipu, *faults: Fault, is_checked: bool) -> tuple[TextLog, Outcome]:
    """Write the passage and return its log and its outcome."""
    demo.calls.clear()
    demo.faults[:] = [msgspec.structs.replace(fault) for fault in faults]
    log, plan = TextLog(attempt=1), outline_of_one(is_checked=is_checked)
    async with asyncio.timeout(DEADLINE), zhipu.connect() as model:
        outcome = await generate(log, plan, model, call_prefix="0" * 32, guard=Unguarded(), limits=LIMITS)
    assert [fault for fault in demo.faults if fault.times > 0] == []
    assert demo.most_open_by_report["0" * 32] == 1
    return log, outcome


async def plain_text(demo: Demo, zhipu: Zhipu, *, is_checked: bool) -> str:
    """Return the passage that a correct provider gives, which is always the same."""
    if not _plain:
        log, outcome = await write(demo, zhipu, is_checked=is_checked)
        assert outcome.status is Status.COMPLETED
        _plain.append(log.read(0))
    return _plain[0]


_plain: list[str] = []


@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "unchecked"])
@pytest.mark.parametrize("oddity", [*HARMLESS, *BROKEN_OFF, *CUT_BY_LENGTH], ids=lambda oddity: oddity.name)
async def test_a_passage_with_an_oddity_is_complete_and_unchanged(
    demo: tuple[Demo, Zhipu], oddity: Oddity, is_checked: bool
) -> None:
    plain = await plain_text(*demo, is_checked=is_checked)
    log, outcome = await write(*demo, oddity.fault, is_checked=is_checked)
    assert outcome == Outcome(Status.COMPLETED)
    assert log.read(0).rstrip() == plain
    assert log.findings == ()
    # Without a check, the model has to say twice that it has nothing to add.
    confirmations = oddity.is_whole and not is_checked
    assert len(demo[0].calls) == 1 + oddity.more_calls + confirmations


@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "unchecked"])
@pytest.mark.parametrize("oddity", BLOCKED, ids=lambda oddity: oddity.name)
async def test_a_passage_stopped_by_a_filter_is_withdrawn_after_one_call(
    demo: tuple[Demo, Zhipu], oddity: Oddity, is_checked: bool
) -> None:
    log, outcome = await write(*demo, oddity.fault, is_checked=is_checked)
    assert outcome == Outcome(Status.FAILED, "content_blocked")
    assert log.end == 0
    assert len(demo[0].calls) == 1


@pytest.mark.parametrize("oddity", BROKEN_OFF, ids=lambda oddity: oddity.name)
async def test_a_passage_that_always_breaks_off_is_never_completed(demo: tuple[Demo, Zhipu], oddity: Oddity) -> None:
    plain = await plain_text(*demo, is_checked=False)
    always = msgspec.structs.replace(oddity.fault, times=-1)
    log, outcome = await write(*demo, always, is_checked=False)
    assert outcome.status is (Status.INCOMPLETE if log.end else Status.FAILED)
    assert outcome.code in ("upstream_cut", "empty")
    assert plain.startswith(log.read(0)) or outcome.code == "empty"
    assert len(demo[0].calls) in (4, 5)  # four from the start, or three continuations and one more from the start


async def test_no_thought_reaches_the_readers_of_a_checked_passage(demo: tuple[Demo, Zhipu]) -> None:
    """A beginning without a heading may be a thought, so it is held back and never has to be withdrawn."""
    fault = Fault("noise", text="先看日主，再看月令。" * 40 + "</think>\n", size=3)
    log, outcome = await write(*demo, fault, is_checked=True)
    assert (outcome.status, log.attempt) == (Status.COMPLETED, 1)
    log, outcome = await write(*demo, fault, is_checked=False)
    assert (outcome.status, log.attempt) == (Status.COMPLETED, 2)


async def test_thoughts_without_a_text_are_dropped(demo: tuple[Demo, Zhipu]) -> None:
    faults = [Fault("blank", text="先看日主。</think>\n")] * 4
    log, outcome = await write(*demo, *faults, is_checked=False)
    assert outcome == Outcome(Status.FAILED, "empty")
    assert log.end == 0


@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "unchecked"])
async def test_a_continuation_that_thinks_aloud_leaves_the_earlier_text(
    demo: tuple[Demo, Zhipu], is_checked: bool
) -> None:
    plain = await plain_text(*demo, is_checked=False)
    thought = "先看日主。\n\n## 思路\n\n接着写。</think>\n"
    faults = (Fault("finish", after=200, reason="length"), Fault("noise", text=thought))
    log, outcome = await write(*demo, *faults, is_checked=is_checked)
    assert outcome.status is Status.COMPLETED
    assert log.read(0) == plain
    assert len(demo[0].calls) == 2


@pytest.mark.parametrize("blank", BLANKS)
async def test_a_blank_continuation_is_requested_again(demo: tuple[Demo, Zhipu], blank: str) -> None:
    plain = await plain_text(*demo, is_checked=False)
    faults = (Fault("finish", after=200, reason="length"), Fault("blank", text=blank))
    log, outcome = await write(*demo, *faults, is_checked=False)
    assert (outcome.status, log.read(0)) == (Status.COMPLETED, plain)
    assert len(demo[0].calls) == 3


async def test_a_finding_of_an_earlier_attempt_does_not_count_for_the_next(demo: tuple[Demo, Zhipu]) -> None:
    plain = await plain_text(*demo, is_checked=True)
    faults = (Fault("blank", text="……\n---"), Fault("noise", text=f"{THOUGHT}</think>"))
    log, outcome = await write(*demo, *faults, is_checked=True)
    assert (outcome.status, log.read(0), log.findings) == (Status.COMPLETED, plain, ())
    assert len(demo[0].calls) == 2


async def test_a_continuation_that_restarts_the_passage_replaces_it(demo: tuple[Demo, Zhipu]) -> None:
    plain = await plain_text(*demo, is_checked=True)
    beginning = plain[:30]
    faults = (Fault("finish", after=200, reason="length", text=f"{beginning}丁火为主，"),)
    log, outcome = await write(*demo, *faults, is_checked=False)
    assert outcome.status is Status.COMPLETED
    assert log.read(0) == f"{beginning}丁火为主，{plain[200:]}"


async def test_a_continuation_that_repeats_the_heading_and_the_end_is_trimmed(demo: tuple[Demo, Zhipu]) -> None:
    plain = await plain_text(*demo, is_checked=True)
    faults = (Fault("finish", after=200, reason="length", text=f"## {HEADING}\n\n", overlap=40),)
    log, outcome = await write(*demo, *faults, is_checked=True)
    assert (outcome.status, log.read(0)) == (Status.COMPLETED, plain)
    assert len(demo[0].calls) == 2


async def test_a_continuation_of_one_punctuation_mark_completes_the_passage(demo: tuple[Demo, Zhipu]) -> None:
    plain = await plain_text(*demo, is_checked=True)
    log, outcome = await write(*demo, Fault("finish", after=len(plain) - 1, reason="length"), is_checked=True)
    assert (outcome.status, log.read(0)) == (Status.COMPLETED, plain)
    assert len(demo[0].calls) == 2


async def test_a_continuation_that_repeats_everything_is_trimmed(demo: tuple[Demo, Zhipu]) -> None:
    plain = await plain_text(*demo, is_checked=True)
    for after in (45, 200, len(plain) - 20):
        fault = Fault("finish", after=after, reason="length", overlap=after)
        log, outcome = await write(*demo, fault, is_checked=True)
        assert (outcome.status, log.read(0)) == (Status.COMPLETED, plain)


async def test_a_stop_on_every_frame_ends_nothing_while_text_still_arrives(
    demo: tuple[Demo, Zhipu], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text takes much longer than the silence that ends an answer after a reliable `stop`."""
    monkeypatch.setattr("app.llm.answer.AFTERMATH_SECONDS", 0.05)
    slow = create_demo(chars_per_second=400)
    async with serve_on_loopback(slow) as url:
        zhipu = dataclasses.replace(demo[1], base_url=f"{url}/api/paas/v4")
        for fault in (Fault("stop_everywhere"), Fault("stop_on_thought", seconds=0.5)):
            log, outcome = await write(slow, zhipu, fault, is_checked=False)
            assert outcome.status is Status.COMPLETED
            assert log.read(0) == slow.calls[0].text


async def test_every_oddity_has_a_unique_name() -> None:
    assert len({oddity.name for oddity in ALL}) == len(ALL)
