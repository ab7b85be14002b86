"""Write one report, passage by passage, to an outcome.

After each try at a passage, decide what follows: the next passage, another try, or the end. Whatever the model does,
received text stays in the log until its replacement has started to arrive.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass

from app.draft import Draft
from app.llm import Model
from app.outline import Outline, ends_preview
from app.passage import Blocked, Complete, Failure, Flawed, OutOfRoom, PassageWriter, Paused
from app.report import Finding, Outcome, Status, Usage
from app.textlog import TextLog

logger = logging.getLogger(__name__)

MAX_WAIT_SECONDS = 60.0
"""Limit for a provider's `Retry-After` between two tries, because the report shows as running meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Retry and size limits."""

    max_chars: int
    max_unsaved_bytes: int = 1 << 20
    retries: int = 3
    """Retries per passage after a failure before the first text."""
    rewrites: int = 2
    """Retries per passage after an interruption mid-text."""
    corrections: int = 1
    """Rewrites per passage after a failed check. After that, it is kept with its findings."""
    backoff_seconds: float = 1.0
    """The first pause. It doubles with each retry, is jittered, and is longer if the model is overloaded."""


@dataclass(slots=True)
class _Budget:
    """The tries that one passage has left."""

    retries: int
    rewrites: int
    corrections: int

    def spend(self, failure: Failure) -> bool:
        """Use up one try. Returns False if `failure` is final or no try is left."""
        if failure.is_final or not (self.rewrites if failure.broke_off else self.retries):
            return False
        self.rewrites -= failure.broke_off
        self.retries -= not failure.broke_off
        return True


@dataclass(frozen=True, slots=True)
class _Fallback:
    """A complete try that failed its check, kept in case the rewrite fails."""

    text: str
    findings: Sequence[Finding]


async def generate(log: TextLog, outline: Outline, model: Model, *, call_prefix: str, limits: Limits) -> Outcome:
    """Write the passages that `log` lacks. Every request id starts with `call_prefix`.

    Returns the outcome; the caller closes the log. Raises only `CancelledError`; any other exception is a bug.
    In every case the call to the model is closed, and the log holds all text that readers have seen.
    """
    writer = PassageWriter(
        log,
        outline,
        model,
        call_prefix=call_prefix,
        max_chars=limits.max_chars,
        max_unsaved_bytes=limits.max_unsaved_bytes,
    )
    for index in range(len(log.passage_ends), len(outline.passages)):
        outcome = await _PassageTries(index, log, outline, writer, limits).write()
        if outcome is not None:
            return outcome
    return Outcome(Status.COMPLETED)


class _PassageTries:
    """One passage across all its tries."""

    def __init__(self, index: int, log: TextLog, outline: Outline, writer: PassageWriter, limits: Limits) -> None:
        self._index = index
        self._log = log
        self._outline = outline
        self._writer = writer
        self._limits = limits
        self._draft = Draft(log)
        self._budget = _Budget(limits.retries, limits.rewrites, limits.corrections)
        self._fallback: _Fallback | None = None
        self._tries = 0

    async def write(self) -> Outcome | None:
        """Write the passage to its end. Returns the report's outcome if that is impossible."""
        findings: Sequence[Finding] = ()
        while True:
            self._tries += 1
            may_correct = self._budget.corrections > 0
            result = await self._writer.write(self._index, self._draft, findings, may_correct=may_correct)
            match result:
                case Complete(usage, found) if not (found and may_correct):
                    self._finish(usage, found)
                    return None
                case Complete() | Flawed():
                    findings = self._correct(result)
                case Failure():
                    if not self._spend(result):
                        return self._end(result)
                    await self._back_off(result)
                case _:
                    return self._end(result)

    def _correct(self, result: Complete | Flawed) -> Sequence[Finding]:
        """Use up a correction for a text that failed its check. Returns the findings to tell the model."""
        self._budget.corrections -= 1
        if isinstance(result, Complete):
            self._log.add_usage(result.usage)
            self._fallback = _Fallback(self._draft.text, result.findings)
        logger.warning(
            "⚠️ [Stream API] Passage %d failed its check at %d characters: %s; rewriting it",
            self._index + 1,
            self._log.end,
            _codes(result.findings),
        )
        return result.findings

    def _spend(self, failure: Failure) -> bool:
        """Use up a try after `failure`. Returns False if none is left."""
        if failure.broke_off:
            self._log.request_save()
        may_retry = self._budget.spend(failure)
        logger.warning(
            "⚠️ [Stream API] Passage %d failed at %d characters: %s; %s",
            self._index + 1,
            self._log.end,
            failure.detail,
            ("rewriting it" if failure.broke_off else "retrying") if may_retry else "giving up",
        )
        return may_retry

    async def _back_off(self, failure: Failure) -> None:
        pause = self._limits.backoff_seconds * 2 ** min(self._tries - 1, 4) * (2 if failure.is_busy else 1)
        wait = min(failure.wait_seconds, MAX_WAIT_SECONDS)
        await asyncio.sleep(max(pause * random.uniform(0.5, 1.0), wait))  # noqa: S311

    def _finish(self, usage: Usage, findings: Sequence[Finding]) -> None:
        if findings:
            logger.warning(
                "⚠️ [Stream API] Passage %d kept with findings at %d characters: %s",
                self._index + 1,
                self._log.end,
                _codes(findings),
            )
        is_last_of_preview = ends_preview(self._outline.passages, self._index)
        self._log.finish_passage(usage, ends_preview=is_last_of_preview, findings=findings)

    def _end(self, result: Failure | Blocked | Paused | OutOfRoom) -> Outcome | None:
        """Fall back to an earlier complete try, if there is one; otherwise return the report's outcome."""
        fallback = self._fallback
        if fallback is not None and result != OutOfRoom("storage_unavailable"):
            self._draft.restore(fallback.text, "withdrawn" if isinstance(result, Blocked) else "retry")
            self._finish(Usage(), fallback.findings)
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
        """End the report with the passage as it is, and record its finding if it has one."""
        checker = self._draft.checker
        if self._draft.exists and checker is not None and checker.finding is not None:
            self._log.add_findings([checker.finding])
        return self._outcome(code)

    def _outcome(self, code: str) -> Outcome:
        return Outcome(Status.INCOMPLETE if self._log.end else Status.FAILED, code)


def _codes(findings: Sequence[Finding]) -> str:
    """Return the findings' codes only: log messages must not contain report text."""
    return ", ".join(finding.code for finding in findings)
