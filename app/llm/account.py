"""The provider account as this process knows it: how many calls it accepts at once, and when the next may go out.

Every call takes its turn here, first come, first served, and reports its result: accepted, refused for now
(`RateLimited`), or refused for good (no credit, wrong key). A refusal for now costs only time. A refusal for good
pauses the account: every other call ends with `ModelPaused`, and only probes go out until one is accepted.

Pure of HTTP. Two signs of acceptance differ: the answer's headers (`accept`) make room for further calls, while
only the first event of its stream (`prove`) counts as success, because some servers refuse inside the stream.
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

log = logging.getLogger(__name__)

MAX_BACKOFF: Final = 60.0
"""In units of `backoff_seconds`."""
ADVICE: Final = {
    "upstream_auth": "check ZHIPU_API_KEY and ZHIPU_BASE_URL",
    "upstream_quota": "check the account's balance and plan with the provider",
}
"""Codes that pause the account, with what the operator can do."""


class Account:
    """One account, shared by all calls of this process. All methods belong to the event loop's thread."""

    def __init__(
        self,
        *,
        busy_seconds: float = 600,
        growth_seconds: float = 10,
        backoff_seconds: float = 1,
        probe_seconds: float = 30,
    ) -> None:
        self.busy_seconds = busy_seconds
        """How long a call waits while none is accepted."""
        self.probe_seconds = probe_seconds
        """Between two probes of a paused account."""
        self.limit: int | None = None
        """Most calls in flight; None until a refusal sets it."""
        self.paused_code: str | None = None
        """The public code of the refusal that paused the account."""
        self.listeners: list[Callable[[], None]] = []
        """Called when the account pauses or resumes."""
        self._growth_seconds = growth_seconds
        self._backoff_seconds = backoff_seconds
        # Until a call is accepted, and while paused, one call goes out at a time and its answer is waited for.
        self._is_open = False
        self._in_flight: set[Call] = set()
        self._waiting: list[Call] = []
        self._numbers = itertools.count()
        self._refusals = 0  # since the last success, with nothing else in flight
        self._not_before = self._grow_at = self._probe_at = self._proven_at = -math.inf
        self._may_probe = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def in_flight(self) -> int:
        return len(self._in_flight)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_probe_due(self) -> bool:
        """The account is paused, no probe is under way, and `probe_seconds` have passed since the last one."""
        is_probing = any(call.is_probe for call in [*self._in_flight, *self._waiting])
        return self.paused_code is not None and not is_probing and time.monotonic() >= self._probe_at

    def allow_probe(self) -> None:
        """Let the next call go out although the account is paused."""
        self._may_probe = self.paused_code is not None
        self._probe_at = time.monotonic() + self.probe_seconds

    def call(self) -> "Call":
        """A new call, queued behind those already waiting. Use it as a context manager."""
        return Call(self, next(self._numbers))

    # What calls report.

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
            self.limit = max(self.limit, self._accepted)
        self._advance()

    def _prove(self, call: "Call") -> None:
        self._refusals, self._proven_at = 0, time.monotonic()
        if self.paused_code is not None and call.is_probe:
            self._resume()
        call.is_probe = False

    def _refuse_for_now(self, call: "Call", error: RateLimited) -> None:
        self._in_flight.discard(call)
        now = time.monotonic()
        self.limit = max(1, self._accepted)
        self._grow_at = now + self._growth_seconds
        if error.retry_after is not None:
            self._not_before = max(self._not_before, now + error.retry_after)
        elif not self._in_flight:  # otherwise the next answer tells more than any guess
            self._refusals += 1
            longest = min(MAX_BACKOFF, 2.0**self._refusals)
            self._not_before = max(self._not_before, now + self._backoff_seconds * random.uniform(1, longest))  # noqa: S311
        self._advance()

    def _refuse_for_good(self, error: ModelRefused) -> None:
        is_first, self.paused_code = self.paused_code is None, error.code
        if not is_first:
            raise ModelPaused(str(error), code=error.code, upstream_code=error.upstream_code) from None
        self._is_open = self._may_probe = False
        self._probe_at = time.monotonic() + self.probe_seconds
        ended, self._waiting = self._waiting, []
        for call in ended:
            call.end_wait()
        log.error(
            "⏸️ The provider refuses this account (%s, upstream code %s): %s; "
            "no report is claimed until a call is accepted, next try in %.0f s",
            error.code,
            error.upstream_code,
            ADVICE[error.code],
            self.probe_seconds,
        )
        self._tell()

    def _leave(self, call: "Call", *, is_failed: bool) -> None:
        if call.is_proven:
            self._proven_at = time.monotonic()
        # Any other failure says nothing about limits: waiting calls need not wait for a better answer.
        if is_failed and call in self._in_flight and self.paused_code is None:
            self._is_open = True
        self._in_flight.discard(call)
        if call in self._waiting:
            self._waiting.remove(call)
        self._advance()

    def _seconds_left(self, began_at: float) -> float:
        """How long a call may still wait for its turn; success elsewhere extends it."""
        now = time.monotonic()
        is_working = any(call.is_proven for call in self._in_flight)
        since = now if is_working else max(self._proven_at, began_at)
        return since + self.busy_seconds - now

    # Whose turn it is.

    @property
    def _accepted(self) -> int:
        return sum(call.is_accepted for call in self._in_flight)

    def _advance(self) -> None:
        now = time.monotonic()
        while self._waiting and now >= self._not_before and self._find_room(now):
            call = self._waiting.pop(0)
            self._in_flight.add(call)
            call.end_wait()
        self._schedule(now)

    def _find_room(self, now: float) -> bool:
        """Whether one more call may go out now; a limit that has held for long enough is raised for it."""
        if not self._is_open:
            # A silent provider must not block every other call until the first one times out.
            has_room = self._accepted == len(self._in_flight) or now >= self._grow_at
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
        log.info("▶️ The provider accepts calls again: reports are claimed again")
        self._tell()
        self._advance()

    def _tell(self) -> None:
        for listener in tuple(self.listeners):
            listener()


class Call:
    """One call, from its first wait to its end; it is tried again after each refusal for now."""

    def __init__(self, account: Account, number: int) -> None:
        self.number = number
        """Its place in the queue; a refused call keeps it."""
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
        """Returns whether the call may go out at once; otherwise `wait`. Raises `ModelPaused`."""
        self._turn = asyncio.get_running_loop().create_future()
        self._account._begin(self)
        return self._turn.done()

    async def wait(self) -> None:
        """Return when it is this call's turn. Raises `ModelPaused`; `RateLimited` if none is accepted for too long."""
        while not self._turn.done():
            left = self._account._seconds_left(self._began_at)
            if left <= 0:
                raise RateLimited(f"no call was accepted for {self._account.busy_seconds:.0f} s")
            await asyncio.wait({self._turn}, timeout=left)
        if self not in self._account._in_flight:
            raise ModelPaused("the account was paused", code=self._account.paused_code or "upstream_quota")

    def end_wait(self) -> None:
        """Wake the waiting call: it is in flight now, or its account is paused."""
        if not self._turn.done():
            self._turn.set_result(None)

    def accept(self) -> None:
        """The provider has answered with a stream."""
        self.is_accepted = True
        self._account._accept()

    def prove(self) -> None:
        """The stream has delivered its first event."""
        if not self.is_proven:
            self.is_proven = True
            self._account._prove(self)

    def refuse(self, error: ModelError) -> None:
        """Note how the call failed. Raises `ModelPaused` if the account was already paused for such a refusal."""
        if isinstance(error, RateLimited):
            self._account._refuse_for_now(self, error)
            self.is_accepted = self.is_proven = False
        elif isinstance(error, ModelRefused) and error.code in ADVICE:
            self._account._refuse_for_good(error)
