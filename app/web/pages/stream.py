"""The page's stream: encodes a report as HTML blocks instead of Markdown text.

Its positions are `attempt.offset` as in the API, but always the start of the last block, because that block may still
grow. A viewer that reconnects learns how many blocks to keep and receives the rest.

    page     status, chars, saved_chars, preview_chars, waiting: the first event
    keep     blocks: keep this many blocks and drop the rest; the block after them may return. After a rewind also
             chars and reason: the text after `chars` was taken back. The viewer knows whether it has shown that text.
    block    i, html, chars: block `i` is new or has changed; with keep, only its end
    state    waiting
    live, preview    chars, preview: how many blocks belong to the preview; `preview` also has saved_chars
    saved    saved_chars
    end      status, code, message, chars
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from app.db.records import Report
from app.reader import Change, Delta, Ended, Live, PreviewSaved, Reset, Saved, Waiting
from app.report import Position
from app.textlog import TextLog
from app.web.pages.blocks import Block, Blocks, run_slice
from app.web.stream import event, status_of

_BLOCKS_AT_ONCE = 100
"""How many blocks to send before letting the event loop run."""
_SMALL_CHARS = 1000
"""How much text may be rendered without letting the event loop run."""


class PageEncoder:
    """Sends one viewer the blocks that are new or have changed. `words` are the strings in the page's language.

    With `sends_tails`, a block that the viewer received on this connection is updated by its changed end only: `keep`
    is how much of its HTML stays, in UTF-16 code units. `position` is where the viewer continues, if it holds text.
    """

    keepalive = b"event: ping\ndata: {}\n\n"  # an event: scripts cannot see comments, and the page watches for silence

    def __init__(
        self,
        log: TextLog,
        words: Mapping[str, str],
        position: Position | None = None,
        *,
        sends_tails: bool = False,
    ) -> None:
        self._log = log
        self._blocks = Blocks.of(log)
        self._words = words
        self._sent_waiting = False
        self._sends_tails = sends_tails
        self._count: int | None = None
        """How many blocks the viewer holds; None until its position has been checked."""
        self._last: str | None = None
        """HTML of the viewer's last block; None if the block must be sent again."""
        self._is_last_sent = False
        """Whether that block was sent on this connection, so that both sides have exactly the same HTML."""
        self._rewinds = 0
        self._attempt = log.committed if position is None else position.attempt
        """The attempt whose text the viewer holds."""
        self._shown_end = 0 if position is None else position.offset
        """Where the text that the viewer has been shown ends. On an earlier connection it may have been shown more."""
        self._id: Position | None = None
        """The id of the last event that had one."""

    @property
    def due(self) -> float | None:
        return None if self._count is None else self._blocks.due

    def opening(self, report: Report, log: TextLog) -> bytes:
        self._sent_waiting = log.is_waiting
        data = {
            "status": status_of(report, log),
            "chars": log.end,
            "saved_chars": log.saved.end,
            "preview_chars": log.saved.preview_end,
            "waiting": log.is_waiting,
        }
        return event("page", data)

    @property
    def is_behind(self) -> bool:
        return self._blocks.lag > _SMALL_CHARS or len(self._blocks) > (self._count or 0) + _BLOCKS_AT_ONCE

    def encode(self, change: Change) -> bytes:
        events = b"" if isinstance(change, Waiting) else self._place(change) + self._encode(change)
        return events + self._state()

    def encode_due(self) -> bytes:
        return b"" if self._count is None else self._new_blocks()

    async def catch_up(self, change: Change) -> AsyncIterator[bytes]:
        """Render and send a backlog in slices that let the event loop run."""
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
        """Before the first change, tell the viewer how many of its blocks are still valid.

        Final blocks are identical in every process.
        """
        if self._count is not None:
            return b""
        placed = self._keep_by(_offset(change))
        self._last = self._blocks[self._count - 1].html if self._count else None
        return placed

    def _state(self) -> bytes:
        """A `state` event, if the viewer does not have the current state."""
        waiting = self._log.is_waiting
        if waiting == self._sent_waiting or self._log.ended is not None:
            return b""
        self._sent_waiting = waiting
        return event("state", {"waiting": waiting})

    def _encode(self, change: Change) -> bytes:
        match change:
            case Delta():
                events = self._new_blocks()
                self._attempt = max(self._attempt, change.attempt)  # nothing that this viewer holds was taken back
                return events
            case Reset():
                return self._keep_by(change.keep)
            case Live(chars):
                return event("live", {"chars": chars, "preview": self._preview_blocks()})
            case PreviewSaved(chars):
                saved = self._log.saved.end
                return event("preview", {"chars": chars, "preview": self._preview_blocks(), "saved_chars": saved})
            case Saved(chars):
                return event("saved", {"saved_chars": chars})
            case Waiting():
                return b""
            case Ended(position, end):
                return self._new_blocks() + event("end", self._end(end.status, end.code, end.chars), position)

    def _keep_by(self, offset: int) -> bytes:
        """Keep only the viewer's blocks that end at or before `offset`."""
        if self._blocks.lag <= _SMALL_CHARS:
            self._blocks.update()
        count = self._blocks.ending_by(offset)
        return self._keep(count if self._count is None else min(count, self._count))

    def _keep(self, count: int) -> bytes:
        taken_back = self._taken_back()
        self._last, self._is_last_sent = None, False
        self._count, self._rewinds = count, self._blocks.rewinds
        self._id = self._position()
        return event("keep", {"blocks": count, **taken_back}, self._id)

    def _taken_back(self) -> dict[str, Any]:
        """Where and why text was taken back since the viewer's attempt; empty if this viewer was shown none of it."""
        rewind = self._log.rewind_since(self._attempt)
        self._attempt = self._log.committed
        is_first = self._count is None  # only the viewer itself knows what an earlier connection has shown
        if rewind is None or (self._shown_end <= rewind.keep and not is_first):
            return {}
        self._shown_end = rewind.keep
        return {"chars": rewind.keep, "reason": rewind.reason}

    def _new_blocks(self) -> bytes:
        self._blocks.update()
        return self._send_blocks()

    def _send_blocks(self, most: int | None = None) -> bytes:
        """Send the viewer's last block if it has changed, and the blocks after it."""
        dropped = self._drop_blocks()
        first = max(0, (self._count or 0) - 1)
        last = len(self._blocks) if most is None else min(first + most, len(self._blocks))
        return dropped + b"".join(self._send_block(i) for i in range(first, last))

    def _drop_blocks(self) -> bytes:
        """Drop the viewer's blocks that no longer exist: after a rewind, or where an ended text continues."""
        kept = min(self._blocks.kept_since(self._rewinds), len(self._blocks))
        self._rewinds = self._blocks.rewinds
        return self._keep(kept) if self._count is not None and kept < self._count else b""

    def _send_block(self, i: int) -> bytes:
        block = self._blocks[i]
        held = self._last if i + 1 == self._count else None
        if held == block.html:
            return b""
        is_tail = held is not None and self._is_last_sent and self._sends_tails
        html = _tail(held or "", block.html) if is_tail else {"html": block.html}
        self._count, self._last, self._is_last_sent = i + 1, block.html, True
        self._shown_end = max(self._shown_end, block.end)
        end = self._blocks[i + 1].start if i + 1 < len(self._blocks) else self._log.end
        return event("block", {"i": i, **html, "chars": end}, self._new_position(block))

    def _new_position(self, last: Block) -> Position | None:
        """The event's id, or None if it is unchanged: an event without an id keeps the browser's last one."""
        position = self._position(last)
        if position == self._id:
            return None
        self._id = position
        return position

    def _preview_blocks(self) -> int | None:
        """How many blocks belong to the preview; None until it is saved."""
        end = self._log.saved.preview_end
        return None if end is None else self._blocks.ending_by(end)

    def _position(self, last: Block | None = None) -> Position:
        last = last or (self._blocks[self._count - 1] if self._count else None)
        return Position(self._log.committed, 0 if last is None else last.start)

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
    """Length of the common prefix. Bisects, because comparing slices is much faster than a loop over characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def utf16_units(text: str) -> int:
    """Length of a text in JavaScript."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
