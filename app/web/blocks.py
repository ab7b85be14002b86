"""A report's text as HTML, block by block: rendered once for all viewers, and only what is new.

A block is what `Cutter` cuts. Text is only ever added at the end, so all blocks but the last are final. The last one is
rendered again as it grows, the less often the more that costs. The blocks of a text depend on the text alone, so every
process cuts the same text into the same blocks.
"""

import asyncio
import re
import time
from asyncio import AbstractEventLoop
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from weakref import WeakKeyDictionary

from app.textlog import TextLog
from app.web.cutter import Cutter, Segment
from app.web.markdown import html_of

PIECE_CHARS = 1024
"""Text is read in pieces of this size."""
SLICE_SECONDS = 0.005
"""After rendering for this long, others get their turn."""
_PAUSE_SECONDS = 0.001
"""Long enough for a short request to be answered whole."""
_PAUSE_FACTOR = 10
"""An open block is not rendered again before this many times what rendering it last took."""
_LONG_LINE_SECONDS = 0.3
"""Nor, inside a line that is too long for one block, before this: an event costs as much as 25 characters."""
_TAG = re.compile("<[^>]+>")


@dataclass(frozen=True, slots=True)
class Block:
    """`start` and `end` are offsets in the report's text; the blank lines after a block are in neither."""

    start: int
    end: int
    html: str
    is_continued: bool = False
    """It begins inside a line or a fence that is too long for one block."""


class Rendering:
    """The blocks of a text that is fed in pieces. What is fed is rendered segment by segment, on demand."""

    def __init__(self, blocks: Sequence[Block] = (), start: int = 0) -> None:
        self.final = list(blocks)
        self.fed_end = start
        self._cutter = Cutter(start)

    def feed(self, text: str) -> None:
        self._cutter.feed(text)
        self.fed_end += len(text)

    def render_next(self) -> bool:
        """Renders the next segment that has ended. False if there is none."""
        segment = self._cutter.next_segment()
        if segment is None:
            return False
        self.final.extend(_blocks([segment]))
        return True

    def open_blocks(self, *, is_over: bool) -> list[Block]:
        """What follows the final blocks; more than one only if nothing follows."""
        return list(_blocks(self._cutter.finish()) if is_over else _blocks([self._cutter.open], is_open=True))


def _blocks(segments: Sequence[Segment], *, is_open: bool = False) -> Iterator[Block]:
    """Without those that show nothing, such as blank lines."""
    for segment in segments:
        text = segment.text.rstrip()
        if text and (html := html_of(segment, is_open=is_open)):
            is_continued = segment.is_rest or bool(segment.fence)
            yield Block(segment.start, segment.start + len(text), html, is_continued)


def render(text: str) -> list[Block]:
    """The blocks of a whole text, at once."""
    rendering = Rendering()
    for _ in _render(rendering, text):
        pass
    return rendering.final


async def render_in_slices(text: str) -> list[Block]:
    """The blocks of a whole text, letting the event loop run."""
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
    """Works for a few milliseconds, then lets others run. False once there is nothing left.

    One slice at a time, however many viewers wait: all of them together never hold the loop for longer.
    """
    async with _turn():
        stop_at = time.monotonic() + SLICE_SECONDS
        for _ in steps:
            if time.monotonic() >= stop_at:
                break
        else:
            return False
        await asyncio.sleep(_PAUSE_SECONDS)
    return True


def _turn() -> asyncio.Lock:
    return _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Lock())


_TURNS: WeakKeyDictionary[AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


class PassageIds:
    """Of each block, in order, the passage whose heading it is, from 1: the titles of the contents, in their order.

    A model may write other headings, or a title with a number before it. `markPassages` does the same in the page.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self.last = 0
        """The last passage that has begun."""

    def of(self, block: Block) -> int | None:
        heading = _heading_text(block)
        if not heading:
            return None
        for number, title in enumerate(self._titles[self.last :], start=self.last + 1):
            if title in heading or title.startswith(heading):  # the title, or the beginning of it
                self.last = number
                return number
        return None


def _heading_text(block: Block) -> str:
    """What `textContent` of the block's heading is in the page."""
    if not block.html.startswith("<h2>"):
        return ""
    return unescape(_TAG.sub("", block.html.partition("</h2>")[0])).strip()


def passage_ids(blocks: Sequence[Block], titles: Sequence[str]) -> list[int | None]:
    ids = PassageIds(titles)
    return [ids.of(block) for block in blocks]


class Blocks:
    """The blocks of one log, as far as its readers may see it. All viewers of a log share them."""

    def __init__(self, log: TextLog) -> None:
        self._log = log
        self._attempt = log.granted
        self._rendering = Rendering()
        self._open: list[Block] = []
        self._shown: tuple[int, bool] = (0, False)
        """The length that `_open` was rendered at, and whether the text was over."""
        self._render_at = 0.0
        """When the open block may be rendered again."""
        self._kept: list[int] = []

    @classmethod
    def of(cls, log: TextLog) -> "Blocks":
        """The same for all who read this log."""
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
        """How many characters have not been looked at yet."""
        if not self._log.is_granted:
            return 0
        self._cross()
        return self._log.end - self._rendering.fed_end

    @property
    def due(self) -> float | None:
        """When there is something to show that waits only because rendering is costly; `time.monotonic()`."""
        return None if self._is_current() else self._render_at

    @property
    def rewinds(self) -> int:
        """How often blocks were dropped."""
        return len(self._kept)

    def kept_since(self, rewinds: int) -> int:
        """How many blocks have stayed since there were so many rewinds."""
        return min(self._kept[rewinds:], default=len(self))

    def ending_by(self, offset: int) -> int:
        """How many blocks end at or before this offset."""
        final = self._rendering.final
        # Offsets only grow: found by bisection, because a text may consist of very many short blocks.
        low, high = 0, len(final)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if final[middle].end <= offset else (low, middle)
        return low if low < len(final) else low + sum(block.end <= offset for block in self._open)

    def read(self) -> list[Block]:
        """All blocks there are by now, at once; the last one may still grow."""
        self.update(is_urgent=True)
        return [*self._rendering.final, *self._open]

    async def read_in_slices(self) -> list[Block]:
        """The same, letting the event loop run."""
        steps = self.steps()
        while await run_slice(steps):
            pass
        return self.read()

    def update(self, *, is_urgent: bool = False) -> None:
        """Renders all that has come; the open block perhaps later, unless this is urgent or the text is over."""
        if not self._log.is_granted:  # it may yet be dropped: not shown
            return
        for _ in self.steps():
            pass
        if not self._is_current() and (is_urgent or self._is_over or time.monotonic() >= self._render_at):
            self._render_open()

    def steps(self) -> Iterator[None]:
        """Renders what has come since, one segment at a time."""
        is_behind = True
        while is_behind:
            while self._rendering.render_next():  # also what is left of steps that were not finished
                self._drop_open()
                yield
            is_behind = self._follow()

    def _follow(self) -> bool:
        """Takes the next piece of the text. False if there is none."""
        if self.lag <= 0:
            return False
        start = self._rendering.fed_end
        self._rendering.feed(self._log.read(start, start + PIECE_CHARS))
        return True

    def _cross(self) -> None:
        """To the present attempt: drops the blocks that hold anything that was dropped."""
        if self._log.granted == self._attempt:
            return
        lowest = self._log.keep_since(self._attempt)
        blocks = [*self._rendering.final, *self._open][: self.ending_by(0 if lowest is None else lowest.keep)]
        self._kept.append(len(blocks))
        # The last one may still grow, and one that is continued cannot be begun again by itself.
        first = blocks.pop() if blocks else None
        while first is not None and first.is_continued:
            first = blocks.pop()
        self._rendering = Rendering(blocks, first.start if first else 0)
        self._attempt = self._log.granted
        self._drop_open()

    @property
    def _is_over(self) -> bool:
        return self._log.outcome is not None or self._log.ended is not None

    def _is_current(self) -> bool:
        return not self._log.is_granted or self._shown == (self._log.end, self._is_over)

    def _drop_open(self) -> None:
        """The block that was open has ended, and is final."""
        self._open, self._shown, self._render_at = [], (-1, False), 0.0

    def _render_open(self) -> None:
        started = time.monotonic()
        self._open = self._rendering.open_blocks(is_over=self._is_over)
        self._shown = (self._log.end, self._is_over)
        now = time.monotonic()
        pause = _PAUSE_FACTOR * (now - started)
        is_long_line = bool(self._open) and self._open[-1].is_continued
        self._render_at = now + (max(pause, _LONG_LINE_SECONDS) if is_long_line else pause)


_BLOCKS: WeakKeyDictionary[TextLog, Blocks] = WeakKeyDictionary()
