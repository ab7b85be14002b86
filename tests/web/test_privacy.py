"""Personal data and keys never appear in logs or error responses."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from sqlalchemy import make_url, text

from app.llm.demo.faults import Fault
from tests.databases import execute, open_engine
from tests.service import Service, serving

from .requests import body

pytestmark = pytest.mark.asyncio(loop_scope="session")

PERSON = {
    "name": "卡纳利k4n4r1",
    "question": "k4n4r1何时发财？",
    "place.name": "k4n4r1镇",
    "birth.date": "1987-03-09",
    "birth.time": "03:17",
    "place.longitude": 117.4321,
}
PRIVATE = ("k4n4r1", "卡纳利", "1987-03-09", "1987, 3, 9", "03:17", "117.4321")
KEY, SECRET = "key-k4n4r1", "k4n4r1-signs"
JSON = {"Content-Type": "application/json"}
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"


def formatted(records: list[logging.LogRecord]) -> str:
    """The records as a log shows them, with tracebacks."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in records)


def spellings(private: str) -> set[str]:
    return {private, private.encode("unicode_escape").decode(), repr(private.encode())[2:-1]}


async def test_personal_data_is_in_no_log_and_no_error(
    database_url: str, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(database_url, zhipu_api_key=KEY, secret_key=SECRET, scan_seconds=0.05) as service:
        path = await complete_one_report(service)
        await fail_reports_at_the_model(service)
        errors = [
            *await send_bad_requests(service, path),
            await read_a_corrupt_row(service, path, database_url),
            await create_without_a_database(service, database_url, postgres_url),
        ]
        pages = [await service.client.get(page) for page in ("/metrics", "/openapi.json", "/healthz", "/readyz")]

    assert {response.status_code for response in errors} == {400, 404, 409, 413, 422, 500, 503}
    check_nothing_private(errors + pages, [record for record in caplog.records if record.name.startswith("app")])
    log = formatted(caplog.records)
    assert "✅ [Stream API] Final save complete" in log, "the service's log was captured"
    for spelling in (*spellings(KEY), SECRET):
        assert spelling not in log, "no logger at all, not only the service's"


async def complete_one_report(service: Service) -> str:
    """Create a report about `PERSON` with an Idempotency-Key, wait for its end, and return its path."""
    created = await service.client.post("/api/reports", json=body(PERSON), headers={"Idempotency-Key": "k4n4r1"})
    assert created.status_code == 201
    report = await service.finished(created.json()["id"])
    assert report["status"] == "completed"
    path: str = created.headers["location"]
    return path


async def fail_reports_at_the_model(service: Service) -> None:
    """A rejected key, a blocked text, and a rejected request: each of them ends a report and is logged."""
    for fault in (
        Fault("http_error", status=401, code="1002"),
        Fault("error_object", code="1301", after=50),
        Fault("http_error", status=400, code="1214"),
    ):
        service.demo.faults.append(fault)
        created = await service.client.post("/api/reports", json=body(PERSON))
        assert (await service.finished(created.json()["id"]))["status"] in ("failed", "incomplete")


async def send_bad_requests(service: Service, path: str) -> list[httpx.Response]:
    """Every mistake that a client can make with private values."""
    client = service.client
    changed = body({**PERSON, "gender": "male"})
    return [
        await client.post("/api/reports", json=body({**PERSON, "gender": "k4n4r1"})),
        await client.post("/api/reports", json=body({**PERSON, "birth.date": "1987-02-31"})),
        await client.post("/api/reports", json=body({**PERSON, "place.timezone": "k4n4r1"})),
        await client.post("/api/reports", content=b'{"name": "k4n4r1"', headers=JSON),
        await client.post("/api/reports", content="k4n4r1" * 5000, headers=JSON),
        await client.post("/api/reports", json=changed, headers={"Idempotency-Key": "k4n4r1"}),
        await client.post(f"{path}/resume"),
        await client.get("/api/reports/k4n4r1"),
        await client.get("/api/reports", params={"cursor": "k4n4r1"}),
    ]


async def read_a_corrupt_row(service: Service, path: str, database_url: str) -> httpx.Response:
    """An error that no code expects: the row cannot be decoded."""
    await execute(database_url, """UPDATE reports SET rewinds = '["k4n4r1"]'""")
    response = await service.client.get(f"{path}/chart.svg")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "internal"
    return response


async def create_without_a_database(service: Service, database_url: str, postgres_url: str) -> httpx.Response:
    """The database becomes unavailable, and the failing statement holds the private values."""
    async with database_down(database_url, postgres_url):
        response = await service.client.post("/api/reports", json=body(PERSON))
    assert response.status_code == 503
    return response


@asynccontextmanager
async def database_down(database_url: str, postgres_url: str) -> AsyncIterator[None]:
    name = make_url(database_url).database
    async with open_engine(postgres_url) as admin, admin.connect() as conn:
        await conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        await conn.execute(text(TERMINATE), {"name": name})
        yield
        await conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))


def check_nothing_private(responses: list[httpx.Response], records: list[logging.LogRecord]) -> None:
    log = formatted(records)
    assert len(records) > 10
    for private in PRIVATE:
        for spelling in spellings(private):
            assert spelling not in log
            for response in responses:
                place = (response.request.method, response.request.url, response.status_code)
                assert spelling not in response.text, place
