"""The writer of a log whose report another process, or nobody yet, is writing: what is saved, as it is saved."""

import asyncio
import logging
from uuid import UUID

from app.db.records import Report
from app.db.store import Store
from app.errors import StorageUnavailable
from app.report import End, Status
from app.textlog import TextLog

log = logging.getLogger(__name__)


async def mirror(report_id: UUID, text: TextLog, store: Store, *, poll_seconds: float) -> None:
    """Follows the saved text until the end is in the database. Cancelled when nobody looks any more."""
    while True:
        try:
            await catch_up(report_id, text, store)
        except StorageUnavailable as error:
            log.warning("⚠️ [Stream API] Saved text could not be read, trying again: %s", error)
        if text.ended is not None:
            return
        await asyncio.sleep(poll_seconds)


async def catch_up(report_id: UUID, text: TextLog, store: Store) -> None:
    """Brings a log to what is saved. Raises `StorageUnavailable`; the log is then as it was, or nearer."""
    while True:
        start = text.end
        loaded = await store.load(report_id, start)
        if loaded is None:
            text.confirm_end(End(Status.DELETED, "deleted", text.end, None, text.usage))
            return
        report, saved = loaded
        adopt(text, report)
        if text.end == start:  # else it went back, and what was read begins too late
            if saved or report.status.is_ended or report.preview_chars != text.saved_preview:
                _add(text, report, saved)
            return


def adopt(text: TextLog, report: Report) -> None:
    """Takes over the attempts that `text` has not seen, and what they kept."""
    for rewind in report.rewinds:
        if rewind.attempt > text.attempt:
            text.adopt(rewind)


def _add(text: TextLog, report: Report, saved: str) -> None:
    if saved:
        text.append(saved)
    text.restore(report.passage_ends, report.preview_chars, report.usage)
    if report.status.is_ended:
        text.confirm_end(End(report.status, report.code, report.chars, report.sha256, report.usage))
    else:
        text.mark_saved(text.end, batch=bool(saved))
