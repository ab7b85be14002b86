"""Sinks for the text of one call: the beginning of a passage, or its rest after a seam.

`discard` takes back text that turns out to be the model's thoughts, whether it was passed on or held back.
"""

from collections.abc import Callable

from app.draft import Draft
from app.errors import ModelCut
from app.outline import Checker
from app.seam import Seam


class Opening:
    """Receives the text of a call that writes a passage from its start.

    A text that does not begin with the passage's heading may be a thought that has not ended yet. If the passage may
    still be rewritten (`may_correct`), such text is held back, up to `MAX_HELD` characters.
    """

    MAX_HELD = 6000

    confirms_end = False
    """An answer without words does not end a passage."""
    takes_parts = True
    """Text held back counts even if the call ended without `stop`."""

    def __init__(self, draft: Draft, make_checker: Callable[[], Checker | None], *, may_correct: bool) -> None:
        self._draft = draft
        self._make_checker = make_checker
        self._checker = make_checker()
        self._may_correct = may_correct
        self._held = ""
        self._has_begun = False
        self.write: Callable[[str], None] = self._hold

    def discard(self) -> None:
        """Drop the text so far, which was a thought."""
        if self._has_begun:
            self._draft.take_back()
        self._held, self._has_begun, self._checker = "", False, self._make_checker()
        self.write = self._hold

    def flush(self, *, is_whole: bool) -> None:
        """End the text. Text held back replaces an earlier try only if the call was complete (`is_whole`)."""
        if self._held and (is_whole or not self._draft.exists):
            self._begin()

    def _hold(self, text: str) -> None:
        self._held += text
        if not self._must_wait():
            self._begin()

    def _must_wait(self) -> bool:
        if self._checker is None or not self._may_correct or len(self._held) > self.MAX_HELD:
            return False
        return not self._checker.may_begin(self._held)

    def _begin(self) -> None:
        held, self._held, self._has_begun = self._held, "", True
        self.write = self._draft.append
        self._draft.begin(held, self._checker)


class Continuation:
    """Receives the rest of a passage that broke off, and drops what it repeats.

    The model may write the passage from its start instead. That replaces the text if it `may_start_over`; otherwise
    raises `ModelCut`.
    """

    takes_parts = False
    """Text held back may be a part of a repetition."""

    def __init__(
        self, draft: Draft, make_checker: Callable[[], Checker | None], *, heading: str, may_start_over: bool
    ) -> None:
        self._draft = draft
        self._make_checker = make_checker
        self._heading = heading
        self._may_start_over = may_start_over
        self._before = draft.text
        self._starts = draft.starts
        self._seam = self._make_seam()
        self.write = self._seam.write

    @property
    def confirms_end(self) -> bool:
        """Whether the model repeated the end of the text and had nothing to add."""
        return self._seam.has_repeated and not self._draft.has_call_text

    def discard(self) -> None:
        """Drop the text so far, which was a thought, and put back the text before the seam if it replaced that."""
        if self._draft.starts == self._starts:
            self._draft.take_back_call()
        else:
            self._draft.begin(self._before, self._make_checker())
            self._draft.start_call()
        self._seam = self._make_seam()
        self.write = self._seam.write

    def flush(self, *, is_whole: bool) -> None:
        """End the text. Unless the call is whole, drop text that may be a repetition: no reader has seen it."""
        if is_whole:
            self._seam.flush()

    def _make_seam(self) -> Seam:
        return Seam(self._before, self._draft.append, self._start_over, heading=self._heading)

    def _start_over(self, text: str) -> None:
        if not self._may_start_over:
            raise ModelCut("the model began the passage again instead of continuing it")
        self._draft.begin(text, self._make_checker())
