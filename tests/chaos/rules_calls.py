"""Rules about model calls: I6 (no overlapping and no unjustified calls) and I18 (deletion). Times are the model's."""

import math
from collections.abc import Iterator

from .evidence import CUT_OFF_TAIL, DATABASE_FAULTS, DEATHS, ENDED, FREEZES, Evidence, Report, Violation
from .history import Call

_CLOSING_SECONDS = 0.7
"""Delay until the model notices that a process closed a call or died."""
_DELETED_SECONDS = 5.0
_SHORTEST_PASSAGE = 200


def one_call_at_a_time(evidence: Evidence) -> Iterator[Violation]:
    """I6: calls overlap only while the stale process is frozen or cut off, and for a lease afterwards."""
    for report in evidence.reports.values():
        calls = sorted((call for call in report.calls), key=lambda call: call.t)
        for index, newer in enumerate(calls):
            for older in calls[:index]:
                closed = math.inf if older.closed is None else older.closed
                if closed > newer.t + _CLOSING_SECONDS:
                    if older.closed is None and not evidence.is_over:
                        closed = evidence.last_at
                    if wrong := _overlap(evidence, report, older, newer, closed):
                        yield Violation("I6", report.id, newer.t, wrong)


def _overlap(evidence: Evidence, report: Report, older: Call, newer: Call, closed: float) -> str | None:
    what = f"{newer.name[33:]} of {newer.caller} was opened while {older.name[33:]} of {older.caller} was open"
    if older.caller == newer.caller:
        return f"{what}, by the same process"
    # The process with the earlier claim is the stale one, even if it opened the later call.
    stale, owner = sorted((older, newer), key=lambda call: _claimed_attempt(report, call))
    claims = [claim.t for claim in report.claims if claim.who == owner.caller and claim.t <= owner.t]
    takeover = max(claims, default=owner.t)
    lease = evidence.setting.lease_seconds
    until = [
        fault.until + tail
        for kinds, tail in ((FREEZES, 1.0), (DATABASE_FAULTS, CUT_OFF_TAIL), (DEATHS, 1.0))
        for fault in evidence.troubles(stale.caller, kinds)
        if fault.t <= takeover <= fault.until + tail + lease
    ]
    if not until:
        return f"{what}, and {stale.caller} had no fault"
    # Faults may follow one another: extend the deadline to one lease without faults.
    end = max(until)
    for fault in evidence.troubles(stale.caller, FREEZES | DATABASE_FAULTS):
        if takeover <= fault.t <= end + lease:
            end = max(end, fault.until + CUT_OFF_TAIL)
    both = min(closed, math.inf if stale.closed is None else stale.closed)
    if both > end + lease:
        return f"{what}, {both - newer.t:.1f} s, until {both - end:.1f} s after its faults ended"
    return None


def _claimed_attempt(report: Report, call: Call) -> int:
    """Return the attempt that the call's process had claimed. It may have started later attempts by itself."""
    return max((claim.attempt for claim in report.claims if claim.who == call.caller and claim.t <= call.t), default=0)


def no_call_for_nothing(evidence: Evidence) -> Iterator[Violation]:
    """I6: only a process that claimed the running report opens calls, and their number is bounded."""
    passages = len(evidence.setting.headings)
    for report in evidence.reports.values():
        for call in report.calls:
            if wrong := _unfounded(evidence, report, call):
                yield Violation("I6", report.id, call.t, f"{call.name[33:]} of {call.caller}: {wrong}")
        moves = len({row.attempt for row in report.rows})
        struck = sum(1 for call in report.calls if call.fault)
        questions = max((row.questions for row in report.rows), default=0)
        lost = 2 + math.ceil(evidence.setting.batch_chars / _SHORTEST_PASSAGE)
        if len(report.calls) > passages + questions + struck + (moves + 1) * lost:
            what = (
                f"{len(report.calls)} calls for {passages + questions} passages, {struck} faults and {moves} attempts"
            )
            yield Violation("I6", report.id, report.calls[-1].t, what)


def _unfounded(evidence: Evidence, report: Report, call: Call) -> str | None:
    claimed = [claim for claim in report.claims if claim.who == call.caller and claim.t <= call.t + 0.1]
    if not any(claim.attempt <= call.attempt for claim in claimed):
        return "opened by a process that had not claimed the report"
    status, before = report.status_at(call.t), report.status_at(call.t - _CLOSING_SECONDS)
    deleted_at = report.deleted_at
    if status == "running" or before == "running":
        return None
    if deleted_at is not None and call.t <= deleted_at + _DELETED_SECONDS:
        return None
    since = call.t - evidence.setting.lease_seconds
    if evidence.is_cut_off(call.caller, since, call.t):
        return None
    kind = "ended" if status in ENDED else "gone" if status is None else status
    return f"opened while the report was {kind}"


def closed_after_deletion(evidence: Evidence) -> Iterator[Violation]:
    """I18: a deleted report is not recreated, and its call is closed within five seconds."""
    for report in evidence.reports.values():
        at = report.deleted_at
        if at is None:
            continue
        if any(row.op != "delete" for row in report.rows[_deletion(report) :]):
            yield Violation("I18", report.id, at, "recreated after its deletion")
        for call in report.calls:
            closed = evidence.last_at if call.closed is None else call.closed
            late = closed - max(at, call.t)
            if closed > at and late > _DELETED_SECONDS and not evidence.is_cut_off(call.caller, at - 1, closed):
                yield Violation("I18", report.id, at, f"{call.name[33:]} was open {late:.1f} s after the deletion")


def _deletion(report: Report) -> int:
    return next(index for index, row in enumerate(report.rows) if row.op == "delete")


RULES = (one_call_at_a_time, no_call_for_nothing, closed_after_deletion)
