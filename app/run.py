"""One report being written by this process: a writer, its readers, and a lease, in one task group.

A run fails as one. Stop cancels the writer alone; it closes the log, and the readers finish by themselves.
The reason why it is cancelled travels as data, in `ending`.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.bazi.passages import Outline
from app.db.records import Report
from app.db.store import Store
from app.errors import StorageUnavailable
from app.generation import Limits, generate
from app.llm import Llm
from app.llm.account import Account
from app.relay import WAKE, Relay
from app.relay.tail import Tail, publish
from app.report import Outcome, Status
from app.saver import Saver
from app.textlog import TextLog

log = logging.getLogger(__name__)

STOPPED = Outcome(Status.STOPPED, "stopped")
HANDED_BACK = Outcome(Status.QUEUED)

LAST_WORD_SECONDS = 2.0
"""For telling the other processes how a run ended; they look by themselves a little later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often things are saved, renewed and looked for."""

    batch_chars: int = 3000
    batch_seconds: float = 30
    lease_seconds: float = 10
    scan_seconds: float = 2

    @property
    def renew_seconds(self) -> float:
        """Three tries before the lease runs out."""
        return self.lease_seconds * 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What every run of a worker is made with."""

    store: Store
    relay: Relay
    llm: Llm
    outline_of: Callable[[Report], Outline]
    pace: Pace
    limits: Limits
    account: Account = field(default_factory=Account)
    """The one that `llm` calls on."""


class Run:
    """Writes one report, from what is kept to an outcome in the database."""

    def __init__(self, report: Report, parts: Parts) -> None:
        self.report = report
        self.task: asyncio.Task[None] | None = None
        """All of the run; set by its owner."""
        self._parts = parts
        self._text: TextLog | None = None
        self._tail: Tail | None = None
        self._writer: asyncio.Task[Outcome] | None = None
        self._ending: Outcome | None = STOPPED if report.stop_requested else None
        self._told = asyncio.Event()

    def end(self, outcome: Outcome) -> None:
        """Stops the writing; what was received is saved with `outcome`. The first reason counts."""
        if self._ending is None:
            self._ending = outcome
            if self._writer is not None:
                self._writer.cancel()

    def look(self) -> None:
        """The owner may have asked to stop: the row tells. (What was said may be of an earlier run.)"""
        self._told.set()

    def abandon(self) -> None:
        """Stops everything at once, saving nothing more."""
        if self.task is not None:
            self.task.cancel()

    def save(self) -> None:
        """Someone lacks text: it is saved now, and the others are told how much."""
        if self._text is None or self._tail is None:
            return
        if self._text.end > self._text.saved_end:
            self._text.want_save()
        else:
            self._tail.answer()

    async def write(self, text: TextLog, unwatched: asyncio.Event) -> None:
        """Writes into `text` until the end is in the database. Raises `FenceLost`, in a group."""
        report, pace = self.report, self._parts.pace
        self._text, self._tail = text, Tail(text)
        saver = Saver(
            report.id, text, self._parts.store, batch_chars=pace.batch_chars, batch_seconds=pace.batch_seconds
        )
        async with asyncio.TaskGroup() as group:
            self._writer = group.create_task(self._generate(text), name=f"generate-{report.id}")
            # A callback, because a task that is cancelled before its first step runs no `finally`.
            self._writer.add_done_callback(lambda writer: self._close(text, writer))
            publisher = group.create_task(
                publish(report.id, self._tail, text, self._parts.relay), name=f"publish-{report.id}"
            )
            others = (
                group.create_task(self._hold_lease(saver), name=f"lease-{report.id}"),
                group.create_task(_note_unwatched(text, unwatched), name=f"unwatched-{report.id}"),
            )
            if self._ending is not None:
                self._writer.cancel()
            await saver.run()
            # Its owner's next one may begin, or it was handed back: for whoever is free.
            self._parts.relay.order(WAKE)
            self._tail.finish()
            for task in others:  # the lease is given back: there is nothing left to renew
                task.cancel()
            await asyncio.wait([publisher], timeout=LAST_WORD_SECONDS)
            publisher.cancel()
        if text.ended is not None:
            log.info("🏁 [Stream API] Report ended: %s%s", text.ended.status, _reason(text.ended.code))

    async def _generate(self, text: TextLog) -> Outcome:
        parts = self._parts
        try:
            outline = parts.outline_of(self.report)
            async with parts.llm.connect() as model:
                return await generate(
                    text,
                    outline,
                    model,
                    call_prefix=self.report.id.hex,
                    language=self.report.language,
                    limits=parts.limits,
                )
        except Exception:  # the writer's outermost line: what was received is saved all the same
            if text.ended is not None:  # deleted under the writer, who is being told
                return Outcome(text.ended.status)
            log.exception("The writer failed")
            return Outcome(Status.INCOMPLETE if text.end else Status.FAILED, "internal")

    def _close(self, text: TextLog, writer: asyncio.Task[Outcome]) -> None:
        """Closes the log with how the writer ended, so that the readers can finish by themselves.

        A writer that is torn down with its run leaves the log open: another attempt will go on with it.
        """
        outcome = self._ending if writer.cancelled() else writer.result()
        if outcome is not None:
            text.close(outcome)

    async def _hold_lease(self, saver: Saver) -> None:
        """Renews the lease until cancelled. Raises `FenceLost`. Without the database, it goes on trying."""
        held_at = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._parts.pace.renew_seconds):
                    await self._told.wait()
            self._told.clear()
            try:
                hold = await saver.renew()
            except StorageUnavailable as error:
                away = time.monotonic() - held_at
                log.warning("⚠️ [Stream API] Lease not renewed for %.0f s: %s", away, error)
                continue
            if hold is not None:
                held_at = time.monotonic()
                if hold.stop_requested:
                    self.end(STOPPED)


async def _note_unwatched(text: TextLog, unwatched: asyncio.Event) -> None:
    """Says once that text came while nobody looked."""
    while text.outcome is None:
        await unwatched.wait()
        seen, end = text.version, text.end
        await text.wait_change(seen)
        if text.end > end and unwatched.is_set():
            log.info("📡 [Stream API] Client disconnected, skipping enqueue for chunk at %d characters", text.end)
            return


def _reason(code: str | None) -> str:
    return f" ({code})" if code else ""
