"""The page's stream: a viewer that applies `keep` and `block` holds the text's blocks, wherever it reconnects."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.llm.account import Account
from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from app.reader import Change, Reader
from app.report import Position, Rewind
from app.textlog import TextLog
from app.web.pages.blocks import Blocks, render
from app.web.pages.stream import PageEncoder, common_prefix, utf16_units
from app.web.pages.words import WORDS
from tests.held_model import HeldModel
from tests.service import FAST, Service, serving
from tests.viewer import DEADLINE, read_events
from tests.waiting import in_time

from .loop_ticks import counted_loop_ticks

FOURTH = "性情"


@dataclass
class Page:
    """Applies events like the page's script."""

    client: httpx.AsyncClient
    report_id: str
    blocks: list[str] = field(default_factory=list)
    position: str | None = None
    events: list[tuple[str, Any]] = field(default_factory=list)
    end: dict[str, Any] | None = None
    takes_tails: bool = False
    waiting: bool | None = None
    shown_chars: int = 0
    marks: list[tuple[int, str]] = field(default_factory=list)
    """After how many blocks text that was shown has been taken back, and why."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for(self, predicate: Callable[[], bool]) -> None:
        """Return once `predicate` is true; check it after every event."""
        while not predicate():
            self.changed.clear()
            await self.changed.wait()

    async def watch(self, *, until: int | None = None) -> int:
        """Follow the stream to its end, or until `until` blocks have arrived."""
        headers = {} if self.position is None else {"Last-Event-ID": self.position}
        async with (
            asyncio.timeout(DEADLINE),
            self.client.stream("GET", self.url, headers=headers) as response,
        ):
            assert response.status_code in (200, 204)
            async for event in read_events(response):
                if event.id is not None:
                    self.position = event.id
                self.apply(event.name, event.data)
                if until is not None and len(self.blocks) >= until:
                    break
        return response.status_code

    @property
    def url(self) -> str:
        return f"/reports/{self.report_id}/stream" + ("?tails" if self.takes_tails else "")

    def apply(self, name: str, data: Any) -> None:
        self.events.append((name, data))
        self.changed.set()
        if name in ("page", "state"):
            self.waiting = data["waiting"]
        if name == "keep":
            assert data["blocks"] <= len(self.blocks)
            del self.blocks[data["blocks"] :]
            if data.get("chars", self.shown_chars) < self.shown_chars:
                self.shown_chars = data["chars"]
                self.marks.append((data["blocks"], data["reason"]))
        elif name == "block":
            assert data["i"] <= len(self.blocks)
            held = first_units(self.blocks[data["i"]], data["keep"]) if "keep" in data else ""
            self.blocks[data["i"] :] = [held + data["html"]]
            self.shown_chars = max(self.shown_chars, data["chars"])
        elif name == "end":
            self.end = data


def first_units(text: str, units: int) -> str:
    """The first `units` UTF-16 units of a text."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le")


@pytest.fixture
async def service(database_url: str) -> Any:
    async with serving(database_url) as service:
        yield service


async def whole(service: Service, report_id: str) -> list[str]:
    report = await service.report(report_id)
    assert report["status"] == "completed"
    return [block.html for block in render(report["text"])]


@pytest.mark.parametrize("takes_tails", [False, True])
async def test_the_streamed_blocks_are_those_of_the_saved_text(database_url: str, takes_tails: bool) -> None:
    demo = HeldModel(1)
    async with serving(database_url, demo=demo) as service:
        page = Page(service.client, await service.create(), takes_tails=takes_tails)
        watching = asyncio.create_task(page.watch(), name="watching")
        await page.wait_for(
            lambda: "live" in [name for name, _ in page.events]
        )  # connected before the preview is saved
        demo.resume()
        await in_time(watching)
        await check_blocks(service, page)


async def check_blocks(service: Service, page: Page) -> None:
    assert page.blocks == await whole(service, page.report_id)
    assert [name for name, _ in page.events if name not in ("block", "saved", "ping")] in (
        ["page", "keep", "live", "preview", "end"],
        ["page", "keep", "preview", "live", "end"],
    )
    assert page.end is not None
    assert (page.end["status"], page.end["message"]) == ("completed", None)
    preview = next(data for name, data in page.events if name == "preview")
    report = await service.report(page.report_id)
    assert page.blocks[: preview["preview"]] == [block.html for block in render(report["preview"])]


@pytest.mark.parametrize("takes_tails", [False, True])
async def test_a_viewer_that_reconnects_many_times_holds_the_same_blocks(service: Service, takes_tails: bool) -> None:
    service.demo.faults.append(Fault("trickle", after=300, seconds=0.001, heading=FOURTH))
    page = Page(service.client, await service.create(), takes_tails=takes_tails)
    for until in (1, 3, 9, 12, 15):
        await page.watch(until=until)
    await page.watch()
    assert page.blocks == await whole(service, page.report_id)
    assert await page.watch() == 204  # nothing follows the end


async def test_a_page_with_a_position_beyond_the_end_starts_over(service: Service) -> None:
    report_id = await service.create()
    await service.finished(report_id)
    for position in ("7.300", "1.99999", "x"):
        page = Page(service.client, report_id, blocks=["<p>old</p>"] * 40, position=position)
        await page.watch()
        assert page.blocks == await whole(service, report_id)


async def test_a_rewritten_passage_replaces_its_blocks(service: Service) -> None:
    service.demo.faults.append(Fault("cut", after=400, heading=FOURTH))
    page = Page(service.client, await service.create(), takes_tails=True)
    await page.watch()
    assert page.blocks == await whole(service, page.report_id)


async def test_the_end_message_is_in_the_language_of_the_page(service: Service) -> None:
    service.demo.faults.append(Fault("stall", after=200, heading=FOURTH))
    page = Page(service.client, await service.create())
    service.client.headers["Accept-Language"] = "zh-CN"
    await page.watch(until=8)
    watching = asyncio.create_task(page.watch())
    response = await service.client.post(f"/reports/{page.report_id}/stop")
    assert (response.status_code, response.headers["location"]) == (303, f"/reports/{page.report_id}")
    await watching
    assert page.end is not None
    assert (page.end["status"], page.end["message"]) == ("stopped", WORDS["zh"]["code_stopped"])


async def test_only_the_page_stream_tells_when_waiting_changes(database_url: str) -> None:
    demo = create_demo(chars_per_second=FAST)
    demo.allowed_calls = 0
    async with serving(database_url, demo=demo, account=Account(backoff_seconds=0.01)) as service:
        page = Page(service.client, await service.create())
        viewer = service.viewer(page.report_id)
        watching = [asyncio.create_task(page.watch()), asyncio.create_task(viewer.watch())]
        async with asyncio.timeout(DEADLINE):
            await page.wait_for(lambda: page.waiting is True)
            demo.allowed_calls = None
            await asyncio.gather(*watching)
        waiting = [data["waiting"] for name, data in page.events if name in ("page", "state")]
        assert waiting in ([False, True, False], [True, False])
        assert {event.name for event in viewer.events} <= {"report", "delta", "live", "preview", "saved", "end", ":"}
        assert page.blocks == await whole(service, page.report_id)


# One viewer of a log, without HTTP.


def drain(reader: Reader) -> Iterator[Change]:
    """All changes that are ready now."""
    while (change := reader.take()) is not None:
        yield change


async def encoded(encoder: PageEncoder, change: Change) -> AsyncIterator[bytes]:
    """Everything the stream sends for one change."""
    if encoder.is_behind:
        async for events in encoder.catch_up(change):
            yield events
    yield encoder.encode(change)


class Watcher(Page):
    """Applies the output of a `PageEncoder`, over any number of connections."""

    def __init__(self, log: TextLog) -> None:
        super().__init__(httpx.AsyncClient(), "", takes_tails=True)
        self.log = log
        self.sent = 0
        self.connect()

    def connect(self) -> None:
        position = None if self.position is None else Position.parse(self.position)
        self.encoder = PageEncoder(self.log, {}, position, sends_tails=True)
        self.reader = Reader(self.log, position)

    async def read(self) -> None:
        while (change := self.reader.take()) is not None:
            async for events in encoded(self.encoder, change):
                self.receive(events)

    def receive(self, events: bytes) -> None:
        self.sent += len(events)
        for block in events.decode().split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            self.position = fields.get("id", self.position)
            self.apply(fields["event"], json.loads(fields["data"]))

    async def read_all(self) -> None:
        """Read everything, including what was deferred because of its cost."""
        await self.read()
        while self.encoder.due is not None:
            self.receive(self.encoder.encode_due())


PIECES = [
    "字",
    "字。",
    "\n",
    "\n\n",
    "## 题\n\n",
    "- 一\n",
    "**",
    "😀",
    "```\n",
    "<b>",
    "&",
    "| a | b |\n|-|-|\n",
    "~~",
    "行" * 900,
]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", "read", "wait", "return", "rewind"])), max_size=40)
)
def test_tails_rebuild_the_blocks_for_a_viewer_that_reconnects_anywhere(steps: list[tuple[str, str]]) -> None:
    async def run() -> None:
        log = TextLog(attempt=1)
        watcher = Watcher(log)
        for piece, action in steps:
            log.append(piece)
            before, shown = len(watcher.marks), watcher.shown_chars
            if action == "rewind":
                log.rewind("retry")
                log.append(piece)
                log.mark_committed(log.attempt)
            elif action == "return":
                log.finish_passage()
                watcher.connect()
            if action in ("read", "rewind"):
                await watcher.read()
            if action in ("wait", "return"):
                await watcher.read_all()
                assert watcher.blocks == [block.html for block in Blocks.of(log).read()]
            if action != "rewind" or shown <= log.checkpoint:
                assert len(watcher.marks) == before, "nothing was taken back"
        await watcher.read_all()
        assert watcher.blocks == [block.html for block in Blocks.of(log).read()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.web.pages.blocks._LONG_LINE_SECONDS", 0.0)
        patch.setattr("app.web.pages.blocks._LONG_ASCII_LINE_SECONDS", 0.0)
        asyncio.run(run())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the renderer, which only the test advances."""
    clock = SimpleNamespace(now=0.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr("app.web.pages.blocks.time", clock)
    return clock


async def looks(clock: SimpleNamespace, watcher: Watcher, text: str, per_second: int) -> AsyncIterator[float]:
    """Append the text at an even pace, and read it 20 times a second. Yields the time of each read."""
    step = per_second // 20
    for start in range(0, len(text), step):
        clock.now += 0.05
        watcher.log.append(text[start : start + step])
        await watcher.read()
        yield clock.now


@pytest.mark.parametrize("per_second", [60, 200, 1000])
@pytest.mark.parametrize(
    "sentence",
    [
        "日主丁火，生于巳月，得令而旺。",
        "字",
        "**印**星得力，",
        "<甲>&",
        "😀",
        "[",
        "a",
        "Day master of fire. ",
        "**a** ",
    ],
)
async def test_a_line_of_any_length_is_sent_at_three_times_its_size_at_most(
    clock: SimpleNamespace, sentence: str, per_second: int
) -> None:
    text = (sentence * 25_000)[:25_000]
    watcher = Watcher(TextLog(attempt=1))
    async for _ in looks(clock, watcher, text, per_second):
        pass
    clock.now += 3
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(watcher.log).read()]
    html = sum(len(block.encode()) for block in watcher.blocks)
    assert watcher.sent <= 3 * max(len(text.encode()), html)


@pytest.mark.parametrize("sentence", ["2026年运势很好。", "1988-1997 年行丁巳大运。", "日主丁火。", "**a1**印。"])
async def test_a_long_chinese_line_is_shown_within_a_third_of_a_second(clock: SimpleNamespace, sentence: str) -> None:
    watcher = Watcher(TextLog(attempt=1))
    blocks, shown_at = watcher.blocks[:], 0.0
    async for now in looks(clock, watcher, (sentence * 1000)[:5000], 200):
        if watcher.blocks != blocks:
            blocks, shown_at = watcher.blocks[:], now
        assert now - shown_at < 0.36


@pytest.mark.parametrize("segments", [1, 7, 50, 1000])
async def test_a_page_keeps_all_saved_blocks_when_another_process_takes_over(
    monkeypatch: pytest.MonkeyPatch, segments: int
) -> None:
    """The new process has not rendered anything yet; it renders in slices while it checks the viewer's position."""

    async def run_slice(steps: Iterator[None]) -> bool:
        return len([*itertools.islice(steps, segments)]) == segments

    monkeypatch.setattr("app.web.pages.stream.run_slice", run_slice)
    kept = "".join(f"## 第{n}节\n\n" + f"第{n}段，日主丁火。\n\n" * 200 for n in range(1, 5)).rstrip()
    watcher = Watcher(TextLog(attempt=1, text=f"{kept}\n\n## 第5节\n\n没有存下。"))
    await watcher.read_all()
    rewinds = [Rewind(1, 0, "takeover"), Rewind(2, len(kept), "takeover")]
    watcher.log = TextLog(attempt=2, text=kept, rewinds=rewinds)
    watcher.connect()
    watcher.log.append("\n\n## 第5节\n\n重新写过。")
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(watcher.log).read()]


async def test_a_late_viewer_receives_the_backlog_in_pieces() -> None:
    log = TextLog(attempt=1, text="甲\n\n" * 3000)
    encoder, reader = PageEncoder(log, {}), Reader(log)
    async with counted_loop_ticks() as ticks:
        pieces = [events for change in drain(reader) async for events in encoded(encoder, change)]
    assert sum(piece.count(b"event: block") for piece in pieces) == 3000
    assert max(piece.count(b"event: block") for piece in pieces) <= 100
    assert ticks.count >= 3000 // 100


@given(st.text(), st.text(), st.text())
def test_common_prefix_finds_the_common_beginning(begin: str, one: str, other: str) -> None:
    same = common_prefix(begin + one, begin + other)
    assert same >= len(begin)
    assert (begin + one)[:same] == (begin + other)[:same]
    assert same == min(len(begin + one), len(begin + other)) or (begin + one)[same] != (begin + other)[same]


def test_utf16_units_counts_like_javascript() -> None:
    assert utf16_units("字a😀") == 4


async def test_after_a_rewind_no_tail_refers_to_a_dropped_block() -> None:
    log = TextLog(attempt=1)
    watcher = Watcher(log)
    log.append("甲**乙")
    log.finish_passage()
    log.append("\n\n甲**乙**丁")
    await watcher.read_all()
    log.rewind("retry")
    log.append("戊**")
    log.mark_committed(2)
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(log).read()]


FIRST = "## 第一节\n\n日主丁火。"
SECOND = "\n\n## 第二节\n\n生于巳月。\n\n得令而旺。"


async def watched(*, passage: str = FIRST) -> Watcher:
    """A viewer that has been shown a complete passage."""
    watcher = Watcher(TextLog(attempt=1))
    watcher.log.append(passage)
    watcher.log.finish_passage()
    await watcher.read_all()
    return watcher


@pytest.mark.parametrize("reason", ["retry", "withdrawn"])
async def test_a_viewer_learns_where_and_why_text_was_taken_back(reason: str) -> None:
    watcher = await watched()
    watcher.log.append(SECOND)
    await watcher.read_all()
    watcher.log.rewind(reason)
    watcher.log.mark_committed(2)
    await watcher.read_all()
    assert watcher.events[-1] == ("keep", {"blocks": 2, "chars": len(FIRST), "reason": reason})
    watcher.log.append(SECOND)
    await watcher.read_all()
    assert watcher.marks == [(2, reason)]


@pytest.mark.parametrize("shown", ["", "\n\n", "\n\n## "])
async def test_a_rewind_that_takes_back_nothing_visible_is_not_mentioned(shown: str) -> None:
    watcher = await watched()
    watcher.log.append(shown)
    await watcher.read_all()
    watcher.log.rewind("retry")
    watcher.log.append(SECOND)
    watcher.log.mark_committed(2)
    await watcher.read_all()
    assert not any("reason" in data for name, data in watcher.events if name == "keep")
    watcher.log.rewind("withdrawn")
    watcher.log.mark_committed(3)
    await watcher.read_all()
    assert watcher.marks == [(2, "withdrawn")], "the earlier rewind must not hide this one"


@pytest.mark.parametrize(
    ("keep", "marks"),
    [
        (len(FIRST), [(2, "takeover")]),
        (len(FIRST + SECOND) - 2, [(4, "takeover")]),  # in the last block, which the viewer holds from its start
        (len(FIRST + SECOND), []),
    ],
    ids=["blocks", "the end of a block", "nothing"],
)
async def test_a_viewer_that_reconnects_after_a_takeover_knows_what_was_taken_back(
    keep: int, marks: list[tuple[int, str]]
) -> None:
    watcher = await watched()
    watcher.log.append(SECOND)
    await watcher.read_all()
    watcher.log = TextLog(attempt=2, text=(FIRST + SECOND)[:keep], rewinds=[Rewind(2, keep, "takeover")])
    watcher.connect()
    watcher.log.append("\n\n又过一处。")
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(watcher.log).read()]
    assert watcher.marks == marks
