"""Owners in PostgreSQL: their devices, links and recovery codes, and the limits on attempts.

An owner is only an id. Tokens and codes arrive here as digests. Every method may raise `StorageUnavailable`; its
statement may still have been committed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, TextClause
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db import owner_statements as sql
from app.db.engine import connection
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Admitted:
    """The owner that a browser is signed in as."""

    owner: UUID
    """Never an alias."""
    is_device: bool
    """Whether the browser's device has a row."""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that is signed in."""

    id: UUID
    label: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """A browser has become `owner` on `device`."""

    owner: UUID
    device: UUID
    former: UUID | None
    """Whose reports were moved to `owner`; None if the browser was nobody else."""
    moved_reports: int


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts of one kind are allowed within a time, for one address and for all together."""

    name: str
    per_address: int
    in_all: int
    seconds: float


class OwnerStore:
    """The owners in one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def admit(self, owner: UUID, device: UUID | None) -> Admitted | None:
        """Return who a browser with these cookies is, or None if it was signed out.

        A browser without a device is signed in until the owner signs out a device for the first time: after that, a
        device could otherwise return by dropping its cookie. Records when the device was last seen.
        """
        row = await self._one(sql.ADMIT, owner=owner, device=device)
        return Admitted(row["owner_id"], row["is_device"]) if row is not None and row["is_admitted"] else None

    async def add_device(self, owner: UUID, label: str) -> UUID:
        """Add a device for a browser that has none. Raises `NotFound` if such browsers are signed out."""
        row = await self._one(sql.ADD_DEVICE, id=uuid4(), owner=owner, label=label)
        if row is None:
            raise NotFound("no such report")
        device: UUID = row["id"]
        return device

    async def devices(self, owner: UUID) -> list[Device]:
        """List the devices that are signed in, the one seen last first."""
        async with connection(self._engine) as conn:
            return [Device(**row) for row in (await conn.execute(sql.DEVICES, {"owner": owner})).mappings()]

    async def sign_out(self, owner: UUID, device: UUID) -> None:
        """Sign out a device, and end the owner's unused links. Raises `NotFound` if it is not signed in."""
        if await self._one(sql.SIGN_OUT, owner=owner, device=device) is None:
            raise NotFound("no such report")

    async def is_signed_out(self, owner: UUID, device: UUID) -> bool:
        """Return whether this is a device of the owner that was signed out."""
        return await self._one(sql.IS_SIGNED_OUT, owner=owner, device=device) is not None

    async def add_link(self, owner: UUID, digest: bytes, code_digest: bytes, *, seconds: float) -> datetime:
        """Add a link that can be used once within `seconds`. Returns when it expires."""
        row = await self._one(sql.ADD_LINK, owner=owner, digest=digest, code_digest=code_digest, seconds=seconds)
        return _moment(row, "expires_at")

    async def replace_code(self, owner: UUID, digest: bytes) -> datetime:
        """Set the recovery code, which ends the one before. Returns when it was made."""
        return _moment(await self._one(sql.REPLACE_CODE, owner=owner, digest=digest), "created_at")

    async def code_created_at(self, owner: UUID) -> datetime | None:
        """Return when the recovery code was made, or None if there is none."""
        row = await self._one(sql.CODE, owner=owner)
        return None if row is None else _moment(row, "created_at")

    async def count_reports(self, owner: UUID) -> int:
        row = await self._one(sql.COUNT_REPORTS, owner=owner)
        return 0 if row is None else int(row["n"])

    async def join(self, digest: bytes, visitor: UUID | None, device: UUID | None, label: str) -> Joined | None:
        """Make a browser the owner that a link or recovery code stands for. Uses up a link.

        `visitor` and `device` are what the browser is signed in as. The visitor's reports are moved to the owner, and
        its other browsers follow, because its id becomes an alias. Returns None if the token is unknown, used,
        expired or replaced.
        """
        async with connection(self._engine) as conn:
            await conn.execution_options(isolation_level="READ COMMITTED")
            async with conn.begin():
                found = (await conn.execute(sql.USE, {"digest": digest})).mappings().first()
                return None if found is None else await _join(conn, found["owner_id"], visitor, device, label)

    async def count_attempt(self, limit: Limit, address: str) -> float | None:
        """Count an attempt. Returns None, or how many seconds to wait if there were too many."""
        row = await self._one(
            sql.COUNT_ATTEMPT,
            key=limit.name,
            address_key=f"{limit.name} {address}",
            seconds=limit.seconds,
            most_per_address=limit.per_address,
            most=limit.in_all,
        )
        if row is None:
            return None
        if row["own"] == 1:
            await self._execute(sql.DELETE_OLD_COUNTS)
        return None if row["wait_seconds"] is None else max(float(row["wait_seconds"]), 1.0)

    async def forgive_attempt(self, limit: Limit, address: str) -> None:
        """Take back the count of an attempt that succeeded: it was no guess."""
        await self._execute(sql.FORGIVE_ATTEMPT, key=limit.name, address_key=f"{limit.name} {address}")

    async def _one(self, statement: TextClause, **values: Any) -> RowMapping | None:
        async with connection(self._engine) as conn:
            return (await conn.execute(statement, values)).mappings().first()

    async def _execute(self, statement: TextClause, **values: Any) -> None:
        async with connection(self._engine) as conn:
            await conn.execute(statement, values)


async def _join(conn: AsyncConnection, owner: UUID, visitor: UUID | None, device: UUID | None, label: str) -> Joined:
    await conn.execute(sql.LOCK)
    owner = await _canonical(conn, owner)
    former = None if visitor is None else await _canonical(conn, visitor)
    moved = 0
    if former is not None and former != owner:
        values = {"owner": owner, "other": former}
        moved = int((await conn.execute(sql.MOVE_REPORTS, values)).scalar_one())
        for statement in (sql.MOVE_DEVICES, sql.MOVE_ALIASES, sql.ADD_ALIAS):
            await conn.execute(statement, values)
    else:
        former = None
    if (await conn.execute(sql.HAS_DEVICE, {"owner": owner, "device": device})).first() is None:
        device = uuid4()
        await conn.execute(sql.ADD_JOINED_DEVICE, {"id": device, "owner": owner, "label": label})
    assert device is not None  # noqa: S101 - for the type checker: a row was found for it, or added
    return Joined(owner, device, former, moved)


async def _canonical(conn: AsyncConnection, owner: UUID) -> UUID:
    found: UUID = (await conn.execute(sql.CANONICAL, {"owner": owner})).scalar_one()
    return found


def _moment(row: RowMapping | None, column: str) -> datetime:
    assert row is not None  # noqa: S101 - for the type checker: the statement always returns a row
    moment: datetime = row[column]
    return moment
