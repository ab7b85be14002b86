"""Rules about the database audit: I3 (one writer), I4 (monotone), I5 (final), I6, I8 (durable), I12, I17 (poison)."""

from collections.abc import Iterator
from itertools import pairwise

from .evidence import DATABASE_FAULTS, DEATHS, ENDED, FREEZES, RENEWAL, Evidence, Report, Saved, Segment, Violation
from .history import Call, RowChange

ANSWER = "追问"
"""Begins the heading of every answer to a further question."""
_SETTLE_SECONDS = 10.0
"""How long the record of a request may lag behind the change that it caused."""
_LATE_SECONDS = 0.1
"""Tolerance between a commit and its audit time, and between a clock reading and the statement that follows."""
_SLACK_SECONDS = 1.5
"""Tolerance for text that arrives while a save is slow on a busy machine."""
_MOST_DEATHS = 3
RESUMABLE = frozenset({"incomplete", "stopped", "failed"})


def one_writer(evidence: Evidence) -> Iterator[Violation]:
    """I3: an attempt contains only text of its own process, and no earlier attempt saves after it began."""
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
            continue  # reported as I1
        segments = [segment for segment in segments if segment.is_sure and segment.end > segment.start]
        attempts = [segment.call.attempt for segment in segments]
        if attempts != sorted(attempts) or max(attempts, default=0) > saved.row.attempt:
            yield Violation("I3", report.id, saved.row.t, f"attempt {saved.row.attempt} holds calls of {attempts}")
        owners = report.owner_of(saved.row.attempt)
        start = len(saved.text) - len(saved.added)
        writers = {segment.call.caller for segment in segments if segment.end > start}
        if owners and not writers <= owners:
            what = f"attempt {saved.row.attempt} is {sorted(owners)}'s, but has text of {sorted(writers)}"
            yield Violation("I3", report.id, saved.row.t, what)


def monotone(evidence: Evidence) -> Iterator[Violation]:
    """I4: `chars` is the length of the text. Attempts never decrease, and the text never shrinks within an attempt."""
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
    """I5: an ended report can only be resumed by its owner, asked about if it is completed, or deleted."""
    for report in evidence.reports.values():
        before: RowChange | None = None
        times = {"resume": 0, "question": 0}
        for row in report.rows:
            was, before = before, row
            if was is None or was.status not in ENDED or row.op == "delete":
                continue
            action = "resume" if was.status in RESUMABLE else "question"
            asked = row.questions - was.questions
            if row.status != "queued" or asked != (action == "question"):
                yield Violation("I5", report.id, row.t, f"{was.status} became {row.status} with {asked} new questions")
            elif (row.attempt, row.chars) != (was.attempt, was.chars):
                yield Violation("I5", report.id, row.t, f"a {action} changed the text")
            times[action] += 1
            if not _was_requested(evidence, report, row.t, action, times[action]):
                yield Violation("I5", report.id, row.t, f"{was.status} became queued without a request")


def _was_requested(evidence: Evidence, report: Report, t: float, action: str, times: int) -> bool:
    """Return whether the owner had sent at least `times` such requests by `t`."""
    if not evidence.is_over and t > evidence.last_at - _SETTLE_SECONDS:
        return True  # the response may still be pending
    return sum(1 for asked in report.asked if asked.action == action and asked.began <= t) >= times


def durable(evidence: Evidence) -> Iterator[Violation]:
    """I8: `kill -9` loses at most the text since the last renewal of the lease, if the database was reachable."""
    renew_seconds = evidence.setting.lease_seconds * RENEWAL
    for fault in evidence.faults:
        since = fault.t - renew_seconds - 8
        if fault.kind != "kill" or evidence.is_troubled(fault.target, DATABASE_FAULTS | FREEZES, since, fault.t):
            continue
        for report in evidence.reports.values():
            lost = list(_unsaved(report, fault.target, fault.t))
            long_ago = fault.t - renew_seconds - _SLACK_SECONDS
            old = sum(max(0, call.sent_at(long_ago) - saved) for call, saved in lost)
            if old:
                what = f"{old} characters older than {renew_seconds} s were not saved at kill -9"
                yield Violation("I8", report.id, fault.t, what)


def _unsaved(report: Report, who: str, t: float) -> Iterator[tuple[Call, int]]:
    """Yield the calls of a process that wrote the report at `t`, each with the number of its saved characters."""
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
        if call.caller == who and call.t <= t and (is_open or call.finish == "stop"):
            segment = known.get(call.name)
            saved_chars = 0 if segment is None else segment.end - segment.start
            if call.attempt >= saved.row.attempt or segment is not None:
                yield call, saved_chars


def complete(evidence: Evidence) -> Iterator[Violation]:
    """I12: a completed report has every passage of the outline and an answer to every question, in order, each finished
    by the model."""
    for report in evidence.reports.values():
        for saved in report.saved:
            if saved.row.status != "completed" or saved.row.old_status == "completed":
                continue
            segments = report.parse(saved.text)
            if isinstance(segments, str):
                continue  # reported as I1
            headings = [segment.call.heading for segment in segments if segment.is_first]
            whole = [segment.call.heading for segment in segments if segment.is_whole]
            expected = evidence.setting.headings
            answers = headings[len(expected) :]
            is_whole = headings == whole and headings[: len(expected)] == expected
            if not is_whole or len(answers) != saved.row.questions or not all(map(_is_answer, answers)):
                what = f"completed with {[(segment.call.heading, segment.is_whole) for segment in segments]}"
                yield Violation("I12", report.id, saved.row.t, what)


def _is_answer(heading: str) -> bool:
    return heading.startswith(ANSWER)


def poison(evidence: Evidence) -> Iterator[Violation]:
    """I17: the third expired lease ends the report."""
    for report in evidence.reports.values():
        for row in report.rows:
            if row.deaths > _MOST_DEATHS or (
                row.deaths == _MOST_DEATHS and row.code != "poison" and row.op != "delete"
            ):
                yield Violation("I17", report.id, row.t, f"{row.deaths} leases expired, and it is {row.status}")
            if row.code == "poison" and row.deaths < _MOST_DEATHS:
                yield Violation("I17", report.id, row.t, f"abandoned after {row.deaths} expired leases")


def leases_hold(evidence: Evidence) -> Iterator[Violation]:
    """I6: no report is taken from a process that had no fault."""
    tail = evidence.setting.lease_seconds + 1
    for report in evidence.reports.values():
        for before, row in pairwise(report.rows):
            if row.deaths <= before.deaths:
                continue
            for who in report.owner_of(before.attempt):
                # A dead process renews nothing, however long no other one can reach the database to take over.
                is_dead = any(fault.t <= row.t for fault in evidence.troubles(who, DEATHS))
                is_up = not is_dead and not evidence.is_troubled(who, FREEZES, row.t - tail, row.t, tail)
                if is_up and not evidence.is_cut_off(who, row.t - tail, row.t):
                    yield Violation("I6", report.id, row.t, f"taken from {who}, which had no fault")


RULES = (one_writer, monotone, final, durable, complete, poison, leases_hold)
