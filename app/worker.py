"""Claim reports that are queued or whose lease has expired, and own the task of each run.

Runs are detached from requests but always have an owner, the worker. The failure of one run does not affect another.
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
from app.db.store import Store
from app.errors import FenceLost, StorageUnavailable
from app.live import Live
from app.relay import PAUSE, UNPAUSE, Command
from app.report import current_report
from app.run import HANDED_BACK, Run, RunDependencies

logger = logging.getLogger(__name__)

CLAIM_SECONDS = 1.0
"""How long a drain waits for a claim in progress. A database that is down must not delay it further."""
CLAIMED_AT_ONCE = 20
"""How many reports one claim may start. Starting one takes a few milliseconds, in which the others wait."""
MAX_QUEUED_SECONDS = 24 * 3600.0
"""How long a report may stay queued while the provider refuses this service's account."""


class Worker:
    """Writes up to `slots` reports at once, and up to `owner_slots` per owner. `drain` it before cancelling it."""

    def __init__(self, *, live: Live, slots: int, owner_slots: int, dependencies: RunDependencies) -> None:
        self._live = live
        self._slots = slots
        self._owner_slots = owner_slots
        self._dependencies = dependencies
        self._runs: dict[UUID, Run] = {}
        self._wake = asyncio.Event()
        self._is_closed = False
        self._claiming = asyncio.Lock()
        self._is_database_down = False
        self._database_up_at = -math.inf  # when the database last became available again, by `time.monotonic()`
        # Commands received since the current claim started, for reports that it may return and that have no run yet.
        self._stopped: set[UUID] = set()
        self._dropped: set[UUID] = set()
        self._account = dependencies.account
        self._account.on_change = self._wake.set
        dependencies.lag.on_change = self._wake.set
        self._scan_at = -math.inf  # when to look for expired leases again
        self._paused_at: float | None = None  # when `pause` was last announced

    @property
    def store(self) -> Store:
        """The store that claims and saves reports. Requests have another one."""
        return self._dependencies.store

    @property
    def run_count(self) -> int:
        return len(self._runs)

    def handle(self, command: Command) -> None:
        """Apply a command to the reports that are written here."""
        report_id = command.report_id
        if report_id is None:
            if command.kind == "wake":
                self._wake.set()
            return
        run = self._runs.get(report_id)
        match command.kind:
            case "stop":
                self._stopped.add(report_id)
                if run is not None:
                    run.refresh()
            case "drop":
                self._dropped.add(report_id)
                if run is not None:
                    run.abandon()
            case "save" if run is not None:
                run.save()
            case "follow" if run is not None:
                run.follow()

    async def run(self) -> None:
        """Claim and write reports until closed and idle."""
        with self._dependencies.pulse.beating(), self._dependencies.lag.measuring():
            async with asyncio.TaskGroup() as group:
                await self._claim_until_closed(group)

    async def _claim_until_closed(self, group: asyncio.TaskGroup) -> None:
        while not self._is_closed:
            self._wake.clear()
            try:
                await self.run_once(group)
            except Exception:  # the reports that are being written must continue
                logger.exception("Reading the queue failed; retrying")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._dependencies.timings.scan_seconds):
                    await self._wake.wait()

    async def run_once(self, group: asyncio.TaskGroup) -> None:
        """Claim reports for the free slots and start their runs in `group`."""
        self._announce_pause()
        try:
            held = list(self._runs)
            # Otherwise only woken, perhaps often: look at the queue alone.
            is_scan = self._is_database_down or time.monotonic() >= self._scan_at
            if is_scan and self._takes_over:
                for report_id in await self._dependencies.store.bury(held=held):
                    logger.error("⚰️ [Stream API] Report ended after three expired leases: %s", report_id)
                    self._dependencies.relay.send_command(Command("look", report_id))
            await self._expire(held)
            self._stopped.clear()
            self._dropped.clear()
            async with self._claiming:
                claimed = await self._claim(held, is_scan=is_scan)
            if is_scan:
                self._scan_at = time.monotonic() + self._dependencies.timings.scan_seconds
        except StorageUnavailable as error:
            if not self._is_database_down:
                logger.warning("⚠️ [Stream API] Reading the queue failed; retrying: %s", error)
            self._is_database_down = True
            return
        if self._is_database_down:
            self._is_database_down, self._database_up_at = False, time.monotonic()
        for report in claimed:
            if report.id in self._dropped:
                continue
            run = Run(report, self._dependencies)
            if report.id in self._stopped:
                run.refresh()
            if self._is_closed:
                run.end(HANDED_BACK)
            before, self._runs[report.id] = self._runs.get(report.id), run
            run.task = group.create_task(self._write(run, before), name=f"report-{report.id}")
            # A callback, because a task that is cancelled before its first step runs no `finally`.
            run.task.add_done_callback(partial(self._forget, run))

    @property
    def _takes_over(self) -> bool:
        """Whether to claim expired leases. After an outage of the database, their writers first get time to renew."""
        return (
            not self._is_database_down
            and time.monotonic() - self._database_up_at >= self._dependencies.timings.lease_seconds
        )

    async def _claim(self, held: list[UUID], *, is_scan: bool) -> list[Report]:
        """Claim reports for the free slots. If there are none, only check that the database answers.

        A process whose event loop is late claims none, so that those it writes are not held up; they stay in the queue.
        """
        is_full = self._is_closed or self._dependencies.lag.is_overloaded
        free = 0 if is_full else min(self._slots - len(self._runs), CLAIMED_AT_ONCE)
        is_probe = self._account.paused_code is not None
        if is_probe:
            free = min(free, 1) if self._account.is_probe_due else 0
        if free <= 0:
            if is_scan:
                await self._dependencies.store.ping()
            return []
        claimed = await self._dependencies.store.claim(
            slots=free,
            owner_slots=self._owner_slots,
            model=self._dependencies.llm.name,
            held=held,
            takes_over=self._takes_over,
        )
        if is_probe and claimed:
            self._account.allow_probe()
        if len(claimed) == CLAIMED_AT_ONCE:
            self._wake.set()  # there may be more
        return claimed

    def _announce_pause(self) -> None:
        """Announce to all processes that the account is paused, and repeat this until it resumes."""
        now = time.monotonic()
        if self._account.paused_code is None:
            if self._paused_at is not None:
                self._paused_at = None
                self._dependencies.relay.send_command(UNPAUSE)
        elif self._paused_at is None or now - self._paused_at >= self._account.probe_seconds:
            self._paused_at = now
            self._dependencies.relay.send_command(PAUSE)

    async def _expire(self, held: Sequence[UUID]) -> None:
        """End the reports that have been queued for too long while the account is paused."""
        code = self._account.paused_code
        if code is None:
            return
        for report_id in await self._dependencies.store.expire(
            code=code, longest_seconds=MAX_QUEUED_SECONDS, held=held
        ):
            logger.error("⌛ [Stream API] Report ended after waiting too long in the queue (%s): %s", code, report_id)
            self._dependencies.relay.send_command(Command("look", report_id))

    def close(self) -> None:
        """Stop claiming. Running reports continue."""
        self._is_closed = True
        self._wake.set()

    async def wait_idle(self) -> None:
        """Wait until no report is running here."""
        while tasks := [run.task for run in self._runs.values() if run.task is not None]:
            await asyncio.wait(tasks)

    async def drain(self, seconds: float) -> None:
        """Stop claiming, and hand all reports back with their text saved, within `seconds`."""
        self.close()
        # Otherwise a claim in progress could claim a report that is handed back here, and needlessly begin another
        # attempt of it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLAIM_SECONDS), self._claiming:
                pass
        for run in self._runs.values():
            run.end(HANDED_BACK)
        tasks = [run.task for run in self._runs.values() if run.task is not None]
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=seconds)
            if pending:
                logger.warning(
                    "⚠️ [Stream API] %d reports not handed back in time; they continue once their leases expire",
                    len(pending),
                )

    async def _write(self, run: Run, before: Run | None) -> None:
        """Carry out one run from claim to end. Raises nothing but `CancelledError`."""
        report = run.report
        current_report.set(str(report.id))
        try:
            if before is not None and before.task is not None:  # this process lost the report and claimed it again
                before.abandon()
                await asyncio.wait([before.task])
            logger.info("🚀 [Stream API] Starting streaming generation for report: %s", report.id)
            async with self._live.write(report) as writable:
                await run.write(writable.log, writable.no_viewers)
        except* FenceLost:
            logger.warning("🔒 [Stream API] Another attempt owns the report; this one stops writing")
        except* StorageUnavailable as errors:
            logger.warning(
                "⚠️ [Stream API] Loading the report failed; it is claimed again once its lease expires: %s",
                errors,
            )
        except* Exception:  # outermost handler of the run: its failure must not affect other reports
            logger.exception("The run failed; the report is claimed again once its lease expires")

    def _forget(self, run: Run, _task: asyncio.Task[None]) -> None:
        if self._runs.get(run.report.id) is run:
            del self._runs[run.report.id]
        self._wake.set()
