"""The passage being written: the text in the log after the last complete passage, and the checker that reads it."""

import asyncio
from collections.abc import Callable

from app.outline import Checker
from app.report import Usage, estimated_tokens
from app.textlog import TextLog

SEPARATOR = "\n\n"
"""One blank line between two passages."""
SLICE_CHARS = 4096
"""How much text a checker reads back before other tasks may run."""


class Draft:
    """One passage across all its calls. Text is dropped only once its replacement has started to arrive.

    The log may already hold its beginning, which an earlier attempt wrote.
    """

    def __init__(self, log: TextLog, make_checker: Callable[[], Checker | None]) -> None:
        self._log = log
        self._make_checker = make_checker
        # Start of the passage's own text, after the separator.
        self._start = log.checkpoint + len(SEPARATOR if log.checkpoint else "")
        self._call_start: int | None = None  # start of the text that the current call wrote
        self._calls = int(self.exists)  # that wrote the text, as far as this process knows
        self._checker: Checker | None = None
        self.starts = 0
        """How often the passage was begun."""

    @property
    def calls(self) -> int:
        """The number of calls that wrote the text, as far as this process knows."""
        return self._calls

    @property
    def exists(self) -> bool:
        """Whether the log holds text of any call for this passage."""
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

    async def read_back(self) -> None:
        """Let a checker read the text that an earlier attempt wrote."""
        self._checker = self._make_checker() if self.exists else None
        for start in range(self._start, self._log.end, SLICE_CHARS):
            self._check(self._log.read(start, start + SLICE_CHARS))
            await asyncio.sleep(0)

    def start_call(self) -> None:
        """Begin a new call: text that follows belongs to it."""
        self._call_start = None

    def begin(self, first: str, checker: Checker | None) -> None:
        """Write the first text of the passage. It replaces all earlier text."""
        log = self._log
        if self.exists:
            self._go_back(log.checkpoint, "retry")
        separator = SEPARATOR if log.end else ""
        self._start = self._call_start = log.end + len(separator)
        self._calls = 1
        self.starts += 1
        self._checker = checker
        log.append(separator + first)
        self._check(first)

    def append(self, more: str) -> None:
        """Add to the text."""
        if self._call_start is None:
            self._call_start = self._log.end
            self._calls += 1
        self._log.append(more)
        self._check(more)

    def take_back(self, reason: str = "retry") -> None:
        """Remove all text. Readers get a reset with `reason`."""
        self._go_back(self._log.checkpoint, reason)
        self._call_start = self._checker = None

    def take_back_call(self) -> None:
        """Remove the text of the current call, which continues an earlier one."""
        if self._call_start is None:
            return
        keep, self._call_start = self._call_start, None
        self._calls -= 1
        self._go_back(keep, "retry")
        self._checker = self._make_checker()
        self._check(self.text)

    def restore(self, text: str, calls: int, reason: str) -> None:
        """Put back `text`, which `calls` calls wrote, unless it is still there. Readers get a reset with `reason`."""
        if self.text != text:
            self._go_back(self._log.checkpoint, reason)
            self._log.append((SEPARATOR if self._log.end else "") + text)
            self._log.add_usage(Usage(wasted_calls=-calls, wasted_tokens=-estimated_tokens(text)))
            self._calls = calls
            self._checker = self._make_checker()
            self._check(text)

    def _go_back(self, keep: int, reason: str) -> None:
        """Drop the text after `keep`, and count what it cost."""
        log = self._log
        whole = self._calls if keep <= log.checkpoint else 0
        self._calls -= whole
        log.add_usage(Usage(wasted_calls=whole, wasted_tokens=estimated_tokens(log.read(max(keep, self._start)))))
        log.rewind(reason, keep)

    def _check(self, more: str) -> None:
        if self._checker is not None:
            self._checker.read(more)
