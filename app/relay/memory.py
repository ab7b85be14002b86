"""The relay within one process, for a service with a single process and for tests."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from app.relay import WAKE, Command, Missed, Received, Source


class MemoryRelay:
    """Delivers every message in the next iteration of the event loop, and loses none."""

    def __init__(self) -> None:
        self._listeners: dict[UUID, list[Callable[[Received], None]]] = {}
        self._handlers: list[Callable[[Command], None]] = []

    @contextmanager
    def publishing(self, report_id: UUID, source: Source) -> Iterator[Callable[[], None]]:
        pending: asyncio.Handle | None = None

        def send() -> None:
            nonlocal pending
            pending = None
            for message in source.take():
                for receive in tuple(self._listeners.get(report_id, ())):
                    receive(message)
            source.confirm()

        def note_change() -> None:
            nonlocal pending
            pending = pending or asyncio.get_running_loop().call_soon(send)

        try:
            yield note_change
        finally:
            if pending is not None:
                pending.cancel()

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
