"""An append-only text with one writer and any number of readers.

Each reader holds an offset and follows the text as it grows. The text can go back, but not before its checkpoint, and
that begins a new attempt, so a position `(attempt, offset)` always names the same character. Readers do not see a new
attempt until the database has committed it: until then, another process may be given the same number. The writer closes
the log with an outcome; the end is confirmed once it is in the database. Only `wait_change` waits, and nothing here
does I/O.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.alarm import Alarm
from app.report import End, Finding, Outcome, Rewind, Usage


@dataclass(frozen=True, slots=True)
class SaveProgress:
    """How much of the log is in the database."""

    end: int
    """Length of the saved text."""
    preview_end: int | None
    """End of the preview, once it is saved."""
    batches: int = 0
    """Number of batches saved so far, as far as this process knows."""


class TextLog:
    """One report's text as this process knows it.

    Offsets are in code points. All methods but `wait_change` are synchronous and must be called on the event loop's
    thread. Every change goes through a method and raises `version`.
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
        findings: Sequence[Finding] = (),
    ) -> None:
        # StringIO grows in place and reads any slice by code point. A str, or a list of pieces, would be copied as a
        # whole for every save and for every viewer that is behind.
        self._text = io.StringIO(newline="")
        self._text.write(text)
        self._end = len(text)
        self._attempt = self._committed = attempt
        self._committed_end = 0  # length of the committed attempt while a later one is pending
        self._rewinds = tuple(rewinds)
        self._passage_ends = tuple(passage_ends)
        self._preview_end = preview_end
        self._usage = usage or Usage()
        self._findings = tuple(findings)
        self._saved = SaveProgress(len(text), preview_end)
        self._save_requested = False
        self._is_flawed = False
        self._is_waiting = False
        self._outcome: Outcome | None = None
        self._ended: End | None = None
        self._version = 0
        self._watchers: dict[object, Callable[[], None]] = {}

    @property
    def version(self) -> int:
        """Increases with every change; see `wait_change`."""
        return self._version

    @property
    def end(self) -> int:
        """Length of the text."""
        return self._end

    @property
    def attempt(self) -> int:
        """The attempt that the text belongs to. It fences every write."""
        return self._attempt

    @property
    def committed(self) -> int:
        """The last attempt that the database knows."""
        return self._committed

    @property
    def is_committed(self) -> bool:
        """Whether the database knows the text's attempt, so that readers may see the text."""
        return self._committed == self._attempt

    @property
    def committed_end(self) -> int:
        """Length of the text that readers of the committed attempt may have seen."""
        return self._end if self.is_committed else self._committed_end

    @property
    def rewinds(self) -> Sequence[Rewind]:
        """How each attempt began, in order."""
        return self._rewinds

    @property
    def passage_ends(self) -> Sequence[int]:
        """Ends of the complete passages."""
        return self._passage_ends

    @property
    def checkpoint(self) -> int:
        """End of the last complete passage."""
        return self._passage_ends[-1] if self._passage_ends else 0

    @property
    def is_flawed(self) -> bool:
        """Whether the text after the checkpoint has to be written again."""
        return self._is_flawed

    def kept_at(self, end: int) -> int:
        """Return where the next attempt would continue if the text up to `end` were all that is saved."""
        return min(end, self.checkpoint) if self._is_flawed else end

    @property
    def preview_end(self) -> int | None:
        """End of the preview's last passage, once it is complete."""
        return self._preview_end

    @property
    def usage(self) -> Usage:
        """Tokens used by all calls."""
        return self._usage

    @property
    def findings(self) -> Sequence[Finding]:
        """Findings in passages that are kept anyway."""
        return self._findings

    @property
    def saved(self) -> SaveProgress:
        """How much of the log is in the database."""
        return self._saved

    @property
    def save_requested(self) -> bool:
        """Whether the saver has been asked to save now."""
        return self._save_requested

    @property
    def is_waiting(self) -> bool:
        """Whether the writer is waiting for its turn at the model's provider."""
        return self._is_waiting

    @property
    def outcome(self) -> Outcome | None:
        """How the writing ended, once the log is closed."""
        return self._outcome

    @property
    def ended(self) -> End | None:
        """The end, once it is in the database."""
        return self._ended

    def read(self, start: int, stop: int | None = None) -> str:
        """Return the text from `start` to `stop`, by default to the end."""
        stop = self._end if stop is None else min(stop, self._end)
        self._text.seek(start)
        return self._text.read(max(0, stop - start))

    # For the writer.

    def append(self, text: str) -> None:
        """Add text at the end. Raises `RuntimeError` once the log is closed."""
        if self._outcome is not None or self._ended is not None:
            raise RuntimeError("the log is closed")
        self._text.seek(self._end)
        self._text.write(text)
        self._end += len(text)
        self._changed()

    def finish_passage(self, *, ends_preview: bool = False, findings: Sequence[Finding] = ()) -> None:
        """Make the current end the checkpoint. This writer never goes back before it."""
        self._findings += tuple(findings)
        self._passage_ends += (self._end,)
        self._is_flawed = False
        if ends_preview:
            self._preview_end = self._end
        self._changed()

    def add_findings(self, findings: Sequence[Finding]) -> None:
        """Record findings in a passage that stays incomplete."""
        self._findings += tuple(findings)
        self._changed()

    def add_usage(self, usage: Usage) -> None:
        """Count calls and tokens."""
        self._usage += usage
        self._changed()

    def mark_flawed(self) -> None:
        """Record that the text after the checkpoint has to be written again: no attempt continues it."""
        self._is_flawed = True
        self._changed()

    def rewind(self, reason: str, keep: int | None = None) -> None:
        """Go back to `keep`, by default the checkpoint, and begin a new attempt there.

        Readers see it once it is committed.
        """
        self._committed_end = self.committed_end
        self._go_back(Rewind(self._attempt + 1, self.checkpoint if keep is None else keep, reason))

    def set_waiting(self, is_waiting: bool) -> None:
        """Record whether the writer is waiting for the model."""
        if self._is_waiting != is_waiting:
            self._is_waiting = is_waiting
            self._changed()

    def close(self, outcome: Outcome) -> None:
        """End the text. Readers continue until the end is confirmed."""
        self._outcome = outcome
        self._is_waiting = self._is_waiting and not outcome.status.is_ended
        self._changed()

    # For the saver, or a mirror in its place.

    def request_save(self) -> None:
        """Ask the saver to save all text now, without waiting for the next batch."""
        self._save_requested = True
        self._changed()

    def take_save_request(self) -> None:
        """Clear the save request. Call this just before the save that answers it."""
        self._save_requested = False
        self._changed()

    def mark_committed(self, attempt: int) -> None:
        """Show readers this writer's attempts up to `attempt`: they are in the database."""
        keeps = [rewind.keep for rewind in self._rewinds if self._committed < rewind.attempt <= attempt]
        self._committed_end = min([self._committed_end, *keeps])
        self._committed = attempt
        self._changed()

    def discard_uncommitted(self) -> None:
        """Drop all attempts that are not committed, with their text, and reopen the log."""
        for rewind in self._rewinds:
            if rewind.attempt > self._committed:
                self._cut(rewind.keep)
        self._rewinds = tuple(rewind for rewind in self._rewinds if rewind.attempt <= self._committed)
        self._attempt, self._outcome = self._committed, None
        self._changed()

    def adopt(self, rewind: Rewind) -> None:
        """Go back to what `rewind` keeps and switch to its attempt, which is committed.

        Raises `ValueError` if the attempt is not newer than the committed one.
        """
        if rewind.attempt <= self._committed:
            raise ValueError(f"attempt {rewind.attempt} does not follow {self._committed}")
        self.discard_uncommitted()
        self._committed = rewind.attempt
        self._go_back(rewind)

    def restore(
        self,
        passage_ends: Sequence[int],
        preview_end: int | None,
        usage: Usage,
        findings: Sequence[Finding] = (),
        *,
        saved_end: int | None = None,
    ) -> None:
        """Set what the database knows about the text. All of the text counts as saved unless `saved_end` says less."""
        self._passage_ends = tuple(passage_ends)
        self._preview_end = preview_end
        self._usage = usage
        self._findings = tuple(finding for finding in findings if finding.passage <= len(passage_ends))
        end = self._end if saved_end is None else saved_end
        self._saved = replace(self._saved, end=end, preview_end=preview_end)
        self._changed()

    def mark_saved(self, end: int, *, is_batch: bool = False) -> None:
        """Record that the text up to `end` is in the database. Readers are notified of batches."""
        self._saved = SaveProgress(end, self._saved.preview_end, self._saved.batches + is_batch)
        self._changed()

    def mark_preview_saved(self, preview_end: int | None = None) -> None:
        """Record that the preview is in the database. A mirror passes the `preview_end` that it received."""
        if preview_end is not None:
            self._preview_end = preview_end
        self._saved = replace(self._saved, preview_end=self._preview_end)
        self._changed()

    def confirm_end(self, end: End) -> None:
        """Record that the end is in the database. Readers are notified and leave."""
        self._ended = end
        self._changed()

    # For readers.

    def rewind_since(self, attempt: int) -> Rewind | None:
        """Of the rewinds after `attempt`, return the one that keeps the least text.

        A reader at `attempt` must not keep more than that. Returns None if `attempt` is unknown to this log, or is the
        committed one.
        """
        later = [rewind for rewind in self._rewinds if attempt < rewind.attempt <= self._committed]
        if not 0 <= attempt < self._committed or len(later) != self._committed - attempt:
            return None
        return min(later, key=lambda rewind: rewind.keep)

    async def wait_change(self, seen: int) -> int:
        """Wait until the version differs from `seen`, and return it."""
        alarm = Alarm()
        with self.watching(alarm.ring):
            while self._version == seen:
                await alarm.wait()
        return self._version

    @contextmanager
    def watching(self, on_change: Callable[[], None]) -> Iterator[None]:
        """Call `on_change` after every change until the end of the block. It must not change the log."""
        watcher = object()
        self._watchers[watcher] = on_change
        try:
            yield
        finally:
            del self._watchers[watcher]

    def notify(self) -> None:
        """Wake all readers, although the log has not changed."""
        self._changed()

    def _go_back(self, rewind: Rewind) -> None:
        self._cut(rewind.keep)
        self._attempt = rewind.attempt
        self._rewinds += (rewind,)
        self._outcome = None
        self._is_flawed = False
        self._changed()

    def _cut(self, keep: int) -> None:
        keep = min(keep, self._end)
        self._text.truncate(keep)
        self._end = keep
        self._passage_ends = tuple(end for end in self._passage_ends if end <= keep)
        self._findings = tuple(found for found in self._findings if found.passage <= len(self._passage_ends))
        if self._preview_end is not None and self._preview_end > keep:
            self._preview_end = None
            self._saved = replace(self._saved, preview_end=None)

    def _changed(self) -> None:
        self._version += 1
        for on_change in tuple(self._watchers.values()):
            on_change()
