"""Read-only links to reports in PostgreSQL. Every method may raise `StorageUnavailable`.

A link is a random token. Only its SHA-256 is stored, so reading the database does not open the links, and the token
cannot be shown again.
"""

import hashlib
import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.db.records import Report
from app.errors import NotFound, TooManyShares

MOST_SHARES = 20
"""How many valid links a report may have."""
TOKEN_CHARS = 24
"""142 random bits."""
_ALPHABET = string.ascii_letters + string.digits
"""Without the `-` and `_` of Base64: where a chat makes a link of an address, it may leave them out at its end."""

# Links to one report are created one after the other: the statement that counts them must see all of them. The server
# ends the transaction of a process that is frozen.
_LOCK = text("""
SELECT set_config('idle_in_transaction_session_timeout', '3s', true),
       pg_advisory_xact_lock(hashtext('shares'), hashtext(CAST(:report AS text)))""")

# Creating a link also removes the report's expired ones. The statement still sees them, so the count leaves them out.
_CREATE = text("""
WITH expired AS (
  DELETE FROM shares s USING reports r
   WHERE s.report_id = r.id AND r.id = :report AND r.owner_id = :owner AND s.expires_at <= clock_timestamp())
INSERT INTO shares (id, report_id, digest, scope, with_person, expires_at)
SELECT :id, r.id, :digest, :scope, :with_person, :expires_at FROM reports r
 WHERE r.id = :report AND r.owner_id = :owner
   AND (SELECT count(*) FROM shares s
         WHERE s.report_id = r.id AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())) < :most
RETURNING *""")

_OWNED = text("SELECT 1 AS found FROM reports WHERE id = :report AND owner_id = :owner")

# One row with nulls if the report has no links, and no row if it is not the owner's.
_LIST = text("""
SELECT s.* FROM reports r LEFT JOIN shares s ON s.report_id = r.id
 WHERE r.id = :report AND r.owner_id = :owner
 ORDER BY s.created_at DESC, s.id""")

_REVOKE = text("""
DELETE FROM shares s USING reports r
 WHERE s.id = :share AND s.report_id = r.id AND r.id = :report AND r.owner_id = :owner
RETURNING s.id""")

_FIND = text("""
SELECT r.*, s.id AS share_id, s.scope AS share_scope, s.with_person AS share_with_person,
       s.expires_at AS share_expires_at, s.created_at AS share_created_at
  FROM shares s JOIN reports r ON r.id = s.report_id
 WHERE s.digest = :digest AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())""")

_VALID = text("""
SELECT id FROM shares
 WHERE id = ANY(:shares) AND (expires_at IS NULL OR expires_at > clock_timestamp())""")


class Scope(StrEnum):
    """How much of the text a link shows."""

    ALL = "all"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A read-only link to a report, without its token."""

    id: UUID
    scope: Scope
    with_person: bool
    """Whether it shows name, birth and question."""
    expires_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: RowMapping, prefix: str = "") -> Self:
        """Convert a row of `shares`, or of a join in which its columns have this prefix."""
        return cls(
            id=UUID(str(row[f"{prefix}id"])),
            scope=Scope(row[f"{prefix}scope"]),
            with_person=row[f"{prefix}with_person"],
            expires_at=row[f"{prefix}expires_at"],
            created_at=row[f"{prefix}created_at"],
        )


@dataclass(frozen=True, slots=True)
class SharedReport:
    """What a valid link leads to. The owner's id never leaves the service."""

    share: Share
    report: Report
    owner: UUID


class ShareStore:
    """The links in one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(
        self, report: UUID, owner: UUID, *, scope: Scope, with_person: bool, expires_at: datetime | None
    ) -> tuple[Share, str]:
        """Create a link. Returns it with its token, which is not stored.

        Raises `NotFound` if the owner has no such report, and `TooManyShares`.
        """
        token = "".join(secrets.choice(_ALPHABET) for _ in range(TOKEN_CHARS))
        values = {
            "id": uuid4(),
            "report": report,
            "owner": owner,
            "digest": digest_of(token),
            "scope": scope,
            "with_person": with_person,
            "expires_at": expires_at,
            "most": MOST_SHARES,
        }
        async with connection(self._engine) as conn:
            await conn.execution_options(isolation_level="READ COMMITTED")
            async with conn.begin():
                await conn.execute(_LOCK, {"report": str(report)})
                rows = (await conn.execute(_CREATE, values)).mappings().all()
        if rows:
            return Share.of(rows[0]), token
        if await self._all(_OWNED, report=report, owner=owner):
            raise TooManyShares(f"a report can have {MOST_SHARES} links; revoke one first")
        raise NotFound("no such report")

    async def list(self, report: UUID, owner: UUID) -> Sequence[Share]:
        """Return the links of a report, newest first, including expired ones. Raises `NotFound`."""
        rows = await self._all(_LIST, report=report, owner=owner)
        if not rows:
            raise NotFound("no such report")
        return [Share.of(row) for row in rows if row["id"] is not None]

    async def revoke(self, share: UUID, report: UUID, owner: UUID) -> None:
        """Delete a link. Raises `NotFound`, with the same message whatever is missing."""
        if not await self._all(_REVOKE, share=share, report=report, owner=owner):
            raise NotFound("no such report")

    async def find(self, token: str) -> SharedReport:
        """Return what a token leads to. Raises `NotFound` for one that is unknown, revoked or expired.

        All of them cost the same: the digest of the token and one look into its index.
        """
        rows = await self._all(_FIND, digest=digest_of(token))
        if not rows:
            raise NotFound("no such link")
        (row,) = rows
        return SharedReport(Share.of(row, "share_"), Report.of(row), UUID(str(row["owner_id"])))

    async def valid(self, shares: Sequence[UUID]) -> frozenset[UUID]:
        """Of these links, return those that are neither revoked nor expired."""
        return frozenset(UUID(str(row["id"])) for row in await self._all(_VALID, shares=list(shares)))

    async def _all(self, statement: TextClause, **values: Any) -> Sequence[RowMapping]:
        async with connection(self._engine) as conn:
            return (await conn.execute(statement, values)).mappings().all()


def digest_of(token: str) -> bytes:
    """Return what is stored of a token. It is random, so it needs no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
