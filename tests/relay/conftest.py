"""Both implementations of the relay, with two ends as in two processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.notifier import Notifier
from app.relay import Command, Message, Missed, Received, Relay
from app.relay.memory import MemoryRelay
from app.relay.postgres import PostgresRelay
from tests.databases import open_engine
from tests.outgoing import send
from tests.waiting import DEADLINE

REPORT = UUID(int=1)
OTHER = UUID(int=2)


@dataclass
class Ends:
    """`there` receives what `here` sends. In one process, both are the same relay."""

    here: Relay
    there: Relay

    async def send(self, *messages: Message, report_id: UUID = REPORT) -> None:
        """Send from `here`, and wait until the relay confirms it."""
        await send(self.here, report_id, *messages)


@asynccontextmanager
async def end_of(database_url: str) -> AsyncIterator[PostgresRelay]:
    """Run one process's relay until the end of the block."""
    async with (
        open_engine(database_url, pool_size=1, name="mingshu listen", replaces_dead=False) as listening,
        open_engine(database_url, pool_size=1, name="mingshu publish", replaces_dead=False) as notifying,
    ):
        relay = PostgresRelay(Notifier(listening=listening, notifying=notifying))
        running = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            running.cancel()
            await asyncio.wait([running])
            assert running.cancelled(), running.exception()


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
class Listener:
    """Collects what it receives, and can wait for it."""

    received: list[Received] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def receive(self, message: Received) -> None:
        self.received.append(message)
        self._changed.set()

    def handle(self, command: Command) -> None:
        self.commands.append(command)
        self._changed.set()

    @property
    def messages(self) -> list[Received]:
        return [message for message in self.received if not isinstance(message, Missed)]

    @property
    def interruptions(self) -> int:
        return len(self.received) - len(self.messages)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def ready(self) -> None:
        await self.wait_interruptions(1)

    async def wait_interruptions(self, count: int) -> None:
        await self.until(lambda: self.interruptions >= count)

    async def wait_messages(self, count: int) -> None:
        await self.until(lambda: len(self.messages) == count)

    async def wait_message(self, message: Message) -> None:
        await self.until(lambda: message in self.messages)


async def end_sessions(engine: AsyncEngine, name: str) -> int:
    """Kill the database sessions with that application name, as an administrator or a failing network does."""
    statement = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name")
    async with engine.connect() as conn:
        return int((await conn.execute(statement, {"name": name})).scalar_one())
