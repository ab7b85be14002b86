"""The history, indexed by report, as the checker's rules need it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .history import (
    Asked,
    Call,
    Claimed,
    Fault,
    Got,
    GotEnd,
    GotReset,
    History,
    Left,
    Made,
    Opened,
    Phase,
    PieceChange,
    Record,
    RowChange,
    Setting,
    Write,
)
from .text import named

SEPARATOR = "\n\n"
ENDED = frozenset({"completed", "incomplete", "stopped", "failed"})
CUT_OFF_TAIL = 6.0
"""How long a database fault still affects a process: the timeout of the pending statement, plus the longest pause
before the next one."""
DATABASE_FAULTS = frozenset(
    {"hole", "deaf", "lost_answer", "slow", "cut", "sessions", "all_sessions", "listeners", "database"}
)
FREEZES = frozenset({"freeze_short", "freeze_long"})
DEATHS = frozenset({"kill", "terminate", "terminate_twice"})


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken invariant."""

    invariant: str
    report: str
    t: float
    what: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.report[:8]} at {self.t:.3f}: {self.what}"


@dataclass(frozen=True, slots=True)
class Saved:
    """Saved state of a report after one transaction: the row, and the text assembled from its pieces."""

    row: RowChange
    text: str
    added: str
    """Text that the transaction appended."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a text, from `start` to `end`, that a call wrote. `is_whole` if it is a complete passage."""

    start: int
    end: int
    call: Call
    is_whole: bool
    is_sure: bool = True
    """Whether the text identifies the call. An incomplete heading may belong to several calls."""


@dataclass(slots=True)
class Report:
    """All records about one report."""

    id: str
    calls: list[Call] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    saved: list[Saved] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    claims: list[Claimed] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    seen: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    """Events of each viewer, in order."""

    @property
    def last(self) -> RowChange | None:
        return self.rows[-1] if self.rows else None

    @property
    def deleted_at(self) -> float | None:
        return next((row.t for row in self.rows if row.op == "delete"), None)

    def status_at(self, t: float) -> str | None:
        """Return the status according to the audit; None before the creation and after the deletion."""
        status = None
        for row in self.rows:
            if row.t > t:
                break
            status = row.status
        return status

    def owner_of(self, attempt: int) -> set[str]:
        """Return the processes that owned this attempt: those that claimed it, or else those that rewound to it."""
        claimed = {claim.who for claim in self.claims if claim.attempt == attempt}
        return claimed or {
            write.who
            for write in self.writes
            if write.action == "rewind" and write.to == attempt and write.result != "refused"
        }

    def parse(self, text: str) -> list[Segment] | str:
        """Split a text into the parts that each call wrote. Returns an error message if that is impossible."""
        by_name = {call.name: call for call in self.calls}
        segments: list[Segment] = []
        start = 0
        while start < len(text):
            if segments:
                if not text.startswith(SEPARATOR, start):
                    if SEPARATOR.startswith(text[start:]):
                        return segments
                    return f"passages not separated by a blank line at {start}: {text[start - 20 : start + 20]!r}"
                start += len(SEPARATOR)
                if start == len(text):
                    return segments
            calls = self._calls_at(text, start, by_name)
            if not calls:
                return f"no call wrote the text at {start}: {text[start : start + 60]!r}"
            call = calls[0]
            whole, most = self._versions(call)
            if whole is not None and text.startswith(whole, start):
                segments.append(Segment(start, start + len(whole), call, True))
                start += len(whole)
                continue
            rest = text[start:]
            if not most.startswith(rest):
                at = next((i for i, (a, b) in enumerate(zip(most, rest, strict=False)) if a != b), len(most))
                return (
                    f"call {_short(call)} did not write this, from {start + at} on: {rest[max(0, at - 20) : at + 40]!r}"
                )
            segments.append(Segment(start, len(text), call, False, len(calls) == 1))
            return segments
        return segments

    def _calls_at(self, text: str, start: int, by_name: dict[str, Call]) -> list[Call]:
        """Return the calls that may have written the text at `start`, the likeliest first."""
        rest = text[start:]
        if (name := named(rest)) is not None and name in by_name:
            return [by_name[name]]
        # The heading is incomplete, or a fault altered it: any call that began like this is possible.
        begun = [
            call for call in self.calls if call.text and (call.text.startswith(rest) or rest.startswith(call.text))
        ]
        return sorted(begun, key=lambda call: (call.finish != "stop", -len(call.text)))

    def _versions(self, call: Call) -> tuple[str | None, str]:
        """Return the passage that began with this call, if it was completed, and its longest possible text."""
        if call.finish == "stop":
            return call.text, call.text
        if call.finish != "length":
            return None, call.text
        rest = [
            other for other in self.calls if other.is_continuation and other.full == call.full and other is not call
        ]
        if any(other.finish == "stop" for other in rest):
            return call.full, call.full
        return None, call.full[: len(call.text) + max((len(other.text) for other in rest), default=0)]


class Evidence:
    """All records by report, and all faults by process and time."""

    def __init__(self, history: History) -> None:
        self.setting = next(history.all(Setting))
        over = {(fault.kind, fault.target, fault.t) for fault in history.all(Fault) if fault.is_over}
        self.faults = [
            fault for fault in history.all(Fault) if fault.is_over or (fault.kind, fault.target, fault.t) not in over
        ]
        self.made = list(history.all(Made))
        self.asked = list(history.all(Asked))
        self.calm_at = next((phase.t for phase in history.all(Phase) if phase.name == "calm"), None)
        self.over_at = next((phase.t for phase in history.all(Phase) if phase.name == "over"), None)
        self.last_at = history.records[-1].t
        self.reports: dict[str, Report] = {}
        for record in history.records:
            self._place(record)
        self._replay(history)

    @property
    def is_over(self) -> bool:
        return self.over_at is not None

    def _place(self, record: Record) -> None:
        match record:
            case Call():
                self._report(record.report).calls.append(record)
            case RowChange():
                self._report(record.report).rows.append(record)
            case Write():
                self._report(record.report).writes.append(record)
            case Claimed():
                self._report(record.report).claims.append(record)
            case Asked() if record.report is not None:
                self._report(record.report).asked.append(record)
            case Opened() | Got() | GotReset() | GotEnd() | Left():
                self._report(record.report).seen[record.who].append(record)

    def _report(self, id: str) -> Report:
        if id not in self.reports:
            self.reports[id] = Report(id)
        return self.reports[id]

    def _replay(self, history: History) -> None:
        """Reconstruct the saved text of each report after each transaction from the audit."""
        changes: dict[str, dict[int, list[RowChange | PieceChange]]] = defaultdict(lambda: defaultdict(list))
        for record in history.records:
            if isinstance(record, RowChange | PieceChange):
                changes[record.report][record.tx].append(record)
        for id, by_tx in changes.items():
            pieces: dict[int, str] = {}
            row: RowChange | None = None
            for batch in by_tx.values():
                added = []
                for change in batch:
                    if isinstance(change, RowChange):
                        row = change
                    elif change.op == "delete":
                        pieces.pop(change.start, None)
                    else:
                        pieces[change.start] = change.text
                        added += [change.text] if change.op == "insert" else []
                if row is not None and row.op != "delete":
                    text = "".join(pieces[start] for start in sorted(pieces))
                    self._report(id).saved.append(Saved(row, text, "".join(added)))

    def troubles(self, who: str, kinds: frozenset[str]) -> Iterator[Fault]:
        """Return the faults of these kinds that hit a process."""
        return (fault for fault in self.faults if fault.kind in kinds and fault.target in (who, "all"))

    def is_troubled(self, who: str, kinds: frozenset[str], start: float, end: float, tail: float = 0.0) -> bool:
        """Return whether such a fault was active between `start` and `end`, or ended within `tail` seconds before."""
        return any(fault.t <= end and fault.until + tail >= start for fault in self.troubles(who, kinds))

    def is_cut_off(self, who: str, start: float, end: float) -> bool:
        """Return whether a process was frozen or cut off from the database, or was still recovering."""
        return self.is_troubled(who, FREEZES, start, end, 1.0) or self.is_troubled(
            who, DATABASE_FAULTS, start, end, CUT_OFF_TAIL
        )


def _short(call: Call) -> str:
    report, *numbers = call.name.split("-")
    return ".".join([report[:4], *numbers])
