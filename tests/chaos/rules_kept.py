"""Rules about text that a viewer was sent: I20 (nothing that was read is taken back without need)."""

from collections.abc import Iterator
from itertools import pairwise

from .evidence import (
    CUT_OFF_TAIL,
    DATABASE_FAULTS,
    DEATHS,
    FREEZES,
    RENEWAL,
    SEPARATOR,
    Evidence,
    Report,
    Violation,
)
from .history import Got, GotReset, RowChange

_CONTINUED_CHARS = 40
"""A passage that broke off earlier than this is written again."""
_CONTINUATIONS = 3
_SLACK_SECONDS = 1.2
"""Tolerance on a busy machine: a renewal takes time, and the model's record of progress is coarse."""


def nothing_read_is_taken_back(evidence: Evidence) -> Iterator[Violation]:
    """I20: a reset drops text only if the passage had to be written again, or a process lost what it had not saved."""
    for report in evidence.reports.values():
        if report.deleted_at is not None:
            continue
        for who, records in report.seen.items():
            text, attempt = "", 0
            for record in records:
                if isinstance(record, Got):
                    text, attempt = text[: record.start] + record.text, record.attempt
                elif isinstance(record, GotReset):
                    taken, before = text[record.keep :], attempt
                    text, attempt = text[: record.keep], record.attempt
                    if taken and (wrong := _unfounded(evidence, report, record, before, taken)):
                        what = f"{who}: {len(taken)} characters taken back ({record.reason}): {wrong}"
                        yield Violation("I20", report.id, record.t, what)


def _unfounded(evidence: Evidence, report: Report, reset: GotReset, before: int, taken: str) -> str | None:
    """Return why there was no need to take back this text of attempt `before` or later."""
    began = [row for row in _beginnings(report) if before < row.attempt <= reset.attempt]
    match reset.reason:
        case "retry":
            # A takeover may have dropped unsaved text before the passage was written again.
            kept = min((row.chars for row in began if row.chars > reset.keep), default=reset.keep + len(taken))
            return _needless_rewrite(report, reset, taken[: kept - reset.keep])
        case "withdrawn":
            blocked = any(call.finish == "sensitive" and call.t <= reset.t for call in report.calls)
            return None if blocked else "the safety filter had stopped no call"
        case "unknown_position":  # the process does not know the text yet, and sends what it knows again
            return None
    expired = [row for row in began if row.chars <= reset.keep and row.old_status == "running"]
    if not expired:
        return "the process had handed the report back, or its owner resumed it"
    return _lost_too_much(evidence, report, expired, len(taken))


def _beginnings(report: Report) -> Iterator[RowChange]:
    """Yield the change with which each attempt began, except those that its own writer began."""
    for before, row in pairwise(report.rows):
        if row.attempt > before.attempt and (row.old_status == "queued" or row.deaths > before.deaths):
            yield row


def _needless_rewrite(report: Report, reset: GotReset, taken: str) -> str | None:
    """Whether the model neither started the passage over nor broke off too often."""
    if len(taken) < _CONTINUED_CHARS + len(SEPARATOR):
        return None
    continued = [call for call in report.calls if call.t <= reset.t and call.written is not None]
    continued = [call for call in continued if _has_heading(taken, call.heading)]
    if len(continued) >= _CONTINUATIONS or any(call.starts_over for call in continued):
        return None
    return "the model neither started the passage over nor broke off too often"


def _has_heading(taken: str, heading: str) -> bool:
    """Whether the text is a passage with this heading. A fault may put line separators between the heading's marks."""
    marks, _, rest = taken.removeprefix(SEPARATOR).partition(heading)
    return "".join(marks.split()) == "##" and rest.startswith(" ")


def _lost_too_much(evidence: Evidence, report: Report, expired: list[RowChange], taken: int) -> str | None:
    """Compare what was taken back with what the model sent in the last seconds before each process lost the report."""
    setting, may_lose = evidence.setting, 0
    for row in expired:
        owners = report.owner_of(row.attempt - 1)
        # It may be long dead if no other process could reach the database to take over.
        deaths = [fault.t for who in owners for fault in evidence.troubles(who, DEATHS) if fault.t <= row.t]
        until = min([*deaths, row.t])
        since = until - setting.lease_seconds - CUT_OFF_TAIL
        if not owners or any(evidence.is_troubled(who, DATABASE_FAULTS, since, until, CUT_OFF_TAIL) for who in owners):
            return None  # it could not save
        freezes = [fault.t for who in owners for fault in evidence.troubles(who, FREEZES) if since <= fault.t]
        last_save = min([*freezes, until]) - setting.lease_seconds * RENEWAL - _SLACK_SECONDS
        calls = (call for call in report.calls if call.caller in owners and call.t <= row.t)
        may_lose += sum(len(call.text) - call.sent_at(last_save) for call in calls)
    return None if taken <= may_lose else f"it had received only {may_lose} of them since it could last save them"


RULES = (nothing_read_is_taken_back,)
