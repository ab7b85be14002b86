"""The relay over PostgreSQL's LISTEN and NOTIFY: all that a process has to say in one statement every 50 ms."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from app.db.notifier import Notifier
from app.errors import StorageUnavailable
from app.relay import PACE_SECONDS, WAKE, Heard, Message, Order
from app.relay.wire import ORDERS, channel_of, read, read_order, write, write_order

log = logging.getLogger(__name__)

_RETRY_SECONDS = 0.5
"""After the second failure in a row: the first is how a connection that died while idle is found."""
MOST_ORDERS = 1000
"""Kept while the database is away; each has a slower way to arrive."""


class PostgresRelay:
    """One process's end of the relay."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier
        self._outgoing: dict[UUID, tuple[Callable[[], Iterable[Message]], asyncio.Future[bool]]] = {}
        self._orders: list[str] = []
        self._obeying: list[Callable[[Order], None]] = []
        self._wanted = asyncio.Event()
        self._is_away = False

    async def send(self, report_id: UUID, take: Callable[[], Iterable[Message]]) -> bool:
        sent: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._outgoing[report_id] = take, sent
        self._wanted.set()
        try:
            return await sent
        finally:
            if self._outgoing.get(report_id, (None, None))[1] is sent:
                del self._outgoing[report_id]

    @contextmanager
    def listen(self, report_id: UUID, receive: Callable[[Heard], None]) -> Iterator[None]:
        with self._notifier.listen(channel_of(report_id), lambda payload: receive(read(payload))):
            yield

    def order(self, order: Order) -> None:
        for receive in tuple(self._obeying):
            receive(order)
        if len(self._orders) < MOST_ORDERS:
            self._orders.append(write_order(order))
        self._wanted.set()

    @contextmanager
    def obey(self, receive: Callable[[Order], None]) -> Iterator[None]:
        def hear(payload: str | None) -> None:
            order = WAKE if payload is None else read_order(payload)
            if order is not None:
                receive(order)

        self._obeying.append(receive)
        try:
            with self._notifier.listen(ORDERS, hear):
                yield
        finally:
            self._obeying.remove(receive)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._notifier.run(), name="notifier")
            group.create_task(self._publish(), name="publisher")

    async def _publish(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            began = time.monotonic()
            was_away = self._is_away
            was_sent = await self._publish_once()
            pause = _RETRY_SECONDS if was_away and not was_sent else PACE_SECONDS
            await asyncio.sleep(max(0.0, began + pause - time.monotonic()))

    async def _publish_once(self) -> bool:
        """Sends what there is to say. Whether it was sent; orders that were not are kept for the next time."""
        outgoing, self._outgoing = self._outgoing, {}
        orders, self._orders = self._orders, []
        was_sent = False
        try:
            channels, payloads = [ORDERS] * len(orders), list(orders)
            for report_id, (take, _) in outgoing.items():
                lines = [line for message in take() for line in write(message)]
                channels += [channel_of(report_id)] * len(lines)
                payloads += lines
            if payloads:
                await self._notifier.notify(channels, payloads)
            was_sent = True
            if self._is_away:
                log.info("The other processes can be told again")
        except StorageUnavailable as error:
            if not self._is_away:
                log.warning("⚠️ The other processes cannot be told, trying again: %s", error)
            self._orders[:0] = orders
            self._wanted.set()
        finally:
            for _, sent in outgoing.values():
                if not sent.done():
                    sent.set_result(was_sent)
        self._is_away = not was_sent
        return was_sent
