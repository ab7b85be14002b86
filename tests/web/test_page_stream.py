"""The page's own stream: whoever applies `keep` and `block` holds the blocks of the text, wherever it comes back."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.llm.account import Account
from app.llm.demo import create_demo
from app.llm.demo_faults import Fault
from app.reader import Change, Reader
from app.report import Position, Rewind, Usage
from app.textlog import TextLog
from app.web.blocks import Blocks, render
from app.web.page_stream import PageTeller, common_prefix, utf16_units
from tests.service import FAST, Service, serving
from tests.viewer import DEADLINE, read_events

FOURTH = "旺衰与格局"


@dataclass
class Page:
    """Does what the script of the page does."""

    client: httpx.AsyncClient
    report_id: str
    blocks: list[str] = field(default_factory=list)
    position: str | None = None
    events: list[tuple[str, Any]] = field(default_factory=list)
    end: dict[str, Any] | None = None
    takes_tails: bool = False
    waiting: bool | None = None

    async def watch(self, *, until: int | None = None) -> int:
        """To the end, or until it has been sent so many blocks."""
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
        if name in ("page", "state"):
            self.waiting = data["waiting"]
        if name == "keep":
            assert data["blocks"] <= len(self.blocks)
            del self.blocks[data["blocks"] :]
        elif name == "block":
            assert data["i"] <= len(self.blocks)
            held = first_units(self.blocks[data["i"]], data["keep"]) if "keep" in data else ""
            self.blocks[data["i"] :] = [held + data["html"]]
        elif name == "end":
            self.end = data


def first_units(text: str, units: int) -> str:
    """The beginning of a text, its length counted as JavaScript does."""
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
async def test_the_blocks_that_come_are_those_of_the_saved_text(service: Service, takes_tails: bool) -> None:
    page = Page(service.client, await service.create(), takes_tails=takes_tails)
    await page.watch()
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
async def test_who_comes_back_any_number_of_times_holds_the_same(service: Service, takes_tails: bool) -> None:
    service.demo.faults.append(Fault("trickle", after=300, seconds=0.001, heading=FOURTH))
    page = Page(service.client, await service.create(), takes_tails=takes_tails)
    for until in (1, 3, 9, 12, 15):
        await page.watch(until=until)
    await page.watch()
    assert page.blocks == await whole(service, page.report_id)
    assert await page.watch() == 204  # nothing more to come back to


async def test_a_page_that_knows_too_much_is_sent_back(service: Service) -> None:
    report_id = await service.create()
    await service.finished(report_id)
    for position in ("7.300", "1.99999", "x"):
        page = Page(service.client, report_id, blocks=["<p>old</p>"] * 40, position=position)
        await page.watch()
        assert page.blocks == await whole(service, report_id)


async def test_a_passage_written_again_takes_its_blocks_with_it(service: Service) -> None:
    service.demo.faults.append(Fault("cut", after=400, heading=FOURTH))
    page = Page(service.client, await service.create(), takes_tails=True)
    await page.watch()
    assert page.blocks == await whole(service, page.report_id)


async def test_a_stop_is_told_in_the_language_of_the_page(service: Service) -> None:
    service.demo.faults.append(Fault("stall", after=200, heading=FOURTH))
    page = Page(service.client, await service.create())
    service.client.headers["Accept-Language"] = "zh-CN"
    await page.watch(until=8)
    watching = asyncio.create_task(page.watch())
    response = await service.client.post(f"/reports/{page.report_id}/stop")
    assert (response.status_code, response.headers["location"]) == (303, f"/reports/{page.report_id}")
    await watching
    assert page.end is not None
    assert (page.end["status"], page.end["message"]) == ("stopped", "按你的要求停笔，已写的都留着。")


async def test_that_the_report_waits_is_told_when_it_changes_and_to_the_page_alone(database_url: str) -> None:
    demo = create_demo(chars_per_second=FAST)
    demo.allowed_calls = 0
    async with serving(database_url, demo=demo, account=Account(backoff_seconds=0.01)) as service:
        page = Page(service.client, await service.create())
        viewer = service.viewer(page.report_id)
        watching = [asyncio.create_task(page.watch()), asyncio.create_task(viewer.watch())]
        async with asyncio.timeout(DEADLINE):
            while not page.events or page.waiting is not True:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            demo.allowed_calls = None
            await asyncio.gather(*watching)
        told = [data["waiting"] for name, data in page.events if name in ("page", "state")]
        assert told in ([False, True, False], [True, False])
        assert {event.name for event in viewer.events} <= {"report", "delta", "live", "preview", "saved", "end", ":"}
        assert page.blocks == await whole(service, page.report_id)


# One viewer of a log, without a connection.


async def said(teller: PageTeller, change: Change) -> AsyncIterator[bytes]:
    """What the stream sends for one change."""
    if teller.is_behind:
        async for told in teller.catch_up(change):
            yield told
    yield teller.tell(change)


class Watcher(Page):
    """Reads what a `PageTeller` says, over as many connections as it likes."""

    def __init__(self, log: TextLog) -> None:
        super().__init__(httpx.AsyncClient(), "", takes_tails=True)
        self.log = log
        self.sent = 0
        self.connect()

    def connect(self) -> None:
        position = None if self.position is None else Position.parse(self.position)
        self.teller = PageTeller(self.log, {}, sends_tails=True)
        self.reader = Reader(self.log, position)

    async def read(self) -> None:
        while (change := self.reader.take()) is not None:
            async for told in said(self.teller, change):
                self.hear(told)

    def hear(self, told: bytes) -> None:
        self.sent += len(told)
        for block in told.decode().split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            self.position = fields.get("id", self.position)
            self.apply(fields["event"], json.loads(fields["data"]))

    async def read_all(self) -> None:
        """With what was put off because it is costly."""
        await self.read()
        while self.teller.due is not None:
            self.hear(self.teller.tell_due())


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
def test_tails_make_the_blocks_of_the_text_wherever_a_viewer_reconnects(steps: list[tuple[str, str]]) -> None:
    async def run() -> None:
        log = TextLog(attempt=1)
        watcher = Watcher(log)
        for piece, action in steps:
            log.append(piece)
            if action == "rewind":
                log.rewind("retry")
                log.append(piece)
                log.grant(log.attempt)
            elif action == "return":
                log.finish_passage(Usage())
                watcher.connect()
            if action in ("read", "rewind"):
                await watcher.read()
            if action in ("wait", "return"):
                await watcher.read_all()
                assert watcher.blocks == [block.html for block in Blocks.of(log).read()]
        await watcher.read_all()
        assert watcher.blocks == [block.html for block in Blocks.of(log).read()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.web.blocks._LONG_LINE_SECONDS", 0.0)
        asyncio.run(run())


@pytest.mark.parametrize("per_second", [60, 200, 1000])
@pytest.mark.parametrize("sentence", ["日主丁火，生于巳月，得令而旺。", "字", "**印**星得力，", "<甲>&", "😀"])
async def test_a_line_of_any_length_is_sent_at_three_times_its_size_at_most(
    monkeypatch: pytest.MonkeyPatch, sentence: str, per_second: int
) -> None:
    """It arrives evenly, and the viewer looks 20 times a second."""
    now = 0.0
    monkeypatch.setattr("app.web.blocks.time", SimpleNamespace(monotonic=lambda: now))
    text = (sentence * 25_000)[:25_000]
    log = TextLog(attempt=1)
    watcher = Watcher(log)
    for start in range(0, len(text), per_second // 20):
        now += 0.05
        log.append(text[start : start + per_second // 20])
        await watcher.read()
    now += 1
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(log).read()]
    html = sum(len(block.encode()) for block in watcher.blocks)
    assert watcher.sent <= 3 * max(len(text.encode()), html)


@pytest.mark.parametrize("segments", [1, 7, 50, 1000])
async def test_a_page_holds_all_that_was_kept_when_another_process_takes_over(
    monkeypatch: pytest.MonkeyPatch, segments: int
) -> None:
    """The new process has rendered nothing yet, and does so in slices while it places the viewer."""

    async def run_slice(steps: Iterator[None]) -> bool:
        return len([*itertools.islice(steps, segments)]) == segments

    monkeypatch.setattr("app.web.page_stream.run_slice", run_slice)
    kept = "".join(f"## 第{n}节\n\n" + f"第{n}段，日主丁火。\n\n" * 200 for n in range(1, 5)).rstrip()
    watcher = Watcher(TextLog(attempt=1, text=f"{kept}\n\n## 第5节\n\n没有存下。"))
    await watcher.read_all()
    rewinds = [Rewind(1, 0, "takeover"), Rewind(2, len(kept), "takeover")]
    watcher.log = TextLog(attempt=2, text=kept, rewinds=rewinds)
    watcher.connect()
    watcher.log.append("\n\n## 第5节\n\n重新写过。")
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(watcher.log).read()]


async def test_a_viewer_that_comes_late_is_told_in_pieces() -> None:
    log = TextLog(attempt=1, text="甲\n\n" * 3000)
    teller, reader, turns = PageTeller(log, {}), Reader(log), 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others(), name="others")
    pieces = [told for change in iter(reader.take, None) async for told in said(teller, change)]
    task.cancel()
    assert sum(piece.count(b"event: block") for piece in pieces) == 3000
    assert max(piece.count(b"event: block") for piece in pieces) <= 100
    assert turns >= 3000 // 100


@given(st.text(), st.text(), st.text())
def test_the_common_beginning_of_two_texts_is_found(begin: str, one: str, other: str) -> None:
    same = common_prefix(begin + one, begin + other)
    assert same >= len(begin)
    assert (begin + one)[:same] == (begin + other)[:same]
    assert same == min(len(begin + one), len(begin + other)) or (begin + one)[same] != (begin + other)[same]


def test_lengths_are_counted_as_javascript_does() -> None:
    assert utf16_units("字a😀") == 4


async def test_after_a_rewind_no_tail_refers_to_a_block_that_is_gone() -> None:
    log = TextLog(attempt=1)
    watcher = Watcher(log)
    log.append("甲**乙")
    log.finish_passage(Usage())
    log.append("\n\n甲**乙**丁")
    await watcher.read_all()
    log.rewind("retry")
    log.append("戊**")
    log.grant(2)
    await watcher.read_all()
    assert watcher.blocks == [block.html for block in Blocks.of(log).read()]
