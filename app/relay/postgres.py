"""The relay over PostgreSQL's LISTEN and NOTIFY. It sends one statement every 50 ms for all reports of a process."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from app.db.notifier import Notifier
from app.errors import StorageUnavailable
from app.reader import PACE_SECONDS
from app.relay import WAKE, Command, Received, Source
from app.relay.wire import COMMANDS_CHANNEL, channel_of, decode, decode_command, encode, encode_command

logger = logging.getLogger(__name__)

_RETRY_SECONDS = 0.5
"""Pause before a retry, from the second consecutive failure on. The first failure is retried at once: it may just
reveal a dead idle connection."""
MAX_COMMANDS = 1000
"""Limit of commands kept while the database is down. Polling the database makes up for lost ones."""


class PostgresRelay:
    """The relay of one process."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier
        self._sources: dict[UUID, Source] = {}
        self._changed: set[UUID] = set()  # reports whose sources have new messages
        self._commands: list[str] = []
        self._handlers: list[Callable[[Command], None]] = []
        self._has_pending = asyncio.Event()
        self._is_failing = False

    @contextmanager
    def publishing(self, report_id: UUID, source: Source) -> Iterator[Callable[[], None]]:
        def note_change() -> None:
            self._changed.add(report_id)
            self._has_pending.set()

        self._sources[report_id] = source
        try:
            yield note_change
        finally:
            if self._sources.get(report_id) is source:
                del self._sources[report_id]

    @contextmanager
    def listen(self, report_id: UUID, receive: Callable[[Received], None]) -> Iterator[None]:
        with self._notifier.listen(channel_of(report_id), lambda payload: receive(decode(payload))):
            yield

    def send_command(self, command: Command) -> None:
        for receive in tuple(self._handlers):
            receive(command)
        if len(self._commands) < MAX_COMMANDS:
            self._commands.append(encode_command(command))
        self._has_pending.set()

    @contextmanager
    def on_command(self, receive: Callable[[Command], None]) -> Iterator[None]:
        def receive_payload(payload: str | None) -> None:
            command = WAKE if payload is None else decode_command(payload)
            if command is not None:
                receive(command)

        self._handlers.append(receive)
        try:
            with self._notifier.listen(COMMANDS_CHANNEL, receive_payload):
                yield
        finally:
            self._handlers.remove(receive)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._notifier.run(), name="notifier")
            group.create_task(self._publish(), name="publisher")

    async def _publish(self) -> None:
        while True:
            await self._has_pending.wait()
            self._has_pending.clear()
            began = time.monotonic()
            was_failing = self._is_failing
            was_sent = await self._publish_once()
            pause = _RETRY_SECONDS if was_failing and not was_sent else PACE_SECONDS
            await asyncio.sleep(max(0.0, began + pause - time.monotonic()))

    async def _publish_once(self) -> bool:
        """Send all pending messages and commands. Returns whether they were sent; otherwise they stay pending."""
        changed, self._changed = self._changed, set()
        sources = [(report_id, self._sources[report_id]) for report_id in changed if report_id in self._sources]
        commands, self._commands = self._commands, []
        was_sent = False
        try:
            channels, payloads = [COMMANDS_CHANNEL] * len(commands), list(commands)
            for report_id, source in sources:
                lines = [line for message in source.take() for line in encode(message)]
                channels += [channel_of(report_id)] * len(lines)
                payloads += lines
            if payloads:
                await self._notifier.notify(channels, payloads)
            was_sent = True
            if self._is_failing:
                logger.info("NOTIFY works again; other processes receive live text again")
        except StorageUnavailable as error:
            if not self._is_failing:
                logger.warning(
                    "⚠️ NOTIFY failed; other processes show only saved text until a retry succeeds: %s", error
                )
            self._commands[:0] = commands
        finally:
            if not was_sent:
                self._changed |= changed
                self._has_pending.set()
        if was_sent:
            for _, source in sources:
                source.confirm()
        self._is_failing = not was_sent
        return was_sent
