"""Databases of the test server, and connection pools that close themselves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine, parse_url


@asynccontextmanager
async def open_engine(
    url: str, *, pool_size: int = 5, timeout_seconds: float = 5, name: str = "mingshu", replaces_dead: bool = True
) -> AsyncIterator[AsyncEngine]:
    """Yield an engine, and dispose of it at the end of the block. The arguments are those of `create_engine`."""
    engine = create_engine(
        parse_url(url), pool_size=pool_size, timeout_seconds=timeout_seconds, name=name, replaces_dead=replaces_dead
    )
    try:
        yield engine
    finally:
        await engine.dispose()


async def execute(url: str, *statements: str) -> None:
    """Execute the statements, each in its own transaction. Allows enough time to create a database."""
    async with open_engine(url, pool_size=2, timeout_seconds=30) as engine, engine.connect() as conn:
        for statement in statements:
            await conn.execute(text(statement))


def with_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def temporary_database(url: str, name: str, *, template: str | None = "template") -> Iterator[str]:
    """Create a database, yield its URL, and drop it. Without a template it is empty. Only outside of an event loop."""
    asyncio.run(execute(url, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
    try:
        yield with_database(url, name)
    finally:
        asyncio.run(execute(url, f"DROP DATABASE {name} WITH (FORCE)"))
