"""The relay within one process, for a service with a single process and for tests."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from app.relay import WAKE, Command, Message, Missed, Received


class MemoryRelay:
    """Delivers every message immediately and loses none."""

    def __init__(self) -> None:
        self._listeners: dict[UUID, list[Callable[[Received], None]]] = {}
        self._handlers: list[Callable[[Command], None]] = []

    async def send(self, report_id: UUID, take: Callable[[], Iterable[Message]]) -> bool:
        listeners = tuple(self._listeners.get(report_id, ()))
        for message in take():
            for receive in listeners:
                receive(message)
        return True

    @contextmanager
    def listen(self, report_id: UUID, receive: Callable[[Received], None]) -> Iterator[None]:
        listeners = self._listeners.setdefault(report_id, [])
        listeners.append(receive)
        receive(Missed())
        try:
            yield
        finally:
            listeners.remove(receive)
            if not listeners:
                self._listeners.pop(report_id, None)

    def send_command(self, command: Command) -> None:
        for receive in tuple(self._handlers):
            receive(command)

    @contextmanager
    def on_command(self, receive: Callable[[Command], None]) -> Iterator[None]:
        self._handlers.append(receive)
        receive(WAKE)
        try:
            yield
        finally:
            self._handlers.remove(receive)

    async def run(self) -> None:
        await asyncio.Event().wait()
