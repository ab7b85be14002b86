"""A demo model that pauses at a point that the test chooses, until the test lets it continue."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.llm.demo.server import Demo
from app.llm.demo.text import Order, compose
from tests.service import FAST
from tests.waiting import DEADLINE

Writes = Callable[[Order, int], str]
"""Composes a passage, given its `Order` and the number of earlier calls for it."""
Hold = int | Callable[[], bool]
"""Where to pause: at a total number of characters sent, or as soon as a condition is true."""

MIDDLE, LATER = 2500, 4500
"""Numbers of characters sent. A report has many more."""
SLACK = 300
"""Tolerance for text that is briefly held back, and for Markdown that is not shown."""


class HeldModel(Demo):
    """Pauses at `hold_at` until `resume` is called. Does not delay refusals."""

    def __init__(self, hold_at: Hold | None = None, *, writes: Writes | None = None, pace: float = FAST) -> None:
        calls: Counter[tuple[str, str]] = Counter()

        def write(order: Order, request_id: str) -> str:
            key = (request_id.partition("-")[0], order.heading)
            calls[key] += 1
            return writes(order, calls[key] - 1) if writes else compose(order)

        super().__init__(pace, None, False, write)
        self._hold_at = hold_at
        self._may_resume = asyncio.Event()

    @property
    def said(self) -> int:
        return sum(len(call.text) for call in self.calls)

    @property
    def is_held(self) -> bool:
        hold = self._hold_at
        return hold() if callable(hold) else hold is not None and self.said >= hold

    def texts(self, heading: str) -> list[str]:
        """Return the text of each call for a passage."""
        return [call.text for call in self.calls if call.heading == heading]

    async def wait_held(self) -> None:
        async with asyncio.timeout(DEADLINE):
            await self.wait_for(lambda: self.is_held)

    def resume(self, hold_at: Hold | None = None) -> None:
        """Continue to the end, or to the next pause."""
        self._hold_at = hold_at
        self._may_resume.set()
        self._may_resume = asyncio.Event()

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        is_stream = False

        async def send_unless_held(message: MutableMapping[str, Any]) -> None:
            nonlocal is_stream
            if message["type"] == "http.response.start":
                is_stream = message["status"] == 200  # refusals are not held
            while message["type"] == "http.response.body" and is_stream and self.is_held:
                await self._may_resume.wait()
            await send(message)

        await super().__call__(scope, receive, send_unless_held)


def numbered_by_rewrite(order: Order, before: int) -> str:
    """Compose the demo text. In a rewrite, each paragraph starts with the number of the rewrite."""
    head, *paragraphs = compose(order).split("\n\n")
    mark = f"第{before}次重写。" if before else ""
    return "\n\n".join([head, *(part if part.startswith("- ") else f"{mark}{part}" for part in paragraphs)])
