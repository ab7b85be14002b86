"""A text that is written once, from start to end, while many read it.

One writer appends; readers hold an offset and follow. Going back is possible only to a point that was
kept, and starts a new attempt, so that a position `(attempt, offset)` always names one character for
ever. The writer closes the log with an outcome; the end is confirmed only once it is in the database.
Nothing here waits but `wait_change`, and nothing here does I/O.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from app.report import End, Outcome, Position, Rewind, Usage


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
class Ended:
    """Nothing follows; all of it is in the database."""

    position: Position
    end: End


Change = Delta | Reset | Live | PreviewSaved | Saved | Ended


class TextLog:
    """One report's text as this process knows it.

    `attempt` fences it, `rewinds` remembers what each attempt kept, `passage_ends` are the ends of the
    finished passages. Offsets are code points. All methods but `wait_change` are synchronous and must be
    called from the event loop's thread.
    """

    def __init__(
        self,
        *,
        attempt: int = 0,
        text: str = "",
        rewinds: Sequence[Rewind] = (),
        passage_ends: Sequence[int] = (),
        preview_end: int | None = None,
        usage: Usage | None = None,
    ) -> None:
        self.attempt = attempt
        self.rewinds = list(rewinds)
        self.passage_ends = list(passage_ends)
        self.preview_end = preview_end
        """End of the preview's last passage, once it is finished."""
        self.usage = usage or Usage()
        self.saved_end = len(text)
        """How much of the text is in the database."""
        self.saved_preview = preview_end
        """`preview_end`, once it is in the database."""
        self.batches = 0
        """How many batches were saved while readers looked on."""
        self.save_wanted = False
        """Someone asks the saver to save now."""
        self.outcome: Outcome | None = None
        self.ended: End | None = None
        # StringIO grows in place and reads any slice by code point; a str or a list of pieces would be
        # copied whole for every save or every viewer that is behind.
        self._text = io.StringIO(newline="")
        self._text.write(text)
        self._end = len(text)
        self._waiters: list[asyncio.Future[None]] = []
        self.version = 0
        """Grows with every change; see `wait_change`."""

    @property
    def end(self) -> int:
        """Length of the text so far."""
        return self._end

    @property
    def kept(self) -> int:
        """The end of the last finished passage: where a new attempt would go on."""
        return self.passage_ends[-1] if self.passage_ends else 0

    def read(self, start: int, stop: int | None = None) -> str:
        """The text from `start` to `stop`, or to the end."""
        stop = self._end if stop is None else min(stop, self._end)
        self._text.seek(start)
        return self._text.read(max(0, stop - start))

    # What the writer does.

    def append(self, text: str) -> None:
        """Adds text at the end. Not allowed once closed."""
        if self.outcome is not None or self.ended is not None:
            raise RuntimeError("the log is closed")
        self._text.seek(self._end)
        self._text.write(text)
        self._end += len(text)
        self._changed()

    def finish_passage(self, usage: Usage, *, ends_preview: bool = False) -> None:
        """Marks the present end as the end of a passage: no attempt will go back before it."""
        self.usage += usage
        self.passage_ends.append(self._end)
        if ends_preview:
            self.preview_end = self._end
        self._changed()

    def add_usage(self, usage: Usage) -> None:
        """Counts what a call cost that left no passage."""
        self.usage += usage

    def rewind(self, reason: str) -> None:
        """Goes back to `kept` and begins the next attempt there."""
        self.adopt(Rewind(self.attempt + 1, self.kept, reason))

    def adopt(self, rewind: Rewind) -> None:
        """Goes back to what `rewind` keeps and takes over its attempt, whoever began it."""
        if rewind.attempt <= self.attempt:
            raise ValueError(f"attempt {rewind.attempt} does not follow {self.attempt}")
        keep = min(rewind.keep, self._end)
        self._text.truncate(keep)
        self._end = keep
        self.attempt = rewind.attempt
        self.rewinds.append(rewind)
        self.passage_ends = [end for end in self.passage_ends if end <= keep]
        if self.preview_end is not None and self.preview_end > keep:
            self.preview_end = self.saved_preview = None
        self.outcome = None
        self._changed()

    def close(self, outcome: Outcome) -> None:
        """No more text. Readers go on until the end is confirmed."""
        self.outcome = outcome
        self._changed()

    def want_save(self) -> None:
        """Asks the saver to save what there is, without waiting for the next batch."""
        self.save_wanted = True
        self._changed()

    # What the saver, or a mirror in its place, makes known.

    def restore(self, passage_ends: Sequence[int], preview_end: int | None, usage: Usage) -> None:
        """Takes what the database knows of the text that is already here."""
        self.passage_ends = list(passage_ends)
        self.preview_end = self.saved_preview = preview_end
        self.usage = usage
        self.saved_end = self._end
        self._changed()

    def mark_saved(self, end: int, *, batch: bool = False) -> None:
        """The text up to `end` is in the database; readers are told of batches."""
        self.saved_end = end
        if batch:
            self.batches += 1
            self._changed()

    def mark_preview_saved(self) -> None:
        """The preview is in the database."""
        self.saved_preview = self.preview_end
        self._changed()

    def confirm_end(self, end: End) -> None:
        """The end is in the database: readers are told, and leave."""
        self.ended = end
        self._changed()

    # What readers need.

    def keep_since(self, attempt: int) -> Reset | None:
        """The smallest point kept since `attempt`, as the reset that a reader of it would need.

        None if `attempt` is none of this log's, or is the present one.
        """
        later = [rewind for rewind in self.rewinds if rewind.attempt > attempt]
        if not 0 <= attempt < self.attempt or len(later) != self.attempt - attempt:
            return None
        lowest = min(later, key=lambda rewind: rewind.keep)
        return Reset(self.attempt, lowest.keep, lowest.reason)

    async def wait_change(self, seen: int) -> int:
        """Returns the version as soon as it is not `seen`."""
        while self.version == seen:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            try:
                await waiter
            finally:
                if waiter.cancelled():  # a quiet log must not collect those who gave up waiting
                    self._waiters = [other for other in self._waiters if other is not waiter]
        return self.version

    async def follow(self, position: Position | None = None) -> AsyncIterator[Change]:
        """All changes from `position` on, until the end is confirmed."""
        reader = Reader(self, position)
        while True:
            seen = self.version
            while (change := reader.take()) is not None:
                yield change
                if isinstance(change, Ended):
                    return
            await self.wait_change(seen)

    def nudge(self) -> None:
        """Lets every reader look again, although the log is as it was."""
        self._changed()

    def _changed(self) -> None:
        self.version += 1
        if self._waiters:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)


class Reader:
    """One reader's place in a log. `take` says what this reader needs next, and never waits.

    A reader that applies deltas by their start and obeys resets always holds a prefix of what the present
    attempt has written, and after `Ended` exactly the saved text.
    """

    MOST_CHARS = 4096
    """In one delta: 16 KiB of UTF-8 at the widest."""

    def __init__(self, log: TextLog, position: Position | None = None) -> None:
        self._log = log
        self._attempt = log.attempt
        self._offset = 0
        self._first: Reset | None = None
        self._preview = log.saved_preview
        self._batches = log.batches
        self._live_at: int | None = log.end
        self._is_over = False
        if position is not None:
            self._place(position)

    @property
    def position(self) -> Position:
        return Position(self._attempt, self._offset)

    def _place(self, position: Position) -> None:
        log = self._log
        if position.attempt == log.attempt and position.offset <= log.end:
            self._offset = position.offset
            return
        reset = log.keep_since(position.attempt)
        if reset is not None and position.offset <= reset.keep:
            self._offset = position.offset
            return
        self._first = reset or Reset(log.attempt, 0, "unknown_position")
        self._offset = self._first.keep

    def take(self) -> Change | None:
        """The next change for this reader, or None if it has everything."""
        log = self._log
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
        reset = self._log.keep_since(self._attempt) or Reset(self._log.attempt, 0, "unknown_position")
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

    def _mark(self) -> Change | None:
        log = self._log
        if log.saved_preview is not None and self._preview is None:
            self._preview = log.saved_preview
            return PreviewSaved(log.saved_preview)
        self._preview = log.saved_preview
        if self._batches != log.batches:
            self._batches = log.batches
            return Saved(log.saved_end)
        if log.ended is not None and not self._is_over:
            self._is_over = True
            return Ended(self.position, log.ended)
        return None
