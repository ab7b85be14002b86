"""One database for all tests of the store, emptied before each; and databases of its own for the schema."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine, parse_url

_numbers = count(1)


def connect(url: str, pool_size: int = 5) -> AsyncEngine:
    return create_engine(parse_url(url), pool_size=pool_size, timeout_seconds=5)


async def _run(url: str, statement: str) -> None:
    engine = create_engine(parse_url(url), pool_size=2, timeout_seconds=30)
    try:
        async with engine.connect() as conn:
            await conn.execute(text(statement))
    finally:
        await engine.dispose()


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def database_url(postgres_url: str) -> Iterator[str]:
    asyncio.run(_run(postgres_url, "CREATE DATABASE store_tests TEMPLATE template"))
    yield _named(postgres_url, "store_tests")
    asyncio.run(_run(postgres_url, "DROP DATABASE store_tests WITH (FORCE)"))


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """A database without a schema."""
    name = f"schema_{next(_numbers)}"
    asyncio.run(_run(postgres_url, f"CREATE DATABASE {name}"))
    yield _named(postgres_url, name)
    asyncio.run(_run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(database_url)
    async with engine.connect() as conn:
        await conn.execute(text("DELETE FROM reports"))  # a TRUNCATE makes new files each time
        await conn.execute(text("DELETE FROM service_keys"))
    yield engine
    await engine.dispose()
