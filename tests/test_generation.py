"""The engine's handling of long pauses, and of calls that end while their text is still ambiguous."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from app.errors import ModelBusy, ModelError, ModelRefused
from app.generation import MAX_WAIT_SECONDS, Limits, generate
from app.llm import Discard, Finish, Prompt, Waiting
from app.outline import Checker, Passage
from app.report import Finding, Outcome, Status, Usage
from app.textlog import TextLog
from tests.unguarded import Unguarded
from tests.waiting import in_time

Event = str | Waiting | Discard | Finish

TITLE = "命盘速览"


class OnePassage:
    """A minimal outline: one passage, no checks."""

    system = "system"
    passages = (Passage("overview", TITLE),)

    def continue_prompt(self, tail: str) -> str:
        return f"continue after {tail}"

    def prompt(self, index: int, written: Sequence[str], findings: Sequence[Finding]) -> str:
        return f"## {TITLE}"

    def checker(self, index: int) -> Checker | None:
        return None


BEGINNING = f"## {TITLE}\n\n" + "日主丁火生于午月，火势很旺，宜取水来调候。" * 30
BY_LENGTH: list[Event | ModelError] = [BEGINNING, Finish("length", Usage())]


class Script:
    """A model with scripted answers. An answer that neither finishes nor fails stalls."""

    def __init__(self, *answers: Sequence[Event | ModelError]) -> None:
        self._answers = list(answers)
        self.calls = 0
        self.is_silent = asyncio.Event()

    async def stream(self, _prompt: Prompt) -> AsyncGenerator[Event, None]:
        self.calls += 1
        for event in self._answers.pop(0):
            if isinstance(event, ModelError):
                raise event
            yield event
            if isinstance(event, Finish):
                return
        self.is_silent.set()
        await asyncio.Event().wait()


async def write(log: TextLog, model: Script) -> Outcome:
    limits = Limits(max_chars=200_000, backoff_seconds=0.001)
    return await generate(log, OnePassage(), model, call_prefix="0" * 32, guard=Unguarded(), limits=limits)


UNDECIDED = [f"## {TITLE}", f"## {TITLE}\n\n啊啊", f"## {TITLE}\n\n啊啊啊啊啊", "## 命", "\n", "日主丁火"]
"""Beginnings of a continuation that may still be a repetition, the passage from its start, or new text."""


@pytest.mark.parametrize("begin", UNDECIDED)
async def test_cancelling_an_ambiguous_continuation_keeps_the_text_before_it(begin: str) -> None:
    log, model = TextLog(attempt=1), Script(BY_LENGTH, [begin])
    writing = asyncio.create_task(write(log, model), name="writing")
    await in_time(model.is_silent.wait())
    writing.cancel()
    await in_time(asyncio.wait([writing]))
    assert writing.cancelled()
    assert (log.read(0).rstrip(), log.attempt, model.calls) == (BEGINNING, 1, 2)


@pytest.mark.parametrize("begin", UNDECIDED)
async def test_refusing_an_ambiguous_continuation_keeps_the_text_before_it(begin: str) -> None:
    log = TextLog(attempt=1)
    model = Script(BY_LENGTH, [begin, ModelRefused("no", code="upstream_rejected")])
    assert await in_time(write(log, model)) == Outcome(Status.INCOMPLETE, "upstream_rejected")
    assert (log.read(0).rstrip(), log.attempt, model.calls) == (BEGINNING, 1, 2)


async def test_a_continuation_that_breaks_off_is_kept_once_it_is_unambiguous() -> None:
    log, refused = TextLog(attempt=1), ModelRefused("no", code="upstream_rejected")
    model = Script(BY_LENGTH, ["另起一句，接着写。", refused])
    assert await in_time(write(log, model)) == Outcome(Status.INCOMPLETE, "upstream_rejected")
    assert log.read(0) == BEGINNING + "另起一句，接着写。"


async def test_a_long_retry_after_delays_a_passage_by_one_minute_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("app.generation.asyncio.sleep", sleep)
    model = Script([ModelBusy("down", retry_after=600)], [BEGINNING, Finish("stop", Usage())])
    assert await in_time(write(TextLog(attempt=1), model)) == Outcome(Status.COMPLETED)
    assert slept == [MAX_WAIT_SECONDS]
