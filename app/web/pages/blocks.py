"""Renders a growing text as HTML blocks, incrementally and once for all viewers.

A block is one segment of `Cutter`. Text is only appended, so all blocks but the last are final. The last one is
rendered again as it grows, less often as it becomes more expensive. Blocks depend only on the text, so every process
cuts the same text into the same blocks.
"""

import asyncio
import re
import time
from asyncio import AbstractEventLoop
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from weakref import WeakKeyDictionary

from app.textlog import TextLog
from app.web.pages.cutter import Cutter, Segment
from app.web.pages.markdown import html_of

PIECE_CHARS = 1024
"""How much text to feed to the cutter at a time."""
SLICE_SECONDS = 0.005
"""How long rendering may hold the event loop at a time."""
_PAUSE_SECONDS = 0.001
"""Pause between slices, long enough to serve a short request."""
_PAUSE_FACTOR = 10
"""Before re-rendering the open block, wait this many times as long as its last rendering took."""
_LONG_LINE_SECONDS = 0.3
"""Minimum pause between updates inside a line that is too long for one block, because an event's overhead is as large
as 25 ideographs."""
_LONG_ASCII_LINE_SECONDS = 2.0
"""The same for an ASCII line, where the overhead is as large as 80 characters."""
_TAG = re.compile("<[^>]+>")


@dataclass(frozen=True, slots=True)
class Block:
    """One rendered segment. Blank lines after it lie outside `start` and `end`, its offsets in the report's text."""

    start: int
    end: int
    html: str
    is_continued: bool = False
    """Whether it begins inside a line or a fence that is too long for one block."""


class Rendering:
    """The blocks of a text that arrives in pieces, rendered one segment per call."""

    def __init__(self, blocks: Sequence[Block] = (), start: int = 0) -> None:
        self.final = list(blocks)
        self.fed_end = start
        self._cutter = Cutter(start)

    def feed(self, text: str) -> None:
        self._cutter.feed(text)
        self.fed_end += len(text)

    def render_next(self) -> bool:
        """Render the next complete segment. Returns False if there is none."""
        segment = self._cutter.next_segment()
        if segment is None:
            return False
        self.final.extend(_blocks([segment]))
        return True

    def open_blocks(self, *, is_over: bool) -> list[Block]:
        """Render the text after the final blocks: at most one block, or all that remain if the text `is_over`."""
        return list(_blocks(self._cutter.finish()) if is_over else _blocks([self._cutter.open], is_open=True))


def _blocks(segments: Sequence[Segment], *, is_open: bool = False) -> Iterator[Block]:
    """Render segments, without those that show nothing, such as blank lines."""
    for segment in segments:
        text = segment.text.rstrip()
        if text and (html := html_of(segment, is_open=is_open)):
            is_continued = segment.is_rest or bool(segment.fence)
            yield Block(segment.start, segment.start + len(text), html, is_continued)


def render(text: str) -> list[Block]:
    """Render a complete text without yielding to the event loop."""
    rendering = Rendering()
    for _ in _render(rendering, text):
        pass
    return rendering.final


async def render_in_slices(text: str) -> list[Block]:
    """Render a complete text, letting the event loop run in between."""
    rendering = Rendering()
    steps = _render(rendering, text)
    while await run_slice(steps):
        pass
    return rendering.final


def _render(rendering: Rendering, text: str) -> Iterator[None]:
    for start in range(0, len(text), PIECE_CHARS):
        rendering.feed(text[start : start + PIECE_CHARS])
        while rendering.render_next():
            yield
    rendering.final.extend(rendering.open_blocks(is_over=True))


async def run_slice(steps: Iterator[None]) -> bool:
    """Advance `steps` for a few milliseconds, then let the event loop run. Returns False once they are exhausted.

    All callers share one lock, so any number of viewers together hold the loop no longer than one slice.
    """
    async with _slice_lock():
        stop_at = time.monotonic() + SLICE_SECONDS
        for _ in steps:
            if time.monotonic() >= stop_at:
                break
        else:
            return False
        await asyncio.sleep(_PAUSE_SECONDS)
    return True


def _slice_lock() -> asyncio.Lock:
    return _SLICE_LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock())


_SLICE_LOCKS: WeakKeyDictionary[AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


class PassageIds:
    """Finds the blocks that are passage headings. Takes blocks in order and numbers passages from 1.

    A heading need not equal the passage's title, because models add numbers, and they write headings of their own.
    `markPassages` in reading.js follows the same rules.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self.last = 0
        """The last passage that has begun."""

    def of(self, block: Block) -> int | None:
        """The passage that begins with this block, if any."""
        heading = _heading_text(block)
        if not heading:
            return None
        for number, title in enumerate(self._titles[self.last :], start=self.last + 1):
            if title in heading or title.startswith(heading):  # the latter while the heading is being written
                self.last = number
                return number
        return None


def _heading_text(block: Block) -> str:
    """The heading's text, equal to `textContent` in the browser."""
    if not block.html.startswith("<h2>"):
        return ""
    return unescape(_TAG.sub("", block.html.partition("</h2>")[0])).strip()


class Blocks:
    """The blocks of one log, limited to text that viewers may see. All viewers of a log share one instance."""

    def __init__(self, log: TextLog) -> None:
        self._log = log
        self._attempt = log.committed
        self._rendering = Rendering()
        self._open: list[Block] = []
        self._shown: tuple[int, bool] = (0, False)
        """The text's length when `_open` was rendered, and whether the text was over."""
        self._render_at = 0.0
        """When the open block may be rendered again, on the clock of `time.monotonic()`."""
        self._kept_counts: list[int] = []
        """How many blocks each rewind kept."""

    @classmethod
    def of(cls, log: TextLog) -> "Blocks":
        """The shared instance for this log."""
        if (found := _BLOCKS.get(log)) is None:
            found = _BLOCKS[log] = cls(log)
        return found

    def __len__(self) -> int:
        return len(self._rendering.final) + len(self._open)

    def __getitem__(self, i: int) -> Block:
        final = self._rendering.final
        return final[i] if i < len(final) else self._open[i - len(final)]

    @property
    def lag(self) -> int:
        """How many characters have not been fed to the renderer yet."""
        if not self._log.is_committed:
            return 0
        self._follow_attempt()
        return self._log.end - self._rendering.fed_end

    @property
    def due(self) -> float | None:
        """When to render text that was deferred because of its cost, on the clock of `time.monotonic()`, or None."""
        return None if self._is_current() else self._render_at

    @property
    def rewinds(self) -> int:
        """How many rewinds have dropped blocks so far."""
        return len(self._kept_counts)

    def kept_since(self, rewinds: int) -> int:
        """How many leading blocks have not changed since `self.rewinds` had this value."""
        return min(self._kept_counts[rewinds:], default=len(self))

    def ending_by(self, offset: int) -> int:
        """How many blocks end at or before this offset."""
        final = self._rendering.final
        # Bisect, because a text may consist of very many short blocks.
        count = bisect_right(final, offset, key=lambda block: block.end)
        return count if count < len(final) else count + sum(block.end <= offset for block in self._open)

    def read(self) -> list[Block]:
        """All current blocks, without yielding to the event loop. The last one may still grow."""
        self.update(is_urgent=True)
        return [*self._rendering.final, *self._open]

    async def read_in_slices(self) -> list[Block]:
        """All current blocks, letting the event loop run in between."""
        steps = self.steps()
        while await run_slice(steps):
            pass
        return self.read()

    def update(self, *, is_urgent: bool = False) -> None:
        """Render all new text. The open block may be deferred, unless this is urgent or the text is over."""
        if not self._log.is_committed:  # another process may get this attempt's number: show none of its text yet
            return
        for _ in self.steps():
            pass
        if not self._is_current() and (is_urgent or self._is_over or time.monotonic() >= self._render_at):
            self._render_open()

    def steps(self) -> Iterator[None]:
        """Render new text, one segment per step."""
        is_behind = True
        while is_behind:
            while self._rendering.render_next():  # including segments that an abandoned iterator left
                self._drop_open()
                yield
            is_behind = self._feed_next()

    def _feed_next(self) -> bool:
        """Feed the next piece of the text. Returns False if there is none."""
        if self.lag <= 0:
            return False
        start = self._rendering.fed_end
        self._rendering.feed(self._log.read(start, start + PIECE_CHARS))
        return True

    def _follow_attempt(self) -> None:
        """Move to the log's current attempt, and drop all blocks that hold text which a rewind dropped."""
        if self._log.committed == self._attempt:
            return
        lowest = self._log.rewind_since(self._attempt)
        blocks = [*self._rendering.final, *self._open][: self.ending_by(0 if lowest is None else lowest.keep)]
        self._kept_counts.append(len(blocks))
        # Cut again from the last kept block, which may still grow; a continued block cannot be cut on its own.
        first = blocks.pop() if blocks else None
        while first is not None and first.is_continued:
            first = blocks.pop()
        self._rendering = Rendering(blocks, first.start if first else 0)
        self._attempt = self._log.committed
        self._drop_open()

    @property
    def _is_over(self) -> bool:
        return self._log.outcome is not None or self._log.ended is not None

    def _is_current(self) -> bool:
        return not self._log.is_committed or self._shown == (self._log.end, self._is_over)

    def _drop_open(self) -> None:
        """Forget the open block once it is final or dropped."""
        self._open, self._shown, self._render_at = [], (-1, False), 0.0

    def _render_open(self) -> None:
        started = time.monotonic()
        self._open = self._rendering.open_blocks(is_over=self._is_over)
        self._shown = (self._log.end, self._is_over)
        now = time.monotonic()
        pause = _PAUSE_FACTOR * (now - started)
        if self._open and self._open[-1].is_continued:
            line = [*self._rendering.final[-1:], *self._open]  # the newest block of a Chinese line may be ASCII so far
            is_ascii = all(block.html.isascii() for block in line)
            pause = max(pause, _LONG_ASCII_LINE_SECONDS if is_ascii else _LONG_LINE_SECONDS)
        self._render_at = now + pause


_BLOCKS: WeakKeyDictionary[TextLog, Blocks] = WeakKeyDictionary()
