"""Patches of the product's classes and SQL statements that implement the mutants."""

import asyncio
import contextlib
import functools
import hashlib
import os
import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from app import live, mirror, passage, reader, saver, sinks, textlog
from app.db import statements
from app.db.engine import connection
from app.db.records import Piece, Report, WriteResult
from app.db.store import Store
from app.errors import FenceLost
from app.llm import Finish
from app.relay import Text
from app.report import End, Outcome, Usage

_WRITES = ("SAVE", "JOURNAL", "FINISH", "RENEW", "REWIND")


def _edit(names: tuple[str, ...], old: str, new: str) -> None:
    """Replace `old` with `new` in the SQL statements. Fails if a statement does not contain `old`."""
    for name in names:
        before = str(getattr(statements, name).text)
        after = before.replace(old, new)
        assert after != before, f"{name} has no {old!r}"
        setattr(statements, name, text(after))


def no_fence() -> None:
    _edit(_WRITES, "attempt = :attempt AND", "(attempt = :attempt OR true) AND")
    for name in ("save", "rewind", "finish"):
        setattr(Store, name, _unfenced(getattr(Store, name)))


def _unfenced(method: Any) -> Any:
    @functools.wraps(method)
    async def wrapper(self: Store, id: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return await method(self, id, *arguments, **named)
        except FenceLost:
            now = await self._one(statements.FENCE, id=id)
            if now is None or now["status"] != "running":
                raise
            return WriteResult.of(now, applied=False)

    return wrapper


def no_length_check() -> None:
    _edit(("SAVE", "JOURNAL", "FINISH", "REWIND"), "AND chars = :expected", "AND (chars = :expected OR true)")
    _edit(("SAVE", "FINISH"), "coalesce(journal.start, :expected)", "coalesce(journal.start, own.chars - :n)")
    _edit(("JOURNAL",), "SELECT id, :expected, CAST", "SELECT id, chars - :n, CAST")


def journal_not_fenced() -> None:
    _edit(("JOURNAL",), "attempt = :attempt AND", "(attempt = :attempt OR true) AND")
    save, unfenced = Store.save, _unfenced(Store.save)

    async def saved(self: Store, id: Any, attempt: int, piece: Piece) -> Any:
        return await (unfenced if piece.is_journal else save)(self, id, attempt, piece)

    Store.save = saved  # type: ignore[method-assign]


def no_journal() -> None:
    async def renewed(self: Any) -> Any:
        return await self._store.renew(self._id, self._attempt)

    saver.Saver.renew = renewed  # type: ignore[method-assign]


def claim_drops_the_passage() -> None:
    _edit(("CLAIM",), statements._KEEP, "kept")


def late_hand_over() -> None:
    finish = Store.finish

    async def finished(self: Store, id: Any, attempt: int, piece: Piece, outcome: Outcome, sha256: str) -> Any:
        if outcome.status.is_ended:
            return await finish(self, id, attempt, piece, outcome, sha256)
        ends = [end for end in piece.passage_ends if end <= piece.start]
        nothing = replace(piece, text="", kept=min(piece.kept, piece.start), passage_ends=ends, preview_chars=None)
        done = await finish(self, id, attempt, nothing, outcome, sha256)
        with contextlib.suppress(FenceLost):
            await self.save(id, attempt, piece)  # too late
        return done

    Store.finish = finished  # type: ignore[method-assign]


def overlap_not_trimmed() -> None:
    class Untrimmed:
        has_repeated = False

        def __init__(self, _before: str, write: Any, _start_over: Any, **_options: Any) -> None:
            self.write = write

        def flush(self) -> None:
            pass

    setattr(sinks, "Seam", Untrimmed)  # noqa: B010 - not a subclass


def no_reset() -> None:
    resume = reader.Reader._resume

    def resumed(self: Any, position: Any) -> None:
        resume(self, position)
        self._first_reset, self._offset = None, position.offset

    def crossed(self: Any) -> None:
        self._attempt = self._log.committed

    reader.Reader._resume = resumed  # type: ignore[method-assign]
    reader.Reader._enter_attempt = crossed  # type: ignore[method-assign]


def no_gap_repair() -> None:
    def joins(self: Any, message: Text) -> bool:
        log = self._log
        if message.attempt != log.committed:
            return False
        if more := message.text[max(0, log.end - message.start) :]:
            log.append(more)
        return True

    mirror.Mirror._joins = joins  # type: ignore[method-assign]


def viewer_starts_call() -> None:
    view, calls = live.Live.view, set[asyncio.Task[None]]()

    async def viewed(self: Any, report: Report, owner: UUID | None = None) -> Any:
        if not report.status.is_ended and report.attempt:
            call = asyncio.get_running_loop().create_task(_call(report))
            calls.add(call)
            call.add_done_callback(calls.discard)
        return await view(self, report, owner)

    live.Live.view = viewed  # type: ignore[method-assign]


async def _call(report: Report) -> None:
    body = {
        "model": "glm",
        "messages": [{"role": "user", "content": "## 一\n150-260"}],
        "stream": True,
        "request_id": f"{report.id.hex}-{report.attempt}-99",
    }
    headers = {"Authorization": f"Bearer {os.environ['ZHIPU_API_KEY']}"}
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        await client.post(f"{os.environ['ZHIPU_BASE_URL']}/chat/completions", json=body, headers=headers)


def viewer_requeues() -> None:
    view = live.Live.view
    requeue = text(
        """UPDATE reports SET status = 'queued', code = NULL, sha256 = NULL, ended_at = NULL, deaths = 0
            WHERE id = :id AND status IN ('incomplete', 'failed')"""
    )

    async def viewed(self: Any, report: Report, owner: UUID | None = None) -> Any:
        async with connection(self._store._engine) as conn:
            await conn.execute(requeue, {"id": report.id})
        return await view(self, report, owner)

    live.Live.view = viewed  # type: ignore[method-assign]


def shown_before_committed() -> None:
    rewind = textlog.TextLog.rewind

    def rewound(self: Any, reason: str, keep: int | None = None) -> None:
        rewind(self, reason, keep)
        self._committed = self._attempt

    textlog.TextLog.rewind = rewound  # type: ignore[method-assign]


def cut_is_an_end() -> None:
    judge = passage._judge

    def judged(finish: Finish, draft: Any, sink: Any) -> Any:
        return judge(Finish("stop", finish.usage), draft, sink)

    passage._judge = judged


def no_lease() -> None:
    _edit(("CLAIM",), "lease_until < clock_timestamp()", "lease_until < clock_timestamp() + interval '1 hour'")


def question_drops_the_text() -> None:
    _edit(("ASK",), "kept = chars, continue_at = chars", "kept = 0, continue_at = 0")


def question_without_key() -> None:
    ask = Store.ask

    async def asked(self: Store, *arguments: Any, idempotency_key: Any = None, **named: Any) -> Any:
        return await ask(self, *arguments, idempotency_key=None, **named)

    Store.ask = asked  # type: ignore[method-assign]


def no_key() -> None:
    create = Store.create

    async def created(self: Store, owner: Any, request: Any, chart: Any, *, idempotency_key: Any = None) -> Any:
        return await create(self, owner, request, chart, idempotency_key=None)

    Store.create = created  # type: ignore[method-assign]


def no_poison() -> None:
    _edit(("BURY",), "deaths >= 2", "deaths >= 99")
    _edit(("CLAIM",), "deaths < 2", "deaths < 99")


def silent_deletion() -> None:
    confirm = textlog.TextLog.confirm_end

    def confirmed(self: Any, end: End) -> None:
        if end.status != "deleted":
            confirm(self, end)

    textlog.TextLog.confirm_end = confirmed  # type: ignore[method-assign]


def early_end() -> None:
    finish = saver.Saver._finish

    async def finished(self: Any, outcome: Any) -> bool:
        if outcome.status.is_ended:
            await asyncio.sleep(0)
            log = self._log
            whole = log.read(0)
            digest = hashlib.sha256(whole.encode()).hexdigest()
            log.confirm_end(End(outcome.status, outcome.code, len(whole), digest, Usage()))
        return await finish(self, outcome)

    saver.Saver._finish = finished  # type: ignore[method-assign]


def lost_character() -> None:
    append, rng = textlog.TextLog.append, random.Random(1)

    def appended(self: Any, text: str) -> None:
        append(self, text[1:] if rng.random() < 0.002 and len(text) > 1 else text)

    textlog.TextLog.append = appended  # type: ignore[method-assign]


def doubled_delta() -> None:
    take, rng = reader.Reader.take, random.Random(1)

    def taken(self: Any) -> Any:
        change = take(self)
        if isinstance(change, reader.Delta) and rng.random() < 0.01:
            self._offset = change.start
        return change

    reader.Reader.take = taken  # type: ignore[method-assign]
