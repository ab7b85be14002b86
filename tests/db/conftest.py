"""One database for all store tests, emptied before each, and separate databases for schema tests."""

from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.databases import open_engine, temporary_database

_numbers = count(1)


@pytest.fixture(scope="session")
def database_url(postgres_url: str) -> Iterator[str]:
    with temporary_database(postgres_url, "store_tests") as url:
        yield url


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """A database without a schema."""
    with temporary_database(postgres_url, f"schema_{next(_numbers)}", template=None) as url:
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    async with open_engine(database_url) as engine:
        async with engine.connect() as conn:
            await conn.execute(text("DELETE FROM reports"))  # faster than TRUNCATE, which creates new files
            await conn.execute(text("DELETE FROM service_keys"))
        yield engine
