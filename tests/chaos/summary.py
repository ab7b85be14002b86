"""The summary of a run."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from .evidence import Evidence, Report
from .history import Call, Fault, Got, GotReset, Left, Opened, RowChange
from .run import Plan, Result


def summary(plan: Plan, result: Result) -> str:
    history = result.history
    evidence = Evidence(history)
    last = {row.report: row for row in history.all(RowChange)}
    ends = Counter("deleted" if row.op == "delete" else row.status or "?" for row in last.values())
    struck = Counter(call.fault for call in history.all(Call) if call.fault)
    total = sum(result.strokes.values()) + sum(struck.values())
    opened = [record for record in history.all(Opened) if record.status == 200]
    drops = Counter(left.why for left in history.all(Left))
    times = sorted(takeover_seconds(evidence))
    found = Counter(violation.invariant for violation in result.violations)
    lines = [
        f"seed {plan.seed}: {result.seconds:.0f} s of faults; processes: {', '.join(plan.roles)}",
        f"reports     {len(last)}: {_counts(ends)}; {sum(row.chars for row in last.values()):,} characters",
        f"viewers     {len({record.who for record in opened})} over {len(opened)} connections: {_counts(drops)}",
        f"resets      {_counts(Counter(reset.reason for reset in history.all(GotReset)))}",
        f"faults      {total}, {total / max(result.seconds, 1):.2f} a second: {_counts(result.strokes)}",
        f"  upstream  {sum(struck.values())}: {_counts(struck)}",
        f"calls       {sum(1 for _ in history.all(Call))}, at most {most_open(evidence)} open at once for one report",
        f"takeovers   {sum(map(_takeovers, evidence.reports.values()))}; kill -9 to the next text at a viewer: "
        + (f"median {times[len(times) // 2]:.1f} s, worst {times[-1]:.1f} s of {len(times)}" if times else "none"),
        f"violations  {len(result.violations)}: {_counts(found) or 'none'}",
        f"unfinished  {len(result.unfinished)}{': ' if result.unfinished else ''}{', '.join(result.unfinished)}",
    ]
    if result.bad_exits:
        lines.append(f"bad exits   {', '.join(result.bad_exits)}")
    if result.stack_traces:
        lines.append(f"stack traces {len(result.stack_traces)}, the first: {result.stack_traces[0]}")
    return "\n".join(lines)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))


def most_open(evidence: Evidence) -> int:
    """Return the highest number of concurrently open calls of one report, by the model's clock."""
    most = 0
    for report in evidence.reports.values():
        moments = [
            moment
            for call in report.calls
            for moment in ((call.t, 1), (evidence.last_at if call.closed is None else call.closed, -1))
        ]
        is_open = 0
        for _, change in sorted(moments):
            is_open += change
            most = max(most, is_open)
    return most


def _takeovers(report: Report) -> int:
    return sum(1 for before, row in pairwise(report.rows) if row.deaths > before.deaths)


def takeover_seconds(evidence: Evidence) -> Iterator[float]:
    """Yield, for each report whose process was killed, the time until a viewer received text of a later attempt."""
    for fault in evidence.faults:
        if fault.kind == "kill":
            for report in evidence.reports.values():
                if (seconds := _takeover(report, fault)) is not None:
                    yield seconds


def _takeover(report: Report, fault: Fault) -> float | None:
    held = next((row for row in reversed(report.rows) if row.t <= fault.t), None)
    if held is None or held.status != "running" or fault.target not in report.owner_of(held.attempt):
        return None
    came = [
        record.t
        for records in report.seen.values()
        for record in records
        if isinstance(record, Got) and record.t > fault.t and record.attempt > held.attempt
    ]
    return min(came) - fault.t if came else None
