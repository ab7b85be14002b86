"""The text of a report as the HTML of its page, and a cache of the bodies of finished reports."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakValueDictionary

from app.db.records import Report
from app.relay import Command
from app.report import Position, Status
from app.web.pages.blocks import Block, PassageIds, render_in_slices

_MOST_CHARS = 4_000_000
"""Limit for the HTML of all cached bodies together: about 8 MB, or a hundred long reports."""
_Key = tuple[int, int, int, Status]
"""What the text and the headings of an ended report depend on: a question that is given up changes only the status."""
_Name = tuple[UUID, str]
"""A report, and the variant of its text; the owner's is empty."""
_BLOCKS_AT_ONCE = 500
"""How many blocks to join before letting the event loop run."""


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a report, joined and split at the end of the preview."""

    headings: Sequence[str]
    """The headings of all passages, including those not yet written."""
    before: str
    after: str
    preview_blocks: int | None
    """Number of blocks in `before`; None until the preview is saved."""
    ids: frozenset[int]
    """The passages that have an anchor."""
    last_block: Position
    """Start of the last block, from which the stream continues because that block may still grow."""

    @property
    def passages(self) -> int:
        """The last passage that has begun."""
        return max(self.ids, default=0)

    def position_of(self, report: Report) -> Position:
        """Where the page's stream continues: at the last block, or at the end of an ended report."""
        return Position(report.attempt, report.chars) if report.status.is_ended else self.last_block


async def body_of(blocks: Sequence[Block], headings: Sequence[str], preview_chars: int | None, attempt: int) -> Body:
    """Join the blocks, letting the event loop run in between."""
    passages, ids = PassageIds(headings), set[int]()
    parts: tuple[list[str], list[str]] = [], []
    for i, block in enumerate(blocks):
        passage = passages.of(block)
        ids.update([passage] if passage else [])
        parts[block.end > (preview_chars or 0)].append(_div(block, passage))
        if i % _BLOCKS_AT_ONCE == _BLOCKS_AT_ONCE - 1:
            await asyncio.sleep(0)
    return Body(
        headings=headings,
        before="\n".join(parts[0]),
        after="\n".join(parts[1]),
        preview_blocks=len(parts[0]) if preview_chars else None,
        ids=frozenset(ids),
        last_block=Position(attempt, blocks[-1].start if blocks else 0),
    )


def _div(block: Block, passage: int | None) -> str:
    anchor = f' id="p{passage}"' if passage else ""
    return f'<div class="block"{anchor}>{block.html}</div>'


class Bodies:
    """Caches the bodies of finished reports, and drops the least recently used ones first."""

    def __init__(self, most_chars: int = _MOST_CHARS) -> None:
        self._most_chars = most_chars
        self._chars = 0
        self._bodies: OrderedDict[_Name, tuple[_Key, Body]] = OrderedDict()
        self._locks: WeakValueDictionary[_Name, asyncio.Lock] = WeakValueDictionary()
        self._drops = 0

    def find(self, report: Report, variant: str = "") -> Body | None:
        """The cached body for this state of the report, if any."""
        name = report.id, variant
        key, body = self._bodies.get(name, (None, None))
        if key != _key(report):
            return None
        self._bodies.move_to_end(name)
        return body

    async def make(self, report: Report, text: str, headings: Sequence[str], variant: str = "") -> Body:
        """Render the body of an ended report, once even if several requests ask for it at the same time.

        A `variant` names another text of the same report, such as a redacted one.
        """
        name = report.id, variant
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            if (body := self.find(report, variant)) is not None:
                return body
            drops = self._drops
            blocks = await render_in_slices(text)
            body = await body_of(blocks, headings, report.preview_chars, report.attempt)
            if drops == self._drops:  # otherwise this report may have been deleted meanwhile
                self._store(name, report, body)
            return body

    def handle(self, command: Command) -> None:
        """Drop the bodies of a deleted report."""
        if command.kind == "drop" and command.report_id is not None:
            self._drops += 1
            for name in [name for name in self._bodies if name[0] == command.report_id]:
                self._forget(name)

    def _store(self, name: _Name, report: Report, body: Body) -> None:
        self._forget(name)
        self._bodies[name] = _key(report), body
        self._chars += _size(body)
        while self._chars > self._most_chars:
            self._forget(next(iter(self._bodies)))

    def _forget(self, name: _Name) -> None:
        _, body = self._bodies.pop(name, (None, None))
        self._chars -= _size(body) if body is not None else 0


def _key(report: Report) -> _Key:
    return report.attempt, report.chars, len(report.questions), report.status


def _size(body: Body) -> int:
    return len(body.before) + len(body.after)
