"""Messages between the processes on the same database: the `Relay` port, and the message types.

Messages are hints: any of them may be lost, duplicated or late. Receivers check what they say against the database.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal, Protocol
from uuid import UUID

FOLLOW_SECONDS: Final = 60.0
"""How long a writer publishes text and saves for a process that follows the report. Mirrors repeat the command before
that."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text of attempt `attempt` from offset `start`. An empty one says that the text is `start` characters long."""

    attempt: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The first `chars` characters are in the database. So is the preview if `preview_chars` is set."""

    attempt: int
    chars: int
    preview_chars: int | None
    is_batch: bool


@dataclass(frozen=True, slots=True)
class RowChanged:
    """The row has changed in another way, such as a new attempt or the end. Read it."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Messages may have been lost before this point. Later ones will be received."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The writer has started or stopped waiting for its turn at the model's provider."""

    is_waiting: bool


Message = Text | Saved | RowChanged | Waiting
Received = Message | Missed


@dataclass(frozen=True, slots=True)
class Command:
    """Asks the processes concerned to act on a report.

    A command may arrive twice or late, so it is only a hint to read the row, which is authoritative.

    - `wake`: there may be a report to claim.
    - `stop`: the owner asked to stop the writing.
    - `drop`: the report was deleted.
    - `follow`: publish the text and the saves for `FOLLOW_SECONDS`, because the sender follows the report.
    - `save`: like `follow`, and save all unsaved text now.
    - `look`: the row has changed although no process writes the report. Read it.
    - `pause`: the sender claims no reports, because the provider refuses its account. Repeated until `unpause`.
    - `unpause`: the sender claims reports again.
    - `unshare`: a link to the report was revoked. Check the links of all open streams.
    - `access`: the devices or reports of an owner have changed. `report_id` is the owner's id.
    """

    kind: Literal["wake", "stop", "drop", "save", "follow", "look", "pause", "unpause", "unshare", "access"]
    report_id: UUID | None = None


WAKE = Command("wake")
PAUSE = Command("pause")
UNPAUSE = Command("unpause")


class Source(Protocol):
    """The messages about one report, which change until they are sent."""

    def take(self) -> Iterable[Message]:
        """Return all messages that are not sent yet."""
        ...

    def confirm(self) -> None:
        """Record that the messages of the last `take` were sent."""
        ...


class Relay(Protocol):
    """Carries messages about reports, and commands. Use it while `run` is running."""

    def publishing(self, report_id: UUID, source: Source) -> AbstractContextManager[Callable[[], None]]:
        """Send the messages of `source` until the end of the block.

        Call the yielded function whenever it has new ones. They are taken together with those of all other reports
        when the connection is free, at most every `reader.PACE_SECONDS`, and taken again if sending fails.
        """
        ...

    def listen(self, report_id: UUID, receive: Callable[[Received], None]) -> AbstractContextManager[None]:
        """Call `receive` with every message about a report until the end of the block.

        The first one is `Missed`, when the subscription is active. It is repeated after every interruption.
        """
        ...

    def send_command(self, command: Command) -> None:
        """Deliver a command to this process immediately, and to the others as soon as possible. Never raises."""
        ...

    def on_command(self, receive: Callable[[Command], None]) -> AbstractContextManager[None]:
        """Call `receive` with every command until the end of the block, also with this process's own, but only once.

        The first one is `WAKE`, when the subscription is active. It is repeated after every interruption.
        """
        ...

    async def run(self) -> None:
        """Carry messages until cancelled."""
        ...
