"""Rules about the text of viewers and the database: I1 (the same text everywhere, and written by the model), I2 (no gap
or repetition)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from .evidence import ENDED, Evidence, Report, Violation
from .history import Got, GotEnd, GotReset, Left, Opened, Record


@dataclass(slots=True)
class _Canon:
    """The longest known text of each attempt. Each `(attempt, offset)` must name one character for all holders."""

    texts: dict[int, str] = field(default_factory=dict)
    holders: dict[int, str] = field(default_factory=dict)

    def add(self, attempt: int, text: str, holder: str) -> str | None:
        """Add one holder's text. Returns an error message if it differs from the others'."""
        known = self.texts.get(attempt, "")
        shorter = min(len(known), len(text))
        if known[:shorter] != text[:shorter]:
            at = next(i for i in range(shorter) if known[i] != text[i])
            return (
                f"attempt {attempt} at {at} is {text[max(0, at - 20) : at + 20]!r} for {holder}, "
                f"{known[max(0, at - 20) : at + 20]!r} for {self.holders[attempt]}"
            )
        if len(text) > len(known):
            self.texts[attempt], self.holders[attempt] = text, holder
        return None


_LATE_SECONDS = 0.1
"""The audit time precedes the commit of its transaction by a moment."""


@dataclass(slots=True)
class _Fold:
    """The state of one viewer, updated with each event."""

    report: Report
    who: str
    canon: _Canon
    text: str = ""
    attempt: int = 0
    position: str | None = None
    ends: int = 0
    """Number of `end` events on the current connection."""

    def take(self, record: Record) -> Iterator[tuple[str, str]]:
        match record:
            case Opened():
                self.ends = 0
                if record.position != self.position:
                    yield "I2", f"reconnected with {record.position}, but received {self.position}"
            case Got():
                yield from self._grow(record)
            case GotReset():
                yield from self._shrink(record)
            case GotEnd():
                yield from self._end(record)
            case Left(why="204"):
                yield from self._check_204(record)

    def _move(self, attempt: int, offset: int) -> Iterator[tuple[str, str]]:
        if attempt < self.attempt:
            yield "I2", f"attempt {attempt} after {self.attempt}"
        if offset != len(self.text):
            yield "I2", f"id {attempt}.{offset}, but the text has {len(self.text)} characters"
        self.attempt, self.position = attempt, f"{attempt}.{offset}"

    def _grow(self, got: Got) -> Iterator[tuple[str, str]]:
        if self.ends:
            yield "I5", "text after the end"
        if got.start != len(self.text):
            kind = "a gap" if got.start > len(self.text) else "a repetition"
            yield "I2", f"{kind}: {got.start} follows {len(self.text)}"
        self.text = self.text[: got.start] + got.text
        yield from self._move(got.attempt, got.offset)
        yield from self._agree()

    def _shrink(self, reset: GotReset) -> Iterator[tuple[str, str]]:
        if reset.reason == "unknown_position" and self.report.deleted_at is not None:
            self.attempt = 0  # after the deletion, a process knows no attempt
        if reset.keep > len(self.text):
            yield "I2", f"reset to {reset.keep} of {len(self.text)} characters"
        self.text = self.text[: reset.keep]
        yield from self._move(reset.attempt, reset.keep)
        yield from self._agree()

    def _agree(self) -> Iterator[tuple[str, str]]:
        if wrong := self.canon.add(self.attempt, self.text, self.who):
            yield "I1", wrong

    def _end(self, end: GotEnd) -> Iterator[tuple[str, str]]:
        self.ends += 1
        if self.ends > 1:
            yield "I5", "a second end on one connection"
        if end.status == "deleted":
            return
        yield from self._move(end.attempt, end.offset)
        if end.chars != len(self.text):
            yield "I1", f"the end says {end.chars} characters, but {len(self.text)} were received"
        if end.sha256 != hashlib.sha256(self.text.encode()).hexdigest():
            yield "I1", "the end's digest does not match the received text"
        yield from self._agree()
        ended = [
            saved.row.t
            for saved in self.report.saved
            if (saved.row.status, saved.row.attempt, saved.text) == (end.status, end.attempt, self.text)
        ]
        if not ended:
            yield "I8", f"received the end ({end.status}) of a text that was never saved"
        elif ended and min(ended) > end.t + _LATE_SECONDS:
            yield "I8", f"received the end ({end.status}) {min(ended) - end.t:.2f} s before it was saved"

    def _check_204(self, left: Left) -> Iterator[tuple[str, str]]:
        if not any(saved.text == self.text and saved.row.status in ENDED for saved in self.report.saved):
            yield "I1", f"received 204, but its {len(self.text)} characters are not the saved text"


def viewers_and_database_hold_one_text(evidence: Evidence) -> Iterator[Violation]:
    """I1, I2, I5: compare every viewer with all others, the database and the calls."""
    for report in evidence.reports.values():
        canon = _Canon()
        for saved in report.saved:
            if wrong := canon.add(saved.row.attempt, saved.text, "the database"):
                yield Violation("I1", report.id, saved.row.t, wrong)
        for who, records in report.seen.items():
            fold = _Fold(report, who, canon)
            for record in records:
                for invariant, wrong in fold.take(record):
                    yield Violation(invariant, report.id, record.t, f"{who}: {wrong}")
        for attempt, text in canon.texts.items():
            segments = report.parse(text)
            if isinstance(segments, str):
                yield Violation(
                    "I1",
                    report.id,
                    _time_of(report, attempt),
                    f"attempt {attempt}, {canon.holders[attempt]}: {segments}",
                )


def _time_of(report: Report, attempt: int) -> float:
    return next((row.t for row in report.rows if row.attempt == attempt), 0.0)


RULES = (viewers_and_database_hold_one_text,)
