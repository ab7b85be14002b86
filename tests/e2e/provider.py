"""Shared by the tests of a busy provider and of a refused account: short waiting times, and what can be waited for."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.llm.account import Account
from app.llm.demo import Demo, create_demo
from app.llm.demo_faults import Fault
from app.llm.demo_text import Order
from tests.e2e.sockets import whole_passages
from tests.service import FAST, Service
from tests.viewer import DEADLINE, read_events

FIRST = "命盘速览"
FOURTH = "旺衰与格局"
PASSAGES = 11
PROBE_SECONDS = 0.3
BRIEF = "此节从略。"

REFUSALS = {
    "upstream_quota": Fault("http_error", status=429, code="1113", times=-1),
    "upstream_auth": Fault("http_error", status=401, code="1001", times=-1),
}


def quick(**changes: Any) -> Account:
    return Account(**{"backoff_seconds": 0.003, "growth_seconds": 0.1, "probe_seconds": PROBE_SECONDS, **changes})


def brief(order: Order, _request_id: str) -> str:
    """Far too short to pass a check."""
    return f"## {order.heading}\n\n{BRIEF}"


def busy(allowed_calls: int | None) -> Demo:
    demo = create_demo(chars_per_second=FAST)
    demo.allowed_calls = allowed_calls
    return demo


async def rows(engine: AsyncEngine, columns: str = "status, code") -> list[tuple[Any, ...]]:
    async with connection(engine) as conn:
        return [tuple(row) for row in await conn.execute(sql(f"SELECT {columns} FROM reports ORDER BY created_at"))]


async def until_rows(
    engine: AsyncEngine, is_so: Callable[[list[tuple[Any, ...]]], bool], columns: str = "status, code"
) -> list[tuple[Any, ...]]:
    """Polls the reports' rows, which other connections write."""
    async with asyncio.timeout(DEADLINE):
        while not is_so(found := await rows(engine, columns)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


async def until_state(service: Service, report_id: str, *, waiting: bool) -> None:
    """Returns once the page's stream has said it."""
    url = f"/reports/{report_id}/stream"
    async with asyncio.timeout(DEADLINE), service.client.stream("GET", url) as response:
        async for event in read_events(response):
            if event.name in ("page", "state") and event.data["waiting"] == waiting:
                return
    raise AssertionError("the stream ended too soon")


async def amid_the_first_passage(service: Service, count: int) -> list[str]:
    """Creates `count` reports; each has begun its first passage, which arrives slowly."""
    demo = service.demo
    demo.faults.append(Fault("trickle", after=10, seconds=0.002, heading=FIRST, times=count))
    ids = [await service.create() for _ in range(count)]
    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: sum(bool(call.text) for call in demo.calls) >= count)
    return ids


async def completed(service: Service, report_ids: Sequence[str]) -> list[dict[str, Any]]:
    reports = await asyncio.gather(*(service.finished(report_id) for report_id in report_ids))
    assert [report["status"] for report in reports] == ["completed"] * len(report_ids)
    for report in reports:
        assert report["text"] == whole_passages(service, report["id"])
    return reports


async def until_paused(service: Service, code: str) -> None:
    """The process is ready and says that its model is not."""
    async with asyncio.timeout(DEADLINE):
        while "model" not in (ready := await service.client.get("/readyz")).json():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "model": "paused", "code": code}
