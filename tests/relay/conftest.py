"""Both players of the port: two ends of one relay, as two processes hold them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine, parse_url
from app.db.notifier import Notifier
from app.relay import Heard, Missed, Order, Relay
from app.relay.memory import MemoryRelay
from app.relay.postgres import PostgresRelay

DEADLINE = 20


@dataclass
class Ends:
    """`there` is told what `here` says. In one process both are the same."""

    here: Relay
    there: Relay


@asynccontextmanager
async def end_of(database_url: str) -> AsyncIterator[PostgresRelay]:
    """One process's end, at work until the end of the block."""
    engines = [
        create_engine(parse_url(database_url), pool_size=1, timeout_seconds=5, name=f"mingshu {name}", pre_ping=False)
        for name in ("listen", "publish")
    ]
    relay = PostgresRelay(Notifier(listening=engines[0], notifying=engines[1]))
    running = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled(), running.exception()
        for engine in engines:
            await engine.dispose()


@pytest.fixture(params=["memory", "postgres"])
async def ends(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Ends]:
    if request.param == "memory":
        relay = MemoryRelay()
        yield Ends(relay, relay)
        return
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(end_of(database_url)) for _ in range(2)]
        yield Ends(here, there)


@dataclass
class Ear:
    """What one listener heard; it can be waited for."""

    heard: list[Heard] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, heard: Heard) -> None:
        self.heard.append(heard)
        self._changed.set()

    def obey(self, order: Order) -> None:
        self.orders.append(order)
        self._changed.set()

    @property
    def messages(self) -> list[Heard]:
        return [heard for heard in self.heard if not isinstance(heard, Missed)]

    @property
    def interruptions(self) -> int:
        return len(self.heard) - len(self.messages)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    async def ready(self) -> None:
        await self.until(lambda: self.interruptions > 0)


async def end_sessions(engine: AsyncEngine, name: str) -> int:
    """Kills the database sessions of that name, as an administrator or a failing network does."""
    statement = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name")
    async with engine.connect() as conn:
        return int((await conn.execute(statement, {"name": name})).scalar_one())


REPORT = UUID(int=1)
OTHER = UUID(int=2)
