"""Claims reports that are queued or whose lease ran out, and owns the task group that writes each of them.

Detached from the request, never without an owner: a run belongs to the worker, and one run's failure
never touches another. The reason why a writer is cancelled travels as data, in `_Run.ending`.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.bazi.passages import Outline
from app.db.records import Report
from app.db.store import Store
from app.errors import FenceLost, StorageUnavailable
from app.generation import Limits, generate
from app.live import Live
from app.llm import Llm
from app.report import Outcome, Status, current_report
from app.saver import Saver
from app.textlog import TextLog

log = logging.getLogger(__name__)

STOPPED = Outcome(Status.STOPPED, "stopped")
HANDED_BACK = Outcome(Status.QUEUED)


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


class _Run:
    """One report being written by this process."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.task: asyncio.Task[None] | None = None
        self.writer: asyncio.Task[Outcome] | None = None
        self.ending: Outcome | None = None
        """Why the writer is being cancelled."""

    def end(self, outcome: Outcome) -> None:
        """Stops the writing; what was received is saved with `outcome`. The first reason counts."""
        if self.ending is None:
            self.ending = outcome
            if self.writer is not None:
                self.writer.cancel()

    def abandon(self) -> None:
        """Stops everything at once, saving nothing more."""
        if self.task is not None:
            self.task.cancel()


class Worker:
    """Writes up to `slots` reports at once. `run` until cancelled; `drain` before that."""

    def __init__(
        self,
        *,
        store: Store,
        live: Live,
        llm: Llm,
        outline_of: Callable[[Report], Outline],
        slots: int,
        pace: Pace,
        limits: Limits,
    ) -> None:
        self._store = store
        self._live = live
        self._llm = llm
        self._outline_of = outline_of
        self._slots = slots
        self._pace = pace
        self._limits = limits
        self._runs: dict[UUID, _Run] = {}
        self._wake = asyncio.Event()
        self._is_draining = False
        self._is_away = False
        # Since the last claim began: what it brings may be among them, and has no run to tell yet.
        self._stopped: set[UUID] = set()
        self._dropped: set[UUID] = set()

    @property
    def run_count(self) -> int:
        return len(self._runs)

    def wake(self) -> None:
        """There may be something to claim."""
        self._wake.set()

    def stop(self, report_id: UUID) -> None:
        """Stops the writing of a report, if it is written here; what came is kept."""
        self._stopped.add(report_id)
        if run := self._runs.get(report_id):
            run.end(STOPPED)

    def drop(self, report_id: UUID) -> None:
        """The report was deleted: stops its writing, if it is written here, and saves nothing more."""
        self._dropped.add(report_id)
        if run := self._runs.get(report_id):
            run.abandon()

    async def run(self) -> None:
        """Claims and writes until it is drained."""
        async with asyncio.TaskGroup() as group:
            while not self._is_draining:
                self._wake.clear()
                try:
                    await self.run_once(group)
                except Exception:  # whatever it was, the reports that are being written go on
                    log.exception("The queue could not be read")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._pace.scan_seconds):
                        await self._wake.wait()

    async def run_once(self, group: asyncio.TaskGroup) -> None:
        """Claims what there is room for, and starts it in `group`."""
        try:
            held = list(self._runs)
            for report_id in await self._store.bury(held=held):
                log.error("⚰️ [Stream API] Given up after too many interruptions: %s", report_id)
            self._stopped.clear()
            self._dropped.clear()
            free = 0 if self._is_draining else self._slots - len(self._runs)
            claimed = await self._store.claim(slots=free, model=self._llm.name, held=held) if free > 0 else []
        except StorageUnavailable as error:
            if not self._is_away:
                log.warning("⚠️ [Stream API] The queue cannot be read, trying again: %s", error)
            self._is_away = True
            return
        self._is_away = False
        for report in claimed:
            if report.id in self._dropped:
                continue
            run = _Run(report)
            if report.id in self._stopped:
                run.end(STOPPED)
            if self._is_draining:
                run.end(HANDED_BACK)
            before, self._runs[report.id] = self._runs.get(report.id), run
            run.task = group.create_task(self._write(run, before), name=f"report-{report.id}")

    async def drain(self, seconds: float) -> None:
        """Claims no more, hands every report back with all its text saved; at most `seconds` for all."""
        self._is_draining = True
        self.wake()
        for run in self._runs.values():
            run.end(HANDED_BACK)
        late = [run.task for run in self._runs.values() if run.task is not None]
        if late:
            _, pending = await asyncio.wait(late, timeout=seconds)
            if pending:
                log.warning("⚠️ [Stream API] %d reports could not be handed back in time", len(pending))

    async def _write(self, run: _Run, before: _Run | None) -> None:
        """One run from claim to end. Never raises but for cancellation."""
        report = run.report
        current_report.set(str(report.id))
        try:
            if before is not None and before.task is not None:  # this process lost it, and has it again
                before.abandon()
                await asyncio.wait([before.task])
            log.info("🚀 [Stream API] Starting streaming generation for report: %s", report.id)
            async with self._live.write(report) as entry:
                await self._run_group(run, entry.text, entry.unwatched)
        except* FenceLost:
            log.warning("🔒 [Stream API] Another attempt owns the report, this one stops writing")
        except* StorageUnavailable as errors:
            log.warning("⚠️ [Stream API] The report could not be read, its lease will run out: %s", errors)
        except* Exception:  # the outermost line of the run: one report never touches its neighbours
            log.exception("The run failed; its lease will run out")
        finally:
            if self._runs.get(report.id) is run:
                del self._runs[report.id]
            self.wake()

    async def _run_group(self, run: _Run, text: TextLog, unwatched: asyncio.Event) -> None:
        name = run.report.id
        saver = Saver(
            run.report.id,
            text,
            self._store,
            batch_chars=self._pace.batch_chars,
            batch_seconds=self._pace.batch_seconds,
        )
        async with asyncio.TaskGroup() as group:
            run.writer = group.create_task(self._generate(run, text), name=f"generate-{name}")
            # A callback, because a task that is cancelled before its first step runs no `finally`.
            run.writer.add_done_callback(lambda writer: _close(run, text, writer))
            others = (
                group.create_task(self._hold_lease(run, saver), name=f"lease-{name}"),
                group.create_task(_note_unwatched(text, unwatched), name=f"unwatched-{name}"),
            )
            if run.ending is not None:
                run.writer.cancel()
            elif run.report.stop_requested:
                run.end(STOPPED)
            await saver.run()
            for task in others:
                task.cancel()
        if text.ended is not None:
            log.info("🏁 [Stream API] Report ended: %s%s", text.ended.status, _reason(text.ended.code))

    async def _generate(self, run: _Run, text: TextLog) -> Outcome:
        try:
            outline = self._outline_of(run.report)
            async with self._llm.connect() as model:
                return await generate(
                    text,
                    outline,
                    model,
                    call_prefix=run.report.id.hex,
                    language=run.report.language,
                    limits=self._limits,
                )
        except Exception:  # the writer's outermost line: what was received is saved all the same
            log.exception("The writer failed")
            return Outcome(Status.INCOMPLETE if text.end else Status.FAILED, "internal")

    async def _hold_lease(self, run: _Run, saver: Saver) -> None:
        """Renews the lease until cancelled. Raises `FenceLost`. Without the database, it goes on trying."""
        held_at = time.monotonic()
        while True:
            await asyncio.sleep(self._pace.renew_seconds)
            try:
                hold = await saver.renew()
            except StorageUnavailable as error:
                away = time.monotonic() - held_at
                log.warning("⚠️ [Stream API] Lease not renewed for %.0f s: %s", away, error)
                continue
            if hold is not None:
                held_at = time.monotonic()
                if hold.stop_requested:
                    run.end(STOPPED)


def _close(run: _Run, text: TextLog, writer: asyncio.Task[Outcome]) -> None:
    """Closes the log with how the writer ended, so that the readers can finish by themselves.

    A writer that is torn down with its run leaves the log open: another attempt will go on with it.
    """
    outcome = run.ending if writer.cancelled() else writer.result()
    if outcome is not None:
        text.close(outcome)


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
