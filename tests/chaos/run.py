"""One run: set everything up, inject faults, repair, wait for all reports to end, and check the history."""

import asyncio
import dataclasses
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from asyncpg.exceptions import InterfaceError, PostgresError

from app.bazi.casting import cast_chart, today_in_beijing
from app.reading.outline import outline_of
from app.reading.request import OUTLINE
from app.web.requests import ReportIn

from .checker import Violation, check
from .cluster import Cluster
from .database import Database
from .history import History, Journal, Phase, Setting, replace
from .model import Model
from .nemesis import Nemesis, misbehaviour
from .population import BIRTH, Population
from .proxy import Proxy
from .schedule import LEASE_SECONDS, MIX, UPSTREAM, Stroke, schedule

SCAN_SECONDS = 0.5
DATABASE_TIMEOUT_SECONDS = 1.5
BATCH_CHARS = 700
BATCH_SECONDS = 9.0
CHARS_PER_SECOND = 220.0

ENVIRONMENT: Mapping[str, str] = {
    "LEASE_SECONDS": str(LEASE_SECONDS),
    "SCAN_SECONDS": str(SCAN_SECONDS),
    "DATABASE_TIMEOUT_SECONDS": str(DATABASE_TIMEOUT_SECONDS),
    "DATABASE_POOL_SIZE": "5",
    "BATCH_CHARS": str(BATCH_CHARS),
    "BATCH_SECONDS": str(BATCH_SECONDS),
    "PREVIEW_CHARS": "600",
    "KEEPALIVE_SECONDS": "1",
    "VIEWER_TIMEOUT_SECONDS": "5",
    # The text of a run would fail: it is short, and its headings name calls.
    "CHECK_PASSAGES": "false",
    "ZHIPU_CONNECT_SECONDS": "2",
    "ZHIPU_FIRST_TEXT_SECONDS": "3",
    "ZHIPU_IDLE_SECONDS": "2",
    "ZHIPU_CALL_SECONDS": "20",
    "REPORT_SLOTS": "8",
    "OWNER_SLOTS": "50",
    "LOG_LEVEL": "INFO",
}
"""Short times and small sizes, so that timeouts and batches occur often. The proportions match the defaults."""

START_SECONDS = 40.0
CALM_SECONDS = 75.0
"""Time by which every report has ended: three expired leases, the writing, and thirty seconds of grace."""
CHECK_SECONDS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Parameters of a run."""

    seconds: float
    seed: int
    roles: Sequence[str]
    mutant: str | None = None
    mix: Mapping[str, int] = field(default_factory=lambda: MIX)
    upstream: Mapping[str, int] = field(default_factory=lambda: UPSTREAM)
    strokes_per_second: float = 2.2
    at_once: int = 10
    deletes: float = 0.07
    """The share of reports that are deleted while they are written."""
    stops_at_first: bool = False
    """Check the history during the run, and stop at the first violation."""


@dataclass(slots=True)
class Result:
    """Outcome of a run."""

    folder: Path
    violations: list[Violation] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    bad_exits: list[str] = field(default_factory=list)
    stack_traces: list[str] = field(default_factory=list)
    """Stack traces in the processes' logs. There should be none: every fault is expected and logged in one line."""
    strokes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    """Duration of the faults."""
    history: History = field(default_factory=lambda: History(()))


class Run:
    """Starts everything in order; `go` cleans it up before it returns."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.result = Result(Path(tempfile.mkdtemp(prefix="mingshu-history-")))
        self._folder = self.result.folder
        self._journal = Journal(self._folder, "driver")

    async def go(self) -> Result:
        plan, result = self._plan, self.result
        strokes = schedule(
            plan.seed,
            seconds=plan.seconds,
            places=len(plan.roles),
            strokes_per_second=plan.strokes_per_second,
            mix=plan.mix,
            upstream=plan.upstream,
        )
        async with AsyncExitStack() as stack:
            self._model = Model(CHARS_PER_SECOND)
            model_port = await stack.enter_async_context(self._model.serving())
            line = Proxy("127.0.0.1", model_port)
            await line.start()
            stack.push_async_callback(line.stop)
            self._database = await stack.enter_async_context(Database())
            environment = {
                **ENVIRONMENT,
                "SECRET_KEY": "chaos",
                "ZHIPU_BASE_URL": f"http://127.0.0.1:{line.port}/api/paas/v4",
                **({"CHAOS_MUTANT": plan.mutant} if plan.mutant else {}),
            }
            self._journal.write(
                Setting,
                headings=_headings(),
                lease_seconds=LEASE_SECONDS,
                scan_seconds=SCAN_SECONDS,
                batch_chars=BATCH_CHARS,
                batch_seconds=BATCH_SECONDS,
                kinds=sorted(_expected(strokes)),
            )
            cluster = await stack.enter_async_context(
                Cluster(plan.roles, self._folder, ("127.0.0.1", self._database.port), environment)
            )
            await cluster.wait_listening(START_SECONDS)
            population = Population(
                seed=plan.seed,
                owners=6,
                at_once=plan.at_once,
                deletes=plan.deletes,
                journal=self._journal,
                viewing=Journal(self._folder, "viewers"),
                serving=lambda: cluster.serving,
            )
            nemesis = Nemesis(strokes, cluster, self._database, self._model, line, Journal(self._folder, "nemesis"))
            await self._strike(population, nemesis)
            result.strokes = dict(nemesis.counts)
            result.unfinished = [
                f"{story.name} ({story.report}): {story.last}" for story in population.stories if story.last != "over"
            ]
            await nemesis.repair()
            await self._snapshot(is_over=True)
            result.bad_exits = [exit for place in cluster.places for exit in place.bad_exits]
        result.stack_traces = list(_stack_traces(self._folder))
        result.history = History.read(self._folder)
        result.violations = result.violations or check(result.history)
        return result

    async def _strike(self, population: Population, nemesis: Nemesis) -> None:
        """Run until all stories are over, the time is up, or a violation is found."""
        stories = asyncio.create_task(population.run(), name="population")
        striking = asyncio.create_task(nemesis.run(), name="nemesis")
        watching = asyncio.create_task(self._watch(), name="watch") if self._plan.stops_at_first else None
        began = time.monotonic()
        try:
            await _first(striking, stories, watching, seconds=self._plan.seconds + 60)
            self.result.seconds = time.monotonic() - began
            self._journal.write(Phase, name="calm")
            population.end()
            await _first(stories, watching, seconds=CALM_SECONDS)
        finally:
            for task in filter(None, (stories, striking, watching)):
                task.cancel()
            await asyncio.gather(*filter(None, (stories, striking, watching)), return_exceptions=True)

    async def _watch(self) -> None:
        """Check the history periodically; return at the first violation."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            if not self._database.is_up:
                continue
            with suppress(OSError, TimeoutError, PostgresError, InterfaceError):
                now = time.time()
                await self._snapshot(is_over=False)
                self.result.violations = check(History.read(self._folder).until(now))
                if self.result.violations:
                    return

    async def _snapshot(self, *, is_over: bool) -> None:
        """Save the database audit and the model's calls to the folder."""
        replace(self._folder / "audit.jsonl", await self._database.audit())
        replace(self._folder / "calls.jsonl", self._model.calls())
        if is_over:
            self._journal.write(Phase, name="over")


def _stack_traces(folder: Path) -> Iterator[str]:
    """Yield, for each stack trace, its file and the log line that introduces it."""
    for log in sorted(folder.glob("*.log")):
        before = ""
        for line in log.read_text(errors="replace").splitlines():
            if "Traceback (most recent call last)" in line and " ERROR " in (before + line):
                yield f"{log.name}: {before if ' ERROR ' in before else line}"
            before = line


async def _first(*tasks: asyncio.Task[None] | None, seconds: float) -> None:
    """Wait until a task is done, for at most `seconds`. An exception in it is a bug of the harness and ends the run."""
    done, _ = await asyncio.wait(filter(None, tasks), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


def _expected(strokes: Sequence[Stroke]) -> set[str]:
    """Return the kinds of faults that are certain to occur with this schedule."""
    often = Counter(stroke.kind for stroke in strokes if stroke.kind != "upstream")
    upstream = Counter(misbehaviour(stroke).kind for stroke in strokes if stroke.kind == "upstream")
    # A single fault may have no effect: its process may be down, or its call may never come.
    return {kind for kinds in (often, upstream) for kind, count in kinds.items() if count >= 3}


def _headings() -> list[str]:
    request = dataclasses.replace(ReportIn.model_validate(BIRTH).to_request(), outline=OUTLINE)
    today = today_in_beijing(datetime.now(UTC))
    chart = cast_chart(request.birth, request.gender, request.place, request.options, today=today)
    passages = outline_of(request, chart).passages
    return [passage.heading for passage in passages]


async def run(plan: Plan) -> Result:
    return await Run(plan).go()
