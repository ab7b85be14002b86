"""Send messages through a relay, without a log."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.relay import Message, Relay
from tests.waiting import in_time


@dataclass
class Outgoing:
    """A source that notes how often its messages are taken, and that they were sent."""

    messages: Callable[[], Iterable[Message]]
    taken: int = 0
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> Iterable[Message]:
        self.taken += 1
        return self.messages()

    def confirm(self) -> None:
        self.confirmed.set()


async def send(relay: Relay, report_id: UUID, *messages: Message) -> None:
    """Send messages about a report, and wait until the relay confirms them."""
    outgoing = Outgoing(lambda: messages)
    with relay.publishing(report_id, outgoing) as note_change:
        note_change()
        await in_time(outgoing.confirmed.wait())
