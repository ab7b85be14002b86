"""Rules about requests: I7 (one report per key), I9 (every report ends), I18 (deletion), I19 (meaningful run)."""

from collections import defaultdict
from collections.abc import Iterator

from .evidence import ENDED, Evidence, Report, Violation
from .history import Got, GotEnd, GotReset, Left, Opened, Record

_NOTIFY_SECONDS = 5.0
_LEAST_COMPLETED = 0.8
_FEW = 6
"""With fewer reports, the completed share is not checked."""
_QUESTIONS = 10
"""At least one in so many completed reports has had a question."""
_STARVED_SECONDS = 3.0


def one_report_for_one_key(evidence: Evidence) -> Iterator[Violation]:
    """I7: one idempotency key creates one report, according to all responses and the database."""
    answers: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], set[str]] = defaultdict(set)
    for asked in evidence.asked:
        if asked.action == "create" and asked.status in (200, 201) and asked.key and asked.report:
            answers[asked.owner, asked.key].add(asked.report)
    for made in evidence.made:
        if made.key:
            answers[made.owner, made.key].add(made.report)
    for report in evidence.reports.values():
        for row in report.rows:
            if row.op == "insert" and row.key:
                rows[row.owner, row.key].add(report.id)
    deleted = {id for id, report in evidence.reports.items() if report.deleted_at is not None}
    for known in (answers, rows):
        for (_, key), ids in known.items():
            if len(ids) > 1 and not ids & deleted:  # a key whose report was deleted may create another
                id = sorted(ids)[0]
                yield Violation("I7", id, evidence.reports[id].rows[0].t, f"{key} created {len(ids)} reports")


def everything_ends(evidence: Evidence) -> Iterator[Violation]:
    """I9: after the faults, every report ends, and expired leases are taken over in time."""
    if not evidence.is_over or evidence.calm_at is None or evidence.over_at is None:
        return
    setting = evidence.setting
    for report in evidence.reports.values():
        last = report.last
        if last is not None and last.op != "delete" and last.status not in ENDED:
            yield Violation("I9", report.id, last.t, f"still {last.status} at the end of the run")
        for row, following in zip(report.rows, [*report.rows[1:], None], strict=True):
            if row.status != "running" or row.lease_until is None:
                continue
            free = max(row.lease_until, evidence.calm_at + setting.lease_seconds)
            next_at = evidence.over_at if following is None else following.t
            if next_at > free + 2 * setting.scan_seconds + _STARVED_SECONDS:
                yield Violation("I9", report.id, row.t, f"an expired lease remained for {next_at - free:.1f} s")


def viewers_receive_deletions(evidence: Evidence) -> Iterator[Violation]:
    """I18: viewers of a deleted report receive its end within five seconds."""
    for report in evidence.reports.values():
        at = report.deleted_at
        if at is None:
            continue
        for who, records in report.seen.items():
            for opened, left, events in _connections(records, evidence.last_at):
                if opened.status != 200 or left <= at + _NOTIFY_SECONDS:
                    continue
                if any(isinstance(event, GotEnd) for event in events):
                    continue
                if not evidence.is_cut_off(opened.process, at - 1, at + _NOTIFY_SECONDS):
                    yield Violation("I18", report.id, at, f"{who} received no end in {left - at:.1f} s")


def _connections(records: list[Record], last_at: float) -> Iterator[tuple[Opened, float, list[Record]]]:
    opened: Opened | None = None
    events: list[Record] = []
    for record in records:
        match record:
            case Opened():
                opened, events = record, []
            case Left() if opened is not None:
                yield opened, record.t, events
                opened = None
            case Got() | GotReset() | GotEnd():
                events.append(record)
    if opened is not None:
        yield opened, last_at, events


def run_is_meaningful(evidence: Evidence) -> Iterator[Violation]:
    """I19: most reports were completed, and every kind of fault occurred."""
    if not evidence.is_over:
        return
    counted = [report for report in evidence.reports.values() if report.rows and not _is_given_up(report)]
    completed = [report for report in counted if report.last is not None and report.last.status == "completed"]
    if len(counted) >= _FEW and len(completed) < len(counted) * _LEAST_COMPLETED:
        yield Violation("I19", "", evidence.last_at, f"only {len(completed)} of {len(counted)} reports completed")
    asked = sum(report.last.questions for report in completed if report.last is not None)
    if len(counted) >= _FEW and asked * _QUESTIONS < len(completed):
        yield Violation("I19", "", evidence.last_at, f"only {asked} questions about {len(completed)} completed reports")
    struck = {fault.kind for fault in evidence.faults}
    struck |= {call.fault for report in evidence.reports.values() for call in report.calls if call.fault}
    if missing := set(evidence.setting.kinds) - struck:
        yield Violation("I19", "", evidence.last_at, f"never occurred: {sorted(missing)}")


def _is_given_up(report: Report) -> bool:
    return report.deleted_at is not None or any(asked.action == "stop" for asked in report.asked)


RULES = (one_report_for_one_key, everything_ends, viewers_receive_deletions, run_is_meaningful)
