"""A look-alike that falls silent in the middle and waits until it is told to go on: the middle is where a test says."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.llm.demo import Demo
from app.llm.demo_text import Order, compose
from tests.service import FAST
from tests.viewer import DEADLINE

Writes = Callable[[Order, int], str]
"""The text of a passage, from its order and how many times it was asked for before."""
Hold = int | Callable[[], bool]
"""So many characters said in all, or whatever else is true by then."""

MIDDLE, LATER = 2500, 4500
"""Characters said; a report has a good deal more."""
SLACK = 300
"""Text that is held back for a moment, and the Markdown that is not shown."""


class HeldModel(Demo):
    """Says nothing more once it is at `hold_at`, until `go_on`."""

    def __init__(self, hold_at: Hold | None = None, *, writes: Writes | None = None, pace: float = FAST) -> None:
        asked: Counter[tuple[str, str]] = Counter()

        def write(order: Order, request_id: str) -> str:
            key = (request_id.partition("-")[0], order.heading)
            asked[key] += 1
            return writes(order, asked[key] - 1) if writes else compose(order)

        super().__init__(pace, None, False, write)
        self._hold_at = hold_at
        self._may_go_on = asyncio.Event()

    @property
    def said(self) -> int:
        return sum(len(call.text) for call in self.calls)

    @property
    def is_held(self) -> bool:
        hold = self._hold_at
        return hold() if callable(hold) else hold is not None and self.said >= hold

    def texts(self, heading: str) -> list[str]:
        """What was said of this passage, call by call."""
        return [call.text for call in self.calls if call.heading == heading]

    async def wait_held(self) -> None:
        async with asyncio.timeout(DEADLINE):
            await self.wait_for(lambda: self.is_held)

    def go_on(self, hold_at: Hold | None = None) -> None:
        """To the end, or to where it is held again."""
        self._hold_at = hold_at
        self._may_go_on.set()
        self._may_go_on = asyncio.Event()

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        async def send_on(message: MutableMapping[str, Any]) -> None:
            while message["type"] == "http.response.body" and self.is_held:
                await self._may_go_on.wait()
            await send(message)

        await super().__call__(scope, receive, send_on)


def told_apart(order: Order, before: int) -> str:
    """The demonstration's text; from the second writing on, each paragraph begins with how many there were before."""
    head, *paragraphs = compose(order).split("\n\n")
    mark = f"第{before}次重写。" if before else ""
    return "\n\n".join([head, *(part if part.startswith("- ") else f"{mark}{part}" for part in paragraphs)])
