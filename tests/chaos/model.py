"""The model provider of a run: the demo model with identifiable text, and a record of every call."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from app.llm.demo.calls import Call as DemoCall
from app.llm.demo.continuation import ContinuationStyle
from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo
from app.llm.demo.text import Order
from app.sockets import serve_on_loopback

from . import text
from .history import Call

_MARK_SECONDS = 0.1
_STYLES: dict[ContinuationStyle, int] = {"asked": 12, "nothing": 2, "more": 2, "chats": 2, "over": 1}
"""Relative frequencies. A repetition of a few characters, or a different one, cannot always be told from new text."""
_SHORT = 90
"""Shorter than a heading of this run's passages."""
_key: ContextVar[str] = ContextVar("key")
_call: ContextVar[DemoCall] = ContextVar("call")


@dataclass(slots=True)
class _Known:
    """Data about a call that the demo model does not record."""

    name: str
    caller: str
    marks: list[tuple[float, int]] = field(default_factory=list)


class _Demo(Demo):
    """Identifies the caller by its API key and gives every call a unique name."""

    def __init__(self, chars_per_second: float) -> None:
        super().__init__(chars_per_second, None, False, self._passage)
        self.continues = _style
        self.known: dict[DemoCall, _Known] = {}
        self._names: Counter[str] = Counter()

    def _open(self, request_id: str, order: Order, fault: Fault | None) -> DemoCall:
        call = super()._open(request_id, order, fault)
        self._names[request_id] += 1
        # Two processes may both believe that they own an attempt, and use the same id.
        times = self._names[request_id]
        name = request_id if times == 1 else f"{request_id}-{times}"
        self.known[call] = _Known(name, _key.get())
        _call.set(call)
        return call

    def _style(self, order: Order, request_id: str, fault: Fault | None) -> ContinuationStyle | None:
        style = super()._style(order, request_id, fault)
        # A fault could alter the heading, which would then not be recognised.
        return "asked" if style == "over" and fault is not None else style

    def _passage(self, order: Order, _request_id: str) -> str:
        return text.compose(order, self.known[_call.get()].name)


def _style(order: Order, request_id: str) -> ContinuationStyle:
    """Choose how a call continues its passage: usually as asked, and always if there is hardly any text."""
    if len(order.written or "") < _SHORT:
        return "asked"
    rng = random.Random(request_id)
    return rng.choices(list(_STYLES), list(_STYLES.values()))[0]


class Model:
    """ASGI app around the demo model that identifies each process by its API key."""

    def __init__(self, chars_per_second: float) -> None:
        self.demo = _Demo(chars_per_second)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            key = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
            _key.set(key)
        await self.demo(scope, receive, send)

    def strike(self, fault: Fault) -> None:
        """Apply the fault to the next call."""
        self.demo.faults.append(fault)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Serve on a free loopback port, and yield the port."""
        async with serve_on_loopback(self) as url:
            marking = asyncio.create_task(self._mark(), name="marks")
            try:
                yield int(url.rpartition(":")[2])
            finally:
                marking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await marking

    async def _mark(self) -> None:
        """Record the progress of each open call ten times a second."""
        first = 0
        while True:
            await asyncio.sleep(_MARK_SECONDS)
            now, calls = time.time(), self.demo.calls
            for call in calls[first:]:
                if call.closed_at is None:
                    self.demo.known[call].marks.append((now, len(call.text)))
            while first < len(calls) and calls[first].closed_at is not None:
                first += 1

    def calls(self) -> list[Call]:
        """Return every call so far, with times converted to the wall clock."""
        ahead = time.time() - time.monotonic()
        return [_record(call, known, ahead) for call, known in self.demo.known.items()]


def _record(call: DemoCall, known: _Known, ahead: float) -> Call:
    closed = None if call.closed_at is None else call.closed_at + ahead
    marks = [*known.marks, *([] if closed is None else [(closed, len(call.text))])]
    return Call(
        t=call.opened_at + ahead,
        who="model",
        name=known.name,
        report=call.report,
        caller=known.caller,
        heading=call.heading,
        written=call.written,
        starts_over=call.continues == "over",
        fault=call.fault,
        closed=closed,
        closed_by=call.closed_by,
        finish=call.finish_reason,
        text=call.text[call.repeats :],
        marks=[(at, max(0, chars - call.repeats)) for at, chars in marks],
    )
