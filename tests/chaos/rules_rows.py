"""The database as its audit tells it: I3 (one writer), I4 (monotone), I5 (final), I8 (durable), I12 (honest), I17."""

from collections.abc import Iterator
from itertools import pairwise

from .evidence import DATABASE_FAULTS, DEATHS, ENDED, FREEZES, Evidence, Report, Saved, Segment, Violation
from .history import Call, RowChange

_SETTLE_SECONDS = 10.0
"""A request that may have caused a change is written down once it is answered: by then."""
_LATE_SECONDS = 0.1
"""Between a commit and its time in the audit, and between a clock that was read and a statement that was sent."""
_SLACK_SECONDS = 1.5
"""A save takes its time on two busy cores, and text comes in meanwhile."""
_SLACK_CHARS = 400
_MOST_DEATHS = 3
RESUMABLE = frozenset({"incomplete", "stopped", "failed"})


def one_writer(evidence: Evidence) -> Iterator[Violation]:
    """I3: what an attempt saves was written by its process, and nothing older is saved after it began."""
    for report in evidence.reports.values():
        began: dict[int, float] = {}
        for row in report.rows:
            began.setdefault(row.attempt, row.t)
        for write in report.writes:
            present = max(write.attempt, write.to)
            later = [t for attempt, t in began.items() if attempt > present]
            if write.action == "renew" or write.result != "ok" or not later:
                continue
            if write.began > min(later) + _LATE_SECONDS:
                what = f"{write.who} {write.action} of attempt {present} was sent and accepted after a later one began"
                yield Violation("I3", report.id, write.t, what)
        yield from _one_writer_by_text(report)


def _one_writer_by_text(report: Report) -> Iterator[Violation]:
    for saved in report.saved:
        if not saved.added:
            continue
        segments = report.parse(saved.text)
        if isinstance(segments, str):
            continue  # I1 says it
        segments = [segment for segment in segments if segment.is_sure]
        attempts = [segment.call.attempt for segment in segments]
        if attempts != sorted(attempts) or max(attempts, default=0) > saved.row.attempt:
            yield Violation("I3", report.id, saved.row.t, f"attempt {saved.row.attempt} holds calls of {attempts}")
        owners = report.owner_of(saved.row.attempt)
        start = len(saved.text) - len(saved.added)
        writers = {segment.call.caller for segment in segments if segment.end > start}
        if owners and not writers <= owners:
            what = f"attempt {saved.row.attempt} is {sorted(owners)}'s, and has text of {sorted(writers)}"
            yield Violation("I3", report.id, saved.row.t, what)


def monotone(evidence: Evidence) -> Iterator[Violation]:
    """I4: `chars` is the length of the text; neither it, within an attempt, nor the attempt ever decreases."""
    for report in evidence.reports.values():
        before: Saved | None = None
        for saved in report.saved:
            row = saved.row
            if row.chars != len(saved.text):
                yield Violation("I4", report.id, row.t, f"chars is {row.chars}, the pieces are {len(saved.text)} long")
            if before is not None:
                if row.attempt < before.row.attempt:
                    yield Violation("I4", report.id, row.t, f"attempt {row.attempt} after {before.row.attempt}")
                if row.attempt == before.row.attempt and not saved.text.startswith(before.text):
                    yield Violation("I4", report.id, row.t, f"the text of attempt {row.attempt} changed, or shrank")
            before = saved


def final(evidence: Evidence) -> Iterator[Violation]:
    """I5: an ended report only ever goes back to `queued`, because its owner asked, or away."""
    for report in evidence.reports.values():
        before: RowChange | None = None
        resumed = 0
        for row in report.rows:
            was, before = before, row
            if was is None or was.status not in ENDED or row.op == "delete":
                continue
            if row.status != "queued" or was.status not in RESUMABLE:
                yield Violation("I5", report.id, row.t, f"{was.status} became {row.status}")
            elif (row.attempt, row.chars) != (was.attempt, was.chars):
                yield Violation("I5", report.id, row.t, "resuming changed the text")
            resumed += 1
            if not _was_asked(evidence, report, row.t, resumed):
                yield Violation("I5", report.id, row.t, f"{was.status} became queued, and nobody asked")


def _was_asked(evidence: Evidence, report: Report, t: float, times: int) -> bool:
    """Whether the owner had asked to go on so many times by then."""
    if not evidence.is_over and t > evidence.last_at - _SETTLE_SECONDS:
        return True  # perhaps: the answer is still on its way
    return sum(1 for asked in report.asked if asked.action == "resume" and asked.began <= t) >= times


def durable(evidence: Evidence) -> Iterator[Violation]:
    """I8: `kill -9` loses no more than a batch, in characters and in seconds, if the database could be reached."""
    setting = evidence.setting
    for fault in evidence.faults:
        since = fault.t - setting.batch_seconds - 8
        if fault.kind != "kill" or evidence.is_troubled(fault.target, DATABASE_FAULTS | FREEZES, since, fault.t):
            continue
        for report in evidence.reports.values():
            lost = list(_unsaved(report, fault.target, fault.t))
            chars = sum(call.sent_at(fault.t) - saved for call, saved in lost)
            if chars > setting.batch_chars + _SLACK_CHARS:
                yield Violation("I8", report.id, fault.t, f"{chars} characters were not saved at kill -9")
            long_ago = fault.t - setting.batch_seconds - _SLACK_SECONDS
            old = sum(max(0, call.sent_at(long_ago) - saved) for call, saved in lost)
            if old:
                what = f"{old} characters older than {setting.batch_seconds} s were not saved at kill -9"
                yield Violation("I8", report.id, fault.t, what)


def _unsaved(report: Report, who: str, t: float) -> Iterator[tuple[Call, int]]:
    """The calls of a process that wrote the report at `t`, each with how much of it was saved by then."""
    saved = next((saved for saved in reversed(report.saved) if saved.row.t <= t), None)
    if saved is None or saved.row.status != "running" or who not in report.owner_of(saved.row.attempt):
        return
    if any(row.op == "delete" and row.t <= t for row in report.rows):
        return
    segments = report.parse(saved.text)
    if isinstance(segments, str):
        return
    known: dict[str, Segment] = {segment.call.name: segment for segment in segments}
    for call in report.calls:
        is_open = call.closed is None or call.closed > t - 0.05
        if call.caller == who and call.t <= t and not call.goes_on and (is_open or call.finish == "stop"):
            segment = known.get(call.name)
            saved_chars = 0 if segment is None else segment.end - segment.start
            if call.attempt >= saved.row.attempt or segment is not None:
                yield call, saved_chars


def honest(evidence: Evidence) -> Iterator[Violation]:
    """I12: `completed` is every passage of the outline, in order, each whole by the model's own word."""
    for report in evidence.reports.values():
        for saved in report.saved:
            if saved.row.status != "completed" or saved.row.old_status == "completed":
                continue
            segments = report.parse(saved.text)
            if isinstance(segments, str):
                continue  # I1 says it
            headings = [segment.call.heading for segment in segments]
            if headings != evidence.setting.headings or not all(segment.is_whole for segment in segments):
                what = f"completed with {[(segment.call.heading, segment.is_whole) for segment in segments]}"
                yield Violation("I12", report.id, saved.row.t, what)


def poison(evidence: Evidence) -> Iterator[Violation]:
    """I17: the third lease that runs out on a report ends it."""
    for report in evidence.reports.values():
        for row in report.rows:
            if row.deaths > _MOST_DEATHS or (
                row.deaths == _MOST_DEATHS and row.code != "poison" and row.op != "delete"
            ):
                yield Violation("I17", report.id, row.t, f"{row.deaths} leases ran out, and it is {row.status}")
            if row.code == "poison" and row.deaths < _MOST_DEATHS:
                yield Violation("I17", report.id, row.t, f"given up after {row.deaths} leases that ran out")


def leases_hold(evidence: Evidence) -> Iterator[Violation]:
    """I6: no report is taken from a process that nothing had befallen."""
    tail = evidence.setting.lease_seconds + 1
    kinds = FREEZES | DEATHS
    for report in evidence.reports.values():
        for before, row in pairwise(report.rows):
            if row.deaths <= before.deaths:
                continue
            for who in report.owner_of(before.attempt):
                well = not evidence.is_troubled(who, kinds, row.t - tail, row.t, tail)
                if well and not evidence.is_cut_off(who, row.t - tail, row.t):
                    yield Violation("I6", report.id, row.t, f"taken from {who}, which nothing had befallen")


RULES = (one_writer, monotone, final, durable, honest, poison, leases_hold)
