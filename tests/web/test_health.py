"""Health checks, and the responses while the database is down."""

import pytest
from sqlalchemy import make_url

from tests.databases import execute
from tests.service import BIRTH, serving
from tests.waiting import eventually

from .conftest import Shared
from .requests import Ask, problem

TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_healthz_and_readyz_are_ok_on_a_running_service(shared: Shared, ask: Ask) -> None:
    for path in ("/healthz", "/readyz"):
        response = await ask.client.get(path)
        assert response.status_code == 200
        assert response.json()["status"]


async def test_without_a_database_the_service_is_alive_but_not_ready(database_url: str, postgres_url: str) -> None:
    name = make_url(database_url).database

    async def admit(is_open: bool) -> None:
        await execute(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_open}")
        if not is_open:
            await execute(
                postgres_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{name}'"
            )

    try:
        async with serving(database_url) as service:
            client = service.client
            report_id = await service.create()
            await service.finished(report_id)
            await admit(False)
            assert (await client.get("/healthz")).status_code == 200
            assert (await client.get("/readyz")).status_code == 503
            path = f"/api/reports/{report_id}"
            for method, target in (
                ("GET", path),
                ("GET", f"{path}/text"),
                ("GET", f"{path}/stream"),
                ("GET", f"{path}/chart.svg"),
                ("GET", "/api/reports"),
                ("POST", f"{path}/stop"),
                ("POST", f"{path}/resume"),
                ("DELETE", path),
                ("POST", "/api/reports"),
                ("POST", "/api/reports/generate-stream"),
            ):
                sent = BIRTH if target.startswith("/api/reports") and method == "POST" else None
                response = await client.request(method, target, json=sent)
                found = problem(response, 503, "storage_unavailable")
                assert int(response.headers["retry-after"]) > 0
                assert str(name) not in response.text
                assert "asyncpg" not in found["detail"]
            assert (await client.post("/api/charts", json={})).status_code == 422
            assert (await client.get("/api/places?q=x")).status_code == 200
            await admit(True)

            async def is_ready() -> bool:
                return (await client.get("/readyz")).status_code == 200

            await eventually(is_ready)
            assert (await service.report(report_id))["status"] == "completed"
    finally:
        await admit(True)


async def test_a_service_with_an_incompatible_schema_is_not_ready(database_url: str) -> None:
    async with serving(database_url) as service:
        await execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
        assert (await service.client.get("/readyz")).status_code == 200  # a newer schema is still compatible
        await execute(database_url, "UPDATE schema_floor SET revision = '9999'")
        assert (await service.client.get("/readyz")).status_code == 503
        assert (await service.client.get("/healthz")).status_code == 200


async def test_a_draining_service_is_alive_but_not_ready(database_url: str) -> None:
    async with serving(database_url) as service:
        await service.running.drain()
        assert (await service.client.get("/readyz")).status_code == 503
        assert (await service.client.get("/healthz")).status_code == 200
