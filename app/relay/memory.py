"""The relay of a service that is one process, and of tests."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from app.relay import WAKE, Heard, Message, Missed, Order


class MemoryRelay:
    """Hands on what it is given. Nothing is lost on the way, and nothing waits."""

    def __init__(self) -> None:
        self._listeners: dict[UUID, list[Callable[[Heard], None]]] = {}
        self._obeying: list[Callable[[Order], None]] = []

    async def send(self, report_id: UUID, take: Callable[[], Iterable[Message]]) -> bool:
        listeners = tuple(self._listeners.get(report_id, ()))
        for message in take():
            for receive in listeners:
                receive(message)
        return True

    @contextmanager
    def listen(self, report_id: UUID, receive: Callable[[Heard], None]) -> Iterator[None]:
        listeners = self._listeners.setdefault(report_id, [])
        listeners.append(receive)
        receive(Missed())
        try:
            yield
        finally:
            listeners.remove(receive)
            if not listeners:
                self._listeners.pop(report_id, None)

    def order(self, order: Order) -> None:
        for receive in tuple(self._obeying):
            receive(order)

    @contextmanager
    def obey(self, receive: Callable[[Order], None]) -> Iterator[None]:
        self._obeying.append(receive)
        receive(WAKE)
        try:
            yield
        finally:
            self._obeying.remove(receive)

    async def run(self) -> None:
        await asyncio.Event().wait()
