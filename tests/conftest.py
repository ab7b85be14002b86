"""A bundled PostgreSQL for the whole run, and a new database for each test that needs one."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.bundled import bundled_postgres
from app.db.schema import migrate
from app.db.store import Store
from tests.databases import execute, open_engine, temporary_database
from tests.databases import with_database as with_database

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_names = count(1)


async def _migrate(url: str) -> None:
    async with open_engine(url, pool_size=3, timeout_seconds=30) as engine:
        await migrate(engine)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A new server with a migrated template database."""
    # Under /tmp, because as root the server runs as another user, who must be able to read all parent folders.
    folder = Path(tempfile.mkdtemp(prefix="mingshu-tests-"))
    try:
        with bundled_postgres(folder) as url:
            # These tests do not need durability, and fsync is slow.
            asyncio.run(
                execute(
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
    with temporary_database(postgres_url, f"test_{next(_names)}") as url:
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    async with open_engine(database_url) as engine:
        yield engine


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    return Store(engine, lease_seconds=10)
