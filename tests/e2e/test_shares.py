"""Shares at several processes: a preview stays a preview, and a revoked link ends everywhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.held_model import HeldModel
from tests.viewer import Event, read_events
from tests.waiting import DEADLINE, in_time

from .processes import Owner, Process, Processes, processes

BEYOND_PREVIEW = 4000


@pytest.fixture
async def service(tmp_path: Path, database_url: str) -> AsyncIterator[tuple[Processes, HeldModel]]:
    demo = HeldModel(BEYOND_PREVIEW)
    async with processes(tmp_path, database_url, demo) as started:
        yield started, demo


async def share(owner: Owner, process: Process, report_id: str, **body: Any) -> tuple[str, str]:
    """Make a link; return its path, and the path that revokes it."""
    async with owner.at(process) as client:
        made = await client.post(f"/api/reports/{report_id}/shares", json=body)
    assert made.status_code == 201
    return httpx.URL(made.json()["link"]).path, f"/api/reports/{report_id}/shares/{made.json()['id']}"


def stranger(process: Process) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=process.url, timeout=DEADLINE, trust_env=False)


async def test_a_revoked_link_ends_its_streams_on_every_process(service: tuple[Processes, HeldModel]) -> None:
    started, demo = service
    owner = Owner()
    writer, web = [await started.start(), await started.start("serve", "--no-worker")]
    report_id = await owner.create(web)
    path, revoking = await share(owner, writer, report_id)
    await in_time(demo.wait_held())
    async with (
        stranger(writer) as here,
        stranger(web) as there,
        here.stream("GET", f"{path}/stream") as first,
        there.stream("GET", f"{path}/stream") as second,
    ):
        streams = [read_events(first), read_events(second)]
        for events in streams:
            assert (await in_time(anext(events))).name == "page"
        async with owner.at(web) as client:
            assert (await client.delete(revoking)).status_code == 204
        async with asyncio.timeout(DEADLINE):
            rest = [[event.name async for event in events] for events in streams]
        assert all("end" not in names for names in rest)
        assert (await there.get(f"{path}/stream")).status_code == 404
    assert (await owner.report(web, report_id))["status"] == "running"
    assert not any(path.removeprefix("/s/") in line for process in (writer, web) for line in process.lines)


async def test_a_preview_ends_at_the_same_character_on_every_process(service: tuple[Processes, HeldModel]) -> None:
    """Another process receives the text after the preview before it knows where the preview ends."""
    started, demo = service
    demo.resume(0)
    owner = Owner()
    writer, web = [await started.start(), await started.start("serve", "--no-worker")]
    report_id = await owner.create(web)
    path, _ = await share(owner, writer, report_id, scope="preview")

    async def follow(process: Process) -> list[Event]:
        async with stranger(process) as client, client.stream("GET", f"{path}/stream") as response:
            return [event async for event in read_events(response)]

    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
        following = [group.create_task(follow(process)) for process in (writer, web)]
        demo.resume(BEYOND_PREVIEW)
    preview = len(str((await owner.report(web, report_id))["preview"]))
    for task in following:
        events = task.result()
        assert (events[-1].name, events[-1].data["status"], events[-1].data["chars"]) == ("end", "completed", preview)
        chars = [event.data.get("chars", 0) for event in events]
        assert max(chars) == preview
