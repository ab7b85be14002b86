"""Where the words of one call go: the beginning of a passage, or its rest after a seam.

Neither lets a thought that was taken for text stand: `discard` takes it back, whether it was passed on or held.
"""

from collections.abc import Callable
from typing import Protocol

from app.bazi.checks import Check
from app.seam import Seam


class PassageWriter(Protocol):
    """Who puts the text into the log."""

    @property
    def may_correct(self) -> bool:
        """A passage that fails its check may still be written again."""

    @property
    def has_draft(self) -> bool:
        """Text of an earlier try at the passage still stands."""

    def begin(self, first: str, check: Check | None) -> None:
        """Begin the passage, in place of a draft, and read it into `check`."""

    def append(self, more: str) -> None:
        """Add to what was begun."""

    def drop(self) -> None:
        """Take back what was begun."""


class Opening:
    """Where the text of a passage's own call goes.

    A beginning that is not the passage's heading may be a thought whose end is still to come. While the passage may be
    written again it is held back, at most `MOST_HELD` characters.
    """

    MOST_HELD = 6000

    def __init__(self, writer: PassageWriter, make_check: Callable[[], Check | None]) -> None:
        self._writer = writer
        self._make_check = make_check
        self._check = make_check()
        self._held = ""
        self._has_begun = False
        self.write: Callable[[str], None] = self._hold

    def _hold(self, text: str) -> None:
        self._held += text
        if not self._must_wait():
            self._begin()

    def discard(self) -> None:
        """What came so far was a thought."""
        if self._has_begun:
            self._writer.drop()
        self._held, self._has_begun, self._check = "", False, self._make_check()
        self.write = self._hold

    def flush(self, *, is_whole: bool) -> None:
        """No more comes. What is held takes the place of an earlier try only if the call has ended well."""
        if self._held and (is_whole or not self._writer.has_draft):
            self._begin()

    def _must_wait(self) -> bool:
        if self._check is None or not self._writer.may_correct or len(self._held) > self.MOST_HELD:
            return False
        return not self._check.may_begin(self._held)

    def _begin(self) -> None:
        held, self._held, self._has_begun = self._held, "", True
        self.write = self._writer.append
        self._writer.begin(held, self._check)


class Continuation:
    """Where the rest of a passage goes that was cut by length."""

    def __init__(self, writer: PassageWriter, before: str, start_over: Callable[[str], None]) -> None:
        self._writer = writer
        self._before = before
        self._start_over = start_over
        self._seam = self._make_seam()
        self.write = self._seam.write

    def discard(self) -> None:
        """What came so far was a thought: the text goes back to what stood before."""
        if self._seam.has_written:
            self._writer.drop()
            self._start_over(self._before)
        self._seam = self._make_seam()
        self.write = self._seam.write

    def flush(self, *, is_whole: bool) -> None:
        self._seam.flush()

    def _make_seam(self) -> Seam:
        return Seam(self._before, self._writer.append, self._start_over)
