"""The page's own stream: the same report, told in HTML blocks instead of characters.

Its positions are the contract's, `attempt.offset`, with one habit: they are where the last block begins, because that
block may still grow. Whoever comes back is told how many blocks to keep, and gets the rest.
"""

from collections.abc import Mapping
from typing import Any

from app.db.records import Report
from app.reader import Change, Delta, Ended, Live, PreviewSaved, Reset, Saved, Waiting
from app.report import Position
from app.textlog import TextLog
from app.web.blocks import Block, Blocks
from app.web.stream import event, status_of


class PageTeller:
    """Tells one viewer which blocks are new or have changed. `words` are those of the page's language."""

    silence = b"event: ping\ndata: {}\n\n"  # comments do not reach a page's script, and it watches for silence

    def __init__(self, text: TextLog, words: Mapping[str, str]) -> None:
        self._text = text
        self._blocks = Blocks.of(text)
        self._words = words
        self._told_waiting = False
        self._told: list[Block] | None = None
        """What the viewer holds; unknown until its place is."""

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

    def tell(self, change: Change) -> bytes:
        if isinstance(change, Waiting):
            return self._state()
        placed = b"" if self._told is not None else self._keep(_offset(change))
        return placed + self._tell(change) + self._state()

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
                # More is read at once: it is told with the last of it.
                is_last = change.position.offset >= self._text.end
                return self._new_blocks() if is_last else b""
            case Reset():
                return self._keep(change.keep)
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

    def _keep(self, offset: int) -> bytes:
        """Only blocks that end at or before `offset` are still right."""
        self._told = [block for block in self._blocks.read() if block.end <= offset]
        return event("keep", {"blocks": len(self._told)}, self._position())

    def _new_blocks(self) -> bytes:
        told = self._told or []
        blocks = self._blocks.read()
        fewer = self._keep(blocks[-1].end if blocks else 0) if len(blocks) < len(told) else b""
        first = next((i for i, (old, new) in enumerate(zip(told, blocks, strict=False)) if old != new), len(told))
        self._told = blocks
        ends = [block.start for block in blocks[1:]] + [self._text.end]
        return fewer + b"".join(
            event("block", {"i": i, "html": blocks[i].html, "chars": ends[i]}, self._position(blocks[i]))
            for i in range(first, len(blocks))
        )

    def _preview_blocks(self) -> int | None:
        """After how many blocks the preview ends, once it is saved."""
        end = self._text.saved_preview
        return None if end is None else sum(block.end <= end for block in self._blocks.read())

    def _position(self, last: Block | None = None) -> Position:
        last = last or (self._told[-1] if self._told else None)
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
