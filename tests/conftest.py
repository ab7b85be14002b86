"""One embedded PostgreSQL for the whole run, one database for each test that asks."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.embedded import embedded_postgres
from app.db.engine import create_engine, parse_url
from app.db.schema import migrate
from app.db.store import Store

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_names = count(1)


async def _run(url: str, *statements: str) -> None:
    engine = create_engine(parse_url(url), pool_size=2, timeout_seconds=30)
    try:
        async with engine.connect() as conn:
            for statement in statements:
                await conn.execute(text(statement))
    finally:
        await engine.dispose()


async def _migrate(url: str) -> None:
    engine = create_engine(parse_url(url), pool_size=3, timeout_seconds=30)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()


def with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server of this run's own, with a migrated template in it."""
    # Under /tmp, whose parents are open: as root the server runs as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="mingshu-tests-"))
    try:
        with embedded_postgres(folder) as url:
            # Durability is not what these tests are about, and the disk is slow.
            asyncio.run(
                _run(
                    url,
                    "ALTER SYSTEM SET fsync = off",
                    "ALTER SYSTEM SET max_connections = 300",
                    "SELECT pg_reload_conf()",
                    "CREATE DATABASE template",
                )
            )
            asyncio.run(_migrate(with_database(url, "template")))
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """A migrated, empty database."""
    name = f"test_{next(_names)}"
    asyncio.run(_run(postgres_url, f"CREATE DATABASE {name} TEMPLATE template"))
    yield with_database(postgres_url, name)
    asyncio.run(_run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(parse_url(database_url), pool_size=5, timeout_seconds=5)
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    return Store(engine, lease_seconds=10)
