"""Who the browser behind a request is signed in as, checked against the database at most every few seconds.

A browser has two signed cookies: its owner's id, and, once it is listed among the owner's devices, the device's id.
The signatures cannot be revoked, so the database decides: it knows the devices that were signed out and the owners that
have joined others. Answers are kept for `FRESH_SECONDS`, so that streams and repeated requests cost no statement. A
process that signs out a device, or joins owners, tells the others at once; if that message is lost, they learn it when
their answers expire.
"""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID

from app.db.owners import Admitted, OwnerStore
from app.errors import StorageUnavailable
from app.relay import Command

FRESH_SECONDS = 4.0
"""How long an answer is used without asking again."""
MOST_ANSWERS = 20_000

_Key = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class Browser:
    """What the cookies of a request say. Their signatures are valid, but the database may know better."""

    owner: UUID | None
    device: UUID | None


@dataclass(frozen=True, slots=True)
class _Answer:
    admitted: Admitted | None
    asked_at: float


class Access:
    """The answers of one process."""

    def __init__(self, owners: OwnerStore) -> None:
        self._owners = owners
        self._answers: dict[_Key, _Answer] = {}
        self._asking: dict[_Key, asyncio.Task[Admitted | None]] = {}
        self._changes = 0
        """Counts the commands received, so that an answer from before a change is not stored after it."""

    async def owner_of(self, browser: Browser) -> UUID | None:
        """Return the owner that the browser is signed in as, or None.

        While the database is unavailable, the last answer stands: viewers of a report that is being written here must
        be able to reconnect. Raises `StorageUnavailable` if there is none.
        """
        if browser.owner is None:
            return None
        key = browser.owner, browser.device
        known = self._answers.get(key)
        if known is not None and time.monotonic() < known.asked_at + FRESH_SECONDS:
            return _owner(known.admitted)
        return _owner(await self._ask(key))

    async def check(self, browser: Browser) -> Admitted | None:
        """Ask the database now, for what must not rest on an earlier answer. Raises `StorageUnavailable`."""
        return None if browser.owner is None else await self._owners.admit(browser.owner, browser.device)

    def welcome(self, owner: UUID) -> None:
        """Store the answer for an owner whose id was made just now."""
        self._store((owner, None), Admitted(owner, is_device=False), self._changes)

    def handle(self, command: Command) -> None:
        """Forget what is known of an owner whose devices or reports have changed."""
        if command.kind != "access":
            return
        self._changes += 1
        self._asking.clear()
        self._answers = {
            key: answer
            for key, answer in self._answers.items()
            if key[0] != command.report_id and _owner(answer.admitted) != command.report_id
        }

    async def _ask(self, key: _Key) -> Admitted | None:
        """Ask the database. Requests that arrive at the same time share one statement."""
        if (asking := self._asking.get(key)) is None:
            asking = self._asking[key] = asyncio.create_task(self._ask_once(key), name="access")
            asking.add_done_callback(lambda done: self._forget_asking(key, done))
        return await asyncio.shield(asking)

    async def _ask_once(self, key: _Key) -> Admitted | None:
        known, changes = self._answers.get(key), self._changes
        try:
            admitted = await self._owners.admit(*key)
        except StorageUnavailable:
            if known is None:
                raise
            admitted = known.admitted
        self._store(key, admitted, changes)
        return admitted

    def _forget_asking(self, key: _Key, done: asyncio.Task[Admitted | None]) -> None:
        if self._asking.get(key) is done:
            del self._asking[key]
        if not done.cancelled():
            done.exception()  # every request that waited for it may have been cancelled

    def _store(self, key: _Key, admitted: Admitted | None, changes: int) -> None:
        if changes != self._changes:
            return
        self._answers.pop(key, None)  # to the end, as the newest
        self._answers[key] = _Answer(admitted, time.monotonic())
        if len(self._answers) > MOST_ANSWERS:
            del self._answers[next(iter(self._answers))]


def _owner(admitted: Admitted | None) -> UUID | None:
    return None if admitted is None else admitted.owner
