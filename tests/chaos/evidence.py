"""The history, indexed by report, as the checker's rules need it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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

SEPARATOR = "\n\n"
_SURE_CHARS = 20
"""So many characters identify the call that wrote them."""
ENDED = frozenset({"completed", "incomplete", "stopped", "failed"})
CUT_OFF_TAIL = 6.0
"""How long a database fault still affects a process: the timeout of the pending statement, plus the longest pause
before the next one."""
RENEWAL = 0.3
"""A lease is renewed, and unsaved text saved, after this share of its duration."""
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
    """The part of a text, from `start` to `end`, that a call wrote. `is_whole` if it completes a passage."""

    start: int
    end: int
    call: Call
    is_whole: bool
    is_sure: bool = True
    """Whether the text identifies the call. An incomplete heading may belong to several calls."""

    @property
    def is_first(self) -> bool:
        """Whether the passage begins here."""
        return self.call.is_first


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
            chains = list(self._chains(text, start))
            if not chains:
                return self._mismatch(text, start)
            # A complete passage, or else the last one; of several possible ones, the longest.
            longest: list[Segment] = max(chains, key=lambda chain: (chain[-1].end, chain[-1].is_whole))
            segments += longest
            start = segments[-1].end
            if not segments[-1].is_whole:
                return segments
        return segments

    def _chains(self, text: str, start: int) -> Iterator[list[Segment]]:
        """Yield the calls, in order, that may have written the passage at `start`."""
        rest = text[start:]
        partial = []
        for call in self.calls:
            whole = call.whole
            if call.finish == "stop" and rest.startswith(whole) and (chain := self._chain(call, whole, start)):
                yield [*chain[:-1], replace(chain[-1], is_whole=True)]
            elif whole.startswith(rest) and (chain := self._chain(call, rest, start)):
                partial.append(chain)
        yield from partial

    def _chain(self, call: Call, passage: str, start: int) -> list[Segment]:
        """Return the segments of a passage that ends with text of `call`; none if it cannot be so."""
        written = "" if call.starts_over else call.written or ""
        # A call that finds nothing to add wrote nothing of the passage, and yet ends it.
        if len(passage) <= len(written) and (call.text or call.finish != "stop"):
            return []
        alike = [other for other in self.calls if other.whole.startswith(passage)]
        alike = [other for other in alike if other.is_first or len(other.written or "") < len(passage)]
        # The end may also be the beginning of a continuation that repeats no character, but writes the same ones.
        own = Segment(start + len(written), start + len(passage), call, False, is_sure=alike == [call])
        if not written:
            return [own]
        earlier = [other for other in self.calls if other.t < call.t and other.heading == call.heading]
        chains = (self._chain(other, written, start) for other in earlier if other.whole.startswith(written))
        chain = next(filter(None, chains), None)
        if chain is None:
            return []
        return [*chain, replace(own, is_sure=own.is_sure and own.end - own.start >= _SURE_CHARS)]

    def _mismatch(self, text: str, start: int) -> str:
        """Describe the text at `start`, which no call wrote."""
        rest = text[start:]
        agreed = max((_common(call.whole, rest) for call in self.calls), default=0)
        at = start + agreed
        return f"no call wrote the text from {at} on: {text[max(start, at - 20) : at + 40]!r}"


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
            text = ""
            for batch in by_tx.values():
                for change in batch:
                    if isinstance(change, RowChange):
                        row = change
                    elif change.op == "delete":
                        pieces.pop(change.start, None)
                    else:
                        pieces[change.start] = change.text
                if row is not None and row.op != "delete":
                    before, text = text, "".join(pieces[start] for start in sorted(pieces))
                    added = text[len(before) :] if text.startswith(before) else ""
                    self._report(id).saved.append(Saved(row, text, added))

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


def _common(one: str, other: str) -> int:
    """Return the length of the common beginning."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
