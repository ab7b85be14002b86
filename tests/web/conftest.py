"""One service shared by all tests of the routes; each test acts as its own owner."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.llm.demo.faults import Fault
from tests.databases import open_engine, temporary_database
from tests.service import BIRTH, Service, serving
from tests.waiting import DEADLINE

from .requests import Ask


@dataclass
class Shared:
    """The running service with one complete report. After that report, the model stops responding."""

    service: Service
    url: str
    engine: AsyncEngine
    """For reading and changing rows directly."""
    author: httpx.AsyncClient
    """The owner of the complete report."""
    report: dict[str, Any]

    def client(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=DEADLINE, trust_env=False, verify=False)

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        async with self.engine.connect() as conn:
            result = await conn.execute(text(statement), values)
            return list(result.mappings().all()) if result.returns_rows else []

    async def count(self) -> int:
        (row,) = await self.sql("SELECT count(*) AS n FROM reports")
        return int(row["n"])


@pytest.fixture(scope="session")
def shared_database_url(postgres_url: str) -> Iterator[str]:
    with temporary_database(postgres_url, "web_tests") as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(shared_database_url: str) -> AsyncIterator[Shared]:
    async with open_engine(shared_database_url) as engine, serving(shared_database_url, report_slots=200) as service:
        url = f"http://127.0.0.1:{service.port}"
        author = service.client
        response = await author.post("/api/reports", json=BIRTH)
        report = await service.finished(response.json()["id"])
        assert report["status"] == "completed"
        service.demo.faults.append(Fault("stall_before_headers", times=-1))
        yield Shared(service, url, engine, author, report)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def nobody(shared: Shared) -> AsyncIterator[httpx.AsyncClient]:
    """A client that never creates a report."""
    async with shared.client() as client:
        yield client
        assert not client.cookies, "a client that creates nothing gets no cookie"


@pytest_asyncio.fixture(loop_scope="session")
async def owner(shared: Shared) -> AsyncIterator[httpx.AsyncClient]:
    """A new client without a cookie. Its reports are deleted after the test."""
    async with shared.client() as client:
        yield client
        for report in (await client.get("/api/reports")).json()["reports"]:
            await client.delete(f"/api/reports/{report['id']}")


@pytest_asyncio.fixture(loop_scope="session")
async def ask(owner: httpx.AsyncClient) -> Ask:
    return Ask(owner)
