"""The open streams of shares in this process. They end when their link is revoked or expires."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from app.alarm import Alarm
from app.db.shares import ShareStore
from app.errors import StorageUnavailable
from app.relay import Command
from app.viewer import Viewer

logger = logging.getLogger(__name__)

CHECK_SECONDS = 4.0
"""How long a stream may outlive its link at most. A command announces a revocation at once, but may be lost."""


class OpenShares:
    """Knows which link each stream belongs to, and checks all of them with one statement."""

    def __init__(self, store: ShareStore) -> None:
        self._store = store
        self._links: dict[Viewer, UUID] = {}
        self._alarm = Alarm()

    @contextmanager
    def streaming(self, share: UUID, viewer: Viewer) -> Iterator[None]:
        """Disconnect the viewer if its link becomes invalid before the end of the block."""
        self._links[viewer] = share
        self._alarm.ring(time.monotonic() + CHECK_SECONDS)
        try:
            yield
        finally:
            del self._links[viewer]

    def handle(self, command: Command) -> None:
        """Check at once after a revocation."""
        if command.kind == "unshare":
            self._alarm.ring()

    async def run(self) -> None:
        """Check the links until cancelled: regularly while there are streams, and after each revocation."""
        while True:
            await self._alarm.wait(time.monotonic() + CHECK_SECONDS if self._links else math.inf)
            await self.run_once()

    async def run_once(self) -> None:
        """Disconnect the viewers whose link is no longer valid."""
        links = dict(self._links)
        if not links:
            return
        try:
            valid = await self._store.valid(sorted(set(links.values())))
        except StorageUnavailable as error:
            logger.warning("The links of open streams could not be checked; trying again: %s", error)
            return
        for viewer, share in links.items():
            if share not in valid:
                viewer.disconnect()
