"""Helpers for the tests of a busy provider and of a refused account."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.llm.account import Account
from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo, create_demo
from app.llm.demo.text import Order
from tests.e2e.sockets import whole_passages
from tests.held_model import HeldModel
from tests.service import FAST, Service
from tests.viewer import read_events
from tests.waiting import DEADLINE, eventually, in_time

FIRST = "总评"
FIFTH = "旺衰与喜用"
PROBE_SECONDS = 0.3
BRIEF = "此节从略。"

REFUSALS = {
    "upstream_quota": Fault("http_error", status=429, code="1113", times=-1),
    "upstream_auth": Fault("http_error", status=401, code="1001", times=-1),
}


def quick(**changes: Any) -> Account:
    return Account(**{"backoff_seconds": 0.003, "growth_seconds": 0.1, "probe_seconds": PROBE_SECONDS, **changes})


def brief(order: Order, _request_id: str) -> str:
    """Compose a passage that is too short to pass its check."""
    return f"## {order.heading}\n\n{BRIEF}"


def busy(allowed_calls: int | None) -> Demo:
    demo = create_demo(chars_per_second=FAST)
    demo.allowed_calls = allowed_calls
    return demo


async def rows(engine: AsyncEngine, columns: str = "status, code") -> list[tuple[Any, ...]]:
    async with connection(engine) as conn:
        return [tuple(row) for row in await conn.execute(sql(f"SELECT {columns} FROM reports ORDER BY created_at"))]


async def until_rows(
    engine: AsyncEngine, condition: Callable[[list[tuple[Any, ...]]], bool], columns: str = "status, code"
) -> list[tuple[Any, ...]]:
    """Poll the rows of all reports until `condition` is true, and return them. Other connections write them."""

    async def ask() -> list[tuple[Any, ...]]:
        found = await rows(engine, columns)
        return found if condition(found) else []

    return await eventually(ask)


async def until_state(service: Service, report_id: str, *, waiting: bool) -> None:
    """Wait until the page's stream reports this waiting state."""
    url = f"/reports/{report_id}/stream"
    async with asyncio.timeout(DEADLINE), service.client.stream("GET", url) as response:
        async for event in read_events(response):
            if event.name in ("page", "state") and event.data["waiting"] == waiting:
                return
    raise AssertionError("the stream ended too soon")


async def amid_the_first_passage(service: Service, demo: HeldModel, count: int) -> list[str]:
    """Create `count` reports, each paused inside its first passage until `resume`."""
    demo.resume(10 * count)
    ids = [await service.create() for _ in range(count)]
    await in_time(demo.wait_for(lambda: demo.is_held and all(has_begun(service, report_id) for report_id in ids)))
    return ids


def has_begun(service: Service, report_id: str) -> bool:
    return any(call.text for call in service.calls(report_id))


async def completed(service: Service, report_ids: Sequence[str]) -> list[dict[str, Any]]:
    reports = await asyncio.gather(*(service.finished(report_id) for report_id in report_ids))
    assert [report["status"] for report in reports] == ["completed"] * len(report_ids)
    for report in reports:
        assert report["text"] == whole_passages(service, report["id"])
    return reports


async def until_paused(service: Service, code: str) -> None:
    """Wait until `/readyz` reports that the model is paused; the process itself stays ready."""

    async def ask() -> dict[str, Any]:
        response = await service.client.get("/readyz")
        assert response.status_code == 200
        body: dict[str, Any] = response.json()
        return body if "model" in body else {}

    ready: dict[str, Any] = await eventually(ask)
    assert ready == {"status": "ready", "model": "paused", "code": code}
