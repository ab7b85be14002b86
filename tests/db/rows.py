"""Shared by the store's tests: a request, reports in each state, and direct access to the rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.bazi.birth import Birth, Place
from app.db.records import Piece, Report
from app.db.store import Store
from app.reading.request import ReportRequest
from app.report import Finding, Usage

OWNER = UUID("00000000-0000-4000-8000-000000000001")
STRANGER = UUID("00000000-0000-4000-8000-000000000002")
REQUEST = ReportRequest(
    birth=Birth(year=1990, month=5, day=12, hour=14, minute=30),
    gender="female",
    place=Place(longitude=116.41, timezone="Asia/Shanghai", name="北京"),
    name="小明",
)
CHART: dict[str, Any] = {"pillars": {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": None}}
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


async def sql(engine: AsyncEngine, statement: str, **values: Any) -> Sequence[RowMapping]:
    async with engine.connect() as conn:
        result = await conn.execute(text(statement), values)
        return result.mappings().all() if result.returns_rows else []


async def row(engine: AsyncEngine, id: UUID) -> RowMapping:
    (found,) = await sql(engine, "SELECT * FROM reports WHERE id = :id", id=id)
    return found


async def pieces(engine: AsyncEngine, id: UUID) -> list[tuple[int, str]]:
    found = await sql(engine, "SELECT start, text FROM pieces WHERE report_id = :id ORDER BY start", id=id)
    return [(piece["start"], piece["text"]) for piece in found]


async def expire(engine: AsyncEngine, id: UUID) -> None:
    """Set the lease to one second before the database's current time."""
    await sql(engine, "UPDATE reports SET lease_until = clock_timestamp() - interval '1 s' WHERE id = :id", id=id)


async def queued(store: Store, owner: UUID = OWNER) -> Report:
    report, _ = await store.create(owner, REQUEST, CHART)
    return report


async def running(store: Store, owner: UUID = OWNER) -> Report:
    """Create a report and claim it: attempt 1."""
    report = await queued(store, owner)
    (claimed,) = await store.claim(slots=1, model="glm")
    assert claimed.id == report.id
    return claimed


def piece(
    start: int,
    text: str,
    ends: Sequence[int] = (),
    preview: int | None = None,
    tokens: int = 0,
    findings: Sequence[Finding] = (),
    kept: int | None = None,
    is_journal: bool = False,
) -> Piece:
    return Piece(
        start=start,
        text=text,
        kept=start + len(text) if kept is None else kept,
        passage_ends=ends,
        preview_chars=preview,
        usage=Usage(tokens, tokens),
        findings=findings,
        is_journal=is_journal,
    )


async def saved(store: Store, id: UUID) -> str:
    loaded = await store.load(id)
    assert loaded is not None
    return loaded[1]


def anyone() -> UUID:
    return uuid4()
