"""The page's own stream: the same report in HTML blocks instead of characters.

Its positions are the contract's, `attempt.offset`, with one habit: they are where the last block begins, because that
block may still grow. A viewer that comes back learns how many blocks to keep, and gets the rest.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from app.db.records import Report
from app.reader import Change, Delta, Ended, Live, PreviewSaved, Reset, Saved, Waiting
from app.report import Position
from app.textlog import TextLog
from app.web.blocks import Block, Blocks, run_slice
from app.web.stream import event, status_of

_BLOCKS_AT_ONCE = 100
"""So many are sent before the event loop gets a turn."""
_SMALL_CHARS = 1000
"""What is rendered at once, without giving the event loop a turn."""


class PageTeller:
    """Tells one viewer which blocks are new or have changed. `words` are those of the page's language.

    With `sends_tails`, only the changed end is sent of a block that the viewer holds from this connection: `keep` is
    how much of its HTML stays, in UTF-16 code units.
    """

    silence = b"event: ping\ndata: {}\n\n"  # comments do not reach a page's script, and it watches for silence

    def __init__(self, text: TextLog, words: Mapping[str, str], *, sends_tails: bool = False) -> None:
        self._text = text
        self._blocks = Blocks.of(text)
        self._words = words
        self._told_waiting = False
        self._sends_tails = sends_tails
        self._count: int | None = None
        """How many blocks the viewer holds; unknown until its place is."""
        self._last: str | None = None
        """The HTML of the last of them; None if it must be sent again."""
        self._is_last_sent = False
        """The viewer got it on this connection, so that both know its HTML exactly."""
        self._rewinds = 0
        self._id: Position | None = None

    @property
    def due(self) -> float | None:
        return None if self._count is None else self._blocks.due

    def hello(self, report: Report, text: TextLog) -> bytes:
        self._told_waiting = text.is_waiting
        data = {
            "status": status_of(report, text),
            "chars": text.end,
            "saved_chars": text.saved_end,
            "preview_chars": text.saved_preview,
            "waiting": text.is_waiting,
        }
        return event("page", data)

    @property
    def is_behind(self) -> bool:
        return self._blocks.lag > _SMALL_CHARS or len(self._blocks) > (self._count or 0) + _BLOCKS_AT_ONCE

    def tell(self, change: Change) -> bytes:
        told = b"" if isinstance(change, Waiting) else self._place(change) + self._tell(change)
        return told + self._state()

    def tell_due(self) -> bytes:
        return b"" if self._count is None else self._new_blocks()

    async def catch_up(self, change: Change) -> AsyncIterator[bytes]:
        """Renders and sends what is much, in slices that let the event loop run."""
        if isinstance(change, Waiting):
            return
        if self._blocks.lag > _SMALL_CHARS:
            steps = self._blocks.steps()
            while await run_slice(steps):
                yield self._place(change) + self._send_blocks(_BLOCKS_AT_ONCE)
        while len(self._blocks) > (self._count or 0) + _BLOCKS_AT_ONCE:
            yield self._place(change) + self._send_blocks(_BLOCKS_AT_ONCE)
            await asyncio.sleep(0)

    def _place(self, change: Change) -> bytes:
        """At first, which of the viewer's blocks are right: final ones look the same everywhere."""
        if self._count is not None:
            return b""
        placed = self._keep_by(_offset(change))
        self._last = self._blocks[self._count - 1].html if self._count else None
        return placed

    def _state(self) -> bytes:
        """The `state` event, if this viewer does not know the present state."""
        waiting = self._text.is_waiting
        if waiting == self._told_waiting or self._text.ended is not None:
            return b""
        self._told_waiting = waiting
        return event("state", {"waiting": waiting})

    def _tell(self, change: Change) -> bytes:
        match change:
            case Delta():
                return self._new_blocks()
            case Reset():
                return self._keep_by(change.keep)
            case Live(chars):
                return event("live", {"chars": chars, "preview": self._preview_blocks()})
            case PreviewSaved(chars):
                saved = self._text.saved_end
                return event("preview", {"chars": chars, "preview": self._preview_blocks(), "saved_chars": saved})
            case Saved(chars):
                return event("saved", {"saved_chars": chars})
            case Waiting():
                return b""
            case Ended(position, end):
                return self._new_blocks() + event("end", self._end(end.status, end.code, end.chars), position)

    def _keep_by(self, offset: int) -> bytes:
        """Only blocks that end at or before `offset` are still right."""
        if self._blocks.lag <= _SMALL_CHARS:
            self._blocks.update()
        count = self._blocks.ending_by(offset)
        return self._keep(count if self._count is None else min(count, self._count))

    def _keep(self, count: int) -> bytes:
        self._last, self._is_last_sent = None, False
        self._count, self._rewinds = count, self._blocks.rewinds
        self._id = self._position()
        return event("keep", {"blocks": count}, self._id)

    def _new_blocks(self) -> bytes:
        self._blocks.update()
        return self._send_blocks()

    def _send_blocks(self, most: int | None = None) -> bytes:
        """The last block if it has changed, and those after it."""
        told = b"".join(self._drop_blocks())
        first = max(0, (self._count or 0) - 1)
        last = len(self._blocks) if most is None else min(first + most, len(self._blocks))
        return told + b"".join(self._send_block(i) for i in range(first, last))

    def _drop_blocks(self) -> Iterator[bytes]:
        """What the viewer holds and is no more: after a rewind, or where a text that had ended continues."""
        kept = self._blocks.kept_since(self._rewinds)
        if self._count is not None and min(kept, len(self._blocks)) < self._count:
            yield self._keep(min(kept, len(self._blocks)))
        self._rewinds = self._blocks.rewinds

    def _send_block(self, i: int) -> bytes:
        block = self._blocks[i]
        held = self._last if i + 1 == self._count else None
        if held == block.html:
            return b""
        is_tail = held is not None and self._is_last_sent and self._sends_tails
        html = _tail(held or "", block.html) if is_tail else {"html": block.html}
        self._count, self._last, self._is_last_sent = i + 1, block.html, True
        end = self._blocks[i + 1].start if i + 1 < len(self._blocks) else self._text.end
        return event("block", {"i": i, **html, "chars": end}, self._new_position(block))

    def _new_position(self, last: Block) -> Position | None:
        """An event without an id leaves a browser where it stands."""
        position = self._position(last)
        if position == self._id:
            return None
        self._id = position
        return position

    def _preview_blocks(self) -> int | None:
        """After how many blocks the preview ends, once it is saved."""
        end = self._text.saved_preview
        return None if end is None else self._blocks.ending_by(end)

    def _position(self, last: Block | None = None) -> Position:
        last = last or (self._blocks[self._count - 1] if self._count else None)
        return Position(self._text.granted, 0 if last is None else last.start)

    def _end(self, status: str, code: str | None, chars: int) -> dict[str, Any]:
        message = self._words.get(f"code_{code}", self._words["code_internal"]) if code else None
        return {"status": status, "code": code, "message": message, "chars": chars}


def _offset(change: Change) -> int:
    match change:
        case Waiting():
            return 0
        case Delta():
            return change.start
        case Reset():
            return change.keep
        case Ended(position, _):
            return position.offset
        case _:
            return change.chars


def _tail(held: str, html: str) -> dict[str, Any]:
    same = common_prefix(held, html)
    return {"keep": utf16_units(html[:same]), "html": html[same:]}


def common_prefix(one: str, other: str) -> int:
    """How many characters both begin with: by bisection, because comparing slices is fast and a loop is not."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def utf16_units(text: str) -> int:
    """The length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
