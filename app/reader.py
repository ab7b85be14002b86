"""One reader's place in a text log: what it needs next, as changes. Pure: it never waits and does no I/O."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.report import End, Position
from app.textlog import TextLog


@dataclass(frozen=True, slots=True)
class Delta:
    """Text from `start` on, of attempt `attempt`."""

    attempt: int
    start: int
    text: str

    @property
    def position(self) -> Position:
        """Where a reader stands after it."""
        return Position(self.attempt, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class Reset:
    """Drop all text after `keep`, go on from there."""

    attempt: int
    keep: int
    reason: str


@dataclass(frozen=True, slots=True)
class Live:
    """All that had been written when the reader came has been read."""

    chars: int


@dataclass(frozen=True, slots=True)
class PreviewSaved:
    """The preview is in the database."""

    chars: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A batch is in the database."""

    chars: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The writer has started or stopped waiting for the model."""

    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing follows; all of it is in the database."""

    position: Position
    end: End


Change = Delta | Reset | Live | PreviewSaved | Saved | Waiting | Ended


class Reader:
    """One reader's place in a log. `take` says what this reader needs next, and never waits.

    A reader that applies deltas by their start and obeys resets always holds a prefix of what the present
    attempt has written, and after `Ended` exactly the saved text.
    """

    MOST_CHARS = 4096
    """In one delta: 16 KiB of UTF-8 at the widest."""

    def __init__(self, log: TextLog, position: Position | None = None) -> None:
        self._log = log
        self._attempt = log.granted
        self._offset = 0
        self._first: Reset | None = None
        self._preview = log.saved_preview
        self._batches = log.batches
        self._is_waiting = log.is_waiting
        self._live_at: int | None = log.shown_end
        self._is_over = False
        if position is not None:
            self._place(position)

    @property
    def position(self) -> Position:
        return Position(self._attempt, self._offset)

    def _place(self, position: Position) -> None:
        log = self._log
        if position.attempt == log.granted and position.offset <= log.shown_end:
            self._offset = position.offset
            return
        reset = self._reset_since(position.attempt)
        if reset is not None and position.offset <= reset.keep:
            self._offset = position.offset
            return
        self._first = reset or Reset(log.granted, 0, "unknown_position")
        self._offset = self._first.keep

    def take(self) -> Change | None:
        """The next change for this reader, or None if it has everything."""
        log = self._log
        if not log.is_granted:  # what is there may yet be another's number: wait
            return self._over()
        if self._attempt != log.attempt and (reset := self._cross()) is not None:
            return reset
        if self._first is not None:
            first, self._first = self._first, None
            return first
        if self._offset < log.end:
            text = log.read(self._offset, self._offset + self.MOST_CHARS)
            delta = Delta(log.attempt, self._offset, text)
            self._offset += len(text)
            return delta
        if self._live_at is not None and self._offset >= self._live_at:
            self._live_at = None
            return Live(self._offset)
        return self._mark()

    def _cross(self) -> Reset | None:
        """Follows the log into its present attempt; a reset only if this reader holds what was dropped."""
        reset = self._reset_since(self._attempt) or Reset(self._log.attempt, 0, "unknown_position")
        self._attempt = self._log.attempt
        if self._live_at is not None:
            self._live_at = min(self._live_at, reset.keep)
        if self._first is not None:  # not yet told of an earlier reset: one reset for both
            first, self._first = self._first, None
            self._offset = min(first.keep, reset.keep)
            return Reset(self._attempt, self._offset, first.reason)
        if self._offset <= reset.keep:
            return None
        self._offset = reset.keep
        return reset

    def _reset_since(self, attempt: int) -> Reset | None:
        lowest = self._log.keep_since(attempt)
        return None if lowest is None else Reset(self._log.granted, lowest.keep, lowest.reason)

    def _mark(self) -> Change | None:
        log = self._log
        if log.saved_preview is not None and self._preview is None:
            self._preview = log.saved_preview
            return PreviewSaved(log.saved_preview)
        self._preview = log.saved_preview
        if self._batches != log.batches:
            self._batches = log.batches
            return Saved(log.saved_end)
        if self._is_waiting != log.is_waiting:
            self._is_waiting = log.is_waiting
            return Waiting(log.is_waiting)
        return self._over()

    def _over(self) -> Change | None:
        if self._log.ended is None or self._is_over:
            return None
        self._is_over = True
        return Ended(self.position, self._log.ended)


async def follow(log: TextLog, position: Position | None = None) -> AsyncIterator[Change]:
    """All changes from `position` on, until the end is confirmed."""
    reader = Reader(log, position)
    while True:
        seen = log.version
        while (change := reader.take()) is not None:
            yield change
            if isinstance(change, Ended):
                return
        await log.wait_change(seen)
