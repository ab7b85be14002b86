"""Write one report, passage by passage, to an outcome.

After each call for a passage, decide what follows: the next passage, the rest of this one, this one again from its
start, or the end. Whatever the model does, received text stays in the log until its replacement has started to arrive.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from app.draft import Draft
from app.llm import Model
from app.outline import Outline, ends_preview
from app.passage import Blocked, Complete, Failure, Flawed, Guard, OutOfRoom, PassageWriter, Paused, Result, Unchanged
from app.report import Finding, Outcome, Status
from app.textlog import TextLog

logger = logging.getLogger(__name__)

MAX_WAIT_SECONDS = 60.0
"""Limit for a provider's `Retry-After` between two calls, because the report shows as running meanwhile."""
CONTINUED_CHARS = 40
"""A passage that broke off is continued from this length on. A shorter one is written again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Retry and size limits."""

    max_chars: int
    max_unsaved_bytes: int = 1 << 20
    retries: int = 3
    """Retries per passage of calls that failed before their first text, or before it was worth continuing."""
    continuations: int = 3
    """Calls per passage for the rest of a text that broke off."""
    rewrites: int = 1
    """Rewrites per passage after it broke off too often."""
    corrections: int = 1
    """Rewrites per passage after a failed check. After that, it is kept with its findings."""
    backoff_seconds: float = 1.0
    """The first pause. It doubles with each retry, is jittered, and is longer if the model is overloaded."""


_Step = Literal["begin", "continue"]
"""What to ask the model for: a passage from its start, or the rest of its text."""


@dataclass(slots=True)
class _Budget:
    """The calls that one passage has left."""

    retries: int
    continuations: int
    rewrites: int
    corrections: int

    def next_step(self, failure: Failure, step: _Step, chars: int) -> _Step | None:
        """Use up one call after `failure` of a `step` that left a text of `chars` characters.

        Returns what to ask for next, or None if `failure` is final or no call is left.
        """
        if failure.is_final:
            return None
        broke_off = failure.broke_off or (failure.was_answered and step == "continue")
        if not broke_off or chars < CONTINUED_CHARS:
            self.retries -= 1
            return None if self.retries < 0 else "begin" if failure.broke_off else step
        if self.continuations > 0:
            self.continuations -= 1
            return "continue"
        if failure.code == "length" or self.rewrites <= 0:
            return None
        self.rewrites -= 1
        return "begin"


@dataclass(frozen=True, slots=True)
class _Fallback:
    """A complete passage that failed its check, kept in case the rewrite fails."""

    text: str
    calls: int
    findings: Sequence[Finding]


async def generate(
    log: TextLog, outline: Outline, model: Model, *, call_prefix: str, guard: Guard, limits: Limits
) -> Outcome:
    """Write the passages that `log` lacks. Every request id starts with `call_prefix`.

    Returns the outcome; the caller closes the log. Raises only `CancelledError`, and `FenceLost` from the `guard`; any
    other exception is a bug. In every case the call to the model is closed, and the log holds all text that readers
    have seen.
    """
    writer = PassageWriter(
        log,
        outline,
        model,
        call_prefix=call_prefix,
        guard=guard,
        max_chars=limits.max_chars,
        max_unsaved_bytes=limits.max_unsaved_bytes,
    )
    for index in range(len(log.passage_ends), len(outline.passages)):
        outcome = await _PassageCalls(index, log, outline, writer, limits).write()
        if outcome is not None:
            return outcome
    return Outcome(Status.COMPLETED)


class _PassageCalls:
    """One passage across all its calls."""

    def __init__(self, index: int, log: TextLog, outline: Outline, writer: PassageWriter, limits: Limits) -> None:
        self._index = index
        self._log = log
        self._outline = outline
        self._writer = writer
        self._limits = limits
        self._draft = Draft(log, partial(outline.checker, index))
        # An earlier attempt may have written this passage again already.
        was_rewritten = any(rewind.reason == "retry" and rewind.keep == log.checkpoint for rewind in log.rewinds)
        self._budget = _Budget(
            limits.retries,
            limits.continuations,
            limits.rewrites - was_rewritten,
            limits.corrections - was_rewritten,
        )
        self._fallback: _Fallback | None = None
        self._longest, self._longest_calls = "", 0  # text that a rewrite may replace with less
        self._is_confirmed = False  # the model has added nothing to the text once
        self._calls = 0

    async def write(self) -> Outcome | None:
        """Write the passage to its end. Returns the report's outcome if that is impossible."""
        findings: Sequence[Finding] = ()
        step: _Step = "begin"
        if self._draft.text:  # the beginning, which an earlier attempt wrote
            step = "continue"
            await self._draft.read_back()
            if (flaw := self._flaw()) is not None and self._budget.corrections:
                step, findings = "begin", self._correct(Flawed([flaw]))
        while True:
            self._calls += 1
            may_correct = self._budget.corrections > 0
            result = await self._ask(step, findings)
            match result:
                case Complete(found) if not (found and may_correct):
                    self._finish(found)
                    return None
                case Unchanged(found) if self._is_whole(found):
                    self._finish(found)
                    return None
                case Unchanged(found) if found and may_correct:
                    step, findings = "begin", self._correct(Complete(found))
                case Unchanged():
                    self._is_confirmed = True
                case Complete() | Flawed():
                    step, findings = "begin", self._correct(result)
                case Failure():
                    following = self._next_step(result, step)
                    if following is None:
                        return self._end(result)
                    step = following
                    await self._back_off(result)
                case _:
                    return self._end(result)

    async def _ask(self, step: _Step, findings: Sequence[Finding]) -> Result:
        draft, budget = self._draft, self._budget
        if step == "begin":
            return await self._writer.begin(self._index, draft, findings, may_correct=budget.corrections > 0)
        starts, before, calls = draft.starts, draft.text, draft.calls
        result = await self._writer.resume(self._index, draft, findings, may_start_over=budget.rewrites > 0)
        if draft.starts > starts:
            budget.rewrites -= 1
            if isinstance(result, Complete) and len(draft.text) < len(before):
                # The rest of the passage under its heading, rather than the passage from its start.
                draft.restore(before, calls, "retry")
                return Failure(code="upstream_cut", detail="the passage was started over and is shorter than before")
        return result

    def _is_whole(self, findings: Sequence[Finding]) -> bool:
        """Return whether to believe a model that adds nothing: if the check passes, or if it says so twice."""
        return self._is_confirmed or (self._draft.checker is not None and not findings)

    def _correct(self, result: Complete | Flawed) -> Sequence[Finding]:
        """Use up a correction for a text that failed its check. Returns the findings to tell the model."""
        self._budget.corrections -= 1
        self._log.mark_flawed()
        self._longest, self._longest_calls = "", 0
        if isinstance(result, Complete):
            self._fallback = _Fallback(self._draft.text, self._draft.calls, result.findings)
        logger.warning(
            "⚠️ [Stream API] Passage %d failed its check at %d characters: %s; rewriting it",
            self._index + 1,
            self._log.end,
            _codes(result.findings),
        )
        return result.findings

    def _next_step(self, failure: Failure, step: _Step) -> _Step | None:
        """Use up a call after `failure`. Returns what to ask for next; None if no call is left."""
        if failure.broke_off:
            self._log.request_save()
        text = "" if self._log.is_flawed else self._draft.text
        following = self._budget.next_step(failure, step, len(text))
        if failure.broke_off and len(text) > len(self._longest):
            self._longest, self._longest_calls = text, self._draft.calls
        if following is None:
            what = "giving up"
        elif not failure.broke_off:
            what = "retrying"
        else:
            what = "continuing it" if following == "continue" else "rewriting it"
        logger.warning(
            "⚠️ [Stream API] Passage %d failed at %d characters: %s; %s",
            self._index + 1,
            self._log.end,
            failure.detail,
            what,
        )
        return following

    async def _back_off(self, failure: Failure) -> None:
        pause = self._limits.backoff_seconds * 2 ** min(self._calls - 1, 4) * (2 if failure.is_busy else 1)
        wait = min(failure.wait_seconds, MAX_WAIT_SECONDS)
        await asyncio.sleep(max(pause * random.uniform(0.5, 1.0), wait))  # noqa: S311

    def _finish(self, findings: Sequence[Finding]) -> None:
        if findings:
            logger.warning(
                "⚠️ [Stream API] Passage %d kept with findings at %d characters: %s",
                self._index + 1,
                self._log.end,
                _codes(findings),
            )
        is_last_of_preview = ends_preview(self._outline.passages, self._index)
        self._log.finish_passage(ends_preview=is_last_of_preview, findings=findings)

    def _end(self, result: Failure | Blocked | Paused | OutOfRoom) -> Outcome | None:
        """Fall back to an earlier complete text, if there is one; otherwise return the report's outcome."""
        fallback = self._fallback
        if fallback is not None and result != OutOfRoom("storage_unavailable"):
            reason = "withdrawn" if isinstance(result, Blocked) else "retry"
            self._draft.restore(fallback.text, fallback.calls, reason)
            self._finish(fallback.findings)
            return None
        match result:
            case Paused(reason):
                logger.info("⏸️ [Stream API] Handing the report back at %d characters: %s", self._log.end, reason)
                return Outcome(Status.QUEUED)
            case Blocked():
                return self._withdraw()
            case Failure(code=code) | OutOfRoom(code):
                return self._give_up(code)

    def _withdraw(self) -> Outcome:
        """Withdraw the passage that the safety filter stopped. It is never sent to the model again."""
        if self._draft.exists:
            self._draft.take_back("withdrawn")
        logger.warning(
            "⚠️ [Stream API] Passage withdrawn because of the safety filter; %d characters kept", self._log.end
        )
        return self._outcome("content_blocked")

    def _give_up(self, code: str) -> Outcome:
        """End the report with the passage as it is, or as it was, and record its finding if it has one."""
        if self._fallback is None and len(self._longest) > len(self._draft.text):
            self._draft.restore(self._longest, self._longest_calls, "retry")
        if (flaw := self._flaw()) is not None:
            self._log.add_findings([flaw])
        return self._outcome(code)

    def _flaw(self) -> Finding | None:
        """Return the first certain finding in the text, if there is one."""
        checker = self._draft.checker
        return checker.finding if self._draft.exists and checker is not None else None

    def _outcome(self, code: str) -> Outcome:
        return Outcome(Status.INCOMPLETE if self._log.end else Status.FAILED, code)


def _codes(findings: Sequence[Finding]) -> str:
    """Return the findings' codes only: log messages must not contain report text."""
    return ", ".join(finding.code for finding in findings)
