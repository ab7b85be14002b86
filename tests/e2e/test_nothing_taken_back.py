"""What a viewer was sent stays: two processes, two viewers on each, and every way in which writing can break off."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from app.llm.demo.calls import Call
from app.llm.demo.continuation import ContinuationStyle
from app.llm.demo.faults import Fault
from app.llm.demo.server import Compose, Demo
from app.llm.demo.text import Order, compose
from tests.databases import execute, with_database
from tests.headings import PASSAGES
from tests.service import FAST
from tests.viewer import Viewer
from tests.waiting import DEADLINE

from .processes import Owner, Process, Watching, processes, wait_writer, watch_to_end

FIRST, MIDDLE, LAST = "总评", "财务习惯", "行动建议与局限"
AFTER = 66
LONGEST = 400
"""Characters of a passage. They make the many reports short."""

BREAKS: dict[str, Fault] = {
    "cut": Fault("cut"),
    "cut_utf8": Fault("cut_utf8"),
    "huge_line": Fault("huge_line"),
    "no_finish": Fault("no_finish"),
    "network_error": Fault("finish", reason="network_error"),
    "unknown_reason": Fault("finish", reason="tool_calls"),
    "later_stop": Fault("later_stop", reason="network_error"),
    "length": Fault("finish", reason="length"),
    "error_object": Fault("error_object"),
    "int_code": Fault("int_code"),
    "error_event": Fault("error_event"),
    "error_line": Fault("error_line"),
    "busy": Fault("error_object", code="1305"),
    "unreadable": Fault("unreadable"),
    "torn": Fault("torn"),
    "stall": Fault("stall"),
    "comments_only": Fault("comments_only", seconds=0.2),
    "byte_trickle": Fault("byte_trickle", seconds=0.2),
}
"""Every way in which a call can break off inside a passage."""

STYLES: Sequence[ContinuationStyle] = ("asked", "nothing", "more", "less", "different", "over", "chats")

IN_TAIL = ("cut", "no_finish", "network_error", "unknown_reason", "length", "error_object")
"""Ways in which the next call breaks off while it still repeats the end of the text."""

CASES: dict[str, tuple[tuple[Fault, ...], ContinuationStyle]] = {
    **{
        f"{name}-{place}-{times}": (
            (msgspec.structs.replace(fault, after=AFTER, heading=heading, times=times),),
            "asked",
        )
        for name, fault in BREAKS.items()
        for place, heading in (("first", FIRST), ("middle", MIDDLE), ("last", LAST))
        for times in (1, 3)
    },
    **{
        f"{name}-in-tail-{chars}": (
            (
                Fault("cut", after=AFTER, heading=MIDDLE),
                msgspec.structs.replace(fault, heading=MIDDLE, prelude=chars),
            ),
            "asked",
        )
        for name, fault in {**{name: BREAKS[name] for name in IN_TAIL}, "stop": Fault("empty")}.items()
        for chars in (3, 12)
    },
    **{
        f"{style}-{after}": ((Fault("cut", after=after, heading=MIDDLE),), style)
        for style in STYLES
        for after in (AFTER, 101, 142)
    },
}


def shortened(order: Order, _request_id: str) -> str:
    text = compose(order)
    return text[: text.rindex("。", 0, LONGEST) + 1]


def numbered(order: Order, _request_id: str) -> str:
    """Compose one long passage of distinct sentences; all others are short."""
    sentences = 180 if order.heading == MIDDLE else 2
    text = "".join(f"第{number}句说的是另一件事。" for number in range(1, sentences + 1))
    return f"## {order.heading}\n\n{text}"


class Model(Demo):
    """The look-alike behind a gate: no call is answered before it is opened."""

    def __init__(self, chars_per_second: float, write: Compose) -> None:
        super().__init__(chars_per_second, None, False, write)
        self.is_open = asyncio.Event()
        self.styles: dict[str, ContinuationStyle] = {}
        self.continues = lambda _order, request_id: self.styles.get(request_id.partition("-")[0], "asked")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.is_open.wait()
        await super().__call__(scope, receive, send)

    def of(self, report_id: str) -> list[Call]:
        return [call for call in self.calls if call.report == report_id.replace("-", "")]

    def written(self, report_id: str) -> str:
        """Return the text of the report: for each passage, its last call and what that continued."""
        passages = {call.heading: call for call in self.of(report_id)}
        assert {call.finish_reason for call in passages.values()} == {"stop"}
        return "\n\n".join(call.whole for call in passages.values())


@dataclass
class Scene:
    """One report and its viewers, two on each process."""

    model: Model
    owner: Owner
    report_id: str
    viewers: list[Viewer] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def calls(self) -> list[Call]:
        return self.model.of(self.report_id)

    @property
    def taken_back(self) -> int:
        """The most characters that a viewer lost."""
        return max(viewer.taken_back for viewer in self.viewers)

    def check(self) -> None:
        """Check that the report is complete, and that everybody has the text that the model wrote."""
        assert self.report["status"] == "completed"
        assert self.report["text"] == self.model.written(self.report_id)
        assert self.report["sha256"] == hashlib.sha256(self.report["text"].encode()).hexdigest()
        for viewer in self.viewers:
            viewer.check_end()
            assert viewer.text == self.report["text"]


ALL_AT_ONCE = 2 * DEADLINE
"""Seconds for more than a hundred reports that are written at the same time."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(postgres_url: str) -> AsyncIterator[str]:
    await execute(postgres_url, "CREATE DATABASE kept TEMPLATE template")
    yield with_database(postgres_url, "kept")
    await execute(postgres_url, "DROP DATABASE kept WITH (FORCE)")


@asynccontextmanager
async def watched(scene: Scene, among: Iterable[Process]) -> AsyncIterator[list[Watching]]:
    """Connect two viewers to each process, until the end of the block."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(Watching(scene.owner, process, scene.report_id, deadline=ALL_AT_ONCE))
            for process in among
            for _ in range(2)
        ]
        for watching in opened:
            await watching.wait_event("live")
        scene.viewers = [watching.viewer for watching in opened]
        yield opened


# Models that break off.


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Scene]]:
    """Write one report for each case, all at once."""
    model = Model(FAST, shortened)
    changes = {
        "CHECK_PASSAGES": "false",
        "REPORT_SLOTS": str(len(CASES)),
        "LEASE_SECONDS": "20",  # a live process keeps it even on a busy machine
        "ZHIPU_IDLE_SECONDS": "5",
    }
    async with (
        processes(tmp_path_factory.mktemp("service"), database, model, **changes) as service,
        AsyncExitStack() as stack,
    ):
        both = await service.start_many(2)
        scenes, watching = dict[str, Scene](), list[Watching]()
        owner = Owner()
        for number, (name, (faults, style)) in enumerate(CASES.items()):
            scene = scenes[name] = Scene(model, owner, await owner.create(both[number % 2]))
            report = scene.report_id.replace("-", "")
            model.faults += [msgspec.structs.replace(fault, report=report) for fault in faults]
            model.styles[report] = style
            watching += await stack.enter_async_context(watched(scene, both))
        model.is_open.set()
        async with asyncio.timeout(ALL_AT_ONCE):
            for each in watching:
                await each.over()
        for scene in scenes.values():
            scene.report = await owner.report(both[0], scene.report_id)
        yield scenes


in_one_loop = pytest.mark.asyncio(loop_scope="module")


@in_one_loop
@pytest.mark.parametrize("name", CASES)
async def test_a_call_that_breaks_off_takes_nothing_back(scenes: dict[str, Scene], name: str) -> None:
    scene, (faults, style) = scenes[name], CASES[name]
    fault, breaks = faults[0], sum(fault.times for fault in faults)
    scene.check()
    assert len(scene.calls) == PASSAGES + breaks
    assert [call.heading for call in scene.calls if call.is_continuation] == [fault.heading] * breaks
    usage = scene.report["usage"]
    assert usage["calls"] == PASSAGES + breaks
    if style == "over":  # the model wrote the passage again, in other words
        assert fault.after <= scene.taken_back <= fault.after + 2
        assert usage["wasted_calls"] == 1
        assert usage["wasted_tokens"] > 0
    else:
        assert scene.taken_back == 0
        assert (usage["wasted_calls"], usage["wasted_tokens"]) == (0, 0)


# In the middle of a long passage, a process ends or freezes, or the owner stops the report.

PACE = 120.0
MID_PASSAGE = 1200
MOST_LOST_SECONDS = 3.5
FREEZE_SECONDS = 30.0


@dataclass
class MidPassage:
    """A report in the middle of its long passage, with all its viewers."""

    scene: Scene
    writer: Process
    other: Process
    watching: Sequence[Watching]

    async def end_at(self, process: Process) -> None:
        """Let every viewer watch to the end, at `process` those whose connections ended before."""
        for each in self.watching:
            viewer = await each.over()
            if viewer.end is None:
                await watch_to_end(self.scene.owner, process, viewer)
        self.scene.report = await self.scene.owner.report(process, self.scene.report_id)


async def _sigterm(mid: MidPassage) -> None:
    mid.writer.terminate()
    await mid.end_at(mid.other)
    assert await mid.writer.wait_exit() == 0


async def _kill(mid: MidPassage) -> None:
    mid.writer.kill()
    await mid.end_at(mid.other)


async def _freeze(mid: MidPassage) -> None:
    mid.writer.freeze()
    await asyncio.sleep(FREEZE_SECONDS)  # the freeze itself
    mid.writer.thaw()
    await mid.end_at(mid.other)


async def _stop_and_resume(mid: MidPassage) -> None:
    path = f"/api/reports/{mid.scene.report_id}"
    assert (await mid.scene.owner.post(mid.other, f"{path}/stop")).status_code == 202
    for each in mid.watching:
        viewer = await each.over()
        assert viewer.end is not None
        assert viewer.end["status"] == "stopped"
        viewer.end = None
    assert (await mid.scene.owner.post(mid.other, f"{path}/resume")).status_code == 202
    await mid.end_at(mid.other)


MOVES: dict[str, Callable[[MidPassage], Awaitable[None]]] = {
    "sigterm": _sigterm,
    "kill": _kill,
    "freeze": _freeze,
    "stop_and_resume": _stop_and_resume,
}


async def moved(move: str, folder: Path, database_url: str) -> Scene:
    """Carry out one move in the middle of the long passage, and watch to the end."""
    model = Model(PACE, numbered)
    model.is_open.set()
    async with processes(folder, database_url, model, CHECK_PASSAGES="false", LEASE_SECONDS="10") as service:
        both = await service.start_many(2)
        owner = Owner()
        scene = Scene(model, owner, await owner.create(both[0]))
        writer = await wait_writer(both, scene.report_id)
        (other,) = set(both) - {writer}
        async with watched(scene, (writer, other)) as watching:
            for each in watching:
                await each.wait_text(MID_PASSAGE)
            async with asyncio.timeout(ALL_AT_ONCE):
                await MOVES[move](MidPassage(scene, writer, other, watching))
        return scene


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def moves(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Scene]]:
    """Carry out all moves at once, each with its own report, processes and database."""
    names = {move: f"kept_{move}" for move in MOVES}
    await execute(postgres_url, *(f"CREATE DATABASE {name} TEMPLATE template" for name in names.values()))
    yield dict(
        zip(
            MOVES,
            await asyncio.gather(
                *(
                    moved(move, tmp_path_factory.mktemp(move), with_database(postgres_url, name))
                    for move, name in names.items()
                )
            ),
            strict=True,
        )
    )
    await execute(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in names.values()))


@in_one_loop
@pytest.mark.parametrize("move", MOVES)
async def test_a_process_that_ends_in_mid_passage_takes_back_at_most_what_it_could_not_save(
    moves: dict[str, Scene], move: str
) -> None:
    scene = moves[move]
    scene.check()
    continued = [call for call in scene.calls if call.is_continuation]
    assert [(call.heading, len(call.written or "") > MID_PASSAGE // 2) for call in continued] == [(MIDDLE, True)]
    assert len(scene.calls) == PASSAGES + 1
    may_lose = 0 if move in ("sigterm", "stop_and_resume") else MOST_LOST_SECONDS * PACE
    assert scene.taken_back <= may_lose
