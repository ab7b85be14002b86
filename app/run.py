"""A report being written by this process: a writer, its readers and a lease, in one task group.

A run fails as a whole. A stop cancels only the writer, which closes the log; the readers then finish on their own. The
reason for the cancellation is passed as data, in `_ending`.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.db.records import Report
from app.db.store import Store
from app.errors import FenceLost
from app.generation import Limits, generate
from app.lag import LoopLag
from app.lease import LeaseGuard, hold_lease
from app.llm import Llm
from app.llm.account import Account
from app.outline import Outline
from app.pulse import Pulse
from app.relay import WAKE, Relay
from app.relay.publisher import PublishCursor, publish
from app.report import Outcome, Status
from app.saver import Saver
from app.textlog import TextLog

logger = logging.getLogger(__name__)

STOPPED = Outcome(Status.STOPPED, "stopped")
HANDED_BACK = Outcome(Status.QUEUED)

LAST_MESSAGES_SECONDS = 2.0
"""How long the last messages to other processes may take. If they are lost, the others poll the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """When to save, renew the lease, and scan the queue."""

    batch_chars: int
    batch_seconds: float
    lease_seconds: float
    scan_seconds: float

    @property
    def renew_seconds(self) -> float:
        """Allows three tries before the lease expires."""
        return self.lease_seconds * 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDependencies:
    """Dependencies shared by all runs of a worker."""

    store: Store
    relay: Relay
    llm: Llm
    outline_of: Callable[[Report], Outline]
    timings: Timings
    limits: Limits
    account: Account
    """The account that `llm` uses."""
    pulse: Pulse
    lag: LoopLag


class Run:
    """Writes one report, from what is kept to an outcome in the database."""

    def __init__(self, report: Report, dependencies: RunDependencies) -> None:
        self.report = report
        self.task: asyncio.Task[None] | None = None
        """The task of the whole run, set by its owner."""
        self._dependencies = dependencies
        self._log: TextLog | None = None
        self._cursor: PublishCursor | None = None
        self._writer: asyncio.Task[Outcome] | None = None
        self._ending: Outcome | None = STOPPED if report.stop_requested else None
        self._refresh_requested = asyncio.Event()

    def end(self, outcome: Outcome) -> None:
        """Stop writing, and save the received text with `outcome`. The first call wins."""
        if self._ending is None:
            self._ending = outcome
            if self._writer is not None:
                self._writer.cancel()

    def refresh(self) -> None:
        """Read the row now: its owner may have asked for a stop. The command itself may concern an earlier run."""
        self._refresh_requested.set()

    def abandon(self) -> None:
        """Stop everything at once and save nothing more."""
        if self.task is not None:
            self.task.cancel()

    def follow(self) -> None:
        """Publish what is written for a while, because another process follows the report."""
        if self._cursor is not None:
            self._cursor.follow()

    def save(self) -> None:
        """Save now and publish how much is saved, because another process lacks text."""
        if self._log is None or self._cursor is None:
            return
        self._cursor.follow()
        if self._log.end > self._log.saved.end:
            self._log.request_save()
        else:
            self._cursor.answer()

    async def write(self, log: TextLog, no_viewers: asyncio.Event) -> None:
        """Write into `log` until the end is in the database. Raises `FenceLost` in an exception group."""
        report, timings = self.report, self._dependencies.timings
        store, relay = self._dependencies.store, self._dependencies.relay
        self._log, self._cursor = log, PublishCursor(log)
        saver = Saver(report.id, log, store, batch_chars=timings.batch_chars, batch_seconds=timings.batch_seconds)
        async with asyncio.TaskGroup() as group:
            guard = LeaseGuard(saver, self._dependencies.pulse)
            self._writer = group.create_task(self._generate(log, guard), name=f"generate-{report.id}")
            # A callback, because a task that is cancelled before its first step runs no `finally`.
            self._writer.add_done_callback(lambda writer: self._close(log, writer))
            publisher = group.create_task(publish(report.id, self._cursor, log, relay), name=f"publish-{report.id}")
            others = (
                group.create_task(
                    hold_lease(
                        saver,
                        renew_seconds=timings.renew_seconds,
                        refresh_requested=self._refresh_requested,
                        on_stop_requested=partial(self.end, STOPPED),
                    ),
                    name=f"lease-{report.id}",
                ),
                group.create_task(_note_no_viewers(log, no_viewers), name=f"no-viewers-{report.id}"),
            )
            if self._ending is not None:
                self._writer.cancel()
            await saver.run()
            # A slot is free: the owner's next report may start, or another process may claim this one.
            relay.send_command(WAKE)
            self._cursor.finish()
            for task in others:  # the lease is released, so there is nothing to renew
                task.cancel()
            await asyncio.wait([publisher], timeout=LAST_MESSAGES_SECONDS)
            publisher.cancel()
        if log.ended is not None:
            logger.info("🏁 [Stream API] Report ended: %s%s", log.ended.status, _reason(log.ended.code))

    async def _generate(self, log: TextLog, guard: LeaseGuard) -> Outcome:
        dependencies, call_prefix = self._dependencies, self.report.id.hex
        try:
            outline = dependencies.outline_of(self.report)
            async with dependencies.llm.connect() as model:
                return await generate(
                    log, outline, model, call_prefix=call_prefix, guard=guard, limits=dependencies.limits
                )
        except FenceLost:
            raise
        except Exception:  # outermost handler of the writer: still save the received text
            if log.ended is not None:  # deleted while it was being written
                return Outcome(log.ended.status)
            logger.exception("The writer failed; the received text is saved")
            return Outcome(Status.INCOMPLETE if log.end else Status.FAILED, "internal")

    def _close(self, log: TextLog, writer: asyncio.Task[Outcome]) -> None:
        """Close the log with the writer's outcome, so that the readers can finish.

        A writer that is cancelled together with its run, or has lost the report, leaves the log open for the next
        attempt.
        """
        if not writer.cancelled() and writer.exception() is not None:
            return
        outcome = self._ending if writer.cancelled() else writer.result()
        if outcome is not None:
            log.close(outcome)


async def _note_no_viewers(log: TextLog, no_viewers: asyncio.Event) -> None:
    """Log, only once, that text is arriving while no viewer is connected."""
    while log.outcome is None:
        await no_viewers.wait()
        seen, end = log.version, log.end
        await log.wait_change(seen)
        if log.end > end and no_viewers.is_set():
            logger.info("📡 [Stream API] Client disconnected, skipping enqueue for chunk at %d characters", log.end)
            return


def _reason(code: str | None) -> str:
    return f" ({code})" if code else ""
