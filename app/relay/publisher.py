"""Publish the changes of one log to the other processes: text and saves only while one of them follows the report."""

import asyncio
import time
from dataclasses import dataclass, replace
from uuid import UUID

from app.relay import FOLLOW_SECONDS, Message, Relay, RowChanged, Saved, Text, Waiting
from app.textlog import SaveProgress, TextLog

MAX_BEHIND = 50_000
"""Limit for unpublished characters. Beyond it, the other processes read the saved text instead."""
FIRST_SECONDS = 2.0
"""How long a new writer counts as followed in any case. No process can ask it for its text before it is heard of."""


@dataclass(frozen=True, slots=True)
class _Published:
    """State of the other processes, assuming no message was lost."""

    saved: SaveProgress
    attempt: int = -1
    end: int = 0
    is_over: bool = False
    answers: int = 0
    is_waiting: bool = False


class PublishCursor:
    """How much of one log has been published.

    Text of an attempt that is not committed is never published, because another writer may be given its number.
    """

    def __init__(self, log: TextLog, first_seconds: float = FIRST_SECONDS) -> None:
        self._log = log
        self._published = self._taken = _Published(log.saved)
        self._answers = 0
        self._is_last = False
        self._followed_until = time.monotonic() + first_seconds
        self._over = asyncio.Event()

    @property
    def has_news(self) -> bool:
        """Whether `take` would return messages."""
        log, known = self._log, self._published
        if not log.is_committed:
            return False
        return (
            ((log.end != known.end or log.saved != known.saved) and self._is_followed)
            or log.attempt != known.attempt
            or self._answers != known.answers
            or log.is_waiting != known.is_waiting
            or (self._is_last and not known.is_over)
        )

    @property
    def _is_followed(self) -> bool:
        return time.monotonic() < self._followed_until

    def follow(self) -> None:
        """Publish text and saves for `FOLLOW_SECONDS`, because another process follows the report."""
        if not self._is_followed:  # who begins to follow reads the saved text
            saved_end = min(self._log.saved.end, self._log.end)
            self._published = replace(self._published, end=max(self._published.end, saved_end))
        self._followed_until = time.monotonic() + FOLLOW_SECONDS
        self._log.notify()

    def answer(self) -> None:
        """Publish how much is saved even if that has not changed, because another process asked."""
        self._answers += 1
        self._log.notify()

    def finish(self) -> None:
        """Publish the rest, then announce that this process has finished writing."""
        self._is_last = True
        self._log.notify()

    def take(self) -> list[Message]:
        """Return messages with everything that is not published yet."""
        log, known, is_followed = self._log, self._published, self._is_followed
        if not log.is_committed:
            self._taken = known
            return []
        messages: list[Message] = []
        if log.attempt != known.attempt:
            # The other processes read the saved text, so only the text after it is sent.
            messages.append(RowChanged())
            known = replace(known, attempt=log.attempt, end=min(log.saved.end, log.end))
        end = log.end if is_followed else known.end
        if end > known.end:
            start = known.end if end - known.end <= MAX_BEHIND else end
            messages.append(Text(log.attempt, start, log.read(start, end)))
        saved = log.saved if is_followed or self._answers != known.answers else known.saved
        is_asked = saved != known.saved or self._answers != known.answers
        if is_asked:
            is_batch = saved.batches > known.saved.batches
            messages.append(Saved(log.attempt, saved.end, saved.preview_end, is_batch=is_batch))
        if log.is_waiting != known.is_waiting or (log.is_waiting and is_asked):
            messages.append(Waiting(log.is_waiting))
        if self._is_last and not known.is_over:
            messages.append(RowChanged())
        self._taken = _Published(saved, log.attempt, end, self._is_last, self._answers, log.is_waiting)
        return messages

    def confirm(self) -> None:
        """Record that the messages of the last `take` were sent."""
        self._published = self._taken
        if self._published.is_over:
            self._over.set()

    async def wait_over(self) -> None:
        """Wait until everything is published, after `finish`."""
        await self._over.wait()


async def publish(report_id: UUID, cursor: PublishCursor, log: TextLog, relay: Relay) -> None:
    """Publish the log until the cursor is finished, or until cancelled."""
    with relay.publishing(report_id, cursor) as note_news:

        def note_change() -> None:
            if cursor.has_news:
                note_news()

        with log.watching(note_change):
            note_change()
            await cursor.wait_over()
