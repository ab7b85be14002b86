"""The service's command line, with the results of the store's statements recorded.

`CHAOS_MUTANT` names a defect to introduce first, which the checker must catch.
"""

import asyncio
import functools
import inspect
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import app.command_line as command_line
from app.db.store import Store
from app.errors import FenceLost, StorageUnavailable

from .history import Claimed, Journal, Made, Started, Write
from .mutants import MUTANTS


def witness(journal: Journal) -> None:
    """Wrap the statements that show which process writes what."""
    for action in ("save", "rewind", "finish", "renew"):
        setattr(Store, action, _written(getattr(Store, action), action, journal))
    Store.claim = _claimed(Store.claim, journal)  # type: ignore[method-assign]
    Store.create = _made(Store.create, journal)  # type: ignore[method-assign]


def _written(method: Callable[..., Any], action: str, journal: Journal) -> Callable[..., Any]:
    signature = inspect.signature(method)

    @functools.wraps(method)
    async def wrapper(*arguments: Any, **named: Any) -> Any:
        given = signature.bind(*arguments, **named).arguments
        fields = {"report": given["id"].hex, "attempt": given["attempt"], "action": action, "began": time.time()}
        if (piece := given.get("piece")) is not None:
            fields |= {"start": piece.start, "end": piece.end}
        if (rewinds := given.get("rewinds")) is not None:
            fields |= {"to": rewinds[-1].attempt, "end": min(rewind.keep for rewind in rewinds)}
        if (outcome := given.get("outcome")) is not None:
            fields["status"] = str(outcome.status)
        result = "unknown"
        try:
            answer = await method(*arguments, **named)
            result = "ok" if answer is None or getattr(answer, "applied", True) else "stale"
            return answer
        except FenceLost:
            result = "refused"
            raise
        except StorageUnavailable:
            raise
        except asyncio.CancelledError:
            result = "cancelled"
            raise
        finally:
            if action != "renew" or result != "ok":
                journal.write(Write, **fields, result=result)

    return wrapper


def _claimed(method: Callable[..., Any], journal: Journal) -> Callable[..., Any]:
    @functools.wraps(method)
    async def wrapper(*arguments: Any, **named: Any) -> Any:
        reports = await method(*arguments, **named)
        for report in reports:
            journal.write(Claimed, report=report.id.hex, attempt=report.attempt, kept=report.kept)
        return reports

    return wrapper


def _made(method: Callable[..., Any], journal: Journal) -> Callable[..., Any]:
    @functools.wraps(method)
    async def wrapper(self: Store, owner: Any, *arguments: Any, **named: Any) -> Any:
        report, is_new = await method(self, owner, *arguments, **named)
        key = named.get("idempotency_key")
        journal.write(Made, report=report.id.hex, owner=owner.hex, key=key, is_new=is_new)
        return report, is_new

    return wrapper


def main() -> int:
    journal = Journal(Path(os.environ["CHAOS_HISTORY"]), os.environ["CHAOS_NAME"])
    journal.write(Started, pid=os.getpid(), mono=time.monotonic())
    if mutant := os.environ.get("CHAOS_MUTANT"):
        MUTANTS[mutant].apply()
    witness(journal)
    return command_line.main(sys.argv[1:])
