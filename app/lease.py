"""The lease on a report: renewed while this process writes it, until another process owns the report.

Each renewal also saves the text that waits for the next batch.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from app.errors import StorageUnavailable
from app.pulse import Pulse
from app.saver import Saver

logger = logging.getLogger(__name__)


async def hold_lease(
    saver: Saver,
    *,
    renew_seconds: float,
    refresh_requested: asyncio.Event,
    on_stop_requested: Callable[[], object],
) -> None:
    """Renew the lease every `renew_seconds`, or as soon as `refresh_requested`, until cancelled.

    Calls `on_stop_requested` if the row says that the owner asked for a stop. Retries while the database is down.
    Raises `FenceLost` once another process owns the report.
    """
    held_at = time.monotonic()
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(renew_seconds):
                await refresh_requested.wait()
        refresh_requested.clear()
        try:
            result = await saver.renew()
        except StorageUnavailable as error:
            overdue = time.monotonic() - held_at
            logger.warning("⚠️ [Stream API] Lease not renewed for %.0f s; retrying: %s", overdue, error)
            continue
        if result is not None:
            held_at = time.monotonic()
            if result.stop_requested:
                on_stop_requested()


class LeaseGuard:
    """Renews the lease before a writer shows the first text after a pause, in which its lease may have expired.

    A frozen process wakes up with unread text in its connection to the model. Shown to viewers, it would be taken back
    as soon as the fence refuses it.
    """

    def __init__(self, saver: Saver, pulse: Pulse) -> None:
        self._saver = saver
        self._pulse = pulse
        self._pauses = pulse.pauses()

    def is_due(self) -> bool:
        return self._pulse.pauses() != self._pauses

    async def check(self) -> None:
        """Raises `FenceLost`. While the database is unavailable, the writer continues for its own viewers."""
        self._pauses = self._pulse.pauses()
        for _ in range(2):  # a connection may have been lost during the pause
            with contextlib.suppress(StorageUnavailable):
                await self._saver.renew()
                return
