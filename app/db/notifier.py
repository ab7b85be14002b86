"""What PostgreSQL carries between processes: one connection that listens, one that notifies.

Both come back by themselves. A notification is a hint: whenever some may have been missed, every listener
is told so, and looks for itself.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.errors import StorageUnavailable

log = logging.getLogger(__name__)

NOTIFY = text("""
SELECT pg_notify(channel, payload)
  FROM unnest(CAST(:channels AS text[]), CAST(:payloads AS text[])) AS message (channel, payload)""")

MOST_BYTES = 7999
"""Of one payload, in the server's encoding."""

Receive = Callable[[str | None], None]
"""Takes a payload; None says that from now on all is heard, and that something may have been missed before."""


class Notifier:
    """LISTEN and NOTIFY for one process. `run` it until cancelled.

    `listening` and `notifying` are pools of their own, of one connection each: NOTIFY takes a lock that all
    who commit one share, and a statement of someone else's must not wait for it.
    """

    HEARTBEAT_SECONDS = 2.0
    """A connection that is silently dead is found after two of these."""
    FIRST_PAUSE_SECONDS = 0.05
    LONGEST_PAUSE_SECONDS = 2.0

    def __init__(self, *, listening: AsyncEngine, notifying: AsyncEngine) -> None:
        self._listening = listening
        self._notifying = notifying
        self._receivers: dict[str, set[Receive]] = {}
        self._in_force: set[str] = set()
        self._changed = asyncio.Event()

    @contextmanager
    def listen(self, channel: str, receive: Receive) -> Iterator[None]:
        """Until the end of the block, `receive` is called with what comes; first with None, once it can be heard."""
        receivers = self._receivers.setdefault(channel, set())
        receivers.add(receive)
        if channel in self._in_force:
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
        """Sends them all, in order, in one statement. Raises `StorageUnavailable`; their fate is then unknown."""
        async with connection(self._notifying) as conn:
            await conn.execute(NOTIFY, {"channels": list(channels), "payloads": list(payloads)})

    async def run(self) -> None:
        """Keeps the listening connection alive until cancelled."""
        failures = 0
        while True:
            reason = "the connection was lost"
            try:
                async with self._connected() as raw, self._hearing(raw) as lost:
                    if failures:
                        log.info("The other processes can be heard again")
                    failures = 0
                    await self._keep_listening(raw, lost)
            except StorageUnavailable as error:
                reason = str(error)
            except Exception:  # whatever a dying connection raises, the next one may live
                log.exception("The listening connection failed")
            if failures == 0:
                log.warning("⚠️ The other processes cannot be heard, trying again: %s", reason)
            pause = min(self.FIRST_PAUSE_SECONDS * 2**failures, self.LONGEST_PAUSE_SECONDS)
            failures = min(failures + 1, 10)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        """A connection that is never used again after the block: what it heard and missed is anyone's guess."""
        async with connection(self._listening) as conn:
            raw = (await conn.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101 - for the type checker: it was only just opened
            try:
                yield raw
            finally:
                raw.terminate()
                with contextlib.suppress(Exception):  # it is gone already
                    await conn.invalidate()

    @asynccontextmanager
    async def _hearing(self, raw: Any) -> AsyncIterator[asyncio.Event]:
        """The event of its loss."""
        lost = asyncio.Event()

        def note_loss(_: object) -> None:
            lost.set()
            self._changed.set()

        raw.add_termination_listener(note_loss)
        try:
            yield lost
        finally:
            raw.remove_termination_listener(note_loss)
            self._in_force.clear()

    async def _keep_listening(self, raw: Any, lost: asyncio.Event) -> None:
        """Listens to what is wanted, as it changes. Returns when the connection is lost, or raises."""
        while not lost.is_set():
            self._changed.clear()
            for channel in set(self._receivers) - self._in_force:
                await raw.add_listener(channel, self._heard)
                self._in_force.add(channel)
                self._tell(channel, None)
            for channel in self._in_force - set(self._receivers):
                await raw.remove_listener(channel, self._heard)
                self._in_force.discard(channel)
            try:
                async with asyncio.timeout(self.HEARTBEAT_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                await raw.execute("SELECT 1", timeout=self.HEARTBEAT_SECONDS)

    def _heard(self, _raw: object, _pid: int, channel: str, payload: str) -> None:
        self._tell(channel, payload)

    def _tell(self, channel: str, payload: str | None) -> None:
        for receive in tuple(self._receivers.get(channel, ())):
            try:
                receive(payload)
            except Exception:  # one receiver never deafens the others
                log.exception("What another process sent could not be taken")
