"""Claims reports that are queued or whose lease ran out, and owns the task of each run that writes one.

Detached from the request, never without an owner: a run belongs to the worker, and one run's failure
never touches another.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from app.db.records import Report
from app.errors import FenceLost, StorageUnavailable
from app.live import Live
from app.relay import PAUSE, UNPAUSE, Order
from app.report import current_report
from app.run import HANDED_BACK, Parts, Run

log = logging.getLogger(__name__)

CLAIM_SECONDS = 1.0
"""For a claim that is under way when the worker is drained; a database that is away must not hold it up."""


LONGEST_QUEUED_SECONDS = 24 * 3600.0
"""For a report that waits while the model's provider refuses this service's account."""


class Worker:
    """Writes up to `slots` reports at once, `owner_slots` of one owner. `run` until cancelled; `drain` before that."""

    def __init__(self, *, live: Live, slots: int, owner_slots: int, parts: Parts) -> None:
        self._live = live
        self._slots = slots
        self._owner_slots = owner_slots
        self._parts = parts
        self._runs: dict[UUID, Run] = {}
        self._wake = asyncio.Event()
        self._is_closed = False
        self._claiming = asyncio.Lock()
        self._is_away = False
        self._back_at = -math.inf  # when the database came back after it was away; `time.monotonic()`
        # Since the last claim began: what it brings may be among them, and has no run to tell yet.
        self._stopped: set[UUID] = set()
        self._dropped: set[UUID] = set()
        self._account = parts.account
        self._paused_at: float | None = None  # when `pause` was last sent

    @property
    def run_count(self) -> int:
        return len(self._runs)

    def obey(self, order: Order) -> None:
        """Does what an order means for those who write."""
        report_id = order.report_id
        if report_id is None:
            if order.kind == "wake":
                self._wake.set()
            return
        run = self._runs.get(report_id)
        match order.kind:
            case "stop":
                self._stopped.add(report_id)
                if run is not None:
                    run.look()
            case "drop":
                self._dropped.add(report_id)
                if run is not None:
                    run.abandon()
            case "save" if run is not None:
                run.save()

    async def run(self) -> None:
        """Claims and writes until it is closed and nothing is left."""
        if self._wake.set not in self._account.listeners:  # run again after a failure
            self._account.listeners.append(self._wake.set)
        async with asyncio.TaskGroup() as group:
            while not self._is_closed:
                self._wake.clear()
                try:
                    await self.run_once(group)
                except Exception:  # whatever it was, the reports that are being written go on
                    log.exception("The queue could not be read")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._parts.pace.scan_seconds):
                        await self._wake.wait()

    async def run_once(self, group: asyncio.TaskGroup) -> None:
        """Claims what there is room for, and starts it in `group`."""
        self._tell_pause()
        try:
            held = list(self._runs)
            if self._takes_over:
                for report_id in await self._parts.store.bury(held=held):
                    log.error("⚰️ [Stream API] Given up after too many interruptions: %s", report_id)
                    self._parts.relay.order(Order("look", report_id))
            await self._expire(held)
            self._stopped.clear()
            self._dropped.clear()
            async with self._claiming:
                claimed = await self._claim(held)
        except StorageUnavailable as error:
            if not self._is_away:
                log.warning("⚠️ [Stream API] The queue cannot be read, trying again: %s", error)
            self._is_away = True
            return
        if self._is_away:
            self._is_away, self._back_at = False, time.monotonic()
        for report in claimed:
            if report.id in self._dropped:
                continue
            run = Run(report, self._parts)
            if report.id in self._stopped:
                run.look()
            if self._is_closed:
                run.end(HANDED_BACK)
            before, self._runs[report.id] = self._runs.get(report.id), run
            run.task = group.create_task(self._write(run, before), name=f"report-{report.id}")
            # A callback, because a task that is cancelled before its first step runs no `finally`.
            run.task.add_done_callback(partial(self._forget, run))

    @property
    def _takes_over(self) -> bool:
        """Leases that ran out while nobody could renew them are no deaths: their writers get a lease's time to."""
        return not self._is_away and time.monotonic() - self._back_at >= self._parts.pace.lease_seconds

    async def _claim(self, held: list[UUID]) -> list[Report]:
        """What there is room for. (When the queue is full, the database is asked all the same whether it is there.)"""
        free = 0 if self._is_closed else self._slots - len(self._runs)
        is_probe = self._account.paused_code is not None
        if is_probe:
            free = min(free, 1) if self._account.is_probe_due else 0
        if free <= 0:
            await self._parts.store.ping()
            return []
        claimed = await self._parts.store.claim(
            slots=free,
            owner_slots=self._owner_slots,
            model=self._parts.llm.name,
            held=held,
            takes_over=self._takes_over,
        )
        if is_probe and claimed:
            self._account.allow_probe()
        return claimed

    def _tell_pause(self) -> None:
        """Tells every process that shows pages; repeated while the account is paused."""
        now = time.monotonic()
        if self._account.paused_code is None:
            if self._paused_at is not None:
                self._paused_at = None
                self._parts.relay.order(UNPAUSE)
        elif self._paused_at is None or now - self._paused_at >= self._account.probe_seconds:
            self._paused_at = now
            self._parts.relay.order(PAUSE)

    async def _expire(self, held: Sequence[UUID]) -> None:
        """While the account is paused, ends the reports that have been queued for too long."""
        code = self._account.paused_code
        if code is None:
            return
        for report_id in await self._parts.store.expire(code=code, longest_seconds=LONGEST_QUEUED_SECONDS, held=held):
            log.error("⌛ [Stream API] Ended after waiting in the queue (%s): %s", code, report_id)
            self._parts.relay.order(Order("look", report_id))

    def close(self) -> None:
        """Claims no more; what is being written goes on."""
        self._is_closed = True
        self._wake.set()

    async def wait_idle(self) -> None:
        """Returns when nothing is being written here."""
        while tasks := [run.task for run in self._runs.values() if run.task is not None]:
            await asyncio.wait(tasks)

    async def drain(self, seconds: float) -> None:
        """Claims no more, hands every report back with all its text saved; at most `seconds` for all."""
        self.close()
        # A claim under way would take what is handed back now, only to hand it back again, cut to what is kept.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLAIM_SECONDS), self._claiming:
                pass
        for run in self._runs.values():
            run.end(HANDED_BACK)
        late = [run.task for run in self._runs.values() if run.task is not None]
        if late:
            _, pending = await asyncio.wait(late, timeout=seconds)
            if pending:
                log.warning("⚠️ [Stream API] %d reports could not be handed back in time", len(pending))

    async def _write(self, run: Run, before: Run | None) -> None:
        """One run from claim to end. Never raises but for cancellation."""
        report = run.report
        current_report.set(str(report.id))
        try:
            if before is not None and before.task is not None:  # this process lost it, and has it again
                before.abandon()
                await asyncio.wait([before.task])
            log.info("🚀 [Stream API] Starting streaming generation for report: %s", report.id)
            async with self._live.write(report) as entry:
                await run.write(entry.text, entry.unwatched)
        except* FenceLost:
            log.warning("🔒 [Stream API] Another attempt owns the report, this one stops writing")
        except* StorageUnavailable as errors:
            log.warning("⚠️ [Stream API] The report could not be read, its lease will run out: %s", errors)
        except* Exception:  # the outermost line of the run: one report never touches its neighbours
            log.exception("The run failed; its lease will run out")

    def _forget(self, run: Run, _task: asyncio.Task[None]) -> None:
        if self._runs.get(run.report.id) is run:
            del self._runs[run.report.id]
        self._wake.set()
