"""A record of the calls as the provider saw them: how many, how many at once, and how each ended. For tests."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from app.llm.demo.answer import Step
from app.llm.demo.continuation import ContinuationStyle
from app.llm.demo.faults import Fault
from app.llm.demo.text import Order

MAX_CALLS = 10_000
"""How many calls to remember."""

_T = TypeVar("_T")


@dataclass(slots=True, eq=False)
class Call:
    """One call as the provider saw it. Times are `time.monotonic()`."""

    request_id: str
    report: str
    """The request id up to its first hyphen."""
    heading: str
    written: str | None
    """The text that the call continues; None for a call that starts a passage."""
    fault: str | None
    opened_at: float
    closed_at: float | None = None
    closed_by: Literal["finish", "client", "fault"] | None = None
    finish_reason: str | None = None
    continues: ContinuationStyle | None = None
    """How the call continues its passage; None if it starts one, or if an `overlap` fault says what it repeats."""
    repeats: int = 0
    """How many characters at the beginning of its text an `overlap` fault repeats."""
    _pieces: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        """The text sent so far, as a correct client reads it: without thoughts, chatter and repeated text."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    @property
    def is_continuation(self) -> bool:
        """Whether the call continues a text that broke off."""
        return self.written is not None

    @property
    def whole(self) -> str:
        """The passage so far, as this call and those that it continues wrote it."""
        return self.text if self.continues == "over" else (self.written or "") + self.text[self.repeats :]

    def as_json(self) -> dict[str, Any]:
        """Return all public fields and the text."""
        shown = {name: getattr(self, name) for name in self.__slots__ if not name.startswith("_")}
        return {**shown, "is_continuation": self.is_continuation, "text": self.text}


class CallLedger:
    """Records the last `MAX_CALLS` calls."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.open_calls = self.most_open_calls = 0
        self.most_open_by_report: dict[str, int] = {}
        self._open_by_report: dict[str, int] = {}
        self._changed = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], _T], *, seconds: float = 60) -> _T:
        """Wait until `predicate` returns a true value, and return it. It is checked after every change to a call.

        Raises `TimeoutError` after `seconds`.
        """
        async with asyncio.timeout(seconds):
            while not (result := predicate()):
                await self._changed.wait()
            return result

    def _note(self, call: Call, step: Step) -> None:
        """Record a step. Call it before sending, so that a client that has received the bytes finds them recorded."""
        if step.text:
            call._pieces.append(step.text)
        if step.finish_reason is not None:
            call.finish_reason = step.finish_reason
            self._close(call, "finish")
        self._notify()

    def _open(self, request_id: str, order: Order, fault: Fault | None) -> Call:
        report = request_id.partition("-")[0]
        kind = fault.kind if fault else None
        call = Call(request_id, report, order.heading, order.written, kind, time.monotonic())
        self.calls.append(call)
        if len(self.calls) > MAX_CALLS * 1.1:
            del self.calls[:-MAX_CALLS]
            remembered = {call.report for call in self.calls}
            self.most_open_by_report = {key: n for key, n in self.most_open_by_report.items() if key in remembered}
        self.open_calls += 1
        self.most_open_calls = max(self.most_open_calls, self.open_calls)
        is_open = self._open_by_report[report] = self._open_by_report.get(report, 0) + 1
        self.most_open_by_report[report] = max(is_open, self.most_open_by_report.get(report, 0))
        self._notify()
        return call

    def _close(self, call: Call, by: Literal["finish", "client", "fault"]) -> None:
        """Close a call unless it is closed already; the first `by` stands."""
        if call.closed_at is not None:
            return
        call.closed_at, call.closed_by = time.monotonic(), by
        call.text  # noqa: B018 - joins the pieces, which use twenty times the memory
        self.open_calls -= 1
        self._open_by_report[call.report] -= 1
        if not self._open_by_report[call.report]:
            del self._open_by_report[call.report]
        self._notify()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
