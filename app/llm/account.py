"""Flow control for one provider account: how many calls run at once, and when the next may be sent.

Calls queue here first come, first served, and report their results: accepted, rate limited (`RateLimited`), or refused
because of the account (no credit, wrong key). A rate limit costs only time. A refusal pauses the account: every other
call ends with `ModelPaused`, and only probes are sent until one succeeds.

No I/O. Acceptance has two stages because some servers report errors inside the stream: the response headers (`accept`)
make room for further calls, and the first event of the stream (`prove`) counts as success.
"""

import asyncio
import itertools
import logging
import math
import random
import time
from bisect import insort
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from app.errors import ModelError, ModelPaused, ModelRefused, RateLimited

logger = logging.getLogger(__name__)

MAX_BACKOFF: Final = 60.0
"""Longest back-off, in units of `backoff_seconds`."""
ADVICE: Final = {
    "upstream_auth": "check ZHIPU_API_KEY and ZHIPU_BASE_URL",
    "upstream_quota": "check the account's balance and plan with the provider",
}
"""Advice to the operator for each public code that pauses the account."""


class Account:
    """One account, shared by all calls of this process. Use it only from the event loop's thread."""

    def __init__(
        self,
        *,
        busy_seconds: float = 600,
        growth_seconds: float = 10,
        backoff_seconds: float = 1,
        probe_seconds: float = 30,
    ) -> None:
        self.busy_seconds = busy_seconds
        """How long a call waits for its turn while no call succeeds."""
        self.probe_seconds = probe_seconds
        """Time between two probes of a paused account."""
        self.limit: int | None = None
        """Maximum number of calls in flight; None until the first rate limit."""
        self.paused_code: str | None = None
        """The public code of the refusal that paused the account."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when the account pauses or resumes; set once, by the worker."""
        self._growth_seconds = growth_seconds
        self._backoff_seconds = backoff_seconds
        # Until the first acceptance, and while paused, calls are sent one at a time.
        self._is_open = False
        self._in_flight: set[Call] = set()
        self._waiting: list[Call] = []
        self._numbers = itertools.count()
        self._backoff_step = 0  # rate limits since the last success, with nothing else in flight
        self._not_before = self._grow_at = self._probe_at = self._proven_at = -math.inf
        self._may_probe = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def in_flight(self) -> int:
        return len(self._in_flight)

    @property
    def accepted(self) -> int:
        """How many of the calls in flight the provider has accepted."""
        return sum(call.is_accepted for call in self._in_flight)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_probe_due(self) -> bool:
        """Whether the account is paused, no probe is running, and the last one is `probe_seconds` old."""
        is_probing = any(call.is_probe for call in [*self._in_flight, *self._waiting])
        return self.paused_code is not None and not is_probing and time.monotonic() >= self._probe_at

    def allow_probe(self) -> None:
        """Let the next call go out as a probe of the paused account."""
        self._may_probe = self.paused_code is not None
        self._probe_at = time.monotonic() + self.probe_seconds

    def call(self) -> "Call":
        """Create a call, queued behind all earlier ones. Use it as a context manager."""
        return Call(self, next(self._numbers))

    # Reports from calls.

    def _begin(self, call: "Call") -> None:
        if self.paused_code is not None and not call.is_probe:
            if not self._may_probe:
                raise ModelPaused("the account is paused", code=self.paused_code)
            call.is_probe, self._may_probe = True, False
        insort(self._waiting, call, key=lambda other: other.number)
        self._advance()

    def _accept(self) -> None:
        self._is_open = self.paused_code is None
        if self.limit is not None:
            self.limit = max(self.limit, self.accepted)
        self._advance()

    def _prove(self, call: "Call") -> None:
        self._backoff_step, self._proven_at = 0, time.monotonic()
        if self.paused_code is not None and call.is_probe:
            self._resume()
        call.is_probe = False

    def _rate_limit(self, call: "Call", error: RateLimited) -> None:
        self._in_flight.discard(call)
        now = time.monotonic()
        self.limit = max(1, self.accepted)
        self._grow_at = now + self._growth_seconds
        if error.retry_after is not None:
            self._not_before = max(self._not_before, now + error.retry_after)
        elif not self._in_flight:  # otherwise the results of the other calls show when it accepts more
            self._backoff_step += 1
            longest = min(MAX_BACKOFF, 2.0**self._backoff_step)
            self._not_before = max(self._not_before, now + self._backoff_seconds * random.uniform(1, longest))  # noqa: S311
        self._advance()

    def _pause(self, error: ModelRefused) -> None:
        was_paused, self.paused_code = self.paused_code is not None, error.code
        if was_paused:
            raise ModelPaused(str(error), code=error.code, upstream_code=error.upstream_code) from None
        self._is_open = self._may_probe = False
        self._probe_at = time.monotonic() + self.probe_seconds
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call.end_wait()
        logger.error(
            "⏸️ The provider refuses this account (%s, upstream code %s): %s; "
            "no reports are claimed until a call succeeds, next probe in %.0f s",
            error.code,
            error.upstream_code,
            ADVICE[error.code],
            self.probe_seconds,
        )
        self.on_change()

    def _leave(self, call: "Call", *, is_failed: bool) -> None:
        if call.is_proven:
            self._proven_at = time.monotonic()
        # Any other failure says nothing about limits, so it does not delay the waiting calls.
        if is_failed and call in self._in_flight and self.paused_code is None:
            self._is_open = True
        self._in_flight.discard(call)
        if call in self._waiting:
            self._waiting.remove(call)
        self._advance()

    def _seconds_left(self, began_at: float) -> float:
        """How much longer a call may wait for its turn. The success of another call extends the time."""
        now = time.monotonic()
        is_working = any(call.is_proven for call in self._in_flight)
        since = now if is_working else max(self._proven_at, began_at)
        return since + self.busy_seconds - now

    # Scheduling.

    def _advance(self) -> None:
        now = time.monotonic()
        while self._waiting and now >= self._not_before and self._make_room(now):
            call = self._waiting.pop(0)
            self._in_flight.add(call)
            call.end_wait()
        self._schedule(now)

    def _make_room(self, now: float) -> bool:
        """Whether one more call may be sent now. Also increases a limit that has held for `growth_seconds`."""
        if not self._is_open:
            # A silent provider must not block all other calls until the first one times out.
            has_room = self.accepted == len(self._in_flight) or now >= self._grow_at
            if has_room:
                self._grow_at = now + self._growth_seconds
            return has_room
        if self.limit is not None and len(self._in_flight) >= self.limit and now >= self._grow_at:
            self.limit += 1
            self._grow_at = now + self._growth_seconds
        return self.limit is None or len(self._in_flight) < self.limit

    def _schedule(self, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self._not_before if self._not_before > now else self._grow_at
        if self._waiting and due > now:
            self._timer = asyncio.get_running_loop().call_later(due - now, self._advance)

    def _resume(self) -> None:
        self.paused_code, self._is_open = None, True
        logger.info("▶️ The provider accepts calls again; this process resumes claiming reports")
        self.on_change()
        self._advance()


class Call:
    """One call, from its first wait to its end, including all retries after rate limits."""

    def __init__(self, account: Account, number: int) -> None:
        self.number = number
        """Its place in the queue, kept after a rate limit."""
        self.is_probe = self.is_accepted = self.is_proven = False
        self._account = account
        self._began_at = time.monotonic()
        self._turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._account._leave(self, is_failed=isinstance(error, ModelError))

    def begin(self) -> bool:
        """Join the queue. Returns whether the call may be sent at once; if not, `wait`. Raises `ModelPaused`."""
        self._turn = asyncio.get_running_loop().create_future()
        self._account._begin(self)
        return self._turn.done()

    async def wait(self) -> None:
        """Wait for this call's turn. Raises `ModelPaused`, or `RateLimited` if no call succeeds for `busy_seconds`."""
        while not self._turn.done():
            left = self._account._seconds_left(self._began_at)
            if left <= 0:
                raise RateLimited(f"no call was accepted for {self._account.busy_seconds:.0f} s")
            await asyncio.wait({self._turn}, timeout=left)
        if self not in self._account._in_flight:
            raise ModelPaused("the account was paused", code=self._account.paused_code or "upstream_quota")

    def end_wait(self) -> None:
        """Wake the waiting call, because it is in flight now or the account is paused."""
        if not self._turn.done():
            self._turn.set_result(None)

    def accept(self) -> None:
        """Report that the provider has answered with a stream."""
        self.is_accepted = True
        self._account._accept()

    def prove(self) -> None:
        """Report an event of the stream. The first counts as success."""
        if not self.is_proven:
            self.is_proven = True
            self._account._prove(self)

    def refuse(self, error: ModelError) -> None:
        """Report how a request failed. Raises `ModelPaused` if it was refused while the account was already paused."""
        if isinstance(error, RateLimited):
            self._account._rate_limit(self, error)
            self.is_accepted = self.is_proven = False
        elif isinstance(error, ModelRefused) and error.code in ADVICE:
            self._account._pause(error)
