"""The page's own stream: whoever applies `keep` and `block` holds the blocks of the text, wherever it comes back."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from app.llm.account import Account
from app.llm.demo import create_demo
from app.llm.demo_faults import Fault
from app.web.blocks import render
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
    waiting: bool | None = None

    async def watch(self, *, until: int | None = None) -> int:
        """To the end, or until it has been sent so many blocks."""
        headers = {} if self.position is None else {"Last-Event-ID": self.position}
        async with (
            asyncio.timeout(DEADLINE),
            self.client.stream("GET", f"/reports/{self.report_id}/stream", headers=headers) as response,
        ):
            assert response.status_code in (200, 204)
            async for event in read_events(response):
                if event.id is not None:
                    self.position = event.id
                self.apply(event.name, event.data)
                if until is not None and len(self.blocks) >= until:
                    break
        return response.status_code

    def apply(self, name: str, data: Any) -> None:
        self.events.append((name, data))
        if name in ("page", "state"):
            self.waiting = data["waiting"]
        if name == "keep":
            assert data["blocks"] <= len(self.blocks)
            del self.blocks[data["blocks"] :]
        elif name == "block":
            assert data["i"] <= len(self.blocks)
            self.blocks[data["i"] :] = [data["html"]]
        elif name == "end":
            self.end = data


@pytest.fixture
async def service(database_url: str) -> Any:
    async with serving(database_url) as service:
        yield service


async def whole(service: Service, report_id: str) -> list[str]:
    report = await service.report(report_id)
    assert report["status"] == "completed"
    return [block.html for block in render(report["text"])]


async def test_the_blocks_that_come_are_those_of_the_saved_text(service: Service) -> None:
    page = Page(service.client, await service.create())
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


async def test_who_comes_back_any_number_of_times_holds_the_same(service: Service) -> None:
    service.demo.faults.append(Fault("trickle", after=300, seconds=0.001, heading=FOURTH))
    page = Page(service.client, await service.create())
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
    page = Page(service.client, await service.create())
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
