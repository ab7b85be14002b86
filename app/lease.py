"""The lease on a report: renewed while this process writes it, until another process owns the report."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from app.errors import StorageUnavailable
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
