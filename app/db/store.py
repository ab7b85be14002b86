"""The reports in PostgreSQL. Every write is a single statement.

A write proves ownership in the same statement: `attempt` is the fence, and `chars` the length that the saved text must
have. So a write by a process that lost its report does nothing, and a write whose answer was lost is recognised
by that length. Every method may raise `StorageUnavailable`; its statement may still have been committed.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import RowMapping, TextClause
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import statements as sql
from app.db.engine import connection
from app.db.records import Piece, Report, WriteResult, rewinds_of
from app.errors import FenceLost, IdempotencyConflict, IllegalMove, NotFound, TooManyQuestions
from app.report import Outcome, Rewind, Status


class Request(Protocol):
    """A request for a report: a dataclass defined by the content package, stored as JSON."""

    @property
    def language(self) -> str: ...


class Store:
    """The reports in one database. `outline` is the newest outline of a report that this process can write."""

    def __init__(self, engine: AsyncEngine, *, lease_seconds: float, outline: int = 1) -> None:
        self._engine = engine
        self._lease_seconds = lease_seconds
        self._outline = outline

    # For requests: each of these methods takes the owner.

    async def create(
        self,
        owner: UUID,
        request: Request,
        chart: Any,
        *,
        idempotency_key: str | None = None,
    ) -> tuple[Report, bool]:
        """Create a report. Returns it and True, or the report that this key created before and False.

        Raises `IdempotencyConflict` if the key was used with another body.
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
        if row is None:  # deleted between the two statements
            raise IdempotencyConflict("the report created with this Idempotency-Key was just deleted")
        report = Report.of(row)
        # Another version of this code may have encoded the same request differently.
        if row["request_digest"] != digest and msgspec.json.decode(report.request_json, type=type(request)) != request:
            raise IdempotencyConflict("this Idempotency-Key was already used with another body")
        return report, False

    async def report(self, id: UUID, owner: UUID) -> Report:
        """Return a report. Raises `NotFound` if it does not exist or has another owner."""
        row = await self._one(sql.REPORT, id=id, owner=owner)
        if row is None:
            raise NotFound("no such report")
        return Report.of(row)

    async def report_with_text(self, id: UUID, owner: UUID) -> tuple[Report, str]:
        """Return a report and its text, read at the same moment. Raises `NotFound`."""
        row = await self._one(sql.REPORT_WITH_TEXT, id=id, owner=owner)
        if row is None:
            raise NotFound("no such report")
        return Report.of(row), row["text"]

    async def reports(
        self,
        owner: UUID,
        *,
        status: Status | None,
        before: tuple[datetime, UUID] | None,
        limit: int,
        words: Sequence[Sequence[str]] = (),
    ) -> list[Report]:
        """List reports, newest first. `before` is the (created_at, id) of the last report on the previous page.

        `words` selects the reports whose title, name, place, birth or pillars contain one form of every word,
        regardless of case.
        """
        created_at, id = before or (None, None)
        found = msgspec.json.encode(words).decode()
        rows = await self._all(
            sql.REPORTS, owner=owner, status=status, before=created_at, before_id=id, limit=limit, words=found
        )
        return [Report.of(row) for row in rows]

    async def rename(self, id: UUID, owner: UUID, title: str | None) -> Report:
        """Set what the owner calls the report; None clears it. Raises `NotFound`."""
        row = await self._one(sql.RENAME, id=id, owner=owner, title=title)
        if row is None:
            raise NotFound("no such report")
        return Report.of(row)

    async def request_stop(self, id: UUID, owner: UUID) -> Report:
        """Stop a queued report, or ask the writer of a running one to stop. Raises `NotFound`."""
        row = await self._one(sql.REQUEST_STOP, id=id, owner=owner)
        return Report.of(row) if row is not None else await self.report(id, owner)

    async def resume(self, id: UUID, owner: UUID) -> tuple[Report, bool]:
        """Queue an ended report again. Returns it and True, or False if it is already queued or running.

        Raises `NotFound`, and `IllegalMove` if it is completed or still stopping.
        """
        row = await self._one(sql.RESUME, id=id, owner=owner)
        if row is not None:
            return Report.of(row), True
        report = await self.report(id, owner)
        if report.status.is_ended:
            raise IllegalMove(f"a {report.status} report cannot be resumed")
        if report.stop_requested:
            raise IllegalMove("the report is still stopping; resume it once it has stopped")
        return report, False

    async def ask(
        self, id: UUID, owner: UUID, question: str, *, most: int, idempotency_key: str | None = None
    ) -> tuple[Report, bool]:
        """Queue a completed report again, to answer one of at most `most` further questions.

        Returns it and True, or False if this key has asked the question before. Raises `NotFound`,
        `IdempotencyConflict` if the key was used with another question, `IllegalMove` unless the report is completed,
        and `TooManyQuestions`.
        """
        row = await self._one(sql.ASK, id=id, owner=owner, text=question, key=idempotency_key, most=most)
        if row is not None:
            return Report.of(row), True
        report = await self.report(id, owner)
        asked = next((each for each in report.questions if idempotency_key and each.key == idempotency_key), None)
        if asked is not None:
            if asked.text != question:
                raise IdempotencyConflict("this Idempotency-Key was already used with another question")
            return report, False
        if report.status is not Status.COMPLETED:
            raise IllegalMove(f"a {report.status} report takes no question; ask once it is completed")
        raise TooManyQuestions(f"at most {most} further questions can be asked about a report")

    async def drop_question(self, id: UUID, owner: UUID, *, answered: int) -> Report:
        """Give up the last question of a report that ended before its answer began: it is completed as before.

        `answered` is the number of passages that are complete then. Raises `NotFound` and `IllegalMove`.
        """
        row = await self._one(sql.DROP_QUESTION, id=id, owner=owner, answered=answered)
        if row is not None:
            return Report.of(row)
        await self.report(id, owner)
        raise IllegalMove("the report has no question that can be given up")

    async def delete(self, id: UUID, owner: UUID) -> None:
        """Delete the report and its text. Raises `NotFound`."""
        if await self._one(sql.DELETE, id=id, owner=owner) is None:
            raise NotFound("no such report")

    # For writers.

    async def bury(self, *, held: Sequence[UUID] = ()) -> list[UUID]:
        """End reports whose lease has expired three times, with code `poison`. Returns their ids.

        Excludes `held`, the reports that this process is writing: their writers are alive and were only cut off from
        the database.
        """
        return [UUID(str(row["id"])) for row in await self._all(sql.BURY, held=list(held))]

    async def expire(self, *, code: str, longest_seconds: float, held: Sequence[UUID] = ()) -> list[UUID]:
        """End reports queued for more than `longest_seconds`, with `code`, and queued reports asked to stop.

        Returns their ids. Excludes `held`, whose last statement may still be running.
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
        """Claim up to `slots` reports that are queued or whose lease has expired, oldest first.

        Begins the next attempt of each and cuts its text back to what is kept. Skips queued reports of owners with
        `owner_slots` reports running across all processes. Skips `held`, the reports that this process is writing,
        even if their lease has expired: their next write shows whether they still belong to it. Without `takes_over`,
        claims queued reports only. A trigger skips reports with a newer outline than this process can write.
        """
        rows = await self._all(
            sql.CLAIM,
            slots=slots,
            owner_slots=owner_slots,
            model=model,
            held=list(held),
            takes_over=takes_over,
            lease=self._lease_seconds,
            outline=self._outline,
        )
        return [Report.of(row) for row in rows]

    async def load(self, id: UUID, start: int = 0) -> tuple[Report, str] | None:
        """Return any owner's report and its text from `start`, read at the same moment, or None if it was deleted."""
        row = await self._one(sql.LOAD, id=id, start=start)
        return None if row is None else (Report.of(row), row["text"])

    async def renew(self, id: UUID, attempt: int) -> WriteResult:
        """Renew the lease. Raises `FenceLost` if another attempt owns the report, or it was deleted."""
        row = await self._one(sql.RENEW, id=id, attempt=attempt, lease=self._lease_seconds)
        if row is None:
            raise FenceLost(f"attempt {attempt} no longer owns the report")
        return WriteResult.of(row)

    async def save(self, id: UUID, attempt: int, piece: Piece) -> WriteResult:
        """Save a piece, which may be empty, and renew the lease.

        Unless it belongs to the journal, it takes in the text of the journal. Raises `FenceLost` if another attempt
        owns the report.
        """
        statement = sql.JOURNAL if piece.is_journal else sql.SAVE
        row = await self._one(statement, id=id, attempt=attempt, lease=self._lease_seconds, **piece.values())
        if row is not None:
            return WriteResult.of(row)
        current = await self._one(sql.FENCE, id=id)
        # Only this writer writes under this attempt, so any text beyond `start` is its own.
        if current is None or current["status"] != Status.RUNNING or current["attempt"] != attempt:
            raise FenceLost(f"attempt {attempt} no longer owns the report")
        return WriteResult.of(current, applied=False)

    async def rewind(self, id: UUID, attempt: int, saved: int, rewinds: Sequence[Rewind]) -> WriteResult:
        """Move the report from `attempt` to the attempt of the last rewind, and truncate its text.

        It is truncated to the shortest length that any of the rewinds keeps. `saved` is the length that the saved text
        must have. If `applied` is False, the result's `attempt` shows which of the rewinds an earlier statement has
        already saved. Raises `FenceLost` if another attempt owns the report.
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
            return WriteResult.of(row)
        current = await self._one(sql.FENCE, id=id)
        if current is not None and current["status"] == Status.RUNNING:
            # Another writer's attempts would begin with a takeover, so equal rewinds are this writer's own.
            since = [rewind for rewind in rewinds_of(current["rewinds"]) if rewind.attempt > attempt]
            if current["attempt"] == attempt + len(since) and since == list(rewinds[: len(since)]):
                return WriteResult.of(current, applied=len(since) == len(rewinds))
        raise FenceLost(f"attempt {attempt} no longer owns the report")

    async def finish(self, id: UUID, attempt: int, piece: Piece, outcome: Outcome, sha256: str) -> WriteResult | None:
        """Save the last piece, the status and the digest in one statement, and release the lease.

        Returns None on success, otherwise a `WriteResult` whose `applied` is False. Raises `FenceLost`.
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
        current = await self._one(sql.FENCE, id=id)
        if current is not None and current["attempt"] == attempt:
            if current["status"] == outcome.status and current["chars"] == piece.end:
                return None  # an earlier try was committed, but its answer was lost
            if current["status"] == Status.RUNNING:
                return WriteResult.of(current, applied=False)
        raise FenceLost(f"attempt {attempt} no longer owns the report")

    # For the service itself.

    async def signing_key(self) -> bytes:
        """Return the signing key that all processes on this database share. It is created once."""
        row = await self._one(sql.SIGNING_KEY, value=secrets.token_bytes(32))
        if row is None:
            raise RuntimeError("the signing key was neither created nor found")
        return bytes(row["value"])

    async def ping(self) -> None:
        """Check that the database answers. Raises `StorageUnavailable` if it does not."""
        await self._one(sql.PING)

    async def _one(self, statement: TextClause, **values: Any) -> RowMapping | None:
        async with connection(self._engine) as conn:
            return (await conn.execute(statement, values)).mappings().first()

    async def _all(self, statement: TextClause, **values: Any) -> Sequence[RowMapping]:
        async with connection(self._engine) as conn:
            return (await conn.execute(statement, values)).mappings().all()
