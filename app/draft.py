"""The passage being written: the text in the log after the last complete passage, and the checker that reads it."""

from app.outline import Checker
from app.textlog import TextLog

SEPARATOR = "\n\n"
"""One blank line between two passages."""


class Draft:
    """One passage across all its tries. Text is dropped only once its replacement has started to arrive."""

    def __init__(self, log: TextLog) -> None:
        self._log = log
        self._start = 0  # start of the passage's own text, after the separator
        self._call_start: int | None = None  # start of the text that the current call wrote
        self._checker: Checker | None = None

    @property
    def exists(self) -> bool:
        """Whether the log holds text of any try at this passage."""
        return self._log.end > self._log.checkpoint

    @property
    def text(self) -> str:
        """The passage's own text, without the separator before it."""
        return self._log.read(self._start)

    @property
    def has_call_text(self) -> bool:
        """Whether the current call has written text."""
        return self._call_start is not None

    @property
    def call_text(self) -> str:
        """The text that the current call has written."""
        return "" if self._call_start is None else self._log.read(self._call_start)

    @property
    def is_continued(self) -> bool:
        """Whether the current call has added to the text of an earlier one."""
        return self._call_start is not None and self._call_start > self._start

    @property
    def checker(self) -> Checker | None:
        """The checker that has read all of `text`. None if nothing is written, or the passage is not checked."""
        return self._checker

    def start_call(self) -> None:
        """Begin a new call: text that follows belongs to it."""
        self._call_start = None

    def begin(self, first: str, checker: Checker | None) -> None:
        """Write the first text of a try. It replaces any text of an earlier try."""
        log = self._log
        if self.exists:
            log.rewind("retry")
        separator = SEPARATOR if log.end else ""
        self._start = self._call_start = log.end + len(separator)
        self._checker = checker
        log.append(separator + first)
        self._check(first)

    def append(self, more: str) -> None:
        """Add to the text."""
        if self._call_start is None:
            self._call_start = self._log.end
        self._log.append(more)
        self._check(more)

    def take_back(self, reason: str = "retry") -> None:
        """Remove the text. Readers get a reset with `reason`."""
        self._log.rewind(reason)
        self._call_start = self._checker = None

    def restore(self, text: str, reason: str) -> None:
        """Put back `text`, a complete try, unless it is still in the log. Readers get a reset with `reason`."""
        if self.text != text:
            self._log.rewind(reason)
            self._log.append((SEPARATOR if self._log.end else "") + text)

    def _check(self, more: str) -> None:
        if self._checker is not None:
            self._checker.read(more)
