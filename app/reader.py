"""A reader's position in a text log, and the changes that follow it. Never waits and does no I/O."""

from dataclasses import dataclass

from app.report import End, Position
from app.textlog import TextLog

PACE_SECONDS = 0.05
"""Interval at which text is sent to viewers and to other processes. 20 times a second looks as smooth as 200."""


@dataclass(frozen=True, slots=True)
class Delta:
    """Text of attempt `attempt`, starting at offset `start`."""

    attempt: int
    start: int
    text: str

    @property
    def position(self) -> Position:
        """The reader's position after this text."""
        return Position(self.attempt, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class Reset:
    """Drop all text after offset `keep` and continue from there."""

    attempt: int
    keep: int
    reason: str


@dataclass(frozen=True, slots=True)
class Live:
    """The reader has caught up with the text that existed when it started."""

    chars: int


@dataclass(frozen=True, slots=True)
class PreviewSaved:
    """The preview is in the database."""

    chars: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A batch is in the database, and so is all text up to `chars`: the journal may have saved more since."""

    chars: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The writer has started or stopped waiting for the model."""

    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The report has ended and is saved. Nothing follows."""

    position: Position
    end: End


Change = Delta | Reset | Live | PreviewSaved | Saved | Waiting | Ended


class Reader:
    """One reader's position in a log.

    A client that applies deltas at their start and truncates on resets always holds a prefix of what the current
    attempt has written, and exactly the saved text after `Ended`.
    """

    MAX_CHARS = 4096
    """Per delta: at most 16 KiB of UTF-8."""

    def __init__(self, log: TextLog, position: Position | None = None) -> None:
        self._log = log
        self._attempt = log.committed
        self._offset = 0
        self._first_reset: Reset | None = None
        self._preview = log.saved.preview_end
        self._batches = log.saved.batches
        self._is_waiting = log.is_waiting
        self._live_at: int | None = log.committed_end
        self._is_over = False
        if position is not None:
            self._resume(position)

    @property
    def position(self) -> Position:
        return Position(self._attempt, self._offset)

    def _resume(self, position: Position) -> None:
        """Start at `position` if its text is still valid; otherwise after a reset."""
        log = self._log
        if position.attempt == log.committed and position.offset <= log.committed_end:
            self._offset = position.offset
            return
        reset = self._reset_since(position.attempt)
        if reset is not None and position.offset <= reset.keep:
            self._offset = position.offset
            return
        self._first_reset = reset or Reset(log.committed, 0, "unknown_position")
        self._offset = self._first_reset.keep

    def take(self) -> Change | None:
        """Return the next change, or None if the reader is up to date."""
        log = self._log
        if not log.is_committed:  # another process may still be given this attempt number
            return self._over()
        if self._attempt != log.attempt and (reset := self._enter_attempt()) is not None:
            return reset
        if self._first_reset is not None:
            first, self._first_reset = self._first_reset, None
            return first
        if self._offset < log.end:
            text = log.read(self._offset, self._offset + self.MAX_CHARS)
            delta = Delta(log.attempt, self._offset, text)
            self._offset += len(text)
            return delta
        if self._live_at is not None and self._offset >= self._live_at:
            self._live_at = None
            return Live(self._offset)
        return self._progress()

    def _enter_attempt(self) -> Reset | None:
        """Follow the log into its current attempt. Returns a reset only if this reader holds text that was dropped."""
        reset = self._reset_since(self._attempt) or Reset(self._log.attempt, 0, "unknown_position")
        self._attempt = self._log.attempt
        if self._live_at is not None:
            self._live_at = min(self._live_at, reset.keep)
        if self._first_reset is not None:  # an earlier reset is pending: merge both into one
            first, self._first_reset = self._first_reset, None
            self._offset = min(first.keep, reset.keep)
            return Reset(self._attempt, self._offset, first.reason)
        if self._offset <= reset.keep:
            return None
        self._offset = reset.keep
        return reset

    def _reset_since(self, attempt: int) -> Reset | None:
        lowest = self._log.rewind_since(attempt)
        return None if lowest is None else Reset(self._log.committed, lowest.keep, lowest.reason)

    def _progress(self) -> Change | None:
        log = self._log
        if log.saved.preview_end is not None and self._preview is None:
            self._preview = log.saved.preview_end
            return PreviewSaved(log.saved.preview_end)
        self._preview = log.saved.preview_end
        if self._batches != log.saved.batches:
            self._batches = log.saved.batches
            return Saved(log.saved.end)
        if self._is_waiting != log.is_waiting:
            self._is_waiting = log.is_waiting
            return Waiting(log.is_waiting)
        return self._over()

    def _over(self) -> Change | None:
        if self._log.ended is None or self._is_over:
            return None
        self._is_over = True
        return Ended(self.position, self._log.ended)
