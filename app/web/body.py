"""What a reading's page shows of the text, as HTML; and the bodies of finished reports, rendered once per process."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakValueDictionary

from app.bazi.passages import titles
from app.db.records import Report
from app.relay import Order
from app.report import Position
from app.web.blocks import Block, PassageIds, render_in_slices

_MOST_CHARS = 4_000_000
"""Of HTML, over all bodies that are kept: about 8 MB, a hundred long reports."""
_BLOCKS_AT_ONCE = 500
"""So many are put together before the event loop gets a turn."""


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks as one text, parted where the preview ends."""

    before: str
    after: str
    preview_blocks: int | None
    """How many blocks `before` holds, once the preview is saved."""
    ids: frozenset[int]
    """The passages that can be linked to."""
    last_block: Position
    """Where the last block begins: from there a stream continues."""

    @property
    def passages(self) -> int:
        """The last passage that has begun."""
        return max(self.ids, default=0)

    def position_of(self, report: Report) -> Position:
        """Where the page's stream continues: of an ended report, at its end."""
        return Position(report.attempt, report.chars) if report.status.is_ended else self.last_block


async def body_of(blocks: Sequence[Block], outline: Sequence[str], preview_chars: int | None, attempt: int) -> Body:
    """Lets the event loop run in between."""
    passages, ids = PassageIds(outline), set[int]()
    parts: tuple[list[str], list[str]] = [], []
    for i, block in enumerate(blocks):
        passage = passages.of(block)
        ids.update([passage] if passage else [])
        parts[block.end > (preview_chars or 0)].append(_div(block, passage))
        if i % _BLOCKS_AT_ONCE == _BLOCKS_AT_ONCE - 1:
            await asyncio.sleep(0)
    return Body(
        before="\n".join(parts[0]),
        after="\n".join(parts[1]),
        preview_blocks=len(parts[0]) if preview_chars else None,
        ids=frozenset(ids),
        last_block=Position(attempt, blocks[-1].start if blocks else 0),
    )


def _div(block: Block, passage: int | None) -> str:
    mark = f' id="p{passage}"' if passage else ""
    return f'<div class="block"{mark}>{block.html}</div>'


class Bodies:
    """The bodies of finished reports; the least recently used are dropped first."""

    def __init__(self, most_chars: int = _MOST_CHARS) -> None:
        self._most_chars = most_chars
        self._chars = 0
        self._bodies: OrderedDict[UUID, tuple[tuple[int, int], Body]] = OrderedDict()
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self._drops = 0

    def find(self, report: Report) -> Body | None:
        """The body of this length of the report, if it is here."""
        key, body = self._bodies.get(report.id, (None, None))
        if key != _key(report):
            return None
        self._bodies.move_to_end(report.id)
        return body

    async def make(self, report: Report, text: str) -> Body:
        """The body of an ended report, rendered once however many ask at the same time."""
        turn = self._turns.setdefault(report.id, asyncio.Lock())
        async with turn:
            if (body := self.find(report)) is not None:
                return body
            drops = self._drops
            blocks = await render_in_slices(text)
            body = await body_of(blocks, titles(report.language), report.preview_chars, report.attempt)
            if drops == self._drops:  # else the report may have been deleted meanwhile
                self._keep(report, body)
            return body

    def obey(self, order: Order) -> None:
        """Forgets a report that was deleted."""
        if order.kind == "drop" and order.report_id is not None:
            self._drops += 1
            self._forget(order.report_id)

    def _keep(self, report: Report, body: Body) -> None:
        self._forget(report.id)
        self._bodies[report.id] = _key(report), body
        self._chars += _size(body)
        while self._chars > self._most_chars:
            self._forget(next(iter(self._bodies)))

    def _forget(self, report_id: UUID) -> None:
        _, body = self._bodies.pop(report_id, (None, None))
        self._chars -= _size(body) if body is not None else 0


def _key(report: Report) -> tuple[int, int]:
    return report.attempt, report.chars


def _size(body: Body) -> int:
    return len(body.before) + len(body.after)
