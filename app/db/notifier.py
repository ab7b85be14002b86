"""Notifications between processes through PostgreSQL: one connection for LISTEN, one for NOTIFY.

Both reconnect automatically. Notifications are only hints: whenever one may have been lost, every listener is called
with None and reads the database.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.errors import StorageUnavailable

logger = logging.getLogger(__name__)

NOTIFY = text("""
SELECT pg_notify(channel, payload)
  FROM unnest(CAST(:channels AS text[]), CAST(:payloads AS text[])) AS message (channel, payload)""")

Receive = Callable[[str | None], None]
"""Takes a payload. None means that notifications may have been lost, and that later ones will be received."""


class Notifier:
    """LISTEN and NOTIFY for one process. `run` it until cancelled.

    `listening` and `notifying` are dedicated pools of one connection each. Transactions that notify take a global
    lock when they commit, and no other statement should wait for it.
    """

    HEARTBEAT_SECONDS = 2.0
    """A connection that died silently is detected after two heartbeats."""
    FIRST_PAUSE_SECONDS = 0.05
    LONGEST_PAUSE_SECONDS = 2.0

    def __init__(self, *, listening: AsyncEngine, notifying: AsyncEngine) -> None:
        self._listening = listening
        self._notifying = notifying
        self._receivers: dict[str, set[Receive]] = {}
        self._own_pid: int | None = None  # the server process of this process's last NOTIFY
        self._subscribed: set[str] = set()
        self._changed = asyncio.Event()

    @contextmanager
    def listen(self, channel: str, receive: Receive) -> Iterator[None]:
        """Call `receive` with each payload of other processes until the end of the block.

        The first call, with None, marks the start.
        """
        receivers = self._receivers.setdefault(channel, set())
        receivers.add(receive)
        if channel in self._subscribed:
            receive(None)
        self._changed.set()
        try:
            yield
        finally:
            receivers.discard(receive)
            if not receivers and self._receivers.get(channel) is receivers:
                del self._receivers[channel]
            self._changed.set()

    async def notify(self, channels: Sequence[str], payloads: Sequence[str]) -> None:
        """Send all payloads in order, in one statement. Raises `StorageUnavailable`; they may have been sent."""
        async with connection(self._notifying) as conn:
            raw = (await conn.get_raw_connection()).driver_connection
            self._own_pid = raw.get_server_pid() if raw is not None else None
            await conn.execute(NOTIFY, {"channels": list(channels), "payloads": list(payloads)})

    async def run(self) -> None:
        """Keep the listening connection open until cancelled."""
        failures = 0
        while True:
            reason = "closed by the server or the network"
            try:
                async with self._connected() as raw, self._watching(raw) as lost:
                    if failures:
                        logger.info("LISTEN reconnected; receiving notifications again")
                    failures = 0
                    await self._keep_listening(raw, lost)
            except StorageUnavailable as error:
                reason = str(error)
            except Exception:  # whatever a failing connection raises, the next one may work
                logger.exception("The LISTEN connection failed unexpectedly; reconnecting")
            if failures == 0:
                logger.warning("⚠️ LISTEN connection lost; polling the database until it reconnects: %s", reason)
            pause = min(self.FIRST_PAUSE_SECONDS * 2**failures, self.LONGEST_PAUSE_SECONDS)
            failures = min(failures + 1, 10)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        """Yield a raw connection, and close it for good at the end: its state is unknown then."""
        async with connection(self._listening) as conn:
            raw = (await conn.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101 - for the type checker: it was just opened
            try:
                yield raw
            finally:
                raw.terminate()
                await conn.invalidate()

    @asynccontextmanager
    async def _watching(self, raw: Any) -> AsyncIterator[asyncio.Event]:
        """Yield an event that is set when the connection is lost."""
        lost = asyncio.Event()

        def note_loss(_: object) -> None:
            lost.set()
            self._changed.set()

        raw.add_termination_listener(note_loss)
        try:
            yield lost
        finally:
            raw.remove_termination_listener(note_loss)
            self._subscribed.clear()
            self._own_pid = None  # after a restart of the server, it may be another process's

    async def _keep_listening(self, raw: Any, lost: asyncio.Event) -> None:
        """Subscribe to channels as receivers come and go. Returns or raises when the connection is lost."""
        while not lost.is_set():
            self._changed.clear()
            for channel in set(self._receivers) - self._subscribed:
                await raw.add_listener(channel, self._on_notification)
                self._subscribed.add(channel)
                self._deliver(channel, None)
            for channel in self._subscribed - set(self._receivers):
                await raw.remove_listener(channel, self._on_notification)
                self._subscribed.discard(channel)
            try:
                async with asyncio.timeout(self.HEARTBEAT_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                await raw.execute("SELECT 1", timeout=self.HEARTBEAT_SECONDS)

    def _on_notification(self, _raw: object, pid: int, channel: str, payload: str) -> None:
        if pid != self._own_pid:
            self._deliver(channel, payload)

    def _deliver(self, channel: str, payload: str | None) -> None:
        for receive in tuple(self._receivers.get(channel, ())):
            try:
                receive(payload)
            except Exception:  # one receiver must not affect the others
                logger.exception("A notification could not be processed")
