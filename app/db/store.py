"""What the service asks of PostgreSQL: each method is one statement, and each statement stands alone.

A save proves ownership in the statement that saves: `attempt` is the fence, `chars` the length that must
be there. So a write of a process that lost its report does nothing, and a write whose answer was lost is
recognised by its length. Every method may raise `StorageUnavailable`; its statement's fate is then unknown.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import RowMapping, TextClause
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import statements as sql
from app.db.engine import connection
from app.db.records import Hold, Piece, Report, rewinds_of
from app.errors import FenceLost, IdempotencyConflict, IllegalMove, NotFound
from app.report import Outcome, ReportRequest, Rewind, Status


class Store:
    """The reports in one database."""

    def __init__(self, engine: AsyncEngine, *, lease_seconds: float) -> None:
        self._engine = engine
        self._lease_seconds = lease_seconds

    # For those who ask: every one of these carries the owner.

    async def create(
        self,
        owner: UUID,
        request: ReportRequest,
        chart: dict[str, Any],
        *,
        idempotency_key: str | None = None,
    ) -> tuple[Report, bool]:
        """The new report and True, or the one this key made before and False.

        Raises `IdempotencyConflict` if the key made another report than this body asks for.
        """
        body = msgspec.json.encode(request, order="deterministic")
        digest = hashlib.sha256(body).digest()
        row = await self._one(
            sql.CREATE,
            id=uuid4(),
            owner=owner,
            key=idempotency_key,
            digest=digest,
            request=body.decode(),
            chart=msgspec.json.encode(chart).decode(),
            language=request.language,
        )
        if row is not None:
            return Report.of(row), True
        row = await self._one(sql.BY_KEY, owner=owner, key=idempotency_key)
        if row is None:  # made and deleted in between
            raise IdempotencyConflict("the report this key made is being deleted")
        report = Report.of(row)
        # Another version may have written the same request in another form.
        if row["request_digest"] != digest and report.request != request:
            raise IdempotencyConflict("this Idempotency-Key was used with another body")
        return report, False

    async def report(self, id: UUID, owner: UUID) -> Report:
        """Raises `NotFound` if there is none, or it is another's."""
        row = await self._one(sql.REPORT, id=id, owner=owner)
        if row is None:
            raise NotFound("no such report")
        return Report.of(row)

    async def report_with_text(self, id: UUID, owner: UUID) -> tuple[Report, str]:
        """Row and text of one moment. Raises `NotFound`."""
        row = await self._one(sql.REPORT_WITH_TEXT, id=id, owner=owner)
        if row is None:
            raise NotFound("no such report")
        return Report.of(row), row["text"]

    async def reports(
        self, owner: UUID, *, status: Status | None, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[Report]:
        """Newest first; `before` is the (created_at, id) of the last one already seen."""
        created_at, id = before or (None, None)
        rows = await self._all(sql.REPORTS, owner=owner, status=status, before=created_at, before_id=id, limit=limit)
        return [Report.of(row) for row in rows]

    async def request_stop(self, id: UUID, owner: UUID) -> Report:
        """A queued report is stopped by this; a running one is asked to. Raises `NotFound`."""
        row = await self._one(sql.REQUEST_STOP, id=id, owner=owner)
        return Report.of(row) if row is not None else await self.report(id, owner)

    async def resume(self, id: UUID, owner: UUID) -> tuple[Report, bool]:
        """Back to `queued`, and True; or False if it is under way.

        Raises `NotFound`, and `IllegalMove` if it is completed, or is just being stopped.
        """
        row = await self._one(sql.RESUME, id=id, owner=owner)
        if row is not None:
            return Report.of(row), True
        report = await self.report(id, owner)
        if report.status.is_ended:
            raise IllegalMove(f"a report that is {report.status} cannot be resumed")
        if report.stop_requested:
            raise IllegalMove("the report is just being stopped: it can be resumed once it has")
        return report, False

    async def delete(self, id: UUID, owner: UUID) -> None:
        """Deletes the report and its text. Raises `NotFound`."""
        if await self._one(sql.DELETE, id=id, owner=owner) is None:
            raise NotFound("no such report")

    # For those who write.

    async def bury(self, *, held: Sequence[UUID] = ()) -> list[UUID]:
        """Ends the reports whose writers died too often, with code `poison`; their ids.

        Not those in `held`: a writer that is alive, and was only cut off from the database, has not died.
        """
        return [UUID(str(row["id"])) for row in await self._all(sql.BURY, held=list(held))]

    async def expire(self, *, code: str, longest_seconds: float, held: Sequence[UUID] = ()) -> list[UUID]:
        """Ends reports queued for more than `longest_seconds` with `code`, and those asked to stop; returns their ids.

        Excludes `held`, whose last statement may be under way.
        """
        rows = await self._all(sql.EXPIRE, code=code, longest=longest_seconds, held=list(held))
        return [UUID(str(row["id"])) for row in rows]

    async def claim(
        self,
        *,
        slots: int,
        model: str,
        owner_slots: int = 1 << 30,
        held: Sequence[UUID] = (),
        takes_over: bool = True,
    ) -> list[Report]:
        """At most `slots` reports that are queued, or whose lease ran out, oldest first; now this process's.

        Of an owner who has `owner_slots` running, whoever writes them, no queued one is taken. Each is cut
        back to `kept` and carries the next attempt. A lease that ran out on one of `held`, which this process
        is writing, is not taken from itself: its next write tells whether it is still its own. Without
        `takes_over`, only queued ones are taken.
        """
        rows = await self._all(
            sql.CLAIM,
            slots=slots,
            owner_slots=owner_slots,
            model=model,
            held=list(held),
            takes_over=takes_over,
            lease=self._lease_seconds,
        )
        return [Report.of(row) for row in rows]

    async def load(self, id: UUID, start: int = 0) -> tuple[Report, str] | None:
        """Row and text from `start` on, of one moment, whoever the owner; None once deleted."""
        row = await self._one(sql.LOAD, id=id, start=start)
        return None if row is None else (Report.of(row), row["text"])

    async def renew(self, id: UUID, attempt: int) -> Hold:
        """Holds the lease for another term. Raises `FenceLost` if it is another's, or the report is gone."""
        row = await self._one(sql.RENEW, id=id, attempt=attempt, lease=self._lease_seconds)
        if row is None:
            raise FenceLost(f"attempt {attempt} no longer owns the report")
        return Hold.of(row)

    async def save(self, id: UUID, attempt: int, piece: Piece) -> Hold:
        """Adds a piece, which may be empty, and renews the lease.

        Raises `FenceLost` if another attempt owns the report.
        """
        row = await self._one(sql.SAVE, id=id, attempt=attempt, lease=self._lease_seconds, **piece.values())
        if row is not None:
            return Hold.of(row)
        now = await self._one(sql.FENCE, id=id)
        # Only this writer writes under this attempt: any text beyond `start` is its own.
        if now is None or now["status"] != Status.RUNNING or now["attempt"] != attempt:
            raise FenceLost(f"attempt {attempt} no longer owns the report")
        return Hold.of(now, applied=False)

    async def rewind(self, id: UUID, attempt: int, saved: int, rewinds: Sequence[Rewind]) -> Hold:
        """Moves the report from `attempt` to the last of `rewinds`, cut back to the least they keep.

        `saved` is the length that must be there. A `Hold` that was not applied tells how many of them an
        earlier statement had brought. Raises `FenceLost` if another attempt owns the report.
        """
        row = await self._one(
            sql.REWIND,
            id=id,
            attempt=attempt,
            expected=saved,
            to=rewinds[-1].attempt,
            keep=min(rewind.keep for rewind in rewinds),
            rewinds=msgspec.json.encode(rewinds).decode(),
            lease=self._lease_seconds,
        )
        if row is not None:
            return Hold.of(row)
        now = await self._one(sql.FENCE, id=id)
        if now is not None and now["status"] == Status.RUNNING:
            # Whoever else took these numbers began with a takeover: all of them must be this writer's own.
            since = [rewind for rewind in rewinds_of(now["rewinds"]) if rewind.attempt > attempt]
            if now["attempt"] == attempt + len(since) and since == list(rewinds[: len(since)]):
                return Hold.of(now, applied=len(since) == len(rewinds))
        raise FenceLost(f"attempt {attempt} no longer owns the report")

    async def finish(self, id: UUID, attempt: int, piece: Piece, outcome: Outcome, sha256: str) -> Hold | None:
        """The last piece, the status, length and digest, in one statement; gives the lease back.

        None when it is done; a `Hold` that was not applied otherwise. Raises `FenceLost`.
        """
        row = await self._one(
            sql.FINISH,
            id=id,
            attempt=attempt,
            status=outcome.status,
            code=outcome.code,
            sha256=sha256,
            ended=outcome.status.is_ended,
            **piece.values(),
        )
        if row is not None:
            return None
        now = await self._one(sql.FENCE, id=id)
        if now is not None and now["attempt"] == attempt:
            if now["status"] == outcome.status and now["chars"] == piece.end:
                return None  # it landed, and its answer was lost
            if now["status"] == Status.RUNNING:
                return Hold.of(now, applied=False)
        raise FenceLost(f"attempt {attempt} no longer owns the report")

    # For the service itself.

    async def signing_key(self) -> bytes:
        """The key that all processes on this database sign with; made once."""
        row = await self._one(sql.SIGNING_KEY, value=secrets.token_bytes(32))
        if row is None:
            raise RuntimeError("the signing key was neither made nor found")
        return bytes(row["value"])

    async def ping(self) -> None:
        """Returns if the database answers."""
        await self._one(sql.PING)

    async def _one(self, statement: TextClause, **values: Any) -> RowMapping | None:
        async with connection(self._engine) as conn:
            return (await conn.execute(statement, values)).mappings().first()

    async def _all(self, statement: TextClause, **values: Any) -> Sequence[RowMapping]:
        async with connection(self._engine) as conn:
            return (await conn.execute(statement, values)).mappings().all()
