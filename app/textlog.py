"""A text that is written once, from start to end, while many read it.

One writer appends; readers hold an offset and follow. Going back is possible only to a point that was
kept, and starts a new attempt, so that a position `(attempt, offset)` always names one character for
ever. An attempt that a writer begins by itself is shown to nobody before the database has granted it: until
then another process may be given the same number. The writer closes the log with an outcome; the end is
confirmed only once it is in the database. Nothing here waits but `wait_change`, and nothing here does I/O.
"""

import asyncio
import io
from collections.abc import Sequence

from app.report import End, Mark, Outcome, Rewind, Usage


class TextLog:
    """One report's text as this process knows it.

    `attempt` fences it, `granted` is the last attempt that the database knows, `rewinds` remembers what
    each attempt kept, `passage_ends` are the ends of the finished passages. Offsets are code points. All
    methods but `wait_change` are synchronous and must be called from the event loop's thread.
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
        marks: Sequence[Mark] = (),
    ) -> None:
        self.attempt = self.granted = attempt
        self.rewinds = list(rewinds)
        self.passage_ends = list(passage_ends)
        self.preview_end = preview_end
        """End of the preview's last passage, once it is finished."""
        self.usage = usage or Usage()
        self.marks = list(marks)
        """What the finished passages were left with by their check."""
        self.saved_end = len(text)
        """How much of the text is in the database."""
        self.saved_preview = preview_end
        """`preview_end`, once it is in the database."""
        self.batches = 0
        """How many batches were saved while readers looked on."""
        self.save_wanted = False
        """Someone asks the saver to save now."""
        self.is_waiting = False
        """The writer waits for its turn at the model's provider."""
        self.outcome: Outcome | None = None
        self.ended: End | None = None
        # StringIO grows in place and reads any slice by code point; a str or a list of pieces would be
        # copied whole for every save or every viewer that is behind.
        self._text = io.StringIO(newline="")
        self._text.write(text)
        self._end = len(text)
        self._shown_end = 0  # of the granted attempt, while a later one waits to be granted
        self._waiters: list[asyncio.Future[None]] = []
        self.version = 0
        """Grows with every change; see `wait_change`."""

    @property
    def end(self) -> int:
        """Length of the text so far."""
        return self._end

    @property
    def is_granted(self) -> bool:
        """The text may be shown: the database knows the attempt that wrote it."""
        return self.granted == self.attempt

    @property
    def shown_end(self) -> int:
        """How far readers of the granted attempt may have come."""
        return self._end if self.is_granted else self._shown_end

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

    def finish_passage(self, usage: Usage, *, ends_preview: bool = False, marks: Sequence[Mark] = ()) -> None:
        """The present end is the end of a passage: no attempt will go back before it."""
        self.usage += usage
        self.marks.extend(marks)
        self.passage_ends.append(self._end)
        if ends_preview:
            self.preview_end = self._end
        self._changed()

    def add_usage(self, usage: Usage) -> None:
        """Counts what a call cost that left no passage."""
        self.usage += usage

    def rewind(self, reason: str) -> None:
        """Goes back to `kept` and begins the next attempt there; readers see it once it is granted."""
        self._shown_end = self.shown_end
        self._go_back(Rewind(self.attempt + 1, self.kept, reason))

    def set_waiting(self, is_waiting: bool) -> None:
        """Say whether the writer waits for the model; readers hear of changes only."""
        if self.is_waiting != is_waiting:
            self.is_waiting = is_waiting
            self._changed()

    def close(self, outcome: Outcome) -> None:
        """No more text. Readers go on until the end is confirmed."""
        self.outcome = outcome
        self.is_waiting = self.is_waiting and not outcome.status.is_ended
        self._changed()

    def want_save(self) -> None:
        """Asks the saver to save what there is, without waiting for the next batch."""
        self.save_wanted = True
        self._changed()

    # What the saver, or a mirror in its place, makes known.

    def grant(self, attempt: int) -> None:
        """The database knows this writer's attempts up to `attempt`: readers may see them."""
        kept = [rewind.keep for rewind in self.rewinds if self.granted < rewind.attempt <= attempt]
        self._shown_end = min([self._shown_end, *kept])
        self.granted = attempt
        self._changed()

    def forgo(self) -> None:
        """Gives up the attempts that were not granted, with all that was written under them; it is open again."""
        for rewind in self.rewinds:
            if rewind.attempt > self.granted:
                self._cut(rewind.keep)
        self.rewinds = [rewind for rewind in self.rewinds if rewind.attempt <= self.granted]
        self.attempt, self.outcome = self.granted, None
        self._changed()

    def adopt(self, rewind: Rewind) -> None:
        """Goes back to what `rewind` keeps and takes over its attempt, which the database has granted.

        ValueError if it is not newer than what was granted to this log.
        """
        if rewind.attempt <= self.granted:
            raise ValueError(f"attempt {rewind.attempt} does not follow {self.granted}")
        self.forgo()
        self.granted = rewind.attempt
        self._go_back(rewind)

    def restore(
        self,
        passage_ends: Sequence[int],
        preview_end: int | None,
        usage: Usage,
        marks: Sequence[Mark] = (),
        *,
        saved_end: int | None = None,
    ) -> None:
        """Takes what the database knows of the text; all that is here is saved, unless `saved_end` says less."""
        self.passage_ends = list(passage_ends)
        self.preview_end = self.saved_preview = preview_end
        self.usage = usage
        self.marks = [mark for mark in marks if mark.passage <= len(passage_ends)]
        self.saved_end = self._end if saved_end is None else saved_end
        self._changed()

    def mark_saved(self, end: int, *, batch: bool = False) -> None:
        """The text up to `end` is in the database; readers are told of batches."""
        self.saved_end = end
        self.batches += batch
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

    def keep_since(self, attempt: int) -> Rewind | None:
        """The rewind since `attempt` that kept least: what a reader of that attempt may still hold.

        None if `attempt` is none of this log's, or is the granted one.
        """
        later = [rewind for rewind in self.rewinds if attempt < rewind.attempt <= self.granted]
        if not 0 <= attempt < self.granted or len(later) != self.granted - attempt:
            return None
        return min(later, key=lambda rewind: rewind.keep)

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

    def nudge(self) -> None:
        """Lets every reader look again, although the log is as it was."""
        self._changed()

    def _go_back(self, rewind: Rewind) -> None:
        self._cut(rewind.keep)
        self.attempt = rewind.attempt
        self.rewinds.append(rewind)
        self.outcome = None
        self._changed()

    def _cut(self, keep: int) -> None:
        keep = min(keep, self._end)
        self._text.truncate(keep)
        self._end = keep
        self.passage_ends = [end for end in self.passage_ends if end <= keep]
        self.marks = [mark for mark in self.marks if mark.passage <= len(self.passage_ends)]
        if self.preview_end is not None and self.preview_end > keep:
            self.preview_end = self.saved_preview = None

    def _changed(self) -> None:
        self.version += 1
        if self._waiters:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)
