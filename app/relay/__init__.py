"""How live text and orders reach other processes: the port, and what goes through it.

What comes through is a hint. Any message may be lost, doubled or late; every one carries its place, so
that whoever follows notices, asks the writer to save, and reads what is saved.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Text:
    """Text of attempt `attempt` from `start` on. Empty: it has come this far."""

    attempt: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The first `chars` characters are in the database; the preview, too, if it has its length."""

    attempt: int
    chars: int
    preview_chars: int | None
    is_batch: bool


@dataclass(frozen=True, slots=True)
class Look:
    """The row has changed in another way: a new attempt, an end."""


@dataclass(frozen=True, slots=True)
class Missed:
    """From here on all is heard; before, something may have been missed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether the writer waits for its turn at the model's provider."""

    is_waiting: bool


Message = Text | Saved | Look | Waiting
Heard = Message | Missed


@dataclass(frozen=True, slots=True)
class Order:
    """Something that every process is told, and that those obey whom it concerns.

    It may come twice, and late: it says where to look, and the row says what is so. `wake`: there is
    something to claim. `stop`: the owner asked to stop. `drop`: the report was deleted, for ever. `save`: save
    now what is unsaved. `look`: the row has changed although nobody writes the report. `pause`: the sender claims
    nothing because the provider refuses its account (repeated until `unpause`).
    """

    kind: Literal["wake", "stop", "drop", "save", "look", "pause", "unpause"]
    report_id: UUID | None = None


WAKE = Order("wake")
PAUSE = Order("pause")
UNPAUSE = Order("unpause")


class Relay(Protocol):
    """A way to the other processes of the same database. `run` it while it is used."""

    async def send(self, report_id: UUID, take: Callable[[], Iterable[Message]]) -> bool:
        """Sends what `take` gives, which is asked for only when it can go out; whether it was sent.

        Slower than every `PACE_SECONDS` only where the way is slow. Raises nothing but `CancelledError`.
        """

    def listen(self, report_id: UUID, receive: Callable[[Heard], None]) -> AbstractContextManager[None]:
        """Calls `receive` with what is sent about a report until the end of the block.

        With `Missed` first, as soon as all that comes later is heard, and again after every interruption.
        """

    def order(self, order: Order) -> None:
        """Tells every process, this one at once and the others as soon as can be. Never raises."""

    def obey(self, receive: Callable[[Order], None]) -> AbstractContextManager[None]:
        """Calls `receive` with every order, whoever gave it, until the end of the block.

        With `WAKE` first, as soon as the orders of others are heard, and again after every interruption.
        """

    async def run(self) -> None:
        """Carries messages until cancelled."""


PACE_SECONDS = 0.05
"""Messages go out together, as often as viewers are sent text."""
