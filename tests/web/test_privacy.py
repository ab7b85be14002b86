"""What a person said of themselves, and the keys, are in no log and in no error."""

import logging
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url, text

from app.db.engine import create_engine, parse_url
from app.llm.demo_faults import Fault
from tests.service import serving

from .asking import body

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
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"


def formatted(records: list[logging.LogRecord]) -> str:
    """As a log would show them: with every traceback."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in records)


def spellings(private: str) -> set[str]:
    return {private, private.encode("unicode_escape").decode(), repr(private.encode())[2:-1]}


async def test_what_is_private_is_in_no_log_and_in_no_error(
    database_url: str, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    errors: list[httpx.Response] = []
    is_json = {"Content-Type": "application/json"}
    key = "key-k4n4r1"
    admin = create_engine(parse_url(postgres_url), pool_size=2, timeout_seconds=5)
    engine = create_engine(parse_url(database_url), pool_size=2, timeout_seconds=5)
    name = make_url(database_url).database
    try:
        async with serving(database_url, zhipu_api_key=key, secret_key="k4n4r1-signs", scan_seconds=0.05) as service:
            client = service.client
            # Once as it should be, and once with a model that fails in every way that is told.
            created = await client.post("/api/reports", json=body(PERSON), headers={"Idempotency-Key": "k4n4r1"})
            assert created.status_code == 201
            path = created.headers["location"]
            report = await service.finished(created.json()["id"])
            assert report["status"] == "completed"
            for fault in (
                Fault("http_error", status=401, code="1002"),
                Fault("error_object", code="1301", after=50),
                Fault("http_error", status=400, code="1214"),
            ):
                service.demo.faults.append(fault)
                again = await client.post("/api/reports", json=body(PERSON))
                assert (await service.finished(again.json()["id"]))["status"] in ("failed", "incomplete")
            # What a client can do wrong.
            for changes in ({"gender": "k4n4r1"}, {"birth.date": "1987-02-31"}, {"place.timezone": "k4n4r1"}):
                errors.append(await client.post("/api/reports", json=body({**PERSON, **changes})))
            errors.append(await client.post("/api/reports", content=b'{"name": "k4n4r1"', headers=is_json))
            errors.append(await client.post("/api/reports", content="k4n4r1" * 5000, headers=is_json))
            changed = body({**PERSON, "gender": "male"})
            errors.append(await client.post("/api/reports", json=changed, headers={"Idempotency-Key": "k4n4r1"}))
            errors.append(await client.post(f"{path}/resume"))
            errors.append(await client.get("/api/reports/k4n4r1"))
            errors.append(await client.get("/api/reports", params={"cursor": "k4n4r1"}))
            # What nobody foresaw: a row that cannot be read.
            async with engine.connect() as conn:
                await conn.execute(text("""UPDATE reports SET rewinds = '["k4n4r1"]'"""))
            errors.append(await client.get(f"{path}/chart.svg"))
            assert errors[-1].status_code == 500
            assert errors[-1].headers["content-type"] == "application/problem+json"
            assert errors[-1].json()["code"] == "internal"
            # And the database away, with a statement in hand.
            async with admin.connect() as conn:
                await conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
                await conn.execute(
                    text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{name}'")
                )
                errors.append(await client.post("/api/reports", json=body(PERSON)))
                assert errors[-1].status_code == 503
                await conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
            pages = [await client.get(page) for page in ("/metrics", "/openapi.json", "/healthz", "/readyz")]
    finally:
        await engine.dispose()
        await admin.dispose()

    assert {response.status_code for response in errors} == {400, 404, 409, 413, 422, 500, 503}
    check_nothing_private(errors + pages, [record for record in caplog.records if record.name.startswith("app")])
    said = formatted(caplog.records)
    assert "✅ [Stream API] Final save complete" in said  # the log was heard
    for spelling in (*spellings(key), "k4n4r1-signs"):
        assert spelling not in said  # of no logger at all


def check_nothing_private(responses: list[httpx.Response], records: list[logging.LogRecord]) -> None:
    log = formatted(records)
    assert len(records) > 10
    for private in PRIVATE:
        for spelling in spellings(private):
            assert spelling not in log
            for response in responses:
                said: Any = response.text
                assert spelling not in said, (response.request.method, response.request.url, response.status_code)
